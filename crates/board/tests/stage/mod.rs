//! A board on a stage: the workshop's rules played against a document of plain maps.
//!
//! Every accepted command goes through its JSON form, is kept, and can be replayed; every write is kept,
//! so that a test can search all that anybody was ever told.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

use board::{
    Actor, Binned, BranchId, Code, DepartmentId, FactId, Millis, NoteId, ParticipantId, ProjectId,
    schema::{note, project},
    workshop::{
        Action, Command, Content, EDITION, FactContent, NoteContent, ProjectContent, State, Write, apply,
        changes, decide, templates::template,
    },
};
use serde_json::{Value, json};

/// The document, as plain maps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub notes: BTreeMap<NoteId, BTreeMap<String, String>>,
    pub branches: Vec<BranchId>,
    pub projects: BTreeMap<ProjectId, Project>,
    pub facts: BTreeMap<FactId, BTreeMap<String, f64>>,
    pub roots: BTreeMap<String, BTreeMap<String, Value>>,
    pub board: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    pub fields: BTreeMap<String, String>,
    pub amount: Option<f64>,
    pub lists: BTreeMap<String, Vec<String>>,
}

impl Content for Document {
    fn note(&self, id: &NoteId) -> Option<NoteContent> {
        let fields = self.notes.get(id)?;
        let field = |key: &str| fields.get(key).cloned();
        Some(NoteContent {
            text: field(note::TEXT).unwrap_or_default(),
            branch: BranchId::from(field(note::BRANCH).unwrap_or_default()),
            order: field(note::ORDER).unwrap_or_default(),
            parent: field(note::PARENT).map(NoteId::from),
            parked: field(note::PARKED).is_some(),
        })
    }
    fn binned(&self, id: &NoteId) -> Option<Binned> {
        let mut fields = self.notes.get(id)?.clone();
        let text = fields.remove(note::TEXT).unwrap_or_default();
        Some(Binned { note: id.clone(), text, fields: fields.into_iter().collect() })
    }
    fn notes(&self) -> Vec<NoteId> {
        self.notes.keys().cloned().collect()
    }
    fn branches(&self) -> Vec<BranchId> {
        self.branches.clone()
    }
    fn project(&self, id: &ProjectId) -> Option<ProjectContent> {
        let project = self.projects.get(id)?;
        let approvals = project.lists.get(project::APPROVALS).cloned().unwrap_or_default();
        Some(ProjectContent {
            title: project.fields.get(project::TITLE).cloned().unwrap_or_default(),
            owner: project.fields.get(project::OWNER).cloned().map(DepartmentId::from),
            approvals: approvals.into_iter().map(DepartmentId::from).collect(),
            start: project.fields.get(project::START).cloned(),
            due: project.fields.get(project::DUE).cloned(),
            fact: project.fields.get(project::FACT).cloned().map(FactId::from),
        })
    }
    fn board(&self, key: &str) -> Option<String> {
        self.board.get(key).cloned()
    }
    fn fact(&self, id: &FactId) -> Option<FactContent> {
        Some(FactContent { days: self.facts.get(id)?.keys().cloned().collect() })
    }
    fn facts(&self) -> Vec<FactId> {
        self.facts.keys().cloned().collect()
    }
    fn projects(&self) -> Vec<ProjectId> {
        self.projects.keys().cloned().collect()
    }
}

impl Document {
    fn write(&mut self, write: &Write) {
        match write.clone() {
            Write::Put { root, key, value } => {
                self.roots.entry(root.to_owned()).or_default().insert(key, value);
            }
            Write::Remove { root, key } => {
                self.roots.entry(root.to_owned()).or_default().remove(&key);
            }
            Write::Note { id, text, fields } => {
                assert!(!self.notes.contains_key(&id), "{id} is in use");
                let mut fields: BTreeMap<String, String> = fields.into_iter().collect();
                fields.insert(note::TEXT.to_owned(), text);
                self.notes.insert(id, fields);
            }
            Write::RemoveNote { id } => {
                self.notes.remove(&id);
            }
            Write::Branch { id, .. } => self.branches.push(id),
            Write::Board { key, value } => {
                self.board.insert(key.to_owned(), value);
            }
            Write::Fact { id, values, .. } => {
                assert!(!self.facts.contains_key(&id), "{id} is in use");
                self.facts.insert(id, values);
            }
            Write::RemoveFact { id } => {
                self.facts.remove(&id);
            }
            Write::FactValue { id, day, value } => {
                self.facts.get_mut(&id).unwrap().insert(day, value);
            }
            Write::ProjectField { id, key, value } => {
                self.projects.get_mut(&id).unwrap().fields.insert(key.to_owned(), value);
            }
            Write::Project { id, fields, amount, lists } => {
                assert!(!self.projects.contains_key(&id), "{id} is in use");
                let project = Project {
                    fields: fields.into_iter().collect(),
                    amount,
                    lists: lists.into_iter().collect(),
                };
                self.projects.insert(id, project);
            }
        }
    }
}

