//! A provider of OpenID Connect on this machine. It keeps to the rules, unless a test has it do otherwise.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Form, Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use openidconnect::url::Url;
use room::{Clock, WallClock};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::{
    net::TcpListener,
    sync::{Notify, Semaphore},
};

use super::keys::{Key, base64};

pub const ID: &str = "herringbone-of-the-test";
pub const SECRET: &str = "the secret of the test's server + with / odd = letters";

/// What a test makes of the token that was due.
pub type Forge = Box<dyn Fn(&Inner, Value) -> String + Send>;

/// A provider.
pub struct Provider {
    pub url: String,
    pub inner: Arc<Inner>,
}

/// What a provider knows and does.
pub struct Inner {
    pub issuer: String,
    /// The keys that it names.
    pub keys: Mutex<Vec<Arc<Key>>>,
    /// What it signs with.
    pub signs: Mutex<Arc<Key>>,
    /// What is said of itself beside what has to be said, or instead of it.
    pub metadata: Mutex<BTreeMap<&'static str, Value>>,
    /// What is said of the person at userinfo; nothing is asked there otherwise.
    pub userinfo: Mutex<Option<Value>>,
    /// What a test makes of the token.
    pub forge: Mutex<Option<Forge>>,
    /// What is answered instead, by address.
    pub instead: Mutex<HashMap<&'static str, Instead>>,
    codes: Mutex<HashMap<String, Code>>,
    made: AtomicUsize,
    asked: Mutex<BTreeMap<&'static str, usize>>,
    bell: Notify,
}

/// What is answered instead.
#[derive(Clone)]
pub enum Instead {
    /// Nothing, for ever.
    Silence,
    /// This status and text.
    Text(StatusCode, String),
    /// More bytes than anybody wants, without an end.
    Flood,
    /// Go there.
    Redirect(String),
    /// What should be answered, once the test lets one more pass.
    Gate(Arc<Semaphore>),
}

/// A code that was given out.
struct Code {
    claims: Value,
    challenge: String,
    back: String,
}

impl Provider {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        // An issuer with a path, as most have.
        let issuer = format!("http://{}/realms/firm", listener.local_addr().unwrap());
        let key = Arc::new(Key::new("k1", "RS256"));
        let inner = Arc::new(Inner {
            issuer: issuer.clone(),
            keys: Mutex::new(vec![Arc::clone(&key)]),
            signs: Mutex::new(key),
            metadata: Mutex::default(),
            userinfo: Mutex::default(),
            forge: Mutex::default(),
            instead: Mutex::default(),
            codes: Mutex::default(),
            made: AtomicUsize::new(0),
            asked: Mutex::default(),
            bell: Notify::new(),
        });
        let routes = Router::new()
            .route("/realms/firm/.well-known/openid-configuration", get(metadata))
            .route("/realms/firm/keys", get(keys))
            .route("/realms/firm/token", post(token))
            .route("/realms/firm/userinfo", get(userinfo))
            .route("/elsewhere/{what}", get(async |Path(what): Path<String>| format!("{what}\n")))
            .with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url: issuer, inner }
    }

    /// How often something was asked.
    pub fn asked(&self, what: &str) -> usize {
        self.inner.asked.lock().unwrap().get(what).copied().unwrap_or_default()
    }

    /// Waits until something was asked so often.
    pub async fn until_asked(&self, what: &str, count: usize) {
        loop {
            let rung = self.inner.bell.notified();
            if self.asked(what) >= count {
                return;
            }
            rung.await;
        }
    }

    /// Answers something else at an address, or as it should.
    pub fn answers(&self, at: &'static str, instead: impl Into<Option<Instead>>) {
        let mut all = self.inner.instead.lock().unwrap();
        match instead.into() {
            Some(instead) => drop(all.insert(at, instead)),
            None => drop(all.remove(at)),
        }
    }

    /// Says something of itself.
    pub fn says(&self, name: &'static str, value: Value) {
        self.inner.metadata.lock().unwrap().insert(name, value);
    }

    /// Makes something else of tokens.
    pub fn forges(&self, forge: impl Fn(&Inner, Value) -> String + Send + 'static) {
        *self.inner.forge.lock().unwrap() = Some(Box::new(forge));
    }

    /// Signs with this key from now on, and names these.
    pub fn takes(&self, signs: &Arc<Key>, names: &[&Arc<Key>]) {
        *self.inner.signs.lock().unwrap() = Arc::clone(signs);
        *self.inner.keys.lock().unwrap() = names.iter().map(|key| Arc::clone(key)).collect();
    }

    /// What a person does at the provider, to which their browser was led: signs in, and is led back. Checks what the
    /// server asked for.
    pub fn sign_in(&self, asked: &str, who: &Value) -> String {
        let (state, back, code) = self.code(asked, who);
        format!("{back}?state={state}&code={code}&session_state=1&iss={}", self.inner.issuer)
    }

    /// The state, the address to lead back to, and a code for this person.
    pub fn code(&self, asked: &str, who: &Value) -> (String, String, String) {
        let url = Url::parse(asked).unwrap();
        assert!(asked.starts_with(&format!("{}/authorize?", self.inner.issuer)), "{asked}");
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let query: HashMap<String, String> = pairs.iter().cloned().collect();
        assert_eq!(query.len(), pairs.len(), "{asked}");
        assert_eq!((&*query["response_type"], &*query["client_id"]), ("code", ID));
        assert_eq!(query["code_challenge_method"], "S256");
        assert!(query["scope"].starts_with("openid profile email"), "{asked}");
        assert!(query["state"].len() >= 16 && query["nonce"].len() >= 16, "{asked}");
        assert!(query["redirect_uri"].ends_with("/auth/callback"), "{asked}");
        let now = WallClock.now().0 / 1000;
        let mut claims = json!({
            "iss": self.inner.issuer, "aud": ID, "iat": now, "exp": now + 300, "nonce": query["nonce"],
        });
        claims.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        let code = format!("code-{}", self.inner.made.fetch_add(1, Ordering::SeqCst));
        let (challenge, back) = (query["code_challenge"].clone(), query["redirect_uri"].clone());
        self.inner.codes.lock().unwrap().insert(code.clone(), Code { claims, challenge, back: back.clone() });
        (query["state"].clone(), back, code)
    }
}

