//! Reading the `json` export back, strictly: what comes in is somebody's file, not this program's word.

use std::collections::HashMap;

use board::schema::{Limits, note as note_key, project as project_key};
use board::workshop::{
    self, Approval, Bone, Contents, Create, Decision, DepartmentRating, ImportedNote, ImportedProject,
    NoteDots, NoteRating, order,
};
use board::{NoteId, ParticipantId};
use serde::Deserialize;

use crate::check;
use crate::report::{Cause, FORMAT, Field, Project, Rating, Report, VERSION, Vote};

/// A `json` export that was read and found whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// What it says.
    pub report: Report,
}

/// Why a file is not imported. Says where in the file, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is not JSON, or not of the form of an export.
    #[error("this is not a board export: {0}")]
    Form(String),
    /// It was written by a newer program.
    #[error("this export has version {0}; this program reads version {VERSION}")]
    Version(u64),
    /// It is over a limit of the server.
    #[error("{at}: {what}")]
    Limit {
        /// Where, such as `notes[3].text`.
        at: String,
        /// What is too much.
        what: String,
    },
    /// It contradicts itself.
    #[error("{at}: {what}")]
    Inconsistent {
        /// Where, such as `notes[3].parent`.
        at: String,
        /// What does not fit.
        what: String,
    },
}

/// What every version says first.
#[derive(Deserialize)]
struct Label {
    #[serde(default)]
    format: String,
    #[serde(default)]
    version: u64,
}

impl Import {
    /// The longest file that is read, in bytes: more than a board at every limit takes.
    pub const LONGEST: usize = 32 * 1024 * 1024;

    /// Reads an export.
    ///
    /// # Errors
    /// When it is not an export of a version that is known, is over one of the limits, or does not fit together:
    /// an id twice, a bone, parent or cause that is not there, causes in a circle.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, ImportError> {
        if bytes.len() > Self::LONGEST {
            let what = format!("has {} bytes; at most {} are read", bytes.len(), Self::LONGEST);
            return Err(ImportError::Limit { at: "the file".to_owned(), what });
        }
        let label: Label = serde_json::from_slice(bytes).map_err(|e| ImportError::Form(e.to_string()))?;
        if label.format != FORMAT {
            return Err(ImportError::Form(format!("its `format` is not `{FORMAT}`")));
        }
        if label.version != u64::from(VERSION) {
            return Err(ImportError::Version(label.version));
        }
        let report: Report = serde_json::from_slice(bytes).map_err(|e| ImportError::Form(e.to_string()))?;
        check::whole(&report, limits)?;
        Ok(Self { report })
    }

    /// What makes a board with the same content. Join code and tokens are left for the server to fill in.
    pub fn into_create(self) -> Create {
        let contents = self.contents();
        let report = self.report;
        let agenda = serde_json::from_value(report.agenda).unwrap_or_default();
        Create {
            title: report.title,
            language: report.language,
            effect: report.effect,
            goals: workshop::Goals {
                workshop: report.goals.workshop,
                organisation: report.goals.organisation,
            },
            branches: report
                .branches
                .into_iter()
                .map(|b| Bone { id: b.id, title: b.title, question: b.question })
                .collect(),
            departments: report
                .departments
                .into_iter()
                .map(|d| workshop::Department { id: d.id, name: d.name })
                .collect(),
            agenda,
            competences: report.competences.into_iter().filter(|c| c.expected).map(|c| c.name).collect(),
            contents,
            ..Create::default()
        }
    }

    fn contents(&self) -> Contents {
        let report = &self.report;
        let mut contents = Contents::default();
        let mut last: HashMap<(&str, Option<&str>), String> = HashMap::new();
        for cause in &report.notes {
            let place = (cause.branch.as_str(), cause.parent.as_ref().map(NoteId::as_str));
            let key = order::after(last.get(&place).map(String::as_str));
            last.insert(place, key.clone());
            contents.notes.push(carried(report, cause, key));
            if let Some(into) = &cause.merged_into {
                contents.merges.insert(cause.id.clone(), into.clone());
            }
            if let Some(Ok(priority)) =
                cause.priority.as_ref().map(|p| serde_json::from_value(p.as_str().into()))
            {
                contents.priorities.insert(cause.id.clone(), priority);
            }
        }
        for person in &report.people {
            let (name, department) = (person.name.clone(), person.department.clone());
            let kept = workshop::Person { name, department, removed: true, joined: None };
            contents.people.insert(person.id.clone(), kept);
        }
        for project in &report.projects {
            contents.projects.push(carried_project(project));
            let said = project.approvals.iter().filter_map(|approval| {
                let decision: Decision = serde_json::from_value(approval.decision.as_deref()?.into()).ok()?;
                let said = Approval {
                    decision,
                    comment: approval.comment.clone(),
                    by: ParticipantId::default(),
                    at: report.generated_at,
                };
                Some((approval.department.clone(), said))
            });
            contents.approvals.insert(project.id.clone(), said.collect());
        }
        contents.vote = report.vote.as_ref().map(|vote| vote_of(report, vote));
        contents.rating = report.rating.as_ref().map(|rating| rating_of(report, rating));
        contents
    }
}