/// What happened, for replays: a command, or a direct edit as the gate would have let through.
#[derive(Clone)]
enum Happened {
    Action(u64, Millis, Action),
    Note(NoteId, Actor, BTreeMap<String, String>),
    Removed(NoteId),
    NoBone(BranchId),
}

#[derive(Clone, Default)]
pub struct Stage {
    pub state: State,
    pub document: Document,
    pub at: u64,
    /// Every write so far, in order.
    pub told: Vec<Write>,
    happened: Vec<Happened>,
    seq: u64,
}

pub const BOSS: Actor = Actor::Facilitator;

pub fn person(name: &str) -> Actor {
    Actor::Participant(ParticipantId::from(name))
}

impl Stage {
    /// An empty stage on which nothing was created yet.
    pub fn bare() -> Self {
        Self { at: 1_000_000, ..Self::default() }
    }

    /// A CX board with three people, `ann` (it), `bob` (it) and `eve` (sales), and causes `n1` … `n5`.
    pub fn new() -> Self {
        let mut stage = Self::bare();
        stage.create("cx-5m", "en");
        for (name, department) in [("ann", "it"), ("bob", "it"), ("eve", "sales")] {
            stage.join(name, department).unwrap();
        }
        for number in 1..=5 {
            stage.note(&format!("n{number}"), "people", "ann", None);
        }
        stage
    }

    /// The same board by the newest edition of the rules.
    pub fn newest() -> Self {
        let mut stage = Self::bare();
        stage.created("cx-5m", "en", EDITION);
        for (name, department) in [("ann", "it"), ("bob", "it"), ("eve", "sales")] {
            stage.join(name, department).unwrap();
        }
        for number in 1..=5 {
            stage.note(&format!("n{number}"), "people", "ann", None);
        }
        stage
    }

    pub fn create(&mut self, template_id: &str, language: &str) {
        self.created(template_id, language, 0);
    }

    fn created(&mut self, template_id: &str, language: &str, edition: u32) {
        let start = template(template_id, language).unwrap();
        let create = json!({
            "title": "A board", "language": language, "effect": "Unhappy customers",
            "branches": start.branches, "departments": start.departments, "agenda": start.agenda,
            "competences": start.competences, "join_code": "ABC123", "edition": edition, "sealed_departments": "large",
            "facilitator_hash": "hash-boss", "projector_hash": "hash-projector",
        });
        self.make(create).unwrap();
    }

    pub fn join(&mut self, name: &str, department: &str) -> Result<u64, Code> {
        let join = json!({ "participant": name, "name": name, "department": department,
            "token_hash": format!("hash-{name}") });
        self.act(Action::Join(serde_json::from_value(join).unwrap()))
    }

    /// A device asks to go on as somebody who is called like their id.
    pub fn ask_to_go_on(&mut self, request: &str, as_whom: &str, department: &str) -> Result<u64, Code> {
        let join = json!({ "participant": request, "name": as_whom, "department": department,
            "token_hash": format!("hash-{request}"), "goes_on_as": as_whom });
        self.act(Action::Join(serde_json::from_value(join).unwrap()))
    }

    /// Makes the board from what it is to be made of, in its JSON form.
    pub fn make(&mut self, create: Value) -> Result<u64, Code> {
        self.act(Action::Create(serde_json::from_value(create).map_err(|_| Code::Malformed)?))
    }

    /// Gives a command in its JSON form; the sequence number (the last one, if it changes nothing), or the code of the
    /// refusal. A form that
    /// cannot be read is refused as the server does, with `Malformed`.
    pub fn give(&mut self, actor: &Actor, command: Value) -> Result<u64, Code> {
        let command: Command = serde_json::from_value(command).map_err(|_| Code::Malformed)?;
        let stored = serde_json::to_string(&command).unwrap();
        assert_eq!(serde_json::from_str::<Command>(&stored).unwrap(), command, "{stored}");
        self.act(Action::Command(actor.clone(), command))
    }

    /// Does what may happen; the same answers as to a command.
    pub fn act(&mut self, action: Action) -> Result<u64, Code> {
        if let Err(refusal) = decide(&self.state, &self.document, Millis(self.at), &action) {
            assert!(!refusal.sentence.ends_with('.') && refusal.sentence.len() > 20, "{refusal}");
            return Err(refusal.code);
        }
        let mut after = self.state.clone();
        let writes = apply(&mut after, &self.document, self.seq + 1, Millis(self.at), &action);
        if !changes(&self.state, &after, &writes) {
            return Ok(self.seq);
        }
        self.seq += 1;
        self.happen(Happened::Action(self.seq, Millis(self.at), action));
        self.check();
        Ok(self.seq)
    }

