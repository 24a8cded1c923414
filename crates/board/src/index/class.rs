//! Kinds of shared types, and the roots.

use crate::schema::{self, root};
use crate::wire::Shared;

/// The kind of a shared type. It decides which rules hold inside the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// All roots that only the server writes, taken as one.
    Server,
    /// The root map of notes.
    Notes,
    /// The root map of projects.
    Projects,
    /// The root map of bones.
    Branches,
    /// The root map of the board's own texts.
    Board,
    /// One note.
    Note,
    /// A note's text.
    NoteText,
    /// One project.
    Project,
    /// A list of a project, as a map of item to order.
    ProjectList,
    /// One bone.
    Branch,
    /// The effect.
    Effect,
    /// The root map of facts.
    Facts,
    /// One fact.
    Fact,
    /// The values of a fact, as a map of day to number.
    FactValues,
    /// A type at a place where the schema has none.
    Foreign,
}

impl Class {
    /// The class of a type that is set under `key` of a type of this class.
    pub fn child(self, key: &str, shared: Shared) -> Class {
        match (self, shared) {
            (Class::Notes, Shared::Map) => Class::Note,
            (Class::Note, Shared::Text) if key == schema::note::TEXT => Class::NoteText,
            (Class::Projects, Shared::Map) => Class::Project,
            (Class::Project, Shared::Map) if is_list(key) => Class::ProjectList,
            (Class::Branches, Shared::Map) => Class::Branch,
            (Class::Board, Shared::Text) if key == schema::board::EFFECT => Class::Effect,
            (Class::Facts, Shared::Map) => Class::Fact,
            (Class::Fact, Shared::Map) if key == schema::fact::VALUES => Class::FactValues,
            (Class::Server, _) => Class::Server,
            _ => Class::Foreign,
        }
    }

    /// Whether this is a text, whose elements have no keys.
    pub fn is_text(self) -> bool {
        matches!(self, Class::NoteText | Class::Effect)
    }
}

fn is_list(key: &str) -> bool {
    schema::find(&schema::project::FIELDS, key).is_some_and(|field| field.kind == schema::Kind::List)
}

/// Number of the type that stands for all server roots.
pub const SERVER: u32 = 0;
/// Number of the root map of notes.
pub const NOTES: u32 = 1;
/// Number of the root map of projects.
pub const PROJECTS: u32 = 2;
/// Number of the root map of bones.
pub const BRANCHES: u32 = 3;
/// Number of the root map of the board's own texts.
pub const BOARD: u32 = 4;
/// Number of the root map of facts.
pub const FACTS: u32 = 5;
pub(super) const ROOTS: [Class; 6] =
    [Class::Server, Class::Notes, Class::Projects, Class::Branches, Class::Board, Class::Facts];

/// The number of a root type; `None` if the schema has no such root.
pub fn root_type(name: &str) -> Option<u32> {
    Some(match name {
        root::NOTES => NOTES,
        root::PROJECTS => PROJECTS,
        root::BRANCHES => BRANCHES,
        root::BOARD => BOARD,
        root::FACTS => FACTS,
        name if root::SERVER.contains(&name) => SERVER,
        _ => return None,
    })
}
