//! An entry or a snapshot as it lies in the database: the epoch of who wrote it, a checksum over its place and content, and
//! the content.

use std::hash::Hasher;

use bytes::Bytes;
use siphasher::sip::SipHasher24;

use crate::Stored;

/// What is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Entry,
    Snapshot,
}

/// The bytes before the content.
pub(super) const HEAD: usize = 16;

fn checksum(kind: Kind, board: i64, seq: i64, epoch: &[u8], content: &[u8]) -> [u8; 8] {
    let mut hasher = SipHasher24::new_with_keys(0x6865_7272_696e_6762, 0x6f6e_6520_6a72_6e6c);
    hasher.write_u8(match kind {
        Kind::Entry => 1,
        Kind::Snapshot => 2,
    });
    hasher.write(&board.to_le_bytes());
    hasher.write(&seq.to_le_bytes());
    hasher.write(epoch);
    hasher.write(content);
    hasher.finish().to_le_bytes()
}

/// Puts the content into its envelope.
pub(super) fn wrap(kind: Kind, board: i64, epoch: u64, stored: &Stored) -> Vec<u8> {
    let (epoch, seq) = (epoch.to_le_bytes(), stored.seq as i64);
    let mut bytes = Vec::with_capacity(HEAD + stored.bytes.len());
    bytes.extend_from_slice(&epoch);
    bytes.extend_from_slice(&checksum(kind, board, seq, &epoch, &stored.bytes));
    bytes.extend_from_slice(&stored.bytes);
    bytes
}

/// The content, if the envelope is what was written in this place.
pub(super) fn open(kind: Kind, board: i64, seq: i64, bytes: Vec<u8>) -> Option<Stored> {
    let (epoch, rest) = bytes.split_at_checked(8)?;
    let (sum, content) = rest.split_at_checked(8)?;
    let sound = sum == checksum(kind, board, seq, epoch, content);
    let seq = u64::try_from(seq).ok()?;
    sound.then(|| Stored { seq, bytes: Bytes::from(bytes).slice(HEAD..) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jrnl_40_an_envelope_opens_whole_in_its_own_place_and_nowhere_else() {
        for content in [&b""[..], b"cold coffee"] {
            let stored = Stored::new(7, content.to_vec());
            let whole = wrap(Kind::Entry, 3, 9, &stored);
            assert_eq!(open(Kind::Entry, 3, 7, whole.clone()), Some(stored));
            for (kind, board, seq) in [(Kind::Snapshot, 3, 7), (Kind::Entry, 4, 7), (Kind::Entry, 3, 8)] {
                assert_eq!(open(kind, board, seq, whole.clone()), None);
            }
            for bit in 0..whole.len() * 8 {
                let mut flipped = whole.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(open(Kind::Entry, 3, 7, flipped), None, "bit {bit}");
            }
            for length in 0..whole.len() {
                assert_eq!(open(Kind::Entry, 3, 7, whole[..length].to_vec()), None);
            }
        }
    }
}
