//! Deadlines that pass while people work, while nobody is here, and while the server is down.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};

use crate::clock::{WrongClock, open};
use crate::open::{Made, Open};

const MINUTE: i64 = 60_000;

async fn lead(server: &Open, made: &Made, command: Value) {
    let given = server.command(made, &made.facilitator, command).await;
    assert_eq!(given.status, 200, "{}", given.text);
}

#[tokio::test]
async fn time_6_a_ballot_closes_at_its_deadline_also_if_the_server_was_down() {
    let data = tempfile::tempdir().unwrap();
    let clock = Arc::new(WrongClock(AtomicI64::new(0)));
    let server = open(data.path(), &clock).await;
    let made = server.make().await;
    let (token, _) = server.join(&made, "Ada", "it").await;
    let agenda = json!([
        { "id": "c", "kind": "collect" },
        { "id": "v", "kind": "vote", "minutes": 10, "at_end": "lock" },
    ]);
    lead(&server, &made, json!({ "do": "set_agenda", "agenda": agenda })).await;
    lead(&server, &made, json!({ "do": "start_activity", "activity": "c" })).await;
    let seal = json!({ "do": "seal_note", "branch": "people", "text": "Hidden" });
    assert_eq!(server.command(&made, &token, seal).await.status, 200);
    lead(&server, &made, json!({ "do": "reveal_notes" })).await;
    let seq = server.state(&made).await["hidden"].clone();
    assert_eq!(seq, 0);
    lead(&server, &made, json!({ "do": "start_activity", "activity": "v" })).await;
    lead(&server, &made, json!({ "do": "open_vote", "dots": 3 })).await;
    let note = note_of(&server, &made).await;
    let cast = |dots: u32| json!({ "do": "cast", "note": note, "dots": dots });
    assert_eq!(server.command(&made, &token, cast(2)).await.status, 200);
    let ends_at = server.state(&made).await["timer"]["ends_at"].as_i64().unwrap();
    server.end().await;

    // The server comes back after the deadline: nobody pressed anything.
    clock.0.store(11 * MINUTE, Ordering::Relaxed);
    let server = open(data.path(), &clock).await;
    let after = server.state(&made).await;
    assert_eq!((&after["locked"], &after["vote"]["open"]), (&json!(true), &json!(false)));
    assert_eq!(after["vote"]["voted"], 1);
    assert_eq!(after["timer"]["ends_at"], ends_at);
    assert_eq!(server.command(&made, &token, cast(3)).await.problem(), (409, "not-now".into()));
    lead(&server, &made, json!({ "do": "reveal_vote" })).await;
    assert_eq!(server.state(&made).await["vote"]["tally"][&note]["dots"], 2);
    server.end().await;
}

/// The one cause on the board.
async fn note_of(server: &Open, made: &Made) -> String {
    let export = server.get(&format!("/api/boards/{}/export/json", made.id), &made.facilitator).await.json();
    export["notes"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn time_6_the_room_acts_at_the_deadline_although_nobody_sends_anything() {
    let data = tempfile::tempdir().unwrap();
    let clock = Arc::new(WrongClock(AtomicI64::new(0)));
    let server = open(data.path(), &clock).await;
    let made = server.make().await;
    let agenda = json!([{ "id": "c", "kind": "collect", "at_end": "next" }, { "id": "v", "kind": "vote" }]);
    lead(&server, &made, json!({ "do": "set_agenda", "agenda": agenda })).await;
    let soon = server.state(&made).await["server_time"].as_u64().unwrap() + 150;
    lead(&server, &made, json!({ "do": "start_activity", "activity": "c", "until": soon })).await;
    let until = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let now = server.state(&made).await;
        if now["activity"] == "v" {
            assert_eq!(now["runs"][0]["to"], soon, "as of the deadline: {now}");
            break;
        }
        assert!(tokio::time::Instant::now() < until, "{now}");
        tokio::task::yield_now().await;
    }
    server.end().await;
}
