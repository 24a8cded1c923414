//! Creating a project.

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    Content, EDITION_PROGRESS, Horizon, State, Write,
    facts::decide_fact,
    projects::{decide_items, decide_number_of_items, tidy},
    verdict::{Verdict, ensure},
};
use crate::{
    Code, DepartmentId, FactId, NoteId, ProjectId,
    schema::{board, is_currency, is_date, is_number, project as key},
    text::is_blank,
};

/// A project as the facilitator makes it. Only the title is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewProject {
    /// Its title.
    #[cfg_attr(feature = "openapi", schema(required, min_length = 1, pattern = r"\S"))]
    pub title: String,
    /// The causes it deals with.
    pub notes: Vec<NoteId>,
    /// When it is to be done.
    pub horizon: Horizon,
    /// The department that owns it.
    pub owner: Option<DepartmentId>,
    /// The sponsor from the board of directors.
    #[serde(deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<FormText>))]
    pub sponsor: String,
    /// Competences it needs.
    pub competences: Vec<String>,
    /// Tools it needs.
    pub tools: Vec<String>,
    /// Methods it needs.
    pub methods: Vec<String>,
    /// Its budget.
    #[serde(deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<FormText>))]
    pub budget: String,
    /// Its duration.
    #[serde(deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<FormText>))]
    pub duration: String,
    /// How progress is measured.
    #[serde(deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<FormText>))]
    pub measure: String,
    /// How it affects the customer.
    #[serde(deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<FormText>))]
    pub affects: String,
    /// What value it brings.
    #[serde(deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<FormText>))]
    pub value: String,
    /// How it helps.
    #[serde(deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<FormText>))]
    pub helps: String,
    /// How it fits the company's strategy.
    #[serde(deserialize_with = "text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<FormText>))]
    pub strategy: String,
    /// The departments that must accept it.
    pub approvals: Vec<DepartmentId>,
    /// Who answers for it in the department that owns it.
    #[serde(deserialize_with = "text", skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<FormText>))]
    pub person: String,
    /// The day on which it starts, as `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "date", pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub start: Option<String>,
    /// The day on which it is due, as `YYYY-MM-DD`; not before it starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "date", pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub due: Option<String>,
    /// The budget, as far as it is a sum of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = -1_000_000_000_000_i64, maximum = 1_000_000_000_000_i64))]
    pub amount: Option<f64>,
    /// The currency of the amount, by ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<super::CurrencyCode>))]
    pub currency: Option<String>,
    /// The departments that it affects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub affects_departments: Vec<DepartmentId>,
    /// The fact by which its progress is measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactId>,
}

/// A text as a form may send it.
#[derive(Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
enum FormText {
    /// A text.
    Text(String),
    /// A number, such as a budget.
    Number(f64),
}

/// Reads a text that a form may send as a number or leave out.
fn text<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    match Option::<FormText>::deserialize(input) {
        Ok(None) => Ok(String::new()),
        Ok(Some(FormText::Text(text))) => Ok(text),
        Ok(Some(FormText::Number(number))) => Ok(number.to_string()),
        Err(_) => Err(serde::de::Error::custom("a text is expected here")),
    }
}

/// Decides whether a project may be created. The board may be locked: a project follows from decisions about the
/// causes.
pub(super) fn decide_create(state: &State, content: &dyn Content, project: &NewProject) -> Verdict {
    ensure(!is_blank(&project.title), Code::Invalid, "The project has no title yet; give it one")?;
    for (_, text) in project.texts() {
        state.limits.field_fits(text)?;
    }
    for items in [&project.competences, &project.tools, &project.methods] {
        decide_items(&state.limits, items)?;
    }
    decide_plan(project)?;
    if let Some(fact) = &project.fact {
        decide_fact(content, fact)?;
    }
    for items in [project.notes.len(), project.approvals.len(), project.affects_departments.len()] {
        decide_number_of_items(&state.limits, items)?;
    }
    for note in &project.notes {
        ensure(content.note(note).is_some(), Code::Unknown, "One of its causes is no longer on the board")?;
    }
    let departments = project.approvals.iter().chain(&project.owner).chain(&project.affects_departments);
    for department in departments {
        let listed = state.departments.is_empty() || state.departments.iter().any(|d| d.id == *department);
        ensure(
            listed,
            Code::Unknown,
            "One of its departments is not on this board's list; choose one that it lists",
        )?;
    }
    ensure(
        content.projects().len() < state.limits.projects as usize,
        Code::TooMany,
        "The board has as many projects as it can take; remove one first",
    )
}

