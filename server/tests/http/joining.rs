//! From a code to a place on the board.

use serde_json::json;

use crate::open::{open, open_limited};
use board::schema::Limits;

#[tokio::test]
async fn a_code_is_taken_as_people_type_it() {
    let server = open().await;
    let made = server.make().await;
    let (a, b) = made.code.split_at(3);
    for typed in [made.code.clone(), made.code.to_lowercase(), format!(" {a}-{b} "), format!("{a} {b}")] {
        let body = json!({ "code": typed, "name": "Anna", "department": "it" });
        assert_eq!(server.post("/api/join", "", &body).await.status, 201, "{typed:?}");
    }
    let form = server.get(&format!("/api/join/{}", made.code.to_lowercase()), "").await.json();
    assert_eq!(form["title"], "Test");
    assert_eq!(form["departments"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn hundreds_join_from_one_address_at_once() {
    let server = open_limited(Limits { participants: 300, ..Limits::default() }).await;
    let made = server.make().await;
    for i in 0..300 {
        server.join(&made, &format!("P{i}"), "it").await;
    }
    let body = json!({ "code": made.code, "name": "One more", "department": "it" });
    assert_eq!(server.post("/api/join", "", &body).await.problem(), (422, "too-many".into()), "a full board");
}

#[tokio::test]
async fn cost_5_guessing_codes_is_limited_and_the_right_code_is_not() {
    let server = open().await;
    let made = server.make().await;
    let mut refused = None;
    for i in 0..100u32 {
        let code: String = i.to_string().chars().map(|c| char::from(b'A' + (c as u8 - b'0'))).collect();
        let body =
            json!({ "code": format!("{:Q>6}", code.replace('I', "Z")), "name": "X", "department": "it" });
        let answer = server.post("/api/join", "", &body).await;
        if answer.status == 429 {
            assert!(answer.head.contains("retry-after: "), "{}", answer.head);
            refused = Some((i, answer.problem()));
            break;
        }
        assert_eq!(answer.problem(), (404, "unknown-code".into()));
    }
    let (tries, problem) = refused.expect("guessing was never refused");
    assert_eq!(problem, (429, "too-many-attempts".into()));
    assert!((10..=60).contains(&tries), "{tries}");
    server.join(&made, "Anna", "it").await;
    assert_eq!(server.get(&format!("/api/join/{}", made.code), "").await.status, 200);
    assert_eq!(server.get(&format!("/api/boards/{}", made.id), &made.facilitator).await.status, 200);
}

#[tokio::test]
async fn a_finished_board_takes_nobody_in() {
    let server = open().await;
    let made = server.make().await;
    assert_eq!(server.command(&made, &made.facilitator, json!({ "do": "finish" })).await.status, 200);
    let body = json!({ "code": made.code, "name": "Late", "department": "it" });
    assert_eq!(server.post("/api/join", "", &body).await.problem(), (409, "finished".into()));
    assert_eq!(server.get(&format!("/api/join/{}", made.code), "").await.json()["finished"], true);
}

#[tokio::test]
async fn names_and_departments_have_to_fit() {
    let server = open().await;
    let made = server.make().await;
    for (name, department, code) in [
        ("", "it", "invalid"),
        (" \n ", "it", "invalid"),
        ("A", "nowhere", "invalid"),
        (&"x".repeat(81), "it", "too-long"),
    ] {
        let body = json!({ "code": made.code, "name": name, "department": department });
        assert_eq!(
            server.post("/api/join", "", &body).await.problem(),
            (422, code.into()),
            "{name:?} {department}"
        );
    }
}
