use std::time::Duration;

/// Is told how the writer of a [`Sqlite`](crate::Sqlite) gets on. Called on the writer's own threads: whatever takes
/// time here, every commit waits for.
pub trait Observer: Send + Sync + 'static {
    /// A group was made durable.
    fn committed(&self, _commit: &Commit) {}

    /// The work has come to this point. Tests stop or kill it here; nothing else needs it.
    fn reached(&self, _stage: Stage) {}
}

/// One group commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commit {
    /// How many calls were answered by it.
    pub calls: usize,
    /// How many entries they brought.
    pub entries: usize,
    /// The size of these entries and of snapshots, in bytes.
    pub bytes: usize,
    /// From the beginning of the transaction until it was durable.
    pub took: Duration,
}

/// The points of a commit and of a checkpoint between which a crash makes a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The transaction has begun, nothing is written.
    Begun,
    /// The rows are written, in the writer's own memory only.
    Written,
    /// The transaction is on the disk, nobody knows yet.
    Durable,
    /// Everybody in the group has got an answer.
    Answered,
    /// The log in front of the database is about to be moved into it.
    CheckpointBegun,
    /// It was moved, as far as nobody was reading it.
    CheckpointDone,
}

/// Observes nothing.
impl Observer for () {}
