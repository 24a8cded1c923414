//! Reads the facts of a document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Defect;
use super::natural::natural;
use crate::schema::{self, is_date, is_number};
use crate::text::{line, paragraphs};
use crate::workshop::FactAnswer;
use crate::{DepartmentId, FactId, Millis};

/// A figure with its values over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportFact))]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// What it is about: `nps`, `satisfaction`, `complaints`, `cost`, `quality` or `other`.
    #[cfg_attr(feature = "openapi", schema(pattern = "^(nps|satisfaction|complaints|cost|quality|other)$"))]
    pub kind: String,
    /// What it is called.
    #[serde(default)]
    pub label: String,
    /// What its values count.
    #[serde(default)]
    pub unit: String,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
    /// The department that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub department: Option<DepartmentId>,
    /// Its values, by the day on which they were measured.
    #[serde(default)]
    pub values: BTreeMap<String, f64>,
    /// The value that is to be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub target: Option<f64>,
    /// The day by which it is to be reached, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = "date"))]
    pub target_date: Option<String>,
    /// What was answered to questions about it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<FactAnswer>,
}

impl Fact {
    /// The first value with its day.
    pub fn start(&self) -> Option<(&str, f64)> {
        self.values.iter().next().map(|(day, value)| (day.as_str(), *value))
    }

    /// The newest value with its day.
    pub fn newest(&self) -> Option<(&str, f64)> {
        self.values.iter().next_back().map(|(day, value)| (day.as_str(), *value))
    }
}

pub(super) fn facts(
    map: &Map<String, Value>,
    answers: &Map<String, Value>,
    defects: &mut Vec<Defect>,
) -> Vec<Fact> {
    use schema::fact as key;
    let mut answers = answered(answers);
    let mut facts = vec![];
    for (id, value) in map {
        let Some(fields) = value.as_object() else {
            defects.push(Defect { at: format!("facts/{id}"), what: "is not a map; left out".into() });
            continue;
        };
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
        let some = |key: &str| Some(text(key)).filter(|text| !text.is_empty());
        let number = |value: &Value| value.as_f64().filter(|number| is_number(*number));
        let values = fields.get(key::VALUES).and_then(Value::as_object).into_iter().flatten();
        let values = values.filter(|(day, _)| is_date(day));
        facts.push(Fact {
            id: id.as_str().into(),
            kind: some(key::KIND).filter(|kind| key::KINDS.contains(kind)).unwrap_or("other").to_owned(),
            label: line(text(key::LABEL)).into_owned(),
            unit: line(text(key::UNIT)).into_owned(),
            source: paragraphs(text(key::SOURCE)).into_owned(),
            department: some(key::DEPARTMENT).map(Into::into),
            values: values.filter_map(|(day, value)| Some((day.clone(), number(value)?))).collect(),
            target: fields.get(key::TARGET).and_then(number),
            target_date: some(key::TARGET_DATE).filter(|day| is_date(day)).map(str::to_owned),
            answers: answers.remove(id).unwrap_or_default(),
        });
    }
    facts.sort_by_cached_key(|fact| natural(fact.id.as_str()));
    facts
}

/// What was answered about each fact, the oldest first.
fn answered(root: &Map<String, Value>) -> BTreeMap<String, Vec<FactAnswer>> {
    let mut said: BTreeMap<String, Vec<(Millis, &str, FactAnswer)>> = BTreeMap::new();
    for (id, value) in root {
        let Some(fields) = value.as_object() else { continue };
        let text = |key: &str| fields.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let read = |key: &str| fields.get(key).cloned().unwrap_or_default();
        let answer = FactAnswer {
            question: serde_json::from_value(read("question")).unwrap_or_default(),
            text: paragraphs(text("text").unwrap_or_default()).into_owned(),
            reason: serde_json::from_value(read("reason")).unwrap_or_default(),
            at: Millis(read("at").as_u64().unwrap_or_default()),
            department: text("department").map(Into::into),
            author: text("author").map(Into::into),
            kept: text("kept").map(Into::into),
        };
        let fact = text("fact").unwrap_or_default().to_owned();
        said.entry(fact).or_default().push((answer.at, id, answer));
    }
    let in_order = |mut all: Vec<(Millis, &str, FactAnswer)>| {
        all.sort_by(|a, b| (a.0, a.1.len(), a.1).cmp(&(b.0, b.1.len(), b.1)));
        all.into_iter().map(|(.., answer)| answer).collect()
    };
    said.into_iter().map(|(fact, all)| (fact, in_order(all))).collect()
}
