//! The templates a board can start from, in three languages: one file of words per language.

mod en;
mod pl;
mod uk;

use serde::Serialize;

use super::{Activity, Bone, Department, Kind, Meeting};
use crate::{BranchId, DepartmentId};

/// A template for new boards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Template {
    /// Its id, the same in every language.
    pub id: &'static str,
    /// Its name.
    pub title: &'static str,
    /// Its use, in one sentence.
    pub about: &'static str,
    /// Its bones.
    pub branches: Vec<Bone>,
    /// The departments it expects.
    pub departments: Vec<Department>,
    /// Departments that it suggests besides; a board has them only if somebody says so.
    pub further: Vec<Department>,
    /// Its meetings.
    pub agenda: Vec<Meeting>,
    /// The competences it starts from.
    pub competences: Vec<String>,
}

/// The ids of all templates.
pub const IDS: [&str; 6] = ["cx-5m", "6m", "8p", "4s", "4p", "blank"];

/// The languages.
pub const LANGUAGES: [&str; 3] = ["en", "pl", "uk"];

/// The words of one language. Ids are listed in `plan`, so that they cannot differ between languages.
struct Words {
    /// Name and use of each template, in the order of `IDS`.
    names: [(&'static str, &'static str); 6],
    /// Title and question of each bone, in the order of `bones`.
    cx: [(&'static str, &'static str); 5],
    six_m: [(&'static str, &'static str); 6],
    eight_p: [(&'static str, &'static str); 8],
    four_s: [(&'static str, &'static str); 4],
    four_p: [(&'static str, &'static str); 4],
    /// Names of the departments, in the order of `DEPARTMENTS`.
    departments: [&'static str; 15],
    /// The name of those who decide: a sponsor who is not there cannot accept anything.
    leadership: &'static str,
    /// Title and prompt of each activity, in the order of `KINDS`.
    activities: [(&'static str, &'static str); 10],
    /// Names of the meetings: of the only one, and of the two of the CX workshop.
    meetings: [&'static str; 3],
    /// The competences a CX team is first thought to need.
    competences: [&'static str; 9],
}

const DEPARTMENTS: [&str; 15] = [
    "analysis",
    "marketing",
    "customer-service",
    "it",
    "legal",
    "sales",
    "back-office",
    "production",
    "quality",
    "maintenance",
    "purchasing",
    "logistics",
    "finance",
    "hr",
    "operations",
];

const KINDS: [Kind; 10] = [
    Kind::Welcome,
    Kind::Understand,
    Kind::Collect,
    Kind::Silent,
    Kind::Break,
    Kind::Discuss,
    Kind::Vote,
    Kind::Prioritise,
    Kind::Plan,
    Kind::Close,
];

/// The CX workshop: two meetings, between which people look things up.
const CX_FIRST: [(Kind, u32); 6] = [
    (Kind::Welcome, 10),
    (Kind::Understand, 20),
    (Kind::Silent, 10),
    (Kind::Collect, 25),
    (Kind::Break, 15),
    (Kind::Discuss, 45),
];
const CX_SECOND: [(Kind, u32); 5] =
    [(Kind::Welcome, 5), (Kind::Vote, 10), (Kind::Prioritise, 30), (Kind::Plan, 60), (Kind::Close, 15)];
/// Every other workshop: one meeting.
const SHORT: [(Kind, u32); 7] = [
    (Kind::Welcome, 5),
    (Kind::Collect, 20),
    (Kind::Discuss, 30),
    (Kind::Vote, 10),
    (Kind::Prioritise, 15),
    (Kind::Plan, 30),
    (Kind::Close, 10),
];

/// A template in a language; nothing if there is no such template or language.
pub fn template(id: &str, language: &str) -> Option<Template> {
    let words = match language {
        "en" => &en::WORDS,
        "pl" => &pl::WORDS,
        "uk" => &uk::WORDS,
        _ => return None,
    };
    let place = IDS.iter().position(|known| *known == id)?;
    let (title, about) = words.names[place];
    let (branches, departments): (Vec<Bone>, &[&str]) = match IDS[place] {
        "cx-5m" => {
            (bones(["people", "management", "methods", "material", "machines"], words.cx), &DEPARTMENTS[..7])
        }
        "6m" => (
            bones(["people", "methods", "machines", "material", "measurement", "environment"], words.six_m),
            &["production", "quality", "maintenance", "purchasing", "logistics", "it", "hr"],
        ),
        "8p" => (
            bones(
                [
                    "product",
                    "price",
                    "place",
                    "promotion",
                    "people",
                    "process",
                    "physical-evidence",
                    "productivity",
                ],
                words.eight_p,
            ),
            &["marketing", "sales", "customer-service", "finance", "operations", "it"],
        ),
        "4s" => (
            bones(["surroundings", "suppliers", "systems", "skills"], words.four_s),
            &["customer-service", "operations", "purchasing", "it", "hr"],
        ),
        "4p" => (
            bones(["place", "procedures", "people", "policies"], words.four_p),
            &["customer-service", "operations", "back-office", "legal", "hr"],
        ),
        _ => (vec![], &[]),
    };
    let agenda = match IDS[place] {
        "cx-5m" => {
            vec![meeting(words, words.meetings[1], &CX_FIRST), meeting(words, words.meetings[2], &CX_SECOND)]
        }
        "blank" => vec![],
        _ => vec![meeting(words, words.meetings[0], &SHORT)],
    };
    let competences = if id == "cx-5m" { &words.competences[..] } else { &[] };
    Some(Template {
        id: IDS[place],
        title,
        about,
        branches,
        departments: departments.iter().map(|id| department(words, id)).collect(),
        further: departments.first().map(|_| leadership(words)).into_iter().collect(),
        agenda: super::agenda::filled(&agenda),
        competences: competences.iter().map(|&c| c.to_owned()).collect(),
    })
}

fn bones<const N: usize>(ids: [&str; N], words: [(&str, &str); N]) -> Vec<Bone> {
    let bone = |(id, (title, question)): (&str, (&str, &str))| Bone {
        id: BranchId::from(id),
        title: title.to_owned(),
        question: question.to_owned(),
        colour: None,
    };
    ids.into_iter().zip(words).map(bone).collect()
}

fn department(words: &Words, id: &str) -> Department {
    let name = DEPARTMENTS.iter().position(|d| *d == id).map_or(id, |place| words.departments[place]);
    Department { id: DepartmentId::from(id), name: name.to_owned() }
}

/// Those who decide. The id is the same in every language.
fn leadership(words: &Words) -> Department {
    Department { id: DepartmentId::from("leadership"), name: words.leadership.to_owned() }
}

fn meeting(words: &Words, title: &str, plan: &[(Kind, u32)]) -> Meeting {
    let activity = |&(kind, minutes): &(Kind, u32)| {
        let place = KINDS.iter().position(|k| *k == kind).unwrap_or_default();
        let (title, prompt) = words.activities[place];
        Activity {
            kind,
            title: title.to_owned(),
            minutes,
            prompt: Some(prompt.to_owned()),
            ..Activity::default()
        }
    };
    Meeting { title: title.to_owned(), starts_at: None, activities: plan.iter().map(activity).collect() }
}
