//! A certificate with its key, read from PEM files.

use std::{net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

use tokio_rustls::rustls::{
    Error, ServerConfig,
    crypto::ring::{self, Ticketer},
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};
use x509_cert::{
    Certificate,
    der::{Decode, asn1::OctetString},
    ext::pkix::{SubjectAltName, name::GeneralName},
};

use super::TlsFiles;

/// The most bytes of answers that TLS keeps for a connection whose peer does not take them.
const BUFFER: usize = 16 * 1024;

/// Why files cannot be used: each is a part of a sentence.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// A file cannot be read.
    #[error("{} cannot be read: {cause}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The cause.
        cause: String,
    },
    /// A file contains no certificate, or a part of one.
    #[error("{} has no whole certificate in PEM form", .0.display())]
    NoCertificate(PathBuf),
    /// A file contains no key, a part of one, or a key under a password.
    #[error("{} has no whole private key in PEM form (without a password)", .0.display())]
    NoKey(PathBuf),
    /// Certificate and key are not a pair.
    #[error("the key in {} is not that of the certificate in {}", .key.display(), .cert.display())]
    Apart {
        /// The certificate's file.
        cert: PathBuf,
        /// The key's file.
        key: PathBuf,
    },
    /// A certificate that has ended would replace a valid one.
    #[error("the certificate in {} ended on {day}", .path.display())]
    Ended {
        /// The certificate's file.
        path: PathBuf,
        /// The day on which it ended.
        day: String,
    },
    /// They are refused for another reason.
    #[error("the certificate in {} cannot be used: {cause}", .path.display())]
    Refused {
        /// The certificate's file.
        path: PathBuf,
        /// The cause.
        cause: String,
    },
}

/// The names that a certificate is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Names of hosts, without those that stand for many.
    pub hosts: Vec<String>,
    /// Addresses.
    pub addresses: Vec<IpAddr>,
}

/// A certificate with its key.
#[derive(Debug)]
pub struct Pair {
    /// What answers a handshake with it.
    pub config: Arc<ServerConfig>,
    /// What it is for.
    pub names: Names,
    /// The last second of its validity, in Unix time.
    pub ends: u64,
}

impl Pair {
    /// Reads what the files contain.
    pub fn read(files: &TlsFiles, cert: &[u8], key: &[u8]) -> Result<Self, Unusable> {
        let chain: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(cert).collect();
        let chain = chain.unwrap_or_default();
        let Some(first) = chain.first() else { return Err(Unusable::NoCertificate(files.cert.clone())) };
        let refused = |cause: String| Unusable::Refused { path: files.cert.clone(), cause };
        let leaf = Certificate::from_der(first).map_err(|error| refused(error.to_string()))?.tbs_certificate;
        let names = leaf.get::<SubjectAltName>().map_err(|error| refused(error.to_string()))?;
        let names = names.map(|(_, names)| Names::of(&names.0)).unwrap_or_default();
        let ends = leaf.validity.not_after.to_unix_duration().as_secs();
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| Unusable::NoKey(files.key.clone()))?;
        let config = config(chain, key).map_err(|error| match error {
            Error::InconsistentKeys(_) => {
                Unusable::Apart { cert: files.cert.clone(), key: files.key.clone() }
            }
            other => refused(other.to_string()),
        })?;
        Ok(Self { config: Arc::new(config), names, ends })
    }

    /// The day on which it ends.
    pub fn day(&self) -> String {
        let date = httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(self.ends));
        // `Sun, 06 Nov 1994 08:49:37 GMT`
        date.get(5..16).unwrap_or(&date).to_owned()
    }
}

fn config(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<ServerConfig, Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // A room that comes back after an outage needs no signature for each phone. The key of the tickets ends with this
    // certificate, so that whoever comes back after a change is shown the new one.
    config.ticketer = Ticketer::new()?;
    config.send_tls13_tickets = 1;
    Ok(config)
}

/// Bounds what TLS keeps for one connection.
pub fn bounded(session: &mut tokio_rustls::rustls::ServerConnection) {
    session.set_buffer_limit(Some(BUFFER));
}

impl Names {
    fn of(names: &[GeneralName]) -> Self {
        let mut found = Self::default();
        for name in names {
            match name {
                GeneralName::DnsName(host) if !host.as_str().contains('*') => {
                    found.hosts.push(host.as_str().to_owned());
                }
                GeneralName::IpAddress(bytes) => found.addresses.extend(address(bytes)),
                _ => {}
            }
        }
        found
    }
}

fn address(bytes: &OctetString) -> Option<IpAddr> {
    let bytes = bytes.as_bytes();
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}
