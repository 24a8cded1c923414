//! The key of a board. It serves two purposes.
//!
//! A deletion is final: the file has all content of a board enciphered with the board's key, and deleting the board
//! overwrites the key. Zeroing the rows (`secure_delete`) is not enough: SQLite moves rows from page to page as its
//! tree grows, and the places they left keep copies that no deletion finds. A key never moves: its table only grows
//! at the end, and a row is overwritten in place. The key protects nothing while the board exists, because it is in
//! the same file.
//!
//! Damage is detected: sealed content carries a keyed checksum (SipHash-2-4, 96 of its 128 bits) over its place and
//! its bytes. If one bit is wrong, or a row is in another row's place, it does not open. The checksum is also the
//! nonce of the cipher (a synthetic one, as in RFC 5297). So different contents or places never share a key stream,
//! not even where a number is used again after a failed commit, and no randomness is needed.

use std::hash::Hasher;

use bytes::Bytes;
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use siphasher::sip128::{Hasher128, SipHasher24};

/// The key of a board.
#[derive(Clone, Copy)]
pub(super) struct BoardKey {
    cipher: [u8; BoardKey::SIZE],
    /// The key of the checksum. It is derived from the cipher's key, and kept because deriving it takes as long as a
    /// checksum.
    checksum: [u8; 16],
}

/// The kind of sealed content. The numbers are part of the file format.
#[derive(Clone, Copy)]
enum Kind {
    Entry = 2,
    Snapshot = 3,
    Board = 4,
    LookUp = 5,
}

/// The place that sealed content belongs to. The content opens in no other place.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    kind: Kind,
    /// The board's number.
    board: i64,
    /// A number whose meaning depends on the kind.
    number: u32,
    /// A name whose meaning depends on the kind.
    name: &'a str,
}

/// Longer content (in bytes) is not searched for a wrong bit. Up to this length the search takes a quarter of a
/// second.
const CORRECTED: usize = 4 << 10;

/// A checksum that is also the nonce.
type Tag = [u8; 12];

/// The bytes that sealing adds to content.
pub(super) const SEAL: usize = size_of::<Tag>();

impl Place<'static> {
    /// The place of the entry with this number.
    pub fn entry(board: i64, seq: u64) -> Self {
        Self { kind: Kind::Entry, board, number: seq as u32, name: "" }
    }

    /// The place of the snapshot up to this entry.
    pub fn snapshot(board: i64, seq: u64) -> Self {
        Self { kind: Kind::Snapshot, board, number: seq as u32, name: "" }
    }
}

impl<'a> Place<'a> {
    /// The place of a board's row, with its name and the number of its look-up keys.
    pub fn board(board: i64, keys: i64, name: &'a str) -> Self {
        Self { kind: Kind::Board, board, number: keys as u32, name }
    }

    /// The place of a look-up key of the board.
    pub fn look_up(board: i64, key: &'a str) -> Self {
        Self { kind: Kind::LookUp, board, number: 0, name: key }
    }

    /// A head of fixed length. It is followed by the name or the content, never by both.
    fn head(&self) -> [u8; 13] {
        let mut head = [0; 13];
        head[0] = self.kind as u8;
        head[1..9].copy_from_slice(&self.board.to_le_bytes());
        head[9..].copy_from_slice(&self.number.to_le_bytes());
        head
    }
}

impl BoardKey {
    /// The length of the key in bytes.
    pub const SIZE: usize = 32;

    /// A fresh random key. `None` if the system gives no randomness.
    pub fn fresh() -> Option<Self> {
        let mut key = [0; Self::SIZE];
        getrandom::fill(&mut key).ok()?;
        Some(Self::of(key))
    }

    /// Derives the checksum's key from a key stream that is used for nothing else: version 1 had no entry 0.
    fn of(cipher: [u8; Self::SIZE]) -> Self {
        let mut checksum = [0; 16];
        ChaCha20::new(&cipher.into(), &Tag::default().into()).apply_keystream(&mut checksum);
        Self { cipher, checksum }
    }

    /// The key in its stored form.
    pub fn bytes(&self) -> &[u8; Self::SIZE] {
        &self.cipher
    }

    /// Reads a stored key. `None` if these bytes are not a key, or are the overwritten key of a deleted board.
    pub fn from_bytes(key: &[u8]) -> Option<Self> {
        key.try_into().ok().filter(|key| *key != [0; Self::SIZE]).map(Self::of)
    }

