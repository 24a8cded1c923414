//! The charter: why there is this team, whom it reports to, and what it is to reach (CHARTER-1).

use serde::{Deserialize, Serialize};

use crate::{
    DepartmentId,
    schema::{
        Limits, Unfit,
        board::{
            ACCEPTED_BY, CENTRE, CHARTER, GOAL_3_5_YEARS, GOAL_THIS_YEAR, MAY_WORK_WITH, MUST_WORK_WITH,
            PRINCIPLES, PURPOSE, REPORTS_FUNCTIONALLY_TO, REPORTS_TO, STRATEGY,
        },
        find,
    },
    text::{is_blank, paragraphs},
};

/// The charter of the team that the workshop is about. What nobody has written yet is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Charter {
    /// Why there is this team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The department that it reports to formally.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reports_to: Option<DepartmentId>,
    /// The department that it reports to functionally.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reports_functionally_to: Option<DepartmentId>,
    /// The department that is asked to accept every project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_by: Option<DepartmentId>,
    /// With whom it must work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub must_work_with: Option<String>,
    /// With whom it may work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_work_with: Option<String>,
    /// Whether it is a `profit` or a `cost` centre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub centre: Option<String>,
    /// The principles that it works by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principles: Option<String>,
    /// What is to be reached this year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal_this_year: Option<String>,
    /// What is to be reached in three to five years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal_3_5_years: Option<String>,
    /// The company's strategy, as far as projects have to fit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
}

impl Charter {
    /// The charter with the value of each key.
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            purpose: value(PURPOSE),
            reports_to: value(REPORTS_TO).map(Into::into),
            reports_functionally_to: value(REPORTS_FUNCTIONALLY_TO).map(Into::into),
            accepted_by: value(ACCEPTED_BY).map(Into::into),
            must_work_with: value(MUST_WORK_WITH),
            may_work_with: value(MAY_WORK_WITH),
            centre: value(CENTRE),
            principles: value(PRINCIPLES),
            goal_this_year: value(GOAL_THIS_YEAR),
            goal_3_5_years: value(GOAL_3_5_YEARS),
            strategy: value(STRATEGY),
        }
    }

    /// Every field with its value, in the order of the table. A field that is in one of the two lists only does not
    /// compile.
    pub fn values(&self) -> [(&'static str, Option<&str>); CHARTER.len()] {
        let Self {
            purpose,
            reports_to,
            reports_functionally_to,
            accepted_by,
            must_work_with,
            may_work_with,
            centre,
            principles,
            goal_this_year,
            goal_3_5_years,
            strategy,
        } = self;
        [
            (PURPOSE, purpose.as_deref()),
            (REPORTS_TO, reports_to.as_ref().map(DepartmentId::as_str)),
            (REPORTS_FUNCTIONALLY_TO, reports_functionally_to.as_ref().map(DepartmentId::as_str)),
            (ACCEPTED_BY, accepted_by.as_ref().map(DepartmentId::as_str)),
            (MUST_WORK_WITH, must_work_with.as_deref()),
            (MAY_WORK_WITH, may_work_with.as_deref()),
            (CENTRE, centre.as_deref()),
            (PRINCIPLES, principles.as_deref()),
            (GOAL_THIS_YEAR, goal_this_year.as_deref()),
            (GOAL_3_5_YEARS, goal_3_5_years.as_deref()),
            (STRATEGY, strategy.as_deref()),
        ]
    }

    /// Whether nothing of it is written.
    pub fn is_empty(&self) -> bool {
        self.values().iter().all(|(_, value)| value.is_none())
    }

    /// The first field whose value does not fit, and why.
    pub(super) fn misfit(&self, limits: &Limits) -> Option<(&'static str, Unfit)> {
        self.values().into_iter().find_map(|(key, value)| {
            let fits = find(CHARTER, key)?.fits(value?, limits);
            fits.err().map(|unfit| (key, unfit))
        })
    }

    /// Brings its texts into the form that the board stores (TEXT-5); a text that says nothing is none.
    pub(super) fn tidy(&mut self) {
        let texts = [
            &mut self.purpose,
            &mut self.must_work_with,
            &mut self.may_work_with,
            &mut self.principles,
            &mut self.goal_this_year,
            &mut self.goal_3_5_years,
            &mut self.strategy,
        ];
        for text in texts {
            *text =
                text.take().map(|text| paragraphs(&text).trim().to_owned()).filter(|text| !is_blank(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charter_stands_in_the_order_of_the_table() {
        let keys: Vec<&str> = CHARTER.iter().map(|field| field.key).collect();
        assert_eq!(Charter::default().values().map(|(key, _)| key).to_vec(), keys);
    }

    #[test]
    fn a_field_of_the_charter_is_kept_under_its_own_key() {
        let charter = Charter::read(|key| Some(format!("the {key}")));
        for (key, value) in charter.values() {
            assert_eq!(value, Some(format!("the {key}").as_str()));
        }
    }
}
