//! CSV (RFC 4180): one table for sorting and filtering. The first column gives the kind of each row.
//!
//! It begins with a byte-order mark, without which Excel does not read it as UTF-8.

use crate::ExportError;
use crate::answered;
use crate::charter;
use crate::competences;
use crate::facts;
use crate::lists;
use crate::progress;
use crate::report::Report;
use crate::rounds::{self, Round};
use crate::section;
use crate::table::{self, Cell};
use crate::text::cell;
use crate::words::Words;

/// The columns with the bone of a row and with its main text.
const BONE: usize = 2;
const TEXT: usize = 3;

/// What stands between two cells. Spreadsheets expect the one of the system's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Separator {
    /// A comma, as in RFC 4180; decimals stand after a point.
    #[default]
    Comma,
    /// A semicolon; decimals stand after a comma. Polish and Ukrainian spreadsheets expect it.
    Semicolon,
}

impl Separator {
    /// All separators.
    pub const ALL: [Separator; 2] = [Separator::Comma, Separator::Semicolon];

    /// The separator with this name in an address or on the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|separator| separator.name() == name)
    }

    /// The name in an address or on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Separator::Comma => "comma",
            Separator::Semicolon => "semicolon",
        }
    }

    /// A cell of the file. A number is no formula, even if it is negative.
    fn text(self, value: &Cell) -> String {
        match (self, value) {
            (Separator::Comma, Cell::Number(n, _)) => Cell::Number(*n, ".").text(),
            (Separator::Semicolon, Cell::Number(n, _)) => Cell::Number(*n, ",").text(),
            (_, Cell::Text(text)) => cell(text),
        }
    }
}

