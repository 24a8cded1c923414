//! One simulated participant, who joins, connects, and takes part in the running activity.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    net::SocketAddr,
    time::Duration,
};

use board::{
    BranchId, NoteId, ProjectId,
    workshop::{Command, Decision, order},
};
use client::{Client, Heard, Lost, http::call_json};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout_at};
use yrs::{
    GetString, Map, MapPrelim, MapRef, Out, StateVector, Text, TextPrelim, TextRef, Transact, types::ToJson,
};

use crate::{Frame, place::Place, words::Cause, words_with_why};

/// A person of the demo.
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their department.
    pub department: String,
    /// What the board has, if it is not the demo's own.
    pub frame: Option<Frame>,
    /// The causes that they will write, in order.
    pub causes: Vec<&'static Cause>,
    /// The source of their choices. It is seeded, so that a demo can be repeated.
    pub chance: fastrand::Rng,
    /// The speed; 1 is calm.
    pub speed: f64,
}

/// The answer to joining.
#[derive(Deserialize)]
struct Joined {
    participant: String,
    token: String,
}

/// A person at the board.
struct Seat {
    place: Place,
    id: String,
    client: Client,
    /// The board's causes.
    notes: MapRef,
    /// The presence that the others see.
    presence: Value,
    person: Person,
    /// The index of the next cause to write.
    next: usize,
    /// The ballots and activities that they have finished.
    served: BTreeSet<String>,
}

/// A cause on the board.
struct Note {
    id: String,
    text: String,
    branch: String,
    order: String,
}

impl Person {
    /// Takes part until the demo ends.
    pub async fn take_part(mut self, server: SocketAddr, board: String, code: String) {
        self.pause(0.5..6.0).await;
        let joining = json!({ "code": code, "name": self.name, "department": self.department });
        let Ok(answer) = call_json(server, "POST", "/api/join", "", Some(&joining)).await else { return };
        let Ok(Joined { participant: id, token }) = serde_json::from_slice(&answer.body) else { return };
        let presence = json!({ "user": { "id": id, "name": self.name, "department": self.department } });
        let place = Place { server, board, token };
        let (mut next, mut served) = (0, BTreeSet::new());
        // Like a browser, a person reconnects after a lost connection, here with a fresh document.
        loop {
            let mut client = Client::default();
            let none = StateVector::default();
            if client.connect(server, &place.board, &place.token, none).await.is_err() {
                self.pause(1.0..3.0).await;
                continue;
            }
            let (notes, presence) = (client.doc.get_or_insert_map("notes"), presence.clone());
            let (place, id) = (place.clone(), id.clone());
            let mut seat = Seat { place, id, client, notes, presence, person: self, next, served };
            let _lost = seat.sit().await;
            (self, next, served) = (seat.person, seat.next, seat.served);
        }
    }

    /// A random time within the range, given in calm seconds.
    fn while_of(&mut self, calm: std::ops::Range<f64>) -> Duration {
        let seconds = calm.start + (calm.end - calm.start) * self.chance.f64();
        Duration::from_secs_f64(seconds / self.speed)
    }

    /// The bone on which a cause is written, if the board has one.
    fn bone(&self, cause: &'static Cause) -> Option<String> {
        self.frame.as_ref().map_or(Some(cause.branch), |frame| frame.bone(cause)).map(str::to_owned)
    }

    async fn pause(&mut self, calm: std::ops::Range<f64>) {
        let time = self.while_of(calm);
        sleep(time).await;
    }
}

impl Seat {
    async fn sit(&mut self) -> Result<(), Lost> {
        while !matches!(self.hear().await?, Heard::All(_)) {}
        self.client.appear(&self.presence).await?;
        let mut renewed = Instant::now();
        loop {
            self.listen(1.5..5.0).await?;
            if renewed.elapsed() > Duration::from_secs(15) {
                self.client.appear(&self.presence).await?;
                renewed = Instant::now();
            }
            let vote = self.session("vote");
            let rating = self.session("rating");
            if vote["open"] == true {
                self.vote(&vote).await?;
            } else if rating["open"] == true {
                self.rate(&rating).await?;
            } else {
                match self.activity().as_deref() {
                    Some("silent") => self.seal().await,
                    Some("plan") => self.approve().await,
                    Some("collect" | "discuss") if self.session("locked") == false => self.write().await?,
                    _ => {}
                }
            }
        }
    }