fn vote_of(report: &Report, vote: &Vote) -> workshop::Vote {
    // The file adds the dots of merged causes to those of the one that they went into; the board keeps them apart.
    let dots = |cause: &Cause| {
        let mut result = NoteDots { dots: cause.dots?, by_department: cause.dots_by_department.clone() };
        for merged in report.notes.iter().filter(|other| other.merged_into.as_ref() == Some(&cause.id)) {
            result.dots = result.dots.saturating_sub(merged.dots.unwrap_or_default());
            for (department, dots) in &merged.dots_by_department {
                if let Some(own) = result.by_department.get_mut(department) {
                    *own = own.saturating_sub(*dots);
                }
            }
        }
        result.by_department.retain(|_, dots| *dots > 0);
        (result.dots > 0).then(|| (cause.id.clone(), result))
    };
    workshop::Vote {
        dots: vote.dots,
        per_note: vote.per_note,
        eligible: Some(vote.eligible),
        voted: Some(vote.voted),
        tally: vote.revealed.then(|| report.notes.iter().filter_map(dots).collect()),
        ..workshop::Vote::default()
    }
}

fn rating_of(report: &Report, rating: &Rating) -> workshop::Rating {
    let rated = |cause: &Cause| Some((cause.id.clone(), note_rating(cause)?));
    workshop::Rating {
        notes: rating.notes.clone(),
        eligible: Some(rating.eligible),
        voted: Some(rating.voted),
        tally: rating.revealed.then(|| report.notes.iter().filter_map(rated).collect()),
        ..workshop::Rating::default()
    }
}

fn note_rating(cause: &Cause) -> Option<NoteRating> {
    let rated = cause.rated.as_ref()?;
    let by_department = rated.by_department.iter().map(|(id, axes)| {
        let (importance, urgency) = (axes.importance, axes.urgency);
        (id.clone(), DepartmentRating { importance, urgency, ..DepartmentRating::default() })
    });
    Some(NoteRating {
        importance: rated.importance,
        urgency: rated.urgency,
        disagreement: rated.disagreement,
        by_department: by_department.collect(),
        suggestion: Some(workshop::suggest(rated.importance, rated.urgency)),
        ..NoteRating::default()
    })
}

fn carried(report: &Report, cause: &Cause, order: String) -> ImportedNote {
    let mut fields =
        vec![(note_key::BRANCH.to_owned(), cause.branch.to_string()), (note_key::ORDER.to_owned(), order)];
    let optional = [
        (note_key::PARENT, cause.parent.as_ref().map(|id| id.as_str())),
        (note_key::EVIDENCE, cause.evidence.as_deref()),
        (note_key::FIGURE, cause.figure.as_deref()),
        (note_key::REFERENCE, cause.reference.as_deref()),
        (note_key::LIST, cause.list.as_deref()),
        (note_key::OWNER, cause.owner.as_ref().map(|id| id.as_str())),
    ];
    for (key, value) in optional {
        fields.extend(value.map(|value| (key.to_owned(), value.to_owned())));
    }
    ImportedNote {
        id: cause.id.clone(),
        text: cause.text.clone(),
        fields,
        department: cause.department.clone(),
        // Somebody who was removed from the board has no name to show.
        author: cause.author.clone().filter(|id| report.people.iter().any(|p| p.id == *id)),
    }
}

fn carried_project(project: &Project) -> ImportedProject {
    let mut carried = ImportedProject { id: project.id.clone(), ..ImportedProject::default() };
    for (key, field) in &project.fields {
        match field {
            Field::Text(text) => carried.fields.push((key.clone(), text.clone())),
            Field::List(items) => carried.lists.push((key.clone(), items.clone())),
        }
    }
    let asked = project.approvals.iter().map(|a| a.department.to_string()).collect();
    carried.lists.push((project_key::APPROVALS.to_owned(), asked));
    carried
}
