//! What is counted, as Prometheus reads it. Nothing here tells a board or a person.

use std::{sync::Arc, time::Duration};

use board::{BoardId, Code};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};
use room::{Farewell, Told};

/// All metrics of this server: told by its handlers, its rooms and its journal.
pub struct Metrics {
    registry: Registry,
    counts: Arc<Counts>,
}

/// What is counted. Cheap to tell: every method is a few atomic additions.
pub struct Counts {
    rooms: Gauge,
    room_open: Histogram,
    connections: Gauge,
    farewells: Family<Close, Counter>,
    edits: Counter,
    commands: Counter,
    refusals: Family<Refused, Counter>,
    batch_edits: Histogram,
    gather: Histogram,
    judge: Histogram,
    commit: Histogram,
    fan_out: Histogram,
    told_frames: Counter,
    told_bytes: Counter,
    presence_frames: Counter,
    fell_behind: Counter,
    caught_up_bytes: Counter,
    whole_documents: Histogram,
    journal_commit: Histogram,
    journal_entries: Histogram,
    journal_bytes: Counter,
    requests: Family<Request, Counter>,
    answer: Histogram,
    failed_joins: Counter,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Close {
    code: u64,
}

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

/// 50 µs to 3 s: from a quick judgement to a disk in trouble.
fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.000_05, 2.5, 13))
}

/// 1 to about 4,000.
fn sizes() -> Histogram {
    Histogram::new(exponential_buckets(1.0, 2.0, 13))
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("herringbone");
        let counts = Arc::new(Counts::registered(&mut registry));
        Self { registry, counts }
    }
}

impl Counts {
    fn registered(registry: &mut Registry) -> Self {
        let counts = Self {
            rooms: Gauge::default(),
            room_open: seconds(),
            connections: Gauge::default(),
            farewells: Family::default(),
            edits: Counter::default(),
            commands: Counter::default(),
            refusals: Family::default(),
            batch_edits: sizes(),
            gather: seconds(),
            judge: seconds(),
            commit: seconds(),
            fan_out: seconds(),
            told_frames: Counter::default(),
            told_bytes: Counter::default(),
            presence_frames: Counter::default(),
            fell_behind: Counter::default(),
            caught_up_bytes: Counter::default(),
            whole_documents: Histogram::new(exponential_buckets(256.0, 4.0, 8)),
            journal_commit: seconds(),
            journal_entries: sizes(),
            journal_bytes: Counter::default(),
            requests: Family::default(),
            answer: seconds(),
            failed_joins: Counter::default(),
        };
        let c = &counts;
        registry.register("rooms", "Boards that are open now", c.rooms.clone());
        registry.register_with_unit("room_open", "Opening a board", Unit::Seconds, c.room_open.clone());
        registry.register("connections", "Websockets that are in a room now", c.connections.clone());
        registry.register(
            "connections_closed",
            "Websockets that the server closed, by close code",
            c.farewells.clone(),
        );
        registry.register("edits", "Edits that were accepted", c.edits.clone());
        registry.register(
            "commands",
            "Commands that were decided, refused ones included",
            c.commands.clone(),
        );
        registry.register(
            "refusals",
            "Edits, presence and commands that were refused, by code",
            c.refusals.clone(),
        );
        registry.register("batch_edits", "Edits in one batch", c.batch_edits.clone());
        registry.register_with_unit(
            "batch_gather",
            "From an edit's arrival until it was judged",
            Unit::Seconds,
            c.gather.clone(),
        );
        registry.register_with_unit(
            "batch_judge",
            "Judging and applying a batch",
            Unit::Seconds,
            c.judge.clone(),
        );
        registry.register_with_unit(
            "batch_commit",
            "Making a batch durable",
            Unit::Seconds,
            c.commit.clone(),
        );
        registry.register_with_unit(
            "batch_fan_out",
            "Handing a batch to every outbox",
            Unit::Seconds,
            c.fan_out.clone(),
        );
        registry.register("told_frames", "Frames of edits handed to outboxes", c.told_frames.clone());
        registry.register_with_unit(
            "told",
            "Bytes of edits handed to outboxes",
            Unit::Bytes,
            c.told_bytes.clone(),
        );
        registry.register(
            "presence_frames",
            "Frames of presence handed to outboxes",
            c.presence_frames.clone(),
        );
        registry.register(
            "outbox_fell_behind",
            "Outboxes that were full and get one diff instead",
            c.fell_behind.clone(),
        );
        registry.register_with_unit(
            "outbox_caught_up",
            "Diffs for outboxes that had been full",
            Unit::Bytes,
            c.caught_up_bytes.clone(),
        );
        registry.register_with_unit(
            "whole_document",
            "Whole documents encoded for newcomers",
            Unit::Bytes,
            c.whole_documents.clone(),
        );
        registry.register_with_unit(
            "journal_commit",
            "One group commit",
            Unit::Seconds,
            c.journal_commit.clone(),
        );
        registry.register("journal_commit_entries", "Entries in one group commit", c.journal_entries.clone());
        registry.register_with_unit("journal", "Bytes committed", Unit::Bytes, c.journal_bytes.clone());
        registry.register("http_requests", "HTTP requests by route and status", c.requests.clone());
        registry.register_with_unit(
            "http_answer",
            "Answering an HTTP request",
            Unit::Seconds,
            c.answer.clone(),
        );
        registry.register(
            "failed_joins",
            "Attempts to join with a code that opens nothing",
            c.failed_joins.clone(),
        );
        counts
    }

