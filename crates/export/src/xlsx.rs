//! Excel workbook: one sheet per table. Texts are written as text cells, which are never formulas.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::ExportError;
use crate::answered;
use crate::charter;
use crate::competences;
use crate::facts;
use crate::lists;
use crate::progress;
use crate::report::{MADE_WITH, Report};
use crate::rounds;
use crate::section;
use crate::table::{self, Cell, Table};
use crate::text::plain;
use crate::totals;
use crate::words::Words;

/// Excel's limits: UTF-16 code units in a cell, and characters in a sheet's name.
const CELL: usize = 32_767;
const NAME: usize = 31;

pub(crate) fn write(report: &Report, words: &'static Words) -> Result<Vec<u8>, ExportError> {
    let mut workbook = Workbook::new();
    // The time of the export, and not of a clock.
    let seconds = i64::try_from(report.generated_at.0 / 1_000).unwrap_or_default();
    if let Ok(made) = ExcelDateTime::from_timestamp(seconds) {
        workbook.set_properties(&DocProperties::new().set_comment(MADE_WITH).set_creation_datetime(&made));
    }
    let mut overview = Table { columns: vec![words.kind, words.text], rows: vec![] };
    overview.rows.push(vec![words.title.into(), report.title.as_str().into()]);
    let team = section::said(charter::facts(report, words));
    for (label, value) in section::head(report, words).into_iter().chain(team) {
        overview.rows.push(vec![label.into(), value.into()]);
    }
    for branch in &report.branches {
        overview.rows.push(vec![branch.title.as_str().into(), branch.question.as_str().into()]);
    }
    let sheets = [
        (words.effect, overview),
        (words.causes, table::causes(report, words)),
        (words.vote, table::vote(report, words)),
        (words.priorities, table::priorities(report, words)),
        (words.earlier_votes, rounds::joined(rounds::votes(report, words), words)),
        (words.earlier_ratings, rounds::joined(rounds::ratings(report, words), words)),
        (words.goal_list, lists::goals(report, words)),
        (words.areas, lists::areas(report, words)),
        (words.facts, facts::table(report, words)),
        (words.fact_values, facts::values(report, words)),
        (words.fact_answers, answered::table(report, words)),
        (words.projects, totals::projects(report, words)),
        (words.progress, progress::joined(report, words)),
        (words.profile, competences::table(report, words)),
        (words.departments, table::departments(report, words)),
        (words.people, table::people(report, words)),
        (words.agenda, rounds::agenda(report, words)),
        (words.polls, charter::polls(report, words)),
        (words.said, said(report, words)),
    ];
    for (n, (name, table)) in sheets.into_iter().enumerate() {
        // The overview and the causes have a sheet even without rows, so that the workbook shows that there are none.
        if n < 2 || !table.rows.is_empty() {
            let name: String = name.chars().take(NAME).collect();
            fill(workbook.add_worksheet().set_name(name)?, &table)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// Grades with their counts, then the words, in one table.
fn said(report: &Report, words: &'static Words) -> Table {
    let (mut table, said) = rounds::said(report, words);
    table.columns.push(words.word);
    table.rows.iter_mut().for_each(|row| row.push("".into()));
    table.rows.extend(said.into_iter().map(|word| vec!["".into(), "".into(), word.into()]));
    table
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, name) in (0u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, *name, &heading)?;
        let widest = table.rows.iter().filter_map(|row| row.get(usize::from(column))).map(wide).max();
        let width = widest.unwrap_or_default().max(name.chars().count() + 2);
        sheet.set_column_width(column, width.clamp(8, 60) as f64)?;
    }
    for (row, cells) in (1u32..).zip(&table.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Number(n, _) => sheet.write_number_with_format(row, column, *n, &wrapped)?,
                Cell::Text(text) => {
                    sheet.write_string_with_format(row, column, within(&plain(text)), &wrapped)?
                }
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let (Ok(rows), Some(columns)) = (u32::try_from(table.rows.len()), table.columns.len().checked_sub(1)) {
        sheet.autofilter(0, 0, rows, columns as u16)?;
    }
    Ok(())
}

fn wide(cell: &Cell) -> usize {
    cell.text().lines().map(|line| line.chars().count() + 1).max().unwrap_or_default()
}

/// Excel refuses a longer cell. Only a list of very many long texts can be that long; it ends with a note that there
/// is more.
fn within(text: &str) -> String {
    if text.encode_utf16().count() <= CELL {
        return text.to_owned();
    }
    let mut units = 0;
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units < CELL
        })
        .collect();
    kept.push('…');
    kept
}
