//! The letters and colours of departments, the same on every screen and in every export (DEPT-1).

use std::collections::BTreeSet;

use super::Board;
use crate::DepartmentId;
use crate::names::NameOrder;

/// The number of colours. The ninth department has the colour of the first, but its own letter.
pub const COLOURS: usize = 8;

/// A department's letter and colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// The department.
    pub department: DepartmentId,
    /// The department's name; its id if it was not expected.
    pub name: String,
    /// One or two letters, different for each department of the board.
    pub letter: String,
    /// The index of its colour, below [`COLOURS`].
    pub colour: usize,
}

/// The badges of the expected departments in their order. After them come the unexpected departments of people and
/// causes, by name.
pub fn badges<'a>(
    expected: &[(&DepartmentId, &str)],
    seen: impl Iterator<Item = &'a DepartmentId>,
    language: &str,
) -> Vec<Badge> {
    let known: BTreeSet<&DepartmentId> = expected.iter().map(|(id, _)| *id).collect();
    let others: BTreeSet<_> = seen.filter(|id| !id.as_str().is_empty() && !known.contains(id)).collect();
    let order = NameOrder::of(language);
    let mut others: Vec<_> = others.into_iter().collect();
    others.sort_by(|a, b| order.compare(a.as_str(), b.as_str()));
    let mut badges: Vec<Badge> = vec![];
    let all = expected.iter().copied().chain(others.into_iter().map(|id| (id, id.as_str())));
    for (place, (id, name)) in all.enumerate() {
        let letter = letter(name, &badges);
        badges.push(Badge { department: id.clone(), name: name.to_owned(), letter, colour: place % COLOURS });
    }
    badges
}

impl Board {
    /// The badges of its departments.
    pub fn badges(&self) -> Vec<Badge> {
        let expected: Vec<_> = self.departments.iter().map(|d| (&d.id, d.name.as_str())).collect();
        let notes = self.every_note();
        let people = self
            .people
            .iter()
            .filter(|person| !person.removed && !person.awaited)
            .map(|person| &person.department);
        badges(
            &expected,
            people.chain(notes.iter().filter_map(|note| note.department.as_ref())),
            &self.language,
        )
    }
}

/// The first free letter: the name's initial, the initial with another of its letters, the initial with a number.
fn letter(name: &str, taken: &[Badge]) -> String {
    let mut letters = name.chars().filter(|c| c.is_alphanumeric());
    let initial: String = letters.next().map_or_else(|| "?".into(), |c| c.to_uppercase().collect());
    let pairs = letters.map(|c| format!("{initial}{}", c.to_lowercase()));
    let numbered = (2..).map(|n| format!("{initial}{n}"));
    let mut choices = std::iter::once(initial.clone()).chain(pairs).chain(numbered);
    choices.find(|choice| taken.iter().all(|badge| badge.letter != *choice)).unwrap_or_default()
}
