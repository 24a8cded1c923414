//! A copy of a board for another workshop: its frame, with or without its causes.

use board::Millis;
use board::reading::Board;
use board::schema::Limits;
use board::workshop::{Create, Meeting, Point};

use crate::import::{ImportError, create};
use crate::report::Report;

/// What goes along to a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The frame: goals, effect, bones, departments, first competences and the agenda.
    Frame,
    /// The frame, the causes with what they were merged into, the parked ones, and the facts.
    Causes,
}

/// What is kept of a board for its facilitators alone, so that it is in no reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ForFacilitators {
    /// The agenda, with the notes of its activities.
    pub agenda: Vec<Meeting>,
    /// Their own points of the checklist.
    pub points: Vec<Point>,
}

/// A board with the content of another one and none of its people (COPY-1). It is made of the reading, in which nothing is
/// that anybody may not see; only what is for facilitators alone comes beside it.
///
/// # Errors
/// [`ImportError`] when the board holds more than a new one may.
pub fn copy(
    board: &Board,
    kept: ForFacilitators,
    what: Copied,
    at: Millis,
    limits: &Limits,
) -> Result<Create, ImportError> {
    let mut report = Report::of(board, at);
    if what == Copied::Frame {
        report.notes.clear();
        report.parked.clear();
        report.facts.clear();
    }
    for cause in report.notes.iter_mut().chain(&mut report.parked) {
        cause.author = None;
        (cause.verifier, cause.verify_by) = (None, None);
        cause.comments.clear();
        (cause.priority, cause.reason, cause.addressee) = (None, None, None);
        (cause.dots, cause.rated) = (None, None);
        cause.dots_by_department.clear();
    }
    report.facts.iter_mut().for_each(|fact| fact.answers.clear());
    report.people.clear();
    report.governance = Default::default();
    report.promised.clear();
    report.projects.clear();
    for competence in &mut report.competences {
        (competence.has, competence.learns) = (vec![], vec![]);
    }
    (report.vote, report.rating, report.words, report.previous) = (None, None, None, None);
    report.votes.clear();
    report.ratings.clear();
    report.polls.clear();
    report.runs.clear();
    report.agenda = Some(kept.agenda);
    // The plan is a beginning; its dates are over.
    for meeting in report.agenda.iter_mut().flatten() {
        meeting.starts_at = None;
    }
    let mut create = create(&report)?;
    create.preparation = kept.points;
    create.check(limits)?;
    Ok(create)
}
