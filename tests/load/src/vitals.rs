//! What a server holds: memory, file descriptors, threads, disk; and what it says of itself.

use std::{
    fmt::Write,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context;

use crate::{http, machine};

/// How long a server may take to come to rest after the last person left, beside the time after which it closes rooms.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A server at a moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Vitals {
    /// Resident memory, in bytes.
    pub memory: u64,
    /// Open file descriptors.
    pub descriptors: usize,
    /// Threads.
    pub threads: usize,
    /// Boards that are open, by its own count.
    pub rooms: u64,
    /// Websockets in rooms, by its own count.
    pub connections: u64,
    /// Bytes that it has committed to its journal since it was started.
    pub committed: u64,
    /// Entries that it has committed.
    pub entries: u64,
}

impl Vitals {
    /// Looks at a process and asks it.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn of(pid: u32, port: u16) -> anyhow::Result<Self> {
        let held = |what: &str| {
            let listed = fs::read_dir(format!("/proc/{pid}/{what}")).context("the server is gone")?;
            anyhow::Ok(listed.count())
        };
        // Before it is asked, which takes a descriptor.
        let (descriptors, threads, memory) = (held("fd")?, held("task")?, machine::memory(pid)?);
        let said = http::get(port, "/metrics", "").await?;
        let said = String::from_utf8_lossy(&said);
        let number = |name: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.and_then(|number| number.parse::<f64>().ok()).map(|number| number as u64)
        };
        let number = |name: &str| number(name).with_context(|| format!("/metrics says nothing of {name}"));
        Ok(Self {
            memory,
            descriptors,
            threads,
            rooms: number("herringbone_rooms")?,
            connections: number("herringbone_connections")?,
            committed: number("herringbone_journal_bytes_total")?,
            entries: number("herringbone_journal_commit_entries_sum")?,
        })
    }

    /// Waits until everybody's leaving has been dealt with: no connection, no room, and no more descriptors and
    /// threads than `before` allows; or until patience ends, which [`grown`](Self::grown) then tells of.
    ///
    /// # Errors
    /// When the server is gone.
    pub async fn at_rest(pid: u32, port: u16, before: Option<&Self>, idle: Duration) -> anyhow::Result<Self> {
        let end = Instant::now() + idle + TIMEOUT;
        loop {
            let now = Self::of(pid, port).await?;
            let quiet = now.rooms == 0 && now.connections == 0;
            let back = before.is_none_or(|before| now.held_more(before).is_empty());
            if (quiet && back) || Instant::now() > end {
                return Ok(now);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// What is left over, compared with an earlier time at rest; nothing, if it is as it should be.
    pub fn grown(&self, before: &Self) -> String {
        let mut over = self.held_more(before);
        let most = before.memory + before.memory / 5 + (8 << 20);
        if self.memory > most {
            let _ = write!(over, "{} KB of memory, {} KB before; ", self.memory / 1024, before.memory / 1024);
        }
        over
    }

    fn held_more(&self, before: &Self) -> String {
        let mut over = String::new();
        if self.rooms > 0 || self.connections > 0 {
            let _ = write!(over, "{} rooms, {} connections; ", self.rooms, self.connections);
        }
        // The journal opens up to four files for reading when they are first needed at once, with two or three
        // descriptors each, and tokio keeps threads for such work for a while.
        if self.descriptors > before.descriptors + 12 {
            let _ = write!(over, "{} descriptors, {} before; ", self.descriptors, before.descriptors);
        }
        if self.threads > before.threads + 6 {
            let _ = write!(over, "{} threads, {} before; ", self.threads, before.threads);
        }
        over
    }
}

/// Bytes of all files in a directory.
///
/// # Errors
/// When it cannot be read.
pub fn size(directory: &Path) -> anyhow::Result<u64> {
    let mut total = 0;
    for file in fs::read_dir(directory)? {
        total += file?.metadata()?.len();
    }
    Ok(total)
}

/// What is wrong with the size of a data directory whose server has stopped, if anything: it has to be in proportion
/// to what was committed.
pub fn out_of_proportion(size: u64, committed: u64) -> Option<String> {
    let (least, most) = (committed / 8, committed * 2 + (512 << 10));
    (!(least..=most).contains(&size)).then(|| format!("{size} bytes on disk for {committed} bytes committed"))
}
