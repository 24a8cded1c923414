//! Facts as tables: each with its start, its newest value and its target, and what cites it; and all values over time.

use board::reading::Fact;
use board::schema::project as key;

use crate::report::Report;
use crate::section::{self, Part, Section};
use crate::table::{Cell, Table};
use crate::text::plain;
use crate::words::Words;

/// Every fact.
pub(crate) fn table(report: &Report, words: &'static Words) -> Table {
    let row = |fact: &Fact| {
        let day = |value: Option<(&str, f64)>| value.map_or("", |(day, _)| day).into();
        let number = |value: Option<(&str, f64)>| Cell::figure(value.map(|(_, number)| number), words);
        let (start, newest) = (fact.start(), fact.newest());
        vec![
            name(fact).into(),
            words.value(&fact.kind).into(),
            fact.unit.as_str().into(),
            fact.department.as_ref().map_or("", |id| report.department(id)).into(),
            fact.source.as_str().into(),
            day(start),
            number(start),
            day(newest),
            number(newest),
            Cell::figure(fact.target, words),
            fact.target_date.as_deref().unwrap_or_default().into(),
            cited_by(report, fact, words).into(),
        ]
    };
    Table {
        columns: vec![
            words.a_fact,
            words.kind,
            words.unit,
            words.department,
            words.reference,
            words.measured_on,
            words.first_value,
            words.measured_on,
            words.newest_value,
            words.target,
            words.target_date,
            words.cited_by,
        ],
        rows: report.facts.iter().map(row).collect(),
    }
}

/// Every value of every fact, one a row.
pub(crate) fn values(report: &Report, words: &'static Words) -> Table {
    let rows = report.facts.iter().flat_map(|fact| {
        fact.values.iter().map(|(day, value)| {
            vec![
                name(fact).into(),
                day.as_str().into(),
                Cell::figure(*value, words),
                fact.unit.as_str().into(),
            ]
        })
    });
    Table { columns: vec![words.a_fact, words.measured_on, words.figure, words.unit], rows: rows.collect() }
}

/// The facts in a document: what each was at the start, is now and is to be; below, more on each.
pub(crate) fn section(report: &Report, words: &'static Words) -> Option<Section> {
    let figure = |number: f64| Cell::figure(number, words).text();
    let dated = |value: Option<(&str, f64)>| -> Cell {
        value.map_or_else(String::new, |(day, number)| format!("{} ({day})", figure(number))).into()
    };
    let row = |fact: &Fact| {
        let unit = if fact.unit.is_empty() { String::new() } else { format!(" ({})", fact.unit) };
        let until = fact.target_date.as_ref().map_or_else(String::new, |day| format!(" ({day})"));
        let target = fact.target.map_or_else(String::new, figure) + &until;
        vec![
            format!("{}{unit}", name(fact)).into(),
            dated(fact.start()),
            dated(fact.newest()),
            target.trim().into(),
            fact.department.as_ref().map_or("", |id| report.department(id)).into(),
        ]
    };
    let columns = vec![words.a_fact, words.first_value, words.newest_value, words.target, words.department];
    let all = Table { columns, rows: report.facts.iter().map(row).collect() };
    let mut parts = vec![Part::Table(all.said())];
    for fact in &report.facts {
        let value = |(day, value): (&String, &f64)| format!("{day}: {}", figure(*value));
        let course: Vec<String> = fact.values.iter().map(value).collect();
        let mut about = vec![
            (words.kind, words.value(&fact.kind).to_owned()),
            (words.reference, fact.source.clone()),
            (words.fact_values, course.join("; ")),
            (words.cited_by, cited_by(report, fact, words)),
        ];
        about.extend(crate::answered::by_question(report, fact, words));
        parts.push(Part::Heading(name(fact).to_owned()));
        if crate::fact_charts::is_drawn(fact) {
            parts.push(Part::Chart(fact.clone()));
        }
        parts.push(Part::Facts(section::said(about)));
    }
    (!report.facts.is_empty()).then(|| Section { title: words.facts.to_owned(), parts })
}

/// What a fact is called.
pub(crate) fn name(fact: &Fact) -> &str {
    if board::text::is_blank(&fact.label) { fact.id.as_str() } else { &fact.label }
}

/// The causes that cite a fact and the projects that are measured by it, one a line.
fn cited_by(report: &Report, fact: &Fact, words: &Words) -> String {
    let line = |text: &str| plain(text).replace('\n', " ");
    let causes = report.causes().filter(|cause| cause.fact.as_deref() == Some(fact.id.as_str()));
    let projects = report.projects.iter().filter(|project| project.text(key::FACT) == fact.id.as_str());
    let causes = causes.map(|cause| line(&cause.text));
    let projects = projects.map(|one| format!("{}: {}", words.project, line(one.text(key::TITLE))));
    causes.chain(projects).collect::<Vec<_>>().join("\n")
}
