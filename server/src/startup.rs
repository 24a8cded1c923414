//! Prints the lines of a server that is ready: its address, the host's link, and a QR code on a terminal.

use std::{
    io::{self, IsTerminal, Write},
    net::{IpAddr, SocketAddr},
};

use fast_qr::{ECL, QRBuilder};

/// The addresses of this machine in its local network. Phones use them to reach a server that listens on all
/// interfaces.
pub fn local_addresses() -> Vec<IpAddr> {
    let mut found: Vec<IpAddr> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .into_iter()
        .filter(|interface| !interface.is_loopback() && !is_virtual(&interface.name))
        .map(|interface| interface.ip())
        .filter(|ip| match ip {
            IpAddr::V4(ip) => !ip.is_link_local(),
            // A link-local address needs a zone, which a link for a phone cannot contain.
            IpAddr::V6(ip) => !ip.is_unicast_link_local(),
        })
        .collect();
    found.sort_by_key(|ip| (ip.is_ipv6(), *ip));
    found.dedup();
    found
}

/// Whether this is a bridge or tunnel of containers, behind which there is no phone.
fn is_virtual(name: &str) -> bool {
    ["docker", "br-", "veth", "virbr", "cni"].iter().any(|prefix| name.starts_with(prefix))
}

/// The address that people use: the operator's, or the one that the server listens on. For a server that listens on
/// all interfaces, it is the first address by which other machines reach this one.
pub fn url(public: Option<&str>, address: SocketAddr) -> String {
    if let Some(public) = public {
        return public.to_owned();
    }
    let ip = if address.ip().is_unspecified() {
        let loopback = if address.is_ipv4() {
            IpAddr::from([127, 0, 0, 1])
        } else {
            IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])
        };
        let wanted = |ip: &IpAddr| address.is_ipv6() || ip.is_ipv4();
        local_addresses().into_iter().find(wanted).unwrap_or(loopback)
    } else {
        address.ip()
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

/// All addresses in the local network of a server that listens on all interfaces.
pub fn urls(address: SocketAddr) -> Vec<String> {
    if !address.ip().is_unspecified() {
        return vec![];
    }
    let reached = local_addresses().into_iter().filter(|ip| address.is_ipv6() || ip.is_ipv4());
    reached.map(|ip| format!("http://{}", SocketAddr::new(ip, address.port()))).collect()
}

/// Prints the lines of a server that is ready. Programs may read the first line.
pub fn ready(address: SocketAddr, url: &str, host_key: &str) {
    let link = format!("{url}/#key={}", escaped(host_key));
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "listening on http://{address}");
    let _ = writeln!(out, "host: {link}");
    for other in urls(address) {
        let _ = writeln!(out, "phones on the same network: {other}");
    }
    if io::stdout().is_terminal() {
        let _ = out.write_all(qr(&link).as_bytes());
    }
    let _ = out.flush();
}

/// A chosen key, escaped for a link.
fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A QR code in half blocks, dark on light for any colours of the terminal.
pub fn qr(text: &str) -> String {
    let Ok(code) = QRBuilder::new(text).ecl(ECL::L).build() else { return String::new() };
    let size = code.size as isize;
    let dark = |x: isize, y: isize| {
        (0..size).contains(&x)
            && (0..size).contains(&y)
            && code[y as usize][x as usize].value() == fast_qr::Module::DARK
    };
    let mut out = String::from("\n");
    for y in (-2..size + 2).step_by(2) {
        out.push_str("  \u{1b}[38;5;16;48;5;231m");
        for x in -2..size + 2 {
            out.push(match (dark(x, y), dark(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        out.push_str("\u{1b}[0m\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_given_the_public_address_if_there_is_one() {
        let address = "127.0.0.1:8080".parse().unwrap();
        assert_eq!(url(Some("https://a.example"), address), "https://a.example");
        assert_eq!(url(None, address), "http://127.0.0.1:8080");
        assert_eq!(url(None, "[::1]:8080".parse().unwrap()), "http://[::1]:8080");
        let wildcard = url(None, "0.0.0.0:8080".parse().unwrap());
        assert!(!wildcard.contains("0.0.0.0"), "{wildcard}");
    }

    #[test]
    fn a_key_of_any_characters_fits_into_a_link() {
        assert_eq!(escaped("aB-_.~9"), "aB-_.~9");
        assert_eq!(escaped("a#b&ż"), "a%23b%26%C5%BC");
    }

    #[test]
    fn a_qr_code_is_a_square_with_a_quiet_zone() {
        let drawn = qr("http://127.0.0.1:8080/join#ABC234");
        let lines: Vec<&str> = drawn.lines().skip(1).collect();
        assert!(lines.len() >= 14);
        assert!(lines[0].contains("    "));
    }
}
