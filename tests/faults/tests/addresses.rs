//! Which address a server tells people that listens on all interfaces: in a network of its own, with a tunnel.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use faults::{herringbone, works};

/// What the server prints in a network of its own, set up by these commands of `ip`.
fn told(setup: &str) -> Vec<String> {
    let data = tempfile::tempdir().unwrap();
    let script = format!("set -e\n{setup}\nexec \"$@\"");
    let mut server = Command::new("unshare");
    server.args(["--net", "sh", "-c", &script, "sh"]).arg(herringbone());
    server.args(["--listen", "0.0.0.0:0", "--data"]).arg(data.path()).stdout(Stdio::piped());
    let mut server = server.spawn().unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
    let host = |line: &String| line.split("//").nth(1).unwrap().split(':').next().unwrap().to_owned();
    // One line for the address that it listens on, one for the host's link, one for each address.
    let mut told = vec![];
    for line in lines.skip(1) {
        told.push(host(&line));
        if told.len() == 3 {
            break;
        }
    }
    server.kill().unwrap();
    server.wait().unwrap();
    told
}

#[test]
fn the_network_of_the_room_is_told_before_a_tunnel_and_a_network_of_virtual_machines() {
    if !works(&["unshare", "--net", "ip", "link", "add", "probe", "type", "veth"]) {
        return;
    }
    let device = |name: &str, address: &str| {
        let add = match name.starts_with("tun") {
            true => format!("ip tuntap add dev {name} mode tun"),
            false => format!("ip link add {name} type veth peer name x{name}\nip link set x{name} up"),
        };
        format!("{add}\nip addr add {address}/24 dev {name}\nip link set {name} up\n")
    };
    let room = device("wlan0", "192.168.77.20");
    let [tunnel, machines] = [device("tun0", "10.8.0.2"), device("vboxnet0", "10.1.1.1")];
    let by = |name: &str, gateway: &str| format!("ip route add default via {gateway} dev {name}\n");
    for (route, other, others) in [
        // A tunnel for everything, one beside the network, and virtual machines.
        (by("tun0", "10.8.0.1"), &tunnel, "10.8.0.2"),
        (by("wlan0", "192.168.77.1"), &tunnel, "10.8.0.2"),
        (by("wlan0", "192.168.77.1"), &machines, "10.1.1.1"),
    ] {
        let told = told(&format!("{other}{room}{route}"));
        assert_eq!(told, ["192.168.77.20", "192.168.77.20", others], "{route}");
    }
    // Of two networks the one that leads to the world, though the other comes first in every other order.
    let told = told(&format!("{}{room}{}", device("eth0", "10.2.2.2"), by("wlan0", "192.168.77.1")));
    assert_eq!(told, ["192.168.77.20", "192.168.77.20", "10.2.2.2"]);
}
