//! Keys of a note.

use serde::{Deserialize, Serialize};

use super::{Field, Kind};
use crate::DepartmentId;

/// Y.Text: what the cause says.
pub const TEXT: &str = "text";
/// String: the bone it hangs on.
pub const BRANCH: &str = "branch";
/// String: fractional index among its siblings.
pub const ORDER: &str = "order";
/// String or null: the cause that it explains.
pub const PARENT: &str = "parent";
/// `"fact"`, `"assumption"`, `"verify"` or null.
pub const EVIDENCE: &str = "evidence";
/// String or null: the figure that supports it.
pub const FIGURE: &str = "figure";
/// String or null: where the figure comes from.
pub const REFERENCE: &str = "reference";
/// `"results"`, `"quality"`, `"goals"` or null: which of the three lists it comes from.
pub const LIST: &str = "list";
/// String or null: the department that owns it.
pub const OWNER: &str = "owner";

/// String or null: who verifies it.
pub const VERIFIER: &str = "verifier";
/// `YYYY-MM-DD` or null: until when it is verified.
pub const VERIFY_BY: &str = "verify_by";
/// String or null: the fact of the board that it cites.
pub const FACT: &str = "fact";
/// `"yes"` or null: the cause is parked. It is on no bone and on no ballot until it is taken back.
pub const PARKED: &str = "parked";
/// Bone ids, one a line, or null: the further bones on which the cause is shown.
pub const ALSO: &str = "also";

/// `"this-year"`, `"3-5-years"` or null: of a goal, until when it is to be reached. None is this year.
pub const HORIZON: &str = "horizon";
/// String or null: the id of the goal that it follows from.
pub const GOAL: &str = "goal";

/// What [`EVIDENCE`] may be.
pub const EVIDENCES: [&str; 3] = ["fact", "assumption", "verify"];
/// What [`LIST`] may be.
pub const LISTS: [&str; 3] = ["results", "quality", "goals"];
/// What [`PARKED`] may be.
pub const PARKS: [&str; 1] = ["yes"];
/// What [`HORIZON`] may be.
pub const HORIZONS: [&str; 2] = ["this-year", "3-5-years"];

/// The fields of a note: its text, its place, and its details.
pub const FIELDS: [Field; 16] = [
    Field::new(TEXT, Kind::SharedText),
    Field::new(BRANCH, Kind::Key),
    Field::new(ORDER, Kind::Key),
    Field::optional(PARENT, Kind::Key),
    Field::optional(EVIDENCE, Kind::OneOf(&EVIDENCES)),
    Field::optional(FIGURE, Kind::Text),
    Field::optional(REFERENCE, Kind::Text),
    Field::optional(LIST, Kind::OneOf(&LISTS)),
    Field::optional(OWNER, Kind::Key),
    Field::optional(VERIFIER, Kind::Text),
    Field::optional(VERIFY_BY, Kind::Date),
    Field::optional(FACT, Kind::Key),
    Field::optional(PARKED, Kind::OneOf(&PARKS)),
    Field::optional(ALSO, Kind::Keys),
    Field::optional(HORIZON, Kind::OneOf(&HORIZONS)),
    Field::optional(GOAL, Kind::Key),
];

/// The number of fields that are the text and the place of a note.
const PLACE: usize = 4;

/// The fields of a note that are neither its text nor its place. The reading, the exports and the import keep them as
/// [`Details`] and go through them in this order.
pub const DETAILS: &[Field] = FIELDS.split_at(PLACE).1;

/// What is said of a cause besides its text and its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// `fact`, `assumption`, or `verify`: it is still to be verified.
    pub evidence: Option<String>,
    /// The figure that supports it.
    pub figure: Option<String>,
    /// Where the figure comes from.
    pub reference: Option<String>,
    /// The list it comes from: `results`, `quality` or `goals`.
    pub list: Option<String>,
    /// The department that owns it.
    pub owner: Option<DepartmentId>,
    /// Who verifies it.
    pub verifier: Option<String>,
    /// Until when it is verified, as `YYYY-MM-DD`.
    pub verify_by: Option<String>,
    /// The id of the fact that it cites.
    pub fact: Option<String>,
    /// `yes` if it is parked.
    pub parked: Option<String>,
    /// The ids of the further bones on which it is shown, one a line.
    pub also: Option<String>,
    /// Of a goal, until when it is to be reached: `this-year` or `3-5-years`.
    #[serde(default)]
    pub horizon: Option<String>,
    /// The id of the goal that it follows from.
    #[serde(default)]
    pub goal: Option<String>,
}

impl Details {
    /// The details with the value of each key.
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            evidence: value(EVIDENCE),
            figure: value(FIGURE),
            reference: value(REFERENCE),
            list: value(LIST),
            owner: value(OWNER).map(Into::into),
            verifier: value(VERIFIER),
            verify_by: value(VERIFY_BY),
            fact: value(FACT),
            parked: value(PARKED),
            also: value(ALSO),
            horizon: value(HORIZON),
            goal: value(GOAL),
        }
    }

    /// Every detail with its value, in the order of [`DETAILS`]. A field that is in one of the two lists only does not
    /// compile.
    pub fn values(&self) -> [(&'static str, Option<&str>); FIELDS.len() - PLACE] {
        let Self {
            evidence,
            figure,
            reference,
            list,
            owner,
            verifier,
            verify_by,
            fact,
            parked,
            also,
            horizon,
            goal,
        } = self;
        [
            (EVIDENCE, evidence.as_deref()),
            (FIGURE, figure.as_deref()),
            (REFERENCE, reference.as_deref()),
            (LIST, list.as_deref()),
            (OWNER, owner.as_ref().map(DepartmentId::as_str)),
            (VERIFIER, verifier.as_deref()),
            (VERIFY_BY, verify_by.as_deref()),
            (FACT, fact.as_deref()),
            (PARKED, parked.as_deref()),
            (ALSO, also.as_deref()),
            (HORIZON, horizon.as_deref()),
            (GOAL, goal.as_deref()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_details_stand_in_the_order_of_the_table() {
        let keys: Vec<&str> = DETAILS.iter().map(|field| field.key).collect();
        assert_eq!(Details::default().values().map(|(key, _)| key).to_vec(), keys);
    }

    #[test]
    fn a_detail_is_kept_under_its_own_key() {
        let details = Details::read(|key| Some(format!("the {key}")));
        for (key, value) in details.values() {
            assert_eq!(value, Some(format!("the {key}").as_str()));
        }
    }
}
