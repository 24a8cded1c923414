//! What the workshop found, in sentences, and the lines under its title.
//!
//! The sentences say only what was decided. Each names a cause once: a cause that is tackled first has its dots beside it,
//! and the causes with most dots are named apart only where they are not tackled first.

use std::collections::{BTreeSet, HashSet};

use crate::charts::shortened;
use crate::report::{Cause, Project, Report};
use crate::table;
use crate::text::plain;
use crate::time::{days, moment};
use crate::words::Words;

/// The most causes that are named in one sentence.
const NAMED: usize = 3;

/// What the workshop found. Texts of causes have at most `longest` characters.
pub(crate) fn finding(report: &Report, longest: usize, words: &'static Words) -> String {
    let causes = report.causes().count();
    if causes == 0 {
        return words.found_nothing.to_owned();
    }
    let ranking = report.ranking();
    let all: u32 = ranking.iter().filter_map(|cause| cause.dots).sum();
    let first: Vec<&Cause> = ranking.iter().copied().filter(|cause| cause.dots == ranking[0].dots).collect();
    let now: Vec<&Cause> =
        table::chosen(report).into_iter().filter(|cause| cause.priority.as_deref() == Some("now")).collect();
    let quoted = |cause: &Cause| {
        let text = shortened(&plain(&cause.text).replace('\n', " "), longest);
        words.quote.replace('#', text.trim().trim_end_matches('.'))
    };
    let mut said = vec![];
    if ranking.is_empty() && now.is_empty() {
        said.push(words.found_causes.replace('#', &words.count(causes, words.n_causes_found)));
    }
    let named: Vec<&Cause> = now.iter().copied().take(NAMED).collect();
    if !named.is_empty() {
        let mut total = false;
        let mut list: Vec<String> = vec![];
        for cause in &named {
            let mut about = String::new();
            if let Some(dots) = cause.dots.filter(|dots| *dots > 0) {
                // The number of all dots is said once.
                about = if total { dots.to_string() } else { of_all(dots, all, words) };
                total = true;
                if first.len() == 1 && first[0].id == cause.id {
                    about = format!("{about}, {}", words.found_most);
                }
                about = format!(" ({about})");
            }
            list.push(format!("{}{about}", quoted(cause)));
        }
        let more = (now.len() > NAMED).then(|| words.and_more(now.len() - NAMED));
        said.push(words.found_now.replace('#', &listed(&list, more, words)));
    }
    said.extend(most_dots(&first, &named, all, report, &quoted, words));
    if ranking.is_empty() {
        said.push(words.no_vote.to_owned());
    }
    if now.is_empty() {
        said.push(words.found_no_now.to_owned());
    }
    said.push(planned(report, words));
    said.join(" ")
}

/// The causes with most dots, as far as they were not named among those that are tackled first.
fn most_dots(
    first: &[&Cause],
    named: &[&Cause],
    all: u32,
    report: &Report,
    quoted: &dyn Fn(&Cause) -> String,
    words: &'static Words,
) -> Option<String> {
    let known: HashSet<_> = named.iter().map(|cause| &cause.id).collect();
    let rest: Vec<&&Cause> = first.iter().filter(|cause| !known.contains(&cause.id)).collect();
    let dots = rest.first()?.dots.unwrap_or_default();
    let who = if rest.len() > NAMED {
        words.count(rest.len(), words.n_causes)
    } else {
        listed(&rest.iter().map(|cause| quoted(cause)).collect::<Vec<_>>(), None, words)
    };
    if rest.len() < first.len() {
        return Some(words.found_as_many.replace('#', &who));
    }
    let share = (f64::from(dots) * 100.0 / f64::from(all.max(1))).round();
    let sentence = match rest[..] {
        [one] => {
            let share = format!("{}, {share}{}", of_all(dots, all, words), words.percent);
            // Where others have priorities, that of the first is said as well.
            let priority = match one.priority.as_deref() {
                Some(priority) => format!(", {}: {}", words.found_priority, words.value(priority)),
                None if table::chosen(report).iter().any(|cause| cause.priority.is_some()) => {
                    format!(", {}", words.found_no_priority)
                }
                None => String::new(),
            };
            words.found_dots.replace('%', &format!("{share}{priority}"))
        }
        _ => words.found_tied.replace('%', &of_all(dots, all, words)),
    };
    Some(sentence.replace('#', &who))
}

/// So many of all dots.
fn of_all(dots: u32, all: u32, words: &'static Words) -> String {
    let all = words.count(all as usize, words.n_dots_of);
    words.found_of.replace('#', &dots.to_string()).replace('%', &all)
}

/// Texts as a list in a sentence.
fn listed(texts: &[String], more: Option<String>, words: &'static Words) -> String {
    match (texts, more) {
        (texts, Some(more)) => format!("{} {more}", texts.join(", ")),
        ([before @ .., last], None) if !before.is_empty() => {
            format!("{} {} {last}", before.join(", "), words.and)
        }
        (texts, None) => texts.join(", "),
    }
}

/// How many projects there are, and what the departments that were asked decided.
fn planned(report: &Report, words: &'static Words) -> String {
    if report.projects.is_empty() {
        return words.found_no_projects.to_owned();
    }
    let said = |project: &&Project, decision: &str| {
        project.approvals.iter().any(|approval| approval.decision.as_deref() == Some(decision))
    };
    let asked: Vec<&Project> =
        report.projects.iter().filter(|project| !project.approvals.is_empty()).collect();
    let declined = asked.iter().filter(|project| said(project, "decline")).count();
    let accepts = |project: &&&Project| {
        project.approvals.iter().all(|approval| approval.decision.as_deref() == Some("accept"))
    };
    let accepted = asked.iter().filter(accepts).count();
    let open = asked.len() - declined - accepted;
    let parts =
        [(words.found_accepted, accepted), (words.found_declined, declined), (words.found_open, open)];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| format!("{what}: {count}"))
        .collect();
    let parts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    let count = words.count(report.projects.len(), words.n_projects);
    format!("{}{parts}.", words.found_projects.replace('#', &count))
}

/// The two lines under the title: when the workshop was, who was there and what it gave; when this was made, and of which
/// moment it is.
pub(crate) fn cover(report: &Report, words: &'static Words) -> [String; 2] {
    let mut held = vec![];
    let mut when: Vec<_> = report.runs.iter().map(|run| run.from).collect();
    if when.is_empty() {
        when = report.agenda.iter().flatten().filter_map(|meeting| meeting.starts_at).collect();
    }
    held.extend(days(&when, &report.zone, words));
    let people = report.took_part().count();
    if people > 0 {
        let departments: BTreeSet<_> = report.took_part().map(|person| &person.department).collect();
        let people = words.count(people, words.n_people);
        let departments = words.count(departments.len(), words.n_departments_from);
        held.push(words.found_from.replace('#', &people).replace('%', &departments));
    }
    let counts = [(report.causes().count(), words.n_causes), (report.projects.len(), words.n_projects)];
    held.extend(
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, forms)| words.count(count, forms)),
    );
    let mut made = vec![format!("{} {}", words.made, moment(report.generated_at, &report.zone, words))];
    made.extend(report.as_of.map(|at| format!("{}: {}", words.as_of, moment(at, &report.zone, words))));
    [held.join(" · "), made.join(" · ")]
}
