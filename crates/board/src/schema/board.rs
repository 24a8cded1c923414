//! Keys of the root map `board`.

use super::{Field, Kind};

/// Y.Text: the effect, the fish's head.
pub const EFFECT: &str = "effect";
/// String.
pub const TITLE: &str = "title";
/// String: the workshop's goal.
pub const GOAL_WORKSHOP: &str = "goal_workshop";
/// String: the organisation's goal.
pub const GOAL_ORGANISATION: &str = "goal_organisation";
/// String: what is asked on the axis of importance, in place of the screens' own question.
pub const IMPORTANCE_QUESTION: &str = "importance_question";
/// String: what is asked on the axis of urgency.
pub const URGENCY_QUESTION: &str = "urgency_question";

/// String: the names of the overseeing committee, one a line.
pub const OVERSEEING: &str = "overseeing";
/// String: the names of those who execute, one a line.
pub const EXECUTING: &str = "executing";

/// String: why there is this team.
pub const PURPOSE: &str = "purpose";
/// String or null: the id of the department that the team reports to formally.
pub const REPORTS_TO: &str = "reports_to";
/// String or null: the id of the department that the team reports to functionally.
pub const REPORTS_FUNCTIONALLY_TO: &str = "reports_functionally_to";
/// String or null: the id of the department that is asked to accept every project.
pub const ACCEPTED_BY: &str = "accepted_by";
/// String: with whom the team must work.
pub const MUST_WORK_WITH: &str = "must_work_with";
/// String: with whom the team may work.
pub const MAY_WORK_WITH: &str = "may_work_with";
/// `"profit"`, `"cost"` or null: whether the team is a profit centre or a cost centre.
pub const CENTRE: &str = "centre";
/// String: the principles that the team works by.
pub const PRINCIPLES: &str = "principles";
/// String: what is to be reached this year.
pub const GOAL_THIS_YEAR: &str = "goal_this_year";
/// String: what is to be reached in three to five years.
pub const GOAL_3_5_YEARS: &str = "goal_3_5_years";
/// String: the company's strategy, as far as projects have to fit it.
pub const STRATEGY: &str = "strategy";

/// What [`CENTRE`] may be.
pub const CENTRES: [&str; 2] = ["profit", "cost"];

/// The fields of the root map `board`.
pub const FIELDS: [Field; 19] = [
    Field::new(EFFECT, Kind::SharedText),
    Field::new(TITLE, Kind::Text),
    Field::new(GOAL_WORKSHOP, Kind::Text),
    Field::new(GOAL_ORGANISATION, Kind::Text),
    Field::new(IMPORTANCE_QUESTION, Kind::Text),
    Field::new(URGENCY_QUESTION, Kind::Text),
    Field::new(OVERSEEING, Kind::Text),
    Field::new(EXECUTING, Kind::Text),
    Field::optional(PURPOSE, Kind::Text),
    Field::optional(REPORTS_TO, Kind::Key),
    Field::optional(REPORTS_FUNCTIONALLY_TO, Kind::Key),
    Field::optional(ACCEPTED_BY, Kind::Key),
    Field::optional(MUST_WORK_WITH, Kind::Text),
    Field::optional(MAY_WORK_WITH, Kind::Text),
    Field::optional(CENTRE, Kind::OneOf(&CENTRES)),
    Field::optional(PRINCIPLES, Kind::Text),
    Field::optional(GOAL_THIS_YEAR, Kind::Text),
    Field::optional(GOAL_3_5_YEARS, Kind::Text),
    Field::optional(STRATEGY, Kind::Text),
];

/// The number of fields before those of the charter.
const OTHERS: usize = 8;

/// The fields of the team's charter.
pub const CHARTER: &[Field] = FIELDS.split_at(OTHERS).1;
