//! What rooms and the journal tell the counters.

use std::time::Duration;

use board::{BoardId, Code};
use prometheus_client::metrics::{counter::Counter, family::Family};
use room::{BatchStats, CloseReason};

use super::{ACCEPTED, Close, Counts, Decided, REFUSED, Refused};

impl room::Observer for Counts {
    fn room_opened(&self, _: &BoardId, took: Duration) {
        self.rooms.inc();
        self.room_open.observe(took.as_secs_f64());
    }

    fn replayed_differently(&self, entries: u64) {
        self.differing.inc_by(entries);
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

    fn session_closed(&self, why: CloseReason) {
        self.farewells.get_or_create(&Close { code: why.code().into() }).inc();
    }

    fn refused(&self, code: Code) {
        self.refusals.get_or_create(&Refused { code: code.as_str() }).inc();
    }

    fn told(&self, batch: &BatchStats) {
        let count = |counter: &Family<Decided, Counter>, outcome, count: usize| {
            if count > 0 {
                counter.get_or_create(outcome).inc_by(count as u64);
            }
        };
        count(&self.edits, &ACCEPTED, batch.edits);
        count(&self.edits, &REFUSED, batch.refused_edits);
        count(&self.commands, &ACCEPTED, batch.commands);
        count(&self.commands, &REFUSED, batch.refused_commands);
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

    fn outbox_emptied(&self, lag: Duration) {
        self.outbox_lag.observe(lag.as_secs_f64());
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
