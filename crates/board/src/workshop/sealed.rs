//! Sealed notes: only their authors see them until they are all revealed together.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Authors, Content, EDITION_TURN, Owner, State, Write, order,
    verdict::{Verdict, ensure, refuse},
};
use crate::{
    Actor, BranchId, Code, DepartmentId, NoteId, ParticipantId,
    schema::{note, root},
    text::is_blank,
};

/// A note that only its author sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Its id until it is revealed. A revealed note gets another id.
    pub id: String,
    /// Secret: the author.
    pub author: ParticipantId,
    /// The bone it will hang on.
    pub branch: BranchId,
    /// Secret: the text.
    pub text: String,
    /// Whether its department could be named when it was written. The rule in force at that time keeps holding for
    /// it.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub names_department: bool,
}

/// Older versions named every department.
fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_true(value: &bool) -> bool {
    *value
}

/// Of which departments revealed causes say that they came from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SealedDepartments {
    /// Of those with three people and more: with one or two a department is next to a name.
    #[default]
    Large,
    /// Of all.
    All,
    /// Of none.
    None,
}

/// People that make a department large.
const LARGE: usize = 3;

pub(super) fn decide_seal(
    state: &State,
    content: &dyn Content,
    person: &ParticipantId,
    branch: &BranchId,
    text: &str,
    replaced: Option<&str>,
) -> Verdict {
    ensure(
        !state.locked,
        Code::Locked,
        "The board is locked now; keep your cause and send it once it is unlocked",
    )?;
    ensure(content.branches().contains(branch), Code::Unknown, "There is no such bone on this board")?;
    ensure(
        state.bone_is_open(branch.as_str()),
        Code::NotAllowed,
        "This bone is not open in the present activity; write for one that is",
    )?;
    ensure(!is_blank(text), Code::Invalid, "The cause is still empty; write something first")?;
    ensure(
        state.limits.text(text, state.limits.note_text).is_ok(),
        Code::TooLong,
        "The cause is longer than fits on a card; shorten it, or make two of it",
    )?;
    if let Some(id) = replaced {
        return decide_own(state, person, id);
    }
    ensure(room(state, content) > 0, Code::TooMany, "The board is full, so nothing more fits on it")?;
    let author = Actor::Participant(person.clone());
    let living = || state.owners.of(&author).filter(|note| content.note(note).is_some()).count();
    let (sealed, share) = (state.sealed_by(&author), state.limits.notes_per_person as usize);
    ensure(
        sealed + state.owners.of(&author).len() < share || sealed + living() < share,
        Code::TooMany,
        "You have as many causes on the board as one person may; take one back before you write another",
    )
}

pub(super) fn decide_withdraw(state: &State, person: &ParticipantId, id: &str) -> Verdict {
    state.not_locked()?;
    decide_own(state, person, id)
}

/// Whether this is a sealed note of that person. The refusal is the same for a note of somebody else and for none.
fn decide_own(state: &State, person: &ParticipantId, id: &str) -> Verdict {
    match state.sealed.iter().find(|s| s.id == id) {
        Some(sealed) if sealed.author == *person => Ok(()),
        _ => refuse(Code::Unknown, "None of your hidden causes is this one; it may be on the board by now"),
    }
}

/// Which sealed notes a reveal concerns.
#[derive(Clone, Copy)]
pub(super) enum Which<'c> {
    All,
    /// Those of one bone.
    Of(&'c BranchId),
    /// One of the next department in turn.
    Next,
}

impl<'c> Which<'c> {
    pub(super) fn of(branch: Option<&'c BranchId>, next: bool) -> Self {
        match branch {
            Some(branch) => Which::Of(branch),
            None if next => Which::Next,
            None => Which::All,
        }
    }
}

