//! The configuration of a server.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use board::schema::Limits;
use room::EditRate;

use crate::{
    attempt_limit::Allowance,
    caller::{ProxyHeader, Trusted},
    export_pool,
    retention::Policy,
    sign_in,
    tls::TlsFiles,
    webhook::Outgoing,
};

/// All settings of a [`Server`](crate::Server).
#[derive(Clone, Debug)]
pub struct Config {
    /// The address to listen on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The directory in which boards are stored.
    pub data: PathBuf,
    /// The address that people use, without a closing slash; by default the one that the server listens on.
    pub public_url: Option<String>,
    /// The key for creating boards; by default one is made and stored in the data directory.
    pub host_key: Option<String>,
    /// The header in which a reverse proxy in front gives the caller's address.
    pub proxy_header: ProxyHeader,
    /// The proxies whose entries in that header are believed.
    pub proxies: Trusted,
    /// The limits of boards and messages.
    pub limits: Limits,
    /// The pace at which one person's edits and commands are taken in.
    pub edit_rate: EditRate,
    /// The time from the order to stop until the server does. Meanwhile it is not ready, and takes up no board.
    pub drain: Duration,
    /// A board without connections leaves memory after this time.
    pub idle: Duration,
    /// The most bytes that boards may take on the disk. The log in front of the database, some megabytes, is not
    /// counted.
    pub quota: Option<u64>,
    /// What happens to boards that nobody changes any more; by default nothing.
    pub retention: Option<Policy>,
    /// A batch of edits, or a commit, that takes longer is logged as a warning that says where the time went.
    pub slow: Duration,
    /// The longest time for the head of a request, and for silence between two requests.
    pub head: Duration,
    /// The limits of exports at once.
    pub exports: export_pool::Settings,
    /// The longest time for the next 64 KiB of a longer transfer, and for the end of a shorter one. It holds for
    /// bodies, large messages and answers. It is also the longest wait of a large body for the ones before it.
    pub stall: Duration,
    /// The number of connections without a valid token; by default half of what the descriptors of this process
    /// allow, and at most 2,048.
    pub strangers: Option<usize>,
    /// The longest time for a rehearsal.
    pub rehearsal: Duration,
    /// The number of websockets of one participant. The next one ends the oldest.
    pub sockets_per_participant: usize,
    /// The number of websockets with one facilitator's or projector's token.
    pub sockets_per_link: usize,
    /// The most bytes that bodies and messages of more than 16 KiB may hold while they arrive, without imports.
    pub large_reads: usize,
    /// The key that makes `/metrics` and `/api/server` private: they are answered only with this key.
    pub operator_key: Option<String>,
    /// The addresses to which events of boards may be sent.
    pub webhooks: Outgoing,
    /// The time for which a board has to be quiet before what changed on it is told.
    pub webhook_quiet: Duration,
    /// The allowance of failed attempts from one address, to join or with the host's key.
    pub attempts_per_address: Allowance,
    /// The allowance of failed attempts with one code.
    pub attempts_per_code: Allowance,
    /// The files of the certificate. Without them, plain HTTP is spoken.
    pub tls: Option<TlsFiles>,
    /// A second address to listen on, where plain HTTP leads to https.
    pub http_redirect: Option<SocketAddr>,
    /// The time for which browsers are told to speak nothing but https with this host.
    pub hsts: Option<Duration>,
    /// Single sign-on, if it is offered.
    pub sign_in: Option<sign_in::Settings>,
}

impl Config {
    /// The defaults: on this machine only, port 8080.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data: data.into(),
            public_url: None,
            host_key: None,
            proxy_header: ProxyHeader::Off,
            proxies: Trusted::Count(1),
            limits: Limits::default(),
            edit_rate: EditRate::default(),
            drain: Duration::ZERO,
            idle: Duration::from_secs(60),
            quota: None,
            retention: None,
            slow: Duration::from_millis(250),
            head: Duration::from_secs(15),
            exports: export_pool::Settings::default(),
            stall: Duration::from_secs(15),
            strangers: None,
            rehearsal: Duration::from_secs(2 * 60 * 60),
            sockets_per_participant: 10,
            sockets_per_link: 100,
            large_reads: 64 * 1024 * 1024,
            operator_key: None,
            webhooks: Outgoing::default(),
            webhook_quiet: Duration::from_secs(3),
            attempts_per_address: Allowance { burst: 30, forget: Duration::from_secs(2) },
            attempts_per_code: Allowance { burst: 10, forget: Duration::from_secs(6) },
            tls: None,
            http_redirect: None,
            hsts: None,
            sign_in: None,
        }
    }
}
