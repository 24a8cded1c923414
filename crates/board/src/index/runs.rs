//! All content of one client, as runs of clocks that share a place.

use super::{Fingerprints, SEQ, SERVER, Shares, VOID, room};

/// The kind of content in a run, as far as the structure needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct What(u32);

impl What {
    /// Characters or values.
    pub const CONTENT: What = What(0);
    /// A tombstone: only the fact that something was there.
    pub const TOMB: What = What(1);

    /// The item of a shared type.
    pub fn of_type(ty: u32) -> What {
        What(ty + 2)
    }

    /// The number of the shared type, if this is the item of one.
    pub fn as_type(self) -> Option<u32> {
        self.0.checked_sub(2)
    }
}

/// A run of clocks of one client in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first clock.
    pub clock: u32,
    /// The number of clocks.
    pub len: u32,
    /// The type that contains the clocks, or [`VOID`].
    pub ty: u32,
    /// The key in that type, or [`SEQ`] in a text.
    pub key: u32,
    /// The kind of content.
    pub what: What,
    /// Whether the clocks were deleted.
    pub dead: bool,
}

impl Run {
    fn joins(&self, next: &Run) -> bool {
        self.ty == next.ty
            && self.key == next.key
            && self.dead == next.dead
            && self.what == next.what
            && self.what.as_type().is_none()
            && (self.key == SEQ || self.dead)
    }
}

/// A stored run; its length is the distance to the next one.
#[derive(Clone, Copy, Debug)]
struct Stored {
    /// The first clock. Clocks are 31-bit; the highest bit says whether the run is dead.
    clock: u32,
    ty: u32,
    key: u32,
    what: What,
}

const DEAD: u32 = 1 << 31;

impl Stored {
    fn start(&self) -> u32 {
        self.clock & !DEAD
    }
}

/// One client's runs, ascending without holes from clock 0.
#[derive(Debug)]
pub struct Client {
    /// The Yjs client id.
    pub id: u64,
    /// The bytes of the content, as far as they are known.
    pub fingerprints: Fingerprints,
    /// The shares of its characters in the lengths of texts.
    pub shares: Shares,
    end: u32,
    runs: Vec<Stored>,
}

impl Client {
    pub(super) fn new(id: u64) -> Self {
        Self { id, fingerprints: Fingerprints::default(), shares: Shares::default(), end: 0, runs: vec![] }
    }

    /// The number of known clocks.
    pub fn end(&self) -> u32 {
        self.end
    }

    /// The number of runs.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Whether no clock of this client is known.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The number of the run that covers a clock.
    pub fn find(&self, clock: u32) -> Option<usize> {
        if clock >= self.end {
            return None;
        }
        // Most look-ups are for the newest clocks.
        if let Some(last) = self.runs.last()
            && last.start() <= clock
        {
            return Some(self.runs.len() - 1);
        }
        self.runs.partition_point(|run| run.start() <= clock).checked_sub(1)
    }

    /// A run by its number.
    pub fn run(&self, at: usize) -> Run {
        let stored = self.runs[at];
        let end = self.runs.get(at + 1).map_or(self.end, Stored::start);
        Run {
            clock: stored.start(),
            len: end - stored.start(),
            ty: stored.ty,
            key: stored.key,
            what: stored.what,
            dead: stored.clock & DEAD != 0,
        }
    }

    pub(super) fn push(&mut self, run: Run) {
        debug_assert_eq!(run.clock, self.end, "runs have no holes");
        self.end += run.len;
        if let Some(last) = self.runs.len().checked_sub(1)
            && self.run(last).joins(&run)
        {
            return;
        }
        self.insert(self.runs.len(), run);
    }

    fn insert(&mut self, at: usize, run: Run) {
        room(&mut self.runs, 4);
        self.runs.insert(at, store(&run));
    }

    /// Marks clocks as dead. Adds the runs that were alive until now to `killed`, cut to the range.
    pub(super) fn kill(&mut self, clock: u32, len: u32, killed: &mut Vec<Run>) {
        let end = (clock + len).min(self.end);
        let Some(mut at) = self.find(clock) else { return };
        while at < self.runs.len() && self.runs[at].start() < end {
            let run = self.run(at);
            let (start, stop) = (run.clock.max(clock), (run.clock + run.len).min(end));
            if run.dead {
                at += 1;
                continue;
            }
            let dead = Run { clock: start, len: stop - start, dead: true, ..run };
            killed.push(Run { dead: false, ..dead });
            if stop < run.clock + run.len {
                self.insert(at + 1, Run { clock: stop, len: run.clock + run.len - stop, ..run });
            }
            if start > run.clock {
                at += 1;
                self.insert(at, dead);
            } else {
                self.runs[at] = store(&dead);
            }
            at = self.join(at) + 1;
        }
        if at < self.runs.len() && at > 0 {
            self.join(at);
        }
    }

    /// Joins a run with the one before it if the two are alike. Returns the number of the run that holds it now.
    fn join(&mut self, at: usize) -> usize {
        if at > 0 && self.run(at - 1).joins(&self.run(at)) {
            self.runs.remove(at);
            return at - 1;
        }
        at
    }

    /// Moves the content of dead types to [`VOID`] and joins the runs that are alike after that.
    pub(super) fn collapse(&mut self, is_dead: impl Fn(u32) -> bool) {
        let mut kept: Vec<Stored> = Vec::with_capacity(self.runs.len());
        let mut last: Option<Run> = None;
        for at in 0..self.runs.len() {
            let mut run = self.run(at);
            let inside = run.ty != VOID && run.ty != SERVER && is_dead(run.ty);
            if inside || run.what.as_type().is_some_and(&is_dead) {
                run = Run { what: What::TOMB, dead: true, ..run };
            }
            if inside {
                run = Run { ty: VOID, key: SEQ, ..run };
            }
            match &mut last {
                Some(before) if before.joins(&run) => before.len += run.len,
                _ => {
                    kept.push(store(&run));
                    last = Some(run);
                }
            }
        }
        kept.shrink_to_fit();
        self.runs = kept;
        let runs = &self.runs;
        let placed = || {
            let mut at = 0;
            move |clock| {
                while runs.get(at + 1).is_some_and(|next| next.start() <= clock) {
                    at += 1;
                }
                runs[at].ty != VOID
            }
        };
        self.fingerprints.retain(placed());
        self.shares.retain(placed());
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.runs.capacity() * size_of::<Stored>()
            + self.fingerprints.bytes()
            + self.shares.bytes()
    }
}

fn store(run: &Run) -> Stored {
    Stored { clock: run.clock | if run.dead { DEAD } else { 0 }, ty: run.ty, key: run.key, what: run.what }
}
