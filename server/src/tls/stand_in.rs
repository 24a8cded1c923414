//! For tests: a server over TLS that is called `localhost`, and the authority by whose word it is.

use std::sync::Arc;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    },
};

/// Made for tests alone, for the name `localhost`.
const AUTHORITY: &[u8] = include_bytes!("stand_in/ca.der");
const LEAF: &[u8] = include_bytes!("stand_in/leaf.der");
const KEY: &[u8] = include_bytes!("stand_in/leaf-key.der");

/// Who trusts the server.
pub fn authority() -> RootCertStore {
    let mut own = RootCertStore::empty();
    own.add(CertificateDer::from(AUTHORITY)).unwrap();
    own
}

/// A server that answers whatever ends with `end` by what `answer` makes of it, given the server's port. That port.
pub async fn server(end: &'static [u8], answer: impl Fn(&str, u16) -> Vec<u8> + Send + 'static) -> u16 {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(LEAF)], PrivatePkcs8KeyDer::from(KEY).into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut read = vec![];
            while !read.ends_with(end) && stream.read_buf(&mut read).await.unwrap_or(0) > 0 {}
            drop(stream.write_all(&answer(&String::from_utf8_lossy(&read), port)).await);
        }
    });
    port
}
