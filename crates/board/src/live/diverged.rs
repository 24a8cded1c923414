//! Documents that tell another history than the board does.

use smallvec::SmallVec;

use crate::gate::Effect;

/// How many clients of a connection are told apart; of one that lost more, nothing is taken.
const MOST: usize = 8;

/// The Yjs clients of one connection that said something else under clocks that they had used. What such a client
/// writes next leans on things that only its own document has, under ids that are other things on the board.
#[derive(Clone, Debug, Default)]
pub struct Diverged {
    clients: SmallVec<[u64; 1]>,
    all: bool,
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

    /// Whether one of them would write.
    pub(super) fn wrote(&self, effect: &Effect) -> bool {
        let lost = |client| self.all || self.clients.contains(&client);
        !self.clients.is_empty()
            && effect.parts.iter().any(|part| !part.placed.is_empty() && lost(part.client))
    }
}
