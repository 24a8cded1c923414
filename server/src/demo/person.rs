//! One simulated participant: joins, connects, and does what the running activity asks.

use std::{collections::BTreeSet, time::Duration};

use board::{
    Actor, BranchId, DepartmentId, NoteId, ParticipantId, ProjectId,
    workshop::{Action, Command, Decision, Join, order},
};
use room::RoomHandle;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    client::{Client, Lost},
    words::Cause,
};
use crate::{access, app::App, secrets};

/// What a person of the demo is made of.
pub struct Person {
    /// What the others call them.
    pub name: String,
    /// Their department.
    pub department: String,
    /// What they will write, in order.
    pub causes: Vec<&'static Cause>,
    /// Makes their choices; seeded, so that a demo can be seen twice.
    pub chance: fastrand::Rng,
    /// How much faster than a calm person they are.
    pub speed: f64,
}

/// A person at the board.
struct Seat {
    app: App,
    room: RoomHandle,
    id: ParticipantId,
    client: Client,
    person: Person,
    /// Causes that are still to be written.
    next: usize,
    /// Ballots and activities that they are done with.
    served: BTreeSet<String>,
}

impl Person {
    /// Takes part until the demo ends.
    pub async fn take_part(mut self, app: App, room: RoomHandle) {
        self.pause(0.5..6.0).await;
        let (id, token) = (ParticipantId::from(secrets::participant_id()), secrets::token());
        let join = Join {
            participant: id.clone(),
            name: self.name.clone(),
            department: DepartmentId::from(self.department.clone()),
            token_hash: secrets::digest(&token),
            code: None,
        };
        if access::act(&app, &room, join.into()).await.is_err() {
            return;
        }
        let user = json!({ "id": id.as_str(), "name": self.name, "department": self.department });
        let board = room.board().to_string();
        let (mut next, mut served) = (0, BTreeSet::new());
        // Like a browser: what was lost is connected again, with a fresh document.
        loop {
            let Ok(client) = Client::connect(app.address, &board, &token, &user).await else {
                if app.sockets.is_closed() {
                    return;
                }
                self.pause(1.0..3.0).await;
                continue;
            };
            let mut seat = Seat {
                app: App::clone(&app),
                room: room.clone(),
                id: id.clone(),
                client,
                person: self,
                next,
                served,
            };
            let _lost = seat.sit().await;
            (self, next, served) = (seat.person, seat.next, seat.served);
        }
    }

    /// A while between the two, in calm seconds.
    fn while_of(&mut self, calm: std::ops::Range<f64>) -> Duration {
        let seconds = calm.start + (calm.end - calm.start) * self.chance.f64();
        Duration::from_secs_f64(seconds / self.speed)
    }

    async fn pause(&mut self, calm: std::ops::Range<f64>) {
        let time = self.while_of(calm);
        sleep(time).await;
    }
}

impl Seat {
    async fn sit(&mut self) -> Result<(), Lost> {
        let mut renewed = Instant::now();
        loop {
            self.listen(1.5..5.0).await?;
            if renewed.elapsed() > Duration::from_secs(15) {
                self.client.appear().await?;
                renewed = Instant::now();
            }
            let vote = self.client.session("vote");
            let rating = self.client.session("rating");
            if vote["open"] == true {
                self.vote(&vote).await?;
            } else if rating["open"] == true {
                self.rate(&rating).await?;
            } else {
                match self.activity().as_deref() {
                    Some("silent") => self.seal().await,
                    Some("plan") => self.approve().await,
                    Some("collect" | "discuss") if self.client.session("locked") == false => {
                        self.write().await?
                    }
                    _ => {}
                }
            }
        }
    }

    /// Takes in what the others do, for a while.
    async fn listen(&mut self, calm: std::ops::Range<f64>) -> Result<(), Lost> {
        let until = Instant::now() + self.person.while_of(calm);
        while let Ok(heard) = timeout_at(until, self.client.hear()).await {
            heard?;
        }
        Ok(())
    }

    /// The kind of the running activity.
    fn activity(&self) -> Option<String> {
        let running = self.client.session("activity");
        let agenda = self.client.session("agenda");
        let mut all =
            agenda.as_array()?.iter().filter_map(|meeting| meeting["activities"].as_array()).flatten();
        Some(all.find(|activity| activity["id"] == running)?["kind"].as_str()?.to_owned())
    }

