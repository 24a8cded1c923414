//! What is told of a board: the differences between what a webhook has told and what is on the board.

use std::collections::{BTreeMap, BTreeSet};

use board::{
    BoardId, DepartmentId, Millis, ProjectId, live::read_document, schema::project as key, workshop::Progress,
};
use export::{Field, Project, Report, instant};
use room::RoomHandle;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::retention::Dates;

/// What a webhook has told of a board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Whether the workshop was finished.
    finished: bool,
    /// How much of the history was told.
    progress: usize,
    /// The projects, each with a hash of every field that says something.
    projects: BTreeMap<ProjectId, BTreeMap<String, u64>>,
    /// The departments that were asked to accept each project.
    asked: BTreeMap<ProjectId, BTreeSet<DepartmentId>>,
}

/// A board as it is told.
pub struct Present {
    /// What it is when all of it has been told.
    pub told: Told,
    /// Nothing is in it that not everybody may see.
    report: Report,
    /// The history, without names while names are hidden (PROG-8).
    progress: Vec<Progress>,
}

/// Something that is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What it is, such as `project.changed`.
    pub kind: &'static str,
    /// The body that is sent.
    pub body: String,
}

/// Reads what may be told of a board.
///
/// # Errors
/// A sentence for the log.
pub async fn read(room: &RoomHandle) -> Result<Present, String> {
    let look = room.read(|live| {
        let state = live.state();
        let progress = (state.progress.clone(), state.authors_hidden, state.finished);
        (state.id.clone(), live.document(), live.at(), progress)
    });
    let (id, document, at, (progress, hidden, finished)) = look.await.map_err(|closed| closed.to_string())?;
    let made = tokio::task::spawn_blocking(move || {
        let (board, _) = read_document(&id, &document).map_err(|broken| broken.to_string())?;
        let mut progress: Vec<Progress> = progress.iter().cloned().collect();
        for said in progress.iter_mut().filter(|_| hidden) {
            (said.by, said.name) = (None, None);
        }
        Ok(present(Report::of(&board, at), progress, finished))
    });
    made.await.map_err(|error| error.to_string())?
}

fn present(report: Report, progress: Vec<Progress>, finished: bool) -> Present {
    let fields = |project: &Project| {
        let said = project.fields.iter().filter(|(_, field)| match field {
            Field::Text(text) => !text.is_empty(),
            Field::List(items) => !items.is_empty(),
        });
        let mut hashes: BTreeMap<String, u64> =
            said.map(|(key, field)| (key.clone(), hash(&format!("{field:?}")))).collect();
        if let Some(amount) = project.amount {
            hashes.insert(key::AMOUNT.to_owned(), amount.to_bits());
        }
        hashes
    };
    let asked = |project: &Project| project.approvals.iter().map(|one| one.department.clone()).collect();
    let told = Told {
        finished,
        progress: progress.len(),
        projects: report.projects.iter().map(|one| (one.id.clone(), fields(one))).collect(),
        asked: report.projects.iter().map(|one| (one.id.clone(), asked(one))).collect(),
    };
    Present { told, report, progress }
}

