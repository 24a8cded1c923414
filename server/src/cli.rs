//! The command line.

mod cluster;
mod files;
mod health;
mod keep;
mod language;
mod limits;
mod log_format;
mod oidc;
mod retention;
mod shares;
mod tls;
mod values;

use std::{ffi::OsString, net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;

use crate::{
    caller::{ProxyHeader, Trusted},
    config::Config,
    export_pool,
    webhook::Outgoing,
};
pub use cluster::ClusterArgs;
pub use files::{ExportArgs, VerifyArgs};
pub use health::HealthArgs;
pub use keep::{BackupArgs, CheckArgs, CopyArgs, KeepCommand, LogArgs, RestoreArgs};
pub use language::Language;
pub use limits::LimitArgs;
pub use log_format::LogFormat;
pub use oidc::OidcArgs;
pub use retention::RetentionArgs;
pub use shares::ShareArgs;
pub use tls::TlsArgs;
use values::{address, at_least_one, key, network, positive, url};

/// A live fishbone workshop in one program.
#[derive(Debug, Parser)]
#[command(
    name = "herringbone",
    version,
    about = "A live fishbone workshop in one program.",
    after_help = "Without a command it serves; see `herringbone serve --help`."
)]
pub struct Cli {
    /// How to log on the standard error output: as text for people, or one JSON object a line for programs.
    #[arg(long, env = "HERRINGBONE_LOG_FORMAT", value_enum, default_value = "text", global = true)]
    pub log_format: LogFormat,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve boards (the default).
    Serve(Box<ServeArgs>),
    /// Serve one board with simulated participants, to look at.
    Demo(DemoArgs),
    /// Write a board from the data directory to a file; no server needed.
    Export(ExportArgs),
    /// Say whether a file is as it was exported; the exit code is 0 only if it is.
    Verify(VerifyArgs),
    /// Keep boards beyond a server.
    #[command(flatten)]
    Keep(KeepCommand),
    /// Ask the server on this machine how it is; the exit code is 0 only if it is ready.
    Health(HealthArgs),
    /// Print the OpenAPI document.
    #[command(hide = true)]
    Openapi,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Where and how to listen.
    #[command(flatten)]
    pub door: DoorArgs,
    /// The certificate.
    #[command(flatten)]
    pub tls: TlsArgs,
    /// Single sign-on.
    #[command(flatten)]
    pub oidc: OidcArgs,
    /// Directory in which boards are kept.
    #[arg(long, env = "HERRINGBONE_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// The database instead of the directory, and the nodes that share it.
    #[command(flatten)]
    pub cluster: ClusterArgs,
    /// Seconds after which a board that nobody is on leaves memory; it stays in the data directory.
    #[arg(long, env = "HERRINGBONE_IDLE", value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub idle: u64,
    /// Seconds from the order to stop until the server stops; meanwhile /readyz says that it is not ready, and boards that
    /// nobody has open are left to other servers on the same journal.
    #[arg(long, env = "HERRINGBONE_DRAIN", value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=3_600))]
    pub drain: u64,
    /// Exports (svg, png, pdf, html) that are drawn at once; each takes a processor, and some 110 MB for the largest board.
    #[arg(long, env = "HERRINGBONE_DRAWINGS", value_name = "N", default_value_t = export_pool::Settings::default().drawings, value_parser = at_least_one)]
    pub drawings: usize,
    /// The most that boards may take on the disk, in megabytes; beyond it they can be read and nothing more is stored. By
    /// default the disk is the limit.
    #[arg(long, env = "HERRINGBONE_QUOTA", value_name = "MB", value_parser = clap::value_parser!(u64).range(1..=1 << 24))]
    pub quota: Option<u64>,
    /// How long boards are kept.
    #[command(flatten)]
    pub retention: RetentionArgs,
    /// What boards may hold.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Where and how to listen.
    #[command(flatten)]
    pub door: DoorArgs,
    /// Directory in which the demo is kept; without one it is forgotten when the demo ends.
    #[arg(long, env = "HERRINGBONE_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Language of the board and of its participants.
    #[arg(long, env = "HERRINGBONE_LANGUAGE", value_enum, default_value = "en")]
    pub language: Language,
    /// How many people take part.
    #[arg(long, env = "HERRINGBONE_PEOPLE", value_name = "N", default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub people: u16,
    /// Leave leading to you, through the facilitator's link.
    #[arg(long, env = "HERRINGBONE_YOU_LEAD")]
    pub you_lead: bool,
    /// How much faster than a calm workshop everything goes.
    #[arg(long, env = "HERRINGBONE_SPEED", value_name = "FACTOR", default_value_t = 1.0, value_parser = positive)]
    pub speed: f64,
}

