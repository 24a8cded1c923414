//! The few calls that stand around a measurement.

use std::{io, time::Duration};

use anyhow::{Context, bail};
use client::http::{Answer, call_json};
use serde_json::Value;
use tokio::time::timeout;

/// How long a call may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Posts JSON, answers JSON.
///
/// # Errors
/// When it is refused, or nobody is there.
pub async fn post(port: u16, path: &str, token: &str, body: &Value) -> anyhow::Result<Value> {
    Ok(serde_json::from_slice(&call(port, "POST", path, token, Some(body)).await?)?)
}

/// Gets a body.
///
/// # Errors
/// When it is refused, or nobody is there.
pub async fn get(port: u16, path: &str, token: &str) -> anyhow::Result<Vec<u8>> {
    call(port, "GET", path, token, None).await
}

/// Deletes something.
///
/// # Errors
/// When it is refused, or nobody is there.
pub async fn delete(port: u16, path: &str, token: &str) -> anyhow::Result<()> {
    call(port, "DELETE", path, token, None).await.map(drop)
}

async fn call(
    port: u16,
    method: &str,
    path: &str,
    token: &str,
    body: Option<&Value>,
) -> anyhow::Result<Vec<u8>> {
    let called = timeout(TIMEOUT, call_json(([127, 0, 0, 1], port).into(), method, path, token, body)).await;
    let answered: io::Result<Answer> = called.with_context(|| format!("{path} was not answered in time"))?;
    let answer = answered?;
    if !(200..300).contains(&answer.status) {
        bail!("{path} was answered with {}: {}", answer.status, answer.text());
    }
    Ok(answer.body)
}
