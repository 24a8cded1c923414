//! Options of https in the server itself.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::Args;

use super::values::address;
use crate::tls::TlsFiles;

/// The certificate.
#[derive(Debug, Args)]
pub struct TlsArgs {
    /// A certificate in PEM form, and those that lead from it to its authority: with it, https is spoken. The file is
    /// looked at every five seconds; a new pair is taken for new connections.
    #[arg(long, env = "HERRINGBONE_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key in PEM form, without a password.
    #[arg(long, env = "HERRINGBONE_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A second address and port, where plain HTTP leads to https.
    #[arg(long, env = "HERRINGBONE_HTTP_REDIRECT", value_name = "HOST:PORT", value_parser = address, requires = "tls_cert")]
    pub http_redirect: Option<SocketAddr>,
    /// Days for which browsers speak nothing but https with this host, on any port (Strict-Transport-Security). It cannot
    /// be taken back before they are over; by default it is not said.
    #[arg(long, env = "HERRINGBONE_HSTS", value_name = "DAYS", value_parser = clap::value_parser!(u64).range(1..=3_650))]
    pub hsts: Option<u64>,
}

impl TlsArgs {
    /// The files, if https is wanted.
    pub fn files(&self) -> Option<TlsFiles> {
        self.tls_cert.clone().zip(self.tls_key.clone()).map(|(cert, key)| TlsFiles::new(cert, key))
    }

    /// How long browsers are to speak nothing but https.
    pub fn hsts(&self) -> Option<Duration> {
        self.hsts.map(|days| Duration::from_secs(days * 24 * 60 * 60))
    }
}
