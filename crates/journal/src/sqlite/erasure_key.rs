//! The key of a board. Two things come from it.
//!
//! A deletion is certain: all content lies in the file under its board's key, and deleting a board overwrites the key.
//! Zeroing the rows (`secure_delete`) is not enough: SQLite moves rows from page to page as its tree grows, and the
//! corners they left keep copies that no deletion finds. A key never moves: its table only grows at the end, and a row
//! is overwritten where it lies. This protects nothing while the board exists, the key lies in the same file.
//!
//! Damage is found: what is sealed carries an authentication tag (ChaCha20-Poly1305, RFC 8439) over the content and
//! the place that it belongs to. One wrong bit, or a row in another row's place, and it does not open.

use bytes::Bytes;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce, Tag};

/// The key of a board.
#[derive(Clone, Copy)]
pub(super) struct BoardKey([u8; BoardKey::SIZE]);

/// What is sealed. The numbers are part of the file; 0 and 1 are version 1's, whose nonces may not come again.
#[derive(Clone, Copy)]
enum Kind {
    Entry = 2,
    Snapshot = 3,
    Board = 4,
    LookUp = 5,
}

/// Where sealed content belongs. It opens nowhere else.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    kind: Kind,
    /// The board's number.
    board: i64,
    /// A number that goes with the kind.
    number: u32,
    /// A name that goes with the kind.
    name: &'a str,
}

/// The random part of a nonce. It stands in front of what is sealed. The rest of the nonce is the place: so two entries
/// never share a key stream, and what takes a number again, after a commit that failed, does so by one in 2^56 only.
pub(super) type Salt = [u8; SALT];

/// What is longer is not searched for a wrong bit, in bytes: up to this the search takes a quarter of a second.
const CORRECTED: usize = 4 << 10;

const SALT: usize = 7;
const TAG: usize = 16;

impl Place<'static> {
    /// The entry of this number.
    pub fn entry(board: i64, seq: u64) -> Self {
        Self { kind: Kind::Entry, board, number: seq as u32, name: "" }
    }

    /// The snapshot up to this entry.
    pub fn snapshot(board: i64, seq: u64) -> Self {
        Self { kind: Kind::Snapshot, board, number: seq as u32, name: "" }
    }
}

impl<'a> Place<'a> {
    /// The board's name and how many look-up keys lead to it.
    pub fn board(board: i64, keys: i64, name: &'a str) -> Self {
        Self { kind: Kind::Board, board, number: keys as u32, name }
    }

    /// A look-up key that leads to the board.
    pub fn look_up(board: i64, key: &'a str) -> Self {
        Self { kind: Kind::LookUp, board, number: 0, name: key }
    }

    /// The place as bytes: a head of fixed length, then the name.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(13 + self.name.len());
        bytes.push(self.kind as u8);
        bytes.extend_from_slice(&self.board.to_le_bytes());
        bytes.extend_from_slice(&self.number.to_le_bytes());
        bytes.extend_from_slice(self.name.as_bytes());
        bytes
    }

    fn nonce(&self, salt: Salt) -> Nonce {
        let mut nonce = [0; 12];
        nonce[0] = self.kind as u8;
        nonce[1..5].copy_from_slice(&self.number.to_le_bytes());
        nonce[5..].copy_from_slice(&salt);
        nonce.into()
    }
}

/// Gives salts, each once: counts on from a random number, so that the salts of one process differ for certain, and
/// those of two processes most probably.
pub(super) struct Salts(u64);

impl Salts {
    /// From a fresh random number on. `None` if the system has no randomness.
    pub fn new() -> Option<Self> {
        let mut start = [0; 8];
        getrandom::fill(&mut start).ok()?;
        Some(Self(u64::from_le_bytes(start)))
    }

    /// The next one.
    pub fn next(&mut self) -> Salt {
        self.0 = self.0.wrapping_add(1);
        let [salt @ .., _] = self.0.to_le_bytes();
        salt
    }
}

impl BoardKey {
    /// In bytes.
    pub const SIZE: usize = 32;