pub(crate) fn write(
    report: &Report,
    separator: Separator,
    words: &'static Words,
) -> Result<Vec<u8>, ExportError> {
    let causes = table::causes(report, words);
    let projects = table::projects(report, words);
    let first_fact = 1 + causes.columns.len();

    let mut columns = vec![words.kind];
    columns.extend(&causes.columns);
    columns.extend(projects.columns.iter().skip(1));
    columns[TEXT] = words.text;
    let first_value = columns.len();
    columns.extend([words.unit, words.measured_on, words.target, words.target_date]);
    let first_time = columns.len();
    columns.extend([words.begins, words.minutes_planned, words.began, words.minutes_taken]);
    let place = |name: &str| columns.iter().position(|column| *column == name).unwrap_or(TEXT);

    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .delimiter(if separator == Separator::Comma { b',' } else { b';' })
        .from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(&columns)?;
    let mut row = |kind: &str, cells: Vec<(usize, Cell)>| {
        let mut record = vec![String::new(); columns.len()];
        record[0] = cell(kind);
        for (at, value) in cells {
            record[at] = separator.text(&value);
        }
        out.write_record(&record)
    };
    row(words.title, vec![(TEXT, report.title.as_str().into())])?;
    let team = section::said(charter::facts(report, words));
    for (label, value) in section::head(report, words).into_iter().chain(team) {
        row(label, vec![(TEXT, value.into())])?;
    }
    for branch in &report.branches {
        row(
            words.question,
            vec![(BONE, branch.title.as_str().into()), (TEXT, branch.question.as_str().into())],
        )?;
    }
    for cause in causes.rows {
        row(words.cause, (1..).zip(cause).collect())?;
    }
    for project in projects.rows {
        let places = std::iter::once(TEXT).chain(first_fact..);
        row(words.project, places.zip(project).collect())?;
    }
    for (currency, sum) in &report.amounts {
        let sum = Cell::figure(*sum, words);
        row(
            words.total,
            vec![(place(words.amount), sum), (place(words.currency), currency.as_str().into())],
        )?;
    }
    // What was reported stands in the columns of the project's own fields.
    for project in &report.projects {
        let title = project.text(board::schema::project::TITLE);
        for cells in progress::table(report, project, words).rows {
            let Ok([when, by, status, word, due, value]) = <[Cell; 6]>::try_from(cells) else { continue };
            let kind = format!("{}: {title}", words.progress);
            let said = [
                (TEXT, word),
                (place(words.author), by),
                (place(words.status), status),
                (place(words.due), due),
                (place(words.figure), value),
                (first_time + 2, when),
            ];
            row(&kind, said.into())?;
        }
    }
    // What follows from a goal stands under it.
    for goal in &report.lists.goals {
        let about = [
            (TEXT, goal.text.as_str().into()),
            (place(words.goal_for), words.value(&goal.horizon).into()),
            (place(words.figure), Cell::figure(goal.belief, words)),
        ];
        row(words.goal, about.into())?;
        for follower in lists::following(goal, words) {
            row(words.from_goal, vec![(TEXT, follower.into())])?;
        }
    }
    for area in &report.lists.areas {
        let average = Cell::figure(area.average, words);
        row(words.area, vec![(TEXT, area.name.as_str().into()), (place(words.figure), average)])?;
    }
    for one in competences::rows(report, words) {
        row(words.competences, vec![(TEXT, one.into())])?;
    }
    // A row for each value, or one for a fact that was never measured.
    for fact in &report.facts {
        let measured = fact.values.iter().map(|(day, value)| (day.as_str(), Some(*value)));
        let unmeasured = fact.values.is_empty().then_some(("", None));
        for (day, value) in measured.chain(unmeasured) {
            let department = fact.department.as_ref().map_or("", |id| report.department(id));
            let kind = format!("{}: {}", words.a_fact, words.value(&fact.kind));
            let about = [fact.unit.as_str().into(), day.into(), Cell::figure(fact.target, words)];
            let until = fact.target_date.as_deref().unwrap_or_default().into();
            let said = [
                (TEXT, facts::name(fact).into()),
                (place(words.department), department.into()),
                (place(words.figure), Cell::figure(value, words)),
                (place(words.reference), fact.source.as_str().into()),
            ];
            let about = (first_value..).zip(about.into_iter().chain([until]));
            row(&kind, said.into_iter().chain(about).collect())?;
        }
    }
    for cells in answered::table(report, words).rows {
        let Ok([fact, question, reason, text, by]) = <[Cell; 5]>::try_from(cells) else { continue };
        let kind = format!("{}: {}", words.fact_answer, question.text());
        let said = [
            (TEXT, text),
            (place(words.cited), fact),
            (place(words.reason), reason),
            (place(words.author), by),
        ];
        row(&kind, said.into())?;
    }
    // The figures of earlier rounds stand in the columns of the last one.
    let rounds = [
        (words.earlier_votes, rounds::votes(report, words)),
        (words.earlier_ratings, rounds::ratings(report, words)),
    ];
    for (kind, rounds) in rounds {
        for Round { title, turnout, table } in rounds {
            let kind = format!("{kind}: {title}");
            row(&kind, vec![(TEXT, turnout.into())])?;
            let places: Vec<usize> = table.columns.iter().map(|name| place(name)).collect();
            for cells in table.rows {
                row(&kind, places.iter().copied().zip(cells).collect())?;
            }
        }
    }
    for cells in rounds::agenda(report, words).rows {
        let Ok([meeting, begins, title, planned, began, taken]) = <[Cell; 6]>::try_from(cells) else {
            continue;
        };
        let times = (first_time..).zip([begins, planned, began, taken]);
        row(words.activity, [(BONE, meeting), (TEXT, title)].into_iter().chain(times).collect())?;
    }
    let department = place(words.department);
    for person in report.took_part() {
        let seat = if person.seat { format!(", {}", words.seat) } else { String::new() };
        let kind = format!("{}{seat}", words.person);
        let of = report.department(&person.department).into();
        row(&kind, vec![(TEXT, person.name.as_str().into()), (department, of)])?;
    }
    for cells in charter::polls(report, words).rows {
        let cells: Vec<String> = cells.iter().map(Cell::text).collect();
        row(words.polls, vec![(TEXT, cells.join("; ").as_str().into())])?;
    }
    let (grades, said) = rounds::said(report, words);
    for grade in &grades.rows {
        let counted: Vec<String> = grade.iter().map(Cell::text).collect();
        row(words.worth, vec![(TEXT, counted.join(": ").into())])?;
    }
    for word in said {
        row(words.word, vec![(TEXT, word.into())])?;
    }
    out.into_inner().map_err(|e| ExportError::Write(e.to_string()))
}
