//! The next board: what a board hands on to the one that goes on from it.

use std::collections::BTreeSet;

use board::reading::{Board, Project};
use board::schema::Limits;
use board::workshop::{Create, Linked, Progress, Promised, Status};
use board::{Millis, NoteId};

use crate::import::{ImportError, create};
use crate::report::{Field, Report};
use board::schema::{is_date, project as key};

/// What the next board begins with (NEXT-1): goals, bones, departments, facts, the people as seats, the projects that are
/// neither done nor stopped with their history, and the causes that are parked or have no priority. No vote, rating or
/// word at the end goes along. It is made of the reading, in which nothing is that anybody may not see.
///
/// # Errors
/// [`ImportError`] when the board holds more than a new one may.
pub fn next(board: &Board, at: Millis, limits: &Limits) -> Result<Create, ImportError> {
    let mut report = Report::of(board, at);
    // A goal is not settled by a decision when to begin with it.
    let undecided =
        |cause: &crate::report::Cause| cause.priority.is_none() || cause.list.as_deref() == Some("goals");
    let open = |cause: &&crate::report::Cause| undecided(cause) && cause.merged_into.is_none();
    let mut kept: BTreeSet<NoteId> = report.notes.iter().filter(open).map(|cause| cause.id.clone()).collect();
    kept.extend(report.parked.iter().map(|cause| cause.id.clone()));
    let merged = report
        .notes
        .iter()
        .filter(|cause| cause.merged_into.as_ref().is_some_and(|into| kept.contains(into)));
    let merged: Vec<NoteId> = merged.map(|cause| cause.id.clone()).collect();
    kept.extend(merged);
    report.notes.retain(|cause| kept.contains(&cause.id));
    for cause in report.notes.iter_mut().chain(&mut report.parked) {
        cause.parent.take_if(|parent| !kept.contains(parent));
        cause.goal.take_if(|goal| !kept.contains(&NoteId::from(goal.as_str())));
        (cause.priority, cause.reason, cause.addressee) = (None, None, None);
        (cause.dots, cause.rated) = (None, None);
        cause.dots_by_department.clear();
    }
    report.projects.retain(|project| !["done", "stopped"].contains(&project.text(key::STATUS)));
    for project in &mut report.projects {
        if let Some(Field::List(notes)) = project.fields.get_mut(key::NOTES) {
            notes.retain(|note| kept.contains(note.as_str()));
        }
    }
    report.facts.iter_mut().for_each(|fact| fact.answers.clear());
    (report.vote, report.rating, report.words) = (None, None, None);
    report.votes.clear();
    report.ratings.clear();
    report.polls.clear();
    report.runs.clear();
    // The plan is a beginning; its dates are over.
    for meeting in report.agenda.iter_mut().flatten() {
        meeting.starts_at = None;
    }
    let named = |id: &board::ParticipantId| {
        report.notes.iter().chain(&report.parked).any(|cause| cause.author.as_ref() == Some(id))
    };
    let present: BTreeSet<_> =
        board.people.iter().filter(|person| !person.removed).map(|person| person.id.clone()).collect();
    let people = report.people.iter().filter(|person| present.contains(&person.id) || named(&person.id));
    let people: Vec<_> = people.cloned().collect();
    report.people = people;
    // The promises of the meetings before are those of this one, as far as they go on.
    report.promised = board.projects.iter().map(promised).collect();
    let mut create = create(&report)?;
    create.contents.seats = present;
    create.contents.awaited = true;
    create.previous = Some(Linked { board: board.id.clone(), title: create.title.clone() });
    create.check(limits)?;
    Ok(create)
}

/// A project as it stands at the end of a board (NEXT-4).
fn promised(project: &Project) -> Promised {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let day = |text: &str| some(text).filter(|day| is_date(day));
    let moved = project.progress.iter().find_map(|said: &Progress| said.due_before.clone());
    let due = day(project.field(key::DUE));
    // What came with an answer of a department is said where the answer is.
    let said = project.progress.iter().rfind(|said| said.word.is_some() && said.decision.is_none());
    Promised {
        project: project.id.clone(),
        title: project.field(key::TITLE).to_owned(),
        status: Status::called(project.field(key::STATUS)).unwrap_or(Status::Planned),
        owner: some(project.field(key::OWNER)).map(Into::into),
        person: some(project.field(key::PERSON)),
        due_first: moved.filter(|first| due.as_ref() != Some(first)),
        due,
        word: said.and_then(|said| said.word.clone()),
        at: project.progress.last().map(|said| said.at),
    }
}
