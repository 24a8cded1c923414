//! Links by which a department reads what concerns it, without an account and without a place on the board.

use serde::{Deserialize, Serialize};

use super::{
    Action, State,
    verdict::{Verdict, ensure},
};
use crate::{Code, DepartmentId};

/// The link of a department. It is no token of the board: nobody takes part or leads by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentLink {
    /// The department.
    pub department: DepartmentId,
    /// SHA-256 of its token, in hex.
    pub token_hash: String,
    /// What the server makes the token of, together with a secret of its own. Nobody is told it.
    pub seed: String,
}

/// Gives a department a link. An earlier one of the same department ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkDepartment(pub DepartmentLink);

/// Ends the link of a department.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlinkDepartment {
    /// The department.
    pub department: DepartmentId,
}

/// The most departments that have a link. A board lists fewer; those that it does not list count as well.
const MOST: usize = 100;

pub(super) fn decide_link(state: &State, LinkDepartment(new): &LinkDepartment) -> Verdict {
    let known = state.knows_department(&new.department);
    ensure(known, Code::Unknown, "The board lists no such department, and nobody on it is from there")?;
    ensure(
        state.department_links.len() < MOST || state.department_links.contains_key(&new.department),
        Code::TooMany,
        "A board has room for the links of 100 departments; end one before you make another",
    )
}

pub(super) fn apply_link(state: &mut State, LinkDepartment(new): &LinkDepartment) {
    state.department_links.insert(new.department.clone(), new.clone());
}

pub(super) fn decide_unlink(state: &State, gone: &UnlinkDepartment) -> Verdict {
    let known = state.department_links.contains_key(&gone.department);
    ensure(known, Code::Unknown, "This department has no link; it may have ended already")
}

pub(super) fn apply_unlink(state: &mut State, gone: &UnlinkDepartment) {
    state.department_links.remove(&gone.department);
}

/// Ends the links of departments that left the board.
pub(super) fn end_unknown(state: &mut State) {
    let known = |department: &DepartmentId| state.knows_department(department);
    let gone: Vec<DepartmentId> = state.department_links.keys().filter(|id| !known(id)).cloned().collect();
    for department in gone {
        state.department_links.remove(&department);
    }
}

impl State {
    /// Whether the board lists this department, or somebody who joined is from there.
    pub fn knows_department(&self, id: &DepartmentId) -> bool {
        self.departments.iter().any(|department| department.id == *id)
            || self.people.values().any(|person| person.department == *id && !person.removed)
    }
}

impl From<LinkDepartment> for Action {
    fn from(link: LinkDepartment) -> Self {
        Action::LinkDepartment(link)
    }
}

impl From<UnlinkDepartment> for Action {
    fn from(gone: UnlinkDepartment) -> Self {
        Action::UnlinkDepartment(gone)
    }
}
