//! Who is finished with the running activity.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Person, State};
use crate::{DepartmentId, ParticipantId};

/// How many people are finished with the running activity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ready {
    /// People who are finished: they said so, or gave their whole ballot.
    pub done: u32,
    /// People who are asked.
    pub of: u32,
    /// The same by department: finished, asked.
    pub by_department: BTreeMap<DepartmentId, (u32, u32)>,
}

impl State {
    /// How many people are finished with the running activity.
    pub fn ready(&self) -> Ready {
        let mut ready = Ready::default();
        for (id, person) in self.asked() {
            let done = u32::from(self.is_done(id));
            ready.done += done;
            ready.of += 1;
            if !person.department.as_str().is_empty() {
                let (finished, asked) = ready.by_department.entry(person.department.clone()).or_default();
                *finished += done;
                *asked += 1;
            }
        }
        ready
    }

    /// The people who are asked and not finished, in the order of their ids.
    pub fn waiting(&self) -> Vec<&ParticipantId> {
        self.asked().map(|(id, _)| id).filter(|id| !self.is_done(id)).collect()
    }

    /// Whether at least one person is asked, and all are finished.
    pub(super) fn everybody_is_done(&self) -> bool {
        self.asked().next().is_some() && self.asked().all(|(id, _)| self.is_done(id))
    }

    /// The people who take part now. Somebody without a device can be asked for a ballot only, because the facilitator
    /// enters it.
    fn asked(&self) -> impl Iterator<Item = (&ParticipantId, &Person)> {
        let ballot = self.ballot_is_open();
        self.people.iter().filter(move |(_, person)| person.is_here() && (ballot || !person.seat))
    }

    fn ballot_is_open(&self) -> bool {
        self.vote.as_ref().is_some_and(|vote| vote.open)
            || self.rating.as_ref().is_some_and(|rating| rating.open)
    }

    /// Whether a person said to be done, or gave the whole open ballot.
    fn is_done(&self, person: &ParticipantId) -> bool {
        let voted = || self.vote.as_ref().is_some_and(|vote| vote.open && vote.left(person) == 0);
        let rated = || self.rating.as_ref().is_some_and(|rating| rating.open && rating.is_complete(person));
        self.done.contains(person) || voted() || rated()
    }
}
