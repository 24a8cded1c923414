//! How a result is split by department without telling what one person gave.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{EDITION_METHOD, Person, State};
use crate::{DepartmentId, ParticipantId};

/// The people who could give a ballot, each with the department; an empty one for people without.
pub type Electorate = BTreeMap<ParticipantId, DepartmentId>;

/// How a result is split by department.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ByDepartment {
    /// Departments of three people and more; the rest together, so that no group is smaller.
    #[default]
    Groups,
    /// Every department.
    Shown,
    /// Not at all.
    Hidden,
}

/// People that make a group large enough to be named.
const LARGE: u32 = 3;
/// The group of everybody who is in no named department.
const OTHERS: &str = "others";

/// The departments that a result names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Groups {
    /// All of them.
    All,
    /// These; `others` tells whether the rest is told together.
    Some { named: BTreeSet<DepartmentId>, others: bool },
    /// None.
    #[default]
    None,
}

impl Groups {
    /// The groups of a ballot that these people could give.
    ///
    /// Whoever knows the sum of everybody can subtract all named departments from it. So what is left must be nobody
    /// or a group that is large enough: otherwise the smallest named department joins it, and another one, until it is.
    pub(super) fn of(rule: ByDepartment, electorate: &Electorate) -> Self {
        match rule {
            ByDepartment::Shown => return Groups::All,
            ByDepartment::Hidden => return Groups::None,
            ByDepartment::Groups => {}
        }
        let mut people: BTreeMap<&DepartmentId, u32> = BTreeMap::new();
        for department in electorate.values() {
            *people.entry(department).or_default() += 1;
        }
        let nameable = |id: &DepartmentId, count: u32| count >= LARGE && !["", OTHERS].contains(&id.as_str());
        let mut named = people;
        named.retain(|id, count| nameable(id, *count));
        let mut rest = electorate.len() as u32 - named.values().sum::<u32>();
        while rest > 0
            && rest < LARGE
            && let Some((&smallest, _)) = named.iter().min_by_key(|(id, count)| (**count, **id))
        {
            rest += named.remove(smallest).unwrap_or_default();
        }
        let others = rest >= LARGE && !named.is_empty();
        Groups::Some { named: named.into_keys().cloned().collect(), others }
    }

    /// The group under which this department's ballots are told; `None` if they are told only in the sum.
    pub(super) fn group(&self, department: Option<&DepartmentId>) -> Option<DepartmentId> {
        match self {
            Groups::All => department.filter(|id| !id.as_str().is_empty()).cloned(),
            Groups::None => None,
            Groups::Some { named, others } => match department.filter(|id| named.contains(*id)) {
                Some(id) => Some(id.clone()),
                None => others.then(|| DepartmentId::from(OTHERS)),
            },
        }
    }
}

impl State {
    /// The rule for a new ballot: the one that was asked for, else the default of the board's edition.
    pub(super) fn split(&self, asked: Option<ByDepartment>) -> Option<ByDepartment> {
        asked.or((self.edition >= EDITION_METHOD).then_some(ByDepartment::Groups))
    }

    /// The people on the board, as far as `wanted`, each with the department.
    pub(super) fn electorate(&self, wanted: impl Fn(&Person) -> bool) -> Electorate {
        let people = self.people.iter().filter(|(_, person)| wanted(person));
        people.map(|(id, person)| (id.clone(), person.department.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn electorate(counts: &[(&str, u32)]) -> Electorate {
        let each = counts.iter().flat_map(|(id, count)| (0..*count).map(move |n| (format!("{id}{n}"), *id)));
        each.map(|(person, id)| (ParticipantId::from(person), DepartmentId::from(id))).collect()
    }

    fn told(counts: &[(&str, u32)]) -> Vec<String> {
        let groups = Groups::of(ByDepartment::Groups, &electorate(counts));
        let ids = counts.iter().map(|(id, _)| groups.group(Some(&DepartmentId::from(*id))));
        let mut told: Vec<String> = ids.flatten().map(String::from).collect();
        told.sort();
        told.dedup();
        told
    }

    #[test]
    fn vote_13_small_departments_are_told_together_or_not_at_all() {
        assert_eq!(told(&[("it", 3), ("law", 4)]), ["it", "law"]);
        assert_eq!(told(&[("it", 3), ("law", 2), ("hr", 1)]), ["it", "others"]);
        assert_eq!(told(&[("it", 3), ("law", 1), ("", 2)]), ["it", "others"]);
        assert_eq!(told(&[("it", 2), ("law", 2)]), [] as [&str; 0], "the rest is everybody");
        // One or two people are left: the smallest named department joins them.
        assert_eq!(told(&[("it", 3), ("law", 5), ("hr", 1)]), ["law", "others"]);
        assert_eq!(told(&[("it", 3), ("law", 2)]), [] as [&str; 0]);
        // A department that is called as the pool is never told by itself.
        assert_eq!(told(&[("it", 3), ("others", 5)]), ["it", "others"]);
    }

    #[test]
    fn vote_13_no_sum_of_groups_tells_a_small_one() {
        for seed in 0..20_000 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let ids = ["a", "b", "c", "d", "others", ""];
            let counts = ids.map(|id| (id, rng.u32(0..6)));
            let groups = Groups::of(ByDepartment::Groups, &electorate(&counts));
            let mut sizes: BTreeMap<Option<DepartmentId>, u32> = BTreeMap::new();
            for (id, count) in counts {
                *sizes.entry(groups.group(Some(&DepartmentId::from(id)))).or_default() += count;
            }
            let all: u32 = sizes.values().sum();
            for (group, size) in sizes {
                let fits = size == 0 || size >= LARGE || (group.is_none() && size == all);
                assert!(fits, "seed {seed}: {group:?} has {size} of {all}");
            }
        }
    }
}
