//! What concerns one department: its page, its calendar and its summary, made of the same report as every export (DEPT-4).
//!
//! The report is narrowed first, so that nothing of what is left out can stand anywhere. What other people gave in secret, how
//! a result came about and what was said beside causes concerns no department alone, so it is left out as well.

mod summary;

use std::collections::{BTreeMap, BTreeSet};

use board::reading::{self, Board, Fact, Goals};
use board::schema::{is_date, project as key};
use board::workshop::{Linked, Progress};
use board::{BoardId, DepartmentId, Millis, NoteId, ProjectId};
use serde::Serialize;

use crate::ics;
use crate::report::{Cause, Project, Report};
use crate::time::{Zone, day};
use crate::words::Words;

pub use summary::{for_all, for_one};

/// How many changes a page and a summary tell, the newest first.
const CHANGES: usize = 50;

/// What concerns one department.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentPage {
    /// The board.
    pub board: BoardId,
    /// The workshop's title.
    pub title: String,
    /// `en`, `pl` or `uk`: the language of the workshop.
    pub language: String,
    /// The effect whose causes were looked for.
    pub effect: String,
    /// What the workshop and the organisation want to reach.
    pub goals: Goals,
    /// Whether the workshop is finished.
    pub finished: bool,
    /// The day from which something is late, as `YYYY-MM-DD`.
    pub today: String,
    /// The department.
    pub department: DepartmentId,
    /// What it is called.
    pub name: String,
    /// What every department of the board is called.
    pub departments: BTreeMap<DepartmentId, String>,
    /// The meetings that are still to come.
    pub meetings: Vec<ComingMeeting>,
    /// The boards that go on from this one.
    pub next: Vec<Linked>,
    /// The projects that it owns, is asked to accept, or is affected by.
    pub projects: Vec<DepartmentProject>,
    /// The causes that it owns.
    pub causes: Vec<DepartmentCause>,
    /// The facts by which these projects are measured, and those about the department.
    pub facts: Vec<Fact>,
    /// What is due, the earliest first.
    pub due: Vec<DueDay>,
    /// What was reported about these projects and answered on them, the newest first, 50 at most.
    pub changed: Vec<Progress>,
}

/// A meeting that is still to come.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ComingMeeting {
    /// What it is called.
    pub title: String,
    /// When it begins, in Unix milliseconds.
    pub starts_at: Millis,
    /// How long it is planned for.
    pub minutes: u64,
}

/// A project that concerns a department.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentProject {
    /// All that is said of the project.
    pub project: Project,
    /// Whether the department owns it.
    pub owned: bool,
    /// Whether the department is asked to accept it.
    pub asked: bool,
    /// Whether the department is affected by it.
    pub affected: bool,
    /// Whether it was due before today and is neither done nor stopped.
    pub late: bool,
    /// The causes that it answers.
    pub answers: Vec<String>,
}

/// A cause that a department owns.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentCause {
    /// Its id.
    pub id: NoteId,
    /// The whole text.
    pub text: String,
    /// The bone it hangs on.
    pub bone: String,
    /// `now`, `next`, `later` or `outside`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub priority: Option<String>,
    /// Why it got its priority.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub reason: Option<String>,
    /// `fact`, `assumption`, or `verify`: it is still to be verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub evidence: Option<String>,
    /// Who verifies it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub verifier: Option<String>,
    /// Until when it is verified, as `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = "date"))]
    pub verify_by: Option<String>,
}

/// What happens on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DueKind {
    /// A project starts.
    Start,
    /// A project is due.
    Due,
    /// A cause is to be verified until then.
    Verify,
    /// A fact is to have reached its target.
    Target,
}

/// A day on which something is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DueDay {
    /// The day, as `YYYY-MM-DD`.
    #[cfg_attr(feature = "openapi", schema(format = "date"))]
    pub day: String,
    /// What happens then.
    pub kind: DueKind,
    /// The project, the cause or the fact.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Whether it was due before today.
    pub late: bool,
}

