//! The questions that a command may ask about the document.

use super::FactContent;
use crate::{Binned, BranchId, DepartmentId, FactId, NoteId, ProjectId};

/// A living note in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteContent {
    /// The text.
    pub text: String,
    /// The bone it hangs on.
    pub branch: BranchId,
    /// Its fractional index among its siblings.
    pub order: String,
    /// The cause it explains, as written. It may name a note that was removed.
    pub parent: Option<NoteId>,
    /// Whether it is parked, so that it is on no bone.
    pub parked: bool,
}

/// A project in the document, as far as commands read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectContent {
    /// The title.
    pub title: String,
    /// The department that owns it.
    pub owner: Option<DepartmentId>,
    /// The departments that are asked to accept it.
    pub approvals: Vec<DepartmentId>,
    /// The day on which it starts.
    pub start: Option<String>,
    /// The day on which it is due.
    pub due: Option<String>,
    /// The fact by which it is measured.
    pub fact: Option<FactId>,
}

/// The document, as far as commands read it. Answers depend on the document alone, never on the layout of memory.
pub trait Content {
    /// A living note; `None` if there is none with this id.
    fn note(&self, id: &NoteId) -> Option<NoteContent>;
    /// A living note with all its fields, in the form that the bin stores; `None` if there is none with this id.
    fn binned(&self, id: &NoteId) -> Option<Binned>;
    /// All living notes, in any fixed order.
    fn notes(&self) -> Vec<NoteId>;
    /// The bones, in their order.
    fn branches(&self) -> Vec<BranchId>;
    /// A project; `None` if there is none with this id.
    fn project(&self, id: &ProjectId) -> Option<ProjectContent>;
    /// A value of the root map `board`; `None` if nothing is written there.
    fn board(&self, key: &str) -> Option<String>;
    /// All projects, in any fixed order.
    fn projects(&self) -> Vec<ProjectId>;
    /// All facts, in any fixed order.
    fn facts(&self) -> Vec<FactId>;
    /// A fact; `None` if there is none with this id.
    fn fact(&self, id: &FactId) -> Option<FactContent>;
}
