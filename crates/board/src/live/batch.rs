//! One batch: updates are judged one by one, applied in one transaction and encoded once.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use yrs::updates::decoder::Decode;
use yrs::{Any, ClientID, Doc, ReadTxn, Transact, TransactionMut, Update};

use super::content::{self, Reader};
use super::index_sync::contains;
use super::writes::{self, Performed};
use super::{Broken, Diverged, Live, Parts};
use crate::gate::{Effect, REWRITTEN, Verdict, apply_to_index, judge};
use crate::index::Index;
use crate::schema::{SERVER_CLIENT, root};
use crate::wire::{self, Bounds, Id, parse};
use crate::workshop::{Action, Authors, Command, decide};
use crate::{Actor, Body, Code, Edits, Entry, Millis, NoteId, ParticipantId, Refusal};

/// How an update reached the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// As an update, before this connection's SyncStep2 has come. The SyncStep2 will fill a gap.
    BeforeHandshake,
    /// As a SyncStep2.
    Handshake,
    /// As the answer to a second question, which compares what both sides have. It repeats what the connection sent
    /// before, so it brings nothing that was refused then.
    Comparison,
    /// As an update, after the SyncStep2.
    Update,
}

/// The result of an accepted update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is part of the batch.
    Applied,
    /// The update has nothing new.
    Nothing,
}

/// The result of a batch: first record the entries, then tell the updates.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The entries to append to the log, in order.
    pub entries: Vec<Entry>,
    /// The Yjs updates (v1) to tell everybody, in order; one frame each.
    pub updates: Vec<Vec<u8>>,
}

/// A batch under way. Nobody may read the board until the batch is finished, recorded and told.
///
/// If recording fails, the board is ahead of its log: drop the [`Live`] and open the board again.
pub struct Batch<'l> {
    parts: Parts<'l>,
    at: Millis,
    open: Option<Open<'l>>,
    /// About how many bytes the entries have beyond the updates: for the authors of new notes, and for removed notes.
    beside: usize,
    outcome: Outcome,
    broken: Option<Broken>,
}

/// The run of edits since the last command.
struct Open<'l> {
    txn: TransactionMut<'l>,
    edits: Edits,
    /// Notes that had no owner before, each with the value of its attribution.
    new: Vec<(NoteId, Any)>,
    /// Notes that were removed and may come back in the same batch.
    removed: Vec<NoteId>,
    /// The number of clocks that the accepted updates bring, according to the gate. yrs must agree.
    planned: u64,
}

/// The bytes that the log spends on the author of a note: in the attribution and in the entry's head.
const AUTHOR: usize = 256;
/// An update without content.
const NO_UPDATE: [u8; 2] = [0, 0];

const BROKEN: Refusal = Refusal::new(Code::Gap, "The board is being restored, connect again");

impl Live {
    /// Starts a batch at the time `at`, or at that of the last entry if `at` is before it.
    pub fn batch(&mut self, at: Millis) -> Batch<'_> {
        let at = at.max(self.at);
        let outcome = Outcome::default();
        let mut batch = Batch { parts: self.parts(), at, open: None, beside: 0, outcome, broken: None };
        batch.pass_deadlines(at);
        batch
    }

    /// When something happens on the board by itself, if it does.
    pub fn deadline(&self) -> Option<Millis> {
        self.state.deadline()
    }
}

