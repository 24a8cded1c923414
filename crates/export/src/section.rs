//! The report as a document to read: headings, facts, causes as trees, tables. Markdown, HTML and the pages of the
//! PDF set it in three ways.

use board::schema::{note, project as key};

use crate::charter;
use crate::comments;
use crate::competences;
use crate::facts;
use crate::lists;
use crate::progress;
use crate::report::{Cause, Report};
use crate::rounds::{self, turnout};
use crate::steps;
use crate::table::{self, Cell, Table};
use crate::time::{moment, read_day};
use crate::words::Words;

/// A part of the document under one heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Section {
    /// The heading.
    pub title: String,
    /// The content under the heading.
    pub parts: Vec<Part>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    /// A heading one level lower.
    Heading(String),
    /// A sentence.
    Line(String),
    /// Facts, each with its label.
    Facts(Vec<(&'static str, String)>),
    /// Causes, depth first.
    Causes(Vec<Item>),
    /// The course of a fact as a chart. The tables around it say the same.
    Chart(board::reading::Fact),
    /// A table.
    Table(Table),
}

/// One cause in a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Item {
    /// Its level; 0 directly on the bone.
    pub depth: u32,
    /// The whole text.
    pub text: String,
    /// The facts about it, one by one.
    pub about: Vec<String>,
}

/// The facts about the document: effect, goals, date.
pub(crate) fn head(report: &Report, words: &'static Words) -> Vec<(&'static str, String)> {
    let as_of = report.as_of.map_or_else(String::new, |at| moment(at, &report.zone, words));
    let facts = vec![
        (words.effect, report.effect.clone()),
        (words.goal_workshop, report.goals.workshop.clone()),
        (words.goal_organisation, report.goals.organisation.clone()),
        (words.importance, report.questions.importance.clone()),
        (words.urgency, report.questions.urgency.clone()),
        (
            words.previous_board,
            report.previous.as_ref().map_or_else(String::new, |board| board.title.clone()),
        ),
        (words.as_of, as_of),
        (words.made, moment(report.generated_at, &report.zone, words)),
    ];
    said(facts)
}

/// All sections with content, in reading order.
pub(crate) fn sections(report: &Report, words: &'static Words) -> Vec<Section> {
    let mut sections = vec![causes(report, words)];
    let mut add = |title: &str, line: Option<String>, table: Table| {
        if !table.rows.is_empty() {
            let parts = line.map(Part::Line).into_iter().chain([Part::Table(table.said())]).collect();
            sections.push(Section { title: title.to_owned(), parts });
        }
    };
    let voted = report.vote.as_ref().map(|vote| {
        let said = turnout(vote.voted, vote.eligible, words);
        vote.name.as_ref().map_or_else(|| said.clone(), |name| format!("{name}: {said}"))
    });
    add(words.vote, voted, table::vote(report, words));
    let disputed = report.most_disputed.as_ref().and_then(|id| report.note(id.as_str()));
    let disputed = disputed.map(|note| format!("{}: {}", words.most_disputed, note.text));
    add(words.priorities, disputed, table::priorities(report, words));
    let votes = (words.earlier_votes, rounds::votes(report, words));
    let ratings = (words.earlier_ratings, rounds::ratings(report, words));
    for (title, rounds) in [votes, ratings] {
        if !rounds.is_empty() {
            sections.push(Section { title: title.to_owned(), parts: rounds::parts(rounds) });
        }
    }
    let team = said(charter::facts(report, words));
    if !team.is_empty() {
        sections.push(Section { title: words.charter.to_owned(), parts: vec![Part::Facts(team)] });
    }
    sections.extend(lists::sections(report, words));
    sections.extend(facts::section(report, words));
    if !report.projects.is_empty() || !report.governance.is_empty() {
        sections.push(projects(report, words));
    }
    let steps = steps::table(report, words);
    if !steps.rows.is_empty() {
        let parts = vec![Part::Table(steps.said())];
        sections.push(Section { title: words.next_steps.to_owned(), parts });
    }
    if !report.parked.is_empty() {
        let items = report.parked.iter().map(|cause| item(report, cause, words)).collect();
        sections.push(Section { title: words.parked_causes.to_owned(), parts: vec![Part::Causes(items)] });
    }
    let mut add = |title: &str, table: Table| {
        if !table.rows.is_empty() {
            sections.push(Section { title: title.to_owned(), parts: vec![Part::Table(table.said())] });
        }
    };
    add(words.profile, competences::table(report, words));
    add(words.departments, table::departments(report, words));
    add(words.people, table::people(report, words));
    add(words.agenda, rounds::agenda(report, words));
    add(words.polls, charter::polls(report, words));
    sections.extend(said_at_the_end(report, words));
    sections
}

