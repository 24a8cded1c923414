//! Reads the `json` export back, and the text of a Mermaid diagram, strictly, because the file may come from anybody.

mod mermaid;

use std::collections::HashMap;

use board::reading::Fact;
use board::schema::{Limits, fact as fact_key, note as note_key, project as project_key};
use board::workshop::{
    self, Approval, Bone, ByDepartment, Contents, Create, DepartmentRating, ImportedFact, ImportedNote,
    ImportedProject, Misfit, NoteDots, NoteRating, Run, order,
};
use board::{NoteId, ParticipantId, text::is_blank};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::competences;
use crate::report::{Branch, Cause, Department, FORMAT, Field, Project, Rating, Report, VERSION, Vote};

/// A file that was read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The content of the file.
    pub report: Report,
    create: Create,
}

/// Why a file is not imported: the place in the file, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The file is not JSON, or does not have the form of an export.
    #[error("this is not a board export: {0}")]
    Form(String),
    /// The file was written by a newer program.
    #[error("this export has version {0}; this program reads version {VERSION}")]
    Version(u64),
    /// The file is longer than any export.
    #[error("this file has {0} bytes; at most {longest} are read", longest = Import::LONGEST)]
    Long(usize),
    /// A value has a form that no export has.
    #[error("{at}: {what}")]
    Value {
        /// The place, such as `notes[3].priority`.
        at: String,
        /// The fault.
        what: String,
    },
    /// No board may be created from it: it contradicts itself, or exceeds a limit of the server.
    #[error(transparent)]
    Board(#[from] Misfit),
}

/// The fields with which every version begins.
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
    /// [`ImportError`] when the file is not an export of a known version, or no board may be created from it
    /// (LIMIT-2).
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, ImportError> {
        if bytes.len() > Self::LONGEST {
            return Err(ImportError::Long(bytes.len()));
        }
        let label: Label = serde_json::from_slice(bytes).map_err(|e| ImportError::Form(e.to_string()))?;
        if label.format != FORMAT {
            return Err(ImportError::Form(format!("its `format` is not `{FORMAT}`")));
        }
        if label.version != u64::from(VERSION) {
            return Err(ImportError::Version(label.version));
        }
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let mut report: Report = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let (at, what) = (error.path().to_string(), error.inner().to_string());
            // The place in a file that is no export says nothing to anybody.
            if at == "." { ImportError::Form(what) } else { ImportError::Value { at, what } }
        })?;
        // It is about the file, and no part of the board.
        report.sha256 = None;
        let create = create(&report)?;
        create.check(limits)?;
        Ok(Self { report, create })
    }

    /// Whether a file is the text of a Mermaid `ishikawa` diagram, for [`parse_diagram`](Self::parse_diagram).
    pub fn is_diagram(bytes: &[u8]) -> bool {
        mermaid::looks_so(bytes)
    }

    /// Reads the text of a Mermaid `ishikawa` diagram: the fishbone of a board in this language, with its effect as its
    /// title.
    ///
    /// # Errors
    /// [`ImportError`] with the line that does not fit.
    pub fn parse_diagram(bytes: &[u8], language: &str, limits: &Limits) -> Result<Self, ImportError> {
        if bytes.len() > Self::LONGEST {
            return Err(ImportError::Long(bytes.len()));
        }
        mermaid::parse(bytes, language, limits)
    }

    /// The action that creates a board with the same content. The server fills in the join code and the tokens.
    pub fn into_create(self) -> Create {
        self.create
    }
}

