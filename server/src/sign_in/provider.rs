//! What is known of the provider: its addresses and the keys that it signs with. It is asked for when somebody signs in, and
//! again when it is old.

use std::{sync::Arc, time::Duration};

use board::Millis;
use openidconnect::{
    DiscoveryError, IssuerUrl, LogoutRequest, PostLogoutRedirectUrl, Scope, core::CoreClientAuthMethod,
    url::Url,
};

use super::{
    http_client::{HttpClient, Unanswered},
    metadata::Metadata,
    settings::Settings,
};

/// What is known is asked for again after this time. So a key that the provider has withdrawn counts no longer than that.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// Who looks whether the provider is there is content with an answer that is no older than this.
const RECENT: Duration = Duration::from_secs(60);

/// After a failure nobody asks for this long.
const AGAIN: Duration = Duration::from_secs(5);

/// Keys that a token names and that are not known are asked for as often as this.
const NEW_KEYS: Duration = Duration::from_secs(60);

/// The provider, as far as it is known.
pub struct Provider {
    issuer: IssuerUrl,
    /// What asks it.
    pub http: HttpClient,
    /// Held while it is asked, so that it is asked once however many wait.
    known: tokio::sync::Mutex<Known>,
}

#[derive(Default)]
struct Known {
    metadata: Option<Arc<Metadata>>,
    /// When that was asked for.
    at: Option<Millis>,
    /// When asking failed last.
    failed: Option<Millis>,
    /// When keys were asked for last because one was missing.
    new_keys: Option<Millis>,
}

/// The provider does not say what has to be known of it.
#[derive(Debug, thiserror::Error)]
#[error("the provider cannot be asked")]
pub struct Unknown;

/// Whether less than `time` has passed since then. A clock that was set back counts as much time.
fn is_within(since: Option<Millis>, now: Millis, time: Duration) -> bool {
    since.is_some_and(|since| now >= since && u128::from(now.0 - since.0) < time.as_millis())
}

impl Provider {
    /// A provider that was not asked yet.
    pub fn new(settings: &Settings) -> Self {
        let http = HttpClient::new(settings.issuer.url(), settings.patience);
        Self { issuer: settings.issuer.clone(), http, known: tokio::sync::Mutex::default() }
    }

    /// What the provider says of itself. What is old serves as long as it cannot be asked.
    ///
    /// # Errors
    /// When nothing is known and the provider cannot be asked. The log says why.
    pub async fn metadata(&self, now: Millis) -> Result<Arc<Metadata>, Unknown> {
        let mut known = self.known.lock().await;
        if let Some(metadata) = known.metadata.as_ref().filter(|_| is_within(known.at, now, FRESH)) {
            return Ok(Arc::clone(metadata));
        }
        if !is_within(known.failed, now, AGAIN) {
            self.ask(&mut known, now).await;
        }
        known.metadata.clone().ok_or(Unknown)
    }

    /// What the provider says after a token named a key that is not in `seen`; `None` if it was asked for such a key just
    /// before.
    pub async fn with_new_keys(&self, seen: &Arc<Metadata>, now: Millis) -> Option<Arc<Metadata>> {
        let mut known = self.known.lock().await;
        if let Some(newer) = known.metadata.as_ref().filter(|metadata| !Arc::ptr_eq(metadata, seen)) {
            return Some(Arc::clone(newer));
        }
        if is_within(known.new_keys, now, NEW_KEYS) {
            return None;
        }
        known.new_keys = Some(now);
        self.ask(&mut known, now).await;
        known.metadata.clone().filter(|metadata| !Arc::ptr_eq(metadata, seen))
    }

    /// Whether the provider says what has to be known of it, as it did lately or does now.
    pub async fn is_there(&self, now: Millis) -> bool {
        let mut known = self.known.lock().await;
        let is_known = known.failed.is_none() && is_within(known.at, now, RECENT);
        if !is_known && !is_within(known.failed, now, AGAIN) {
            self.ask(&mut known, now).await;
        }
        known.failed.is_none()
    }

    async fn ask(&self, known: &mut Known, now: Millis) {
        let answered = Metadata::discover_async(self.issuer.clone(), &self.http).await;
        let answered = answered.map_err(sentence).and_then(|metadata| self.judged(metadata));
        match answered {
            Ok(metadata) => {
                known.metadata = Some(Arc::new(metadata));
                (known.at, known.failed) = (Some(now), None);
            }
            Err(cause) => {
                tracing::warn!(issuer = %self.issuer.as_str(), %cause, "the provider of single sign-on does not say what it needs");
                known.failed = Some(now);
            }
        }
    }

    /// The same, if all that is used of it is safe.
    fn judged(&self, metadata: Metadata) -> Result<Metadata, String> {
        let token = metadata.token_endpoint().ok_or("it names no token_endpoint")?;
        let end = metadata.additional_metadata().end_session_endpoint.as_ref();
        let used = [
            Some(metadata.authorization_endpoint().url()),
            Some(token.url()),
            metadata.userinfo_endpoint().map(|at| at.url()),
            end.map(|at| at.url()),
        ];
        if let Some(url) = used.into_iter().flatten().find(|url| !self.http.is_safe(url)) {
            return Err(format!("{} is no address over https", url.origin().ascii_serialization()));
        }
        Ok(metadata)
    }
}

/// Whether a secret belongs into the body of a request: the other way is the one that every provider has to take.
pub fn takes_secret_in_body(metadata: &Metadata) -> bool {
    let methods = metadata.token_endpoint_auth_methods_supported();
    let has = |method| methods.is_some_and(|methods| methods.contains(&method));
    has(CoreClientAuthMethod::ClientSecretPost) && !has(CoreClientAuthMethod::ClientSecretBasic)
}

/// What is asked for beside the person: a provider that does not know a scope might refuse.
pub fn scopes(metadata: &Metadata, settings: &Settings) -> Vec<Scope> {
    let mut scopes = vec![Scope::new("profile".into()), Scope::new("email".into())];
    let groups = Scope::new("groups".into());
    let known = metadata.scopes_supported().is_some_and(|known| known.contains(&groups));
    if settings.names_groups() && known {
        scopes.push(groups);
    }
    scopes
}

/// Where a browser signs out at the provider as well, if that is possible there.
pub fn sign_out(metadata: &Metadata, settings: &Settings, back: &str) -> Option<Url> {
    let end = metadata.additional_metadata().end_session_endpoint.clone()?;
    let back = PostLogoutRedirectUrl::new(back.to_owned()).ok()?;
    let request = LogoutRequest::from(end).set_client_id(settings.client_id.clone());
    Some(request.set_post_logout_redirect_uri(back).http_get_url())
}

/// Why the provider does not say what it should, without its own text.
fn sentence(error: DiscoveryError<Unanswered>) -> String {
    match error {
        DiscoveryError::Request(error) => error.to_string(),
        DiscoveryError::Response(status, ..) => format!("it answers {status}, or not in JSON"),
        DiscoveryError::Parse(error) => format!("its answer cannot be read at {}", error.path()),
        other => other.to_string(),
    }
}