impl Inner {
    /// Counts a question; what is answered instead, if something is.
    async fn instead(&self, what: &'static str) -> Option<Response> {
        *self.asked.lock().unwrap().entry(what).or_default() += 1;
        self.bell.notify_waiters();
        let instead = self.instead.lock().unwrap().get(what).cloned()?;
        Some(match instead {
            Instead::Silence => std::future::pending().await,
            Instead::Text(status, text) => {
                (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
            }
            Instead::Flood => {
                let more =
                    futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b' '; 64 * 1024]));
                ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(more)).into_response()
            }
            Instead::Gate(gate) => {
                gate.acquire().await.unwrap().forget();
                return None;
            }
            Instead::Redirect(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        })
    }

    fn token(&self, claims: Value) -> String {
        match &*self.forge.lock().unwrap() {
            Some(forge) => forge(self, claims),
            None => self.signs.lock().unwrap().sign(&claims),
        }
    }
}

fn json_of(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

async fn metadata(State(inner): State<Arc<Inner>>) -> Response {
    if let Some(instead) = inner.instead("metadata").await {
        return instead;
    }
    let at = &inner.issuer;
    let mut said = json!({
        "issuer": at,
        "authorization_endpoint": format!("{at}/authorize"),
        "token_endpoint": format!("{at}/token"),
        "jwks_uri": format!("{at}/keys"),
        "userinfo_endpoint": format!("{at}/userinfo"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
    });
    for (name, value) in &*inner.metadata.lock().unwrap() {
        said[*name] = value.clone();
    }
    json_of(&said)
}

async fn keys(State(inner): State<Arc<Inner>>) -> Response {
    if let Some(instead) = inner.instead("keys").await {
        return instead;
    }
    let keys: Vec<Value> = inner.keys.lock().unwrap().iter().map(|key| key.public()).collect();
    json_of(&json!({ "keys": keys }))
}

async fn userinfo(State(inner): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    if let Some(instead) = inner.instead("userinfo").await {
        return instead;
    }
    assert_eq!(headers[header::AUTHORIZATION], "Bearer access");
    match &*inner.userinfo.lock().unwrap() {
        Some(said) => json_of(said),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn token(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    if let Some(instead) = inner.instead("token").await {
        return instead;
    }
    let refused = |code: &str| {
        let body = json!({ "error": code, "error_description": "Words of the provider." });
        (StatusCode::BAD_REQUEST, json_of(&body)).into_response()
    };
    if !knows(&inner, &headers, &form) {
        return refused("invalid_client");
    }
    assert_eq!(form["grant_type"], "authorization_code");
    // A code is good once, whatever comes of it.
    let Some(code) = inner.codes.lock().unwrap().remove(&form["code"]) else {
        return refused("invalid_grant");
    };
    let verifier = form.get("code_verifier").map(|verifier| base64(&Sha256::digest(verifier)));
    if verifier.as_ref() != Some(&code.challenge) || form["redirect_uri"] != code.back {
        return refused("invalid_grant");
    }
    let token = inner.token(code.claims);
    json_of(&json!({ "access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": token }))
}

/// Whether a server shows the secret in the way that this provider wants.
fn knows(inner: &Inner, headers: &HeaderMap, form: &HashMap<String, String>) -> bool {
    let methods = inner.metadata.lock().unwrap().get("token_endpoint_auth_methods_supported").cloned();
    if methods == Some(json!(["client_secret_post"])) {
        return form.get("client_id").map(String::as_str) == Some(ID)
            && form.get("client_secret").map(String::as_str) == Some(SECRET)
            && !headers.contains_key(header::AUTHORIZATION);
    }
    // Both are written as in a form (RFC 6749, 2.3.1).
    let as_in_a_form =
        |text: &str| openidconnect::url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let both = format!("{}:{}", as_in_a_form(ID), as_in_a_form(SECRET));
    headers
        .get(header::AUTHORIZATION)
        .is_some_and(|sent| *sent == *format!("Basic {}", STANDARD.encode(both)))
}
