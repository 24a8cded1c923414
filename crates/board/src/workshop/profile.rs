//! The profile of the team: the competences that all projects together need.

use std::collections::BTreeMap;

use serde::Serialize;

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
}

/// Counts the competences of all projects and compares them with the list that the workshop started from. The most
/// needed come first, then by name in the order of `language`; expected ones that no project needs come last with 0. Upper and lower case and
/// surrounding spaces make no difference.
pub fn profile<'a>(
    projects: impl IntoIterator<Item = &'a [String]>,
    expected: &'a [String],
    language: &str,
) -> Vec<Competence> {
    let mut found: BTreeMap<String, Competence> = BTreeMap::new();
    let key = |name: &str| line(name).to_lowercase();
    for needs in projects {
        let mut once: Vec<(String, &str)> = vec![];
        for name in needs {
            let key = key(name);
            if !key.is_empty() && once.iter().all(|(known, _)| *known != key) {
                once.push((key, name));
            }
        }
        for (key, name) in once {
            let one = Competence { name: line(name).into_owned(), projects: 0, expected: false };
            found.entry(key).or_insert(one).projects += 1;
        }
    }
    for name in expected.iter().filter(|n| !is_blank(n)) {
        let one = Competence { name: line(name).into_owned(), projects: 0, expected: true };
        found.entry(key(name)).or_insert(one).expected = true;
    }
    let mut all: Vec<Competence> = found.into_values().collect();
    let order = NameOrder::of(language);
    all.sort_by(|a, b| b.projects.cmp(&a.projects).then_with(|| order.compare(&a.name, &b.name)));
    all
}
