//! A person's access to the board over HTTP.

use std::net::SocketAddr;

use board::workshop::{Command, Session};
use client::http::call_json;
use serde_json::json;

/// A board and a token for it.
#[derive(Clone)]
pub struct Place {
    /// The address of its server.
    pub server: SocketAddr,
    /// Its id.
    pub board: String,
    /// The token.
    pub token: String,
}

impl Place {
    /// Gives a command. A refused command (for instance after the vote closed) is dropped.
    pub async fn give(&self, command: &Command) {
        let path = format!("/api/boards/{}/commands", self.board);
        let answer = call_json(self.server, "POST", &path, &self.token, Some(&json!(command))).await;
        if let Ok(answer) = answer.inspect_err(|error| tracing::debug!(%error, "the demo was not answered"))
            && answer.status != 200
        {
            tracing::debug!(status = answer.status, answer = answer.text(), "the demo was refused");
        }
    }

    /// The session; `None` while the server does not answer.
    pub async fn session(&self) -> Option<Session> {
        let path = format!("/api/boards/{}", self.board);
        let answer = call_json(self.server, "GET", &path, &self.token, None).await.ok()?;
        serde_json::from_slice(&answer.body).ok()
    }
}
