//! The gate's checks of projects and facts.

use super::effect::{FRESH, Set};
use super::fields;
use super::judge::{Judge, is_map};
use super::rules::Change;
use crate::index::Class;
use crate::schema::{fact, project};
use crate::wire::{Content, Scalar};
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

    /// How many items a list has more once this one is set: none, if it is there already.
    pub(super) fn more(&self, set: &Set) -> usize {
        let there = set.ty < FRESH && set.key < FRESH && self.index.living(set.ty, set.key).is_some();
        usize::from(!there)
    }

    /// Judges a fact, one of its fields, or its value of one day.
    pub(super) fn set_fact(&mut self, set: &Set) -> Result<(), Refusal> {
        let effect = self.effect;
        let (name, limits) = (effect.name(self.index, set.key), &self.state.limits);
        match effect.class(self.index, set.ty) {
            Class::Facts => {
                fields::id(name, limits)?;
                is_map(set)?;
                self.facts += usize::from(set.makes.is_some()) * self.more(set);
            }
            Class::Fact => {
                fields::fact(name, set.content, limits)?;
                if let (fact::DEPARTMENT, Content::Any(values)) = (name, set.content) {
                    values.iter().try_for_each(|value| match value {
                        Scalar::Str(id) => self.is_department(id),
                        _ => Ok(()),
                    })?;
                }
            }
            _ => {
                fields::fact_value(name, set.content, limits)?;
                *self.items.or_insert(set.ty, 0) += self.more(set);
            }
        }
        self.allow(Change::WriteFacts, set.ty)
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
