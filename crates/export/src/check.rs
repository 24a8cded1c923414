//! Holds an imported report against the server's limits and against itself.

use std::collections::{HashMap, HashSet};

use board::schema::{Limits, project as key};
use board::workshop::Meeting;

use crate::import::ImportError;
use crate::report::{Cause, Field, Project, Report};

const LANGUAGES: &[&str] = &["en", "pl", "uk"];
const EVIDENCE: &[&str] = &["fact", "assumption"];
const LISTS: &[&str] = &["results", "quality", "goals"];
const PRIORITIES: &[&str] = &["now", "next", "later", "outside"];
const HORIZONS: &[&str] = &["this-year", "next-years", "3-5-years"];
const STATES: &[&str] = &["planned", "running", "done", "stopped"];
const DECISIONS: &[&str] = &["accept", "decline"];
/// The plain fields and the lists of a project.
const TEXTS: [&str; 12] = [
    key::TITLE,
    key::HORIZON,
    key::OWNER,
    key::SPONSOR,
    key::BUDGET,
    key::DURATION,
    key::MEASURE,
    key::STATUS,
    key::AFFECTS,
    key::VALUE,
    key::HELPS,
    key::STRATEGY,
];
const ITEMS: [&str; 4] = [key::NOTES, key::COMPETENCES, key::TOOLS, key::METHODS];
/// Departments, meetings, activities.
const DEPARTMENTS: usize = 100;
const MEETINGS: usize = 24;
const ACTIVITIES: usize = 200;

type Checked = Result<(), ImportError>;

/// Checks all of it.
pub(crate) fn whole(report: &Report, limits: &Limits) -> Checked {
    let check = Check { report, limits };
    check.head()?;
    check.counts()?;
    check.people()?;
    check.notes()?;
    let notes: HashSet<&str> = report.notes.iter().map(|n| n.id.as_str()).collect();
    for (n, project) in report.projects.iter().enumerate() {
        check.project(&format!("projects[{n}]"), project, &notes)?;
    }
    check.agenda()
}

struct Check<'a> {
    report: &'a Report,
    limits: &'a Limits,
}

fn inconsistent(at: impl Into<String>, what: impl Into<String>) -> Checked {
    Err(ImportError::Inconsistent { at: at.into(), what: what.into() })
}

fn most(at: &str, count: usize, limit: usize) -> Checked {
    if count <= limit {
        return Ok(());
    }
    Err(ImportError::Limit { at: at.to_owned(), what: format!("has {count}; at most {limit} are allowed") })
}

/// Text lengths count as they do on the board: UTF-16 code units.
fn length(at: &str, text: &str, limit: u32) -> Checked {
    let long = text.encode_utf16().count();
    if long <= limit as usize {
        return Ok(());
    }
    let what = format!("is {long} characters long; at most {limit} are allowed");
    Err(ImportError::Limit { at: at.to_owned(), what })
}

fn one_of(at: &str, value: Option<&str>, allowed: &[&str]) -> Checked {
    match value {
        Some(value) if !allowed.contains(&value) => {
            inconsistent(at, format!("is none of {}", allowed.join(", ")))
        }
        _ => Ok(()),
    }
}

