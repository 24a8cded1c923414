//! From the code that a browser brings back to the person whom the provider has signed in.

use std::sync::Arc;

use board::Millis;
use chrono::DateTime;
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthType, AuthorizationCode, ClaimsVerificationError,
    EmptyExtraTokenFields, IdToken, IdTokenClaims, IdTokenFields, IdTokenVerifier, LocalizedClaim, Nonce,
    OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl, RequestTokenError, SignatureVerificationError,
    StandardErrorResponse, StandardTokenResponse, TokenResponse as _, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
        CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    flow::Flow,
    metadata::Metadata,
    provider::{Provider, Unknown, takes_secret_in_body},
    session::Person,
    settings::Settings,
};

/// What signs a token: the provider alone has the key. With the others whoever has this server's secret could sign, or
/// anybody.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The claim that says of which groups somebody is: a list of texts, or one.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Groups {
    #[serde(default)]
    groups: Value,
}

impl AdditionalClaims for Groups {}

impl Groups {
    fn names(&self) -> Vec<String> {
        match &self.groups {
            Value::String(group) => vec![group.clone()],
            Value::Array(groups) => groups.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => vec![],
        }
    }
}

type Token = IdToken<Groups, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

type Fields = IdTokenFields<
    Groups,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// What speaks to a provider, once that is known.
pub type Client<Auth, TokenAt, UserInfoAt> = openidconnect::Client<
    Groups,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    Auth,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    TokenAt,
    UserInfoAt,
>;

/// A client of a provider that was asked what it is.
pub type Known =
    Client<openidconnect::EndpointSet, openidconnect::EndpointMaybeSet, openidconnect::EndpointMaybeSet>;

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The provider cannot be asked.
    #[error("{0}")]
    Unknown(#[from] Unknown),
    /// The provider's answer is none, or takes too long.
    #[error("{0}")]
    Unanswered(String),
    /// The provider does not take the code. Anybody can make that happen.
    #[error("the provider does not take the code: {0}")]
    Code(String),
    /// The token is not one that counts here.
    #[error("the provider's token does not count: {0}")]
    Token(String),
}

impl From<ClaimsVerificationError> for Failure {
    fn from(error: ClaimsVerificationError) -> Self {
        Self::Token(match error {
            ClaimsVerificationError::SignatureVerification(error) => error.to_string(),
            error => error.to_string(),
        })
    }
}

/// A client of this provider.
pub fn client(metadata: &Metadata, settings: &Settings, back: &RedirectUrl) -> Known {
    let auth = if takes_secret_in_body(metadata) { AuthType::RequestBody } else { AuthType::BasicAuth };
    let (id, secret) = (settings.client_id.clone(), settings.client_secret.clone());
    Known::from_provider_metadata(metadata.clone(), id, Some(secret))
        .set_redirect_uri(back.clone())
        .set_auth_type(auth)
}

/// The person whom the provider has signed in for this code.
///
/// # Errors
/// See [`Failure`].
pub async fn person(
    provider: &Provider,
    settings: &Settings,
    back: &RedirectUrl,
    code: String,
    flow: Flow,
    now: Millis,
) -> Result<Person, Failure> {
    let metadata = provider.metadata(now).await?;
    let client = client(&metadata, settings, back);
    let request = client.exchange_code(AuthorizationCode::new(code));
    let request = request.map_err(|error| Failure::Unanswered(error.to_string()))?;
    let request = request.set_pkce_verifier(PkceCodeVerifier::new(flow.verifier));
    let answer = request.request_async(&provider.http).await.map_err(|error| match error {
        RequestTokenError::ServerResponse(refused) => Failure::Code(refused.error().as_ref().to_owned()),
        RequestTokenError::Request(error) => Failure::Unanswered(error.to_string()),
        RequestTokenError::Parse(error, _) => {
            Failure::Unanswered(format!("the answer for a code cannot be read at {}", error.path()))
        }
        RequestTokenError::Other(_) => Failure::Unanswered("the answer for a code is none".into()),
    })?;
    let token = answer.id_token().ok_or_else(|| Failure::Token("there is none".into()))?;
    let nonce = Nonce::new(flow.nonce);
    let (metadata, claims) = verified(provider, settings, metadata, token, &nonce, now).await?;
    if claims.authorized_party().is_some_and(|party| *party != settings.client_id) {
        return Err(Failure::Token("it was made for another server".into()));
    }
    belongs(&metadata, settings, token, claims, answer.access_token(), now)?;
    let groups = claims.additional_claims().names();
    let mut found = Found {
        name: first(claims.name()).or_else(|| claims.preferred_username().map(|name| name.to_string())),
        email: claims.email().map(|email| email.to_string()),
        is_verified: claims.email_verified() == Some(true),
        groups,
    };
    if found.lacks_something(settings) && metadata.userinfo_endpoint().is_some() {
        let request = client.user_info(answer.access_token().clone(), Some(claims.subject().clone()));
        let request = request.map_err(|error| Failure::Unanswered(error.to_string()))?;
        let more = request.request_async(&provider.http).await;
        found.add(more.map_err(|_| Failure::Unanswered("who it is cannot be asked at userinfo".into()))?);
    }
    let email = found.email.as_deref().filter(|_| found.is_verified);
    let groups = settings.groups(&found.groups);
    let person = Person::new(claims.subject().as_str(), found.name.as_deref(), email, groups);
    person.ok_or_else(|| Failure::Token("its subject is none".into()))
}

