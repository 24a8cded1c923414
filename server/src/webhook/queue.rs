//! The events of one webhook that wait, and what became of the last ones. Times are passed in.

use std::collections::VecDeque;

use board::{BoardId, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::events::{Event, Told};

/// The most events that wait, and their most bytes. Beyond that nothing more is taken from the board until there is room; it
/// stays on the board and is told then.
const MOST: usize = 500;
const MOST_BYTES: usize = 1024 * 1024;

/// How many deliveries are remembered.
const REMEMBERED: usize = 20;

/// The pauses after an attempt that failed, in seconds; then the last one again and again.
const PAUSES: [u64; 7] = [5, 30, 2 * 60, 10 * 60, 30 * 60, 60 * 60, 60 * 60];

/// How long an event is tried, from its first attempt, in milliseconds: three days.
const PATIENCE: u64 = 3 * 24 * 60 * 60 * 1000;

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The receiver took it.
    Delivered,
    /// The receiver answered with another status than 2xx.
    Refused,
    /// The receiver sent on to another address. That is not followed.
    Redirected,
    /// The receiver says that it is gone for good (410). Nothing is sent any more until the address is set or tested again.
    Gone,
    /// Nothing answers there.
    Unreachable,
    /// The receiver could not show that it is who it says.
    Insecure,
    /// The name leads to a private address, and this server sends to public ones only.
    Private,
    /// No answer came within 15 seconds.
    Slow,
}

/// An event that waits until the receiver takes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// Its id, by which a receiver knows it again.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// When it was taken from the board.
    pub at: Millis,
    /// The body that is sent, always the same.
    pub body: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it was tried first.
    #[serde(default)]
    pub first: Option<Millis>,
    /// When it is tried next.
    pub due: Millis,
    /// What became of the last attempt, and the status that was answered.
    #[serde(default)]
    pub last: Option<(Outcome, Option<u16>)>,
}

/// An event that was taken, or given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    /// Its id.
    pub id: String,
    /// What it is, such as `project.changed`.
    pub kind: String,
    /// When that was, in Unix milliseconds.
    pub at: Millis,
    /// How often it was tried.
    pub tries: u32,
    /// What became of the last attempt.
    pub outcome: Outcome,
    /// The HTTP status that was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<u16>,
}

/// A webhook as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hook {
    /// Its board.
    pub board: BoardId,
    /// What the ids of its events begin with: no two webhooks have the same.
    pub name: String,
    /// Where it sends.
    pub url: String,
    /// What it signs with.
    pub secret: String,
    /// When it was set.
    pub made: Millis,
    /// What was taken from the board.
    pub told: Told,
    /// The number of the next event.
    pub next: u64,
    /// What waits, in the order in which it is sent.
    pub waiting: VecDeque<Waiting>,
    /// What was taken or given up lately, the oldest first.
    pub deliveries: VecDeque<Delivery>,
    /// Whether the receiver said that it is gone for good.
    #[serde(default)]
    pub gone: bool,
}

impl Hook {
    /// A webhook that has told all that is on the board.
    pub fn new(board: BoardId, name: String, url: &str, secret: &str, now: Millis, told: Told) -> Self {
        let (url, secret) = (url.trim().to_owned(), secret.to_owned());
        let (waiting, deliveries) = (VecDeque::new(), VecDeque::new());
        Self { board, name, url, secret, made: now, told, next: 1, waiting, deliveries, gone: false }
    }

    /// Whether one more event may wait.
    pub fn has_room(&self) -> bool {
        let bytes: usize = self.waiting.iter().map(|one| one.body.len()).sum();
        self.waiting.len() < MOST && bytes < MOST_BYTES
    }

    /// Puts an event at the end. The answer is its id.
    pub fn put(&mut self, event: Event, now: Millis) -> String {
        let id = format!("msg_{}_{}", self.name, self.next);
        self.next += 1;
        self.waiting.push_back(Waiting {
            id: id.clone(),
            kind: event.kind.to_owned(),
            at: now,
            body: event.body,
            tries: 0,
            first: None,
            due: now,
            last: None,
        });
        id
    }

    /// When the next attempt is due, if anything waits.
    pub fn due(&self) -> Option<Millis> {
        self.waiting.front().filter(|_| !self.gone).map(|first| first.due)
    }

    /// What is to be sent now. It is the oldest event, because they are sent in their order.
    pub fn to_send(&self, now: Millis) -> Option<&Waiting> {
        self.waiting.front().filter(|first| !self.gone && first.due <= now)
    }

