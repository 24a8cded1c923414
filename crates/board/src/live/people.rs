//! The overview of people that helps the facilitator decide whom to remove.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::Live;
use crate::index::NOTES;
use crate::names::NameOrder;
use crate::{Actor, DepartmentId, Millis, NoteId, ParticipantId};

/// A person as the facilitator sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonOverview {
    /// Their id.
    pub participant: ParticipantId,
    /// The name they gave.
    pub name: String,
    /// The department they gave.
    pub department: DepartmentId,
    /// Whether they were removed.
    pub removed: bool,
    /// The time when they joined, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub joined: Option<Millis>,
    /// The number of causes under their name on the board. These can go to the bin with them.
    pub notes: usize,
    /// The number of causes under their name in the bin.
    pub in_bin: usize,
    /// Whether they have done anything on the board, under their name or not. It is never told what.
    pub active: bool,
}

impl Live {
    /// Everybody who ever joined, removed people included, by name (NAME-1).
    pub fn people(&self) -> Vec<PersonOverview> {
        let (state, active) = (&self.state, self.state.active());
        let mut in_bin: FxHashMap<&Actor, usize> = FxHashMap::default();
        for binned in &state.bin {
            if let Some(owner) = state.owners.get(&binned.note).filter(|owner| !owner.anonymous) {
                *in_bin.entry(&owner.actor).or_default() += 1;
            }
        }
        let overview = |(id, person): (&ParticipantId, &crate::workshop::Person)| {
            let actor = Actor::Participant(id.clone());
            PersonOverview {
                participant: id.clone(),
                name: person.name.clone(),
                department: person.department.clone(),
                removed: person.removed,
                joined: person.joined,
                notes: state.signed(&actor).filter(|note| self.is_living(note)).count(),
                in_bin: in_bin.get(&actor).copied().unwrap_or(0),
                active: active.contains(id),
            }
        };
        let mut people: Vec<_> = state.people.iter().map(overview).collect();
        let order = NameOrder::of(&state.language);
        // Equal names stay in the order of their ids.
        people.sort_by(|a, b| order.compare(&a.name, &b.name));
        people
    }

    fn is_living(&self, note: &NoteId) -> bool {
        let key = self.index.keys.get(note.as_str());
        key.is_some_and(|key| self.index.living(NOTES, key).is_some())
    }
}
