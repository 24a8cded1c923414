//! TLS towards others: whom this server sends to has to show a certificate that this machine trusts.

use std::sync::Arc;

use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring},
};

/// The authorities that this machine trusts, so that a company's own is among them.
pub fn trusted() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let (known, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if known == 0 {
        tracing::warn!(
            "this machine has no certificates of authorities, so nothing can be sent or asked over https"
        );
    }
    roots
}

/// What connects to whoever these authorities vouch for.
pub fn connector(roots: RootCertStore) -> TlsConnector {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider knows these versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}
