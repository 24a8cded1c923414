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
