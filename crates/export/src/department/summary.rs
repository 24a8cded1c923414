//! What concerns departments as plain text, to send by mail: the same as the page, line by line.

use board::DepartmentId;
use board::reading::Board;
use board::schema::project as key;
use board::text::line;

use super::{DepartmentOptions, DepartmentPage, DepartmentProject, DueKind, page};
use crate::progress;
use crate::report::Report;
use crate::table::Cell;
use crate::time::{moment, read_day};
use crate::words::Words;

/// How many changes a summary tells.
const CHANGES: usize = 10;

/// What concerns one department. `link` is where its page is.
pub fn for_one(board: &Board, id: &DepartmentId, link: Option<&str>, options: &DepartmentOptions) -> String {
    let (report, words) = (options.report(board), options.words(board));
    let mut text = head(&report, options, words);
    department(&report, id, link, options, words, &mut text);
    finished(text)
}

/// What concerns each department that the board lists. Links are not told: each is for one department.
pub fn for_all(board: &Board, options: &DepartmentOptions) -> String {
    let (report, words) = (options.report(board), options.words(board));
    let mut text = head(&report, options, words);
    for one in &report.departments {
        department(&report, &one.id, None, options, words, &mut text);
    }
    finished(text)
}

fn head(report: &Report, options: &DepartmentOptions, words: &'static Words) -> String {
    let mut text = format!("{}\n", line(&report.title));
    for (label, said) in [
        (words.effect, &report.effect),
        (words.goal_workshop, &report.goals.workshop),
        (words.goal_organisation, &report.goals.organisation),
    ] {
        if !said.trim().is_empty() {
            text.push_str(&format!("{label}: {}\n", line(said)));
        }
    }
    for meeting in super::meetings(report, options.now) {
        let when = moment(meeting.starts_at, &options.zone, words);
        text.push_str(&format!("{}: {}, {when}\n", words.meeting, line(&meeting.title)));
    }
    text
}

fn department(
    report: &Report,
    id: &DepartmentId,
    link: Option<&str>,
    options: &DepartmentOptions,
    words: &'static Words,
    text: &mut String,
) {
    let own = report.clone().of_department(id);
    let page = page(&own, id, options);
    text.push_str(&format!("\n== {} ==\n", line(&page.name)));
    type Wanted = fn(&DepartmentProject) -> bool;
    let lists: [(&str, Wanted); 3] = [
        (words.department_owns, |project| project.owned),
        (words.department_asked, |project| project.asked),
        (words.department_affected, |project| project.affected),
    ];
    let mut said = false;
    for (title, wanted) in lists {
        let wanted: Vec<&DepartmentProject> = page.projects.iter().filter(|one| wanted(one)).collect();
        let asked = title == words.department_asked;
        let lines = wanted.into_iter().map(|one| project(&own, &page, one, asked, words));
        said |= list(title, lines, text);
    }
    let causes = page.causes.iter().map(|cause| {
        let priority = cause.priority.as_deref().map(|priority| words.value(priority));
        with(&cause.text, [Some(cause.bone.as_str()), priority])
    });
    said |= list(words.owned, causes, text);
    let days = page.due.iter().map(|due| {
        let kind = match due.kind {
            DueKind::Start => words.start,
            DueKind::Due => words.due,
            DueKind::Verify => words.verify_by,
            DueKind::Target => words.target_date,
        };
        let late = if due.late { format!(" ({})", words.late) } else { String::new() };
        format!("{}{late} {kind}: {}", read_day(&due.day, words), line(&due.title))
    });
    said |= list(words.department_dates, days, text);
    said |= list(words.department_changed, changes(&own, &page, words), text);
    if !said {
        text.push_str(&format!("{}\n", words.department_nothing));
    }
    if let Some(link) = link {
        text.push_str(&format!("\n{}: {link}\n", words.department_page));
    }
}

/// A heading with its lines; whether there were any.
fn list(title: &str, lines: impl Iterator<Item = String>, text: &mut String) -> bool {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return false;
    }
    text.push_str(&format!("\n{title}:\n"));
    for one in lines {
        text.push_str(&format!("- {one}\n"));
    }
    true
}

/// A text, and what is said about it in brackets.
fn with<'a>(text: &str, about: impl IntoIterator<Item = Option<&'a str>>) -> String {
    let about: Vec<_> = about.into_iter().flatten().filter(|one| !one.trim().is_empty()).map(line).collect();
    if about.is_empty() {
        return line(text).into_owned();
    }
    format!("{} ({})", line(text), about.join(", "))
}

fn project(
    report: &Report,
    page: &DepartmentPage,
    one: &DepartmentProject,
    asked: bool,
    words: &'static Words,
) -> String {
    let project = &one.project;
    let answer = project.approvals.iter().find(|approval| approval.department == page.department);
    let answer = answer.filter(|_| asked);
    let answer = answer
        .map(|answer| answer.decision.as_deref().map_or(words.waiting, |decision| words.value(decision)));
    let due = Some(project.text(key::DUE)).filter(|due| !due.is_empty());
    let due = due.map(|_| format!("{}: {}", words.due, progress::read_due(report, project, words)));
    let owner = Some(report.department_named(project.text(key::OWNER))).filter(|_| !one.owned);
    let about = [
        answer,
        owner,
        Some(project.text(key::PERSON)),
        Some(words.value(project.text(key::STATUS))),
        due.as_deref(),
    ];
    with(project.text(key::TITLE), about)
}

fn changes(report: &Report, page: &DepartmentPage, words: &'static Words) -> std::vec::IntoIter<String> {
    let mut lines = vec![];
    for said in page.changed.iter().take(CHANGES) {
        let Some(project) = report.projects.iter().find(|project| project.id == said.project) else {
            continue;
        };
        let only = crate::report::Project { progress: vec![said.clone()], ..project.clone() };
        for row in progress::table(report, &only, words).rows {
            let told: Vec<String> = row.iter().map(Cell::text).collect();
            let (when, told) = told.split_first().map_or(("", &[][..]), |(when, told)| (when.as_str(), told));
            lines.push(format!(
                "{when}: {}",
                with(project.text(key::TITLE), told.iter().map(|one| Some(one.as_str())))
            ));
        }
    }
    lines.into_iter()
}

/// One line break at the end.
fn finished(text: String) -> String {
    format!("{}\n", text.trim_end())
}