    /// Types a cause a few letters at a time, sometimes answering somebody's "why?".
    async fn write(&mut self) -> Result<(), Lost> {
        let notes = self.client.notes();
        let answer = self.person.chance.f64() < 0.3;
        let asked = super::words_with_why(&self.person.causes).find(|cause| {
            let there = notes.iter().any(|(_, text, ..)| text == cause.text);
            answer && there && !notes.iter().any(|(_, text, ..)| text == cause.why)
        });
        let (text, branch, parent) = match asked {
            Some(cause) => {
                let parent =
                    notes.iter().find(|(_, text, ..)| text == cause.text).map(|(id, ..)| id.as_str());
                (cause.why, cause.branch, parent)
            }
            None => {
                let Some(cause) = self.person.causes.get(self.next) else { return Ok(()) };
                self.next += 1;
                (cause.text, cause.branch, None)
            }
        };
        let last = notes.iter().filter(|(_, _, on, _)| on == branch).map(|(.., order)| order.as_str()).max();
        let id = format!("{}-{}", self.id, secrets::participant_id());
        let field = self.client.add(&id, branch, &order::after(last), parent).await?;
        let letters: Vec<char> = text.chars().collect();
        let mut rest = letters.as_slice();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(self.person.chance.usize(1..=4).min(rest.len()));
            self.client.type_in(&field, &piece.iter().collect::<String>()).await?;
            rest = after;
            self.listen(0.05..0.25).await?;
        }
        Ok(())
    }

    /// Writes a cause that nobody else sees yet.
    async fn seal(&mut self) {
        let activity = self.client.session("activity").to_string();
        if let Some(cause) = self.person.causes.get(self.next).filter(|_| self.next < 1) {
            self.next += 1;
            let (branch, text) = (BranchId::from(cause.branch), cause.text.to_owned());
            self.give(Command::SealNote { branch, text }).await;
        } else if self.served.insert(activity) {
            self.give(Command::Done { done: true }).await;
        }
    }

    /// Places all dots, one after another.
    async fn vote(&mut self, vote: &Value) -> Result<(), Lost> {
        if !self.served.insert(vote["id"].to_string()) {
            return Ok(());
        }
        let notes = self.client.notes();
        let (dots, per_note) = (vote["dots"].as_u64().unwrap_or(0), vote["per_note"].as_u64().unwrap_or(1));
        let mut placed = std::collections::BTreeMap::<String, u64>::new();
        for _ in 0..dots {
            // The group leans towards the same few, so that there is a result to talk about.
            let lean = self.person.chance.f64().powi(3);
            let mut ranked: Vec<&String> = notes.iter().map(|(id, ..)| id).collect();
            ranked.sort_by_key(|id| secrets::digest(&format!("{}{id}", vote["id"])));
            let Some(note) = ranked.get((lean * ranked.len() as f64) as usize) else { return Ok(()) };
            let on_it = placed.entry((*note).clone()).or_default();
            if *on_it < per_note {
                *on_it += 1;
                let dots = u32::try_from(*on_it).unwrap_or(1);
                self.give(Command::Cast { note: NoteId::from((*note).clone()), dots }).await;
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
            self.give(Command::Rate { note: note.into(), importance, urgency }).await;
            self.listen(0.6..2.0).await?;
        }
        Ok(())
    }

    /// Speaks for the department on projects that ask it.
    async fn approve(&mut self) {
        let projects = self.client.projects();
        for (id, project) in projects.as_object().into_iter().flatten() {
            let asked =
                project["approvals"].as_object().is_some_and(|a| a.contains_key(&self.person.department));
            if asked && self.served.insert(id.clone()) {
                let project = ProjectId::from(id.clone());
                self.give(Command::Approve { project, decision: Decision::Accept, comment: None }).await;
            }
        }
    }

    /// What is refused now (the vote closed meanwhile) is simply not done, as with people.
    async fn give(&self, command: Command) {
        let action = Action::Command(Actor::Participant(self.id.clone()), command);
        if let Err(refused) = access::act(&self.app, &self.room, action).await {
            tracing::debug!(?refused, "a participant of the demo was refused");
        }
    }
}