/// Where and how to listen.
#[derive(Debug, Args)]
pub struct DoorArgs {
    /// Address and port; port 0 picks a free one, 0.0.0.0 lets phones on the same network in.
    #[arg(long, env = "HERRINGBONE_LISTEN", value_name = "HOST:PORT", default_value = "127.0.0.1:8080", value_parser = address)]
    pub listen: SocketAddr,
    /// The address that people use, if it is another one (behind a proxy).
    #[arg(long, env = "HERRINGBONE_PUBLIC_URL", value_name = "URL", value_parser = url)]
    pub public_url: Option<String>,
    /// The key that opens the making of boards; by default one is made once and kept in the data directory.
    #[arg(long, env = "HERRINGBONE_HOST_KEY", value_name = "KEY", hide_env_values = true, value_parser = key)]
    pub host_key: Option<String>,
    /// Makes /metrics and /api/server private: only who has this key is answered. Without it anybody is.
    #[arg(long, env = "HERRINGBONE_OPERATOR_KEY", value_name = "KEY", hide_env_values = true, value_parser = key)]
    pub operator_key: Option<String>,
    /// Take the caller's address from this header; only behind a proxy that sets it. Without a value it is
    /// X-Forwarded-For.
    #[arg(long, env = "HERRINGBONE_BEHIND_PROXY", value_enum, value_name = "HEADER", num_args = 0..=1, require_equals = true, default_value = "off", default_missing_value = "x-forwarded-for")]
    pub behind_proxy: ProxyHeader,
    /// How many proxies stand one behind the other, each of which adds to that header.
    #[arg(long, env = "HERRINGBONE_PROXIES", value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    pub proxies: u8,
    /// The networks of the proxies, such as 10.0.0.0/8,fd00::/8, instead of their number. Whoever connects from elsewhere
    /// is taken for the caller.
    #[arg(long, env = "HERRINGBONE_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    /// Edits that take longer until they are told, in milliseconds, are a warning in the log that says why.
    #[arg(long, env = "HERRINGBONE_SLOW", value_name = "MS", default_value_t = 250)]
    pub slow: u64,
    /// Where events of boards may be sent, if a facilitator gives an address: nowhere, to public addresses over https, or to
    /// private networks and this machine as well, also over http.
    #[arg(long, env = "HERRINGBONE_WEBHOOKS", value_enum, value_name = "WHERE", default_value = "public")]
    pub webhooks: Outgoing,
    /// Who may hold how much of the server.
    #[command(flatten)]
    pub shares: ShareArgs,
}

impl Cli {
    /// Reads the command line; ends the process with a sentence (or the help asked for) if it does not fit.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        Self::try_parse_from(with_default_command(arguments))
    }
}

/// `herringbone --listen …` is `herringbone serve --listen …`.
fn with_default_command(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let own = ["-h", "--help", "-V", "--version"];
    let plain = match arguments.get(1).map(|a| a.to_string_lossy()) {
        None => true,
        Some(first) => first.starts_with('-') && !own.contains(&first.as_ref()),
    };
    if plain {
        arguments.insert(1.min(arguments.len()), "serve".into());
    }
    arguments
}

impl ServeArgs {
    /// The export settings with these options over the defaults.
    pub fn exports(&self) -> export_pool::Settings {
        export_pool::Settings { drawings: self.drawings, ..export_pool::Settings::default() }
    }
}

