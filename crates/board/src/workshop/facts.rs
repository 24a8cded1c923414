//! Facts as a file brings them, and what commands ask of those on the board.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Content, Write,
    verdict::{Verdict, ensure},
};
use crate::{Code, FactId};

/// An imported fact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportedFact {
    /// Its id.
    pub id: FactId,
    /// Its texts, by key of `schema::fact`.
    pub fields: Vec<(String, String)>,
    /// The value that is to be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// Its values, by the day on which they were measured.
    pub values: BTreeMap<String, f64>,
}

/// A fact in the document, as far as commands read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactContent {
    /// The days on which it was measured, in order.
    pub days: Vec<String>,
}

pub(super) fn apply(facts: &[ImportedFact], writes: &mut Vec<Write>) {
    for fact in facts {
        let ImportedFact { id, fields, target, values } = fact.clone();
        writes.push(Write::Fact { id, fields, target, values });
    }
}

/// Checks that a fact is on the board.
pub(super) fn decide_fact(content: &dyn Content, fact: &FactId) -> Verdict {
    ensure(
        content.fact(fact).is_some(),
        Code::Unknown,
        "The fact by which it is measured is not on the board; put it there first",
    )
}
