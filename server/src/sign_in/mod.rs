//! Single sign-on: hosts, and if it is wanted facilitators, sign in at a provider of OpenID Connect.
//!
//! A browser is led to the provider and comes back with a code, which this server exchanges for a signed token that says who
//! it is. From then on a cookie says so. Nothing of anybody is kept here: both a sign-in under way and whoever is signed in
//! are in enciphered cookies of their browsers. So any node of a cluster takes what another one began, and strangers who
//! begin many sign-ins take no memory.

mod cookies;
mod exchange;
mod flow;
mod http_client;
mod metadata;
mod people;
mod provider;
mod routes;
mod same_origin;
mod session;
mod settings;

use axum::http::HeaderMap;
use board::Millis;
use openidconnect::{
    RedirectUrl,
    url::{Origin, Url},
};
use tokio::sync::Semaphore;

use crate::{base_path, config::Config, paced::Paced, problem::Problem};

pub use people::People;
pub use routes::routes;
pub use session::{Person, Session};
pub use settings::{LASTS, PATIENCE, Settings, hosts, issuer};

use cookies::{Cookies, Which};
use provider::Provider;

/// Codes that are exchanged at once. Anybody can bring one that is none, and each holds an answer of the provider.
const AT_ONCE: usize = 16;

/// Single sign-on at one provider.
pub struct SignIn {
    /// What it is configured with.
    pub settings: Settings,
    cookies: Cookies,
    provider: Provider,
    /// Where the provider leads back to.
    back: RedirectUrl,
    /// The path of this server.
    base: String,
    /// The address that people use, without a closing slash.
    url: String,
    origin: Origin,
    turns: Semaphore,
    /// What fails is said in the log at a bounded pace: anybody can make it fail.
    failed: Paced,
}

/// Somebody whose cookie says that they are signed in, and what the request tells of the page that sent it.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who it is.
    pub person: Person,
    /// Whether the request may change anything: it only reads, or it is from a page of this server.
    pub is_own: bool,
}

impl SignIn {
    /// Sign-in as the configuration wants it, if it does.
    ///
    /// # Errors
    /// The same as for [`SignIn::new`].
    pub fn offered(config: &Config, url: &str, host_key: &str) -> Result<Option<Self>, String> {
        config.sign_in.clone().map(|settings| Self::new(settings, url, host_key)).transpose()
    }

    /// Sign-in for the pages at this address. What enciphers cookies follows from the host's key and the secret that the
    /// provider gave.
    ///
    /// # Errors
    /// The end of a sentence, if the address is none that a provider could lead back to.
    pub fn new(settings: Settings, url: &str, host_key: &str) -> Result<Self, String> {
        let unusable = || format!("no provider can lead back to {url}; say --public-url");
        let origin = Url::parse(url).map_err(|_| unusable())?.origin();
        let back = RedirectUrl::new(format!("{url}/auth/callback")).map_err(|_| unusable())?;
        if !url.starts_with("https://") && !settings::is_loopback(back.url().host()) {
            tracing::warn!(
                "People sign in over plain http, where others can read who they are and take their place; say --public-url https://…"
            );
        }
        let secrets = [
            settings.client_secret.secret(),
            host_key,
            settings.issuer.as_str(),
            settings.client_id.as_str(),
        ];
        Ok(Self {
            cookies: Cookies::new(url, &secrets.map(|secret| secret as &str)),
            provider: Provider::new(&settings),
            back,
            base: base_path::of(url).to_owned(),
            url: url.to_owned(),
            origin,
            turns: Semaphore::new(AT_ONCE),
            failed: Paced::default(),
            settings,
        })
    }

    /// Whether the provider answers; it is asked if nobody asked it lately.
    pub async fn provider_is_there(&self, now: Millis) -> bool {
        self.provider.is_there(now).await
    }

    /// Who is signed in, as the cookies of a request say, and until when.
    pub fn session(&self, headers: &HeaderMap, now: Millis) -> Option<Session> {
        self.cookies.read::<Session>(Which::Session, headers).filter(|session| now < session.until)
    }

    /// Whether a page of this server sent a request.
    pub fn is_own(&self, headers: &HeaderMap) -> bool {
        same_origin::asked(headers, &self.origin)
    }

    /// Whether a facilitator's link opens a board to this person.
    pub fn may_lead(&self, signed_in: Option<&SignedIn>) -> bool {
        self.settings.facilitators.is_none()
            || signed_in.is_some_and(|signed_in| signed_in.person.may_lead(&self.settings))
    }

    /// Checks that somebody may do what the host's key opens.
    ///
    /// # Errors
    /// 403 for who is not among the hosts, and for what a page of another site sent.
    pub fn require_host(&self, signed_in: &SignedIn) -> Result<(), Problem> {
        if !signed_in.person.may_host(&self.settings) {
            return Err(Problem::not_allowed(
                "You are signed in, and are not among those who may host here.",
            ));
        }
        if !signed_in.is_own {
            return Err(Problem::other_site());
        }
        Ok(())
    }
}