/// The board that a report describes.
pub(crate) fn create(report: &Report) -> Result<Create, ImportError> {
    let mut create = Create {
        title: title(report),
        language: report.language.clone(),
        effect: report.effect.clone(),
        goals: workshop::Goals {
            workshop: report.goals.workshop.clone(),
            organisation: report.goals.organisation.clone(),
        },
        questions: report.questions.clone(),
        charter: report.charter.clone(),
        governance: report.governance.clone(),
        agenda: report.agenda.clone().unwrap_or_default(),
        previous: report.previous.clone(),
        promised: report.promised.clone(),
        contents: contents(report)?,
        ..Create::default()
    };
    for Branch { id, title, question, colour } in report.branches.clone() {
        create.branches.push(Bone { id, title, question, colour });
    }
    for Department { id, name, .. } in &report.departments {
        create.departments.push(workshop::Department { id: id.clone(), name: name.clone() });
    }
    let expected = report.competences.iter().filter(|competence| competence.expected);
    create.competences = expected.map(|competence| competence.name.clone()).collect();
    create.team = competences::team(report);
    // The limits are about the texts in the form that the board stores.
    create.tidy();
    Ok(create)
}

/// The board's title. A facilitator may have emptied it, but a board needs one to be created. Then the effect is
/// used, or else the old id.
fn title(report: &Report) -> String {
    let texts = [report.title.as_str(), report.effect.as_str(), report.board.as_str()];
    texts.into_iter().find(|text| !is_blank(text)).unwrap_or("?").to_owned()
}

/// Reads a value that the report keeps as plain JSON.
fn value<T: DeserializeOwned>(at: impl FnOnce() -> String, value: Value) -> Result<T, ImportError> {
    serde_json::from_value(value).map_err(|error| ImportError::Value { at: at(), what: error.to_string() })
}

fn contents(report: &Report) -> Result<Contents, ImportError> {
    let mut contents = Contents::default();
    let mut last: HashMap<(&str, Option<&str>), String> = HashMap::new();
    for (n, cause) in report.every_note().enumerate() {
        let place = (cause.branch.as_str(), cause.parent.as_ref().map(NoteId::as_str));
        let key = order::after(last.get(&place).map(String::as_str));
        last.insert(place, key.clone());
        contents.notes.push(carried(report, cause, key));
        if let Some(into) = &cause.merged_into {
            contents.merges.insert(cause.id.clone(), into.clone());
        }
        contents.comments.extend(cause.comments.iter().map(|said| (cause.id.clone(), said.clone())));
        if let Some(priority) = &cause.priority {
            let priority = value(|| format!("notes[{n}].priority"), priority.as_str().into())?;
            contents.priorities.insert(cause.id.clone(), priority);
            if let Some(reason) = &cause.reason {
                contents.reasons.insert(cause.id.clone(), reason.clone());
            }
            if let Some(addressee) = &cause.addressee {
                contents.addressees.insert(cause.id.clone(), addressee.clone());
            }
        }
        let axes = cause.rated.iter().flat_map(|rated| [rated.importance, rated.urgency]);
        if axes.into_iter().any(|axis| !(1.0..=5.0).contains(&axis)) {
            let what = "is not between 1 and 5".to_owned();
            return Err(ImportError::Value { at: format!("notes[{n}].rated"), what });
        }
    }
    for (n, person) in report.people.iter().enumerate() {
        let (name, department) = (person.name.clone(), person.department.clone());
        let seat = person.seat;
        let kept = workshop::Person { name, department, seat, removed: true, ..workshop::Person::default() };
        if contents.people.insert(person.id.clone(), kept).is_some() {
            let what = "is the id of an earlier one".to_owned();
            return Err(ImportError::Value { at: format!("people[{n}].id"), what });
        }
    }
    contents.facts = report.facts.iter().map(carried_fact).collect();
    let said = report.facts.iter().flat_map(|fact| fact.answers.iter().map(move |said| (fact, said)));
    contents.answers = said.map(|(fact, said)| (fact.id.clone(), said.clone())).collect();
    for (n, project) in report.projects.iter().enumerate() {
        contents.projects.push(carried_project(project));
        contents.progress.extend(project.progress.iter().cloned());
        let said = contents.approvals.entry(project.id.clone()).or_default();
        for (m, approval) in project.approvals.iter().enumerate() {
            let Some(decision) = &approval.decision else { continue };
            let at = || format!("projects[{n}].approvals[{m}].decision");
            let decision = value(at, decision.as_str().into())?;
            let comment = approval.comment.clone();
            let (by, at) = (ParticipantId::default(), report.generated_at);
            said.insert(approval.department.clone(), Approval { decision, comment, by, at });
        }
    }
    // The history of the board is that of its projects, in the order of time.
    contents.progress.sort_by_key(|said| said.at);
    contents.vote = report.vote.as_ref().map(|vote| vote_of(report, vote));
    contents.rating = report.rating.as_ref().map(|rating| rating_of(report, rating));
    contents.votes = report.votes.clone();
    contents.ratings = report.ratings.clone();
    // Whatever ran when the file was made does not run on the new board.
    let ended = |run: &Run| Run { to: run.to.or(Some(report.generated_at.max(run.from))), ..run.clone() };
    contents.runs = report.runs.iter().map(ended).collect();
    contents.words = report.words.clone();
    contents.polls = report.polls.clone();
    Ok(contents)
}

