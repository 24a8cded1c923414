//! The address that a request came from, also behind proxies.
//!
//! Every proxy adds the address that it saw to the end of a list (`X-Forwarded-For`, or `Forwarded` of RFC 7239).
//! What stands before the entries of one's own proxies was written by the caller, who may have made it up. So the list
//! is read from its end, and only as far as the proxies are trusted.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, request::Parts},
};
use clap::ValueEnum;
use ipnet::IpNet;

use crate::{app::App, config::Config, pipe::Piped};

/// The header in which a proxy gives the caller's address.
///
/// It has to be stated. A proxy that sets one of the two hands the other on as the caller wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProxyHeader {
    /// There is no proxy: the address is that of the connection.
    #[default]
    #[value(alias = "false", alias = "0", alias = "no")]
    Off,
    /// `X-Forwarded-For`.
    #[value(alias = "true", alias = "1", alias = "yes")]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The proxies whose entries are believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trusted {
    /// So many, one behind the other; the last of them is the one that connects.
    Count(usize),
    /// Those in these networks. A connection from elsewhere is the caller's own.
    Networks(Vec<IpNet>),
}

impl Trusted {
    /// Whether the entry that this hop wrote is believed; the connection is hop 0.
    fn believes(&self, hop: usize, address: IpAddr) -> bool {
        match self {
            Self::Count(count) => hop < *count,
            Self::Networks(networks) => networks.iter().any(|network| network.contains(&address)),
        }
    }
}

/// The caller's address.
#[derive(Clone, Copy, Debug)]
pub struct Caller(pub IpAddr);

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self(of(&parts.extensions, &parts.headers, &app.config)))
    }
}

/// The address that a request came from. Of a request that another node handed on it is the one that this node saw.
pub fn of(extensions: &Extensions, headers: &HeaderMap, config: &Config) -> IpAddr {
    if let Some(Piped(caller)) = extensions.get::<Piped>() {
        return *caller;
    }
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::from([0, 0, 0, 0]), |info| info.0.ip());
    address(peer, headers, config.proxy_header, &config.proxies)
}

/// The address of the caller behind this connection. If a trusted proxy does not know it (`unknown`, `_hidden`), it is
/// the address of that proxy.
fn address(peer: IpAddr, headers: &HeaderMap, header: ProxyHeader, trusted: &Trusted) -> IpAddr {
    let (name, node): (_, fn(&str) -> Option<IpAddr>) = match header {
        ProxyHeader::Off => return peer.to_canonical(),
        ProxyHeader::XForwardedFor => ("x-forwarded-for", node),
        ProxyHeader::Forwarded => ("forwarded", forwarded_for),
    };
    let lines: Vec<&str> = headers.get_all(name).iter().map(|line| line.to_str().unwrap_or("")).collect();
    let mut caller = peer.to_canonical();
    for (hop, entry) in lines.iter().rev().flat_map(|line| line.rsplit(',')).enumerate() {
        if !trusted.believes(hop, caller) {
            break;
        }
        match node(entry) {
            Some(seen) => caller = seen,
            None => break,
        }
    }
    caller
}

/// The address in `for=` of one element of a `Forwarded` header.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut addresses = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    node(addresses.next()?.1)
}

/// An address, bare or in brackets or quotes, with or without a port.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let bracketed = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = IpAddr::from_str(bracketed).ok().or_else(|| without_port(text))?;
    Some(address.to_canonical())
}

