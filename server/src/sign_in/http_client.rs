//! Asks the provider: one connection, one request, no redirects, an answer of bounded size in bounded time.

use std::{io, pin::Pin, sync::OnceLock, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::header,
};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use openidconnect::{
    AsyncHttpClient, HttpRequest, HttpResponse,
    url::{Host, Position, Url},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use tokio_util::task::AbortOnDropHandle;

use super::settings::is_loopback;
use crate::tls::client;

/// The most bytes of an answer's head, and of its body.
const HEAD: usize = 16 * 1024;
const BODY: usize = 256 * 1024;

/// Asks over https, and over http on this machine if the provider is there.
pub struct HttpClient {
    tls: OnceLock<TlsConnector>,
    is_plain_allowed: bool,
    /// The longest time for one answer.
    patience: Duration,
}

/// Why nothing was answered.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The address is not one that is asked.
    #[error("{0} is no address over https")]
    Address(String),
    /// The provider cannot be reached, or speaks something else.
    #[error("{host} cannot be asked: {cause}")]
    Unreachable {
        /// Who was asked.
        host: String,
        /// The cause.
        cause: String,
    },
    /// The answer takes too long.
    #[error("{0} does not answer in time")]
    Slow(String),
    /// The answer is too large, or broke off.
    #[error("the answer of {0} is too large, or broke off")]
    Body(String),
}

impl HttpClient {
    /// Asks a provider over https, or one on this machine over http.
    pub fn new(provider: &Url, patience: Duration) -> Self {
        Self { tls: OnceLock::new(), is_plain_allowed: provider.scheme() == "http", patience }
    }

    /// Whether an address may be asked, or browsers be led to it.
    pub fn is_safe(&self, url: &Url) -> bool {
        let is_plain = || self.is_plain_allowed && url.scheme() == "http" && is_loopback(url.host());
        url.has_host() && (url.scheme() == "https" || is_plain())
    }

    async fn asked(&self, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
        let url = request.uri().to_string();
        let url = Url::parse(&url).ok().filter(|url| self.is_safe(url)).ok_or(Unanswered::Address(url))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        timeout(self.patience, self.exchange(&url, &host, request))
            .await
            .map_err(|_| Unanswered::Slow(host))?
    }

    async fn exchange(
        &self,
        url: &Url,
        host: &str,
        request: HttpRequest,
    ) -> Result<HttpResponse, Unanswered> {
        let unreachable =
            |error: io::Error| Unanswered::Unreachable { host: host.to_owned(), cause: error.to_string() };
        let port = url.port_or_known_default().unwrap_or(443);
        // An address of version 6 stands in brackets in an address of the web, and without them everywhere else.
        let bare = match url.host() {
            Some(Host::Ipv6(ip)) => ip.to_string(),
            _ => host.to_owned(),
        };
        let stream = TcpStream::connect((bare.as_str(), port)).await.map_err(unreachable)?;
        if url.scheme() == "http" {
            return ask(stream, url, request).await.map_err(unreachable)?;
        }
        let name = ServerName::try_from(bare).map_err(io::Error::other).map_err(unreachable)?;
        let tls = self.tls.get_or_init(|| client::connector(client::trusted()));
        let stream = tls.connect(name, stream).await.map_err(unreachable)?;
        ask(stream, url, request).await.map_err(unreachable)?
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = Unanswered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unanswered>> + Send + 'c>>;

    /// Asks, and reads the answer to its end.
    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.asked(request))
    }
}

async fn ask(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    url: &Url,
    request: HttpRequest,
) -> io::Result<Result<HttpResponse, Unanswered>> {
    let (mut head, body) = request.into_parts();
    let host = &url[Position::BeforeHost..Position::AfterPort];
    head.headers.insert(header::HOST, host.parse().map_err(io::Error::other)?);
    head.headers.insert(header::USER_AGENT, AGENT);
    let target = &url[Position::BeforePath..Position::AfterQuery];
    head.uri = target.parse().map_err(io::Error::other)?;
    let mut builder = http1::Builder::new();
    builder.max_buf_size(HEAD);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let _driven = AbortOnDropHandle::new(tokio::spawn(connection));
    let request = hyper::Request::from_parts(head, Body::from(body));
    let (head, body) = sender.send_request(request).await.map_err(io::Error::other)?.into_parts();
    Ok(match to_bytes(Body::new(body), BODY).await {
        Ok(body) => Ok(HttpResponse::from_parts(head, body.to_vec())),
        Err(_) => Err(Unanswered::Body(url.host_str().unwrap_or_default().to_owned())),
    })
}

const AGENT: header::HeaderValue =
    header::HeaderValue::from_static(concat!("herringbone/", env!("CARGO_PKG_VERSION")));

