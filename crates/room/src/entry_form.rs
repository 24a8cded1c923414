//! The form in which entries are written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use board::Form;

/// The form in which all rooms of a server write entries from now on. Several nodes that share a journal may be of
/// different versions: each writes what all of them can read (ROOM-40). Clones are the same choice.
#[derive(Clone, Debug)]
pub struct EntryForm(Arc<AtomicU8>);

impl Default for EntryForm {
    fn default() -> Self {
        Self(Arc::new(AtomicU8::new(Form::NEWEST.number())))
    }
}

impl EntryForm {
    /// Chooses the newest form that a program can read that reads forms up to this number.
    pub fn choose(&self, reads: u8) {
        self.0.store(Form::readable(reads).number(), Ordering::Relaxed);
    }

    /// The form that is written now.
    pub fn now(&self) -> Form {
        Form::readable(self.0.load(Ordering::Relaxed))
    }
}
