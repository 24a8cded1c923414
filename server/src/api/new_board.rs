//! The body of a request to create a board.

use board::workshop::{Activity, Create, Department, Goals, Meeting, read_agenda, read_object, templates};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, schema::AnyOfBuilder},
};

use super::{
    names::{Language, TemplateId},
    templates::known,
};
use crate::problem::Problem;

/// A board to make. Values that are left out come from the template.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBoard {
    /// Its title.
    #[schema(min_length = 1, pattern = r"\S")]
    title: String,
    /// Its template.
    #[schema(value_type = TemplateId)]
    template: String,
    /// English, if none is named.
    #[schema(value_type = Option<Language>)]
    language: Option<String>,
    /// The effect whose causes are looked for: the fish's head.
    effect: Option<String>,
    /// The goals of the workshop and of the organisation.
    #[serde(default, deserialize_with = "read_object")]
    goals: Option<Goals>,
    /// The departments that are expected.
    #[serde(default, deserialize_with = "read_departments")]
    departments: Option<Vec<NewDepartment>>,
    /// The meetings; a plain list of activities is read as one meeting.
    #[serde(default, deserialize_with = "read_meetings")]
    #[schema(value_type = Option<NewAgenda>)]
    agenda: Option<Vec<Meeting>>,
}

/// A department: in full, or as a name from which the id is made.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub enum NewDepartment {
    /// The id of a department of the template, or a name.
    Name(DepartmentName),
    /// A department in full.
    Full(FullDepartment),
}

/// The name of a department, which is not blank.
#[derive(Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 1, pattern = r"\S")]
pub struct DepartmentName(String);

impl TryFrom<String> for DepartmentName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        if name.trim().is_empty() { Err("a department has no name") } else { Ok(Self(name)) }
    }
}

/// A department in full.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FullDepartment {
    /// Its id, at most 64 bytes of plain text. If it is left out, it is made from the name.
    #[schema(max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$")]
    id: Option<String>,
    /// What people call it.
    name: DepartmentName,
}

/// An agenda as it is wanted: the activities of one meeting, or several meetings. An empty one is both, which an untagged
/// enum's schema, that exactly one form fits, would deny.
pub struct NewAgenda;

impl PartialSchema for NewAgenda {
    fn schema() -> RefOr<Schema> {
        let either = AnyOfBuilder::new().item(Vec::<Activity>::schema()).item(Vec::<Meeting>::schema());
        let about = "The activities of one meeting, or several meetings.";
        Schema::AnyOf(either.description(Some(about)).build()).into()
    }
}

impl ToSchema for NewAgenda {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Vec::<Activity>::schemas(schemas);
        Vec::<Meeting>::schemas(schemas);
    }
}

/// Reads each department by its form, so that an error names the field. An untagged enum would only say that no form
/// fits.
pub fn read_departments<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<NewDepartment>>, D::Error> {
    let Some(items) = Option::<Vec<Value>>::deserialize(input)? else { return Ok(None) };
    let read = |item: Value| match item {
        Value::String(name) => {
            DepartmentName::try_from(name).map(NewDepartment::Name).map_err(D::Error::custom)
        }
        full @ Value::Object(_) => {
            serde_json::from_value(full).map(NewDepartment::Full).map_err(D::Error::custom)
        }
        _ => Err(D::Error::custom("a department is a name, or an object")),
    };
    items.into_iter().map(read).collect::<Result<_, _>>().map(Some)
}

pub fn read_meetings<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<Meeting>>, D::Error> {
    match Option::<Value>::deserialize(input)? {
        None => Ok(None),
        Some(agenda) => read_agenda(agenda).map(Some).map_err(D::Error::custom),
    }
}

impl NewBoard {
    /// The template, overridden by the given values.
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
        let mut create = Create {
            title: self.title,
            language: language.to_owned(),
            effect: self.effect.unwrap_or_default(),
            goals: self.goals.unwrap_or_default(),
            branches: template.branches,
            departments,
            agenda,
            competences: template.competences,
            ..Create::default()
        };
        // The answer gives the texts as the board has them.
        create.tidy();
        Ok(create)
    }
}

impl NewDepartment {
    /// The department that is meant, of those that are known or a new one.
    pub fn named(self, known: &[Department]) -> Department {
        match self {
            Self::Name(DepartmentName(name)) => known
                .iter()
                .find(|department| department.id.as_str() == name)
                .cloned()
                .unwrap_or_else(|| Department { id: slug(&name).into(), name }),
            Self::Full(FullDepartment { id: Some(id), name }) if !id.trim().is_empty() => {
                Department { id: id.into(), name: name.0 }
            }
            Self::Full(FullDepartment { name: DepartmentName(name), .. }) => {
                Department { id: slug(&name).into(), name }
            }
        }
    }
}

/// The longest id that is made from a name, in bytes.
const LONGEST_ID: usize = 64;

/// A department's id from its name: `Customer service` → `customer-service`. Letters of any alphabet stay; a name
/// without any becomes the numbers of its characters.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = words.collect::<Vec<_>>().join("-").to_lowercase();
    if slug.is_empty() {
        slug = name.trim().chars().map(|c| format!("{:x}", u32::from(c))).collect::<Vec<_>>().join("-");
    }
    slug.truncate(slug.floor_char_boundary(LONGEST_ID));
    slug
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
    fn every_name_that_is_not_blank_makes_an_id() {
        assert_eq!(slug("!?"), "21-3f");
        assert_eq!(slug(&"Відділ ".repeat(20)).len(), 64);
        for blank in [json!(" "), json!({ "name": "" }), json!({ "id": "x", "name": "\t" })] {
            let body = json!({ "title": "T", "template": "6m", "departments": [blank] });
            assert!(serde_json::from_value::<NewBoard>(body).is_err(), "{blank}");
        }
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
