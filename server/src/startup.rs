//! Prints the lines of a server that is ready: its address, the host's link, and a QR code on a terminal.

use std::{
    io::{self, IsTerminal, Write},
    net::{IpAddr, Ipv6Addr, SocketAddr, UdpSocket},
};

use fast_qr::{ECL, QRBuilder};

use crate::{app::Shared, tls::Names};

/// An address of this machine, and the kind of network that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Local {
    /// The interface's name, as the system calls it.
    name: String,
    ip: IpAddr,
    /// Whether the interface has one peer and no network around it, as a tunnel has.
    is_point_to_point: bool,
}

/// How likely it is that phones in the room reach an address, the likeliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// The network that this machine reaches the world by.
    DefaultRoute,
    /// Another network.
    Network,
    /// A tunnel, at the other end of which there are other people.
    Tunnel,
    /// A network inside this machine, of virtual machines.
    Inside,
}

/// The addresses of this machine in its local network, the likeliest first. Phones use them to reach a server that
/// listens on all interfaces.
pub fn local_addresses() -> Vec<IpAddr> {
    let found = if_addrs::get_if_addrs().unwrap_or_default();
    let found = found.into_iter().filter(|interface| !interface.is_loopback()).map(|interface| Local {
        ip: interface.ip(),
        is_point_to_point: interface.is_p2p(),
        name: interface.name,
    });
    let default = [sender(IpAddr::from([192, 0, 2, 1])), sender(DOCUMENTATION_V6.into())];
    by_reach(found.collect(), &default.into_iter().flatten().collect::<Vec<_>>())
}

/// An address that is nobody's (RFC 3849).
const DOCUMENTATION_V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);

