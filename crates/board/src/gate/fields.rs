//! Which values the keys of notes, projects, bones and the board may take.

use crate::schema::{self, Limits, board, branch, note, project};
use crate::wire::{Content, Scalar, Shared, utf16_len};
use crate::{Code, Refusal};

use super::Fault;

const TOO_LONG: Refusal = Refusal::new(Code::TooLong, "A value is longer than the board accepts");

/// Which of a note's keys a value is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKey {
    /// `text`.
    Text,
    /// `branch`.
    Branch,
    /// `parent`.
    Parent,
    /// `order`.
    Order,
    /// Evidence and what goes with it.
    Detail,
}

impl NoteKey {
    /// The key of this name, if notes have it.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            note::TEXT => Self::Text,
            note::BRANCH => Self::Branch,
            note::PARENT => Self::Parent,
            note::ORDER => Self::Order,
            note::EVIDENCE | note::FIGURE | note::REFERENCE | note::LIST | note::OWNER => Self::Detail,
            _ => return None,
        })
    }

    /// Whether a value here moves the note rather than editing it.
    pub fn moves(self) -> bool {
        matches!(self, Self::Branch | Self::Parent | Self::Order)
    }
}

/// Checks every value of a note's key but `text`: successive sets of one key arrive squashed together.
pub fn note(name: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    let nullable = !matches!(name, note::BRANCH | note::ORDER);
    each(content, nullable, |text| match name {
        note::BRANCH | note::PARENT | note::ORDER | note::OWNER => bytes(text, limits.key),
        note::EVIDENCE => one_of(text, &schema::note::EVIDENCES),
        note::LIST => one_of(text, &schema::note::LISTS),
        _ => units(text, limits.field_text),
    })
}

/// Checks a project's plain field, or that a list is a map.
pub fn project(name: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    if project::LISTS.contains(&name) {
        return matches!(content, Content::Type(Shared::Map) | Content::Deleted)
            .then_some(())
            .ok_or(Fault::Schema.into());
    }
    if !project::FIELDS.contains(&name) {
        return Err(Fault::Schema.into());
    }
    each(content, true, |text| match name {
        project::HORIZON => one_of(text, &project::HORIZONS),
        project::STATUS => one_of(text, &project::STATUSES),
        project::OWNER => bytes(text, limits.key),
        _ => units(text, limits.field_text),
    })
}

/// Checks one item of a project's list: the item is the key, its order the value.
pub fn list_item(item: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    name(item, limits.key * 4)?;
    each(content, false, |order| bytes(order, limits.key))
}

/// Checks a bone's field.
pub fn branch(name: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    match name {
        branch::TITLE | branch::QUESTION => each(content, false, |text| units(text, limits.field_text)),
        branch::ORDER => each(content, false, |text| bytes(text, limits.key)),
        _ => Err(Fault::Schema.into()),
    }
}

/// Checks a field of the root map `board`; the effect is a text.
pub fn board(name: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    match name {
        board::EFFECT => matches!(content, Content::Type(Shared::Text) | Content::Deleted)
            .then_some(())
            .ok_or(Fault::Schema.into()),
        board::TITLE | board::GOAL_WORKSHOP | board::GOAL_ORGANISATION => {
            each(content, false, |text| units(text, limits.field_text))
        }
        _ => Err(Fault::Schema.into()),
    }
}

/// Checks the id of something new.
pub fn name(id: &str, most: u32) -> Result<(), Refusal> {
    if id.is_empty() || id.chars().any(char::is_control) {
        return Err(Refusal::new(Code::Schema, "An id is empty or holds control characters"));
    }
    bytes(id, most)
}

fn each(
    content: Content,
    nullable: bool,
    check: impl Fn(&str) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    match content {
        Content::Deleted => Ok(()),
        Content::Any(values) => values.iter().try_for_each(|value| match value {
            Scalar::Str(text) => check(text),
            Scalar::Null if nullable => Ok(()),
            _ => Err(Fault::Schema.into()),
        }),
        _ => Err(Fault::Schema.into()),
    }
}

fn bytes(text: &str, most: u32) -> Result<(), Refusal> {
    if text.len() > most as usize { Err(TOO_LONG) } else { Ok(()) }
}

fn units(text: &str, most: u32) -> Result<(), Refusal> {
    if text.len() > most as usize && utf16_len(text) > most { Err(TOO_LONG) } else { Ok(()) }
}

fn one_of(text: &str, known: &[&str]) -> Result<(), Refusal> {
    if known.contains(&text) { Ok(()) } else { Err(Fault::Schema.into()) }
}
