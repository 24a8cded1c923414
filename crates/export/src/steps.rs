//! The next steps: what is due on which day, and who answers for it.

use board::schema::project as key;
use board::text::line;
use jiff::civil::Date;

use crate::report::{Project, Report};
use crate::table::Table;
use crate::time::read_day;
use crate::words::Words;

/// Something that has a day.
pub(crate) struct Step<'a> {
    /// The day.
    pub day: Date,
    /// What kind of step it is: `start`, `due`, `target` or `verify`.
    pub kind: &'static str,
    /// The id of the project, fact or cause.
    pub id: &'a str,
    /// What is to be done.
    pub what: String,
    /// Who does it, or answers for it: departments and people.
    pub who: Vec<&'a str>,
    /// By what it is known to be done.
    pub measure: String,
}

/// Whether something is still to be done for a project.
fn is_open(project: &&Project) -> bool {
    !["done", "stopped"].contains(&project.text(key::STATUS))
}

fn of_project<'a>(
    report: &'a Report,
    project: &'a Project,
    (kind, day): (&'static str, &str),
    label: &str,
) -> Option<Step<'a>> {
    let owner = report.department_named(project.text(key::OWNER));
    let who = [owner, project.text(key::PERSON), project.text(key::SPONSOR)];
    Some(Step {
        day: project.text(day).parse().ok()?,
        kind,
        id: project.id.as_str(),
        what: format!("{label}: {}", line(project.text(key::TITLE))),
        who: who.into_iter().filter(|who| !who.trim().is_empty()).collect(),
        measure: project.text(key::MEASURE).to_owned(),
    })
}

/// The days on which open projects start, the earliest first. Calendars have them; for a list of what is to be done they say
/// nothing that the day on which a project is due does not.
pub(crate) fn starts<'a>(report: &'a Report, words: &'static Words) -> Vec<Step<'a>> {
    let projects = report.projects.iter().filter(is_open);
    let starts =
        projects.filter_map(|project| of_project(report, project, ("start", key::START), words.start));
    let mut starts: Vec<Step> = starts.collect();
    starts.sort_by_key(|step| step.day);
    starts
}

/// Every step with a day that the calendar has, the earliest first: open projects that are due, figures that are to reach
/// their targets, and causes that are to be verified.
pub(crate) fn steps<'a>(report: &'a Report, words: &'static Words) -> Vec<Step<'a>> {
    let day = |text: &str| text.parse::<Date>().ok();
    let projects = report.projects.iter().filter(is_open);
    let projects =
        projects.filter_map(|project| of_project(report, project, ("due", key::DUE), words.project));
    let facts = report.facts.iter().filter_map(|fact| {
        let goal = crate::table::Cell::figure(fact.target, words).text();
        Some(Step {
            day: day(fact.target_date.as_deref()?)?,
            kind: "target",
            id: fact.id.as_str(),
            what: format!("{}: {}", words.target, line(crate::facts::name(fact))),
            who: vec![],
            measure: [goal.as_str(), &fact.unit].join(" ").trim().to_owned(),
        })
    });
    let to_verify = report.causes().filter(|cause| cause.evidence.as_deref() == Some("verify"));
    let causes = to_verify.filter_map(|cause| {
        Some(Step {
            day: day(cause.verify_by.as_deref()?)?,
            kind: "verify",
            id: cause.id.as_str(),
            what: format!("{}: {}", words.verify, line(&cause.text)),
            who: cause.verifier.as_deref().into_iter().collect(),
            measure: String::new(),
        })
    });
    let mut steps: Vec<Step> = projects.chain(facts).chain(causes).collect();
    steps.sort_by_key(|step| step.day);
    steps
}

/// The steps in a table, the earliest first, and after them the decisions that open projects wait for.
pub(crate) fn table(report: &Report, words: &'static Words) -> Table {
    let dated = steps(report, words).into_iter().map(|step| {
        let what = match step.measure.as_str() {
            measure if step.kind == "target" => format!("{} {measure}", step.what),
            _ => step.what,
        };
        vec![read_day(&step.day.to_string(), words).into(), what.into(), step.who.join(", ").into()]
    });
    let asked = report.projects.iter().filter(is_open).filter_map(|project| {
        let waiting = project.approvals.iter().filter(|approval| approval.decision.is_none());
        let who: Vec<&str> = waiting.map(|approval| report.department(&approval.department)).collect();
        let what = format!("{}: {}", words.decides, line(project.text(key::TITLE)));
        (!who.is_empty()).then(|| vec![words.no_day.into(), what.into(), who.join(", ").into()])
    });
    Table { columns: vec![words.when, words.step, words.who], rows: dated.chain(asked).collect() }
}
