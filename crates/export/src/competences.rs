//! The competences of the team: needed, who has them, who learns them until when.

use board::workshop::TeamCompetence;

use crate::report::{Competence, Report};
use crate::table::{Cell, Table};
use crate::time::{day, read_day};
use crate::words::Words;

/// What is said of each competence, as a board keeps it.
pub(crate) fn team(report: &Report) -> Vec<TeamCompetence> {
    let said = |one: &&Competence| one.needed.is_some() || !one.has.is_empty() || !one.learns.is_empty();
    report.competences.iter().filter(said).map(of).collect()
}

fn of(one: &Competence) -> TeamCompetence {
    let Competence { name, needed, has, learns, .. } = one.clone();
    TeamCompetence { name, needed, has, learns }
}

/// Every competence, in the order of the profile.
pub(crate) fn table(report: &Report, words: &'static Words) -> Table {
    let row = |one: &Competence| {
        let mark = if one.expected { "✓" } else { "" };
        vec![
            one.name.as_str().into(),
            if needed(one) { words.yes } else { words.no }.into(),
            Cell::figure(f64::from(one.projects), words),
            mark.into(),
            has(one, words).into(),
            learners(report, one, words).join("\n").into(),
        ]
    };
    Table {
        columns: vec![
            words.competences,
            words.needed,
            words.needed_by,
            words.expected,
            words.who_has,
            words.who_learns,
        ],
        rows: report.competences.iter().map(row).collect(),
    }
}

/// Every competence as one text.
pub(crate) fn rows(report: &Report, words: &'static Words) -> Vec<String> {
    let row = |one: &Competence| {
        let needed = if needed(one) { words.yes } else { words.no };
        let has = has(one, words);
        let learns = learners(report, one, words).join(", ");
        let said = [
            format!("{}: {needed}", words.needed),
            format!("{}: {}", words.needed_by, one.projects),
            format!("{}: {}", words.expected, if one.expected { words.yes } else { words.no }),
            if has.is_empty() { String::new() } else { format!("{}: {has}", words.who_has) },
            if learns.is_empty() { String::new() } else { format!("{}: {learns}", words.who_learns) },
        ];
        let said: Vec<String> = said.into_iter().filter(|one| !one.is_empty()).collect();
        format!("{} ({})", one.name, said.join("; "))
    };
    report.competences.iter().map(row).collect()
}

/// As it is said, or else if a project needs it (COMP-2).
fn needed(one: &Competence) -> bool {
    one.needed.unwrap_or(one.projects > 0)
}

/// Who has it; that nobody does, where it is needed and nobody learns it either.
fn has(one: &Competence, words: &Words) -> String {
    let missing = needed(one) && one.has.is_empty() && one.learns.is_empty();
    if missing { words.nobody_has.to_owned() } else { one.has.join(", ") }
}

/// Each who learns it with their day, and whether they have learned it or are late on the day of the export (COMP-3).
fn learners(report: &Report, one: &Competence, words: &Words) -> Vec<String> {
    let today = day(report.as_of.unwrap_or(report.generated_at), &report.zone);
    let team = of(one);
    let late = team.late(&today);
    let said = |learner: &board::workshop::Learner| {
        let until = learner.until.as_deref().map(|until| read_day(until, words)).unwrap_or_default();
        let stands = if team.has_learned(learner) {
            words.learned
        } else if late.contains(&learner) {
            words.late
        } else {
            ""
        };
        let about: Vec<&str> = [until.as_str(), stands].into_iter().filter(|one| !one.is_empty()).collect();
        if about.is_empty() {
            learner.name.clone()
        } else {
            format!("{} ({})", learner.name, about.join(", "))
        }
    };
    one.learns.iter().map(said).collect()
}
