//! Documents whose history differs from the board's.

use smallvec::SmallVec;

use crate::gate::Effect;
use crate::{Code, Refusal};

/// The most clients of a connection that are remembered. If more diverged, no edit of the connection is accepted.
const MOST: usize = 8;

/// How the document of one connection differs from the board's.
#[derive(Clone, Debug, Default)]
pub struct Diverged {
    /// The Yjs clients that had other content under clocks that they had used. Further edits of such a client depend
    /// on content that only its own document has, under ids that mean other content on the board.
    clients: SmallVec<[u64; 1]>,
    all: bool,
    /// Why an edit of the connection was refused, the first time. Since then its document may be ahead of the board.
    ahead: Option<Refusal>,
}

impl Diverged {
    pub(super) fn add(&mut self, clients: impl Iterator<Item = u64>) {
        for client in clients.filter(|client| !self.clients.contains(client)).collect::<SmallVec<[u64; 1]>>()
        {
            self.all |= self.clients.len() == MOST;
            if !self.all {
                self.clients.push(client);
            }
        }
    }

    /// Notes that an edit of the connection was refused. A gap is none of its content.
    pub(super) fn refused(&mut self, refusal: &Refusal) {
        if refusal.code != Code::Gap {
            self.ahead.get_or_insert_with(|| refusal.clone());
        }
    }

    /// Why an edit of the connection was refused, if one was.
    pub(super) fn ahead(&self) -> Option<&Refusal> {
        self.ahead.as_ref()
    }

    /// Whether one of these clients would write.
    pub(super) fn wrote(&self, effect: &Effect) -> bool {
        let lost = |client| self.all || self.clients.contains(&client);
        !self.clients.is_empty()
            && effect.parts.iter().any(|part| !part.placed.is_empty() && lost(part.client))
    }
}