impl DoorArgs {
    /// A configuration with these options over the defaults.
    pub fn config(&self, data: impl Into<PathBuf>) -> Config {
        Config {
            listen: self.listen,
            public_url: self.public_url.clone(),
            host_key: self.host_key.clone(),
            proxy_header: self.behind_proxy,
            proxies: match self.trusted_proxies.is_empty() {
                true => Trusted::Count(self.proxies.into()),
                false => Trusted::Networks(self.trusted_proxies.clone()),
            },
            operator_key: self.operator_key.clone(),
            slow: Duration::from_millis(self.slow),
            webhooks: self.webhooks,
            strangers: self.shares.strangers.map(|count| count as usize),
            sockets_per_participant: self.shares.sockets_per_participant as usize,
            sockets_per_link: self.shares.sockets_per_link as usize,
            large_reads: self.shares.large_reads as usize * 1024 * 1024,
            ..Config::new(data)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Cli, clap::Error> {
        Cli::read(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn serve_is_the_default_command() {
        for line in ["herringbone", "herringbone serve", "herringbone --listen 127.0.0.1:8080"] {
            let Command::Serve(serve) = read(line).unwrap().command else { panic!("{line}") };
            assert_eq!(serve.door.listen.to_string(), "127.0.0.1:8080");
        }
        let Command::Serve(serve) =
            read("herringbone --data x --public-url https://a.example/").unwrap().command
        else {
            panic!("not serve")
        };
        assert_eq!(serve.data, PathBuf::from("x"));
        assert_eq!(serve.door.public_url.as_deref(), Some("https://a.example"));
    }

    #[test]
    fn proxies_are_counted_or_named() {
        let proxies = |line: &str| match read(line).map(|cli| cli.command) {
            Ok(Command::Serve(serve)) => {
                let config = serve.door.config("x");
                Some((config.proxy_header, config.proxies))
            }
            _ => None,
        };
        let x = ProxyHeader::XForwardedFor;
        assert_eq!(proxies("herringbone"), Some((ProxyHeader::Off, Trusted::Count(1))));
        assert_eq!(proxies("herringbone --behind-proxy --proxies 2"), Some((x, Trusted::Count(2))));
        assert_eq!(
            proxies("herringbone --behind-proxy=forwarded").map(|both| both.0),
            Some(ProxyHeader::Forwarded)
        );
        assert_eq!(
            proxies("herringbone --behind-proxy=true --trusted-proxies 10.0.0.0/8,::1"),
            Some((x, Trusted::Networks(vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()])))
        );
        assert_eq!(proxies("herringbone --trusted-proxies here"), None);
        assert_eq!(proxies("herringbone --behind-proxy=via"), None);
    }

    #[test]
    fn a_quota_is_given_in_megabytes() {
        let quota = |line| match read(line).map(|cli| cli.command) {
            Ok(Command::Serve(serve)) => Some(serve.quota),
            _ => None,
        };
        assert_eq!(quota("herringbone"), Some(None));
        assert_eq!(quota("herringbone --quota 512"), Some(Some(512)));
        assert_eq!(quota("herringbone --quota 0"), None);
    }

    #[test]
    fn export_takes_a_board_a_directory_a_format_and_a_file() {
        let Command::Export(export) =
            read("herringbone export b1 --data d --format svg --part matrix --size 640x480 --out f.svg")
                .unwrap()
                .command
        else {
            panic!("not export")
        };
        assert_eq!((export.board.as_str(), export.format.as_str()), ("b1", "svg"));
        assert_eq!((export.part.as_str(), export.size.as_deref()), ("matrix", Some("640x480")));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for line in [
            "herringbone --listen nowhere",
            "herringbone --public-url ftp://x",
            "herringbone --public-url https://",
            "herringbone --host-key=",
            "herringbone fly",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }

    #[test]
    fn path_1_the_public_address_may_have_a_path_of_its_own() {
        let public = |url: &str| match read(&format!("herringbone --public-url {url}")) {
            Ok(Cli { command: Command::Serve(serve), .. }) => serve.door.public_url,
            _ => None,
        };
        let wanted = "https://a.example/tools/fish";
        assert_eq!(public("https://a.example/tools/fish/").as_deref(), Some(wanted));
        for refused in ["https://a.example/board", "https://a.example//x", "https:///fish"] {
            assert_eq!(public(refused), None, "{refused}");
        }
        let said = read("herringbone --public-url https://a.example/board/").unwrap_err().to_string();
        assert!(said.contains("cannot lie under /board, which is an address of their own"), "{said}");
    }

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
