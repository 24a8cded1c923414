//! The board before and the boards after, as each knows of the other, and the seats that a next board begins with.
#![allow(clippy::unwrap_used)]

mod stage;

use board::workshop::{Action, Follow, Linked};
use board::{Code, Entry, Millis, ParticipantId};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

fn follow(n: usize) -> Action {
    Follow { next: Linked { board: format!("b{n}").as_str().into(), title: format!("Meeting {n}") } }.into()
}

#[test]
fn next_3_role_4_a_finished_board_names_up_to_ten_next_ones_and_each_once() {
    let mut stage = Stage::newest();
    stage.boss(json!({ "do": "finish" }));
    let first = stage.act(follow(0)).unwrap();
    assert_eq!(stage.act(follow(0)), Ok(first), "the same one again is none");
    assert_eq!(stage.session("next"), json!([{ "board": "b0", "title": "Meeting 0" }]));
    for n in 1..10 {
        stage.act(follow(n)).unwrap();
    }
    assert_eq!(stage.act(follow(10)), Err(Code::TooMany));
    assert!(stage.act(follow(9)).is_ok(), "it is named already");
    let command = json!({ "do": "follow", "next": { "board": "x", "title": "x" } });
    assert_eq!(stage.give(&BOSS, command), Err(Code::Malformed), "no client links boards");
    let again = stage.replayed();
    assert!(again.state == stage.state && again.document == stage.document);
    let body = board::Body::Action(follow(1), None);
    let entry = Entry { seq: 4, at: Millis(5), body };
    assert_eq!(Entry::decode(&entry.encode()).unwrap(), entry, "as it is kept");
}

#[test]
fn next_1_a_next_board_has_a_seat_for_everybody_who_stays() {
    let create = |seats: Value| {
        json!({ "title": "Next", "language": "en", "facilitator_hash": "f", "projector_hash": "p", "edition": 4,
            "previous": { "board": "b1", "title": "First" }, "departments": [{ "id": "it", "name": "IT" }],
            "contents": { "seats": seats, "people": {
                "ann": { "name": "Ann", "department": "it" }, "old": { "name": "Old", "department": "it" } } } })
    };
    let mut stage = Stage::bare();
    stage.make(create(json!(["ann"]))).unwrap();
    assert_eq!(stage.session("previous"), json!({ "board": "b1", "title": "First" }));
    assert_eq!(stage.root("people", "ann"), Some(json!({ "name": "Ann", "department": "it", "seat": true })));
    assert_eq!(stage.root("people", "old").unwrap()["removed"], true);
    assert_eq!(stage.state.present(), 1);
    // The facilitator acts for her until she comes, and her device then is she.
    stage.boss(json!({ "do": "unlock" }));
    stage.give(&BOSS, json!({ "do": "done", "for": "ann" })).unwrap();
    assert_eq!(stage.give(&BOSS, json!({ "do": "done", "for": "old" })), Err(Code::Unknown));
    let token =
        board::workshop::SeatToken { participant: ParticipantId::from("ann"), token_hash: "t".into() };
    stage.act(token.into()).unwrap();
    stage.give(&person("ann"), json!({ "do": "take_seat" })).unwrap();
    assert_eq!(stage.root("people", "ann"), Some(json!({ "name": "Ann", "department": "it" })));
    assert_eq!(Stage::bare().make(create(json!(["zoe"]))), Err(Code::Invalid), "a seat is somebody's");
}

#[test]
fn next_8_whoever_has_not_come_yet_is_waited_for_by_nothing() {
    let mut stage = Stage::bare();
    let one = |name: &str| json!({ "name": name, "department": "it" });
    stage
        .make(json!({ "title": "Next", "language": "en", "facilitator_hash": "f", "projector_hash": "p",
            "edition": 4, "previous": { "board": "b1", "title": "First" },
            "departments": [{ "id": "it", "name": "IT" }],
            "contents": { "seats": ["ann", "ben", "cid", "dan"], "awaited": true,
                "people": { "ann": one("Ann"), "ben": one("Ben"), "cid": one("Cid"), "dan": one("Dan") } } }))
        .unwrap();
    assert_eq!(
        stage.root("people", "ann"),
        Some(json!({ "name": "Ann", "department": "it", "seat": true, "awaited": true }))
    );
    assert_eq!(stage.state.present(), 0);
    stage.boss(json!({ "do": "unlock" }));
    let given = stage.give(&BOSS, json!({ "do": "done", "for": "ann" }));
    assert_eq!(given, Err(Code::NotNow), "nobody acts for whoever is not here");

    // Ann is here without a device, Ben comes with the one of the last meeting, Cid by a link. Dan does not come.
    stage.boss(json!({ "do": "add_seat", "name": " ann ", "department": "it" }));
    assert_eq!(stage.root("people", "ann").unwrap().get("awaited"), None);
    assert_eq!((stage.state.people.len(), stage.state.present()), (4, 1), "nobody was added");
    let proven = json!({ "participant": "r", "name": "", "department": "", "token_hash": "ben",
        "goes_on_as": "ben", "proven": true });
    stage.act(Action::Join(serde_json::from_value(proven).unwrap())).unwrap();
    let link = board::workshop::SeatToken { participant: "cid".into(), token_hash: "cid".into() };
    stage.act(link.into()).unwrap();
    assert_eq!(stage.state.present(), 2, "a link that is made is nobody yet");
    stage.give(&person("cid"), json!({ "do": "take_seat" })).unwrap();
    assert_eq!(stage.root("people", "cid"), Some(json!({ "name": "Cid", "department": "it" })));
    assert_eq!(stage.state.present(), 3);

    stage.boss(json!({ "do": "open_vote", "dots": 1 }));
    assert_eq!(stage.session("vote")["eligible"], 3);
    assert_eq!(stage.state.waiting().len(), 3, "Ann's dots are the facilitator's to place");
    stage.boss(json!({ "do": "close_vote" }));
    assert_eq!(stage.session("vote")["eligible"], 3);
    // Somebody else of that name is one more once she has come.
    stage.boss(json!({ "do": "add_seat", "name": "Ann", "department": "it" }));
    assert_eq!(stage.state.people.len(), 5);
    // Whoever does not come can be removed as everybody else.
    stage.boss(json!({ "do": "remove_participant", "participant": "dan" }));
    assert_eq!(stage.root("people", "dan").unwrap()["removed"], true);
    assert_eq!(stage.replayed().state, stage.state);
}
