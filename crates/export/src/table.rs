//! The report as tables. The spreadsheet formats consist of them, and other formats use some of them.

use std::collections::BTreeMap;

use board::DepartmentId;
use board::schema::{Field, Kind, note, project as key};

use crate::comments;
use crate::progress::due;
use crate::report::{Cause, Project, Report};
use crate::text::number;
use crate::words::Words;

/// One value of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// A text, which may be empty.
    Text(String),
    /// A number for calculating, and the sign before its decimals.
    Number(f64, &'static str),
}

/// Rows under headings. Every row has as many cells as there are headings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    /// The headings.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The table without empty columns: for reading, not for calculating.
    pub fn said(self) -> Self {
        let says: Vec<bool> = (0..self.columns.len())
            .map(|n| self.rows.iter().any(|row| row.get(n).is_some_and(|cell| !cell.text().is_empty())))
            .collect();
        fn kept<T>(list: Vec<T>, says: &[bool]) -> Vec<T> {
            list.into_iter().zip(says).filter(|(_, says)| **says).map(|(one, _)| one).collect()
        }
        Self {
            columns: kept(self.columns, &says),
            rows: self.rows.into_iter().map(|row| kept(row, &says)).collect(),
        }
    }
}

impl Table {
    /// Whether a column has numbers.
    pub fn has_figures(&self, column: usize) -> bool {
        self.rows.iter().any(|row| matches!(row.get(column), Some(Cell::Number(..))))
    }
}

impl Cell {
    /// The cell as text.
    pub fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(n, decimal) => number(*n).replace('.', decimal),
        }
    }

    /// A number in the form of the language; empty if there is none.
    pub fn figure(value: impl Into<Option<f64>>, words: &'static Words) -> Self {
        value.into().map_or_else(|| Cell::Text(String::new()), |value| Cell::Number(value, words.decimal))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

/// Every cause with all facts about it.
pub(crate) fn causes(report: &Report, words: &'static Words) -> Table {
    let text_of = |id: &Option<board::NoteId>| {
        id.as_ref().and_then(|id| report.note(id.as_str())).map_or("", |note| note.text.as_str())
    };
    let row = |(n, cause): (usize, &Cause)| -> Vec<Cell> {
        let rated = cause.rated.as_ref();
        let department = cause.department.as_ref().map_or("", |id| report.department(id));
        let mut row: Vec<Cell> = vec![
            Cell::figure((n + 1) as f64, words),
            bone(report, cause).into(),
            cause.text.as_str().into(),
            text_of(&cause.parent).into(),
            text_of(&cause.merged_into).into(),
            department.into(),
            cause.author_name.as_deref().unwrap_or_default().into(),
        ];
        row.extend(details(report, cause, words).into_iter().map(|(_, value)| Cell::Text(value)));
        row.extend([
            Cell::figure(cause.dots.map(f64::from), words),
            split(report, &cause.dots_by_department, words).into(),
            Cell::figure(rated.map(|r| r.importance), words),
            Cell::figure(rated.map(|r| r.urgency), words),
            Cell::figure(rated.map(|r| r.disagreement), words),
            words.value(cause.priority.as_deref().unwrap_or_default()).into(),
            cause.reason.as_deref().unwrap_or_default().into(),
            cause.addressee.as_deref().unwrap_or_default().into(),
            comments::lines(report, cause, words).join("\n").into(),
        ]);
        row
    };
    let before =
        [words.number, words.bone, words.cause, words.parent, words.merged, words.department, words.author];
    let after = [
        words.dots,
        words.dots_by,
        words.importance,
        words.urgency,
        words.disagreement,
        words.priority,
        words.reason,
        words.addressee,
        words.comments,
    ];
    let names = note::DETAILS.iter().map(|field| words.detail(field.key));
    Table {
        columns: before.into_iter().chain(names).chain(after).collect(),
        rows: report.every_note().enumerate().map(row).collect(),
    }
}

/// Every detail of a cause, its key and its value for reading, in the same order for every cause. A missing one is empty.
pub(crate) fn details(report: &Report, cause: &Cause, words: &'static Words) -> Vec<(&'static str, String)> {
    let read = |field: &'static Field, value: &str| match field.kind {
        Kind::OneOf(_) => words.value(value).to_owned(),
        _ if field.key == note::FACT => report.fact_named(value, words).to_owned(),
        _ if field.key == note::GOAL => report.goal_named(value, words),
        _ if field.key == note::OWNER => report.department_named(value).to_owned(),
        Kind::Keys => value.split('\n').map(|id| report.bone_titled(id)).collect::<Vec<_>>().join(", "),
        _ => value.to_owned(),
    };
    let details = cause.details();
    let values = note::DETAILS.iter().zip(details.values());
    values.map(|(field, (key, value))| (key, read(field, value.unwrap_or_default()))).collect()
}

