//! `herringbone health`: asks a running server how it is, for supervisors that can only run a command, and for images
//! without a shell.

use std::{
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use axum::body::Body;
use hyper::{Request, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};

use crate::cli::HealthArgs;

/// The longest time for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The longest answer that is repeated to the person.
const LONGEST_ANSWER: usize = 4_096;

/// Says on the standard output that the server is ready.
///
/// # Errors
/// One sentence, when it is not or does not answer.
pub async fn ask(arguments: HealthArgs) -> Result<(), String> {
    let address = reachable(arguments.listen);
    let path = if arguments.alive { "/healthz" } else { "/readyz" };
    let answered = timeout(PATIENCE, get(address, path)).await;
    let (status, body) = match answered {
        Ok(Ok(answered)) => answered,
        Ok(Err(why)) => return Err(format!("Nothing answers at {address}: {why}.")),
        Err(_) => return Err(format!("{address} does not answer within {} s.", PATIENCE.as_secs())),
    };
    if status != 200 {
        return Err(format!("The server at {address} answers {status}: {}", body.trim()));
    }
    writeln!(io::stdout(), "{}", if arguments.alive { "alive" } else { "ready" })
        .map_err(|error| format!("{error}."))
}

/// Where a server that listens on all addresses is reached from its own machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn get(
    address: SocketAddr,
    path: &str,
) -> Result<(u16, String), Box<dyn std::error::Error + Send + Sync>> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let request = Request::get(path).header(header::HOST, address.to_string()).body(Body::empty())?;
    let (head, body) = sender.send_request(request).await?.into_parts();
    let body = axum::body::to_bytes(Body::new(body), LONGEST_ANSWER).await?;
    connection.abort();
    Ok((head.status.as_u16(), String::from_utf8_lossy(&body).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_all_addresses_is_asked_on_its_own_machine() {
        let asked = |listen: &str| reachable(listen.parse().unwrap()).to_string();
        assert_eq!(asked("0.0.0.0:80"), "127.0.0.1:80");
        assert_eq!(asked("[::]:80"), "[::1]:80");
        assert_eq!(asked("10.1.2.3:80"), "10.1.2.3:80");
    }
}