    /// Takes in the changes of others for a while.
    async fn listen(&mut self, calm: std::ops::Range<f64>) -> Result<(), Lost> {
        let until = Instant::now() + self.person.while_of(calm);
        while let Ok(heard) = timeout_at(until, self.hear()).await {
            heard?;
        }
        Ok(())
    }

    /// Takes in one frame. A refused edit is in this document and not on the board, so the person needs a new
    /// document.
    async fn hear(&mut self) -> Result<Heard, Lost> {
        match self.client.hear().await? {
            Heard::Refused(_) => Err(Lost(None)),
            heard => Ok(heard),
        }
    }

    fn session(&self, key: &str) -> Value {
        self.client.value("session", key)
    }

    fn notes(&self) -> Vec<Note> {
        let txn = self.client.doc.transact();
        let string = |note: &MapRef, key: &str| match note.get(&txn, key) {
            Some(Out::YText(text)) => text.get_string(&txn),
            Some(Out::Any(yrs::Any::String(text))) => text.to_string(),
            _ => String::new(),
        };
        let notes = self.notes.iter(&txn).filter_map(|(id, value)| match value {
            Out::YMap(note) => Some(Note {
                id: id.to_owned(),
                text: string(&note, "text"),
                branch: string(&note, "branch"),
                order: string(&note, "order"),
            }),
            _ => None,
        });
        notes.collect()
    }

    /// Adds an empty note.
    async fn add(
        &mut self,
        id: &str,
        branch: &str,
        order: &str,
        parent: Option<&str>,
    ) -> Result<TextRef, Lost> {
        let notes = self.notes.clone();
        let add = |txn: &mut yrs::TransactionMut| {
            let note = notes.insert(txn, id, MapPrelim::default());
            let text = note.insert(txn, "text", TextPrelim::new(""));
            note.insert(txn, "branch", branch);
            note.insert(txn, "order", order);
            if let Some(parent) = parent {
                note.insert(txn, "parent", parent);
            }
            text
        };
        self.client.edit(add).await
    }

    /// The kind of the running activity.
    fn activity(&self) -> Option<String> {
        let running = self.session("activity");
        let agenda = self.session("agenda");
        let mut all =
            agenda.as_array()?.iter().filter_map(|meeting| meeting["activities"].as_array()).flatten();
        Some(all.find(|activity| activity["id"] == running)?["kind"].as_str()?.to_owned())
    }

