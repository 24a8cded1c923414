//! The machine's clock is set back while people are at work, and between two starts.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use board::Millis;
use room::{Clock, WallClock};
use serde_json::{Value, json};
use server::Server;

use crate::open::{Made, Open, config};

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;

/// The machine's clock, wrong by so many milliseconds.
pub struct WrongClock(pub AtomicI64);

impl Clock for WrongClock {
    fn now(&self) -> Millis {
        Millis(WallClock.now().0.saturating_add_signed(self.0.load(Ordering::Relaxed)))
    }
}

pub async fn open(data: &std::path::Path, clock: &Arc<WrongClock>) -> Open {
    let server = Server::new(config(data)).unwrap().by_clock(Arc::clone(clock) as Arc<dyn Clock>);
    let bound = server.bind().await.unwrap();
    let (address, stop) = (bound.address(), bound.stop());
    Open { address, stop, task: tokio::spawn(bound.listen()), data: None }
}

/// What a screen shows of the countdown: the server's moment of its end less the server's time.
async fn left(server: &Open, made: &Made) -> i64 {
    let state = server.get(&format!("/api/boards/{}", made.id), &made.facilitator).await.json();
    state["timer"]["ends_at"].as_i64().unwrap() - state["server_time"].as_i64().unwrap()
}

async fn lead(server: &Open, made: &Made, command: Value) {
    let given = server.command(made, &made.facilitator, command).await;
    assert_eq!(given.status, 200, "{}", given.text);
}

#[tokio::test]
async fn room_20_a_countdown_goes_on_when_the_clock_is_set_back() {
    let data = tempfile::tempdir().unwrap();
    let clock = Arc::new(WrongClock(AtomicI64::new(HOUR)));
    let server = open(data.path(), &clock).await;
    let made = server.make().await;
    let agenda = json!([{ "id": "a1", "kind": "collect", "minutes": 10 }]);
    lead(&server, &made, json!({ "do": "set_agenda", "agenda": agenda })).await;
    lead(&server, &made, json!({ "do": "start_activity", "activity": "a1" })).await;
    let whole = 9 * MINUTE..=10 * MINUTE;
    assert!(whole.contains(&left(&server, &made).await));
    clock.0.store(0, Ordering::Relaxed);
    assert!(whole.contains(&left(&server, &made).await), "{} ms left", left(&server, &made).await);
    // People come, are let in and work on.
    let (token, _) = server.join(&made, "Ada", "it").await;
    let done = server.command(&made, &token, json!({ "do": "done" })).await;
    assert_eq!(done.status, 200, "{}", done.text);
    lead(&server, &made, json!({ "do": "pause_timer" })).await;
    lead(&server, &made, json!({ "do": "resume_timer" })).await;
    assert!(whole.contains(&left(&server, &made).await));
    server.end().await;

    // The next start is by the clock that is right, an hour before the last entry.
    let server = open(data.path(), &clock).await;
    assert!(whole.contains(&left(&server, &made).await), "{} ms left", left(&server, &made).await);
    lead(&server, &made, json!({ "do": "extend_timer", "seconds": 60 })).await;
    let longer = 10 * MINUTE..=11 * MINUTE;
    assert!(longer.contains(&left(&server, &made).await), "{} ms left", left(&server, &made).await);
    // What the board is exported with is read by people elsewhere: the machine's time.
    let export = server.get(&format!("/api/boards/{}/export/json", made.id), &made.facilitator).await.json();
    let now = WallClock.now().0;
    assert!(export["generated_at"].as_u64().unwrap().abs_diff(now) < 60_000, "{export}");
    server.end().await;
}