/// The address from which this machine would send to another one. The system looks the route up; nothing is sent.
fn sender(to: IpAddr) -> Option<IpAddr> {
    let any = if to.is_ipv4() { IpAddr::from([0, 0, 0, 0]) } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect((to, 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}

/// The addresses that a link for a phone can contain, the likeliest first; IPv4 before IPv6 where both are as likely.
fn by_reach(found: Vec<Local>, default: &[IpAddr]) -> Vec<IpAddr> {
    let usable = |ip: &IpAddr| match ip {
        IpAddr::V4(ip) => !ip.is_link_local(),
        // A link-local address needs a zone, which a link for a phone cannot contain.
        IpAddr::V6(ip) => !ip.is_unicast_link_local(),
    };
    let mut ranked: Vec<(Reach, bool, IpAddr)> = found
        .into_iter()
        .filter(|local| usable(&local.ip) && !CONTAINERS.iter().any(|start| local.name.starts_with(start)))
        .map(|local| (reach(&local, default), local.ip.is_ipv6(), local.ip))
        .collect();
    ranked.sort();
    ranked.dedup();
    ranked.into_iter().map(|(_, _, ip)| ip).collect()
}

fn reach(local: &Local, default: &[IpAddr]) -> Reach {
    if begins(&local.name, INSIDE) {
        Reach::Inside
    } else if local.is_point_to_point || begins(&local.name, TUNNELS) {
        // A tunnel may be the default route. Nobody in the room is at its other end all the same.
        Reach::Tunnel
    } else if default.contains(&local.ip) {
        Reach::DefaultRoute
    } else {
        Reach::Network
    }
}

/// Bridges of containers, behind which there is never a phone.
const CONTAINERS: &[&str] = &["docker", "br-", "veth", "virbr", "cni", "flannel", "podman", "lxc", "lxdbr"];

/// Networks of virtual machines.
const INSIDE: &[&str] = &["vboxnet", "vmnet", "vethernet", "bridge1", "virtualbox", "vmware"];

/// Tunnels that look like networks.
const TUNNELS: &[&str] = &[
    "tun",
    "tap",
    "wg",
    "utun",
    "ppp",
    "ipsec",
    "tailscale",
    "zt",
    "nordlynx",
    "proton",
    "gpd",
    "cscotun",
    "wireguard",
];

fn begins(name: &str, with: &[&str]) -> bool {
    let name = name.to_lowercase();
    with.iter().any(|start| name.starts_with(start))
}

/// The address that people use: the operator's, or the one that the server listens on. For a server that listens on
/// all interfaces, it is the first address by which other machines reach this one. With a certificate it is one that the
/// certificate is for, if there is any.
pub fn url(public: Option<&str>, address: SocketAddr, certified: Option<&Names>) -> String {
    if let Some(public) = public {
        return public.to_owned();
    }
    if let Some(first) = urls(address, certified).into_iter().next() {
        return first;
    }
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(_) => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
    };
    of_ip(ip, address.port(), certified)
}

/// All addresses in the local network of a server that listens on all interfaces, the likeliest first. With a certificate
/// they are those that it is for, wherever the server listens.
pub fn urls(address: SocketAddr, certified: Option<&Names>) -> Vec<String> {
    let port = address.port();
    let reached = || {
        let wanted = |ip: &IpAddr| address.is_ipv6() || ip.is_ipv4();
        local_addresses().into_iter().filter(wanted)
    };
    let listens = |ip: &IpAddr| match address.ip().is_unspecified() {
        true => reached().any(|local| local == *ip),
        false => address.ip() == *ip,
    };
    let Some(names) = certified.filter(|names| **names != Names::default()) else {
        let all = address.ip().is_unspecified();
        return if all { reached().map(|ip| of_ip(ip, port, certified)).collect() } else { vec![] };
    };
    let hosts = names.hosts.iter().map(|host| with_port(host, port));
    let addresses = names.addresses.iter().filter(|ip| listens(ip)).map(|ip| of_ip(*ip, port, certified));
    hosts.chain(addresses).collect()
}

fn of_ip(ip: IpAddr, port: u16, certified: Option<&Names>) -> String {
    let scheme = if certified.is_some() { "https" } else { "http" };
    format!("{scheme}://{}", SocketAddr::new(ip, port))
}

fn with_port(host: &str, port: u16) -> String {
    if port == 443 { format!("https://{host}") } else { format!("https://{host}:{port}") }
}

/// The addresses at which people may reach a server, if there is a choice: none if the operator has named one.
pub fn reached_at(app: &Shared) -> Vec<String> {
    if app.config.public_url.is_some() { vec![] } else { urls(app.address, names(app).as_ref()) }
}

fn names(app: &Shared) -> Option<Names> {
    app.certificates.as_ref().map(|certificates| certificates.names())
}

/// Prints the lines of a server that is ready. Programs may read the first line.
pub fn ready(app: &Shared, host_key: &str) {
    let certified = names(app);
    let scheme = if certified.is_some() { "https" } else { "http" };
    let link = format!("{}/#key={}", app.url, escaped(host_key));
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "listening on {scheme}://{}", app.address);
    let _ = writeln!(out, "host: {link}");
    for other in urls(app.address, certified.as_ref()) {
        let _ = writeln!(out, "phones on the same network: {other}");
    }
    if io::stdout().is_terminal() {
        let _ = out.write_all(qr(&link).as_bytes());
    }
    let _ = out.flush();
}

