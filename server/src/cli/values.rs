//! The values of options, read from their texts. Each error is the end of the sentence that the person is told.

use std::net::{IpAddr, SocketAddr};

use board::Millis;
use ipnet::IpNet;

use crate::base_path;

/// An address and port to listen on.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    use std::net::ToSocketAddrs;
    text.to_socket_addrs()
        .ok()
        .and_then(|mut found| found.next())
        .ok_or_else(|| "expected HOST:PORT, such as 127.0.0.1:8080 or 0.0.0.0:8080".to_owned())
}

/// A host and a port by which others reach this server. The host may be a name that only they know.
pub(super) fn host_and_port(text: &str) -> Result<String, String> {
    let port =
        text.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port.parse::<u16>());
    match port {
        Some(Ok(1..)) => Ok(text.to_owned()),
        _ => Err("expected HOST:PORT, such as node-1.example.org:9090".to_owned()),
    }
}

/// The address of a database.
pub(super) fn database(text: &str) -> Result<String, String> {
    let known = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
    let expected = || "expected the address of a database, such as postgres://user@host/database".to_owned();
    known.then(|| text.to_owned()).ok_or_else(expected)
}

/// The address that people use, without a closing slash. It may have a path.
pub(super) fn url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(host) = host.filter(|host| !host.is_empty() && !host.contains(['#', '?', ' '])) else {
        return Err("expected the address people use, such as https://workshop.example.org".to_owned());
    };
    if host.starts_with('/') {
        return Err("expected the address people use, such as https://workshop.example.org".to_owned());
    }
    match base_path::fault(base_path::of(text)) {
        None => Ok(text.to_owned()),
        Some(fault) => Err(fault),
    }
}

/// A network, or a single address.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let single = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| single()).map_err(|_| "expected networks such as 10.0.0.0/8,fd00::/8".to_owned())
}

/// A secret that fits into a header.
pub(super) fn key(text: &str) -> Result<String, String> {
    if text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("expected a secret without spaces".to_owned());
    }
    Ok(text.to_owned())
}

/// A number of things that work at once.
pub(super) fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| (1..=64).contains(n)).ok_or_else(|| "expected 1 to 64".to_owned())
}

/// A factor.
pub(super) fn positive(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|n: &f64| (0.01..=1000.0).contains(n))
        .ok_or_else(|| "expected 0.01 to 1000".to_owned())
}

/// A moment, in Unix milliseconds or in the form of RFC 3339.
pub(super) fn moment(text: &str) -> Result<Millis, String> {
    let expected = || "expected Unix milliseconds, or a time such as 2026-11-20T19:25:00Z".to_owned();
    export::read_instant(text).ok_or_else(expected)
}
