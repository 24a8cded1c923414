//! SSO: single sign-on, with a provider on this machine that does what a test wants.

mod browser;
mod callback;
mod cluster;
mod facilitators;
mod hosts;
mod keys;
mod log;
mod offered;
mod outage;
mod provider;
mod tokens;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use board::Millis;
use room::{Clock, WallClock};
use serde_json::{Value, json};
use server::{Config, Server, sign_in::Settings};
use tempfile::TempDir;

use crate::open::{Open, config};
use browser::{Browser, Reply};
use provider::{ID, Provider, SECRET};

/// A server, its clock, and the provider at which its people sign in.
pub struct Scene {
    pub provider: Provider,
    pub server: Open,
    clock: Arc<LaterClock>,
    _data: TempDir,
}

/// The machine's clock, so many milliseconds later.
struct LaterClock(AtomicU64);

impl Clock for LaterClock {
    fn now(&self) -> Millis {
        Millis(WallClock.now().0 + self.0.load(Ordering::Relaxed))
    }

    fn passed(&self) -> Duration {
        WallClock.passed() + Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

pub fn settings(provider: &Provider, hosts: &str) -> Settings {
    Settings::new(&provider.url, ID, SECRET, hosts).unwrap()
}

impl Scene {
    /// A server where whoever has an address at firm.example may host.
    pub async fn new() -> Self {
        Self::with(|settings| settings).await
    }

    /// The same with other settings.
    pub async fn with(change: impl FnOnce(Settings) -> Settings) -> Self {
        Self::configured(change, |config| config).await
    }

    pub async fn configured(
        change: impl FnOnce(Settings) -> Settings,
        configure: impl FnOnce(Config) -> Config,
    ) -> Self {
        let (provider, data) = (Provider::new().await, tempfile::tempdir().unwrap());
        let clock = Arc::new(LaterClock(AtomicU64::new(0)));
        let settings = change(settings(&provider, "@firm.example"));
        let config = configure(Config { sign_in: Some(settings), ..config(data.path()) });
        let server = Server::new(config).unwrap().by_clock(Arc::clone(&clock) as Arc<dyn Clock>);
        let bound = server.bind().await.unwrap();
        let (address, stop) = (bound.address(), bound.stop());
        let server = Open { address, stop, task: tokio::spawn(bound.listen()), data: None };
        Self { provider, server, clock, _data: data }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.server.address)
    }

    /// Lets time pass, for the server alone.
    pub fn later(&self, milliseconds: u64) {
        self.clock.0.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// A browser in which this person has signed in.
    pub async fn signed_in(&self, who: &Value) -> Browser {
        let mut browser = self.browser();
        let reply = self.sign_in(&mut browser, "/", who).await;
        assert_eq!(reply.location(), "/", "{}", reply.text);
        browser
    }

    /// Signs in, as far as the server's last answer.
    pub async fn sign_in(&self, browser: &mut Browser, to: &str, who: &Value) -> Reply {
        let back = self.until_back(browser, to, who).await;
        browser.get(&back).await
    }

    /// Signs in at the provider; the path to which that leads back.
    pub async fn until_back(&self, browser: &mut Browser, to: &str, who: &Value) -> String {
        let asked = begin(browser, to).await;
        path_of(&self.provider.sign_in(&asked, who))
    }
}

/// Begins to sign in; the address at the provider.
pub async fn begin(browser: &mut Browser, to: &str) -> String {
    let reply = browser.get(&format!("/auth/sign-in?to={to}")).await;
    reply.location().to_owned()
}

/// The path and query of an address.
pub fn path_of(address: &str) -> String {
    let (_, rest) = address.split_once("://").unwrap();
    rest[rest.find('/').unwrap()..].to_owned()
}

/// Somebody as their token says.
pub fn person(name: &str, email: &str) -> Value {
    json!({ "sub": format!("sub-of-{email}"), "name": name, "email": email, "email_verified": true })
}

pub fn anna() -> Value {
    person("Anna", "anna@firm.example")
}

/// When something ends that begins now, as the server writes it, give or take a minute.
pub fn is_about(text: &Value, milliseconds: u64) -> bool {
    let at = export::read_instant(text.as_str().unwrap()).unwrap();
    let expected = Millis(WallClock.now().0 + milliseconds);
    at.0.abs_diff(expected.0) < 60_000
}