/// A text of anybody's, escaped for a link.
pub fn escaped(text: &str) -> String {
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
        assert_eq!(url(Some("https://a.example"), address, None), "https://a.example");
        assert_eq!(url(None, address, None), "http://127.0.0.1:8080");
        assert_eq!(url(None, "[::1]:8080".parse().unwrap(), None), "http://[::1]:8080");
        let wildcard = url(None, "0.0.0.0:8080".parse().unwrap(), None);
        assert!(!wildcard.contains("0.0.0.0"), "{wildcard}");
    }

    #[test]
    fn tls_5_links_are_to_what_the_certificate_is_for() {
        let names = |hosts: &[&str], addresses: &[&str]| Names {
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            addresses: addresses.iter().map(|ip| ip.parse().unwrap()).collect(),
        };
        let said = |listen: &str, certified: &Names| {
            let listen = listen.parse().unwrap();
            (url(None, listen, Some(certified)), url(Some("https://a.example"), listen, Some(certified)))
        };
        for (listen, certified, expected) in [
            ("127.0.0.1:8443", names(&["board.example"], &[]), "https://board.example:8443"),
            ("0.0.0.0:443", names(&["board.example"], &["192.0.2.7"]), "https://board.example"),
            ("127.0.0.1:8443", names(&[], &["127.0.0.1"]), "https://127.0.0.1:8443"),
            // For another machine, or for nothing that is said: as without a certificate, and browsers warn.
            ("127.0.0.1:8443", names(&[], &["192.0.2.7"]), "https://127.0.0.1:8443"),
            ("127.0.0.1:8443", names(&[], &[]), "https://127.0.0.1:8443"),
        ] {
            assert_eq!(said(listen, &certified), (expected.to_owned(), "https://a.example".to_owned()));
        }
    }

    fn local(name: &str, ip: &str) -> Local {
        Local { name: name.into(), ip: ip.parse().unwrap(), is_point_to_point: name.starts_with("p2p") }
    }

    #[test]
    fn the_address_of_the_default_route_comes_first_and_tunnels_late() {
        let wifi = local("wlan0", "192.168.1.20");
        let cable = local("eth0", "10.1.2.3");
        for (found, default, first) in [
            // A tunnel beside the network.
            (vec![local("tun0", "10.8.0.2"), wifi.clone()], "192.168.1.20", "192.168.1.20"),
            // A tunnel for everything.
            (vec![local("wg0", "10.8.0.2"), wifi.clone()], "10.8.0.2", "192.168.1.20"),
            (vec![local("p2p-any", "10.8.0.2"), wifi.clone()], "10.8.0.2", "192.168.1.20"),
            (vec![local("utun4", "100.64.0.7"), local("en0", "192.168.1.20")], "100.64.0.7", "192.168.1.20"),
            // Two networks.
            (vec![cable.clone(), wifi.clone()], "192.168.1.20", "192.168.1.20"),
            (vec![cable.clone(), wifi.clone()], "10.1.2.3", "10.1.2.3"),
            // Networks inside the machine.
            (vec![local("vboxnet0", "192.168.56.1"), wifi.clone()], "192.168.1.20", "192.168.1.20"),
            (
                vec![local("vEthernet (Default Switch)", "172.20.0.1"), local("Wi-Fi", "192.168.1.20")],
                "172.20.0.1",
                "192.168.1.20",
            ),
            (vec![local("docker0", "172.17.0.1"), wifi.clone()], "172.17.0.1", "192.168.1.20"),
            // IPv4 first, where both are as likely.
            (vec![local("eth0", "2001:db8::5"), cable.clone()], "10.1.2.3", "10.1.2.3"),
            (vec![local("eth0", "2001:db8::5"), local("eth1", "10.9.9.9")], "2001:db8::5", "2001:db8::5"),
            // Better a tunnel than nothing.
            (vec![local("tun0", "10.8.0.2")], "10.8.0.2", "10.8.0.2"),
        ] {
            let count = found.iter().filter(|local| local.name != "docker0").count();
            let ordered = by_reach(found, &[default.parse().unwrap()]);
            assert_eq!(ordered[0], first.parse::<IpAddr>().unwrap(), "{ordered:?}");
            assert_eq!(ordered.len(), count, "{ordered:?}: the others can be chosen");
        }
        let useless =
            vec![local("eth0", "169.254.3.4"), local("eth0", "fe80::1"), local("br-1f", "172.18.0.1")];
        assert_eq!(by_reach(useless, &[]), [] as [IpAddr; 0]);
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
