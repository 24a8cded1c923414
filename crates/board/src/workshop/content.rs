//! What a command may ask of the document.

use crate::{Binned, BranchId, DepartmentId, NoteId, ProjectId};

/// A living note as the document has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteContent {
    /// What it says.
    pub text: String,
    /// The bone it hangs on.
    pub branch: BranchId,
    /// Its fractional index among its siblings.
    pub order: String,
    /// The cause it explains, as written; may name a note that is no longer there.
    pub parent: Option<NoteId>,
}

/// A project as the document has it, as far as commands ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectContent {
    /// What it is called.
    pub title: String,
    /// The department that owns it.
    pub owner: Option<DepartmentId>,
    /// The departments that are asked to accept it.
    pub approvals: Vec<DepartmentId>,
}

/// The document, as far as commands ask. Answers depend on the document alone, never on memory layout.
pub trait Content {
    /// A living note, or nothing.
    fn note(&self, id: &NoteId) -> Option<NoteContent>;
    /// A living note with all its fields, as the bin keeps it, or nothing.
    fn binned(&self, id: &NoteId) -> Option<Binned>;
    /// All living notes, in any fixed order.
    fn notes(&self) -> Vec<NoteId>;
    /// The bones, in their order.
    fn branches(&self) -> Vec<BranchId>;
    /// A project, or nothing.
    fn project(&self, id: &ProjectId) -> Option<ProjectContent>;
    /// All projects, in any fixed order.
    fn projects(&self) -> Vec<ProjectId>;
}
