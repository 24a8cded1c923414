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

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::cli::{Cli, Command};

    fn read(line: &str) -> Result<Option<Settings>, String> {
        let line = format!("herringbone {line}");
        match Cli::read(line.split_whitespace().map(OsString::from)) {
            Ok(Cli { command: Command::Serve(serve), .. }) => Ok(serve.oidc.settings()),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        }
    }

    const ALL: &str = "--oidc-issuer https://login.firm.example --oidc-client-id board --oidc-client-secret word \
                       --oidc-hosts @firm.example";

    #[test]
    fn sso_1_sign_in_is_off_unless_all_is_said_that_it_needs() {
        assert!(read("").unwrap().is_none());
        let settings = read(ALL).unwrap().unwrap();
        assert_eq!(settings.issuer.as_str(), "https://login.firm.example");
        assert_eq!((settings.facilitators, settings.lasts.as_secs()), (None, 12 * 60 * 60));
        let more = read(&format!("{ALL} --oidc-facilitators * --oidc-hours 1")).unwrap().unwrap();
        assert!(more.facilitators.unwrap().is_everybody() && more.lasts.as_secs() == 60 * 60);
        let options: Vec<&str> = ALL.split(" --").collect();
        for left_out in 0..options.len() {
            let mut options = options.clone();
            let name = options.remove(left_out).trim_start_matches("--").split(' ').next().unwrap();
            let line = format!("--{}", options.join(" --").trim_start_matches("--"));
            let said = read(&line).unwrap_err();
            assert!(said.contains(&format!("--{name}")), "{line}: {said}");
        }
        assert!(read("--oidc-facilitators @firm.example").is_err());
    }

    #[test]
    fn sso_2_a_list_that_does_not_fit_is_refused_in_a_sentence() {
        let with = |hosts: &str| read(&ALL.replace("@firm.example", hosts)).unwrap_err();
        assert!(with("*").contains("* would let everybody host"), "{}", with("*"));
        assert!(with("anna").contains("neither name@firm.example nor"), "{}", with("anna"));
        assert!(read(&format!("{ALL} --oidc-hours 0")).is_err());
        assert!(read(&ALL.replace("https", "http")).unwrap_err().contains("http only on this machine"));
    }
}
