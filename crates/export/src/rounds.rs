//! Earlier votes and ratings, the course of the workshop and the words at its end, as tables.

use std::cmp::Reverse;

use board::NoteId;
use board::workshop::{RatingState, VoteState};

use crate::report::Report;
use crate::section::Part;
use crate::table::{Cell, Table, split};
use crate::time::moment;
use crate::words::Words;

/// One earlier round.
pub(crate) struct Round {
    /// Its number, and its name if it has one.
    pub title: String,
    /// How many took part.
    pub turnout: String,
    /// Its result.
    pub table: Table,
}

/// A sentence that says how many took part.
pub(crate) fn turnout(voted: u32, eligible: u32, words: &Words) -> String {
    format!("{voted} / {eligible} {}", words.voted)
}

/// The earlier votes, the oldest first.
pub(crate) fn votes(report: &Report, words: &'static Words) -> Vec<Round> {
    let round = |(n, vote): (usize, &VoteState)| {
        let mut placed: Vec<_> = vote.tally.iter().flatten().filter(|(_, result)| result.dots > 0).collect();
        placed.sort_by_key(|(_, result)| Reverse(result.dots));
        let row = |(note, result): (&NoteId, &board::workshop::NoteDots)| {
            vec![
                text(report, note, words).into(),
                Cell::figure(f64::from(result.dots), words),
                split(report, &result.by_department, words).into(),
            ]
        };
        Round {
            title: title(n, vote.name.as_deref()),
            turnout: turnout(vote.voted, vote.eligible, words),
            table: Table {
                columns: vec![words.cause, words.dots, words.dots_by],
                rows: placed.into_iter().map(row).collect(),
            },
        }
    };
    report.votes.iter().enumerate().map(round).collect()
}

/// The earlier ratings, the oldest first. Causes stand in the order of their short list.
pub(crate) fn ratings(report: &Report, words: &'static Words) -> Vec<Round> {
    let round = |(n, rating): (usize, &RatingState)| {
        let row = |note: &NoteId| {
            let result = rating.tally.as_ref()?.get(note)?;
            let figures = [result.importance, result.urgency, result.disagreement];
            let cells = figures.map(|figure| Cell::figure(figure, words));
            Some([text(report, note, words).into()].into_iter().chain(cells).collect())
        };
        Round {
            title: title(n, None),
            turnout: turnout(rating.voted, rating.eligible, words),
            table: Table {
                columns: vec![words.cause, words.importance, words.urgency, words.disagreement],
                rows: rating.notes.iter().filter_map(row).collect(),
            },
        }
    };
    report.ratings.iter().enumerate().map(round).collect()
}

/// All rounds as one table, in which every row names its round.
pub(crate) fn joined(rounds: Vec<Round>, words: &'static Words) -> Table {
    let mut all = Table::default();
    for Round { title, turnout, table } in rounds {
        let own = [words.round, words.voted];
        all.columns = own.into_iter().chain(table.columns).collect();
        let about = [title.as_str(), turnout.as_str()];
        all.rows
            .extend(table.rows.into_iter().map(|row| about.iter().map(|c| (*c).into()).chain(row).collect()));
    }
    all
}

/// What stands of rounds in a document.
pub(crate) fn parts(rounds: Vec<Round>) -> Vec<Part> {
    let each = |Round { title, turnout, table }| {
        [Part::Heading(title), Part::Line(turnout), Part::Table(table.said())]
    };
    rounds.into_iter().flat_map(each).collect()
}

/// The meetings and their activities, as planned and as they were.
pub(crate) fn agenda(report: &Report, words: &'static Words) -> Table {
    let mut table = Table {
        columns: vec![
            words.meeting,
            words.begins,
            words.activity,
            words.minutes_planned,
            words.began,
            words.minutes_taken,
        ],
        rows: vec![],
    };
    let when = |at| moment(at, &report.zone, words);
    for meeting in report.agenda.iter().flatten() {
        for activity in &meeting.activities {
            let runs = || report.runs.iter().filter(|run| run.activity == activity.id);
            let taken = runs().map(|run| run.to.unwrap_or(report.generated_at).0.saturating_sub(run.from.0));
            let taken = runs().next().map(|_| (taken.sum::<u64>() as f64 / 60_000.0).round());
            table.rows.push(vec![
                meeting.title.as_str().into(),
                meeting.starts_at.map_or_else(String::new, when).into(),
                activity.title.as_str().into(),
                Cell::figure(f64::from(activity.minutes), words),
                runs().next().map_or_else(String::new, |run| when(run.from)).into(),
                Cell::figure(taken, words),
            ]);
        }
    }
    table
}

/// How many gave each grade at the end, and each word that was said.
pub(crate) fn said(report: &Report, words: &'static Words) -> (Table, Vec<String>) {
    let Some(said) = &report.words else { return Default::default() };
    let grades = said.worth.iter().flatten().zip(1u32..);
    let row = |(count, grade): (&u32, u32)| {
        vec![Cell::figure(f64::from(grade), words), Cell::figure(f64::from(*count), words)]
    };
    let table = Table { columns: vec![words.worth, words.people], rows: grades.map(row).collect() };
    (table, said.words.clone().unwrap_or_default())
}

fn title(n: usize, name: Option<&str>) -> String {
    name.map_or_else(|| format!("{}.", n + 1), |name| format!("{}. {name}", n + 1))
}

/// The text of a cause; of one that is on the board no more, that it was removed.
fn text(report: &Report, note: &NoteId, words: &'static Words) -> String {
    report.note(note.as_str()).map_or(words.removed, |note| &note.text).to_owned()
}
