//! What a board brings along when it is imported.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Approval, CopyOnWrite, Owner, Person, Priority, Rating, State, Vote, Write,
    decide::{Verdict, ensure, units},
    people,
};
use crate::{
    Actor, BranchId, Code, DepartmentId, NoteId, ParticipantId, ProjectId,
    schema::{note, project, root},
};

/// What a board brings along from an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contents {
    /// Its notes.
    pub notes: Vec<ImportedNote>,
    /// Its projects.
    pub projects: Vec<ImportedProject>,
    /// The people who wrote then. They have no token here, so they count as gone.
    pub people: BTreeMap<ParticipantId, Person>,
    /// Which note was merged into which.
    pub merges: BTreeMap<NoteId, NoteId>,
    /// The priorities that were set.
    pub priorities: BTreeMap<NoteId, Priority>,
    /// What the departments said about the projects.
    pub approvals: BTreeMap<ProjectId, BTreeMap<DepartmentId, Approval>>,
    /// Its last vote, without ballots.
    pub vote: Option<Vote>,
    /// Its last rating, without ballots.
    pub rating: Option<Rating>,
}

/// A note that a board brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportedNote {
    /// Its id.
    pub id: NoteId,
    /// What it says.
    pub text: String,
    /// Its other fields, by key of `schema::note`.
    pub fields: Vec<(String, String)>,
    /// The department it is shown under.
    pub department: Option<DepartmentId>,
    /// Who wrote it, unless it is anonymous.
    pub author: Option<ParticipantId>,
}

/// A project that a board brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportedProject {
    /// Its id.
    pub id: ProjectId,
    /// Its texts, by key of `schema::project`.
    pub fields: Vec<(String, String)>,
    /// Its lists, by key of `schema::project`.
    pub lists: Vec<(String, Vec<String>)>,
}

/// The texts a note may have, and what they may say if that is fixed.
const NOTE_FIELDS: [(&str, &[&str]); 8] = [
    (note::BRANCH, &[]),
    (note::ORDER, &[]),
    (note::PARENT, &[]),
    (note::EVIDENCE, &["fact", "assumption"]),
    (note::FIGURE, &[]),
    (note::REFERENCE, &[]),
    (note::LIST, &["results", "quality", "goals"]),
    (note::OWNER, &[]),
];
/// The texts a project may have, and what they may say if that is fixed.
const PROJECT_FIELDS: [(&str, &[&str]); 12] = [
    (project::TITLE, &[]),
    (project::HORIZON, &["this-year", "next-years", "3-5-years"]),
    (project::OWNER, &[]),
    (project::SPONSOR, &[]),
    (project::BUDGET, &[]),
    (project::DURATION, &[]),
    (project::MEASURE, &[]),
    (project::STATUS, &["planned", "running", "done", "stopped"]),
    (project::AFFECTS, &[]),
    (project::VALUE, &[]),
    (project::HELPS, &[]),
    (project::STRATEGY, &[]),
];
/// The lists a project may have.
const PROJECT_LISTS: [&str; 5] =
    [project::NOTES, project::COMPETENCES, project::TOOLS, project::METHODS, project::APPROVALS];
/// The most items in one of them.
const ITEMS: usize = 200;

const FORM: &str = "The file holds something a board cannot have; export it again and import that file";

pub(super) fn decide(state: &State, contents: &Contents, bones: &BTreeSet<&BranchId>) -> Verdict {
    let limits = &state.limits;
    ensure(
        contents.notes.len() <= limits.notes as usize,
        Code::TooMany,
        "The file has more causes than a board",
    )?;
    ensure(
        contents.projects.len() <= limits.projects as usize,
        Code::TooMany,
        "The file has too many projects",
    )?;
    let notes: BTreeMap<&NoteId, &ImportedNote> = contents.notes.iter().map(|n| (&n.id, n)).collect();
    let projects: BTreeSet<&ProjectId> = contents.projects.iter().map(|p| &p.id).collect();
    let distinct = notes.len() == contents.notes.len() && projects.len() == contents.projects.len();
    ensure(distinct, Code::Invalid, FORM)?;
    for note in &contents.notes {
        state.id_fits(note.id.as_str())?;
        ensure(
            units(&note.text) <= limits.note_text as usize,
            Code::TooLong,
            "A cause in the file is too long",
        )?;
        fields_fit(state, &note.fields, &NOTE_FIELDS)?;
        place_fits(state, note, &notes, bones)?;
    }
    for project in &contents.projects {
        state.id_fits(project.id.as_str())?;
        fields_fit(state, &project.fields, &PROJECT_FIELDS)?;
        for (key, items) in &project.lists {
            let fits = PROJECT_LISTS.contains(&key.as_str()) && items.len() <= ITEMS;
            ensure(fits, Code::Invalid, FORM)?;
            let short = |item: &String| item.len() <= limits.key as usize * 4 && !item.is_empty();
            ensure(items.iter().all(short), Code::TooLong, "An entry of a project's list is too long")?;
        }
    }
    for (id, person) in &contents.people {
        state.id_fits(id.as_str())?;
        state.field_fits(&person.name)?;
        state.field_fits(person.department.as_str())?;
    }
    for (merged, into) in &contents.merges {
        let fits =
            notes.contains_key(merged) && notes.contains_key(into) && !contents.merges.contains_key(into);
        ensure(fits, Code::Invalid, FORM)?;
    }
    ensure(contents.priorities.keys().all(|n| notes.contains_key(n)), Code::Invalid, FORM)?;
    ensure(contents.approvals.keys().all(|p| projects.contains(p)), Code::Invalid, FORM)
}

