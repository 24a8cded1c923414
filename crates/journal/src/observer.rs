use std::time::Duration;

/// Is told about the work of the writer of a [`Sqlite`](crate::Sqlite). The methods run on the writer's own threads,
/// so every commit waits for them.
pub trait Observer: Send + Sync + 'static {
    /// A group of calls was made durable.
    fn committed(&self, _commit: &Commit) {}

    /// The writer has reached this stage. Only tests use it, to stop or kill the writer here.
    fn reached(&self, _stage: Stage) {}
}

/// One group commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The number of calls that the commit answered.
    pub calls: usize,
    /// The number of entries in these calls.
    pub entries: usize,
    /// The size of these entries and of snapshots, in bytes.
    pub bytes: usize,
    /// The time from the beginning of the transaction until it was durable.
    pub took: Duration,
}

/// The stages of a commit and of a checkpoint between which a crash makes a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The transaction has begun; nothing is written.
    Begun,
    /// The rows are written, but only in the writer's own memory.
    Written,
    /// The transaction is on the disk; no call is answered yet.
    Durable,
    /// All calls of the group are answered.
    Answered,
    /// A checkpoint is about to move the log in front of the database into it.
    CheckpointBegun,
    /// The checkpoint has moved the log, except for the part that readers still used.
    CheckpointDone,
}

/// Observes nothing.
impl Observer for () {}