/// What the token says, if it counts. Keys that it names and that are not known are asked for.
async fn verified<'t>(
    provider: &Provider,
    settings: &Settings,
    metadata: Arc<Metadata>,
    token: &'t Token,
    nonce: &Nonce,
    now: Millis,
) -> Result<(Arc<Metadata>, &'t IdTokenClaims<Groups, CoreGenderClaim>), Failure> {
    match token.claims(&verifier(&metadata, settings, now), nonce) {
        Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
            let unknown = || Failure::Token("it is signed with a key that the provider does not name".into());
            let newer = provider.with_new_keys(&metadata, now).await.ok_or_else(unknown)?;
            let claims = token.claims(&verifier(&newer, settings, now), nonce)?;
            Ok((newer, claims))
        }
        claims => Ok((metadata, claims?)),
    }
}

fn verifier<'v>(
    metadata: &Metadata,
    settings: &Settings,
    now: Millis,
) -> IdTokenVerifier<'v, CoreJsonWebKey> {
    let now = i64::try_from(now.0).ok().and_then(DateTime::from_timestamp_millis);
    // A clock that cannot be told lets no token pass.
    let now = now.unwrap_or(DateTime::<chrono::Utc>::MAX_UTC);
    // Without the secret, tokens that are signed with it do not count.
    let keys = metadata.jwks().clone();
    IdTokenVerifier::new_public_client(settings.client_id.clone(), settings.issuer.clone(), keys)
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now)
}

/// Checks that the access token is the one that came with this token, if it says so.
fn belongs(
    metadata: &Metadata,
    settings: &Settings,
    token: &Token,
    claims: &IdTokenClaims<Groups, CoreGenderClaim>,
    access: &openidconnect::AccessToken,
    now: Millis,
) -> Result<(), Failure> {
    let Some(expected) = claims.access_token_hash() else { return Ok(()) };
    let wrong = |error: String| Failure::Token(error);
    let verifier = verifier(metadata, settings, now);
    let algorithm = token.signing_alg().map_err(|error| wrong(error.to_string()))?;
    let key = token.signing_key(&verifier).map_err(|error| wrong(error.to_string()))?;
    let found =
        AccessTokenHash::from_token(access, algorithm, key).map_err(|error| wrong(error.to_string()))?;
    if found == *expected { Ok(()) } else { Err(wrong("it is of another access token".into())) }
}

/// What the provider says of a person.
struct Found {
    name: Option<String>,
    email: Option<String>,
    is_verified: bool,
    groups: Vec<String>,
}

impl Found {
    /// Whether it is worth asking for more: many providers say who somebody is only at userinfo.
    fn lacks_something(&self, settings: &Settings) -> bool {
        let groups = self.groups.is_empty() && settings.names_groups();
        self.name.is_none() || self.email.is_none() || groups
    }

    /// Adds what was not said before.
    fn add(&mut self, more: UserInfoClaims<Groups, CoreGenderClaim>) {
        if self.name.is_none() {
            let short = more.preferred_username().map(|name| name.to_string());
            self.name = first(more.name()).or(short);
        }
        if self.email.is_none() {
            self.email = more.email().map(|email| email.to_string());
            self.is_verified = more.email_verified() == Some(true);
        }
        if self.groups.is_empty() {
            self.groups = more.additional_claims().names();
        }
    }
}

/// A claim without a language, or else in any.
fn first<T: std::ops::Deref<Target = String>>(claim: Option<&LocalizedClaim<T>>) -> Option<String> {
    let claim = claim?;
    claim.get(None).or_else(|| claim.iter().next().map(|(_, value)| value)).map(|value| value.to_string())
}
