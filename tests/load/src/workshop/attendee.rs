//! Somebody at a workshop, by hand-written wire: writes, answers what the group is asked, and loses the connection
//! now and then.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::ensure;
use fastrand::Rng;
use serde_json::{Value, json};
use tokio::{sync::watch, time::sleep_until};

use super::{
    author::Author,
    hour::{Part, Shared},
};
use crate::{
    client::Client,
    contestant::Seat,
    dialect::{Dialect, Heard},
    http,
};

/// Causes that each wants on the board.
const ENOUGH: usize = 12;

/// Of so many edits, one is the last before the connection is lost.
const STEADINESS: u32 = 40;

/// Somebody at one board.
pub struct Attendee {
    shared: Rc<Shared>,
    at: usize,
    token: String,
    seat: Seat,
    random: Rng,
    /// The Yjs client id of this author; a fresh document gets a fresh one.
    client: u64,
    author: Author,
    pointed: u32,
    /// What was asked last, so that it is answered once.
    served: Option<Part>,
}

impl Attendee {
    /// Somebody who has joined.
    pub fn new(shared: Rc<Shared>, at: usize, token: String, mut random: Rng) -> Self {
        let seat = Seat { path: format!("/sync/{}?token={token}", shared.board), room: shared.board.clone() };
        let (client, author) = fresh(&mut random);
        Self { shared, at, token, seat, random, client, author, pointed: 0, served: None }
    }

    /// Stays until it is over, or until they are removed.
    pub async fn take_part(mut self, mut part: watch::Receiver<Part>) {
        while *part.borrow() != Part::Over && self.shared.removed.get() != Some(self.at) {
            let connected = Client::connect(self.shared.venue.port, Dialect::YWebsocket, &self.seat, false);
            let Ok(mut client) = connected.await else {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            self.shared.tally.borrow_mut().connections += 1;
            // Whatever ends it, one comes back; with a fresh document if something was refused.
            let left = self.sit(&mut client, &mut part).await;
            if left.is_err() {
                (self.client, self.author) = fresh(&mut self.random);
            }
            if *part.borrow() != Part::Over {
                self.shared.tally.borrow_mut().dropped += 1;
            }
            if self.random.bool() {
                client.close().await;
            }
        }
    }

    /// One connection. An error if the document is not to be gone on with.
    async fn sit(&mut self, client: &mut Client, part: &mut watch::Receiver<Part>) -> anyhow::Result<()> {
        client.send(Dialect::YWebsocket.step1(&self.seat.room)).await?;
        self.point(client).await?;
        let mut next = self.soon();
        loop {
            tokio::select! {
                changed = part.changed() => {
                    let now = *part.borrow_and_update();
                    if changed.is_err() || now == Part::Over {
                        return Ok(());
                    }
                }
                frame = client.next() => {
                    let Some(frame) = frame else { return Ok(()) };
                    self.hear(client, &frame).await?;
                }
                () = sleep_until(next.into()) => {
                    next = self.soon();
                    let now = *part.borrow();
                    if now == Part::Write {
                        self.write(client).await?;
                    } else if self.served != Some(now) {
                        self.serve(now).await;
                    }
                    self.served = Some(now);
                    if self.random.u32(..STEADINESS) == 0 {
                        return Ok(());
                    }
                }
            }
        }
    }

    fn soon(&mut self) -> Instant {
        Instant::now() + Duration::from_millis(self.random.u64(20..120))
    }

    async fn write(&mut self, client: &mut Client) -> anyhow::Result<()> {
        if self.random.u8(..4) == 0 {
            return self.point(client).await;
        }
        let update = self.author.act(&mut self.random);
        self.shared.causes.borrow_mut()[self.at] = self.author.causes().to_vec();
        self.shared.tally.borrow_mut().edits += 1;
        client.edit(&update).await
    }

    async fn point(&mut self, client: &mut Client) -> anyhow::Result<()> {
        self.pointed += 1;
        let json = format!(r#"{{"cursor":{{"x":{}}}}}"#, self.random.u16(..));
        client.point(self.client, self.pointed, &json).await
    }

    async fn hear(&mut self, client: &mut Client, frame: &[u8]) -> anyhow::Result<()> {
        let (mut asked, mut refused) = (false, false);
        Dialect::YWebsocket.read(frame, |message| match message {
            Heard::Step1 => asked = true,
            Heard::Denied(_) => refused = true,
            _ => {}
        })?;
        if refused {
            self.shared.tally.borrow_mut().refused += 1;
        }
        ensure!(!refused, "something was refused, so that this document is ahead of the board");
        if asked {
            client.send(Dialect::YWebsocket.sync_all(&self.seat.room, &self.author.all())).await?;
        }
        Ok(())
    }

    /// Does what the group is asked to.
    async fn serve(&mut self, part: Part) {
        match part {
            Part::Write | Part::Over => {}
            Part::Seal => {
                let text = format!("Not said aloud by {}", self.at);
                self.give(json!({ "do": "seal_note", "branch": "methods", "text": text })).await;
                self.give(json!({ "do": "done" })).await;
            }
            Part::Vote => {
                for _ in 0..3 {
                    let all = self.shared.causes.borrow().concat();
                    let Some(note) = self.random.choice(&all).cloned() else { return };
                    let dots = self.random.u8(1..=2);
                    self.give(json!({ "do": "cast", "note": note, "dots": dots })).await;
                }
            }
            Part::Rate => {
                let short = self.shared.short.borrow().clone();
                for note in short {
                    let (importance, urgency) = (self.random.u8(1..=5), self.random.u8(1..=5));
                    let rate =
                        json!({ "do": "rate", "note": note, "importance": importance, "urgency": urgency });
                    self.give(rate).await;
                }
            }
            Part::Approve => {
                let project = self.shared.project.borrow().clone();
                self.give(json!({ "do": "approve", "project": project, "decision": "accept" })).await;
            }
        }
    }

    /// What comes too late, or is not theirs to say, is refused, as with people.
    async fn give(&self, command: Value) {
        let path = format!("/api/boards/{}/commands", self.shared.board);
        let given = http::post(self.shared.venue.port, &path, &self.token, &command).await;
        let mut tally = self.shared.tally.borrow_mut();
        match given {
            Ok(_) => tally.commands += 1,
            Err(_) => tally.refused += 1,
        }
    }
}

/// A fresh document under a fresh client id.
fn fresh(random: &mut Rng) -> (u64, Author) {
    let client = u64::from(random.u32(1_000..));
    (client, Author::new(&format!("n{client}"), client, ENOUGH))
}
