//! Reads the people and the departments of a document.

use serde_json::{Map, Value};

use super::{Department, Person};
use crate::names::NameOrder;
use crate::text::line;

/// The departments in their order.
pub(super) fn departments(map: &Map<String, Value>) -> Vec<Department> {
    let mut departments = vec![];
    for (id, value) in map {
        let name = line(value.get("name").and_then(Value::as_str).unwrap_or(id)).into_owned();
        let place = value.get("place").and_then(Value::as_u64).unwrap_or(u64::MAX);
        departments.push((place, Department { id: id.as_str().into(), name }));
    }
    departments.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    departments.into_iter().map(|(_, department)| department).collect()
}

/// The people by their names, in the order of the board's language.
pub(super) fn people(map: &Map<String, Value>, language: &str) -> Vec<Person> {
    let person = |(id, value): (&String, &Value)| {
        let text = |key| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let is = |key| value.get(key).and_then(Value::as_bool).unwrap_or_default();
        Person {
            id: id.as_str().into(),
            name: line(text("name")).into_owned(),
            department: text("department").into(),
            removed: is("removed"),
            seat: is("seat"),
            awaited: is("awaited"),
        }
    };
    let mut people: Vec<_> = map.iter().map(person).collect();
    let order = NameOrder::of(language);
    people.sort_by(|a, b| order.compare(&a.name, &b.name).then_with(|| a.id.cmp(&b.id)));
    people
}
