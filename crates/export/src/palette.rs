//! Departments as a colour and a letter, the same as on the screens.

use std::collections::{BTreeSet, HashMap};

use board::DepartmentId;

use crate::picture::{Colour, INK, SURFACE};
use crate::report::Report;

/// Eight colours that stay apart for colour-blind eyes, and the ink that is read on each.
const COLOURS: [(Colour, Colour); 8] = [
    (Colour(0x0a, 0x6b, 0xb5), SURFACE),
    (Colour(0xd9, 0x82, 0x00), INK),
    (Colour(0x00, 0x78, 0x5a), SURFACE),
    (Colour(0xa9, 0x3c, 0x84), SURFACE),
    (Colour(0x3a, 0x9f, 0xd6), INK),
    (Colour(0xb8, 0x42, 0x0a), SURFACE),
    (Colour(0x7d, 0x70, 0x00), SURFACE),
    (Colour(0x4d, 0x4b, 0x48), SURFACE),
];

/// How a department is told apart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Badge {
    /// Which of the board's departments it is: the first is 0.
    pub place: usize,
    /// One or two letters, different for each department of the board.
    pub letter: String,
    /// Its colour.
    pub colour: Colour,
    /// What is read on it.
    pub ink: Colour,
}

/// The badges of a board's departments in their order, then of those by id that people came from though nobody
/// expected them.
pub(crate) fn badges(report: &Report) -> HashMap<DepartmentId, Badge> {
    let mut known: Vec<(&DepartmentId, &str)> =
        report.departments.iter().map(|d| (&d.id, d.name.as_str())).collect();
    let others = report.people.iter().map(|p| &p.department);
    let others = others.chain(report.notes.iter().filter_map(|n| n.department.as_ref()));
    let expected: BTreeSet<&DepartmentId> = report.departments.iter().map(|d| &d.id).collect();
    let others: BTreeSet<_> = others.filter(|id| !id.as_str().is_empty() && !expected.contains(id)).collect();
    known.extend(others.into_iter().map(|id| (id, id.as_str())));
    let mut taken: Vec<String> = vec![];
    let mut badges = HashMap::new();
    for (place, (id, name)) in known.into_iter().enumerate() {
        let (colour, ink) = COLOURS[place % COLOURS.len()];
        let letter = letter(name, &taken);
        taken.push(letter.clone());
        badges.insert(id.clone(), Badge { place, letter, colour, ink });
    }
    badges
}

/// The first that is free: the name's initial, its initial with another of its letters, its initial with a number.
fn letter(name: &str, taken: &[String]) -> String {
    let mut letters = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase);
    let initial = letters.next().unwrap_or('?');
    let pairs = letters.map(|c| format!("{initial}{}", c.to_lowercase()));
    let numbered = (2..).map(|n| format!("{initial}{n}"));
    let mut choices = std::iter::once(initial.to_string()).chain(pairs).chain(numbered);
    choices.find(|choice| !taken.contains(choice)).unwrap_or_default()
}