impl Batch<'_> {
    /// Judges an update of a client. Applies it if it is accepted.
    ///
    /// # Errors
    /// The refusal; nothing was changed.
    pub fn update(&mut self, actor: &Actor, bytes: &[u8], flow: Flow) -> Result<Accepted, Refusal> {
        self.update_of(&mut Diverged::default(), actor, bytes, flow)
    }

    /// Like [`update`](Self::update), for a connection of which it is known how its document differs.
    ///
    /// # Errors
    /// The refusal; nothing was changed, except that `diverged` may have grown.
    pub fn update_of(
        &mut self,
        diverged: &mut Diverged,
        actor: &Actor,
        bytes: &[u8],
        flow: Flow,
    ) -> Result<Accepted, Refusal> {
        if self.broken.is_some() {
            return Err(BROKEN);
        }
        let update = parse(bytes, &Bounds::CLIENT)?;
        let verdict = match judge(self.parts.index, self.parts.state, actor, &update) {
            Ok(Some(verdict)) if diverged.wrote(&verdict.effect) => return Err(REWRITTEN),
            Ok(Some(verdict)) => match diverged.ahead().filter(|_| flow == Flow::Comparison) {
                Some(refusal) => return Err(refusal.clone()),
                None => verdict,
            },
            Ok(None) => return Ok(Accepted::Nothing),
            Err(Refusal { code: Code::Gap, .. }) if flow == Flow::BeforeHandshake => {
                return Ok(Accepted::Nothing);
            }
            Err(refusal) => {
                if refusal == REWRITTEN {
                    let own = |client: u64| self.parts.state.clients.get(&client) == Some(actor);
                    diverged.add(update.sections.iter().map(|section| section.client).filter(|id| own(*id)));
                }
                diverged.refused(&refusal);
                return Err(refusal);
            }
        };
        self.beside += verdict.added.len() * AUTHOR;
        let open = self.open.get_or_insert_with(|| Open::new(self.parts.doc));
        let (parts, beside) = (&mut self.parts, &mut self.beside);
        let applied =
            catch_unwind(AssertUnwindSafe(|| open.apply(parts, actor, bytes, &update, verdict, beside)));
        match applied {
            Ok(Ok(())) => Ok(Accepted::Applied),
            Ok(Err(broken)) => {
                self.broken = Some(broken);
                Err(BROKEN)
            }
            Err(_) => {
                self.broken = Some(Broken("applying a judged update panicked".into()));
                Err(BROKEN)
            }
        }
    }

    /// Does first what had to happen before `at` by itself, each at its own time, so that what comes later is judged
    /// after it (TIME-6). One deadline may lead to the next.
    fn pass_deadlines(&mut self, at: Millis) {
        while let Some(deadline) = self.parts.state.deadline().filter(|deadline| *deadline <= at) {
            self.at = deadline.max(*self.parts.at);
            if self.act(Action::Deadline).is_err() {
                break;
            }
        }
        self.at = at;
    }

    /// About how many bytes the entries have so far beyond the updates themselves. A person may make the log grow by
    /// far more than they sent: a removed note is stored with its whole content.
    pub fn beside(&self) -> usize {
        self.beside
    }

    /// Records that a Yjs client id was shown as a person's before anything was written with it. From now on nobody
    /// else may write with it. Does nothing if the id already has an owner.
    pub fn claim(&mut self, client: u64, actor: &Actor) {
        if self.broken.is_some() || self.parts.state.owner_of_client(client).is_some() {
            return;
        }
        // A replay applies the claims of an entry before the edits in it.
        if self.open.as_ref().is_some_and(|open| !open.edits.clients.is_empty()) {
            self.close();
        }
        if self.parts.state.claim(client, actor) {
            let open = self.open.get_or_insert_with(|| Open::new(self.parts.doc));
            open.edits.claims.push((client, actor.clone()));
        }
    }

    /// Decides a command and performs it if it is allowed; see [`act`](Self::act).
    ///
    /// # Errors
    /// The refusal; nothing was changed.
    pub fn command(&mut self, actor: &Actor, command: Command) -> Result<u64, Refusal> {
        self.act(Action::Command(actor.clone(), command))
    }

    /// The people whom an action would remove from the board as it is now.
    pub fn removed_by(&self, action: &Action) -> Vec<ParticipantId> {
        action.removed(self.parts.state)
    }

    /// Whether tokens that are valid now may open nothing after an action.
    pub fn ends_tokens(&self, action: &Action) -> bool {
        action.ends_tokens(self.parts.state)
    }

    /// Decides an action and performs it if it is allowed. Returns the number of its entry, or that of the last entry
    /// if the action changes nothing.
    ///
    /// # Errors
    /// The refusal; nothing was changed.
    pub fn act(&mut self, action: Action) -> Result<u64, Refusal> {
        self.close();
        if self.broken.is_some() {
            return Err(BROKEN);
        }
        let action = action.tidy(self.parts.state);
        {
            let reader = Reader::of(self.parts.doc);
            decide(self.parts.state, &reader, self.at, &action)?;
        }
        let parts = &mut self.parts;
        let performed = catch_unwind(AssertUnwindSafe(|| writes::perform(parts, &action, self.at)));
        match performed {
            Ok(Ok(Performed::Nothing)) => Ok(*self.parts.seq),
            Ok(Ok(Performed::Done(wrote))) => {
                if !wrote.update.is_empty() {
                    self.outcome.updates.push(wrote.update.clone());
                }
                self.enter(Body::Action(action, Some(wrote)));
                Ok(*self.parts.seq)
            }
            Ok(Err(broken)) => {
                self.broken = Some(broken);
                Err(BROKEN)
            }
            Err(_) => {
                self.broken = Some(Broken("performing an action panicked".into()));
                Err(BROKEN)
            }
        }
    }

    /// Ends the batch.
    ///
    /// # Errors
    /// [`Broken`] when an invariant was broken: drop the board and open it again.
    pub fn finish(mut self) -> Result<Outcome, Broken> {
        self.close();
        match self.broken.take() {
            Some(broken) => Err(broken),
            None => {
                super::tidy(self.parts.index);
                Ok(std::mem::take(&mut self.outcome))
            }
        }
    }

    fn enter(&mut self, body: Body) {
        *self.parts.seq += 1;
        *self.parts.at = self.at;
        self.outcome.entries.push(Entry { seq: *self.parts.seq, at: self.at, body });
    }

    /// Ends the run of edits: attribution, commit, one encoding.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        if self.broken.is_some() {
            return;
        }
        match catch_unwind(AssertUnwindSafe(|| open.close(&mut self.parts))) {
            Ok(Ok(edits)) => {
                if edits.update != NO_UPDATE {
                    self.outcome.updates.push(edits.update.clone());
                }
                self.enter(Body::Edits(edits));
            }
            Ok(Err(broken)) => self.broken = Some(broken),
            Err(_) => self.broken = Some(Broken("committing a batch panicked".into())),
        }
    }
}