    /// A request was answered; the route is its template, never the address itself.
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

    /// Somebody tried to join with a code that opens nothing.
    pub fn failed_join(&self) {
        self.failed_joins.inc();
    }
}

impl Metrics {
    /// What rooms, journal and handlers tell.
    pub fn counts(&self) -> Arc<Counts> {
        Arc::clone(&self.counts)
    }

    /// The text that Prometheus scrapes.
    pub fn text(&self) -> String {
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "metrics could not be written");
        }
        text
    }
}

impl room::Observer for Counts {
    fn room_opened(&self, _: &BoardId, took: Duration) {
        self.rooms.inc();
        self.room_open.observe(took.as_secs_f64());
    }

    fn room_closed(&self, _: &BoardId) {
        self.rooms.dec();
    }

    fn session_joined(&self) {
        self.connections.inc();
    }

    fn session_left(&self) {
        self.connections.dec();
    }

    fn session_closed(&self, why: Farewell) {
        self.farewells.get_or_create(&Close { code: why.code().into() }).inc();
    }

    fn refused(&self, code: Code) {
        self.refusals.get_or_create(&Refused { code: code.as_str() }).inc();
    }

    fn told(&self, batch: &Told) {
        self.edits.inc_by(batch.edits as u64);
        self.commands.inc_by(batch.commands as u64);
        self.batch_edits.observe(batch.edits as f64);
        self.gather.observe(batch.gathered.as_secs_f64());
        self.judge.observe(batch.judged.as_secs_f64());
        self.commit.observe(batch.committed.as_secs_f64());
        self.fan_out.observe(batch.told.as_secs_f64());
        self.told_frames.inc_by(batch.recipients as u64);
        self.told_bytes.inc_by((batch.recipients * batch.bytes) as u64);
    }

    fn presence_told(&self, recipients: usize, _: usize) {
        self.presence_frames.inc_by(recipients as u64);
    }

    fn fell_behind(&self) {
        self.fell_behind.inc();
    }

    fn caught_up(&self, bytes: usize) {
        self.caught_up_bytes.inc_by(bytes as u64);
    }

    fn encoded_whole(&self, bytes: usize, _: Duration) {
        self.whole_documents.observe(bytes as f64);
    }
}

impl journal::Observer for Counts {
    fn committed(&self, commit: &journal::Commit) {
        self.journal_commit.observe(commit.took.as_secs_f64());
        self.journal_entries.observe(commit.entries as f64);
        self.journal_bytes.inc_by(commit.bytes as u64);
    }
}