/// How something about departments is wanted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DepartmentOptions {
    /// Language of headings and fixed words (`en`, `pl`, `uk`); the board's own if none is given.
    pub language: Option<String>,
    /// The time zone in which days begin and times are printed.
    pub zone: Zone,
    /// The time at which it is asked for.
    pub now: Millis,
    /// The time of the board's last entry.
    pub changed: Millis,
}

impl DepartmentOptions {
    /// The day on which it is asked for, as `YYYY-MM-DD`.
    pub fn today(&self) -> String {
        day(self.now, &self.zone)
    }

    fn words(&self, board: &Board) -> &'static Words {
        Words::of(self.language.as_deref().unwrap_or(&board.language))
    }

    fn report(&self, board: &Board) -> Report {
        Report { zone: self.zone.clone(), ..Report::of(board, self.now) }
    }
}

/// What concerns a department, for its page.
pub fn department_page(board: &Board, id: &DepartmentId, options: &DepartmentOptions) -> DepartmentPage {
    page(&options.report(board).of_department(id), id, options)
}

/// The days that concern a department, and the meetings, for a program that asks again and again.
pub fn department_calendar(board: &Board, id: &DepartmentId, options: &DepartmentOptions) -> Vec<u8> {
    let mut report = options.report(board).of_department(id);
    report.title = format!("{}: {}", report.title, report.department(id));
    // Its stamps are of the board and not of the question, so that what did not change is the same file.
    report.generated_at = options.changed;
    ics::write(&report, None, options.words(board))
}

impl Report {
    /// Leaves only what concerns a department.
    fn of_department(mut self, id: &DepartmentId) -> Self {
        self.projects.retain(|project| concerns(project, id));
        let answered: BTreeSet<&str> =
            self.projects.iter().flat_map(|project| project.list(key::NOTES)).map(String::as_str).collect();
        let kept = |cause: &Cause| cause.owner.as_ref() == Some(id) || answered.contains(cause.id.as_str());
        self.notes.retain(|cause| cause.merged_into.is_none() && kept(cause));
        let measures: BTreeSet<&str> = self.projects.iter().map(|project| project.text(key::FACT)).collect();
        self.facts.retain(|fact| fact.department.as_ref() == Some(id) || measures.contains(fact.id.as_str()));
        for cause in &mut self.notes {
            (cause.author, cause.author_name, cause.dots, cause.rated) = (None, None, None, None);
            cause.dots_by_department.clear();
            cause.comments.clear();
        }
        self.facts.iter_mut().for_each(|fact| fact.answers.clear());
        self.parked.clear();
        self.people.clear();
        self.votes.clear();
        self.ratings.clear();
        self.runs.clear();
        (self.vote, self.rating, self.words, self.most_disputed) = (None, None, None, None);
        self
    }
}

fn owns(project: &Project, id: &DepartmentId) -> bool {
    project.text(key::OWNER) == id.as_str()
}

fn is_asked(project: &Project, id: &DepartmentId) -> bool {
    project.approvals.iter().any(|approval| approval.department == *id)
}

fn affects(project: &Project, id: &DepartmentId) -> bool {
    project.list(key::AFFECTS_DEPARTMENTS).iter().any(|one| one == id.as_str())
}

fn concerns(project: &Project, id: &DepartmentId) -> bool {
    owns(project, id) || is_asked(project, id) || affects(project, id)
}

fn is_late(project: &Project, today: &str) -> bool {
    let fields = [key::DUE, key::STATUS].map(|key| (key.to_owned(), project.text(key).to_owned()));
    reading::late(&reading::Project { fields: fields.into(), ..Default::default() }, today)
}

