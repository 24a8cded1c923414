//! A poll: everybody grades a few things in secret, such as whether a goal can be reached, or how good an area's work is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    CopyOnWrite, State,
    verdict::{Verdict, ensure},
};
use crate::{Code, ParticipantId, text::is_blank};

/// What a poll asks; screens ask it in the language of whoever reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PollKind {
    /// Whether people believe that each goal can be reached.
    #[default]
    Belief,
    /// How good each area's own work is.
    Quality,
}

/// The poll that was opened last. What people gave is secret until it is shown, and then it is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Poll {
    /// Its id.
    pub id: String,
    /// What it asks.
    pub kind: PollKind,
    /// What is graded.
    pub items: Vec<String>,
    /// Secret: the grades that each person gave, by the place of the item.
    pub given: CopyOnWrite<BTreeMap<ParticipantId, BTreeMap<u32, u8>>>,
}

/// A poll as everybody sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PollState {
    /// Its id.
    pub id: String,
    /// What it asks.
    pub kind: PollKind,
    /// Whether grades may be given.
    pub open: bool,
    /// What is graded, in order.
    pub items: Vec<PollItem>,
    /// The number of people who graded at least one thing.
    pub answered: u32,
    /// The number of people who could.
    pub eligible: u32,
}

/// One thing that is graded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PollItem {
    /// What it is.
    pub text: String,
    /// How many people gave 1, 2, 3, 4 and 5, once it is shown. Missing as well where fewer than three graded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, min_items = 5, max_items = 5))]
    pub grades: Option<Vec<u32>>,
}

/// One's own grades in a poll.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnGrades {
    /// The poll's id.
    pub id: String,
    /// Place of the item, from 0 → grade.
    pub grades: BTreeMap<u32, u8>,
}

/// The most things that a poll asks about.
pub const MOST_ITEMS: usize = 20;

/// The polls that a board keeps.
pub const MOST_POLLS: usize = 50;

/// The best grade, and how many there are.
pub const GRADES: u8 = 5;

/// So many people have to grade something before it is told how: of two, each would know what the other gave.
const FEWEST: u32 = 3;

pub(super) fn decide_open(state: &State, items: &[String]) -> Verdict {
    ensure(
        state.poll.is_none(),
        Code::NotNow,
        "A question is open already; show its answers or drop it first",
    )?;
    ensure(
        !items.is_empty() && items.iter().all(|item| !is_blank(item)),
        Code::Invalid,
        "There is nothing to grade; name at least one thing, and none that says nothing",
    )?;
    ensure(
        items.len() <= MOST_ITEMS,
        Code::TooMany,
        "That is more than people can grade at once; ask about 20 things at most",
    )?;
    items.iter().try_for_each(|item| state.limits.field_fits(item))?;
    ensure(
        state.polls.len() < MOST_POLLS,
        Code::TooMany,
        "The board keeps the answers to 50 questions and has them all; go on on a next board",
    )
}

pub(super) fn decide_grade(state: &State, item: u32, grade: u8) -> Verdict {
    let asked = state.poll.as_ref().map_or(0, |poll| poll.items.len());
    ensure(asked > 0, Code::NotNow, "Nothing is asked now, so there is nothing to grade")?;
    ensure((item as usize) < asked, Code::Unknown, "This is not among the things that are graded")?;
    ensure((1..=GRADES).contains(&grade), Code::Invalid, "Give a grade from 1 to 5")
}

pub(super) fn decide_end(state: &State, shown: bool) -> Verdict {
    let poll = state.poll.as_ref();
    ensure(poll.is_some(), Code::NotNow, "Nothing is asked now; ask everybody something first")?;
    let answered = poll.is_some_and(|poll| !poll.given.is_empty());
    ensure(
        !shown || answered,
        Code::NotNow,
        "Nobody has given a grade yet; wait for some, or drop the question",
    )
}

impl State {
    pub(super) fn open_poll(&mut self, seq: u64, kind: PollKind, items: &[String]) {
        let (id, items) = (format!("q{seq}"), items.to_vec());
        self.poll = Some(Poll { id, kind, items, ..Poll::default() });
    }

    pub(super) fn grade(&mut self, person: &ParticipantId, item: u32, grade: u8) {
        if let Some(poll) = &mut self.poll {
            poll.given.entry(person.clone()).or_default().insert(item, grade);
        }
    }

    /// Closes the poll and shows what was given. Who gave what is forgotten.
    pub(super) fn reveal_poll(&mut self) {
        let Some(poll) = self.poll.take() else { return };
        let eligible = self.present();
        self.polls.push(poll.shown(eligible));
    }

    /// The open poll as everybody sees it, or else the one that was shown last.
    pub(super) fn poll_shown(&self) -> Option<PollState> {
        let open = |poll: &Poll| PollState {
            id: poll.id.clone(),
            kind: poll.kind,
            open: true,
            items: poll.items.iter().map(|text| PollItem { text: text.clone(), grades: None }).collect(),
            answered: poll.given.len() as u32,
            eligible: self.present(),
        };
        self.poll.as_ref().map(open).or_else(|| self.polls.last().cloned())
    }

    /// The polls that were shown before the one that [`poll_shown`](Self::poll_shown) tells, the oldest first.
    pub(super) fn earlier_polls(&self) -> Vec<PollState> {
        let earlier = self.polls.len() - usize::from(self.poll.is_none() && !self.polls.is_empty());
        self.polls[..earlier].to_vec()
    }

    pub(super) fn own_grades(&self, person: &ParticipantId) -> Option<OwnGrades> {
        let poll = self.poll.as_ref()?;
        Some(OwnGrades { id: poll.id.clone(), grades: poll.given.get(person).cloned().unwrap_or_default() })
    }
}

impl PollState {
    /// Whether it comes from the board that this one was imported from.
    pub(super) fn is_carried(&self) -> bool {
        self.id.contains('.')
    }
}

impl Poll {
    fn shown(&self, eligible: u32) -> PollState {
        let item = |(n, text): (usize, &String)| {
            let mut grades = vec![0; usize::from(GRADES)];
            for grade in self.given.values().filter_map(|given| given.get(&(n as u32))) {
                grades[usize::from(grade - 1)] += 1;
            }
            let told = grades.iter().sum::<u32>() >= FEWEST;
            PollItem { text: text.clone(), grades: told.then_some(grades) }
        };
        PollState {
            id: self.id.clone(),
            kind: self.kind,
            open: false,
            items: self.items.iter().enumerate().map(item).collect(),
            answered: self.given.len() as u32,
            eligible,
        }
    }
}
