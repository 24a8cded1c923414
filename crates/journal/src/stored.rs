use bytes::Bytes;

/// An entry or a snapshot in the form that a journal stores: a number and bytes. Only the board knows the meaning of
/// the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// For an entry, its number in the board's log, from 1 without a gap. For a snapshot, the number of the last
    /// entry in it.
    pub seq: u64,
    /// The content, returned unchanged.
    pub bytes: Bytes,
}

impl Stored {
    /// An entry or a snapshot with these bytes.
    pub fn new(seq: u64, bytes: impl Into<Bytes>) -> Self {
        Self { seq, bytes: bytes.into() }
    }
}

/// Checks that `entries` follow `last` without a gap. Otherwise returns the first number that is out of place.
pub(crate) fn follows(last: u64, entries: &[Stored]) -> Result<(), u64> {
    let misplaced = entries.iter().zip(last + 1..).find(|(entry, due)| entry.seq != *due);
    misplaced.map_or(Ok(()), |(entry, _)| Err(entry.seq))
}
