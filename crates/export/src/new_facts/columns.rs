//! Which column of a sheet says what.

use crate::spreadsheet::{Cell, Value};
use crate::words::Words;

use super::values::{NoDay, day};

/// What a column says of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Fact,
    Kind,
    Unit,
    Source,
    Department,
    Day,
    Value,
    Target,
    TargetDate,
}

/// How the rows under the heading are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Layout {
    /// The column with the day of a row, where each row is a day and each of `facts` a column.
    pub day: Option<u32>,
    /// The columns of facts with their names.
    pub facts: Vec<(u32, Cell)>,
    /// The columns that say something of the fact in a row.
    pub named: Vec<(u32, Column)>,
    /// The columns with the values of a day.
    pub days: Vec<(u32, String)>,
    /// Headings that may be either of two days.
    pub doubtful: Vec<Cell>,
}

/// The rows above a table in which a title may stand.
const ABOVE: usize = 20;

/// The number of the row with the headings, and what they say; `None` if no facts can be read by them.
pub(super) fn layout(rows: &[&[Cell]]) -> Option<(usize, Layout)> {
    let heads = rows.iter().take(ABOVE).position(|row| row.len() > 1)?;
    let mut layout = Layout::default();
    let mut unknown = vec![];
    for cell in rows[heads] {
        match (column(cell), day(&cell.value)) {
            (Some(column), _) => layout.named.push((cell.column, column)),
            (None, Ok(day)) => layout.days.push((cell.column, day)),
            (None, Err(NoDay::Two)) => layout.doubtful.push(cell.clone()),
            (None, Err(NoDay::None)) => unknown.push(cell.clone()),
        }
    }
    let has = |layout: &Layout, wanted| layout.named.iter().any(|(_, column)| *column == wanted);
    let dated = !layout.days.is_empty() || !layout.doubtful.is_empty();
    let below = rows.get(heads + 1).copied().unwrap_or_default();
    if !has(&layout, Column::Fact) {
        // A column that is named so, or the first one under which days stand, makes each row a day.
        let named = layout.named.iter().find(|(_, column)| *column == Column::Day).map(|(at, _)| *at);
        let under = || below.iter().find(|cell| is_dated(rows, heads, cell.column)).map(|cell| cell.column);
        if let Some(at) = named.or_else(under).filter(|_| !dated) {
            layout.day = Some(at);
            let is_fact = |cell: &&Cell| {
                Some(cell.column) != layout.day
                    && matches!(column(cell), None | Some(Column::Value | Column::Target))
            };
            layout.facts =
                rows[heads].iter().filter(is_fact).map(|cell| (cell.column, cell.clone())).collect();
            return (!layout.facts.is_empty()).then_some((heads, layout));
        }
        // Else the first column that nothing else is known of has the names, also if it has no heading.
        let free = |at: u32| {
            !rows[heads].iter().any(|cell| cell.column == at) || unknown.iter().any(|cell| cell.column == at)
        };
        let names = below.iter().find(|cell| matches!(cell.value, Value::Text(_)) && free(cell.column))?;
        layout.named.push((names.column, Column::Fact));
    }
    let measured = dated || has(&layout, Column::Value) || has(&layout, Column::Target);
    measured.then_some((heads, layout))
}

/// Whether days, and nothing else, stand in a column. A number alone may be a value as well as a year.
fn is_dated(rows: &[&[Cell]], heads: usize, column: u32) -> bool {
    let mut cells = rows[heads + 1..].iter().filter_map(|row| row.iter().find(|cell| cell.column == column));
    cells.all(|cell| !matches!(cell.value, Value::Number(_)) && day(&cell.value) != Err(NoDay::None))
}

/// A name out of the words of a language.
type Name = fn(&Words) -> &'static str;

/// What a heading says, in any language.
fn column(cell: &Cell) -> Option<Column> {
    let Value::Text(text) = &cell.value else { return None };
    let said = text.trim().trim_end_matches(':').to_lowercase();
    let words = ["en", "pl", "uk"].map(Words::of);
    let own: [(Column, Name); 9] = [
        (Column::Fact, |words| words.a_fact),
        (Column::Kind, |words| words.kind),
        (Column::Unit, |words| words.unit),
        (Column::Source, |words| words.reference),
        (Column::Department, |words| words.department),
        (Column::Day, |words| words.measured_on),
        (Column::Value, |words| words.figure),
        (Column::Target, |words| words.target),
        (Column::TargetDate, |words| words.target_date),
    ];
    let known = own.iter().find(|(_, name)| words.iter().any(|words| name(words).to_lowercase() == said));
    known
        .map(|(column, _)| *column)
        .or_else(|| USUAL.iter().find(|(_, names)| names.contains(&said.as_str())).map(|(column, _)| *column))
}

/// What people call columns, besides the words of this program's own files.
const USUAL: [(Column, &[&str]); 9] = [
    (
        Column::Fact,
        &[
            "figure name",
            "name",
            "indicator",
            "metric",
            "measure",
            "kpi",
            "nazwa",
            "wskaźnik",
            "miara",
            "назва",
            "показник",
        ],
    ),
    (Column::Kind, &["kind", "type", "rodzaj", "typ", "вид", "тип"]),
    (Column::Unit, &["unit", "jednostka", "jedn.", "одиниця", "од."]),
    (Column::Source, &["source", "źródło danych", "джерело даних"]),
    (Column::Department, &["team", "area", "obszar", "zespół", "команда"]),
    (
        Column::Day,
        &[
            "date",
            "day",
            "month",
            "quarter",
            "year",
            "period",
            "when",
            "data",
            "dzień",
            "miesiąc",
            "kwartał",
            "rok",
            "okres",
            "kiedy",
            "дата",
            "день",
            "місяць",
            "квартал",
            "рік",
            "період",
            "коли",
        ],
    ),
    (Column::Value, &["value", "result", "wartość", "wynik", "значення", "результат"]),
    (Column::Target, &["goal", "cel", "ціль", "мета"]),
    (Column::TargetDate, &["target date", "by", "due", "termin", "do kiedy", "термін", "до коли"]),
];
