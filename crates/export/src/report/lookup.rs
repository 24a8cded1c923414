//! What writers ask of a report.

use board::text::is_blank;
use board::{BranchId, DepartmentId};

use super::{Cause, Report};
use crate::words::Words;

impl Report {
    /// The people who took part: those who are only awaited did not.
    pub(crate) fn took_part(&self) -> impl Iterator<Item = &super::Person> {
        self.people.iter().filter(|person| !person.awaited)
    }

    /// A department's name; its id when it was not expected.
    pub fn department<'a>(&'a self, id: &'a DepartmentId) -> &'a str {
        self.department_named(id.as_str())
    }

    /// The same for an id that stands in a field as text.
    pub fn department_named<'a>(&'a self, id: &'a str) -> &'a str {
        self.departments.iter().find(|d| d.id.as_str() == id).map_or(id, |d| &d.name)
    }

    /// A bone's title by the bone's id; the id when it is not on the board.
    pub fn bone_titled<'a>(&'a self, id: &'a str) -> &'a str {
        self.branches.iter().find(|bone| bone.id.as_str() == id).map_or(id, |bone| &bone.title)
    }

    /// What a fact is called; that it was removed, when it is not on the board (FACT-5). Nothing, if none is named.
    pub(crate) fn fact_named<'a>(&'a self, id: &'a str, words: &Words) -> &'a str {
        let fact = self.facts.iter().find(|fact| fact.id.as_str() == id);
        let none = if id.is_empty() { "" } else { words.fact_removed };
        fact.map_or(none, |fact| if is_blank(&fact.label) { id } else { &fact.label })
    }

    /// What a goal says; that it was removed, when it is not on the board. Nothing, if none is named.
    pub(crate) fn goal_named(&self, id: &str, words: &Words) -> String {
        let none = if id.is_empty() { "" } else { words.removed };
        self.note(id).map_or(none.to_owned(), |goal| goal.text.clone())
    }

    /// A cause by its id.
    pub fn note(&self, id: &str) -> Option<&Cause> {
        self.every_note().find(|note| note.id.as_str() == id)
    }

    /// Every cause, the merged and the parked ones included.
    pub fn every_note(&self) -> impl Iterator<Item = &Cause> {
        self.notes.iter().chain(&self.parked)
    }

    /// The causes that were not merged into another, in reading order. Their number is the board's count of causes.
    pub fn causes(&self) -> impl Iterator<Item = &Cause> {
        self.notes.iter().filter(|note| note.merged_into.is_none())
    }

    /// The bone under which a cause is listed. A merged cause is listed with the cause that it was merged into.
    pub fn listed_on<'a>(&'a self, cause: &'a Cause) -> &'a BranchId {
        let into = cause.merged_into.as_ref().and_then(|id| self.note(id.as_str()));
        &into.unwrap_or(cause).branch
    }

    /// The causes with dots, most dots first, then in reading order.
    pub fn ranking(&self) -> Vec<&Cause> {
        let mut ranking: Vec<_> = self.causes().filter(|note| note.dots.is_some_and(|n| n > 0)).collect();
        ranking.sort_by_key(|note| std::cmp::Reverse(note.dots));
        ranking
    }
}
