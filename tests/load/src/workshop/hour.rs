//! Workshops over the wire, in fast motion: people join by code, write, are refused, lose their connections, seal,
//! vote, rate and approve; somebody leads them through it, exports, removes one of them, and finishes.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use anyhow::Context;
use fastrand::Rng;
use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinSet, time::sleep};

use super::attendee::Attendee;
use crate::http;

/// Where workshops are held, and how fast.
#[derive(Clone, Debug)]
pub struct Venue {
    /// The server's port on loopback.
    pub port: u16,
    /// Opens the making of boards.
    pub host_key: String,
    /// People at each board.
    pub people: usize,
    /// How long each part of a workshop takes.
    pub beat: Duration,
}

/// What the group does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everybody writes.
    Write,
    /// Everybody writes for themselves what nobody else sees yet.
    Seal,
    /// Dots are placed.
    Vote,
    /// The short list is rated.
    Rate,
    /// The departments are asked about a project.
    Approve,
    /// It is over: everybody leaves.
    Over,
}

/// What everybody at one board shares.
pub struct Shared {
    /// The venue.
    pub venue: Venue,
    /// The board's id.
    pub board: String,
    /// Causes by person; those that the board did not take are among them.
    pub causes: RefCell<Vec<Vec<String>>>,
    /// The causes to be rated.
    pub short: RefCell<Vec<String>>,
    /// The project to be approved.
    pub project: RefCell<String>,
    /// Who was removed from the board.
    pub removed: Cell<Option<usize>>,
    /// What has happened.
    pub tally: RefCell<Tally>,
}

/// What has happened in workshops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Workshops that came to their end.
    pub workshops: u64,
    /// Connections made.
    pub connections: u64,
    /// Connections that people lost or left by themselves in between.
    pub dropped: u64,
    /// Edits sent.
    pub edits: u64,
    /// Commands that took effect.
    pub commands: u64,
    /// Edits and commands that were refused.
    pub refused: u64,
    /// Exports read.
    pub exports: u64,
}

impl Tally {
    /// Adds another's.
    pub fn add(&mut self, other: Self) {
        self.workshops += other.workshops;
        self.connections += other.connections;
        self.dropped += other.dropped;
        self.edits += other.edits;
        self.commands += other.commands;
        self.refused += other.refused;
        self.exports += other.exports;
    }
}

/// Several workshops at the same time, until their end. Every third board is deleted afterwards. Must run in a
/// `LocalSet`.
///
/// # Errors
/// When something that a facilitator does is not done.
pub async fn side_by_side(venue: &Venue, boards: usize, random: &mut Rng) -> anyhow::Result<Tally> {
    let mut held = JoinSet::new();
    for board in 0..boards {
        held.spawn_local(hold(venue.clone(), random.fork(), board % 3 == 0));
    }
    let mut tally = Tally::default();
    while let Some(one) = held.join_next().await {
        tally.add(one??);
    }
    Ok(tally)
}

/// One workshop from making the board to leaving it.
async fn hold(venue: Venue, mut random: Rng, delete: bool) -> anyhow::Result<Tally> {
    let wanted = json!({ "title": "Fast motion", "template": "cx-5m", "effect": "They leave" });
    let made = http::post(venue.port, "/api/boards", &venue.host_key, &wanted).await?;
    let text = |key: &str| made[key].as_str().map(str::to_owned).with_context(|| format!("no {key}"));
    let (board, code, token) = (text("id")?, text("join_code")?, text("facilitator_token")?);
    let shared = Rc::new(Shared {
        board,
        causes: RefCell::new(vec![vec![]; venue.people]),
        short: RefCell::default(),
        project: RefCell::default(),
        removed: Cell::default(),
        tally: RefCell::default(),
        venue,
    });
    let (parts, part) = watch::channel(Part::Write);
    let mut people = JoinSet::new();
    let mut last = String::new();
    for at in 0..shared.venue.people {
        let department = ["it", "sales", "legal"][at % 3];
        let wanted = json!({ "code": code, "name": format!("Person {at}"), "department": department });
        let joined = http::post(shared.venue.port, "/api/join", "", &wanted).await?;
        let text = |key: &str| joined[key].as_str().map(str::to_owned).with_context(|| format!("no {key}"));
        last = text("participant")?;
        let attendee = Attendee::new(Rc::clone(&shared), at, text("token")?, random.fork());
        people.spawn_local(attendee.take_part(part.clone()));
    }
    let mut lead = Lead { shared: Rc::clone(&shared), parts, token, random };
    let led = lead.lead(&last).await;
    lead.parts.send_replace(Part::Over);
    while let Some(left) = people.join_next().await {
        left?;
    }
    led?;
    if delete {
        http::delete(shared.venue.port, &format!("/api/boards/{}", shared.board), &lead.token).await?;
    }
    let mut tally = *shared.tally.borrow();
    tally.workshops = 1;
    Ok(tally)
}