/// Checks the dates and the amount of a new project. The gate judges each value by itself, because two people may change
/// both dates at once; so a project on the board may be due before it starts, and screens say so.
fn decide_plan(project: &NewProject) -> Verdict {
    ensure(
        project.start.iter().chain(&project.due).all(|day| is_date(day)),
        Code::Invalid,
        "One of its dates is no day of the calendar; write it as in 2027-03-31",
    )?;
    ensure(
        project.start.is_none() || project.due.is_none() || project.start <= project.due,
        Code::Invalid,
        "The project would be due before it starts; change one of the two dates",
    )?;
    ensure(
        project.amount.is_none_or(is_number),
        Code::Invalid,
        "The amount is larger than a board holds; give it in a larger unit",
    )?;
    ensure(
        project.currency.as_deref().is_none_or(is_currency),
        Code::Invalid,
        "There is no such currency; give its code, as in EUR",
    )
}

pub(super) fn apply_create(
    state: &State,
    content: &dyn Content,
    seq: u64,
    project: &NewProject,
    writes: &mut Vec<Write>,
) {
    let mut id = ProjectId::from(format!("p{seq}"));
    // A client may already have chosen this id for another project.
    for number in 2.. {
        if content.project(&id).is_none() {
            break;
        }
        id = ProjectId::from(format!("p{seq}-{number}"));
    }
    let mut fields: Vec<(String, String)> = vec![];
    let mut field = |key: &str, value: &str| {
        if !value.is_empty() {
            fields.push((key.to_owned(), value.to_owned()));
        }
    };
    for (key, text) in project.texts() {
        field(key, text.trim());
    }
    field(key::HORIZON, project.horizon.as_str());
    field(key::OWNER, project.owner.as_ref().map_or("", |d| d.as_str()));
    field(key::STATUS, "planned");
    let plan = [(key::START, &project.start), (key::DUE, &project.due), (key::CURRENCY, &project.currency)];
    for (key, value) in plan {
        field(key, value.as_deref().unwrap_or_default());
    }
    field(key::FACT, project.fact.as_ref().map_or("", |fact| fact.as_str()));
    let notes: Vec<String> = project.notes.iter().map(NoteId::to_string).collect();
    let asked = project.approvals.iter().cloned().chain(asked_always(state, content, project));
    let approvals: Vec<String> = asked.map(|department| department.to_string()).collect();
    // All lists are created, even empty ones. If two people created the same list at once, one of the two would be
    // lost.
    let affected: Vec<String> = project.affects_departments.iter().map(DepartmentId::to_string).collect();
    let affected = (state.edition >= EDITION_PROGRESS || !affected.is_empty()).then(|| tidy(&affected));
    let lists = [
        (key::NOTES, tidy(&notes)),
        (key::COMPETENCES, tidy(&project.competences)),
        (key::TOOLS, tidy(&project.tools)),
        (key::METHODS, tidy(&project.methods)),
        (key::APPROVALS, tidy(&approvals)),
    ];
    let lists = lists.into_iter().chain(affected.map(|items| (key::AFFECTS_DEPARTMENTS, items)));
    let lists = lists.map(|(key, items)| (key.to_owned(), items)).collect();
    writes.push(Write::Project { id, fields, amount: project.amount, lists });
}

/// The department that the charter asks to accept every project, unless it owns this one (CHARTER-2).
fn asked_always(state: &State, content: &dyn Content, project: &NewProject) -> Option<DepartmentId> {
    let department = DepartmentId::from(content.board(board::ACCEPTED_BY)?);
    let listed = state.departments.iter().any(|listed| listed.id == department);
    (listed && project.owner.as_ref() != Some(&department)).then_some(department)
}

impl NewProject {
    /// Its free texts by key.
    fn texts(&self) -> [(&'static str, &str); 10] {
        [
            (key::TITLE, &self.title),
            (key::SPONSOR, &self.sponsor),
            (key::BUDGET, &self.budget),
            (key::DURATION, &self.duration),
            (key::MEASURE, &self.measure),
            (key::AFFECTS, &self.affects),
            (key::VALUE, &self.value),
            (key::HELPS, &self.helps),
            (key::STRATEGY, &self.strategy),
            (key::PERSON, &self.person),
        ]
    }
}