pub(super) fn decide_reveal(
    state: &State,
    content: &dyn Content,
    branch: Option<&BranchId>,
    next: bool,
) -> Verdict {
    ensure(
        branch.is_none() || !next,
        Code::Invalid,
        "Reveal one bone, or the next card in turn; say one of the two",
    )?;
    ensure(
        !next || !state.sealed.is_empty(),
        Code::NotNow,
        "No cause is hidden any more; all cards are on the board",
    )?;
    state.not_locked()?;
    let branches = content.branches();
    ensure(
        branch.is_none_or(|b| branches.contains(b)),
        Code::Unknown,
        "There is no such bone on this board",
    )?;
    ensure(
        state.sealed.is_empty() || !branches.is_empty(),
        Code::NotNow,
        "There is no bone to put the hidden causes on; add a bone first",
    )?;
    let which = Which::of(branch, next);
    let fits = content.notes().len() + chosen(state, content, which).len() <= state.limits.notes as usize;
    ensure(fits, Code::TooMany, "Not all hidden causes fit on the board; remove or merge some causes first")
}

/// Puts the chosen notes on the board, sorted by bone and text, so that neither their order nor their ids tell who
/// wrote when. The server writes them itself, so that no Yjs client id tells the author.
pub(super) fn apply_reveal(
    state: &mut State,
    content: &dyn Content,
    seq: u64,
    which: Which,
    writes: &mut Vec<Write>,
) {
    let mut revealed = chosen(state, content, which);
    if let (Which::Next, Some((sealed, _))) = (which, revealed.first()) {
        state.sealed_turn = Some(state.turn_of(sealed));
    }
    revealed.sort_by(|a, b| (&a.1, &a.0.text, &a.0.author).cmp(&(&b.1, &b.0.text, &b.0.author)));
    state.turn = None;
    let mut last = last_orders(content);
    let mut number = 0;
    for (sealed, branch) in &revealed {
        let id = loop {
            number += 1;
            let id = NoteId::from(format!("{seq}-{number}"));
            if content.note(&id).is_none() && !state.owners.contains_key(&id) {
                break id;
            }
        };
        let order = order::after(last.get(branch).map(String::as_str));
        last.insert(branch.clone(), order.clone());
        let department = state.people.get(&sealed.author).map(|person| person.department.clone());
        let department = department.filter(|id| sealed.names_department && state.names_sealed(id));
        let owner = Owner {
            actor: Actor::Participant(sealed.author.clone()),
            department,
            anonymous: true,
            kept: Authors::Shown,
        };
        let mut fields = vec![(note::BRANCH.to_owned(), branch.to_string()), (note::ORDER.to_owned(), order)];
        let list = state.running().and_then(|activity| activity.list.clone());
        fields.extend(list.map(|list| (note::LIST.to_owned(), list)));
        writes.push(Write::Note { id: id.clone(), text: sealed.text.clone(), fields });
        let value = state.attribution(&owner);
        writes.push(Write::Put { root: root::ATTRIBUTION, key: id.to_string(), value });
        if matches!(which, Which::Next) && state.edition >= EDITION_TURN {
            state.turn = Some(id.clone());
        }
        state.owners.insert(id, owner);
    }
    let gone: BTreeSet<&str> = revealed.iter().map(|(sealed, _)| sealed.id.as_str()).collect();
    state.sealed.retain(|s| !gone.contains(s.id.as_str()));
}