fn causes(report: &Report, words: &'static Words) -> Section {
    let mut parts = vec![];
    for branch in &report.branches {
        parts.push(Part::Heading(branch.title.clone()));
        if !branch.question.is_empty() {
            parts.push(Part::Line(branch.question.clone()));
        }
        let items: Vec<Item> = report
            .notes
            .iter()
            .filter(|n| *report.listed_on(n) == branch.id)
            .map(|n| item(report, n, words))
            .collect();
        parts.push(if items.is_empty() {
            Part::Line(words.no_causes.to_owned())
        } else {
            Part::Causes(items)
        });
    }
    Section { title: words.causes.to_owned(), parts }
}

/// One cause of a list, with the facts about it.
pub(crate) fn item(report: &Report, cause: &Cause, words: &'static Words) -> Item {
    let mut about = vec![];
    let mut say = |label: &str, text: &str| {
        if !text.is_empty() {
            about.push(if label.is_empty() { text.to_owned() } else { format!("{label}: {text}") });
        }
    };
    if let Some(into) = cause.merged_into.as_ref().and_then(|id| report.note(id.as_str())) {
        say(words.merged, &into.text);
    }
    say("", cause.department.as_ref().map_or("", |id| report.department(id)));
    say("", cause.author_name.as_deref().unwrap_or_default());
    say(words.priority, words.value(cause.priority.as_deref().unwrap_or_default()));
    say(words.reason, cause.reason.as_deref().unwrap_or_default());
    say(words.addressee, cause.addressee.as_deref().unwrap_or_default());
    say(words.dots, &cause.dots.map(|n| n.to_string()).unwrap_or_default());
    if let Some(rated) = &cause.rated {
        say(words.importance, &Cell::figure(rated.importance, words).text());
        say(words.urgency, &Cell::figure(rated.urgency, words).text());
    }
    for (key, value) in table::details(report, cause, words) {
        let value = if key == note::VERIFY_BY { read_day(&value, words) } else { value };
        // A parked cause is in a section of its own.
        if key == note::PARKED {
            continue;
        }
        // `fact` says by itself what it is.
        say(if key == note::EVIDENCE { "" } else { words.detail(key) }, &value);
    }
    about.extend(comments::lines(report, cause, words));
    Item { depth: cause.depth, text: cause.text.clone(), about }
}

/// The grades and the words, once they were shown.
fn said_at_the_end(report: &Report, words: &'static Words) -> Option<Section> {
    let (grades, said) = rounds::said(report, words);
    let mut parts = vec![];
    if !said.is_empty() {
        let item = |text| Item { text, ..Item::default() };
        parts.push(Part::Causes(said.into_iter().map(item).collect()));
    }
    parts.push(Part::Table(grades));
    report.words.as_ref().map(|_| Section { title: words.said.to_owned(), parts })
}

fn projects(report: &Report, words: &'static Words) -> Section {
    let mut parts = vec![];
    for project in &report.projects {
        parts.push(Part::Heading(project.text(key::TITLE).to_owned()));
        parts.push(Part::Facts(said(progress::read_project(report, project, words))));
        let history = progress::table(report, project, words);
        if !history.rows.is_empty() {
            parts.push(Part::Table(history.said()));
        }
    }
    let (overseeing, executing) = (&report.governance.overseeing, &report.governance.executing);
    let governance = said(vec![(words.overseeing, overseeing.clone()), (words.executing, executing.clone())]);
    if !governance.is_empty() {
        parts.insert(0, Part::Facts(governance));
    }
    let totals = table::totals(report, words);
    if !totals.is_empty() {
        parts.push(Part::Line(totals));
    }
    Section { title: words.projects.to_owned(), parts }
}

/// The facts that say something.
pub(crate) fn said(facts: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect()
}
