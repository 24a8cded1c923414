//! `GET /auth/sign-in`, `GET /auth/callback`, `POST /auth/sign-out`: where browsers are led to the provider and back.

use std::{fmt::Display, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
    routing::{get, post},
};
use board::Millis;
use openidconnect::{AuthenticationFlow, CsrfToken, Nonce, PkceCodeChallenge, core::CoreResponseType};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use super::{
    SignIn,
    cookies::Which,
    exchange::{self, Failure},
    flow::{self, Flow},
    metadata, provider,
    session::{Person, Session},
};
use crate::{
    app::App,
    caller::Caller,
    problem::{InQuery, Problem},
    startup::escaped,
};

/// The longest wait for a turn to ask the provider.
const WAIT: Duration = Duration::from_secs(10);

/// The routes, if single sign-on is offered.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/auth/sign-in", get(begin))
        .route("/auth/callback", get(finish))
        .route("/auth/sign-out", post(sign_out))
}

/// Why nobody is signed in, as the page is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The person, or the provider, said no.
    Denied,
    /// It took too long, or began in another browser.
    Expired,
    /// Something went wrong at the provider or on the way to it.
    Failed,
    /// The provider knows the person, and no list here does.
    NotAllowed,
}

impl Why {
    /// The word in the address of the page, and in the counters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::NotAllowed => "not-allowed",
        }
    }
}

fn offered(app: &App) -> Result<&SignIn, Problem> {
    app.sign_in.as_ref().ok_or_else(Problem::not_found)
}

/// Leads to an address.
fn to(address: &str, cookie: Option<HeaderValue>) -> Response {
    let Ok(location) = HeaderValue::try_from(address) else {
        return Problem::internal("an address that cannot be led to").into_response();
    };
    let cookie = AppendHeaders(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)], cookie).into_response()
}

impl SignIn {
    /// Leads to the page that says why nobody is signed in.
    fn refused(&self, app: &App, why: Why, place: &str) -> Response {
        app.metrics.counts().signed_in(why.as_str());
        let address = format!("{}/sign-in?why={}&to={}", self.base, why.as_str(), escaped(place));
        to(&address, self.cookies.remove(Which::Flow))
    }

    /// Says in the log why somebody was not signed in.
    fn says(&self, now: Millis, cause: &dyn Display) {
        if let Some(untold) = self.failed.due(now) {
            tracing::warn!(%cause, untold, "nobody was signed in");
        }
    }
}

/// Where to lead afterwards, and whether as somebody else than whom the provider knows already.
#[derive(Deserialize)]
struct Begin {
    to: Option<String>,
    r#as: Option<String>,
}

async fn begin(State(app): State<App>, InQuery(wanted): InQuery<Begin>) -> Result<Response, Problem> {
    let (sign_in, now) = (offered(&app)?, app.rooms.now());
    let place = wanted.to.as_deref().and_then(|to| flow::local(to, &sign_in.base)).unwrap_or("/".into());
    let Ok(metadata) = sign_in.provider.metadata(now).await else {
        return Ok(sign_in.refused(&app, Why::Failed, &place));
    };
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let client = exchange::client(&metadata, &sign_in.settings, &sign_in.back);
    let kind = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    let request = client.authorize_url(kind, CsrfToken::new_random, Nonce::new_random);
    let request = request.add_scopes(provider::scopes(&metadata, &sign_in.settings));
    let is_another = wanted.r#as.is_some_and(|who| who == "another");
    let request = if is_another { request.add_prompt(metadata::another(&metadata)) } else { request };
    let (address, state, nonce) = request.set_pkce_challenge(challenge).url();
    let flow = Flow {
        state: state.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
        to: place,
        until: after(now, flow::LASTS),
    };
    let cookie = sign_in.cookies.set(Which::Flow, &flow, flow::LASTS);
    Ok(to(address.as_str(), cookie))
}

