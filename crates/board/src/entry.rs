//! One entry of a board's log and its stored form.

use serde::{Deserialize, Serialize};

use crate::{
    Actor, Binned, Millis, NoteId,
    workshop::{
        Action, Archive, Authors, Command, Create, Dismissal, Follow, HostLink, Invite, Join, LinkDepartment,
        Recover, RecoveryCode, SeatToken, UnlinkDepartment,
    },
};

/// Something that happened to a board. Entries are numbered from 1 without holes.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The entry's number in the board's log.
    pub seq: u64,
    /// The time of the decision. Applying the entry uses no other time.
    pub at: Millis,
    /// What happened.
    pub body: Body,
}

/// What an entry holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// One batch of accepted edits to the document.
    Edits(Edits),
    /// One accepted action, and what performing it wrote. An entry of form 1 does not say what that was.
    Action(Action, Option<Wrote>),
}

/// What performing an action wrote into the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrote {
    /// One Yjs update (v1), encoded by the server; empty if the action wrote nothing.
    pub update: Vec<u8>,
    /// The checksum of the writes that the action asked for (LOG-2).
    pub checksum: u32,
}

/// A stored form of entries. Every program reads all forms up to its [`NEWEST`](Form::NEWEST).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form(u8);

impl Form {
    /// Actions are stored as what was asked for alone, and are performed again.
    pub const FIRST: Self = Self(1);
    /// The newest form that this program reads: actions are stored with the update that they made.
    pub const NEWEST: Self = Self(2);

    /// The newest form that a program which reads forms up to this number has in common with this program.
    pub fn readable(number: u8) -> Self {
        Self(number.clamp(Self::FIRST.0, Self::NEWEST.0))
    }

    /// Its number, which is the first byte of an entry.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// A batch of edits in the server's own encoding, and the facts about it that its bytes do not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edits {
    /// The batch as one Yjs update (v1), encoded by the server after it was applied; attribution included.
    pub update: Vec<u8>,
    /// Yjs client ids first used in this batch, each with its owner from now on.
    pub clients: Vec<(u64, Actor)>,
    /// Yjs client ids that were shown as a person's since the last batch, before anything was written with them.
    pub claims: Vec<(u64, Actor)>,
    /// Notes added or brought back in this batch, each with its author. The first author of a note owns it.
    pub notes: Vec<(NoteId, Actor)>,
    /// The new notes that show less of their authors than others do, because they were written with a client id from a
    /// time when less was shown.
    pub kept: Vec<(NoteId, Authors)>,
    /// Notes that this batch removes and does not bring back, with their last content. They go to the bin.
    pub binned: Vec<Binned>,
    /// Notes that leave the full bin for good. The entry lists them, so that replaying the log gives the same bin
    /// under another limit, or in a version without a limit.
    pub forgotten: Vec<NoteId>,
}

/// A stored entry that cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("log entry {0}")]
pub struct EntryError(pub String);

/// The JSON head of the stored form: everything except the update's bytes.
#[derive(Serialize, Deserialize)]
struct Head {
    seq: u64,
    at: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<Actor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    command: Option<Recorded>,
    /// The checksum of what an action wrote, from form 2 on. The update follows the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wrote: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    clients: Vec<(u64, Actor)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    claims: Vec<(u64, Actor)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<(NoteId, Actor)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    kept: Vec<(NoteId, Authors)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    binned: Vec<Binned>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    forgotten: Vec<NoteId>,
}

/// An action in its stored form, tagged by `do`. The server's own two actions are tagged like commands.
#[derive(Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Recorded {
    Create(Box<Create>),
    Join(Join),
    SeatToken(SeatToken),
    Invite(Invite),
    Dismiss(Dismissal),
    RecoveryCode(RecoveryCode),
    Recover(Recover),
    Follow(Follow),
    LinkDepartment(LinkDepartment),
    UnlinkDepartment(UnlinkDepartment),
    HostLink(HostLink),
    Archive(Archive),
    Deadline,
    #[serde(untagged)]
    Command(Command),
}

/// The bytes of an update with nothing in it: no structs and no deletions.
const EMPTY: [u8; 2] = [0, 0];

impl Entry {
    /// Whether it makes the board younger (RETN-2). Laying the board away does not, nor does that somebody looked at it.
    pub fn is_change(&self) -> bool {
        match &self.body {
            Body::Action(Action::Archive(archive), _) => !archive.only_archives(),
            Body::Action(..) => true,
            Body::Edits(Edits { update, clients, claims: _, notes, kept, binned, forgotten }) => {
                let writes = !update.is_empty() && *update != EMPTY;
                let says = clients.is_empty() && kept.is_empty() && forgotten.is_empty();
                writes || !says || !notes.is_empty() || !binned.is_empty()
            }
        }
    }

