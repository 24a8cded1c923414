//! What notes show of their authors.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Authors, Content, EDITION_KEPT, State, Write, answers, comments,
    verdict::{Verdict, ensure},
};
use crate::{Actor, Code, DepartmentId, NoteId, ParticipantId, schema::root};

/// The owner of a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The author.
    pub actor: Actor,
    /// The department it is shown under; none for the facilitator's.
    pub department: Option<DepartmentId>,
    /// Whether the note was written sealed. The author of such a note is never told.
    #[serde(default)]
    pub anonymous: bool,
    /// What notes showed of their authors when it was written. It never shows more.
    #[serde(default, skip_serializing_if = "is_shown")]
    pub kept: Authors,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_shown(kept: &Authors) -> bool {
    *kept == Authors::Shown
}

/// Decides what notes may show of their authors: an author is never shown without the department.
pub(super) fn decide(shown: bool, departments: bool) -> Verdict {
    ensure(
        departments || !shown,
        Code::Invalid,
        "Whoever sees the author sees the department; hide the author, too",
    )
}

/// Writes every attribution anew. The attribution of removed notes is removed, so that no name is left.
pub(super) fn apply(state: &mut State, content: &dyn Content, now: Authors, writes: &mut Vec<Write>) {
    if state.authors() == now {
        return;
    }
    state.authors_hidden = now > Authors::Shown;
    state.departments_hidden = now == Authors::Nothing;
    let attributed = |owner: &Owner| match owner.actor {
        Actor::Participant(_) => true,
        // A cause from a file may have a department without an author.
        Actor::Server => state.edition >= EDITION_KEPT,
        Actor::Facilitator | Actor::Projector => false,
    };
    let owners: BTreeMap<&NoteId, &Owner> = state.owners.iter().collect();
    for (note, owner) in owners.into_iter().filter(|(_, owner)| attributed(owner)) {
        let (root, key) = (root::ATTRIBUTION, note.to_string());
        writes.push(if content.note(note).is_some() {
            Write::Put { root, key, value: state.attribution(owner) }
        } else {
            Write::Remove { root, key }
        });
    }
    comments::tell_anew(state, writes);
    answers::tell_anew(state, writes);
}

impl Owner {
    /// The owner of what a file has: without an author nobody of this board.
    pub(super) fn carried(author: Option<&ParticipantId>, department: Option<&DepartmentId>) -> Self {
        let (actor, anonymous) = match (author, department) {
            (Some(author), _) => (Actor::Participant(author.clone()), false),
            (None, Some(_)) => (Actor::Server, true),
            (None, None) => (Actor::Facilitator, false),
        };
        Self { actor, department: department.cloned(), anonymous, kept: Authors::Shown }
    }
}

impl State {
    /// What notes show of their authors now.
    pub fn authors(&self) -> Authors {
        match (self.authors_hidden, self.departments_hidden) {
            (false, _) => Authors::Shown,
            (true, false) => Authors::Hidden,
            (true, true) => Authors::Nothing,
        }
    }

    /// What may be shown of whoever writes with this Yjs client id: as much as now, and no more than when it was first
    /// written with, because notes tell the id that they were written with.
    pub fn authors_of_client(&self, client: u64) -> Authors {
        self.authors().max(self.veils.get(&client).copied().unwrap_or_default())
    }

    /// The value of a note's entry in the root map `attribution`: the department unless departments are hidden, and the
    /// author unless the note is anonymous or names are hidden on this board, or were when it was written.
    pub fn attribution(&self, owner: &Owner) -> Value {
        let department = self.department_told(owner);
        match self.named(owner) {
            Some(author) => json!({ "department": department, "author": author }),
            None => json!({ "department": department }),
        }
    }

    /// The department that is shown of an owner.
    pub(super) fn department_told<'o>(&self, owner: &'o Owner) -> Option<&'o DepartmentId> {
        owner.department.as_ref().filter(|_| self.shows(owner) < Authors::Nothing)
    }

    fn shows(&self, owner: &Owner) -> Authors {
        self.authors().max(owner.kept)
    }

    /// The author of a note. `None` if the note is anonymous, names are hidden on this board, or its author is not a
    /// participant.
    pub(super) fn named<'o>(&self, owner: &'o Owner) -> Option<&'o ParticipantId> {
        match &owner.actor {
            Actor::Participant(id) if !owner.anonymous && self.shows(owner) == Authors::Shown => Some(id),
            _ => None,
        }
    }

    /// The owner of a note that this actor adds now.
    pub fn owner_for(&self, actor: &Actor) -> Owner {
        self.owner_keeping(actor, self.authors())
    }

    /// The owner of a note that this actor adds now, which never shows more than this.
    pub(crate) fn owner_keeping(&self, actor: &Actor, kept: Authors) -> Owner {
        let department = match actor {
            Actor::Participant(id) => self.people.get(id).map(|p| p.department.clone()),
            _ => None,
        };
        let kept = if self.edition < EDITION_KEPT { Authors::Shown } else { kept };
        Owner { actor: actor.clone(), department, anonymous: false, kept }
    }
}