/// What the provider sends back with the browser. Its other words are read by nobody.
#[derive(Deserialize)]
struct Back {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

async fn finish(
    State(app): State<App>,
    Caller(address): Caller,
    headers: HeaderMap,
    InQuery(back): InQuery<Back>,
) -> Result<Response, Problem> {
    let (sign_in, now) = (offered(&app)?, app.rooms.now());
    let flow = sign_in.cookies.read::<Flow>(Which::Flow, &headers).filter(|flow| now < flow.until);
    let Some(flow) = flow else { return Ok(sign_in.refused(&app, Why::Expired, "/")) };
    let place = flow.to.clone();
    if back.state.as_deref() != Some(flow.state.as_str()) {
        return Ok(sign_in.refused(&app, Why::Expired, &place));
    }
    if back.iss.is_some_and(|issuer| issuer != sign_in.settings.issuer.as_str()) {
        sign_in.says(now, &"another provider answered");
        return Ok(sign_in.refused(&app, Why::Failed, &place));
    }
    let code = match (back.code, back.error.as_deref()) {
        (Some(code), None) => code,
        (_, Some("access_denied")) => return Ok(sign_in.refused(&app, Why::Denied, &place)),
        (_, error) => {
            sign_in.says(now, &format_args!("the provider says {}", code_of(error)));
            return Ok(sign_in.refused(&app, Why::Failed, &place));
        }
    };
    let person = match exchanged(&app, sign_in, address, code, flow, now).await {
        Ok(person) => person,
        Err(why) => return Ok(sign_in.refused(&app, why, &place)),
    };
    let is_host = person.may_host(&sign_in.settings);
    if !person.may_lead(&sign_in.settings) {
        tracing::info!("somebody whom no list names was signed in by the provider and is not let in");
        return Ok(sign_in.refused(&app, Why::NotAllowed, &place));
    }
    app.metrics.counts().signed_in("signed-in");
    tracing::info!(is_host, "somebody signed in");
    let lasts = sign_in.settings.lasts;
    let session = Session { person, until: after(now, lasts) };
    let session = sign_in.cookies.set(Which::Session, &session, lasts);
    let session = session.ok_or_else(|| Problem::internal("a cookie that cannot be made"))?;
    let mut response = to(&format!("{}{place}", sign_in.base), sign_in.cookies.remove(Which::Flow));
    response.headers_mut().append(header::SET_COOKIE, session);
    Ok(response)
}

/// The person for whom a code is. Codes that are none are counted by the network that they come from, as wrong keys are.
async fn exchanged(
    app: &App,
    sign_in: &SignIn,
    address: std::net::IpAddr,
    code: String,
    flow: Flow,
    now: Millis,
) -> Result<Person, Why> {
    let attempt = app.sign_in_attempts.attempt(address).await.map_err(|_| Why::Failed)?;
    let Ok(Ok(_turn)) = timeout(WAIT, sign_in.turns.acquire()).await else { return Err(Why::Failed) };
    let (provider, settings) = (&sign_in.provider, &sign_in.settings);
    match exchange::person(provider, settings, &sign_in.back, code, flow, now).await {
        Ok(person) => Ok(person),
        Err(failure) => {
            match &failure {
                // Whoever makes codes up is answered so.
                Failure::Code(code) if code == "invalid_grant" => {
                    tracing::debug!(%failure, "nobody was signed in");
                    let _ = attempt.failed(None).await;
                }
                failure => sign_in.says(now, failure),
            }
            Err(Why::Failed)
        }
    }
}

/// A code of an error that can be written down: it came with the browser.
fn code_of(error: Option<&str>) -> &str {
    let plain = |code: &str| code.len() <= 64 && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    error.filter(|code| plain(code)).unwrap_or("none")
}

fn after(now: Millis, time: Duration) -> Millis {
    Millis(now.0.saturating_add(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)))
}

/// Where to sign out at the provider, too.
#[derive(Serialize)]
struct SignedOut {
    at: Option<String>,
}

async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let (sign_in, now) = (offered(&app)?, app.rooms.now());
    if !sign_in.is_own(&headers) {
        return Err(Problem::other_site());
    }
    let mut at = None;
    // Only for who was signed in: others would have the provider asked for nothing.
    if sign_in.session(&headers, now).is_some()
        && let Ok(metadata) = sign_in.provider.metadata(now).await
    {
        at = provider::sign_out(&metadata, &sign_in.settings, &format!("{}/", sign_in.url));
    }
    let gone = AppendHeaders(sign_in.cookies.remove(Which::Session).map(|gone| (header::SET_COOKIE, gone)));
    Ok((gone, Json(SignedOut { at: at.map(String::from) })).into_response())
}