/// Who leads.
struct Lead {
    shared: Rc<Shared>,
    parts: watch::Sender<Part>,
    token: String,
    random: Rng,
}

impl Lead {
    /// From the first cause to the end; `leaver` is removed on the way.
    async fn lead(&mut self, leaver: &str) -> anyhow::Result<()> {
        let shared = Rc::clone(&self.shared);
        self.go_on(Part::Write).await;
        self.give(json!({ "do": "next_activity" })).await?;
        self.give(json!({ "do": "unlock" })).await?;
        self.go_on(Part::Seal).await;
        self.give(json!({ "do": "reveal_notes" })).await?;
        self.go_on(Part::Write).await;
        // Nobody is told before: some edits come too late and are refused.
        self.give(json!({ "do": "lock" })).await?;
        self.pause().await;
        self.give(json!({ "do": "unlock" })).await?;
        self.go_on(Part::Write).await;

        self.give(json!({ "do": "open_vote", "dots": 5, "per_note": 3 })).await?;
        self.go_on(Part::Vote).await;
        self.give(json!({ "do": "close_vote" })).await?;
        self.give(json!({ "do": "reveal_vote" })).await?;
        let short = self.notes().await?.into_iter().take(5).collect::<Vec<_>>();
        self.give(json!({ "do": "open_rating", "notes": &short })).await?;
        shared.short.borrow_mut().clone_from(&short);
        self.go_on(Part::Rate).await;
        self.give(json!({ "do": "close_rating" })).await?;
        self.give(json!({ "do": "reveal_rating" })).await?;
        for note in short {
            self.give(json!({ "do": "set_priority", "note": note, "priority": "next" })).await?;
        }
        let project =
            json!({ "do": "create_project", "title": "Answer after four", "approvals": ["it", "sales"] });
        self.give(project).await?;
        let document = self.document().await?;
        let project = document["projects"][0]["id"].as_str().context("the project was made")?;
        shared.project.borrow_mut().clone_from(&project.to_owned());
        self.go_on(Part::Approve).await;
        self.give(json!({ "do": "unlock" })).await?;
        shared.removed.set(Some(shared.venue.people - 1));
        self.give(json!({ "do": "remove_participant", "participant": leaver })).await?;
        self.go_on(Part::Write).await;
        for format in ["svg", "png", "pdf", "html", "md", "csv", "xlsx", "json"] {
            self.export(format).await?;
        }
        self.give(json!({ "do": "finish" })).await?;
        Ok(())
    }

    async fn go_on(&mut self, part: Part) {
        self.parts.send_replace(part);
        self.pause().await;
    }

    async fn pause(&mut self) {
        sleep(self.shared.venue.beat.mul_f64(0.5 + self.random.f64())).await;
    }

    async fn give(&self, command: Value) -> anyhow::Result<()> {
        let path = format!("/api/boards/{}/commands", self.shared.board);
        http::post(self.shared.venue.port, &path, &self.token, &command).await?;
        self.shared.tally.borrow_mut().commands += 1;
        Ok(())
    }

    async fn export(&self, format: &str) -> anyhow::Result<Vec<u8>> {
        let path = format!("/api/boards/{}/export/{format}", self.shared.board);
        let body = http::get(self.shared.venue.port, &path, &self.token).await?;
        self.shared.tally.borrow_mut().exports += 1;
        Ok(body.to_vec())
    }

    async fn document(&self) -> anyhow::Result<Value> {
        Ok(serde_json::from_slice(&self.export("json").await?)?)
    }

    /// The causes that are on the board.
    async fn notes(&self) -> anyhow::Result<Vec<String>> {
        let document = self.document().await?;
        let notes = document["notes"].as_array().into_iter().flatten();
        Ok(notes.filter_map(|note| note["id"].as_str().map(str::to_owned)).collect())
    }
}