    /// A fresh key. `None` if the system has no randomness.
    pub fn fresh() -> Option<Self> {
        let mut key = [0; Self::SIZE];
        getrandom::fill(&mut key).ok()?;
        Some(Self(key))
    }

    /// The key as it is kept.
    pub fn bytes(&self) -> &[u8; Self::SIZE] {
        &self.0
    }

    /// The key that was kept so. `None` if these are not a key's bytes, or those of a board that was deleted.
    pub fn from_bytes(key: &[u8]) -> Option<Self> {
        key.try_into().ok().filter(|key| *key != [0; Self::SIZE]).map(Self)
    }

    /// The key that was kept so and confirms a seal over this place, also if one bit of either is wrong.
    pub fn confirmed(key: &[u8], place: Place<'_>, seal: &[u8]) -> Option<Self> {
        let key = Self::from_bytes(key)?;
        if key.open_or_correct(place, seal).is_some() {
            return Some(key);
        }
        let with_another = |bit: usize| {
            let mut other = key;
            other.0[bit / 8] ^= 1 << (bit % 8);
            other
        };
        (0..Self::SIZE * 8).map(with_another).find(|other| other.open(place, seal).is_some())
    }

    /// Seals content for its place. The same salt may be used for other places, and for nothing else in this one.
    pub fn seal(&self, place: Place<'_>, salt: Salt, content: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(SALT + content.len() + TAG);
        sealed.extend_from_slice(&salt);
        sealed.extend_from_slice(content);
        let cipher = ChaCha20Poly1305::new(&self.0.into());
        let tag =
            cipher.encrypt_inout_detached(&place.nonce(salt), &place.bytes(), sealed[SALT..].as_mut().into());
        sealed.extend_from_slice(&tag.expect("content is far shorter than 256 GB"));
        sealed
    }

    /// Opens what was sealed for this place, also if one bit of it is wrong, which is put right. `None` if it is damaged
    /// further. The second value says whether it was damaged.
    pub fn open_or_correct(&self, place: Place<'_>, sealed: &[u8]) -> Option<(Bytes, bool)> {
        if let Some(content) = self.open(place, sealed) {
            return Some((content, false));
        }
        // What is long would take too long.
        let bits = if sealed.len() > CORRECTED { 0 } else { sealed.len() * 8 };
        let mut sealed = sealed.to_vec();
        (0..bits).find_map(|bit| {
            sealed[bit / 8] ^= 1 << (bit % 8);
            let content = self.open(place, &sealed);
            sealed[bit / 8] ^= 1 << (bit % 8);
            Some((content?, true))
        })
    }

    /// Opens what was sealed for this place. `None` if it is damaged.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Option<Bytes> {
        let (salt, rest) = sealed.split_first_chunk::<SALT>()?;
        let (content, tag) = rest.split_last_chunk::<TAG>()?;
        let mut content = content.to_vec();
        let cipher = ChaCha20Poly1305::new(&self.0.into());
        let tag = Tag::from(*tag);
        cipher
            .decrypt_inout_detached(&place.nonce(*salt), &place.bytes(), content.as_mut_slice().into(), &tag)
            .ok()?;
        Some(content.into())
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
        let sealed = key.seal(place, Salts::new().unwrap().next(), b"cold coffee");
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
        let named = key.seal(Place::look_up(3, "code:A"), Salts::new().unwrap().next(), b"");
        assert!(key.open(Place::look_up(3, "code:A"), &named).is_some());
        assert!(key.open(Place::look_up(3, "code:B"), &named).is_none());
    }

    #[test]
    fn jrnl_22_other_content_that_takes_the_same_number_has_another_key_stream() {
        let key = BoardKey::fresh().unwrap();
        let mut salts = Salts::new().unwrap();
        let mut seal = || key.seal(Place::entry(1, 1), salts.next(), &[0; 64]);
        let (first, second) = (seal(), seal());
        assert_ne!(first[SALT..SALT + 64], second[SALT..SALT + 64]);
    }
}
