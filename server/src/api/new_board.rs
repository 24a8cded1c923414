//! What a board is to be made of, as somebody asks for it.

use board::workshop::{Activity, Create, Department, Goals, Meeting, read_agenda, templates};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use utoipa::ToSchema;

use super::templates::known;
use crate::problem::Problem;

/// The board that is wanted. What is left out comes from the template.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBoard {
    /// What it is called.
    title: String,
    /// Its template: `cx-5m`, `6m`, `8p`, `4s`, `4p` or `blank`.
    template: String,
    /// `en` (the default), `pl` or `uk`.
    language: Option<String>,
    /// The effect whose causes are looked for: the fish's head.
    effect: Option<String>,
    /// What is to be reached.
    goals: Option<Goals>,
    /// The departments that are expected.
    #[serde(default, deserialize_with = "read_departments")]
    departments: Option<Vec<NewDepartment>>,
    /// The meetings; a plain list of activities is read as one meeting.
    #[serde(default, deserialize_with = "read_meetings")]
    #[schema(value_type = Option<NewAgenda>)]
    agenda: Option<Vec<Meeting>>,
}

/// A department as it is wanted: with an id, or as a name from which the id is made.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub enum NewDepartment {
    /// An id of the template's, or a name.
    Name(String),
    /// A department in full.
    Full(FullDepartment),
}

/// A department in full.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FullDepartment {
    /// Its id; made from the name if it is left out.
    id: Option<String>,
    /// What people call it.
    name: String,
}

/// An agenda as it is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "read by `read_agenda`, which names what does not fit; this is its description")]
pub enum NewAgenda {
    /// The activities of one meeting.
    Activities(Vec<Activity>),
    /// Several meetings.
    Meetings(Vec<Meeting>),
}

/// Reads each department by its form, so that an error names the field; an untagged enum only says that nothing fits.
fn read_departments<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<NewDepartment>>, D::Error> {
    let Some(items) = Option::<Vec<Value>>::deserialize(input)? else { return Ok(None) };
    let read = |item: Value| match item {
        Value::String(name) => Ok(NewDepartment::Name(name)),
        full => serde_json::from_value(full).map(NewDepartment::Full),
    };
    items.into_iter().map(read).collect::<Result<_, _>>().map(Some).map_err(D::Error::custom)
}

fn read_meetings<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<Meeting>>, D::Error> {
    match Option::<Value>::deserialize(input)? {
        None => Ok(None),
        Some(agenda) => read_agenda(agenda).map(Some).map_err(D::Error::custom),
    }
}

impl NewBoard {
    /// The template with what is wanted over it.
    ///
    /// # Errors
    /// When there is no such template or language.
    pub fn into_create(self) -> Result<Create, Problem> {
        let language = known(self.language.as_deref())?;
        let template = templates::template(&self.template, language).ok_or_else(|| {
            Problem::invalid(format!(
                "There is no such template; choose one of {}.",
                templates::IDS.join(", ")
            ))
        })?;
        let departments = match self.departments {
            Some(wanted) => wanted.into_iter().map(|one| one.named(&template.departments)).collect(),
            None => template.departments,
        };
        let agenda = self.agenda.unwrap_or(template.agenda);
        Ok(Create {
            title: self.title,
            language: language.to_owned(),
            effect: self.effect.unwrap_or_default(),
            goals: self.goals.unwrap_or_default(),
            branches: template.branches,
            departments,
            agenda,
            competences: template.competences,
            ..Create::default()
        })
    }
}

impl NewDepartment {
    fn named(self, known: &[Department]) -> Department {
        match self {
            Self::Name(name) => known
                .iter()
                .find(|department| department.id.as_str() == name)
                .cloned()
                .unwrap_or_else(|| Department { id: slug(&name).into(), name }),
            Self::Full(FullDepartment { id: Some(id), name }) if !id.is_empty() => {
                Department { id: id.into(), name }
            }
            Self::Full(FullDepartment { name, .. }) => Department { id: slug(&name).into(), name },
        }
    }
}

/// A department's id from its name: `Customer service` → `customer-service`. Letters of any alphabet stay.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wanted(body: Value) -> Create {
        serde_json::from_value::<NewBoard>(body).unwrap().into_create().unwrap()
    }

    #[test]
    fn what_is_left_out_comes_from_the_template() {
        let create = wanted(json!({ "title": "T", "template": "cx-5m" }));
        assert_eq!(create.language, "en");
        assert_eq!(create.branches.len(), 5);
        assert_eq!(create.departments.len(), 7);
        assert!(!create.agenda.is_empty());
    }

    #[test]
    fn departments_are_taken_by_id_by_name_or_in_full() {
        let create = wanted(json!({ "title": "T", "template": "cx-5m", "language": "pl", "departments": [
            "it", "Dział prawny", { "name": "Nowy dział" }, { "id": "x", "name": "X" } ] }));
        let ids: Vec<&str> = create.departments.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(ids, ["it", "dział-prawny", "nowy-dział", "x"]);
    }

    #[test]
    fn an_agenda_is_meetings_or_plain_activities() {
        let activity = json!({ "kind": "collect", "title": "A", "minutes": 5 });
        let plain = wanted(json!({ "title": "T", "template": "6m", "agenda": [activity] }));
        let meetings = wanted(
            json!({ "title": "T", "template": "6m", "agenda": [{ "title": "M", "activities": [activity] }] }),
        );
        assert_eq!(plain.agenda[0].activities, meetings.agenda[0].activities);
        assert!(wanted(json!({ "title": "T", "template": "6m", "agenda": [] })).agenda.is_empty());
    }
}