    /// The newest stored form.
    pub fn encode(&self) -> Vec<u8> {
        self.encode_in(Form::NEWEST)
    }

    /// A stored form: its number (1 byte), length of the JSON head (4 bytes, big-endian), head, update bytes. An entry
    /// that does not say what its action wrote stays in the first form.
    pub fn encode_in(&self, form: Form) -> Vec<u8> {
        let form = if matches!(self.body, Body::Action(_, None)) { Form::FIRST } else { form };
        let mut head = Head {
            seq: self.seq,
            at: self.at,
            by: None,
            command: None,
            wrote: None,
            clients: vec![],
            claims: vec![],
            notes: vec![],
            kept: vec![],
            binned: vec![],
            forgotten: vec![],
        };
        let update: &[u8] = match &self.body {
            Body::Edits(edits) => {
                head.clients.clone_from(&edits.clients);
                head.claims.clone_from(&edits.claims);
                head.notes.clone_from(&edits.notes);
                head.kept.clone_from(&edits.kept);
                head.binned.clone_from(&edits.binned);
                head.forgotten.clone_from(&edits.forgotten);
                &edits.update
            }
            Body::Action(action, wrote) => {
                head.by = Some(action.by().clone());
                head.command = Some(match action.clone() {
                    Action::Create(create) => Recorded::Create(create),
                    Action::Join(join) => Recorded::Join(join),
                    Action::SeatToken(token) => Recorded::SeatToken(token),
                    Action::Invite(invite) => Recorded::Invite(invite),
                    Action::Dismiss(dismissal) => Recorded::Dismiss(dismissal),
                    Action::RecoveryCode(code) => Recorded::RecoveryCode(code),
                    Action::Recover(recover) => Recorded::Recover(recover),
                    Action::Follow(follow) => Recorded::Follow(follow),
                    Action::LinkDepartment(link) => Recorded::LinkDepartment(link),
                    Action::UnlinkDepartment(gone) => Recorded::UnlinkDepartment(gone),
                    Action::HostLink(link) => Recorded::HostLink(link),
                    Action::Archive(archive) => Recorded::Archive(archive),
                    Action::Deadline => Recorded::Deadline,
                    Action::Command(_, command) => Recorded::Command(command),
                });
                let wrote = wrote.as_ref().filter(|_| form > Form::FIRST);
                head.wrote = wrote.map(|wrote| wrote.checksum);
                wrote.map_or(&[], |wrote| &wrote.update)
            }
        };
        let head = serde_json::to_vec(&head).expect("a head of plain data is JSON");
        let mut out = Vec::with_capacity(5 + head.len() + update.len());
        out.push(form.number());
        out.extend_from_slice(&(head.len() as u32).to_be_bytes());
        out.extend_from_slice(&head);
        out.extend_from_slice(update);
        out
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// When the bytes are of another version or damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        let damaged = || EntryError("is damaged".into());
        let (&form, rest) = bytes.split_first().ok_or_else(damaged)?;
        if form != Form::readable(form).number() {
            let newest = Form::NEWEST.number();
            return Err(EntryError(format!("has form {form}, this program reads forms up to {newest}")));
        }
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
        let (head, update) =
            rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or_else(damaged)?;
        let head: Head = serde_json::from_slice(head).map_err(|e| EntryError(e.to_string()))?;
        let body = match (head.by, head.command) {
            (Some(by), Some(recorded)) => {
                let action = match recorded {
                    Recorded::Create(create) => Action::Create(create),
                    Recorded::Join(join) => Action::Join(join),
                    Recorded::SeatToken(token) => Action::SeatToken(token),
                    Recorded::Invite(invite) => Action::Invite(invite),
                    Recorded::Dismiss(dismissal) => Action::Dismiss(dismissal),
                    Recorded::RecoveryCode(code) => Action::RecoveryCode(code),
                    Recorded::Recover(recover) => Action::Recover(recover),
                    Recorded::Follow(follow) => Action::Follow(follow),
                    Recorded::LinkDepartment(link) => Action::LinkDepartment(link),
                    Recorded::UnlinkDepartment(gone) => Action::UnlinkDepartment(gone),
                    Recorded::HostLink(link) => Action::HostLink(link),
                    Recorded::Archive(archive) => Action::Archive(archive),
                    Recorded::Deadline => Action::Deadline,
                    Recorded::Command(command) => Action::Command(by, command),
                };
                let wrote = head.wrote.map(|checksum| Wrote { update: update.to_vec(), checksum });
                Body::Action(action, wrote)
            }
            (None, None) => Body::Edits(Edits {
                update: update.to_vec(),
                clients: head.clients,
                claims: head.claims,
                notes: head.notes,
                kept: head.kept,
                binned: head.binned,
                forgotten: head.forgotten,
            }),
            _ => return Err(damaged()),
        };
        Ok(Self { seq: head.seq, at: head.at, body })
    }
}
