//! Options of single sign-on.

use std::time::Duration;

use clap::Args;
use openidconnect::{ClientId, ClientSecret, IssuerUrl};

use super::values::key;
use crate::sign_in::{self, People, Settings};

/// Single sign-on by OpenID Connect.
#[derive(Debug, Args)]
pub struct OidcArgs {
    /// The address of a provider of OpenID Connect: with it, hosts sign in there instead of having the host's key, which
    /// opens everything as before.
    #[arg(long, env = "HERRINGBONE_OIDC_ISSUER", value_name = "URL", value_parser = sign_in::issuer, requires_all = ["oidc_client_id", "oidc_client_secret", "oidc_hosts"])]
    pub oidc_issuer: Option<IssuerUrl>,
    /// What the provider calls this server. There, register PUBLIC-URL/auth/callback as its redirect URI.
    #[arg(long, env = "HERRINGBONE_OIDC_CLIENT_ID", value_name = "ID", value_parser = key, requires = "oidc_issuer")]
    pub oidc_client_id: Option<String>,
    /// The secret that the provider gave this server.
    #[arg(long, env = "HERRINGBONE_OIDC_CLIENT_SECRET", value_name = "SECRET", hide_env_values = true, value_parser = key, requires = "oidc_issuer")]
    pub oidc_client_secret: Option<String>,
    /// Who may host: addresses of e-mail, their domains, groups, such as name@firm.example,@firm.example,group:NAME.
    #[arg(long, env = "HERRINGBONE_OIDC_HOSTS", value_name = "LIST", value_parser = sign_in::hosts, requires = "oidc_issuer")]
    pub oidc_hosts: Option<People>,
    /// Who beside the hosts may lead a board by a facilitator's link; * is everybody whom the provider signs in. Without it
    /// the link alone suffices.
    #[arg(long, env = "HERRINGBONE_OIDC_FACILITATORS", value_name = "LIST", value_parser = str::parse::<People>, requires = "oidc_issuer")]
    pub oidc_facilitators: Option<People>,
    /// Hours for which a sign-in holds.
    #[arg(long, env = "HERRINGBONE_OIDC_HOURS", value_name = "N", default_value_t = sign_in::LASTS.as_secs() / 3600, value_parser = clap::value_parser!(u64).range(1..=720))]
    pub oidc_hours: u64,
}

impl OidcArgs {
    /// The settings, if single sign-on is wanted.
    pub fn settings(&self) -> Option<Settings> {
        Some(Settings {
            issuer: self.oidc_issuer.clone()?,
            client_id: ClientId::new(self.oidc_client_id.clone()?),
            client_secret: ClientSecret::new(self.oidc_client_secret.clone()?),
            hosts: self.oidc_hosts.clone()?,
            facilitators: self.oidc_facilitators.clone(),
            lasts: Duration::from_secs(self.oidc_hours * 60 * 60),
            patience: sign_in::PATIENCE,
        })
    }
}
