//! What is counted, as Prometheus reads it.

use prometheus_client::{encoding::text::encode, registry::Registry};

/// All metrics of this server.
#[derive(Default)]
pub struct Metrics {
    registry: Registry,
}

impl Metrics {
    /// The text that Prometheus scrapes.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let _ = encode(&mut text, &self.registry);
        text
    }
}
