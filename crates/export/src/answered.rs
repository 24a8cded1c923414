//! What was answered to questions about a fact, as lines to read.

use board::reading::Fact;
use board::workshop::{FactAnswer, FactQuestion, FactReason};

use crate::facts;
use crate::report::Report;
use crate::table::{Cell, Table};
use crate::words::Words;

const QUESTIONS: [FactQuestion; 3] = [FactQuestion::Notice, FactQuestion::Value, FactQuestion::Why];
const REASONS: [FactReason; 4] =
    [FactReason::Product, FactReason::Service, FactReason::Season, FactReason::Customers];

fn asked(question: FactQuestion, words: &'static Words) -> &'static str {
    match question {
        FactQuestion::Notice => words.ask_notice,
        FactQuestion::Value => words.ask_value,
        FactQuestion::Why => words.ask_why,
    }
}

fn reason(reason: FactReason, words: &'static Words) -> &'static str {
    match reason {
        FactReason::Product => words.why_product,
        FactReason::Service => words.why_service,
        FactReason::Season => words.why_season,
        FactReason::Customers => words.why_customers,
    }
}

/// Each question that was answered with its answers, one a line; where it was asked why, first how often each ready
/// reason was chosen.
pub(crate) fn by_question(
    report: &Report,
    fact: &Fact,
    words: &'static Words,
) -> Vec<(&'static str, String)> {
    let of = |question: FactQuestion| {
        let answers = || fact.answers.iter().filter(move |answer| answer.question == question);
        let counted = REASONS.iter().filter_map(|one| {
            let times = answers().filter(|answer| answer.reason == Some(*one)).count();
            (times > 0).then(|| format!("{}: {times}", reason(*one, words)))
        });
        let counted: Vec<String> = counted.collect();
        let counts = (!counted.is_empty()).then(|| counted.join("; "));
        let said = answers().filter(|answer| !answer.text.is_empty());
        let said = said.map(|answer| match by(report, answer) {
            who if who.is_empty() => said_of(answer, words),
            who => format!("{who}: {}", said_of(answer, words)),
        });
        let lines: Vec<String> = counts.into_iter().chain(said).collect();
        (asked(question, words), lines.join("\n"))
    };
    QUESTIONS.into_iter().map(of).filter(|(_, lines)| !lines.is_empty()).collect()
}

fn said_of(answer: &FactAnswer, words: &'static Words) -> String {
    let chosen = answer.reason.map(|one| reason(one, words));
    let text = Some(answer.text.as_str()).filter(|text| !text.is_empty());
    chosen.into_iter().chain(text).collect::<Vec<_>>().join(": ")
}

/// Who said it, as far as it is told.
fn by(report: &Report, answer: &FactAnswer) -> String {
    let name = answer.author.as_ref().and_then(|id| report.people.iter().find(|person| person.id == *id));
    let department = answer.department.as_ref().map(|id| report.department(id));
    let who = department.into_iter().chain(name.map(|person| person.name.as_str()));
    who.collect::<Vec<_>>().join(", ")
}

/// Every answer, one a row.
pub(crate) fn table(report: &Report, words: &'static Words) -> Table {
    let rows = report.facts.iter().flat_map(|fact| {
        fact.answers.iter().map(move |answer| -> Vec<Cell> {
            vec![
                facts::name(fact).into(),
                asked(answer.question, words).into(),
                answer.reason.map_or("", |one| reason(one, words)).into(),
                answer.text.as_str().into(),
                by(report, answer).into(),
            ]
        })
    });
    let columns = vec![words.a_fact, words.question_asked, words.reason, words.fact_answer, words.author];
    Table { columns, rows: rows.collect() }
}
