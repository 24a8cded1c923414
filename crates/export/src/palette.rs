//! Departments as a colour and a letter, the same as on the screens.

use std::collections::HashMap;

use board::DepartmentId;

use crate::picture::{Colour, INK, SURFACE};
use crate::report::Report;

/// Eight colours that colour-blind people can tell apart, each with a text colour that is legible on it.
const COLOURS: [(Colour, Colour); board::reading::COLOURS] = [
    (Colour(0x0a, 0x6b, 0xb5), SURFACE),
    (Colour(0xd9, 0x82, 0x00), INK),
    (Colour(0x00, 0x78, 0x5a), SURFACE),
    (Colour(0xa9, 0x3c, 0x84), SURFACE),
    (Colour(0x3a, 0x9f, 0xd6), INK),
    (Colour(0xb8, 0x42, 0x0a), SURFACE),
    (Colour(0x7d, 0x70, 0x00), SURFACE),
    (Colour(0x4d, 0x4b, 0x48), SURFACE),
];

/// The colour of a bone by its name.
pub(crate) fn bone_colour(name: &str) -> Option<Colour> {
    let place = board::schema::branch::COLOURS.iter().position(|known| *known == name)?;
    COLOURS.get(place).map(|(colour, _)| *colour)
}

/// The letter and colours of a department.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Badge {
    /// The number of the department on its board, from 0.
    pub place: usize,
    /// One or two letters, different for each department of the board.
    pub letter: String,
    /// Its colour.
    pub colour: Colour,
    /// The text colour that is legible on it.
    pub ink: Colour,
}

/// The badges of a board's departments.
pub(crate) fn badges(report: &Report) -> HashMap<DepartmentId, Badge> {
    let expected: Vec<_> = report.departments.iter().map(|d| (&d.id, d.name.as_str())).collect();
    let people = report.took_part().map(|p| &p.department);
    let seen = people.chain(report.notes.iter().filter_map(|n| n.department.as_ref()));
    let badges = board::reading::badges(&expected, seen, &report.language);
    let badges = badges.into_iter().enumerate().map(|(place, badge)| {
        let (colour, ink) = COLOURS[badge.colour];
        (badge.department, Badge { place, letter: badge.letter, colour, ink })
    });
    badges.collect()
}
