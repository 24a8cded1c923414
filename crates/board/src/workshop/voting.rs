//! Dots: a budget per person, secret until the reveal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{DepartmentId, NoteId, ParticipantId};

/// A vote with dots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// Its id.
    pub id: String,
    /// Whether dots may be placed.
    pub open: bool,
    /// Dots a person has.
    pub dots: u32,
    /// Dots a person may put on one note.
    pub per_note: u32,
    /// Secret: what each person placed, without zeros. The sum of each is at most `dots`.
    pub ballots: BTreeMap<ParticipantId, BTreeMap<NoteId, u32>>,
    /// How many could vote, fixed when it was closed.
    pub eligible: Option<u32>,
    /// The result; there exactly when it was revealed.
    pub tally: Option<VoteTally>,
}

/// Note by note, the dots. Notes without dots are not in it.
pub type VoteTally = BTreeMap<NoteId, NoteDots>;

/// The dots on one note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteDots {
    /// All of them.
    pub dots: u32,
    /// From which department they came.
    pub by_department: BTreeMap<DepartmentId, u32>,
}

/// The notes by their dots, most first; equal ones by id.
pub fn ranking(tally: &VoteTally) -> Vec<(&NoteId, u32)> {
    let mut ranked: Vec<(&NoteId, u32)> = tally.iter().map(|(note, result)| (note, result.dots)).collect();
    ranked.sort_by_key(|&(_, dots)| std::cmp::Reverse(dots));
    ranked
}
