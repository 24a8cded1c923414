//! A project in the report.

use std::collections::BTreeMap;

use board::ProjectId;
use board::workshop::Progress;
use serde::{Deserialize, Serialize};

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportProject))]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its budget, as far as it is a sum of money. Its currency is among the plain fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub amount: Option<f64>,
    /// Its plain fields: texts, and lists of texts.
    #[serde(flatten)]
    pub fields: BTreeMap<String, Field>,
    /// What was reported about it and answered on it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<Progress>,
    /// The answer of each department that must accept it.
    #[serde(default)]
    pub approvals: Vec<board::reading::Approval>,
}

/// One field of a project: a text or a list of texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportField))]
pub enum Field {
    /// A text.
    Text(String),
    /// A list: note ids, competences, tools, methods.
    List(Vec<String>),
}

impl Project {
    /// A plain field, empty when it is not set.
    pub fn text(&self, key: &str) -> &str {
        match self.fields.get(key) {
            Some(Field::Text(text)) => text,
            _ => "",
        }
    }

    /// A list, empty when it is not set.
    pub fn list(&self, key: &str) -> &[String] {
        match self.fields.get(key) {
            Some(Field::List(items)) => items,
            _ => &[],
        }
    }
}
