//! Dots: a budget per person, secret until the reveal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Content, CopyOnWrite, Person, State, merging,
    verdict::{Verdict, ensure, refuse},
};
use crate::{Code, DepartmentId, NoteId, ParticipantId};

/// The values that each person gave each note. Both maps are shared by clones, so that adding one ballot copies
/// neither the other ballots nor their content.
pub type Ballots<T> = CopyOnWrite<BTreeMap<ParticipantId, CopyOnWrite<BTreeMap<NoteId, T>>>>;

/// A vote with dots. It can also be read from its form in the session, which has no ballots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Vote {
    /// Its id.
    pub id: String,
    /// Whether dots may be placed.
    pub open: bool,
    /// The number of dots that a person has.
    pub dots: u32,
    /// The number of dots that a person may put on one note.
    pub per_note: u32,
    /// Secret: the dots that each person placed, without zeros. Each person's sum is at most `dots`.
    pub ballots: Ballots<u32>,
    /// The number of people who could vote, fixed when the vote was closed.
    pub eligible: Option<u32>,
    /// The number of people who voted, fixed when the vote was closed.
    pub voted: Option<u32>,
    /// The result. It is there exactly when the vote was revealed.
    pub tally: Option<VoteTally>,
}

/// The dots of each note. Notes without dots are left out.
pub type VoteTally = BTreeMap<NoteId, NoteDots>;

/// The dots on one note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoteDots {
    /// The number of dots.
    pub dots: u32,
    /// The number of dots by department.
    pub by_department: BTreeMap<DepartmentId, u32>,
}

/// The most dots a person can have.
const MOST: u32 = 100;

pub(super) fn decide_open(state: &State, dots: u32, per_note: Option<u32>) -> Verdict {
    state.no_ballot_open()?;
    dots_fit(dots, per_note)
}

pub(super) fn dots_fit(dots: u32, per_note: Option<u32>) -> Verdict {
    ensure((1..=MOST).contains(&dots), Code::Invalid, "Give everybody between 1 and 100 dots")?;
    ensure(per_note != Some(0), Code::Invalid, "At least one dot must fit on a cause")
}

pub(super) fn decide_close(state: &State) -> Verdict {
    let open = state.vote.as_ref().is_some_and(|v| v.open);
    ensure(open, Code::NotNow, "No vote is open now, so there is nothing to close")
}

pub(super) fn decide_reveal(state: &State) -> Verdict {
    match &state.vote {
        None => refuse(Code::NotNow, "There was no vote yet; open one first"),
        Some(vote) if vote.open => {
            refuse(Code::NotNow, "People are still voting; close the vote, then show its result")
        }
        Some(_) => Ok(()),
    }
}

pub(super) fn decide_cast(
    state: &State,
    content: &dyn Content,
    person: &ParticipantId,
    note: &NoteId,
    dots: u32,
) -> Verdict {
    let Some(vote) = state.vote.as_ref().filter(|v| v.open) else {
        return refuse(Code::NotNow, "No vote is open now; the dots stay as they were");
    };
    merging::standing(state, content, note)?;
    ensure(dots <= vote.per_note, Code::OverBudget, "That is more than one cause may get; take some away")?;
    let elsewhere: u32 =
        vote.ballots.get(person).into_iter().flatten().filter(|(n, _)| *n != note).map(|(_, d)| d).sum();
    ensure(
        dots + elsewhere <= vote.dots,
        Code::OverBudget,
        "All dots are placed; take one away elsewhere to put it here",
    )
}

impl Vote {
    /// The number of people who placed at least one dot.
    pub(super) fn voted(&self) -> u32 {
        self.voted.unwrap_or(self.ballots.len() as u32)
    }

    /// The number of dots that a person has not placed yet.
    pub(super) fn left(&self, person: &ParticipantId) -> u32 {
        let placed: u32 = self.ballots.get(person).into_iter().flatten().map(|(_, dots)| dots).sum();
        self.dots.saturating_sub(placed)
    }

    fn counted(&self, people: &BTreeMap<ParticipantId, Person>) -> VoteTally {
        let mut tally = VoteTally::new();
        for (person, ballot) in &self.ballots {
            let department = people.get(person).map(|p| &p.department).filter(|d| !d.as_str().is_empty());
            for (note, dots) in ballot {
                let result = tally.entry(note.clone()).or_default();
                result.dots += dots;
                if let Some(department) = department {
                    *result.by_department.entry(department.clone()).or_default() += dots;
                }
            }
        }
        tally
    }
}

impl State {
    /// Opens a vote in place of the last one.
    pub(super) fn open_vote(&mut self, seq: u64, dots: u32, per_note: Option<u32>) {
        self.locked = true;
        let per_note = per_note.unwrap_or(dots).min(dots);
        self.vote = Some(Vote { id: format!("v{seq}"), open: true, dots, per_note, ..Vote::default() });
    }

    pub(super) fn cast(&mut self, person: &ParticipantId, note: &NoteId, dots: u32) {
        let Some(vote) = &mut self.vote else { return };
        let ballot = vote.ballots.entry(person.clone()).or_default();
        if dots > 0 {
            ballot.insert(note.clone(), dots);
        } else {
            ballot.remove(note);
        }
        if ballot.is_empty() {
            vote.ballots.remove(person);
        }
    }

    /// Closes the vote and fixes who took part. The ballots no longer change.
    pub(super) fn close_vote(&mut self) {
        let present = self.present();
        if let Some(vote) = self.vote.as_mut().filter(|v| v.open) {
            vote.open = false;
            vote.eligible = Some(present);
            vote.voted = Some(vote.voted());
        }
    }

    pub(super) fn reveal_vote(&mut self) {
        if let Some(vote) = self.vote.as_mut().filter(|v| !v.open && v.tally.is_none()) {
            vote.tally = Some(vote.counted(&self.people));
        }
    }
}
