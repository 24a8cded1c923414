//! Detects a document that began anew under an old Yjs client id. A client that reconnects sends only the clocks that
//! the server lacks, so such a document would never send its new words under clocks that the server already has. The
//! server asks for the last few clocks that both sides have; the gate compares them.
//!
//! In the same way it detects a copy of the time before the board was restored from a backup: there the server itself
//! wrote other content under the same clocks.

use board::schema::SERVER_CLIENT;

use crate::actor::RoomActor;
use crate::event::SessionId;
use crate::member::OwnClocks;
use crate::presence;
use crate::protocol;

/// The number of clocks asked for. Documents that differ, differ there.
const ASKED_FOR: u32 = 16;

/// A client that wrote more clocks than this since is not asked: they would have to be sent twice.
const NEW_SINCE: u32 = 1_000;

/// The most clients of one person that are remembered until the session's presence names its own.
const MOST: usize = 64;

impl RoomActor {
    /// Remembers, from the state vector of a SyncStep1, the clocks that the session's document has of the person's
    /// own clients and of the server.
    pub(crate) fn note_own_clocks(&mut self, session: SessionId, vector: &[u8]) {
        let Some(member) = self.members.get_mut(&session) else { return };
        let Ok(clocks) = board::wire::parse_state_vector(vector) else { return };
        let clients = &self.live.state().clients;
        let own = |client: u64| clients.get(&client).is_some_and(|of| *of == *member.actor);
        member.own.server =
            clocks.iter().find(|(client, _)| *client == SERVER_CLIENT).map(|(_, clock)| *clock);
        let own = clocks.into_iter().filter(|(client, clock)| *clock > 0 && own(*client));
        member.own.clocks = own.take(MOST).collect();
        if member.own.client.is_some() {
            self.compare(session);
        }
    }

    /// Remembers the client that a session writes with.
    pub(crate) fn note_own_client(&mut self, session: SessionId, said: &[u8]) {
        let Some(member) = self.members.get_mut(&session) else { return };
        if member.own.client.is_none() {
            member.own.client = presence::first_client(said);
            self.compare(session);
        }
    }

    /// Asks for the last clocks of the client, and of the server, that the document and the board both have, if there
    /// are any and were not asked for. That is once the session has named its client or, if it names none, has sent its
    /// SyncStep2.
    pub(crate) fn compare(&mut self, session: SessionId) {
        let Some(member) = self.members.get_mut(&session) else { return };
        let OwnClocks { client, clocks, server, .. } = &mut member.own;
        let own = clocks.iter().find(|(own, _)| client.is_some_and(|client| client == *own)).copied();
        let own = own.filter(|(client, clock)| *clock <= self.live.clock(*client).saturating_add(NEW_SINCE));
        let server = server.take().map(|clock| (SERVER_CLIENT, clock));
        if client.is_some() {
            *clocks = Vec::new();
        }
        if own.is_none() && server.is_none() {
            return;
        }
        member.own.compares_server |= server.is_some();
        member.own.unanswered = true;
        let last = |(client, clock): (u64, u32)| {
            (client, clock.min(self.live.clock(client)).saturating_sub(ASKED_FOR))
        };
        let cut: Vec<(u64, u32)> = own.into_iter().chain(server).map(last).collect();
        member.outbox.answer(protocol::step1(&self.live.state_vector_cut(&cut)));
    }
}
