//! The history of projects as tables, and whether a project is late.

use board::workshop::Progress;

use crate::report::{Project, Report};
use crate::table::{self, Cell, Table};
use crate::time::{day, moment, read_day};
use crate::words::Words;
use board::schema::project as key;

/// The day on which a project is due, and that it is late on the day of the export.
pub(crate) fn due(report: &Report, project: &Project, words: &Words) -> String {
    let due = project.text(key::DUE);
    if is_late(report, project) { format!("{due} ({})", words.late) } else { due.to_owned() }
}

/// The same with the day in the form of the language.
pub(crate) fn read_due(report: &Report, project: &Project, words: &Words) -> String {
    let due = read_day(project.text(key::DUE), words);
    if is_late(report, project) { format!("{due} ({})", words.late) } else { due }
}

fn is_late(report: &Report, project: &Project) -> bool {
    let today = day(report.as_of.unwrap_or(report.generated_at), &report.zone);
    let fields = [key::DUE, key::STATUS].map(|key| (key.to_owned(), project.text(key).to_owned()));
    let read = board::reading::Project { fields: fields.into(), ..Default::default() };
    board::reading::late(&read, &today)
}

/// The facts about a project, with days as people say them.
pub(crate) fn read_project(
    report: &Report,
    project: &Project,
    words: &'static Words,
) -> Vec<(&'static str, String)> {
    let mut facts = table::project_facts(report, project, words);
    for (label, value) in &mut facts {
        if *label == words.start {
            *value = read_day(value, words);
        } else if *label == words.due {
            *value = read_due(report, project, words);
        }
    }
    facts
}

/// What was reported about a project and answered on it, the oldest first.
pub(crate) fn table(report: &Report, project: &Project, words: &'static Words) -> Table {
    let row = |said: &Progress| {
        // While names are hidden, the department stands alone (PROG-8); whoever has neither leads.
        let department = said.department.as_ref().map(|id| report.department(id));
        let by: Vec<&str> = said.name.as_deref().into_iter().chain(department).collect();
        let by = if by.is_empty() { words.facilitator.to_owned() } else { by.join(", ") };
        let status = said.status.map_or("", |status| words.value(status.as_str()));
        let answer = said.decision.map_or("", |decision| match decision {
            board::workshop::Decision::Accept => words.accept,
            board::workshop::Decision::Decline => words.decline,
        });
        vec![
            moment(said.at, &report.zone, words).into(),
            by.into(),
            [status, answer].concat().into(),
            said.word.as_deref().unwrap_or_default().into(),
            said.due.as_deref().unwrap_or_default().into(),
            Cell::figure(said.value, words),
        ]
    };
    Table {
        columns: vec![words.when, words.by, words.status, words.word, words.due, words.figure],
        rows: project.progress.iter().map(row).collect(),
    }
}

/// The history of all projects, in which every row names its project.
pub(crate) fn joined(report: &Report, words: &'static Words) -> Table {
    let mut all = Table::default();
    for project in &report.projects {
        let table = table(report, project, words);
        all.columns = [words.project].into_iter().chain(table.columns).collect();
        let title = || Cell::from(project.text(key::TITLE));
        all.rows.extend(table.rows.into_iter().map(|row| [title()].into_iter().chain(row).collect()));
    }
    all
}