/// The page of a report that has only what concerns the department.
fn page(report: &Report, id: &DepartmentId, options: &DepartmentOptions) -> DepartmentPage {
    let today = options.today();
    let project = |project: &Project| DepartmentProject {
        owned: owns(project, id),
        asked: is_asked(project, id),
        affected: affects(project, id),
        late: is_late(project, &today),
        answers: project
            .list(key::NOTES)
            .iter()
            .filter_map(|note| report.note(note))
            .map(|note| note.text.clone())
            .collect(),
        project: project.clone(),
    };
    let cause = |cause: &Cause| DepartmentCause {
        id: cause.id.clone(),
        text: cause.text.clone(),
        bone: report.bone_titled(cause.branch.as_str()).to_owned(),
        priority: cause.priority.clone(),
        reason: cause.reason.clone(),
        evidence: cause.evidence.clone(),
        verifier: cause.verifier.clone(),
        verify_by: cause.verify_by.clone(),
    };
    let owned = report.notes.iter().filter(|cause| cause.owner.as_ref() == Some(id));
    let mut changed: Vec<Progress> =
        report.projects.iter().flat_map(|project| project.progress.clone()).collect();
    changed.sort_by_key(|said| std::cmp::Reverse(said.at));
    changed.truncate(CHANGES);
    DepartmentPage {
        board: report.board.clone(),
        title: report.title.clone(),
        language: report.language.clone(),
        effect: report.effect.clone(),
        goals: report.goals.clone(),
        finished: report.finished,
        department: id.clone(),
        name: report.department(id).to_owned(),
        departments: report.departments.iter().map(|one| (one.id.clone(), one.name.clone())).collect(),
        meetings: meetings(report, options.now),
        next: report.next.clone(),
        projects: report.projects.iter().map(project).collect(),
        causes: owned.map(cause).collect(),
        facts: report.facts.clone(),
        due: due(report, id, &today),
        changed,
        today,
    }
}

fn meetings(report: &Report, now: Millis) -> Vec<ComingMeeting> {
    let mut coming: Vec<ComingMeeting> = vec![];
    for meeting in report.agenda.iter().flatten() {
        let minutes: u64 = meeting.activities.iter().map(|activity| u64::from(activity.minutes)).sum();
        let Some(starts_at) = meeting.starts_at else { continue };
        if starts_at.0.saturating_add(minutes * 60_000) > now.0 {
            coming.push(ComingMeeting { title: meeting.title.clone(), starts_at, minutes });
        }
    }
    coming.sort_by_key(|meeting| meeting.starts_at);
    coming
}

/// What is due, the earliest first. A start that is over is no date any more.
fn due(report: &Report, id: &DepartmentId, today: &str) -> Vec<DueDay> {
    let mut days = vec![];
    let mut add = |day: &str, kind: DueKind, id: &str, title: &str| {
        if is_date(day) && (kind != DueKind::Start || day >= today) {
            let late = day < today;
            days.push(DueDay { day: day.to_owned(), kind, id: id.to_owned(), title: title.to_owned(), late });
        }
    };
    let open = |project: &&Project| !["done", "stopped"].contains(&project.text(key::STATUS));
    for project in report.projects.iter().filter(open) {
        let (one, title) = (ProjectId::as_str(&project.id), project.text(key::TITLE));
        add(project.text(key::START), DueKind::Start, one, title);
        add(project.text(key::DUE), DueKind::Due, one, title);
    }
    for cause in report.notes.iter().filter(|cause| cause.owner.as_ref() == Some(id)) {
        if cause.evidence.as_deref() == Some("verify") {
            let by = cause.verify_by.as_deref().unwrap_or_default();
            add(by, DueKind::Verify, cause.id.as_str(), &cause.text);
        }
    }
    for fact in &report.facts {
        let by = fact.target_date.as_deref().unwrap_or_default();
        // What was to be reached is no longer awaited.
        if by >= today {
            add(by, DueKind::Target, fact.id.as_str(), crate::facts::name(fact));
        }
    }
    days.sort();
    days
}
