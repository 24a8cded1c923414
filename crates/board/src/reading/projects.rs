//! Reads the projects of a document.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::natural::natural;
use super::{Approval, Defect, Project};
use crate::ProjectId;
use crate::schema::{self, Kind, find, is_number};
use crate::text::{line, paragraphs};
use crate::workshop::Progress;

pub(super) fn projects(
    map: &Map<String, Value>,
    approvals: &Map<String, Value>,
    reports: &Map<String, Value>,
    defects: &mut Vec<Defect>,
) -> Vec<Project> {
    use schema::project as key;
    let mut projects = vec![];
    let mut history: BTreeMap<ProjectId, Vec<Progress>> = BTreeMap::new();
    // The keys are numbers of one length.
    for (number, said) in reports.iter().collect::<BTreeMap<_, _>>() {
        match serde_json::from_value::<Progress>(said.clone()) {
            Ok(said) => history.entry(said.project.clone()).or_default().push(said),
            Err(error) => {
                defects.push(Defect { at: format!("progress/{number}"), what: format!("{error}; left out") });
            }
        }
    }
    for (id, value) in map {
        let Some(fields) = value.as_object() else {
            defects.push(Defect { at: format!("projects/{id}"), what: "is not a map; left out".into() });
            continue;
        };
        let list = |key: &str| -> Vec<String> {
            let items = fields.get(key).and_then(Value::as_object);
            let mut items: Vec<(&str, &str)> = items
                .into_iter()
                .flatten()
                .map(|(item, order)| (order.as_str().unwrap_or_default(), item.as_str()))
                .collect();
            items.sort_unstable();
            items.into_iter().map(|(_, item)| item.to_owned()).collect()
        };
        let lines = |key| list(key).iter().map(|item| line(item).into_owned()).collect();
        let said = |department: &str, key: &str| {
            approvals.get(id)?.get(department)?.get(key)?.as_str().map(str::to_owned)
        };
        projects.push(Project {
            id: id.as_str().into(),
            fields: fields
                .keys()
                .filter_map(|name| Some((name.clone(), project_field(fields, name)?)))
                .collect(),
            amount: fields.get(key::AMOUNT).and_then(Value::as_f64).filter(|amount| is_number(*amount)),
            notes: list(key::NOTES).into_iter().map(Into::into).collect(),
            competences: lines(key::COMPETENCES),
            tools: lines(key::TOOLS),
            methods: lines(key::METHODS),
            approvals: list(key::APPROVALS)
                .into_iter()
                .map(|department| Approval {
                    decision: said(&department, "decision"),
                    comment: said(&department, "comment"),
                    department: department.into(),
                })
                .collect(),
            progress: history.remove(id.as_str()).unwrap_or_default(),
            affects_departments: list(key::AFFECTS_DEPARTMENTS).into_iter().map(Into::into).collect(),
        });
    }
    projects.sort_by_cached_key(|project| natural(project.id.as_str()));
    projects
}

fn project_field(fields: &Map<String, Value>, name: &str) -> Option<String> {
    let value = fields.get(name)?.as_str()?;
    let is_text = find(&schema::project::FIELDS, name).is_some_and(|field| field.kind == Kind::Text);
    Some(if is_text { paragraphs(value).into_owned() } else { value.to_owned() })
}
