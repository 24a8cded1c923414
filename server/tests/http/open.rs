//! A server for a test.

use std::{net::SocketAddr, path::Path};

use board::schema::Limits;
use client::Socket;
use serde_json::{Value, json};
use server::{Config, Server, Stop};
use tempfile::TempDir;
use tokio::task::JoinHandle;

pub const KEY: &str = "a-host-key-for-tests";

/// A running server.
pub struct Open {
    pub address: SocketAddr,
    pub stop: Stop,
    pub task: JoinHandle<std::io::Result<()>>,
    /// Ends with the test, if it is this server's own.
    pub data: Option<TempDir>,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub text: String,
}

/// A board that was made, as the server told it.
pub struct Made {
    pub id: String,
    pub code: String,
    pub facilitator: String,
    pub projector: String,
}

pub fn config(data: &Path) -> Config {
    Config { listen: ([127, 0, 0, 1], 0).into(), host_key: Some(KEY.into()), ..Config::new(data) }
}

pub async fn open() -> Open {
    let data = tempfile::tempdir().unwrap();
    let open = open_with(config(data.path())).await;
    Open { data: Some(data), ..open }
}

pub async fn open_limited(limits: Limits) -> Open {
    let data = tempfile::tempdir().unwrap();
    let open = open_with(Config { limits, ..config(data.path()) }).await;
    Open { data: Some(data), ..open }
}

pub async fn open_with(config: Config) -> Open {
    let bound = Server::new(config).unwrap().bind().await.unwrap();
    let (address, stop) = (bound.address(), bound.stop());
    Open { address, stop, task: tokio::spawn(bound.listen()), data: None }
}

impl Open {
    pub async fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let answer = client::http::call(self.address, method, path, headers, body).await;
        let answer = answer.unwrap_or_else(|error| panic!("no answer to {method} {path}: {error}"));
        Answer { status: answer.status, text: answer.text(), head: answer.head }
    }

    pub async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        self.call("POST", path, &headers, body.to_string().as_bytes()).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.call("GET", path, &[("Authorization", &format!("Bearer {token}"))], b"").await
    }

    /// A websocket; whoever is not let in gets one as well, and is told why on it.
    pub async fn socket(&self, path: &str) -> Socket {
        client::socket(self.address, path).await.expect("the upgrade is always answered")
    }

    /// The websocket of a board for whoever has this token.
    pub async fn enter(&self, made: &Made, token: &str) -> Socket {
        self.socket(&format!("/sync/{}?token={token}", made.id)).await
    }

    pub async fn make(&self) -> Made {
        let wanted = json!({ "title": "Test", "template": "cx-5m", "effect": "Late starts" });
        self.post("/api/boards", KEY, &wanted).await.made()
    }

    /// A board as its facilitator is told of it.
    pub async fn state(&self, made: &Made) -> Value {
        let answer = self.get(&format!("/api/boards/{}", made.id), &made.facilitator).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Joins; the token and the participant's id.
    pub async fn join(&self, made: &Made, name: &str, department: &str) -> (String, String) {
        let body = json!({ "code": made.code, "name": name, "department": department });
        let joined = self.post("/api/join", "", &body).await;
        assert_eq!(joined.status, 201, "{}", joined.text);
        let joined = joined.json();
        (joined["token"].as_str().unwrap().to_owned(), joined["participant"].as_str().unwrap().to_owned())
    }

    pub async fn command(&self, made: &Made, token: &str, command: Value) -> Answer {
        self.post(&format!("/api/boards/{}/commands", made.id), token, &command).await
    }

    /// Stops it and waits until everything is durable.
    pub async fn end(self) {
        self.stop.shutdown();
        self.task.await.unwrap().unwrap();
    }
}

impl Answer {
    /// The board that was made.
    pub fn made(&self) -> Made {
        assert_eq!(self.status, 201, "{}", self.text);
        let made = self.json();
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        Made {
            id: text("id"),
            code: text("join_code"),
            facilitator: text("facilitator_token"),
            projector: text("projector_token"),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Status and stable code of a problem; checks that it is one in every respect.
    pub fn problem(&self) -> (u16, String) {
        assert!(self.head.contains("content-type: application/problem+json"), "{}\n{}", self.head, self.text);
        let body = self.json();
        assert_eq!(body["status"], self.status);
        assert_eq!(body["type"], "about:blank");
        let detail = body["detail"].as_str().unwrap();
        assert!(detail.ends_with('.') && !detail.ends_with(".."), "a sentence: {detail:?}");
        (self.status, body["code"].as_str().unwrap().to_owned())
    }
}