    /// Reads a stored key and confirms it by a seal over this place. One wrong bit in either is corrected.
    pub fn confirmed(key: &[u8], place: Place<'_>, seal: &[u8]) -> Option<Self> {
        let key = Self::from_bytes(key)?;
        if key.open_or_correct(place, seal).is_some() {
            return Some(key);
        }
        let with_another = |bit: usize| {
            let mut other = key.cipher;
            other[bit / 8] ^= 1 << (bit % 8);
            Self::of(other)
        };
        (0..Self::SIZE * 8).map(with_another).find(|other| other.open(place, seal).is_some())
    }

    /// Seals content for its place.
    pub fn seal(&self, place: Place<'_>, content: &[u8]) -> Vec<u8> {
        let tag = self.tag(place, content);
        let mut sealed = Vec::with_capacity(SEAL + content.len());
        sealed.extend_from_slice(&tag);
        sealed.extend_from_slice(content);
        self.mix(tag, &mut sealed[SEAL..]);
        sealed
    }

    /// Opens content that was sealed for this place, and corrects one wrong bit in it. `None` if more is damaged. The
    /// second value tells whether a bit was corrected.
    pub fn open_or_correct(&self, place: Place<'_>, sealed: &[u8]) -> Option<(Bytes, bool)> {
        if let Some(content) = self.open(place, sealed) {
            return Some((content, false));
        }
        // Searching longer content would take too long.
        let bits = if sealed.len() > CORRECTED { 0 } else { sealed.len() * 8 };
        let mut sealed = sealed.to_vec();
        (0..bits).find_map(|bit| {
            sealed[bit / 8] ^= 1 << (bit % 8);
            let content = self.open(place, &sealed);
            sealed[bit / 8] ^= 1 << (bit % 8);
            Some((content?, true))
        })
    }

    /// Opens content that was sealed for this place. `None` if it is damaged.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Option<Bytes> {
        let (tag, content) = sealed.split_first_chunk()?;
        let mut content = content.to_vec();
        self.mix(*tag, &mut content);
        (self.tag(place, &content) == *tag).then(|| content.into())
    }

    fn tag(&self, place: Place<'_>, content: &[u8]) -> Tag {
        let mut hasher = SipHasher24::new_with_key(&self.checksum);
        hasher.write(&place.head());
        hasher.write(place.name.as_bytes());
        hasher.write(content);
        let mut tag = Tag::default();
        tag.copy_from_slice(&hasher.finish128().as_bytes()[..SEAL]);
        tag
    }

    /// Enciphers and deciphers content: the operation undoes itself.
    fn mix(&self, nonce: Tag, content: &mut [u8]) {
        if !content.is_empty() {
            ChaCha20::new(&self.cipher.into(), &nonce.into()).apply_keystream(content);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail so")]

    use super::*;

    #[test]
    fn jrnl_22_what_is_sealed_opens_whole_in_its_own_place_and_nowhere_else() {
        let (key, other) = (BoardKey::fresh().unwrap(), BoardKey::fresh().unwrap());
        let place = Place::entry(3, 7);
        let sealed = key.seal(place, b"cold coffee");
        assert_eq!(key.open(place, &sealed).unwrap(), &b"cold coffee"[..]);
        assert!(!sealed.windows(4).any(|part| part == b"cold"));
        let elsewhere =
            [Place::entry(3, 8), Place::entry(2, 7), Place::snapshot(3, 7), Place::board(3, 7, "")];
        assert!(elsewhere.iter().all(|place| key.open(*place, &sealed).is_none()));
        assert!(other.open(place, &sealed).is_none());
        for bit in 0..sealed.len() * 8 {
            let mut damaged = sealed.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(key.open(place, &damaged).is_none(), "bit {bit}");
            let corrected = key.open_or_correct(place, &damaged).unwrap();
            assert_eq!(corrected, (b"cold coffee"[..].into(), true), "bit {bit}");
            damaged[0] ^= if bit / 8 == 0 { 0xff } else { 3 };
            assert!(key.open_or_correct(place, &damaged).is_none(), "bit {bit} and others");
        }
        assert!((0..sealed.len()).all(|length| key.open(place, &sealed[..length]).is_none()));
        let named = key.seal(Place::look_up(3, "code:A"), b"");
        assert!(key.open(Place::look_up(3, "code:A"), &named).is_some());
        assert!(key.open(Place::look_up(3, "code:B"), &named).is_none());
    }

    #[test]
    fn jrnl_22_other_content_that_takes_the_same_number_has_another_key_stream() {
        let key = BoardKey::fresh().unwrap();
        let stream = |content: [u8; 64]| {
            let sealed = key.seal(Place::entry(1, 1), &content);
            std::array::from_fn::<u8, 64, _>(|at| sealed[SEAL + at] ^ content[at])
        };
        let mut other = [0; 64];
        other[63] = 1;
        assert_ne!(stream([0; 64]), stream(other));
        assert_ne!(key.checksum[..], stream([0; 64])[..16]);
    }
}
