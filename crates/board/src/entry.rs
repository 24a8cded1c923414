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
    /// One accepted action.
    Action(Action),
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

/// Version of the stored form, its first byte.
const VERSION: u8 = 1;

impl Entry {
    /// The stored form: version byte, length of the JSON head (4 bytes, big-endian), head, update bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut head = Head {
            seq: self.seq,
            at: self.at,
            by: None,
            command: None,
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
            Body::Action(action) => {
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
                &[]
            }
        };
        let head = serde_json::to_vec(&head).expect("a head of plain data is JSON");
        let mut out = Vec::with_capacity(5 + head.len() + update.len());
        out.push(VERSION);
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
        let (&version, rest) = bytes.split_first().ok_or_else(damaged)?;
        if version != VERSION {
            return Err(EntryError(format!("has form {version}, this program reads form {VERSION}")));
        }
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
        let (head, update) =
            rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or_else(damaged)?;
        let head: Head = serde_json::from_slice(head).map_err(|e| EntryError(e.to_string()))?;
        let body = match (head.by, head.command) {
            (Some(by), Some(recorded)) => Body::Action(match recorded {
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
            }),
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
