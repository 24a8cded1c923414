//! The team's charter and what people said in polls.

use board::schema::board as key;
use board::workshop::{Charter, PollKind};

use crate::report::Report;
use crate::table::{Cell, Table};
use crate::words::Words;

/// What stands in the charter, each with its label, in the order of the schema. What nobody wrote is empty.
pub(crate) fn facts(report: &Report, words: &'static Words) -> Vec<(&'static str, String)> {
    let value = |(key, value): (&'static str, Option<&str>)| {
        let value = value.unwrap_or_default();
        match key {
            key::REPORTS_TO => (words.reports_to, report.department_named(value).to_owned()),
            key::REPORTS_FUNCTIONALLY_TO => {
                (words.reports_functionally_to, report.department_named(value).to_owned())
            }
            key::ACCEPTED_BY => (words.accepted_by, report.department_named(value).to_owned()),
            key::CENTRE if value == "profit" => (words.centre, words.profit_centre.to_owned()),
            key::CENTRE if value == "cost" => (words.centre, words.cost_centre.to_owned()),
            key::CENTRE => (words.centre, String::new()),
            _ => (label(key, words), value.to_owned()),
        }
    };
    Charter::values(&report.charter).into_iter().map(value).collect()
}

fn label(key: &str, words: &'static Words) -> &'static str {
    match key {
        key::PURPOSE => words.purpose,
        key::MUST_WORK_WITH => words.must_work_with,
        key::MAY_WORK_WITH => words.may_work_with,
        key::PRINCIPLES => words.principles,
        key::GOAL_THIS_YEAR => words.goal_this_year,
        key::GOAL_3_5_YEARS => words.goal_3_5_years,
        _ => words.company_strategy,
    }
}

/// One row for everything that was graded, in the order of the polls: how often each grade was given, and the average.
pub(crate) fn polls(report: &Report, words: &'static Words) -> Table {
    let rows = report.polls.iter().flat_map(|poll| {
        let asked = match poll.kind {
            PollKind::Belief => words.belief,
            PollKind::Quality => words.area_quality,
        };
        poll.items.iter().map(move |item| {
            let grades = item.grades.as_deref().unwrap_or_default();
            let count = |n: usize| Cell::figure(grades.get(n).copied().map(f64::from), words);
            let given: u32 = grades.iter().sum();
            let total: u32 = (1..).zip(grades).map(|(grade, times)| grade * times).sum();
            let average = (given > 0).then(|| f64::from(total) / f64::from(given));
            let mut row = vec![Cell::from(asked), Cell::from(item.text.as_str())];
            row.extend((0..5).map(count));
            row.push(Cell::figure(average.map(|average| (average * 10.0).round() / 10.0), words));
            row
        })
    });
    let columns = vec![words.question_asked, words.graded, "1", "2", "3", "4", "5", words.average];
    Table { columns, rows: rows.collect() }
}
