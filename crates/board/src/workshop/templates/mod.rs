//! The templates a board can start from, in three languages.

use serde::Serialize;

use super::{Bone, Department, Meeting};

/// What a board can start from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Template {
    /// Its id, the same in every language.
    pub id: &'static str,
    /// Its name.
    pub title: String,
    /// When to take it, in one sentence.
    pub about: String,
    /// Its bones.
    pub branches: Vec<Bone>,
    /// The departments it expects.
    pub departments: Vec<Department>,
    /// Its meetings.
    pub agenda: Vec<Meeting>,
    /// The competences it starts from.
    pub competences: Vec<String>,
}

/// The ids of all templates.
pub const IDS: [&str; 6] = ["cx-5m", "6m", "8p", "4s", "4p", "blank"];

/// The languages.
pub const LANGUAGES: [&str; 3] = ["en", "pl", "uk"];

/// A template in a language; nothing if there is no such template or language.
pub fn template(id: &str, language: &str) -> Option<Template> {
    let _ = (id, language);
    None
}
