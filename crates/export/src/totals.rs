//! The projects with the sums of their amounts.

use crate::report::Report;
use crate::table::{self, Cell, Table};
use crate::words::Words;

/// The projects, and below them the amounts added up by currency.
pub(crate) fn projects(report: &Report, words: &'static Words) -> Table {
    let mut table = table::projects(report, words);
    let amount = table.columns.iter().position(|column| *column == words.amount);
    for (currency, sum) in &report.amounts {
        let mut row: Vec<Cell> = table.columns.iter().map(|_| "".into()).collect();
        row[0] = words.total.into();
        if let Some(amount) = amount {
            row[amount] = Cell::figure(*sum, words);
        }
        row.pop();
        row.push(currency.as_str().into());
        table.rows.push(row);
    }
    table
}
