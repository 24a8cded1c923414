use bytes::Bytes;

/// An entry or a snapshot as a journal keeps it: a number and bytes whose meaning is the board's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The entry's place in its board's log, from 1 without a gap; of a snapshot, the last entry in it.
    pub seq: u64,
    /// The content, given back bit by bit.
    pub bytes: Bytes,
}

impl Stored {
    /// An entry or a snapshot of these bytes.
    pub fn new(seq: u64, bytes: impl Into<Bytes>) -> Self {
        Self { seq, bytes: bytes.into() }
    }
}

/// Checks that `entries` go on from `last` without a gap; if not, the first number that is out of place.
pub(crate) fn follows(last: u64, entries: &[Stored]) -> Result<(), u64> {
    let misplaced = entries.iter().zip(last + 1..).find(|(entry, due)| entry.seq != *due);
    misplaced.map_or(Ok(()), |(entry, _)| Err(entry.seq))
}
