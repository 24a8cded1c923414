//! Checks the earlier rounds, the course and the words of an import (LIMIT-2). An earlier round may name causes that were
//! removed from the board since.

use std::collections::BTreeSet;
use std::fmt;

use super::check::{Checked, ensure, most, placed};
use super::{
    Contents, NoteDots, NoteRating, PollState, RatingState, Run, VoteState, WordsState, agenda, answers,
    course, poll, rating, voting,
};
use crate::schema::Limits;
use crate::{Code, DepartmentId, NoteId};

/// How many grades there are.
const GRADES: usize = poll::GRADES as usize;

pub(super) fn check(contents: &Contents, limits: &Limits) -> Checked {
    let Contents { votes, ratings, runs, words, polls, .. } = contents;
    let rounds = "That is more rounds than a board keeps; leave the oldest out";
    most(votes.len(), voting::ROUNDS as u32, "votes", rounds)?;
    for (n, vote) in votes.iter().enumerate() {
        check_vote(format_args!("votes[{n}]"), vote, limits)?;
    }
    most(ratings.len(), rating::ROUNDS as u32, "ratings", rounds)?;
    for (n, rating) in ratings.iter().enumerate() {
        check_rating(format_args!("ratings[{n}]"), rating, limits)?;
    }
    most(runs.len(), course::MOST as u32, "runs", "That is more runs of activities than a board keeps")?;
    for (n, run) in runs.iter().enumerate() {
        check_run(format_args!("runs[{n}]"), run, limits)?;
    }
    most(polls.len(), poll::MOST_POLLS as u32, "polls", "That is more polls than a board keeps")?;
    for (n, poll) in polls.iter().enumerate() {
        check_poll(format_args!("polls[{n}]"), poll, limits)?;
    }
    let answers = "The file has more answers about figures than a board keeps";
    most(contents.answers.len(), answers::ON_A_BOARD as u32, "answers", answers)?;
    for (n, (_, said)) in contents.answers.iter().enumerate() {
        placed(format_args!("answers[{n}].text"), answers::text_fits(limits, &said.text))?;
    }
    words.as_ref().map_or(Ok(()), |words| check_words(words, limits))
}

fn check_poll(at: impl fmt::Display, poll: &PollState, limits: &Limits) -> Checked {
    ensure(!poll.open, &at, Code::Invalid, "A poll in a file is closed")?;
    let items = format_args!("{at}.items");
    most(poll.items.len(), poll::MOST_ITEMS as u32, items, "That is more than a poll asks about")?;
    for item in &poll.items {
        placed(items, limits.field_fits(&item.text))?;
        let whole = item.grades.as_ref().is_none_or(|grades| grades.len() == GRADES);
        ensure(whole, items, Code::Invalid, "Grades are told as five numbers: how often each was given")?;
    }
    Ok(())
}

fn closed(at: impl fmt::Display, open: bool, revealed: bool) -> Checked {
    ensure(!open && revealed, at, Code::Invalid, "An earlier round is closed and its result is shown")
}

fn check_vote(at: impl fmt::Display, vote: &VoteState, limits: &Limits) -> Checked {
    closed(&at, vote.open, vote.revealed && vote.tally.is_some())?;
    placed(&at, voting::dots_fit(vote.dots, Some(vote.per_note)))?;
    placed(format_args!("{at}.name"), limits.field_fits(vote.name.as_deref().unwrap_or_default()))?;
    check_ballot(format_args!("{at}.notes"), vote.notes.as_deref().unwrap_or_default(), limits)?;
    let tally = vote.tally.iter().flatten();
    let in_tally = format_args!("{at}.tally");
    most(tally.clone().count(), limits.notes, in_tally, "That is more causes than a board holds")?;
    for (note, NoteDots { by_department, .. }) in tally {
        check_result(in_tally, note, by_department.keys(), limits)?;
    }
    Ok(())
}

fn check_rating(at: impl fmt::Display, rated: &RatingState, limits: &Limits) -> Checked {
    closed(&at, rated.open, rated.revealed && rated.tally.is_some())?;
    placed(format_args!("{at}.notes"), rating::number_fits(rated.notes.len()))?;
    check_ballot(format_args!("{at}.notes"), &rated.notes, limits)?;
    let listed: BTreeSet<&NoteId> = rated.notes.iter().collect();
    let in_tally = format_args!("{at}.tally");
    for (note, NoteRating { importance, urgency, by_department, .. }) in rated.tally.iter().flatten() {
        let unlisted = "This names a cause that is not on the short list";
        ensure(listed.contains(note), in_tally, Code::Invalid, unlisted)?;
        check_result(in_tally, note, by_department.keys(), limits)?;
        let theirs = by_department.values().flat_map(|one| [one.importance, one.urgency]);
        let axes = [*importance, *urgency].into_iter().chain(theirs).all(|axis| (1.0..=5.0).contains(&axis));
        ensure(axes, in_tally, Code::Invalid, "A median is not between 1 and 5")?;
    }
    Ok(())
}

fn check_ballot(at: impl fmt::Display, notes: &[NoteId], limits: &Limits) -> Checked {
    most(notes.len(), limits.notes, &at, "That is more causes than a board holds")?;
    notes.iter().try_for_each(|note| placed(&at, limits.id_fits(note.as_str())))
}

fn check_result<'d>(
    at: impl fmt::Display,
    note: &NoteId,
    departments: impl ExactSizeIterator<Item = &'d DepartmentId>,
    limits: &Limits,
) -> Checked {
    placed(&at, limits.id_fits(note.as_str()))?;
    let named = "That is more departments than people could belong to";
    most(departments.len(), limits.participants, &at, named)?;
    for department in departments {
        placed(&at, limits.id_fits(department.as_str()))?;
    }
    Ok(())
}

fn check_run(at: impl fmt::Display, run: &Run, limits: &Limits) -> Checked {
    placed(format_args!("{at}.activity"), limits.id_fits(&run.activity))?;
    let ends = run.to.is_none_or(|to| to >= run.from);
    ensure(ends, format_args!("{at}.to"), Code::Invalid, "This ends before it begins")?;
    let late = "This is after the year 9999";
    ensure(run.to.unwrap_or(run.from).0 <= agenda::LATEST, at, Code::Invalid, late)
}

fn check_words(words: &WordsState, limits: &Limits) -> Checked {
    let shown = words.revealed && words.worth.as_ref().is_some_and(|worth| worth.len() == GRADES);
    ensure(shown, "words", Code::Invalid, "Words that are not shown with their five grades are in no file")?;
    let said = words.words.as_deref().unwrap_or_default();
    most(said.len(), limits.people_ever, "words.words", "That is more words than people could say")?;
    said.iter().try_for_each(|word| placed("words.words", limits.field_fits(word)))
}