    /// What became of an attempt to send this event.
    pub fn answered(&mut self, id: &str, now: Millis, outcome: Outcome, status: Option<u16>) {
        let Some(first) = self.waiting.front_mut().filter(|first| first.id == id) else { return };
        first.tries += 1;
        first.last = Some((outcome, status));
        let began = *first.first.get_or_insert(now);
        let pause = PAUSES[(first.tries as usize - 1).min(PAUSES.len() - 1)];
        first.due = Millis(now.0 + pause * 1000);
        if outcome == Outcome::Gone {
            self.gone = true;
        }
        if outcome == Outcome::Delivered || now.0.saturating_sub(began.0) >= PATIENCE {
            let over = self.waiting.pop_front();
            let over = over.map(|one| Delivery {
                id: one.id,
                kind: one.kind,
                at: now,
                tries: one.tries,
                outcome,
                status,
            });
            self.deliveries.extend(over);
            if self.deliveries.len() > REMEMBERED {
                self.deliveries.pop_front();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hook() -> Hook {
        Hook::new("b1".into(), "h".into(), "https://a.example/", "whsec_", Millis(0), Told::default())
    }

    fn event(n: u64) -> Event {
        Event { kind: "project.changed", body: format!("{{\"n\":{n}}}") }
    }

    const SECOND: u64 = 1000;
    const HOUR: u64 = 3600 * SECOND;

    /// Sends what is due to a receiver that is there or not, at the times at which something is due, until `end`. What it took,
    /// in order, with the times of all attempts.
    fn play(hook: &mut Hook, end: u64, is_up: impl Fn(u64) -> bool) -> (Vec<String>, Vec<u64>) {
        let (mut taken, mut attempts) = (vec![], vec![]);
        let mut now = 0;
        while let Some(due) = hook.due().filter(|due| due.0 <= end) {
            now = due.0.max(now);
            let Some(id) = hook.to_send(Millis(now)).map(|one| one.id.clone()) else { break };
            attempts.push(now);
            let (outcome, status) =
                if is_up(now) { (Outcome::Delivered, Some(204)) } else { (Outcome::Unreachable, None) };
            if outcome == Outcome::Delivered {
                taken.push(id.clone());
            }
            hook.answered(&id, Millis(now), outcome, status);
            // The hook is as it is kept: a restart between any two attempts loses nothing.
            *hook = serde_json::from_str(&serde_json::to_string(hook).unwrap()).unwrap();
        }
        (taken, attempts)
    }

    #[test]
    fn hook_2_a_receiver_that_is_down_for_an_hour_loses_nothing_and_gets_it_in_order() {
        let mut hook = hook();
        let ids: Vec<String> = (0..40).map(|n| hook.put(event(n), Millis(0))).collect();
        let (taken, attempts) = play(&mut hook, 24 * HOUR, |now| now >= HOUR);
        assert_eq!(taken, ids);
        assert!(hook.waiting.is_empty());
        let tries = attempts.iter().filter(|at| **at < HOUR).count();
        assert!((4..=8).contains(&tries), "{tries} attempts within the hour");
        assert!(attempts.last().unwrap() <= &(2 * HOUR), "soon after the receiver is back");
        let last = hook.deliveries.back().unwrap();
        assert_eq!(
            (last.id.as_str(), last.outcome, last.status),
            (ids[39].as_str(), Outcome::Delivered, Some(204))
        );
        assert_eq!(hook.deliveries.len(), REMEMBERED);
    }

    #[test]
    fn hook_2_an_event_is_tried_for_three_days_and_then_the_next_one_is() {
        let mut hook = hook();
        let ids: Vec<String> = (0..2).map(|n| hook.put(event(n), Millis(0))).collect();
        let day = 24 * HOUR;
        let (taken, attempts) = play(&mut hook, 10 * day, |now| now > 3 * day + HOUR);
        assert_eq!(taken, ids[1..], "the first one was given up");
        assert!(attempts.iter().any(|at| *at > 2 * day + 22 * HOUR), "{attempts:?}");
        let pauses: Vec<u64> = attempts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(pauses.iter().all(|pause| *pause <= HOUR), "{pauses:?}");
        assert_eq!(
            (hook.deliveries[0].id.as_str(), hook.deliveries[0].outcome),
            (ids[0].as_str(), Outcome::Unreachable)
        );
    }

    #[test]
    fn hook_2_ids_are_never_used_twice_and_a_late_answer_changes_nothing() {
        let mut hook = hook();
        let first = hook.put(event(0), Millis(0));
        hook.answered(&first, Millis(1), Outcome::Delivered, Some(200));
        let second = hook.put(event(1), Millis(2));
        assert_ne!(first, second);
        hook.answered(&first, Millis(3), Outcome::Delivered, Some(200));
        assert_eq!(hook.waiting.len(), 1);
        hook.answered(&second, Millis(4), Outcome::Gone, Some(410));
        assert_eq!((hook.due(), hook.to_send(Millis(u64::MAX)).is_none()), (None, true), "gone for good");
    }

    #[test]
    fn hook_4_the_queue_is_bounded() {
        let mut hook = hook();
        while hook.has_room() {
            hook.put(event(0), Millis(0));
        }
        assert_eq!(hook.waiting.len(), MOST);
        let mut large = self::hook();
        while large.has_room() {
            large.put(Event { kind: "project.changed", body: "x".repeat(50_000) }, Millis(0));
        }
        assert!(large.waiting.len() < 25, "{}", large.waiting.len());
    }
}