    /// The facilitator's command, which must be accepted.
    pub fn boss(&mut self, command: Value) -> u64 {
        let shown = command.to_string();
        self.give(&BOSS, command).unwrap_or_else(|code| panic!("{shown} was refused: {code:?}"))
    }

    pub fn cast(&mut self, who: &str, note: &str, dots: u32) -> Result<u64, Code> {
        self.give(&person(who), json!({ "do": "cast", "note": note, "dots": dots }))
    }

    pub fn rate(&mut self, who: &str, note: &str, importance: u8, urgency: u8) -> Result<u64, Code> {
        let rate = json!({ "do": "rate", "note": note, "importance": importance, "urgency": urgency });
        self.give(&person(who), rate)
    }

    pub fn seal(&mut self, who: &str, branch: &str, text: &str) -> Result<u64, Code> {
        self.give(&person(who), json!({ "do": "seal_note", "branch": branch, "text": text }))
    }

    /// A note that a person added through the gate.
    pub fn note(&mut self, id: &str, branch: &str, author: &str, parent: Option<&str>) {
        let mut fields: BTreeMap<String, String> = BTreeMap::new();
        fields.insert(note::TEXT.to_owned(), format!("text of {id}"));
        fields.insert(note::BRANCH.to_owned(), branch.to_owned());
        fields.insert(note::ORDER.to_owned(), format!("a{}", self.document.notes.len() % 10));
        fields.extend(parent.map(|p| (note::PARENT.to_owned(), p.to_owned())));
        self.happen(Happened::Note(NoteId::from(id), person(author), fields));
    }

    /// The same note hung elsewhere.
    pub fn hang(&mut self, id: &str, parent: &str) {
        self.set(id, note::PARENT, parent);
    }

    /// The same note with another value.
    pub fn set(&mut self, id: &str, key: &str, value: &str) {
        let mut fields = self.document.notes[&NoteId::from(id)].clone();
        fields.insert(key.to_owned(), value.to_owned());
        let author = self.state.owners.get(id).unwrap().actor.clone();
        self.happen(Happened::Note(NoteId::from(id), author, fields));
    }

    /// A note that somebody removed through the gate.
    pub fn remove(&mut self, id: &str) {
        self.happen(Happened::Removed(NoteId::from(id)));
    }

    /// A bone that the facilitator removed through the gate.
    pub fn remove_bone(&mut self, id: &str) {
        self.happen(Happened::NoBone(BranchId::from(id)));
    }

    pub fn session(&self, key: &str) -> Value {
        self.state.session().entries()[key].clone()
    }

    pub fn ballot(&self, who: &str) -> Value {
        serde_json::to_value(self.state.ballot(&ParticipantId::from(who))).unwrap()
    }

    pub fn root(&self, root: &str, key: &str) -> Option<Value> {
        self.document.roots.get(root).and_then(|r| r.get(key)).cloned()
    }

    /// Everything that everybody was ever told: all writes, and the session as it is now.
    pub fn all_told(&self) -> String {
        format!("{:?} {}", self.told, Value::Object(self.state.session().entries()))
    }

    fn happen(&mut self, happened: Happened) {
        match happened.clone() {
            Happened::Action(seq, at, action) => {
                let writes = apply(&mut self.state, &self.document, seq, at, &action);
                writes.iter().for_each(|write| self.document.write(write));
                self.told.extend(writes);
            }
            Happened::Note(id, author, fields) => {
                let owner = self.state.owner_for(&author);
                self.document.notes.insert(id.clone(), fields);
                self.state.owners.insert(id, owner);
            }
            Happened::Removed(id) => {
                self.state.put_in_bin(self.document.binned(&id).unwrap());
                self.document.notes.remove(&id);
            }
            Happened::NoBone(id) => self.document.branches.retain(|b| *b != id),
        }
        self.happened.push(happened);
    }

    /// What holds after every command: the document's session is the state's, and a snapshot loses nothing.
    fn check(&self) {
        let session = &self.document.roots["session"];
        let expected: BTreeMap<String, Value> = self.state.session().entries().into_iter().collect();
        assert_eq!(*session, expected);
        let snapshot = serde_json::to_string(&self.state).unwrap();
        assert_eq!(serde_json::from_str::<State>(&snapshot).unwrap(), self.state);
    }

    /// The same things happening again on an empty stage.
    pub fn replayed(&self) -> Self {
        let mut again = Self::bare();
        again.state.limits = self.state.limits;
        again.seq = self.seq;
        again.at = self.at;
        self.happened.iter().for_each(|happened| again.happen(happened.clone()));
        again
    }
}