/// Every project with its fields. The amount is a number for calculating, so its currency has a column of its own.
pub(crate) fn projects(report: &Report, words: &'static Words) -> Table {
    let mut table = Table { columns: vec![words.project], rows: vec![] };
    for project in &report.projects {
        let facts = project_facts(report, project, words);
        if table.rows.is_empty() {
            table.columns.extend(facts.iter().map(|(label, _)| *label));
            table.columns.push(words.currency);
        }
        let mut row = vec![project.text(key::TITLE).into()];
        row.extend(facts.into_iter().map(|(label, value)| {
            if label == words.amount { Cell::figure(project.amount, words) } else { Cell::Text(value) }
        }));
        row.push(project.text(key::CURRENCY).into());
        table.rows.push(row);
    }
    table
}

/// A sum of money with its currency, for reading.
pub(crate) fn money(amount: f64, currency: &str, words: &'static Words) -> String {
    let sum = crate::text::money(amount, words.decimal, words.thousands);
    if currency.is_empty() { sum } else { format!("{sum}\u{a0}{currency}") }
}

/// The amounts of all projects in one line; empty if no project has one.
pub(crate) fn totals(report: &Report, words: &'static Words) -> String {
    let sums: Vec<String> = report.amounts.iter().map(|(code, sum)| money(*sum, code, words)).collect();
    if sums.is_empty() { String::new() } else { format!("{}: {}", words.total, sums.join("; ")) }
}

/// What a project costs: its amount, or else what was written about its budget.
pub(crate) fn cost(project: &Project, words: &'static Words) -> String {
    match project.amount {
        Some(amount) => money(amount, project.text(key::CURRENCY), words),
        None => project.text(key::BUDGET).to_owned(),
    }
}

/// The facts about a project without its title, in the same order for every project. A missing fact is empty.
pub(crate) fn project_facts(
    report: &Report,
    project: &Project,
    words: &'static Words,
) -> Vec<(&'static str, String)> {
    let text = |key: &str| project.text(key).to_owned();
    let list = |key: &str| project.list(key).join(", ");
    let answers: Vec<&str> = project
        .list(key::NOTES)
        .iter()
        .filter_map(|id| report.note(id))
        .map(|note| note.text.as_str())
        .collect();
    let approvals: Vec<String> = project
        .approvals
        .iter()
        .map(|approval| {
            let said = approval.decision.as_deref().map_or(words.waiting, |d| words.value(d));
            let name = report.department(&approval.department);
            match approval.comment.as_deref().filter(|c| !c.is_empty()) {
                Some(comment) => format!("{name}: {said} ({comment})"),
                None => format!("{name}: {said}"),
            }
        })
        .collect();
    let owner = DepartmentId::from(text(key::OWNER));
    let affected = project.list(key::AFFECTS_DEPARTMENTS).iter().map(|id| report.department_named(id));
    let affected: Vec<&str> = affected.collect();
    let amount = project.amount.map(|amount| money(amount, project.text(key::CURRENCY), words));
    vec![
        (words.horizon, words.value(project.text(key::HORIZON)).to_owned()),
        (words.owner, report.department(&owner).to_owned()),
        (words.in_charge, text(key::PERSON)),
        (words.sponsor, text(key::SPONSOR)),
        (words.start, text(key::START)),
        (words.due, due(report, project, words)),
        (words.status, words.value(project.text(key::STATUS)).to_owned()),
        (words.answers, answers.join("\n")),
        (words.competences, list(key::COMPETENCES)),
        (words.tools, list(key::TOOLS)),
        (words.methods, list(key::METHODS)),
        (words.budget, text(key::BUDGET)),
        (words.amount, amount.unwrap_or_default()),
        (words.duration, text(key::DURATION)),
        (words.measure, text(key::MEASURE)),
        (words.measured_by, report.fact_named(project.text(key::FACT), words).to_owned()),
        (words.affects, text(key::AFFECTS)),
        (words.value, text(key::VALUE)),
        (words.helps, text(key::HELPS)),
        (words.strategy, text(key::STRATEGY)),
        (words.affected, affected.join(", ")),
        (words.approvals, approvals.join("\n")),
    ]
}

/// The causes with dots, most dots first.
pub(crate) fn vote(report: &Report, words: &'static Words) -> Table {
    let row = |cause: &Cause| {
        vec![
            cause.text.as_str().into(),
            Cell::figure(cause.dots.map(f64::from), words),
            split(report, &cause.dots_by_department, words).into(),
        ]
    };
    Table {
        columns: vec![words.cause, words.dots, words.dots_by],
        rows: report.ranking().into_iter().map(row).collect(),
    }
}