/// The sealed notes that a reveal concerns, each with its bone. Notes of a bone that was removed go to the first
/// bone.
fn chosen(state: &State, content: &dyn Content, which: Which) -> Vec<(Sealed, BranchId)> {
    let branches = content.branches();
    let Some(first) = branches.first() else { return vec![] };
    let mut all: Vec<(Sealed, BranchId)> = (state.sealed.iter())
        .map(|s| (s.clone(), if branches.contains(&s.branch) { s.branch.clone() } else { first.clone() }))
        .collect();
    match which {
        Which::All => {}
        Which::Of(only) => all.retain(|(_, branch)| branch == only),
        Which::Next => {
            let turns: Vec<(usize, DepartmentId)> = all
                .iter()
                .map(|(sealed, _)| state.turn_of(sealed))
                .map(|id| (state.place_of(&id), id))
                .collect();
            let last = state.sealed_turn.as_ref().map(|id| (state.place_of(id), id.clone()));
            // The first department after the last one, or, at the end of the round, the first of all.
            let after = turns.iter().filter(|turn| last.as_ref().is_none_or(|last| *turn > last)).min();
            let Some(turn) = after.or_else(|| turns.iter().min()).cloned() else { return vec![] };
            let place = |branch: &BranchId| branches.iter().position(|id| id == branch);
            let of_turn = all.into_iter().zip(turns).filter(|(_, its)| *its == turn).map(|(one, _)| one);
            // Bone by bone; within a bone in the order of the letters, which tells nothing of the authors.
            return of_turn
                .min_by_key(|(sealed, branch)| (place(branch), sealed.text.clone()))
                .into_iter()
                .collect();
        }
    }
    all
}

/// The last order key of every bone.
pub(super) fn last_orders(content: &dyn Content) -> BTreeMap<BranchId, String> {
    let mut last: BTreeMap<BranchId, String> = BTreeMap::new();
    for note in content.notes().iter().filter_map(|id| content.note(id)) {
        let order = last.entry(note.branch).or_default();
        if note.order > *order {
            *order = note.order;
        }
    }
    last
}

/// How many more notes the board can take. Sealed notes count.
pub(super) fn room(state: &State, content: &dyn Content) -> usize {
    (state.limits.notes as usize).saturating_sub(content.notes().len() + state.sealed.len())
}

impl State {
    /// The number of sealed notes of a person.
    pub fn sealed_by(&self, author: &Actor) -> usize {
        let theirs = |sealed: &&Sealed| matches!(author, Actor::Participant(id) if sealed.author == *id);
        self.sealed.iter().filter(theirs).count()
    }

    /// Adds a sealed note, or gives one another bone and text. A replaced note keeps its id and its place.
    pub(super) fn seal(
        &mut self,
        seq: u64,
        person: &ParticipantId,
        branch: &BranchId,
        text: &str,
        replaced: Option<&str>,
    ) {
        let named = self.people.get(person).is_some_and(|p| self.names_sealed(&p.department));
        if let Some(id) = replaced {
            if let Some(sealed) = self.sealed.iter_mut().find(|s| s.id == id) {
                sealed.branch = branch.clone();
                sealed.text = text.to_owned();
                sealed.names_department &= named;
            }
            return;
        }
        let sealed = Sealed {
            id: format!("s{seq}"),
            author: person.clone(),
            branch: branch.clone(),
            text: text.to_owned(),
            names_department: named,
        };
        self.sealed.push(sealed);
    }

    /// The department in whose turn a sealed note is revealed. All departments that may not be named take one turn
    /// together, because the order of the turns would name them.
    fn turn_of(&self, sealed: &Sealed) -> DepartmentId {
        let department = self.people.get(&sealed.author).map(|person| &person.department);
        let named = department.filter(|id| sealed.names_department && self.names_sealed(id));
        named.cloned().unwrap_or_default()
    }

    /// The place of a department in the order of turns; those that are not listed, and those that are not named, last.
    fn place_of(&self, id: &DepartmentId) -> usize {
        self.departments.iter().position(|listed| listed.id == *id).unwrap_or(usize::MAX)
    }

    /// Whether a cause that is sealed or revealed now may name this department.
    fn names_sealed(&self, department: &DepartmentId) -> bool {
        if self.authors() == Authors::Nothing {
            return false;
        }
        let people = || self.people.values().filter(|p| !p.removed && p.department == *department).count();
        match self.sealed_departments {
            // A board from before this choice existed names all departments, so that its log replays unchanged.
            None | Some(SealedDepartments::All) => true,
            Some(SealedDepartments::Large) => people() >= LARGE,
            Some(SealedDepartments::None) => false,
        }
    }
}