fn fields_fit(state: &State, fields: &[(String, String)], known: &[(&str, &[&str])]) -> Verdict {
    for (key, value) in fields {
        let allowed = known.iter().find(|(name, _)| name == key).map(|(_, values)| *values);
        let fits = allowed.is_some_and(|values| values.is_empty() || values.contains(&value.as_str()));
        ensure(fits, Code::Invalid, FORM)?;
        state.field_fits(value)?;
    }
    let keys: BTreeSet<&str> = fields.iter().map(|(key, _)| key.as_str()).collect();
    ensure(keys.len() == fields.len(), Code::Invalid, FORM)
}

/// The note hangs on a bone of this board, and its causes neither nest too deep nor in a circle.
fn place_fits(
    state: &State,
    note: &ImportedNote,
    notes: &BTreeMap<&NoteId, &ImportedNote>,
    bones: &BTreeSet<&BranchId>,
) -> Verdict {
    let branch = note.field(note::BRANCH).map(BranchId::from);
    ensure(branch.as_ref().is_some_and(|b| bones.contains(b)), Code::Invalid, FORM)?;
    state.id_fits(note.field(note::ORDER).unwrap_or_default())?;
    let mut depth = 1;
    let mut at = note;
    while let Some(parent) = at.field(note::PARENT) {
        depth += 1;
        ensure(
            depth <= state.limits.depth,
            Code::TooMany,
            "Causes in the file nest deeper than a board allows, or in a circle; move them and export again",
        )?;
        match notes.get(&NoteId::from(parent)) {
            Some(above) if above.field(note::BRANCH) == at.field(note::BRANCH) => at = above,
            _ => return ensure(false, Code::Invalid, FORM),
        }
    }
    Ok(())
}

pub(super) fn apply(state: &mut State, seq: u64, contents: &Contents, writes: &mut Vec<Write>) {
    for (id, person) in &contents.people {
        let person = Person { removed: true, ..person.clone() };
        writes.push(people::shown(id, &person));
        state.people.insert(id.clone(), person);
    }
    for note in &contents.notes {
        let (id, text, fields) = (note.id.clone(), note.text.clone(), note.fields.clone());
        writes.push(Write::Note { id, text, fields });
        let owner = note.owner();
        let value = state.attribution(&owner);
        writes.push(Write::Put { root: root::ATTRIBUTION, key: note.id.to_string(), value });
        state.owners.insert(note.id.clone(), owner);
    }
    for project in &contents.projects {
        let ImportedProject { id, fields, lists } = project.clone();
        writes.push(Write::Project { id, fields, lists });
    }
    for (merged, into) in &contents.merges {
        writes.push(Write::Put { root: root::MERGES, key: merged.to_string(), value: json!(into) });
    }
    for (note, priority) in &contents.priorities {
        writes.push(Write::Put { root: root::PRIORITIES, key: note.to_string(), value: json!(priority) });
    }
    for (project, said) in &contents.approvals {
        writes.push(Write::Put { root: root::APPROVALS, key: project.to_string(), value: json!(said) });
    }
    state.merges = contents.merges.clone().into();
    state.priorities = contents.priorities.clone().into();
    state.approvals = contents.approvals.clone().into();
    // Results come along, ballots never do; what was not revealed then has no result now.
    state.vote = (contents.vote.clone().filter(|v| v.tally.is_some())).map(|vote| Vote {
        id: format!("v{seq}"),
        open: false,
        ballots: CopyOnWrite::default(),
        ..vote
    });
    state.rating = (contents.rating.clone().filter(|r| r.tally.is_some())).map(|rating| Rating {
        id: format!("r{seq}"),
        open: false,
        ballots: CopyOnWrite::default(),
        ..rating
    });
}

impl ImportedNote {
    fn field(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    fn owner(&self) -> Owner {
        let (actor, anonymous) = match (&self.author, &self.department) {
            (Some(author), _) => (Actor::Participant(author.clone()), false),
            (None, Some(_)) => (Actor::Server, true),
            (None, None) => (Actor::Facilitator, false),
        };
        Owner { actor, department: self.department.clone(), anonymous }
    }
}
