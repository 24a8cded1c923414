//! One HTTP request on a connection of its own.

use std::io;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer, read to its end.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The status line and the headers, in lower case, a line each.
    pub head: String,
    /// The body, with any chunking removed.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; `null` if it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Sends a request with these headers beside those that every request needs, and reads the answer.
///
/// # Errors
/// When the server is not there, or goes away before it has answered.
pub async fn call(
    server: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("Content-Length: {}\r\n\r\n", body.len());
    let mut stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    stream.write_all(head.as_bytes()).await?;
    // The server may not read a refused body to its end; the answer gives the reason.
    let _ = stream.write_all(body).await;
    let mut bytes = vec![];
    let read = stream.read_to_end(&mut bytes).await;
    parsed(&bytes).ok_or_else(|| read.err().unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into()))
}

/// Like [`call`], with a JSON body, if there is one, and with a token or key, if it is not empty.
///
/// # Errors
/// The same as for [`call`].
pub async fn call_json(
    server: SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    body: Option<&Value>,
) -> io::Result<Answer> {
    let (bearer, body) = (format!("Bearer {token}"), body.map(Value::to_string));
    let mut headers = vec![];
    if !token.is_empty() {
        headers.push(("Authorization", bearer.as_str()));
    }
    if body.is_some() {
        headers.push(("Content-Type", "application/json"));
    }
    call(server, method, path, &headers, body.unwrap_or_default().as_bytes()).await
}

/// Reads an answer; `None` if it is incomplete.
fn parsed(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let rest = &bytes[end + 4..];
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let body = match (header("content-length:"), header("transfer-encoding:")) {
        (Some(length), _) => rest.get(..length.parse().ok()?)?.to_vec(),
        (None, Some("chunked")) => in_one(rest)?,
        _ => rest.to_vec(),
    };
    Some(Answer { status, head, body })
}

/// A body that came in chunks, each after its length in hexadecimal digits.
fn in_one(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = vec![];
    loop {
        let line = chunks.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..line]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        let chunk = chunks.get(line + 2..)?;
        body.extend_from_slice(chunk.get(..length)?);
        chunks = chunk.get(length + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_however_its_body_is_framed() {
        let body = |answer: &str| parsed(answer.as_bytes()).map(|answer| (answer.status, answer.text()));
        let whole = Some((200, "hello world".to_owned()));
        assert_eq!(body("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"), whole);
        assert_eq!(body("HTTP/1.1 200 OK\r\nX: y\r\n\r\nhello world"), whole);
        let chunks =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n";
        assert_eq!(body(chunks), whole);
        for cut in [chunks.len() - 6, 60, 20] {
            assert_eq!(body(&chunks[..cut]), None, "cut at {cut}");
        }
        assert_eq!(body("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello world"), None);
        assert_eq!(body("HTTP/1.1 204 No Content\r\n\r\n"), Some((204, String::new())));
    }
}
