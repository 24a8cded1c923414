//! One cause of a report.

use std::collections::BTreeMap;

use board::schema::note::Details;
use board::workshop::Said;
use board::{BranchId, DepartmentId, NoteId, ParticipantId};
use serde::{Deserialize, Serialize};

use super::Rated;

/// A cause.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportCause))]
pub struct Cause {
    /// Its id.
    pub id: NoteId,
    /// The bone it hangs on. A merged cause keeps the bone that it hung on.
    pub branch: BranchId,
    /// The cause it hangs under; none if it hangs directly on the bone.
    #[serde(default)]
    pub parent: Option<NoteId>,
    /// Its level in the reading order: 0 directly on the bone. A merged cause is one level below the cause that it
    /// was merged into.
    #[serde(default)]
    pub depth: u32,
    /// The whole text.
    #[cfg_attr(feature = "openapi", schema(max_length = 1000))]
    pub text: String,
    /// The department of its author; none for the facilitator.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// The author; none if the author is not to be known.
    #[serde(default)]
    pub author: Option<ParticipantId>,
    /// The author's name, if it is known.
    #[serde(default)]
    pub author_name: Option<String>,
    /// `fact`, `assumption`, or `verify`: it is still to be verified.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(pattern = "^(fact|assumption|verify)$"))]
    pub evidence: Option<String>,
    /// The figure that supports it.
    #[serde(default)]
    pub figure: Option<String>,
    /// Where the figure comes from.
    #[serde(default)]
    pub reference: Option<String>,
    /// The list it comes from: `results`, `quality` or `goals`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(pattern = "^(results|quality|goals)$"))]
    pub list: Option<String>,
    /// The department that owns it.
    #[serde(default)]
    pub owner: Option<DepartmentId>,
    /// Who verifies it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier: Option<String>,
    /// Until when it is verified, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "date"))]
    pub verify_by: Option<String>,
    /// The id of the fact that it cites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// `yes` if it is parked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^yes$"))]
    pub parked: Option<String>,
    /// The further bones on which it is shown. It counts once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<BranchId>,
    /// Of a goal, until when it is to be reached: `this-year` or `3-5-years`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, pattern = "^(this-year|3-5-years)$"))]
    pub horizon: Option<String>,
    /// The id of the goal that it follows from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub goal: Option<String>,
    /// What was said of it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Said>,
    /// `now`, `next`, `later` or `outside`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<board::workshop::Priority>))]
    pub priority: Option<String>,
    /// Why it got its priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The person or body who could change it, if it is outside the group's power.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<String>,
    /// Its dots, once the vote was revealed. The dots of causes merged into it are included.
    #[serde(default)]
    pub dots: Option<u32>,
    /// Its dots by department.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dots_by_department: BTreeMap<DepartmentId, u32>,
    /// Its rating, once it was revealed.
    #[serde(default)]
    pub rated: Option<Rated>,
    /// The cause it was merged into.
    #[serde(default)]
    pub merged_into: Option<NoteId>,
}

impl Cause {
    /// What is said of it besides its text and its place. The file has these fields beside the others, so they are named
    /// here, in both directions: a detail that is missing in one does not compile.
    pub fn details(&self) -> Details {
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
            ..
        } = self.clone();
        let also: Vec<&str> = also.iter().map(BranchId::as_str).collect();
        let also = Some(also.join("\n")).filter(|ids| !ids.is_empty());
        Details {
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
        }
    }

    /// The cause with these details.
    pub(crate) fn with(self, details: Details) -> Self {
        let Details {
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
        } = details;
        let also = also.iter().flat_map(|ids| ids.split('\n')).map(BranchId::from).collect();
        Self {
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
            ..self
        }
    }
}