#[cfg(test)]
mod tests {
    use openidconnect::http::Request;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
        time::Instant,
    };
    use tokio_rustls::rustls::RootCertStore;

    use super::*;
    use crate::tls::stand_in;

    const PATIENCE: Duration = Duration::from_secs(10);

    /// Who answers so to everything, and then keeps the connection, as the port on which it is.
    async fn answers(with: Vec<u8>) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let with = with.clone();
                tokio::spawn(async move {
                    let mut read = vec![];
                    while !read.ends_with(b"\r\n\r\n") && stream.read_buf(&mut read).await.unwrap_or(0) > 0 {}
                    drop(stream.write_all(&with).await);
                    let _ = stream.read_buf(&mut read).await;
                });
            }
        });
        port
    }

    async fn ask(port: u16) -> Result<HttpResponse, Unanswered> {
        let url = format!("http://127.0.0.1:{port}/a?b=c");
        let client = HttpClient::new(&Url::parse(&url).unwrap(), PATIENCE);
        client.call(Request::get(url).body(vec![]).unwrap()).await
    }

    fn of_length(length: usize) -> Vec<u8> {
        let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes();
        answer.resize(answer.len() + length, b'x');
        answer
    }

    #[tokio::test]
    async fn sso_8_an_answer_of_a_bounded_size_is_read() {
        let answer = ask(answers(of_length(BODY)).await).await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.body().len()), (200, BODY));
        let larger = ask(answers(of_length(BODY + 1)).await).await;
        assert!(matches!(larger, Err(Unanswered::Body(_))), "{larger:?}");
        let endless = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
        let endless = [endless, b"10000\r\n".to_vec(), vec![b'x'; 0x10000], b"\r\n".to_vec()];
        let endless = [&endless[0][..], &endless[1..].concat().repeat(8)].concat();
        let endless = ask(answers(endless).await).await;
        assert!(matches!(endless, Err(Unanswered::Body(_))), "{endless:?}");
        let head = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "x".repeat(2 * HEAD));
        let head = ask(answers(head.into_bytes()).await).await;
        assert!(matches!(head, Err(Unanswered::Unreachable { .. })), "{head:?}");
        let nonsense = ask(answers(b"SSH-2.0\r\n".to_vec()).await).await;
        assert!(matches!(nonsense, Err(Unanswered::Unreachable { .. })), "{nonsense:?}");
    }

    #[tokio::test]
    async fn sso_8_the_provider_is_not_followed_elsewhere() {
        let there = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(ask(answers(there.to_vec()).await).await.unwrap().status().as_u16(), 302);
    }

    #[tokio::test(start_paused = true)]
    async fn sso_8_who_does_not_answer_in_time_is_given_up() {
        for begun in [&b""[..], b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx"] {
            let (port, since) = (answers(begun.to_vec()).await, Instant::now());
            let answer = ask(port).await;
            assert!(matches!(answer, Err(Unanswered::Slow(_))), "{answer:?}");
            assert_eq!(since.elapsed(), PATIENCE);
        }
    }

    #[test]
    fn sso_8_only_safe_addresses_are_asked() {
        let url = |text: &str| Url::parse(text).unwrap();
        let (far, near) = ("https://login.example/", "http://127.0.0.1:1/");
        for (provider, asked, is_safe) in [
            (far, "https://other.example/", true),
            (far, "http://login.example/", false),
            (far, near, false),
            (near, near, true),
            (near, "http://[::1]:2/x", true),
            (near, far, true),
            (near, "http://login.example/", false),
            (near, "http://127.0.0.1.evil.example/", false),
            (near, "ftp://127.0.0.1/", false),
            (near, "javascript:alert(1)", false),
            (far, "data:text/html,x", false),
        ] {
            let client = HttpClient::new(&url(provider), PATIENCE);
            assert_eq!(client.is_safe(&url(asked)), is_safe, "{provider} {asked}");
        }
    }

    #[tokio::test]
    async fn sso_1_over_https_the_provider_has_to_show_that_it_is_the_one() {
        let port = stand_in::server(b"\r\n\r\n", |request, port| {
            assert!(request.starts_with("GET /a?b=c HTTP/1.1\r\n"), "{request}");
            assert!(request.contains(&format!("host: localhost:{port}\r\n")), "{request}");
            of_length(5)
        })
        .await;
        let ask = async |host: &str, roots: RootCertStore| {
            let url = Url::parse(&format!("https://{host}:{port}/a?b=c")).unwrap();
            let tls = OnceLock::from(client::connector(roots));
            let client = HttpClient { tls, ..HttpClient::new(&url, PATIENCE) };
            client.call(Request::get(url.as_str()).body(vec![]).unwrap()).await
        };
        let own = stand_in::authority();
        assert_eq!(ask("localhost", own.clone()).await.unwrap().body(), b"xxxxx");
        for (host, roots) in [("127.0.0.1", own), ("localhost", RootCertStore::empty())] {
            let answer = ask(host, roots).await;
            assert!(matches!(answer, Err(Unanswered::Unreachable { .. })), "{answer:?}");
        }
    }
}
