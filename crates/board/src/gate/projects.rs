//! The gate's checks of projects.

use super::effect::Set;
use super::judge::Judge;
use crate::schema::project;
use crate::{Code, DepartmentId, Refusal};

const UNKNOWN_DEPARTMENT: Refusal =
    Refusal::new(Code::Schema, "The board does not list this department; choose one that it lists");

impl Judge<'_, '_> {
    /// Judges an item of a project's list. A project affects departments of the board.
    pub(super) fn item_of_project(&self, set: &Set) -> Result<(), Refusal> {
        let list = self.effect.place(self.index, set.ty).1;
        if self.name(list) == project::AFFECTS_DEPARTMENTS {
            self.is_department(self.name(set.key))?;
        }
        Ok(())
    }

    /// Checks that the board lists a department. A board that lists none takes any.
    fn is_department(&self, id: &str) -> Result<(), Refusal> {
        let listed = &self.state.departments;
        if listed.is_empty() || listed.iter().any(|one| one.id == DepartmentId::from(id)) {
            Ok(())
        } else {
            Err(UNKNOWN_DEPARTMENT)
        }
    }
}
