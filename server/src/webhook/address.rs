//! Where a server may send to. Addresses are given by facilitators, who may not reach by this server what they cannot reach
//! themselves: machines in its own network, or itself.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::Uri;
use clap::ValueEnum;
use ipnet::IpNet;

/// What a server sends to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Outgoing {
    /// Nothing: there are no webhooks.
    Off,
    /// Public addresses, and only over https.
    #[default]
    Public,
    /// Addresses of private networks and of this machine as well, also over http.
    Private,
}

/// Why an address is not sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// It is no address of the web.
    #[error(
        "That is no address to send to; write it as in https://a.example/path, without a name or password in it."
    )]
    Form,
    /// It is not https.
    #[error("Only https addresses are sent to, so that nobody on the way reads along.")]
    Plain,
    /// It is of a private network.
    #[error(
        "This server sends to public addresses only; whoever runs it can allow private ones with --webhooks private."
    )]
    Private,
}

/// The longest address, in bytes.
const LONGEST: usize = 2_000;

/// A place to send to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whether it is https.
    pub is_https: bool,
    /// The name or address of the machine, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The value of the header `Host`.
    pub authority: String,
    /// Path and query.
    pub path: String,
}

/// Reads an address that this server may send to, as far as its text tells. A name is looked up only when it is sent to, and
/// [`allowed`] then judges what was found.
///
/// # Errors
/// See [`Misfit`].
pub fn check(url: &str, outgoing: Outgoing) -> Result<Target, Misfit> {
    let uri: Uri = url.trim().parse().map_err(|_| Misfit::Form)?;
    let authority = uri.authority().ok_or(Misfit::Form)?;
    if url.len() > LONGEST || authority.as_str().contains('@') || authority.host().is_empty() {
        return Err(Misfit::Form);
    }
    let is_https = match uri.scheme_str() {
        Some("https") => true,
        Some("http") if outgoing == Outgoing::Private => false,
        Some("http") => return Err(Misfit::Plain),
        _ => return Err(Misfit::Form),
    };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
    if let Ok(ip) = host.parse()
        && !allowed(ip, outgoing)
    {
        return Err(Misfit::Private);
    }
    let port = authority.port_u16().unwrap_or(if is_https { 443 } else { 80 });
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    Ok(Target { is_https, host, port, authority: authority.as_str().to_owned(), path })
}

/// Networks that are nobody's on the public internet (RFC 6890 and its registries).
const PRIVATE: [&str; 24] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/9",
    "ff00::/8",
];

/// Whether this machine may be sent to.
pub fn allowed(ip: IpAddr, outgoing: Outgoing) -> bool {
    match outgoing {
        Outgoing::Off => false,
        Outgoing::Private => true,
        Outgoing::Public => is_public(ip),
    }
}

fn is_public(ip: IpAddr) -> bool {
    let inside =
        |ip: IpAddr| PRIVATE.iter().any(|net| net.parse::<IpNet>().is_ok_and(|net| net.contains(&ip)));
    match ip {
        IpAddr::V4(_) => !inside(ip),
        IpAddr::V6(v6) => !inside(ip) && within(v6).is_none_or(|v4| is_public(v4.into())),
    }
}

/// The IPv4 address that an IPv6 address leads to: mapped, translated (NAT64), or 6to4.
fn within(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match [a, b, c, d, e, f] {
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => Some(v4(g, h)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hook_5_only_public_https_addresses_are_sent_to_unless_the_operator_allows_others() {
        let check =
            |url: &str| check(url, Outgoing::Public).map(|target| (target.host, target.port, target.path));
        let fine = |host: &str, port, path: &str| Ok((host.to_owned(), port, path.to_owned()));
        assert_eq!(check("https://hooks.example/a?b=c"), fine("hooks.example", 443, "/a?b=c"));
        assert_eq!(check("https://hooks.example:8443"), fine("hooks.example", 8443, "/"));
        assert_eq!(check("https://[2606:4700::1111]/x"), fine("2606:4700::1111", 443, "/x"));
        for (url, why) in [
            ("", Misfit::Form),
            ("hooks.example", Misfit::Form),
            ("/path", Misfit::Form),
            ("ftp://hooks.example/", Misfit::Form),
            ("file:///etc/passwd", Misfit::Form),
            ("https://name:word@hooks.example/", Misfit::Form),
            ("https://hooks.example@10.0.0.1/", Misfit::Form),
            ("https:///x", Misfit::Form),
            ("http://hooks.example/", Misfit::Plain),
            ("https://127.0.0.1/", Misfit::Private),
            ("https://169.254.169.254/latest/meta-data", Misfit::Private),
            ("https://10.1.2.3/", Misfit::Private),
            ("https://172.31.0.1/", Misfit::Private),
            ("https://192.168.1.1/", Misfit::Private),
            ("https://100.100.100.200/", Misfit::Private),
            ("https://0.0.0.0/", Misfit::Private),
            ("https://255.255.255.255/", Misfit::Private),
            ("https://[::1]/", Misfit::Private),
            ("https://[::]/", Misfit::Private),
            ("https://[::ffff:127.0.0.1]/", Misfit::Private),
            ("https://[::ffff:a00:1]/", Misfit::Private),
            ("https://[64:ff9b::a00:1]/", Misfit::Private),
            ("https://[2002:7f00:1::]/", Misfit::Private),
            ("https://[fd00::1]/", Misfit::Private),
            ("https://[fe80::1]/", Misfit::Private),
        ] {
            assert_eq!(check(url), Err(why), "{url}");
        }
        assert!(check(&format!("https://a.example/{}", "x".repeat(2_000))).is_err());
        assert!(
            super::check("http://127.0.0.1:1234/", Outgoing::Private).is_ok_and(|target| !target.is_https)
        );
        assert!(PRIVATE.iter().all(|net| net.parse::<IpNet>().is_ok()), "every network is one");
        for public in ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "2002:808:808::1"] {
            assert!(allowed(public.parse().unwrap(), Outgoing::Public), "{public}");
            assert!(!allowed(public.parse().unwrap(), Outgoing::Off), "{public}");
        }
    }
}
