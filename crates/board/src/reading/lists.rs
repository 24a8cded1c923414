//! The three lists that causes come from, with what stands beside each (LIST-2, LIST-3, GOAL-1 to GOAL-4).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Board, Note};
use crate::schema::note;
use crate::text::line;
use crate::workshop::PollKind;
use crate::{DepartmentId, NoteId, ProjectId};

/// The three lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportLists))]
pub struct Lists {
    /// The number of causes that satisfaction results show.
    pub results: u32,
    /// The number of causes from the quality of areas.
    pub quality: u32,
    /// The number of causes that are of no list.
    pub unlisted: u32,
    /// The areas: those that were graded in the order of their polls, then the departments that own causes of the list.
    pub areas: Vec<Area>,
    /// The goals: those of this year first, each in reading order.
    pub goals: Vec<Goal>,
}

/// An area, and how good its own work is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportArea))]
pub struct Area {
    /// What it is called.
    pub name: String,
    /// The average of its last grades, with one decimal. Missing where fewer than three people graded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub average: Option<f64>,
    /// The number of people who gave these grades.
    pub graded: u32,
    /// The causes of the list that the area owns.
    pub causes: Vec<NoteId>,
}

/// A goal, and what follows from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportGoal))]
pub struct Goal {
    /// The cause of the list `goals` that it is.
    pub note: NoteId,
    /// What is to be reached.
    pub text: String,
    /// Until when: `this-year` or `3-5-years`.
    #[cfg_attr(feature = "openapi", schema(pattern = "^(this-year|3-5-years)$"))]
    pub horizon: String,
    /// The id of the fact by which it is measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub fact: Option<String>,
    /// How far people believe that it can be reached: the average of the last grades, with one decimal. Missing where
    /// fewer than three people graded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub belief: Option<f64>,
    /// The number of people who gave these grades.
    pub graded: u32,
    /// The causes that follow from it, in reading order.
    pub causes: Vec<Follower<NoteId>>,
    /// The projects that serve it, in their order.
    pub projects: Vec<Follower<ProjectId>>,
}

/// What follows from a goal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ExportFollower))]
pub struct Follower<Id> {
    /// Its id.
    pub id: Id,
    /// What it says.
    pub text: String,
}

impl Lists {
    /// Whether no cause is of a list, and nothing was graded.
    pub fn is_empty(&self) -> bool {
        self.results == 0 && self.quality == 0 && self.goals.is_empty() && self.areas.is_empty()
    }
}

/// Until when a goal is to be reached (GOAL-1).
fn horizon(goal: &Note) -> &'static str {
    let said = goal.details.horizon.as_deref();
    note::HORIZONS.into_iter().find(|one| said == Some(one)).unwrap_or(note::HORIZONS[0])
}

/// Names are compared as they are read: in one line, and in any case.
fn key(name: &str) -> String {
    line(name).to_lowercase()
}

impl Board {
    /// The three lists with the grades of areas, the belief in goals, and what follows from each goal.
    pub fn lists(&self) -> Lists {
        let causes = self.causes();
        let of = |list: &'static str| -> Vec<&Note> {
            causes.iter().filter(|note| note.details.list.as_deref() == Some(list)).copied().collect()
        };
        let counted = |list: &'static str| of(list).len() as u32;
        let [results, quality, goals] = note::LISTS;
        Lists {
            results: counted(results),
            quality: counted(quality),
            unlisted: causes.iter().filter(|note| note.details.list.is_none()).count() as u32,
            areas: self.areas(&of(quality)),
            goals: self.goals_of(&of(goals), &causes),
        }
    }

    /// The last grades of everything that was asked about in polls of a kind, in the order in which it was first asked:
    /// their average with one decimal, and how many there are.
    fn graded(&self, kind: PollKind) -> Vec<(String, Option<(f64, u32)>)> {
        let mut graded: Vec<(String, Option<(f64, u32)>)> = vec![];
        for item in self.polls.iter().filter(|poll| poll.kind == kind && !poll.open).flat_map(|p| &p.items) {
            let grades = item.grades.as_deref().unwrap_or_default();
            let given: u32 = grades.iter().sum();
            let total: u32 = (1..).zip(grades).map(|(grade, times)| grade * times).sum();
            let average = (f64::from(total) / f64::from(given.max(1)) * 10.0).round() / 10.0;
            let result = (given > 0).then_some((average, given));
            match graded.iter_mut().find(|(name, _)| key(name) == key(&item.text)) {
                Some((_, last)) => *last = result,
                None => graded.push((line(&item.text).into_owned(), result)),
            }
        }
        graded
    }

    fn areas(&self, causes: &[&Note]) -> Vec<Area> {
        let mut areas: Vec<Area> = vec![];
        for (name, result) in self.graded(PollKind::Quality) {
            let (average, graded) = result.unzip();
            areas.push(Area { name, average, graded: graded.unwrap_or_default(), causes: vec![] });
        }
        let mut owned: BTreeMap<&DepartmentId, Vec<NoteId>> = BTreeMap::new();
        for note in causes {
            if let Some(owner) = &note.details.owner {
                owned.entry(owner).or_default().push(note.id.clone());
            }
        }
        for department in &self.departments {
            let Some(causes) = owned.remove(&department.id) else { continue };
            match areas.iter_mut().find(|area| key(&area.name) == key(&department.name)) {
                Some(area) => area.causes = causes,
                None => areas.push(Area { name: department.name.clone(), causes, ..Area::default() }),
            }
        }
        // A department that left the board's list is called by its id.
        for (id, causes) in owned {
            areas.push(Area { name: id.to_string(), causes, ..Area::default() });
        }
        areas
    }

    fn goals_of(&self, goals: &[&Note], causes: &[&Note]) -> Vec<Goal> {
        let beliefs = self.graded(PollKind::Belief);
        // What was merged into a goal is that goal.
        let mut named: BTreeMap<&str, &NoteId> = BTreeMap::new();
        for goal in goals {
            named.insert(goal.id.as_str(), &goal.id);
            named.extend(goal.merged.iter().map(|merged| (merged.id.as_str(), &goal.id)));
        }
        let goal = |goal: &&Note| {
            let follows = |note: &&&Note| {
                let said = note.details.goal.as_deref().and_then(|id| named.get(id));
                note.id != goal.id && (note.parent.as_ref() == Some(&goal.id) || said == Some(&&goal.id))
            };
            let following: Vec<&Note> = causes.iter().filter(follows).copied().collect();
            let serves = |id: &NoteId| {
                named.get(id.as_str()) == Some(&&goal.id) || following.iter().any(|note| note.id == *id)
            };
            let projects = self.projects.iter().filter(|project| project.notes.iter().any(serves));
            let title = |project: &super::Project| project.field(crate::schema::project::TITLE).to_owned();
            let belief = beliefs.iter().find(|(name, _)| key(name) == key(&goal.text));
            let (belief, graded) = belief.and_then(|(_, result)| *result).unzip();
            Goal {
                note: goal.id.clone(),
                text: goal.text.clone(),
                horizon: horizon(goal).to_owned(),
                fact: goal.details.fact.clone(),
                belief,
                graded: graded.unwrap_or_default(),
                causes: (following.iter())
                    .map(|note| Follower { id: note.id.clone(), text: note.text.clone() })
                    .collect(),
                projects: projects.map(|one| Follower { id: one.id.clone(), text: title(one) }).collect(),
            }
        };
        let mut all: Vec<Goal> = goals.iter().map(goal).collect();
        all.sort_by_key(|goal| goal.horizon != note::HORIZONS[0]);
        all
    }
}