impl<'l> Open<'l> {
    fn new(doc: &'l Doc) -> Self {
        let (txn, edits) = (doc.transact_mut(), Edits::default());
        Self { txn, edits, new: vec![], removed: vec![], planned: 0 }
    }

    fn apply(
        &mut self,
        parts: &mut Parts,
        actor: &Actor,
        bytes: &[u8],
        parsed: &wire::Update,
        verdict: Verdict,
        beside: &mut usize,
    ) -> Result<(), Broken> {
        for id in &verdict.removed {
            if let Some(binned) = content::binned(&self.txn, id) {
                *beside += serde_json::to_vec(&binned).map_or(0, |kept| kept.len());
                parts.state.put_in_bin(binned);
                self.removed.push(id.clone());
            }
        }
        let update =
            Update::decode_v1(bytes).map_err(|e| Broken(format!("yrs cannot read a judged update: {e}")))?;
        self.txn
            .apply_update(update)
            .map_err(|e| Broken(format!("yrs cannot apply a judged update: {e}")))?;
        self.planned += clocks(&verdict.effect);
        let deleted = self.txn.delete_set();
        apply_to_index(parts.index, &verdict.effect, parsed, |id| contains(deleted, id));
        for client in verdict.clients {
            parts.state.wrote_with(client, actor);
            self.edits.clients.push((client, actor.clone()));
        }
        let kept = if verdict.added.is_empty() {
            Authors::Shown
        } else {
            let clients = verdict.effect.parts.iter().map(|part| part.client);
            clients.map(|client| parts.state.authors_of_client(client)).max().unwrap_or_default()
        };
        for id in verdict.added {
            parts.state.take_from_bin(&id);
            let (owner, said) = parts.author(actor, kept);
            if !parts.state.owners.contains_key(&id) {
                if kept > parts.state.authors() {
                    self.edits.kept.push((id.clone(), kept));
                }
                parts.state.owners.insert(id.clone(), owner);
                self.new.push((id.clone(), said));
            }
            self.edits.notes.push((id, actor.clone()));
        }
        Ok(())
    }

    fn close(mut self, parts: &mut Parts) -> Result<Edits, Broken> {
        let removed: BTreeSet<NoteId> = std::mem::take(&mut self.removed).into_iter().collect();
        // A command may fill the bin beyond its limit. The next edits bring it back to the limit.
        if !removed.is_empty() || parts.state.bin.len() > parts.state.limits.bin as usize {
            self.edits.forgotten = parts.state.too_much_in_bin();
            parts.state.forget_binned(&self.edits.forgotten);
        }
        let in_bin = parts.state.bin.iter().filter(|binned| removed.contains(&binned.note));
        self.edits.binned = in_bin.cloned().collect();
        self.planned += attribute(&mut self.txn, parts.index, &self.new);
        self.txn.commit();
        let brought: u64 = self
            .txn
            .insert_set()
            .iter()
            .flat_map(|(_, ranges)| ranges.iter())
            .map(|r| u64::from(r.end - r.start))
            .sum();
        if self.txn.has_missing_updates() || brought != self.planned {
            return Err(Broken(format!("yrs took {brought} clocks where the gate planned {}", self.planned)));
        }
        self.edits.update = self.txn.encode_update_v1();
        Ok(self.edits)
    }
}

/// Writes the authors of new notes, as the server. Returns the number of clocks that this took.
fn attribute(txn: &mut TransactionMut, index: &mut Index, values: &[(NoteId, Any)]) -> u64 {
    if values.is_empty() {
        return 0;
    }
    let before = index.clock(SERVER_CLIENT);
    let Some(map) = txn.get_map(root::ATTRIBUTION) else { return 0 };
    for (id, value) in values {
        yrs::Map::insert(&map, txn, id.as_str(), value.clone());
    }
    index.push_server(before, values.len() as u32);
    let server = ClientID::new(SERVER_CLIENT);
    if let Some(ranges) = txn.delete_set().get(&server) {
        for range in ranges.iter() {
            index.kill(Id { client: SERVER_CLIENT, clock: range.0.start }, range.0.end - range.0.start);
        }
    }
    values.len() as u64
}

/// The number of clocks that an effect brings.
fn clocks(effect: &Effect) -> u64 {
    effect.parts.iter().flat_map(|part| &part.placed).map(|placed| u64::from(placed.run.len)).sum()
}
