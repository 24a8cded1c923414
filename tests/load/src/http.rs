//! Just enough of an HTTP client for the few calls that stand around a measurement.

use std::time::Duration;

use anyhow::{Context, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};

/// How long a call may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Posts JSON, answers JSON.
///
/// # Errors
/// When it is refused, or nobody is there.
pub async fn post(port: u16, path: &str, token: &str, body: &Value) -> anyhow::Result<Value> {
    let body = Bytes::from(body.to_string());
    Ok(serde_json::from_slice(&call(port, Method::POST, path, token, body).await?)?)
}

/// Gets a body.
///
/// # Errors
/// When it is refused, or nobody is there.
pub async fn get(port: u16, path: &str, token: &str) -> anyhow::Result<Bytes> {
    call(port, Method::GET, path, token, Bytes::new()).await
}

/// Deletes something.
///
/// # Errors
/// When it is refused, or nobody is there.
pub async fn delete(port: u16, path: &str, token: &str) -> anyhow::Result<()> {
    call(port, Method::DELETE, path, token, Bytes::new()).await.map(drop)
}

async fn call(port: u16, method: Method, path: &str, token: &str, body: Bytes) -> anyhow::Result<Bytes> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONNECTION, "close")
        .body(Full::new(body))?;
    let called = async {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let answer = sender.send_request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        connection.abort();
        if !status.is_success() {
            bail!("{path} was answered with {status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    };
    timeout(TIMEOUT, called).await.with_context(|| format!("{path} was not answered in time"))?
}
