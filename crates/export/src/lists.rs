//! The goals with what follows from each, and the areas with their grades (LIST-3, GOAL-3).

use board::reading::{Area, Goal};

use crate::report::Report;
use crate::section::{self, Part, Section};
use crate::table::{Cell, Table};
use crate::text::plain;
use crate::words::Words;

/// Every goal: until when it is to be reached, how it is measured, how far people believe in it, what follows from it.
pub(crate) fn goals(report: &Report, words: &'static Words) -> Table {
    let row = |goal: &Goal| {
        vec![
            goal.text.as_str().into(),
            words.value(&goal.horizon).into(),
            report.fact_named(goal.fact.as_deref().unwrap_or_default(), words).into(),
            Cell::figure(goal.belief, words),
            following(goal, words).join("\n").into(),
        ]
    };
    Table {
        columns: vec![words.goal, words.goal_for, words.measured_by, words.believed, words.from_goal],
        rows: report.lists.goals.iter().map(row).collect(),
    }
}

/// What follows from a goal, one by one; that nothing does.
pub(crate) fn following(goal: &Goal, words: &Words) -> Vec<String> {
    let line = |kind: &str, text: &str| format!("{kind}: {}", plain(text).replace('\n', " "));
    let causes = goal.causes.iter().map(|one| line(words.cause, &one.text));
    let projects = goal.projects.iter().map(|one| line(words.project, &one.text));
    let all: Vec<String> = causes.chain(projects).collect();
    if all.is_empty() { vec![words.from_goal_none.to_owned()] } else { all }
}

/// Every area: its last grades, and the causes that it owns.
pub(crate) fn areas(report: &Report, words: &'static Words) -> Table {
    let row = |area: &Area| {
        let texts = area.causes.iter().filter_map(|id| report.note(id.as_str()));
        let texts: Vec<String> = texts.map(|cause| plain(&cause.text).replace('\n', " ")).collect();
        vec![area.name.as_str().into(), Cell::figure(area.average, words), texts.join("\n").into()]
    };
    Table {
        columns: vec![words.area, words.grade, words.causes],
        rows: report.lists.areas.iter().map(row).collect(),
    }
}

/// The goals one after another, then the areas.
pub(crate) fn sections(report: &Report, words: &'static Words) -> Vec<Section> {
    let mut parts = vec![];
    for goal in &report.lists.goals {
        let fact = report.fact_named(goal.fact.as_deref().unwrap_or_default(), words).to_owned();
        let about = vec![
            (words.goal_for, words.value(&goal.horizon).to_owned()),
            (words.measured_by, fact),
            (words.believed, Cell::figure(goal.belief, words).text()),
            (words.from_goal, following(goal, words).join("\n")),
        ];
        parts.push(Part::Heading(goal.text.clone()));
        parts.push(Part::Facts(section::said(about)));
    }
    let areas = areas(report, words).said();
    let areas = (!areas.rows.is_empty())
        .then(|| Section { title: words.areas.to_owned(), parts: vec![Part::Table(areas)] });
    let goals = (!parts.is_empty()).then(|| Section { title: words.goal_list.to_owned(), parts });
    goals.into_iter().chain(areas).collect()
}
