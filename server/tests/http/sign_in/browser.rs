//! A browser, as far as signing in goes: it keeps cookies, follows nothing by itself, and says which page asks.

use std::{collections::BTreeMap, net::SocketAddr};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderName, Request, header},
};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async, tungstenite::client::IntoClientRequest,
};

/// A browser with its cookies.
#[derive(Clone)]
pub struct Browser {
    pub server: SocketAddr,
    pub cookies: BTreeMap<String, String>,
}

/// An answer, with its headers as they came.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

/// Headers of a request.
pub type More<'m> = &'m [(&'m str, &'m str)];

/// What a browser says when a page of the server itself asks.
pub const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

impl Browser {
    pub fn new(server: SocketAddr) -> Self {
        Self { server, cookies: BTreeMap::new() }
    }

    /// The same browser in front of another node: a balancer decides which one answers.
    pub fn at(&self, server: SocketAddr) -> Self {
        Self { server, cookies: self.cookies.clone() }
    }

    fn cookie(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// The name and value of the cookie whose name ends so.
    pub fn named(&self, end: &str) -> Option<(String, String)> {
        let found = self.cookies.iter().find(|(name, _)| name.ends_with(end));
        found.map(|(name, value)| (name.clone(), value.clone()))
    }

    pub async fn send(&mut self, method: &str, path: &str, more: More<'_>, body: &str) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::HOST, self.server.to_string());
        if !self.cookies.is_empty() {
            request = request.header(header::COOKIE, self.cookie());
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let stream = TcpStream::connect(self.server).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        let driven = tokio::spawn(connection);
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let (head, body) = sender.send_request(request).await.unwrap().into_parts();
        let body = to_bytes(Body::new(body), 1 << 20).await.unwrap();
        driven.abort();
        for set in head.headers.get_all(header::SET_COOKIE) {
            self.keep(set.to_str().unwrap());
        }
        let text = String::from_utf8_lossy(&body).into_owned();
        Reply { status: head.status.as_u16(), headers: head.headers, text }
    }

    fn keep(&mut self, set: &str) {
        let cookie = cookie::Cookie::parse(set.to_owned()).unwrap();
        match cookie.max_age() {
            Some(age) if age.is_zero() => drop(self.cookies.remove(cookie.name())),
            _ => drop(self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned())),
        }
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.send("GET", path, &[], "").await
    }

    /// Sends something from a page of the server.
    pub async fn post(&mut self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[OWN, ("content-type", "application/json")], &body.to_string()).await
    }

    /// Who is signed in here, as the server says.
    pub async fn session(&mut self) -> Value {
        let reply = self.get("/api/session").await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(reply.header("cache-control"), "no-store");
        reply.json()
    }

    /// A websocket with the cookies.
    pub async fn socket(&self, path: &str) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
        let mut request = format!("ws://{}{path}", self.server).into_client_request().unwrap();
        if !self.cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, self.cookie().parse().unwrap());
        }
        connect_async(request).await.unwrap().0
    }
}

impl Reply {
    pub fn header(&self, name: &'static str) -> &str {
        let value = self.headers.get(HeaderName::from_static(name));
        value.and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where it leads.
    pub fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text);
        self.header("location")
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The status and the stable code of a problem.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        (self.status, self.json()["code"].as_str().unwrap().to_owned())
    }
}