/// The causes with a priority or a rating, the most urgent first.
pub(crate) fn chosen(report: &Report) -> Vec<&Cause> {
    let rank = |cause: &&Cause| {
        let place =
            ["now", "next", "later", "outside"].iter().position(|p| cause.priority.as_deref() == Some(p));
        (place.unwrap_or(4), std::cmp::Reverse(cause.dots))
    };
    let mut chosen: Vec<&Cause> =
        report.causes().filter(|c| c.priority.is_some() || c.rated.is_some()).collect();
    chosen.sort_by_key(rank);
    chosen
}

/// The same causes as a table.
pub(crate) fn priorities(report: &Report, words: &'static Words) -> Table {
    let row = |cause: &Cause| {
        let rated = cause.rated.as_ref();
        vec![
            words.value(cause.priority.as_deref().unwrap_or_default()).into(),
            cause.text.as_str().into(),
            Cell::figure(rated.map(|r| r.importance), words),
            Cell::figure(rated.map(|r| r.urgency), words),
            Cell::figure(rated.map(|r| r.disagreement), words),
            Cell::figure(cause.dots.map(f64::from), words),
            cause.reason.as_deref().unwrap_or_default().into(),
            cause.addressee.as_deref().unwrap_or_default().into(),
        ]
    };
    Table {
        columns: vec![
            words.priority,
            words.cause,
            words.importance,
            words.urgency,
            words.disagreement,
            words.dots,
            words.reason,
            words.addressee,
        ],
        rows: chosen(report).into_iter().map(row).collect(),
    }
}

/// People who are this far apart disagree: on average they are more than a step from the middle.
const APART: f64 = 1.0;

/// The rated causes on which people disagree, with what the departments said. The most disputed is always among them.
pub(crate) fn disputed(report: &Report, words: &'static Words) -> Table {
    let mut causes: Vec<(&Cause, &crate::report::Rated)> = report
        .causes()
        .filter_map(|cause| cause.rated.as_ref().map(|rated| (cause, rated)))
        .filter(|(cause, rated)| {
            rated.disagreement >= APART || report.most_disputed.as_ref() == Some(&cause.id)
        })
        .collect();
    causes.sort_by(|a, b| b.1.disagreement.total_cmp(&a.1.disagreement));
    let figure = |value: f64| Cell::figure(value, words).text();
    let row = |(cause, rated): (&Cause, &crate::report::Rated)| {
        let of = |(id, axes): (&DepartmentId, &crate::report::Axes)| {
            format!("{} {}, {}", report.department(id), figure(axes.importance), figure(axes.urgency))
        };
        let by: Vec<String> = rated.by_department.iter().map(of).collect();
        vec![cause.text.as_str().into(), Cell::figure(rated.disagreement, words), by.join("; ").into()]
    };
    let columns = vec![words.cause, words.disagreement, words.by_department];
    Table { columns, rows: causes.into_iter().map(row).collect() }.said()
}

/// The departments with their figures.
pub(crate) fn departments(report: &Report, words: &'static Words) -> Table {
    let row = |d: &crate::report::Department| {
        let projects: Vec<&str> = report
            .projects
            .iter()
            .filter(|p| d.projects.contains(&p.id))
            .map(|p| p.text(key::TITLE))
            .collect();
        vec![
            d.name.as_str().into(),
            Cell::figure(d.people as f64, words),
            Cell::figure(d.written as f64, words),
            Cell::figure(d.owned as f64, words),
            projects.join("\n").into(),
        ]
    };
    Table {
        columns: vec![words.department, words.people, words.written, words.owned, words.projects],
        rows: report.departments.iter().map(row).collect(),
    }
}

/// The people who took part.
pub(crate) fn people(report: &Report, words: &'static Words) -> Table {
    let row = |p: &crate::report::Person| {
        let part = if p.seat { words.seat } else { "" };
        vec![p.name.as_str().into(), report.department(&p.department).into(), part.into()]
    };
    Table {
        columns: vec![words.name, words.department, words.taking_part],
        rows: report.took_part().map(row).collect(),
    }
}

/// The title of the bone that a cause hangs on.
pub(crate) fn bone<'a>(report: &'a Report, cause: &'a Cause) -> &'a str {
    report.branches.iter().find(|b| b.id == cause.branch).map_or(cause.branch.as_str(), |b| &b.title)
}

/// Dots by department, as text. Small departments are told together.
pub(crate) fn split(report: &Report, dots: &BTreeMap<DepartmentId, u32>, words: &Words) -> String {
    let name = |id| match report.department(id) {
        name if name == id.as_str() && name == POOLED => words.pooled,
        name => name,
    };
    let parts: Vec<String> = dots.iter().map(|(id, n)| format!("{} {n}", name(id))).collect();
    parts.join(", ")
}

/// The id under which small departments are told together (VOTE-13).
const POOLED: &str = "others";
