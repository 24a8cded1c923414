//! The values that the keys of notes, projects, bones and the board may take.

use crate::schema::{
    Field, Kind, Limits, Unfit, board, branch, fact, find, is_date, is_number, note, project,
};
use crate::wire::{Content, Scalar, Shared};
use crate::{Code, Refusal};

use super::Fault;

const TOO_LONG: Refusal = Refusal::new(Code::TooLong, "A value is longer than the board accepts");

/// The key of a note that a value is set under.
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
    /// `also`.
    Also,
    /// Evidence, or one of the keys that belong to it.
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
            note::ALSO => Self::Also,
            other => {
                find(&note::FIELDS, other)?;
                Self::Detail
            }
        })
    }

    /// Whether a value here moves the note rather than editing it.
    pub fn moves(self) -> bool {
        matches!(self, Self::Branch | Self::Parent | Self::Order | Self::Also)
    }
}

/// Checks a value of any note key except `text`. Each value is checked, because successive sets of one key may arrive
/// joined together.
pub fn note(name: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    value(find(&note::FIELDS, name), content, limits)
}

/// Checks a plain field of a project, or that the value of a list is a map.
pub fn project(name: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    value(find(&project::FIELDS, name), content, limits)
}

/// Checks one item of a project's list: the item is the key, its order the value.
pub fn list_item(item: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    limits.item(item).map_err(refusal)?;
    value(Some(&project::ITEM), content, limits)
}

/// Checks a plain field of a fact, or that its values are a map.
pub fn fact(name: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    value(find(&fact::FIELDS, name), content, limits)
}

/// Checks the value of one day.
pub fn fact_value(day: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    if !is_date(day) {
        return Err(Fault::Schema.into());
    }
    value(Some(&fact::VALUE), content, limits)
}

/// Checks a bone's field.
pub fn branch(name: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    value(find(&branch::FIELDS, name), content, limits)
}

/// Checks a field of the root map `board`. The effect is checked as a text instead.
pub fn board(name: &str, content: Content, limits: &Limits) -> Result<(), Refusal> {
    value(find(&board::FIELDS, name), content, limits)
}

/// Checks the id of something new.
pub fn id(id: &str, limits: &Limits) -> Result<(), Refusal> {
    limits.id(id).map_err(|unfit| match unfit {
        Unfit::Form => Refusal::new(Code::Schema, "An id is empty or holds control characters"),
        other => refusal(other),
    })
}

fn value(field: Option<&Field>, content: Content, limits: &Limits) -> Result<(), Refusal> {
    let field = field.ok_or(Fault::Schema)?;
    match (field.kind, content) {
        (_, Content::Deleted)
        | (Kind::SharedText, Content::Type(Shared::Text))
        | (Kind::List | Kind::Series, Content::Type(Shared::Map)) => Ok(()),
        (Kind::Number, Content::Any(values)) => values.iter().try_for_each(|value| match value {
            Scalar::Number(number) if is_number(number) => Ok(()),
            Scalar::Null if field.nullable => Ok(()),
            _ => Err(Fault::Schema.into()),
        }),
        (
            Kind::Text | Kind::Key | Kind::Keys | Kind::Date | Kind::Currency | Kind::OneOf(_),
            Content::Any(values),
        ) => values.iter().try_for_each(|value| match value {
            Scalar::Str(text) => field.fits(text, limits).map_err(refusal),
            Scalar::Null if field.nullable => Ok(()),
            _ => Err(Fault::Schema.into()),
        }),
        _ => Err(Fault::Schema.into()),
    }
}

fn refusal(unfit: Unfit) -> Refusal {
    match unfit {
        Unfit::TooLong(_) => TOO_LONG,
        Unfit::Unlisted(_) | Unfit::Form => Fault::Schema.into(),
    }
}