fn hash(text: &str) -> u64 {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

impl Present {
    /// The next thing that `told` lacks, which it has then; nothing if it has everything.
    pub fn news(&self, told: &mut Told, at: Millis) -> Option<Event> {
        for project in &self.report.projects {
            let (id, now) = (&project.id, &self.told.projects[&project.id]);
            let before = told.projects.insert(id.clone(), now.clone());
            if before.as_ref() == Some(now) {
                continue;
            }
            let Some(before) = before else {
                return Some(self.event("project.created", at, json!({ "project": self.project(project) })));
            };
            let keys: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
            let changed: Vec<_> = keys.into_iter().filter(|key| before.get(*key) != now.get(*key)).collect();
            let data = json!({ "project": self.project(project), "changed": changed });
            return Some(self.event("project.changed", at, data));
        }
        for project in &self.report.projects {
            let before = told.asked.entry(project.id.clone()).or_default();
            let now = &self.told.asked[&project.id];
            before.retain(|department| now.contains(department));
            if let Some(department) = now.iter().find(|department| !before.contains(*department)) {
                before.insert(department.clone());
                let data =
                    json!({ "project": self.project(project), "department": self.department(department) });
                return Some(self.event("approval.asked", at, data));
            }
        }
        if let Some(gone) = told.projects.keys().find(|id| !self.told.projects.contains_key(*id)).cloned() {
            told.projects.remove(&gone);
            told.asked.remove(&gone);
            return Some(self.event("project.removed", at, json!({ "project": { "id": gone } })));
        }
        // A board that was restored from a backup has less than was told.
        told.progress = told.progress.min(self.progress.len());
        while let Some(said) = self.progress.get(told.progress) {
            told.progress += 1;
            let Some(project) = self.report.projects.iter().find(|one| one.id == said.project) else {
                continue;
            };
            let kind = if said.decision.is_some() { "approval.given" } else { "project.progress" };
            let data = json!({ "project": self.project(project), "report": said });
            return Some(self.event(kind, said.at, data));
        }
        if told.finished != self.told.finished {
            told.finished = self.told.finished;
            let kind = if told.finished { "board.finished" } else { "board.reopened" };
            return Some(self.event(kind, at, json!({})));
        }
        None
    }

    fn event(&self, kind: &'static str, at: Millis, mut data: Value) -> Event {
        data["board"] = json!({ "id": self.report.board, "title": self.report.title });
        Event { kind, body: body(kind, at, &data) }
    }

    fn department(&self, id: &DepartmentId) -> Value {
        json!({ "id": id, "name": self.report.department(id) })
    }

    /// What a receiver needs of a project. The long texts are on the board.
    fn project(&self, project: &Project) -> Value {
        let text = |key: &str| Some(project.text(key)).filter(|text| !text.is_empty());
        let approvals = project
            .approvals
            .iter()
            .map(|one| json!({ "department": self.department(&one.department), "decision": one.decision }));
        let affected = project.list(key::AFFECTS_DEPARTMENTS);
        let affected = affected.iter().map(|id| self.department(&DepartmentId::from(id.as_str())));
        json!({
            "id": project.id,
            "title": text(key::TITLE),
            "status": text(key::STATUS),
            "owner": text(key::OWNER).map(|id| self.department(&DepartmentId::from(id))),
            "person": text(key::PERSON),
            "sponsor": text(key::SPONSOR),
            "start": text(key::START),
            "due": text(key::DUE),
            "amount": project.amount,
            "currency": text(key::CURRENCY),
            "affects_departments": affected.collect::<Vec<_>>(),
            "approvals": approvals.collect::<Vec<_>>(),
        })
    }
}

/// A board will be laid away or deleted unless it changes.
pub fn expiring(board: &BoardId, title: &str, dates: Dates, at: Millis) -> Event {
    let mut data = json!({ "board": { "id": board, "title": title } });
    for (key, date) in [("archives_at", dates.archives_at), ("deletes_at", dates.deletes_at)] {
        if let Some(date) = date {
            data[key] = json!(instant(date));
        }
    }
    Event { kind: "board.expiring", body: body("board.expiring", at, &data) }
}

/// A test, which says nothing about the board but its name.
pub fn test(board: &BoardId, title: &str, at: Millis) -> Event {
    let data = json!({ "board": { "id": board, "title": title } });
    Event { kind: "webhook.test", body: body("webhook.test", at, &data) }
}

fn body(kind: &str, at: Millis, data: &Value) -> String {
    json!({ "type": kind, "timestamp": instant(at), "data": data }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A board with one project and so many reports.
    fn board(title: &str, reports: usize, finished: bool) -> Present {
        let fields = [(key::TITLE.to_owned(), Field::Text(title.to_owned()))];
        let project = Project { id: "p1".into(), fields: fields.into(), ..Project::default() };
        let said =
            |n: usize| Progress { project: "p1".into(), word: Some(format!("{n}")), ..Progress::default() };
        let report = Report { projects: vec![project], ..Report::default() };
        present(report, (0..reports).map(said).collect(), finished)
    }

    fn news(told: &mut Told, now: &Present) -> Vec<&'static str> {
        let kinds = std::iter::from_fn(|| now.news(told, Millis(0)).map(|event| event.kind)).collect();
        assert_eq!(*told, now.told, "everything was told");
        kinds
    }

    #[test]
    fn hook_1_what_is_new_is_told_once() {
        let mut told = Told::default();
        let first = board("Queues", 2, false);
        let all = ["project.created", "project.progress", "project.progress"];
        assert_eq!(news(&mut told, &first), all);
        assert_eq!(news(&mut told, &first), [""; 0]);
        assert_eq!(news(&mut told, &board("Shorter queues", 2, true)), ["project.changed", "board.finished"]);
        let gone = present(Report::default(), first.progress, false);
        assert_eq!(news(&mut told, &gone), ["project.removed", "board.reopened"]);
    }

    #[test]
    fn hook_2_a_board_that_was_restored_from_a_backup_is_told_from_there_on() {
        let mut told = Told::default();
        news(&mut told, &board("Queues", 5, false));
        assert_eq!(news(&mut told, &board("Queues", 3, false)), [""; 0]);
        assert_eq!(news(&mut told, &board("Queues", 4, false)), ["project.progress"]);
    }
}
