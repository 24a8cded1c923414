//! The counters, for Prometheus. None of them identifies a board or a person.

mod observers;

use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use journal::Space;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Metric, Registry, Unit},
};

/// All metrics of this server. Its handlers, rooms and journal update them.
pub struct Metrics {
    registry: Registry,
    counts: Arc<Counts>,
}

/// The numbers of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of open connections.
    pub open: usize,
    /// The number of strangers' connections.
    pub strangers: usize,
}

/// The counters. Updating them is cheap: every method is a few atomic additions.
pub struct Counts {
    rooms: Gauge,
    room_open: Histogram,
    differing: Counter,
    connections: Gauge,
    http_connections: Gauge,
    strangers: Gauge,
    displaced: Counter,
    farewells: Family<Close, Counter>,
    edits: Family<Decided, Counter>,
    commands: Family<Decided, Counter>,
    refusals: Family<Refused, Counter>,
    batch_edits: Histogram,
    gather: Histogram,
    judge: Histogram,
    commit: Histogram,
    fan_out: Histogram,
    told_frames: Counter,
    told_bytes: Counter,
    presence_frames: Counter,
    outbox_lag: Histogram,
    fell_behind: Counter,
    caught_up_bytes: Counter,
    whole_documents: Histogram,
    journal_commit: Histogram,
    journal_entries: Histogram,
    journal_bytes: Counter,
    requests: Family<Request, Counter>,
    answer: Histogram,
    piped: Family<Pipe, Counter>,
    pipes: Gauge,
    failed_joins: Counter,
    sign_ins: Family<Decided, Counter>,
    ready: Gauge,
    retained: Family<Decided, Counter>,
    under_notice: Gauge,
    storage_used: Gauge,
    storage_free: Gauge,
    /// Without a certificate it is not told at all.
    certificate_days: Family<NoLabels, Gauge<f64, AtomicU64>>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Close {
    code: u64,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Decided {
    outcome: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Pipe {
    outcome: &'static str,
}

/// A websocket that is carried to another node.
pub struct OpenPipe(Arc<Counts>);

impl Drop for OpenPipe {
    fn drop(&mut self) {
        self.0.pipes.dec();
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Build {
    version: &'static str,
}
/// The labels of a number that may be missing.
type NoLabels = [(&'static str, &'static str); 0];

const ACCEPTED: Decided = Decided { outcome: "accepted" };
const REFUSED: Decided = Decided { outcome: "refused" };

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Refused {
    code: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: u64,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("herringbone");
        let counts = Arc::new(Counts::registered(&mut registry));
        // The older text form knows no type for what never changes.
        let build = Family::<Build, Gauge>::default();
        build.get_or_create(&Build { version: env!("CARGO_PKG_VERSION") }).set(1);
        registry.register("build_info", "The program", build);
        Self { registry, counts }
    }
}

/// Creates counters and registers them.
struct Register<'r>(&'r mut Registry);

impl Register<'_> {
    /// A number, or numbers by labels.
    fn plain<M: Metric + Clone + Default>(&mut self, name: &str, help: &str) -> M {
        self.made(name, help, None, M::default())
    }

    /// A counter of bytes.
    fn bytes(&mut self, name: &str, help: &str) -> Counter {
        self.made(name, help, Some(Unit::Bytes), Counter::default())
    }

    /// A number of bytes that goes up and down.
    fn bytes_now(&mut self, name: &str, help: &str) -> Gauge {
        self.made(name, help, Some(Unit::Bytes), Gauge::default())
    }

    /// A histogram of seconds, from 50 µs (a quick judgement) to 3 s (a disk in trouble).
    fn seconds(&mut self, name: &str, help: &str) -> Histogram {
        let buckets = Histogram::new(exponential_buckets(0.000_05, 2.5, 13));
        self.made(name, help, Some(Unit::Seconds), buckets)
    }

    /// A histogram of sizes, from 1 to about 4,000.
    fn sizes(&mut self, name: &str, help: &str) -> Histogram {
        self.made(name, help, None, Histogram::new(exponential_buckets(1.0, 2.0, 13)))
    }

    fn made<M: Metric + Clone>(&mut self, name: &str, help: &str, unit: Option<Unit>, metric: M) -> M {
        match unit {
            Some(unit) => self.0.register_with_unit(name, help, unit, metric.clone()),
            None => self.0.register(name, help, metric.clone()),
        }
        metric
    }
}

impl Counts {
    fn registered(registry: &mut Registry) -> Self {
        let mut r = Register(registry);
        let documents = Histogram::new(exponential_buckets(256.0, 4.0, 8));
        Self {
            rooms: r.plain("rooms", "Boards that are open now"),
            room_open: r.seconds("room_open", "Opening a board"),
            differing: r.plain(
                "entries_performed_differently",
                "Entries that this version would perform differently; what they recorded holds",
            ),
            connections: r.plain("connections", "Websockets that are in a room now"),
            http_connections: r
                .plain("open_connections", "Connections that are open now, websockets included"),
            strangers: r.plain("stranger_connections", "Connections that have shown no valid token"),
            displaced: r.plain("displaced_connections", "Strangers' connections hung up on for newer ones"),
            farewells: r.plain("connections_closed", "Websockets that the server closed, by close code"),
            edits: r.plain("edits", "Edits that were decided, by outcome"),
            commands: r.plain("commands", "Commands that were decided, by outcome"),
            refusals: r.plain("refusals", "Edits, presence and commands that were refused, by code"),
            batch_edits: r.sizes("batch_edits", "Edits in one batch"),
            gather: r.seconds("batch_gather", "From an edit's arrival until it was judged"),
            judge: r.seconds("batch_judge", "Judging and applying a batch"),
            commit: r.seconds("batch_commit", "Making a batch durable"),
            fan_out: r.seconds("batch_fan_out", "Handing a batch to every connection"),
            told_frames: r.plain("told_frames", "Frames of edits handed to connections"),
            told_bytes: r.bytes("told", "Bytes of edits handed to connections"),
            presence_frames: r.plain("presence_frames", "Frames of presence handed to connections"),
            outbox_lag: r.seconds("outbox_lag", "How long what could not be written at once waited"),
            fell_behind: r.plain("outbox_fell_behind", "Outboxes that were full and get one diff instead"),
            caught_up_bytes: r.bytes("outbox_caught_up", "Diffs for outboxes that had been full"),
            whole_documents: r.made(
                "whole_document",
                "Whole documents encoded for newcomers",
                Some(Unit::Bytes),
                documents,
            ),
            journal_commit: r.seconds("journal_commit", "One group commit"),
            journal_entries: r.sizes("journal_commit_entries", "Entries in one group commit"),
            journal_bytes: r.bytes("journal", "Bytes committed"),
            requests: r.plain("http_requests", "HTTP requests by route and status"),
            answer: r.seconds("http_answer", "Answering an HTTP request"),
            piped: r.plain(
                "piped_requests",
                "Requests handed on to the node that has their board open, by outcome",
            ),
            pipes: r.plain("pipes", "Websockets that are carried to another node now"),
            failed_joins: r.plain("failed_joins", "Attempts to join with a code that opens nothing"),
            sign_ins: r.plain("sign_ins", "Sign-ins that came to an end, by outcome"),
            ready: r.plain("ready", "1 if the server serves and keeps what is written, else 0"),
            retained: r
                .plain("retention_boards", "Old boards that were archived or deleted, by what happened"),
            under_notice: r
                .plain("retention_due", "Boards that will be archived or deleted unless they change"),
            storage_used: r.bytes_now("storage_used", "What the boards take where they are kept"),
            storage_free: r
                .bytes_now("storage_free", "What is free on the disk of the boards; -1 if unknown"),
            certificate_days: r.plain("certificate_days", "Days until the certificate of this server ends"),
        }
    }

    /// A request was answered. The route is its template, never the address itself.
    pub fn answered(&self, method: &axum::http::Method, route: String, status: u16, took: Duration) {
        let method = match method.as_str() {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "POST" => "POST",
            "PUT" => "PUT",
            "DELETE" => "DELETE",
            "OPTIONS" => "OPTIONS",
            _ => "other",
        };
        self.requests.get_or_create(&Request { method, route, status: status.into() }).inc();
        self.answer.observe(took.as_secs_f64());
    }

    /// A sign-in came to an end.
    pub fn signed_in(&self, outcome: &'static str) {
        self.sign_ins.get_or_create(&Decided { outcome }).inc();
    }

    /// A stranger was hung up on for a newer one.
    pub fn displaced(&self) {
        self.displaced.inc();
    }

    /// A request was answered by the node that has its board open.
    pub fn piped(&self) {
        self.piped.get_or_create(&Pipe { outcome: "answered" }).inc();
    }

    /// A request did not reach the node that has its board open.
    pub fn not_piped(&self) {
        self.piped.get_or_create(&Pipe { outcome: "failed" }).inc();
    }

    /// A websocket is carried to another node, until the answer is dropped.
    pub fn pipe(self: &Arc<Self>) -> OpenPipe {
        self.pipes.inc();
        OpenPipe(Arc::clone(self))
    }

    /// The certificate ends in so many days. Without a certificate this is never said.
    pub fn certificate_ends(&self, days: f64) {
        self.certificate_days.get_or_create(&[]).set(days);
    }

    /// An old board was `archived` or `deleted`.
    pub fn retained(&self, outcome: &'static str) {
        self.retained.get_or_create(&Decided { outcome }).inc();
    }

    /// So many boards are under notice.
    pub fn under_notice(&self, boards: usize) {
        self.under_notice.set(i64::try_from(boards).unwrap_or(i64::MAX));
    }

    /// A person tried to join with a code that no board has.
    pub fn failed_join(&self) {
        self.failed_joins.inc();
    }
}

impl Metrics {
    /// The counters that rooms, journal and handlers update.
    pub fn counts(&self) -> Arc<Counts> {
        Arc::clone(&self.counts)
    }

    /// The websockets that are in a room now.
    pub fn websockets(&self) -> u64 {
        u64::try_from(self.counts.connections.get()).unwrap_or(0)
    }

    /// The text that Prometheus scrapes.
    pub fn text(&self, connections: Tally, is_ready: bool, space: Option<Space>) -> String {
        let counts = &self.counts;
        let bytes = |known: Option<u64>| known.and_then(|bytes| i64::try_from(bytes).ok()).unwrap_or(-1);
        counts.ready.set(is_ready.into());
        counts.storage_used.set(bytes(space.map(|space| space.used)));
        counts.storage_free.set(bytes(space.and_then(|space| space.free)));
        counts.http_connections.set(i64::try_from(connections.open).unwrap_or(i64::MAX));
        counts.strangers.set(i64::try_from(connections.strangers).unwrap_or(i64::MAX));
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "metrics could not be written");
        }
        text
    }
}