/// An address with a port. The port may be obfuscated (`_x`), as RFC 7239 allows.
fn without_port(text: &str) -> Option<IpAddr> {
    let (address, port) = text.rsplit_once(':')?;
    let number = port.parse::<u16>().is_ok();
    let obfuscated = port.strip_prefix('_').is_some_and(|rest| !rest.is_empty());
    match address.strip_prefix('[').map(|address| address.strip_suffix(']')) {
        _ if !number && !obfuscated => None,
        None => address.parse().ok().map(IpAddr::V4),
        Some(v6) => v6?.parse().ok().map(IpAddr::V6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    fn check(header: ProxyHeader, trusted: &Trusted, lines: &[&str], caller: &str) {
        let name = if header == ProxyHeader::Forwarded { "forwarded" } else { "x-forwarded-for" };
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, line.parse().unwrap());
        }
        let found = address(PROXY, &headers, header, trusted);
        assert_eq!(found, caller.parse::<IpAddr>().unwrap(), "{lines:?} {trusted:?}");
    }

    #[test]
    fn an_address_is_read_in_every_form_that_proxies_write() {
        for (written, caller) in [
            ("203.0.113.15", "203.0.113.15"),
            (" 203.0.113.15:51000 ", "203.0.113.15"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("::ffff:203.0.113.15", "203.0.113.15"),
            ("[::ffff:203.0.113.15]:80", "203.0.113.15"),
            // What is no address is that of the proxy that wrote it.
            ("unknown", "10.0.0.1"),
            ("_hidden", "10.0.0.1"),
            ("_hidden:_port", "10.0.0.1"),
            ("203.0.113.15:port", "10.0.0.1"),
            ("[2001:db8::1", "10.0.0.1"),
            ("203.0.113", "10.0.0.1"),
            ("", "10.0.0.1"),
        ] {
            check(ProxyHeader::XForwardedFor, &Trusted::Count(1), &[written], caller);
        }
    }

    #[test]
    fn the_standard_header_is_read() {
        for (written, caller) in [
            ("for=\"[2001:db8::1]:4711\";proto=https", "2001:db8::1"),
            ("For=203.0.113.15", "203.0.113.15"),
            ("proto=https; FOR=\"203.0.113.15:51000\" ;by=10.0.0.1", "203.0.113.15"),
            ("for=203.0.113.15:_obfuscated", "203.0.113.15"),
            ("for=6.6.6.6, for=203.0.113.15;host=a.example", "203.0.113.15"),
            ("for=\"6.6.6.6, for=203.0.113.15", "203.0.113.15"),
            ("for=unknown", "10.0.0.1"),
            ("for=_hidden, for=\"_SEVKISEK\"", "10.0.0.1"),
            ("proto=https", "10.0.0.1"),
            ("for=6.6.6.6;", "6.6.6.6"),
        ] {
            check(ProxyHeader::Forwarded, &Trusted::Count(1), &[written], caller);
        }
    }

    #[test]
    fn a_caller_cannot_choose_an_address() {
        let networks =
            |list: &str| Trusted::Networks(list.split(' ').map(|one| one.parse().unwrap()).collect());
        let x = ProxyHeader::XForwardedFor;
        // Only what the nearest proxy wrote is believed, in whatever lines the rest stands.
        for lines in [
            &["6.6.6.6, 203.0.113.15"][..],
            &["6.6.6.6", "7.7.7.7, 203.0.113.15:1"],
            &["6.6.6.6", "203.0.113.15"],
            &["\u{fffd}", "203.0.113.15"],
        ] {
            check(x, &Trusted::Count(1), lines, "203.0.113.15");
            check(x, &networks("10.0.0.0/8"), lines, "203.0.113.15");
        }
        // Two proxies: each wrote one entry.
        check(x, &Trusted::Count(2), &["6.6.6.6, 203.0.113.15", "10.0.0.2"], "203.0.113.15");
        check(x, &networks("10.0.0.0/8 2001:db8::/32"), &["6.6.6.6, 203.0.113.15, 10.0.0.2"], "203.0.113.15");
        check(x, &networks("10.0.0.1/32"), &["6.6.6.6, 203.0.113.15, 10.0.0.2"], "10.0.0.2");
        check(x, &Trusted::Count(2), &["203.0.113.15"], "203.0.113.15");
        check(x, &networks("10.0.0.0/8"), &["10.0.0.3, 10.0.0.2"], "10.0.0.3");
        check(x, &networks("10.0.0.0/8"), &["6.6.6.6, unknown, 10.0.0.2"], "10.0.0.2");
        // Whoever comes past the proxies, and whatever a proxy does not write.
        check(x, &networks("192.168.0.0/16"), &["6.6.6.6"], "10.0.0.1");
        let mut both = HeaderMap::new();
        both.insert("x-forwarded-for", "203.0.113.15".parse().unwrap());
        both.insert("forwarded", "for=6.6.6.6".parse().unwrap());
        let found = |header| address(PROXY, &both, header, &Trusted::Count(1)).to_string();
        assert_eq!(found(x), "203.0.113.15");
        assert_eq!(found(ProxyHeader::Forwarded), "6.6.6.6");
        assert_eq!(found(ProxyHeader::Off), "10.0.0.1");
    }
}
