//! A board, through HTTP.

use std::net::SocketAddr;
use std::time::Duration;

use client::http::call_json;
use serde_json::{Value, json};

use crate::server::HOST_KEY;

/// How long anything may take before a test gives up: long, for slow machines.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What is needed to come to a board.
#[derive(Clone, Debug)]
pub struct Board {
    /// Its id.
    pub id: String,
    /// Lets people in.
    pub join_code: String,
    /// The facilitator's token.
    pub facilitator: String,
}

/// Waits for something that must happen.
pub async fn until<T>(what: &str, happens: impl Future<Output = T>) -> T {
    match tokio::time::timeout(TIMEOUT, happens).await {
        Ok(value) => value,
        Err(_) => panic!("waited too long: {what}"),
    }
}

/// One request on a connection of its own: the status and the JSON of the answer (`null` if it is not JSON). `None`
/// if the server went away before it answered.
pub async fn call(
    server: SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    body: &Value,
) -> Option<(u16, Value)> {
    let body = (!body.is_null()).then_some(body);
    let answer = until("an answer", call_json(server, method, path, token, body)).await.ok()?;
    Some((answer.status, answer.json()))
}

impl Board {
    /// Makes one.
    pub async fn make(server: SocketAddr) -> Self {
        let wanted = json!({ "title": "Why do they leave?", "template": "cx-5m" });
        let made = call(server, "POST", "/api/boards", HOST_KEY, &wanted).await;
        let (status, made) = made.expect("the server answers");
        assert_eq!(status, 201, "{made}");
        let text = |key: &str| made[key].as_str().expect("it is in the contract").to_owned();
        Self { id: text("id"), join_code: text("join_code"), facilitator: text("facilitator_token") }
    }

    /// A participant's token.
    pub async fn join(&self, server: SocketAddr, name: &str) -> String {
        let wanted = json!({ "code": self.join_code, "name": name, "department": "it" });
        let (status, joined) =
            call(server, "POST", "/api/join", "", &wanted).await.expect("the server answers");
        assert_eq!(status, 201, "{joined}");
        joined["token"].as_str().expect("it is in the contract").to_owned()
    }

    /// Gives a command as the facilitator.
    pub async fn command(&self, server: SocketAddr, command: &Value) -> Option<(u16, Value)> {
        let path = format!("/api/boards/{}/commands", self.id);
        call(server, "POST", &path, &self.facilitator, command).await
    }

    /// The session state.
    pub async fn session(&self, server: SocketAddr) -> Value {
        let path = format!("/api/boards/{}", self.id);
        let (status, session) =
            call(server, "GET", &path, &self.facilitator, &Value::Null).await.expect("the server answers");
        assert_eq!(status, 200, "{session}");
        session
    }
}
