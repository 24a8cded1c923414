//! What makes a deletion certain: entries and snapshots lie in the file under a secret of their board, and deleting a
//! board overwrites that secret.
//!
//! Zeroing the rows (`secure_delete`) is not enough: SQLite moves rows from page to page as its tree grows, and the
//! corners they left keep copies that no deletion finds. A secret never moves: its table only grows at the end, and a
//! row is overwritten where it lies. This protects nothing while the board exists, the secret lies in the same file.

use bytes::Bytes;
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};

/// The secret of a board.
#[derive(Clone, Copy)]
pub(super) struct BoardKey([u8; BoardKey::SIZE]);

/// What sets the two kinds of content apart, so that no two share a key stream.
const ENTRY: u32 = 0;
const SNAPSHOT: u32 = 1;

/// The random number in front of a sealed snapshot: the one of a number may be put again, with other bytes.
const SALT: usize = 8;

impl BoardKey {
    /// In bytes.
    pub const SIZE: usize = 32;

    /// A fresh secret. `None` if the system has no randomness.
    pub fn fresh() -> Option<Self> {
        let mut secret = [0; Self::SIZE];
        getrandom::fill(&mut secret).ok()?;
        Some(Self(secret))
    }

    /// The secret as it is kept.
    pub fn bytes(&self) -> &[u8; Self::SIZE] {
        &self.0
    }

    /// The secret that was kept so. `None` if these are not a secret's bytes.
    pub fn from_bytes(secret: &[u8]) -> Option<Self> {
        secret.try_into().ok().map(Self)
    }

    /// Seals or opens an entry: one undoes the other.
    pub fn entry(&self, seq: u64, content: &[u8]) -> Vec<u8> {
        let mut content = content.to_vec();
        self.mix(ENTRY, seq.to_le_bytes(), &mut content);
        content
    }

    /// Seals a snapshot. `None` if the system has no randomness.
    pub fn snapshot(&self, content: &[u8]) -> Option<Vec<u8>> {
        let mut salt = [0; SALT];
        getrandom::fill(&mut salt).ok()?;
        let mut sealed = [&salt, content].concat();
        self.mix(SNAPSHOT, salt, &mut sealed[SALT..]);
        Some(sealed)
    }

    /// Opens a snapshot. `None` if it is none.
    pub fn open_snapshot(&self, sealed: &[u8]) -> Option<Bytes> {
        let (salt, content) = sealed.split_first_chunk::<SALT>()?;
        let mut content = content.to_vec();
        self.mix(SNAPSHOT, *salt, &mut content);
        Some(content.into())
    }

    fn mix(&self, kind: u32, number: [u8; 8], content: &mut [u8]) {
        let mut nonce = [0; 12];
        nonce[..4].copy_from_slice(&kind.to_le_bytes());
        nonce[4..].copy_from_slice(&number);
        ChaCha20::new(&self.0.into(), &nonce.into()).apply_keystream(content);
    }
}
