//! The profile of the team: the competences that all projects together need.

use std::collections::BTreeMap;

use serde::Serialize;

use super::competences::{TeamCompetence, key};
use crate::names::NameOrder;
use crate::text::{is_blank, line};

/// One competence of the profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Competence {
    /// Its name, as first written.
    pub name: String,
    /// The number of projects that need it.
    pub projects: u32,
    /// Whether it is on the list that the workshop started from.
    pub expected: bool,
    /// What facilitators said of it (COMP-1).
    pub team: TeamCompetence,
}

impl Competence {
    /// Whether the team needs it: as it is said, or else if a project does (COMP-2).
    pub fn needed(&self) -> bool {
        self.team.needed.unwrap_or(self.projects > 0)
    }
}

/// Counts the competences of all projects and compares them with the list that the workshop started from. The most
/// needed come first, then by name in the order of `language`; those that no project needs come last with 0. Upper and lower case and
/// surrounding spaces make no difference.
pub fn profile<'a>(
    projects: impl IntoIterator<Item = &'a [String]>,
    expected: &'a [String],
    team: &[TeamCompetence],
    language: &str,
) -> Vec<Competence> {
    let mut found: BTreeMap<String, Competence> = BTreeMap::new();
    let named = |name: &str| Competence {
        name: line(name).into_owned(),
        projects: 0,
        expected: false,
        team: TeamCompetence::default(),
    };
    for needs in projects {
        let mut once: Vec<(String, &str)> = vec![];
        for name in needs {
            let key = key(name);
            if !key.is_empty() && once.iter().all(|(known, _)| *known != key) {
                once.push((key, name));
            }
        }
        for (key, name) in once {
            found.entry(key).or_insert_with(|| named(name)).projects += 1;
        }
    }
    for name in expected.iter().filter(|n| !is_blank(n)) {
        found.entry(key(name)).or_insert_with(|| named(name)).expected = true;
    }
    for one in team.iter().filter(|one| !is_blank(&one.name)) {
        found.entry(key(&one.name)).or_insert_with(|| named(&one.name)).team = one.clone();
    }
    let mut all: Vec<Competence> = found.into_values().collect();
    let order = NameOrder::of(language);
    all.sort_by(|a, b| b.projects.cmp(&a.projects).then_with(|| order.compare(&a.name, &b.name)));
    all
}