fn vote_of(report: &Report, vote: &Vote) -> workshop::Vote {
    // In the file, the dots of merged causes are added to those of their target; the board keeps them apart.
    let dots = |cause: &Cause| {
        let mut result = NoteDots { dots: cause.dots?, by_department: cause.dots_by_department.clone() };
        for merged in report.every_note().filter(|other| other.merged_into.as_ref() == Some(&cause.id)) {
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
        name: vote.name.clone(),
        notes: vote.notes.clone(),
        by_department: Some(vote.by_department.unwrap_or(ByDepartment::Shown)),
        eligible: Some(vote.eligible),
        voted: Some(vote.voted),
        tally: vote.revealed.then(|| report.every_note().filter_map(dots).collect()),
        ..workshop::Vote::default()
    }
}

fn rating_of(report: &Report, rating: &Rating) -> workshop::Rating {
    let rated = |cause: &Cause| Some((cause.id.clone(), note_rating(cause)?));
    workshop::Rating {
        notes: rating.notes.clone(),
        by_department: Some(rating.by_department.unwrap_or(ByDepartment::Shown)),
        eligible: Some(rating.eligible),
        voted: Some(rating.voted),
        tally: rating.revealed.then(|| report.every_note().filter_map(rated).collect()),
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
    let details = cause.details();
    let place = [
        (note_key::BRANCH, Some(cause.branch.as_str())),
        (note_key::ORDER, Some(order.as_str())),
        (note_key::PARENT, cause.parent.as_ref().map(|id| id.as_str())),
    ];
    let fields = place.into_iter().chain(details.values());
    let fields = fields.filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned()))).collect();
    ImportedNote {
        id: cause.id.clone(),
        text: cause.text.clone(),
        fields,
        department: cause.department.clone(),
        // A person who was removed from the board has no name to show.
        author: cause.author.clone().filter(|id| report.people.iter().any(|p| p.id == *id)),
    }
}

fn carried_fact(fact: &Fact) -> ImportedFact {
    let Fact { id, kind, label, unit, source, department, values, target, target_date, .. } = fact.clone();
    let texts = [
        (fact_key::KIND, Some(kind)),
        (fact_key::LABEL, Some(label)),
        (fact_key::UNIT, Some(unit)),
        (fact_key::SOURCE, Some(source)),
        (fact_key::DEPARTMENT, department.map(String::from)),
        (fact_key::TARGET_DATE, target_date),
    ];
    let fields = texts
        .into_iter()
        .filter_map(|(key, text)| Some((key.to_owned(), text.filter(|text| !text.is_empty())?)));
    ImportedFact { id, fields: fields.collect(), target, values }
}

fn carried_project(project: &Project) -> ImportedProject {
    let (id, amount) = (project.id.clone(), project.amount);
    let mut carried = ImportedProject { id, amount, ..ImportedProject::default() };
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
