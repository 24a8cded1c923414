//! The people on a board, and the owners of notes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Content, State, Write, door, rehearsing, returning,
    verdict::{Verdict, ensure},
};
use crate::{
    Actor, Code, DepartmentId, Millis, NoteId, ParticipantId,
    schema::{Limits, root},
    text::is_blank,
};

/// A department that is expected at the workshop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Department {
    /// Its id, such as `customer-service`.
    pub id: DepartmentId,
    /// What people call it.
    pub name: String,
}

/// A person who joined. A person who joins again counts as a new one, unless the facilitator lets them go on as the
/// one they were.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name given on joining.
    pub name: String,
    /// The department given on joining, or changed to by the person.
    pub department: DepartmentId,
    /// Whether the facilitator removed the person: the token no longer opens the board, their notes stay.
    #[serde(default)]
    pub removed: bool,
    /// Whether the person has no device: the facilitator acts for them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub seat: bool,
    /// Whether the person has a seat from the board before and has not come to this one yet: nobody waits for them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub awaited: bool,
    /// The time of joining. It is unknown for imported people, and for those who joined before it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<Millis>,
    /// Whether the person only rehearses the workshop, before the others come.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rehearsal: bool,
    /// The number of devices that joined as this person after the first one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub devices: u32,
}