impl Check<'_> {
    fn text(&self, at: &str, text: &str) -> Checked {
        length(at, text, self.limits.field_text)
    }

    fn id(&self, at: &str, id: &str) -> Checked {
        if id.is_empty() || id.len() > self.limits.key as usize || id.chars().any(char::is_control) {
            return inconsistent(at, format!("is not an id of 1 to {} bytes", self.limits.key));
        }
        Ok(())
    }

    fn ids<'a>(&self, at: &str, ids: impl Iterator<Item = &'a str>) -> Checked {
        let mut seen = HashSet::new();
        for (n, id) in ids.enumerate() {
            let at = format!("{at}[{n}].id");
            self.id(&at, id)?;
            if !seen.insert(id) {
                return inconsistent(at, "is the id of an earlier one");
            }
        }
        Ok(())
    }

    fn head(&self) -> Checked {
        let report = self.report;
        one_of("language", Some(&report.language), LANGUAGES)?;
        self.text("title", &report.title)?;
        self.text("effect", &report.effect)?;
        self.text("goals.workshop", &report.goals.workshop)?;
        self.text("goals.organisation", &report.goals.organisation)
    }

    fn counts(&self) -> Checked {
        let (report, limits) = (self.report, self.limits);
        most("branches", report.branches.len(), limits.branches as usize)?;
        most("notes", report.notes.len(), limits.notes as usize)?;
        most("projects", report.projects.len(), limits.projects as usize)?;
        most("people", report.people.len(), limits.participants as usize)?;
        most("departments", report.departments.len(), DEPARTMENTS)?;
        most("competences", report.competences.len(), (limits.projects * limits.list_items) as usize)?;
        report.competences.iter().try_for_each(|c| self.text("competences", &c.name))?;
        self.ids("branches", report.branches.iter().map(|b| b.id.as_str()))?;
        self.ids("notes", report.notes.iter().map(|n| n.id.as_str()))?;
        self.ids("projects", report.projects.iter().map(|p| p.id.as_str()))?;
        self.ids("people", report.people.iter().map(|p| p.id.as_str()))?;
        self.ids("departments", report.departments.iter().map(|d| d.id.as_str()))
    }

    fn people(&self) -> Checked {
        for (n, branch) in self.report.branches.iter().enumerate() {
            self.text(&format!("branches[{n}].title"), &branch.title)?;
            self.text(&format!("branches[{n}].question"), &branch.question)?;
        }
        for (n, department) in self.report.departments.iter().enumerate() {
            self.text(&format!("departments[{n}].name"), &department.name)?;
        }
        for (n, person) in self.report.people.iter().enumerate() {
            self.text(&format!("people[{n}].name"), &person.name)?;
            self.id(&format!("people[{n}].department"), person.department.as_str())?;
        }
        Ok(())
    }

    fn notes(&self) -> Checked {
        let branches: HashSet<&str> = self.report.branches.iter().map(|b| b.id.as_str()).collect();
        let notes: HashMap<&str, &Cause> = self.report.notes.iter().map(|n| (n.id.as_str(), n)).collect();
        for (n, note) in self.report.notes.iter().enumerate() {
            let at = |field: &str| format!("notes[{n}].{field}");
            if !branches.contains(note.branch.as_str()) {
                return inconsistent(at("branch"), "names no bone of this file");
            }
            length(&at("text"), &note.text, self.limits.note_text)?;
            one_of(&at("evidence"), note.evidence.as_deref(), EVIDENCE)?;
            one_of(&at("list"), note.list.as_deref(), LISTS)?;
            one_of(&at("priority"), note.priority.as_deref(), PRIORITIES)?;
            self.text(&at("figure"), note.figure.as_deref().unwrap_or_default())?;
            self.text(&at("reference"), note.reference.as_deref().unwrap_or_default())?;
            for (field, id) in [("owner", &note.owner), ("department", &note.department)] {
                id.as_ref().map_or(Ok(()), |id| self.id(&at(field), id.as_str()))?;
            }
            if let Some(rated) = &note.rated
                && [rated.importance, rated.urgency].iter().any(|axis| !(1.0..=5.0).contains(axis))
            {
                return inconsistent(at("rated"), "is not between 1 and 5");
            }
            if let Some(into) = &note.merged_into
                && notes.get(into.as_str()).is_none_or(|target| target.merged_into.is_some())
            {
                return inconsistent(at("merged_into"), "names no cause that stands on the board");
            }
            self.hangs(&at("parent"), note, &notes)?;
        }
        Ok(())
    }

    /// Follows the parents up to the bone: there, on the same bone, no circle, not too deep.
    fn hangs(&self, at: &str, note: &Cause, notes: &HashMap<&str, &Cause>) -> Checked {
        let (mut above, mut levels) = (note, 1);
        while let Some(parent) = &above.parent {
            let Some(found) = notes.get(parent.as_str()).filter(|p| p.branch == note.branch) else {
                return inconsistent(at, "names no cause on the same bone");
            };
            above = found;
            levels += 1;
            if levels > self.limits.depth {
                let what = format!("is a circle, or nests more than {} causes deep", self.limits.depth);
                return inconsistent(at, what);
            }
        }
        Ok(())
    }

    fn project(&self, at: &str, project: &Project, notes: &HashSet<&str>) -> Checked {
        for (name, field) in &project.fields {
            let at = format!("{at}.{name}");
            match field {
                Field::Text(text) if TEXTS.contains(&name.as_str()) => self.text(&at, text)?,
                Field::List(items) if ITEMS.contains(&name.as_str()) => {
                    most(&at, items.len(), self.limits.list_items as usize)?;
                    items.iter().try_for_each(|item| self.text(&at, item))?;
                }
                _ => return inconsistent(at, "is not a field of a project"),
            }
        }
        let set = |key: &str| Some(project.text(key)).filter(|text| !text.is_empty());
        one_of(&format!("{at}.horizon"), set(key::HORIZON), HORIZONS)?;
        one_of(&format!("{at}.status"), set(key::STATUS), STATES)?;
        for id in project.list(key::NOTES) {
            if !notes.contains(id.as_str()) {
                return inconsistent(format!("{at}.notes"), "names a cause that is not in this file");
            }
        }
        most(&format!("{at}.approvals"), project.approvals.len(), DEPARTMENTS)?;
        for (n, approval) in project.approvals.iter().enumerate() {
            let at = |field: &str| format!("{at}.approvals[{n}].{field}");
            self.id(&at("department"), approval.department.as_str())?;
            one_of(&at("decision"), approval.decision.as_deref(), DECISIONS)?;
            self.text(&at("comment"), approval.comment.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }

    fn agenda(&self) -> Checked {
        if self.report.agenda.is_null() {
            return Ok(());
        }
        let meetings: Vec<Meeting> = match serde_json::from_value(self.report.agenda.clone()) {
            Ok(meetings) => meetings,
            Err(error) => return inconsistent("agenda", error.to_string()),
        };
        most("agenda", meetings.len(), MEETINGS)?;
        most("agenda's activities", meetings.iter().map(|m| m.activities.len()).sum(), ACTIVITIES)?;
        for meeting in &meetings {
            self.text("agenda's title", &meeting.title)?;
            for activity in &meeting.activities {
                self.text("agenda's activity", &activity.title)?;
                self.text("agenda's prompt", activity.prompt.as_deref().unwrap_or_default())?;
            }
        }
        Ok(())
    }
}
