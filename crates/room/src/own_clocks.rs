//! Whether a document that comes back is the one that went: a client that reconnects sends only what the server lacks,
//! so a document that began anew under the same Yjs client id would never say what it has under clocks that are known.
//! The server asks for the last few that both have; the gate compares what comes.

use crate::actor::RoomActor;
use crate::event::SessionId;
use crate::member::OwnClocks;
use crate::presence;
use crate::protocol;

/// How many clocks are asked for. Documents that differ, differ there.
const ASKED_FOR: u32 = 16;

/// Nobody is asked who wrote more than this since: it would have to be sent twice.
const NEW_SINCE: u32 = 1_000;

/// Clients of one person that are remembered until its presence says which is its own.
const MOST: usize = 64;

impl RoomActor {
    /// Remembers which clocks of the person's own clients the document has that a SyncStep1 told of.
    pub(crate) fn note_own_clocks(&mut self, session: SessionId, vector: &[u8]) {
        let Some(member) = self.members.get_mut(&session) else { return };
        let Ok(clocks) = board::wire::parse_state_vector(vector) else { return };
        let clients = &self.live.state().clients;
        let own = |client: u64| clients.get(&client).is_some_and(|of| *of == *member.actor);
        let own = clocks.into_iter().filter(|(client, clock)| *clock > 0 && own(*client));
        member.own.clocks = own.take(MOST).collect();
        self.compare(session);
    }

    /// Remembers which client a session writes with.
    pub(crate) fn note_own_client(&mut self, session: SessionId, said: &[u8]) {
        let Some(member) = self.members.get_mut(&session) else { return };
        if member.own.client.is_none() {
            member.own.client = presence::first_client(said);
            self.compare(session);
        }
    }

    /// Asks for the last that the document and the board both have of the client, if they have any.
    fn compare(&mut self, session: SessionId) {
        let Some(member) = self.members.get_mut(&session) else { return };
        let OwnClocks { client: Some(client), clocks } = &mut member.own else { return };
        let found = clocks.iter().find(|(own, _)| own == client).copied();
        *clocks = Vec::new();
        let Some((client, clock)) = found else { return };
        let known = self.live.clock(client);
        if clock <= known.saturating_add(NEW_SINCE) {
            let from = clock.min(known).saturating_sub(ASKED_FOR);
            member.outbox.answer(protocol::step1(&self.live.state_vector_with(client, from)));
        }
    }
}