impl Person {
    /// Whether the person takes part: results and “finished” count them.
    pub fn is_here(&self) -> bool {
        !self.removed && !self.awaited
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !value
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(value: &u32) -> bool {
    *value == 0
}

/// Admits a person. The server creates it once a join code was right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The new person's id, made by the server; of a request to go on as somebody, its own id.
    pub participant: ParticipantId,
    /// The name they gave.
    pub name: String,
    /// The department they gave.
    pub department: DepartmentId,
    /// The name of a department that the board does not list yet, with the id that `department` gives it. None if a
    /// listed one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_department: Option<String>,
    /// SHA-256 of their token, in hex.
    pub token_hash: String,
    /// The code that they gave, which may have been renewed meanwhile. It is checked and not recorded.
    #[serde(default, skip_serializing)]
    pub code: Option<String>,
    /// The person on the board whom the device asks to go on as. Nobody is admitted then; the facilitator answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goes_on_as: Option<ParticipantId>,
    /// Whether the device has proved that it is that person, by the token that opens the board before to them. Then
    /// nobody is asked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub proven: bool,
    /// Whether the person only rehearses.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rehearsal: bool,
}

pub(super) fn decide_join(state: &State, join: &Join) -> Verdict {
    door::decide_enter(state, join.code.as_deref())?;
    let fresh = !state.people.contains_key(&join.participant) && !state.tokens.contains_key(&join.token_hash);
    ensure(fresh, Code::Invalid, "This place is taken already; join again to get a new one")?;
    if let Some(person) = join.goes_on_as.as_ref().filter(|_| join.proven) {
        return returning::decide_proven(state, person);
    }
    name_fits(state, &join.name)?;
    match join.new_listed() {
        Some(new) => decide_departments(state, &state.departments_with(new))?,
        None => department_fits(state, &join.department)?,
    }
    if let Some(person) = &join.goes_on_as {
        return returning::decide(state, join, person);
    }
    if join.rehearsal {
        rehearsing::decide(state)?;
    }
    room_for_one(state)
}

impl Join {
    /// The department that the board lists once this person is there.
    fn new_listed(&self) -> Option<Department> {
        let name = self.new_department.clone()?;
        Some(Department { id: self.department.clone(), name })
    }
}

/// Whether one more person, of this name and department, fits on the board.
pub(super) fn decide_person(state: &State, name: &str, department: &DepartmentId) -> Verdict {
    name_fits(state, name)?;
    department_fits(state, department)?;
    room_for_one(state)
}

fn room_for_one(state: &State) -> Verdict {
    ensure(
        state.places() < state.limits.participants,
        Code::TooMany,
        "The board has as many people as it can take; ask the facilitator to make room",
    )?;
    ensure(
        state.people.len() < state.limits.people_ever as usize,
        Code::TooMany,
        "More people have come and gone than a board can remember; ask the facilitator for a new board",
    )
}

fn name_fits(state: &State, name: &str) -> Verdict {
    ensure(!is_blank(name), Code::Invalid, "The name is still empty; say what the others call you")?;
    ensure(
        state.limits.text(name, state.limits.name).is_ok(),
        Code::TooLong,
        "The name is longer than fits; a shorter one will do",
    )
}

fn department_fits(state: &State, department: &DepartmentId) -> Verdict {
    if state.departments.is_empty() {
        let short = department.as_str().len() <= state.limits.key as usize;
        return ensure(short, Code::TooLong, "The department's name is too long; a shorter one will do");
    }
    ensure(
        state.departments.iter().any(|d| d.id == *department),
        Code::Invalid,
        "The workshop does not list this department; choose one that it lists",
    )
}

pub(super) fn apply_join(
    state: &mut State,
    content: &dyn Content,
    at: Millis,
    join: &Join,
    writes: &mut Vec<Write>,
) {
    let goes_on_as = join.goes_on_as.as_ref();
    if let Some(person) = goes_on_as.filter(|_| !join.proven) {
        return returning::apply(state, join, person);
    }
    if !join.rehearsal {
        rehearsing::end(state, content, writes);
    }
    if let Some(person) = goes_on_as {
        return returning::give_voice(state, person, &join.token_hash, writes);
    }
    if let Some(new) = join.new_listed() {
        apply_departments(state, &state.departments_with(new), writes);
    }
    let person = Person {
        name: join.name.trim().to_owned(),
        department: join.department.clone(),
        joined: Some(at),
        rehearsal: join.rehearsal,
        ..Person::default()
    };
    writes.push(shown(&join.participant, &person));
    state.people.insert(join.participant.clone(), person);
    state.tokens.insert(join.token_hash.clone(), Actor::Participant(join.participant.clone()));
}

/// Decides whether a person may change their own name or department. The department stays while a ballot waits for
/// its result, because results tell what each department gave.
pub(super) fn decide_change(
    state: &State,
    id: &ParticipantId,
    name: Option<&str>,
    department: Option<&DepartmentId>,
) -> Verdict {
    name.map_or(Ok(()), |name| name_fits(state, name))?;
    let Some(department) = department else { return Ok(()) };
    department_fits(state, department)?;
    let moves = state.people.get(id).is_some_and(|person| person.department != *department);
    let counting = state.vote.as_ref().is_some_and(|vote| vote.tally.is_none())
        || state.rating.as_ref().is_some_and(|rating| rating.tally.is_none());
    ensure(
        !(moves && counting),
        Code::NotNow,
        "A result by department is still to come, so the department stays; change it once the result is shown",
    )
}

/// Changes a person's name or department. The causes under their name go along to the department. Causes that do not
/// tell their author stay as they are, because changing them together would tell whose they are.
pub(super) fn apply_change(
    state: &mut State,
    content: &dyn Content,
    id: &ParticipantId,
    name: Option<&str>,
    department: Option<&DepartmentId>,
    writes: &mut Vec<Write>,
) {
    let Some(person) = state.people.get_mut(id) else { return };
    if let Some(name) = name {
        name.trim().clone_into(&mut person.name);
    }
    let moved = department.filter(|department| **department != person.department);
    if let Some(department) = moved {
        person.department = department.clone();
    }
    writes.push(shown(id, person));
    let (Some(department), false) = (moved, state.authors_hidden) else { return };
    let named = |note: &&NoteId| state.owners.get(*note).is_some_and(|owner| state.named(owner).is_some());
    let notes: Vec<NoteId> = state.signed(&Actor::Participant(id.clone())).filter(named).cloned().collect();
    for note in notes {
        let Some(mut owner) = state.owners.get(&note).cloned() else { continue };
        owner.department = Some(department.clone());
        if content.note(&note).is_some() {
            let value = state.attribution(&owner);
            writes.push(Write::Put { root: root::ATTRIBUTION, key: note.to_string(), value });
        }
        state.owners.insert(note, owner);
    }
}

pub(super) fn decide_departments(state: &State, departments: &[Department]) -> Verdict {
    departments_fit(&state.limits, departments)?;
    let used = state.people.values().all(|p| p.removed || departments.iter().any(|d| d.id == p.department));
    ensure(
        used,
        Code::Invalid,
        "Somebody on the board is from a department that is missing here; leave it on the list",
    )
}

pub(super) fn departments_fit(limits: &Limits, departments: &[Department]) -> Verdict {
    ensure(
        departments.len() <= limits.departments as usize,
        Code::TooMany,
        "That is more departments than a board has room for; leave some out",
    )?;
    let mut seen = BTreeSet::new();
    for department in departments {
        ensure(
            !is_blank(&department.name),
            Code::Invalid,
            "A department has no name yet; say what people call it",
        )?;
        limits.id_fits(department.id.as_str())?;
        limits.field_fits(&department.name)?;
        ensure(
            seen.insert(&department.id),
            Code::Invalid,
            "Two departments have the same id; give each its own",
        )?;
    }
    Ok(())
}

pub(super) fn apply_departments(state: &mut State, departments: &[Department], writes: &mut Vec<Write>) {
    for old in state.departments.iter().filter(|old| departments.iter().all(|d| d.id != old.id)) {
        writes.push(Write::Remove { root: root::DEPARTMENTS, key: old.id.to_string() });
    }
    for (place, department) in departments.iter().enumerate() {
        let value = json!({ "name": department.name, "place": place });
        writes.push(Write::Put { root: root::DEPARTMENTS, key: department.id.to_string(), value });
    }
    state.departments = departments.to_vec();
}

/// A person as everybody sees them. Removed people stay, so that their notes keep their name.
pub(super) fn shown(id: &ParticipantId, person: &Person) -> Write {
    let mut value = json!({ "name": person.name, "department": person.department });
    if person.removed {
        value["removed"] = json!(true);
    }
    if person.seat {
        value["seat"] = json!(true);
    }
    if person.awaited {
        value["awaited"] = json!(true);
    }
    if person.rehearsal {
        value["rehearsal"] = json!(true);
    }
    if person.devices > 0 {
        value["devices"] = json!(person.devices + 1);
    }
    Write::Put { root: root::PEOPLE, key: id.to_string(), value }
}

impl State {
    fn departments_with(&self, new: Department) -> Vec<Department> {
        self.departments.iter().cloned().chain([new]).collect()
    }

    /// The listed department that is called so; case does not matter.
    pub(super) fn department_called(&self, name: &str) -> Option<&Department> {
        let name = name.to_lowercase();
        self.departments.iter().find(|department| department.name.to_lowercase() == name)
    }

    /// The number of people who are here: not removed, and not awaited.
    pub fn present(&self) -> u32 {
        self.people.values().filter(|person| person.is_here()).count() as u32
    }

    /// The number of people who have a place, whether or not they have come.
    fn places(&self) -> u32 {
        self.people.values().filter(|person| !person.removed).count() as u32
    }

    /// The holder of the token with this hash (SHA-256 in hex); `None` if they were removed.
    pub fn actor(&self, token_sha256_hex: &str) -> Option<Actor> {
        let actor = self.tokens.get(token_sha256_hex)?;
        match actor {
            Actor::Participant(id) if self.people.get(id).is_none_or(|p| p.removed) => None,
            other => Some(other.clone()),
        }
    }
}