    /// Types a cause a few letters at a time. Sometimes the cause answers another person's "why?".
    async fn write(&mut self) -> Result<(), Lost> {
        let notes = self.notes();
        let answer = self.person.chance.f64() < 0.3;
        let asked = words_with_why(&self.person.causes).find(|cause| {
            let there = notes.iter().any(|note| note.text == cause.text);
            answer && there && !notes.iter().any(|note| note.text == cause.why)
        });
        let (text, branch, parent) = match asked {
            Some(cause) => {
                let parent = notes.iter().find(|note| note.text == cause.text);
                let parent = parent.map(|note| (note.id.as_str(), note.branch.clone()));
                let (parent, branch) = parent.unzip();
                (cause.why, branch, parent)
            }
            None => {
                let Some(cause) = self.person.causes.get(self.next) else { return Ok(()) };
                self.next += 1;
                (cause.text, self.person.bone(cause), None)
            }
        };
        let Some(branch) = branch else { return Ok(()) };
        let last = notes.iter().filter(|note| note.branch == branch).map(|note| note.order.as_str()).max();
        let id = format!("{}-{:016x}", self.id, fastrand::u64(..));
        let field = self.add(&id, &branch, &order::after(last), parent).await?;
        let letters: Vec<char> = text.chars().collect();
        let mut rest = letters.as_slice();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(self.person.chance.usize(1..=4).min(rest.len()));
            let piece: String = piece.iter().collect();
            self.client.edit(|txn| field.push(txn, &piece)).await?;
            rest = after;
            self.listen(0.05..0.25).await?;
        }
        Ok(())
    }

    /// Writes a sealed cause.
    async fn seal(&mut self) {
        let activity = self.session("activity").to_string();
        if let Some(cause) = self.person.causes.get(self.next).filter(|_| self.next < 1) {
            self.next += 1;
            let Some(branch) = self.person.bone(cause) else { return };
            let (branch, text) = (BranchId::from(branch), cause.text.to_owned());
            self.give(Command::SealNote { branch, text, note: None, seat: None }).await;
        } else if self.served.insert(activity) {
            self.give(Command::Done { done: true, seat: None }).await;
        }
    }

    /// Places all dots, one after another.
    async fn vote(&mut self, vote: &Value) -> Result<(), Lost> {
        if !self.served.insert(vote["id"].to_string()) {
            return Ok(());
        }
        let notes = self.notes();
        let (dots, per_note) = (vote["dots"].as_u64().unwrap_or(0), vote["per_note"].as_u64().unwrap_or(1));
        let mut placed = BTreeMap::<String, u64>::new();
        for _ in 0..dots {
            // The people prefer the same few causes, so that there is a clear result.
            let lean = self.person.chance.f64().powi(3);
            let mut ranked: Vec<&String> = notes.iter().map(|note| &note.id).collect();
            ranked.sort_by_key(|id| shuffled(&vote["id"].to_string(), id));
            let Some(note) = ranked.get((lean * ranked.len() as f64) as usize) else { return Ok(()) };
            let on_it = placed.entry((*note).clone()).or_default();
            if *on_it < per_note {
                *on_it += 1;
                let dots = u32::try_from(*on_it).unwrap_or(1);
                self.give(Command::Cast { note: NoteId::from((*note).clone()), dots, seat: None }).await;
                self.listen(0.4..1.5).await?;
            }
        }
        Ok(())
    }

    /// Rates the short list.
    async fn rate(&mut self, rating: &Value) -> Result<(), Lost> {
        if !self.served.insert(rating["id"].to_string()) {
            return Ok(());
        }
        for (place, note) in
            rating["notes"].as_array().into_iter().flatten().filter_map(Value::as_str).enumerate()
        {
            let around =
                |chance: &mut fastrand::Rng, middle: i8| (middle + chance.i8(-1..=1)).clamp(1, 5) as u8;
            let importance = around(&mut self.person.chance, 5 - (place as i8) / 3);
            let urgency = around(&mut self.person.chance, if place % 2 == 0 { 4 } else { 2 });
            self.give(Command::Rate { note: note.into(), importance, urgency, seat: None }).await;
            self.listen(0.6..2.0).await?;
        }
        Ok(())
    }

    /// Answers for the department on projects that ask it.
    async fn approve(&mut self) {
        let projects = self.client.doc.get_or_insert_map("projects");
        let projects = projects.to_json(&self.client.doc.transact());
        let projects = serde_json::to_value(projects).unwrap_or_default();
        for (id, project) in projects.as_object().into_iter().flatten() {
            let asked =
                project["approvals"].as_object().is_some_and(|a| a.contains_key(&self.person.department));
            if asked && self.served.insert(id.clone()) {
                let project = ProjectId::from(id.clone());
                self.give(Command::Approve { project, decision: Decision::Accept, comment: None }).await;
            }
        }
    }

    async fn give(&self, command: Command) {
        self.place.give(&command).await;
    }
}

/// A sort key that gives the notes of each vote a different order, which is the same for everybody.
fn shuffled(vote: &str, note: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (vote, note).hash(&mut hasher);
    hasher.finish()
}
