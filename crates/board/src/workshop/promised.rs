//! What the board before had promised: a next meeting begins with it.

use serde::{Deserialize, Serialize};

use super::{
    Status,
    check::{Checked, most, placed},
    verdict::{Verdict, ensure},
};
use crate::schema::{Limits, is_date};
use crate::{Code, DepartmentId, Millis, ProjectId};

/// A project of the board before, as it stood when the next board was made (NEXT-4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Promised {
    /// Its id; a project that goes on has the same one on the next board.
    pub project: ProjectId,
    /// What it was called.
    pub title: String,
    /// How it stood.
    pub status: Status,
    /// The department that owned it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub owner: Option<DepartmentId>,
    /// Who answered for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub person: Option<String>,
    /// The day on which it was due, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = "date"))]
    pub due: Option<String>,
    /// The day on which it was due at first, if it was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = "date"))]
    pub due_first: Option<String>,
    /// What was last said of it in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub word: Option<String>,
    /// When something was last reported about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, value_type = Option<u64>))]
    pub at: Option<Millis>,
}

/// Checks those of a new board.
pub(super) fn check(limits: &Limits, promised: &[Promised]) -> Checked {
    let many = "That is more than one board promises; leave some out";
    most(promised.len(), limits.projects, "promised", many)?;
    let mut all = promised.iter().enumerate();
    all.try_for_each(|(n, one)| placed(format_args!("promised[{n}]"), fits(limits, one)))
}

fn fits(limits: &Limits, promised: &Promised) -> Verdict {
    limits.id_fits(promised.project.as_str())?;
    promised.owner.iter().try_for_each(|owner| limits.id_fits(owner.as_str()))?;
    let texts = promised.person.iter().chain(&promised.word).chain([&promised.title]);
    texts.into_iter().try_for_each(|text| limits.field_fits(text))?;
    let days = promised.due.iter().chain(&promised.due_first);
    ensure(days.into_iter().all(|day| is_date(day)), Code::Invalid, "This is no day of the calendar")
}
