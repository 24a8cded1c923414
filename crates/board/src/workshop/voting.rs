//! Dots: a budget per person, secret until the reveal.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    ByDepartment, Command, Content, CopyOnWrite, EDITION_METHOD, Electorate, State,
    groups::Groups,
    merging,
    verdict::{Verdict, ensure, refuse},
};
use crate::{Code, DepartmentId, NoteId, ParticipantId, text::is_blank};

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
    /// What the round is called, if it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The causes on the ballot; none if it is every cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<NoteId>>,
    /// How the result is split by department; none on boards from before there was a choice, which name all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_department: Option<ByDepartment>,
    /// Secret: the dots that each person placed, without zeros. Each person's sum is at most `dots`.
    pub ballots: Ballots<u32>,
    /// The number of people who could vote, fixed when the vote was closed.
    pub eligible: Option<u32>,
    /// The people who could vote, each with the department, fixed when it was closed; none once it was revealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub electorate: Option<Electorate>,
    /// The number of people who voted, fixed when the vote was closed.
    pub voted: Option<u32>,
    /// The result. It is there exactly when the vote was revealed.
    pub tally: Option<VoteTally>,
}

/// The dots of each note. Notes without dots are left out.
pub type VoteTally = BTreeMap<NoteId, NoteDots>;

/// The dots on one note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoteDots {
    /// The number of dots.
    pub dots: u32,
    /// The number of dots by department.
    pub by_department: BTreeMap<DepartmentId, u32>,
}

/// The most dots a person can have.
const MOST: u32 = 100;
/// The most rounds that are kept.
pub(super) const ROUNDS: usize = 20;

/// A vote to open.
pub(super) struct NewVote<'c> {
    pub dots: u32,
    pub per_note: Option<u32>,
    pub notes: Option<&'c [NoteId]>,
    pub name: Option<&'c str>,
    pub by_department: Option<ByDepartment>,
}

impl<'c> NewVote<'c> {
    /// The vote that a command opens; `None` if it opens none.
    pub(super) fn of(command: &'c Command) -> Option<Self> {
        let Command::OpenVote { dots, per_note, notes, name, by_department } = command else { return None };
        Some(Self {
            dots: *dots,
            per_note: *per_note,
            notes: notes.as_deref(),
            name: name.as_deref(),
            by_department: *by_department,
        })
    }
}

pub(super) fn decide_open(state: &State, content: &dyn Content, new: &NewVote) -> Verdict {
    state.no_ballot_open()?;
    dots_fit(new.dots, new.per_note)?;
    state.limits.field_fits(new.name.unwrap_or_default())?;
    ensure(
        state.votes.len() < ROUNDS,
        Code::TooMany,
        "A board keeps 20 rounds of voting; take the result home and vote on a new board",
    )?;
    let Some(notes) = new.notes else { return Ok(()) };
    ensure(!notes.is_empty(), Code::Invalid, "The ballot is empty; choose the causes to vote on")?;
    let most = state.limits.notes as usize;
    ensure(notes.len() <= most, Code::TooMany, "That is more causes than a board holds; leave some out")?;
    notes.iter().try_for_each(|note| merging::standing(state, content, note))
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
    ensure(
        vote.notes.as_ref().is_none_or(|notes| notes.contains(note)),
        Code::NotOnBallot,
        "This cause is not on the ballot; put the dot on one that is",
    )?;
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
    /// Whether it was taken over from another board: people voted, and there are no ballots. Boards from before rounds
    /// were taken over do not say how such a vote is split, and it stays what it was for them.
    pub(super) fn is_carried(&self) -> bool {
        self.by_department.is_some() && self.ballots.is_empty() && self.voted() > 0
    }

    /// The number of people who placed at least one dot.
    pub(super) fn voted(&self) -> u32 {
        self.voted.unwrap_or(self.ballots.len() as u32)
    }

    /// The number of dots that a person has not placed yet.
    pub(super) fn left(&self, person: &ParticipantId) -> u32 {
        let placed: u32 = self.ballots.get(person).into_iter().flatten().map(|(_, dots)| dots).sum();
        self.dots.saturating_sub(placed)
    }

    fn counted(&self, electorate: &Electorate) -> VoteTally {
        let mut tally = VoteTally::new();
        let groups = Groups::of(self.by_department.unwrap_or(ByDepartment::Shown), electorate);
        for (person, ballot) in &self.ballots {
            let group = groups.group(electorate.get(person));
            for (note, dots) in ballot {
                let result = tally.entry(note.clone()).or_default();
                result.dots += dots;
                if let Some(group) = &group {
                    *result.by_department.entry(group.clone()).or_default() += dots;
                }
            }
        }
        tally
    }
}

impl State {
    /// Opens a vote in place of the last one. If that was revealed, it joins the earlier rounds.
    pub(super) fn open_vote(&mut self, seq: u64, new: &NewVote) {
        self.locked = true;
        let by_department = self.split(new.by_department);
        if self.edition >= EDITION_METHOD
            && let Some(round) = self.vote.take_if(|vote| vote.tally.is_some())
        {
            self.votes.push(round);
        }
        self.vote = Some(Vote {
            id: format!("v{seq}"),
            open: true,
            dots: new.dots,
            per_note: new.per_note.unwrap_or(new.dots).min(new.dots),
            name: new.name.filter(|name| !is_blank(name)).map(str::to_owned),
            notes: new.notes.map(each_once),
            by_department,
            ..Vote::default()
        });
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
        let (present, electorate) = (self.present(), self.electorate(super::Person::is_here));
        if let Some(vote) = self.vote.as_mut().filter(|v| v.open) {
            vote.open = false;
            vote.eligible = Some(present);
            vote.electorate = vote.by_department.is_some().then_some(electorate);
            vote.voted = Some(vote.voted());
        }
    }

    pub(super) fn reveal_vote(&mut self) {
        let everybody = self.electorate(|_| true);
        if let Some(vote) = self.vote.as_mut().filter(|v| !v.open && v.tally.is_none()) {
            let electorate = vote.electorate.take().unwrap_or(everybody);
            vote.tally = Some(vote.counted(&electorate));
        }
    }
}

/// The notes in their order, each once.
pub(super) fn each_once(notes: &[NoteId]) -> Vec<NoteId> {
    let mut seen = BTreeSet::new();
    notes.iter().filter(|note| seen.insert(*note)).cloned().collect()
}
