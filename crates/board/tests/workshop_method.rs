//! Ballots and rounds, seats, cards in turns, a word at the end.
#![allow(clippy::unwrap_used)]

mod stage;

use board::{
    Actor, Code, ParticipantId,
    workshop::{Action, SeatToken, seat_id},
};
use serde_json::{Value, json};
use stage::{BOSS, Stage, person};

#[test]
fn vote_11_only_what_is_on_the_ballot_takes_dots() {
    let mut stage = Stage::newest();
    for notes in [json!([]), json!(["nothing"])] {
        let refused = stage.give(&BOSS, json!({ "do": "open_vote", "dots": 3, "notes": notes }));
        assert!(matches!(refused, Err(Code::Invalid | Code::Unknown)), "{refused:?}");
    }
    stage.boss(
        json!({ "do": "open_vote", "dots": 3, "notes": ["n2", "n1", "n2"], "name": "  First\n round " }),
    );
    assert_eq!(stage.session("vote")["notes"], json!(["n2", "n1"]));
    stage.cast("ann", "n1", 2).unwrap();
    assert_eq!(stage.cast("ann", "n3", 1), Err(Code::NotOnBallot));
    assert_eq!(stage.session("vote")["by_department"], "groups");
}

#[test]
fn vote_12_revealed_rounds_are_kept_the_oldest_first() {
    let mut stage = Stage::newest();
    for round in ["one", "two", "three"] {
        stage.boss(json!({ "do": "open_vote", "dots": 3, "name": round }));
        stage.cast("ann", "n1", 2).unwrap();
        stage.boss(json!({ "do": "close_vote" }));
        stage.boss(json!({ "do": "reveal_vote" }));
        stage.boss(json!({ "do": "open_rating", "notes": ["n1"] }));
        stage.rate("ann", "n1", 4, 2).unwrap();
        stage.boss(json!({ "do": "close_rating" }));
        stage.boss(json!({ "do": "reveal_rating" }));
    }
    let votes = stage.session("votes");
    let names: Vec<&Value> = votes.as_array().unwrap().iter().map(|vote| &vote["name"]).collect();
    assert_eq!(names, ["one", "two"]);
    assert_eq!(votes[0]["tally"]["n1"]["dots"], 2);
    assert_eq!(stage.session("ratings").as_array().map(Vec::len), Some(2));
    for _ in 0..18 {
        stage.boss(json!({ "do": "open_vote", "dots": 1 }));
        stage.boss(json!({ "do": "close_vote" }));
        stage.boss(json!({ "do": "reveal_vote" }));
    }
    assert_eq!(stage.give(&BOSS, json!({ "do": "open_vote", "dots": 1 })), Err(Code::TooMany));
}

/// A revealed vote in which everybody gave one dot, with this many people by department.
fn split(by_department: Value, people: &[(&str, u32)]) -> Value {
    let mut stage = Stage::newest();
    for who in ["ann", "bob", "eve"] {
        stage.boss(json!({ "do": "remove_participant", "participant": who }));
    }
    let mut vote = json!({ "do": "open_vote", "dots": 1 });
    let mut rate = json!({ "do": "open_rating", "notes": ["n1"] });
    if !by_department.is_null() {
        vote["by_department"] = by_department.clone();
        rate["by_department"] = by_department;
    }
    let everybody: Vec<String> = (people.iter())
        .flat_map(|(department, count)| (0..*count).map(move |n| (format!("{department}{n}"), *department)))
        .map(|(name, department)| {
            stage.join(&name, department).unwrap();
            name
        })
        .collect();
    stage.boss(vote);
    for who in &everybody {
        stage.cast(who, "n1", 1).unwrap();
    }
    stage.boss(json!({ "do": "close_vote" }));
    stage.boss(json!({ "do": "reveal_vote" }));
    stage.boss(rate);
    for who in &everybody {
        stage.rate(who, "n1", 5, 5).unwrap();
    }
    stage.boss(json!({ "do": "close_rating" }));
    stage.boss(json!({ "do": "reveal_rating" }));
    let voted = stage.session("vote")["tally"]["n1"]["by_department"].clone();
    let rated = stage.session("rating")["tally"]["n1"]["by_department"].clone();
    let counts = rated.as_object().unwrap().iter().map(|(id, of)| (id.clone(), of["ratings"].clone()));
    assert_eq!(Value::Object(counts.collect()), voted);
    voted
}

#[test]
fn vote_13_results_are_split_by_groups_of_three_and_more() {
    let many = [("it", 4), ("sales", 3), ("legal", 2), ("marketing", 1)];
    assert_eq!(split(Value::Null, &many), json!({ "it": 4, "sales": 3, "others": 3 }));
    assert_eq!(split(json!("shown"), &many), json!({ "it": 4, "sales": 3, "legal": 2, "marketing": 1 }));
    assert_eq!(split(json!("hidden"), &many), json!({}));
    // Two are left: the smaller of the two named departments joins them.
    assert_eq!(split(Value::Null, &[("it", 4), ("sales", 3), ("legal", 2)]), json!({ "it": 4, "others": 5 }));
    assert_eq!(split(Value::Null, &[("it", 4), ("legal", 1)]), json!({}), "nobody is left to be named");
}

#[test]
fn vote_13_who_could_vote_is_fixed_at_the_close() {
    let mut stage = Stage::newest();
    stage.join("kim", "it").unwrap();
    for who in ["lea", "max", "tom"] {
        stage.join(who, "sales").unwrap();
    }
    stage.boss(json!({ "do": "open_vote", "dots": 1 }));
    for who in ["ann", "bob", "kim", "eve"] {
        stage.cast(who, "n1", 1).unwrap();
    }
    stage.boss(json!({ "do": "close_vote" }));
    stage.boss(json!({ "do": "remove_participant", "participant": "kim" }));
    stage.boss(json!({ "do": "reveal_vote" }));
    let tally = &stage.session("vote")["tally"]["n1"];
    assert_eq!(*tally, json!({ "dots": 4, "by_department": { "it": 3, "sales": 1 } }));
}

#[test]
fn seat_1_seat_2_the_facilitator_acts_for_people_without_a_device() {
    let mut stage = Stage::newest();
    let seq = stage.boss(json!({ "do": "add_seat", "name": "Olga", "department": "legal" }));
    let seat = seat_id(seq);
    assert_eq!(
        stage.root("people", seat.as_str()),
        Some(json!({ "name": "Olga", "department": "legal", "seat": true }))
    );
    for refused in
        [json!({ "name": " ", "department": "legal" }), json!({ "name": "X", "department": "moon" })]
    {
        let mut command = refused;
        command["do"] = json!("add_seat");
        assert_eq!(stage.give(&BOSS, command), Err(Code::Invalid));
    }
    stage.boss(json!({ "do": "seal_note", "branch": "people", "text": "by hand", "for": seat }));
    assert_eq!(stage.ballot(seat.as_str())["sealed"][0]["text"], "by hand");
    stage.boss(json!({ "do": "open_vote", "dots": 3 }));
    stage.boss(json!({ "do": "cast", "note": "n1", "dots": 2, "for": seat }));
    assert_eq!(stage.session("vote")["voted"], 1);
    let cast = |who: &str| json!({ "do": "cast", "note": "n1", "dots": 1, "for": who });
    assert_eq!(stage.give(&BOSS, cast("ann")), Err(Code::NotAllowed), "she has a device");
    assert_eq!(stage.give(&BOSS, cast("nobody")), Err(Code::Unknown));
    assert_eq!(stage.give(&person("ann"), cast(seat.as_str())), Err(Code::NotAllowed));
    assert_eq!(stage.give(&person("ann"), cast("ann")), Err(Code::NotAllowed));
    assert_eq!(stage.give(&BOSS, json!({ "do": "cast", "note": "n1", "dots": 1 })), Err(Code::NotAllowed));
    let over = json!({ "do": "cast", "note": "n2", "dots": 2, "for": seat });
    assert_eq!(stage.give(&BOSS, over), Err(Code::OverBudget));
}

#[test]
fn seat_3_a_person_takes_the_seat_over() {
    let mut stage = Stage::newest();
    let seat = seat_id(stage.boss(json!({ "do": "add_seat", "name": "Olga", "department": "legal" })));
    let token = |hash: &str, who: &ParticipantId| {
        Action::SeatToken(SeatToken { participant: who.clone(), token_hash: hash.into() })
    };
    stage.act(token("hash-1", &seat)).unwrap();
    assert_eq!(stage.state.actor("hash-1"), Some(Actor::Participant(seat.clone())));
    stage.act(token("hash-2", &seat)).unwrap();
    assert_eq!(stage.state.actor("hash-1"), None, "a newer link ends the older one");
    assert_eq!(stage.act(token("hash-3", &"ann".into())), Err(Code::NotAllowed));
    stage.boss(json!({ "do": "done", "for": seat }));
    stage.give(&person(seat.as_str()), json!({ "do": "take_seat" })).unwrap();
    assert_eq!(stage.root("people", seat.as_str()), Some(json!({ "name": "Olga", "department": "legal" })));
    assert_eq!(stage.give(&BOSS, json!({ "do": "done", "for": seat })), Err(Code::NotAllowed));
    assert_eq!(stage.act(token("hash-3", &seat)), Err(Code::NotAllowed));
    assert_eq!(stage.replayed().state, stage.state);
}

#[test]
fn seal_7_hidden_causes_come_in_turns_of_the_departments() {
    let mut stage = Stage::newest();
    stage.boss(json!({ "do": "set_sealed_departments", "named": "large" }));
    for (who, department) in [("kim", "it"), ("lea", "sales"), ("max", "sales"), ("zoe", "legal")] {
        stage.join(who, department).unwrap();
    }
    let cards = [
        ("ann", "people", "it b"),
        ("bob", "people", "it a"),
        ("kim", "methods", "it 0"),
        ("eve", "people", "sales a"),
        ("zoe", "people", "legal a"),
        ("max", "machines", "sales b"),
    ];
    for (who, branch, text) in cards {
        stage.seal(who, branch, text).unwrap();
    }
    let next = json!({ "do": "reveal_notes", "next": true });
    let mut told = vec![];
    for _ in 0..cards.len() {
        let seq = stage.boss(next.clone());
        told.push(stage.document.notes[format!("{seq}-1").as_str()]["text"].clone());
        assert_eq!(stage.replayed().state, stage.state);
    }
    // In the board's list IT stands before sales; legal has one person, so it comes when nobody is named.
    let order = |id: &str| stage.state.departments.iter().position(|d| d.id.as_str() == id).unwrap();
    assert!(order("it") < order("sales"));
    assert_eq!(told, ["it a", "sales a", "legal a", "it b", "sales b", "it 0"]);
    assert_eq!(stage.give(&BOSS, next), Err(Code::NotNow));
    let both = json!({ "do": "reveal_notes", "next": true, "branch": "people" });
    assert_eq!(stage.give(&BOSS, both), Err(Code::Invalid));
}

#[test]
fn word_1_word_2_a_word_at_the_end_is_secret_until_it_is_shown() {
    let mut stage = Stage::newest();
    assert_eq!(stage.give(&BOSS, json!({ "do": "reveal_words" })), Err(Code::NotNow));
    let say = |worth: u8, word: &str| json!({ "do": "say", "worth": worth, "word": word });
    stage.give(&person("ann"), say(5, "zest")).unwrap();
    stage.give(&person("bob"), say(2, "")).unwrap();
    stage.give(&person("eve"), say(4, "first thought")).unwrap();
    stage.give(&person("eve"), say(4, "airy")).unwrap();
    assert_eq!(stage.session("words"), json!({ "said": 3, "revealed": false }));
    assert!(!stage.all_told().contains("zest"));
    for worth in [0, 6] {
        assert_eq!(stage.give(&person("ann"), say(worth, "")), Err(Code::Invalid));
    }
    stage.boss(json!({ "do": "reveal_words" }));
    assert_eq!(
        stage.session("words"),
        json!({ "said": 3, "revealed": true, "worth": [0, 1, 0, 1, 1], "words": ["airy", "zest"] })
    );
    assert_eq!(stage.give(&person("ann"), say(1, "late")), Err(Code::NotNow));
}

#[test]
fn fin_1_word_2_the_words_can_be_shown_on_a_finished_board_and_nothing_is_added() {
    let mut stage = Stage::newest();
    let finished = |mut stage: Stage| {
        stage.boss(json!({ "do": "finish" }));
        stage
    };
    assert_eq!(finished(Stage::newest()).give(&BOSS, json!({ "do": "reveal_words" })), Err(Code::NotNow));
    let say = json!({ "do": "say", "worth": 5, "word": "zest" });
    stage.give(&person("ann"), say.clone()).unwrap();
    let mut stage = finished(stage);
    assert!(!stage.all_told().contains("zest"));
    assert_eq!(stage.give(&person("ann"), json!({ "do": "reveal_words" })), Err(Code::NotAllowed));
    stage.boss(json!({ "do": "reveal_words" }));
    assert_eq!(
        stage.session("words"),
        json!({ "said": 1, "revealed": true, "worth": [0, 0, 0, 0, 1], "words": ["zest"] })
    );
    assert_eq!(stage.session("finished"), true);
    assert_eq!(stage.give(&person("bob"), say), Err(Code::Finished));
    assert_eq!(stage.replayed().document, stage.document);
}

#[test]
fn word_3_the_ballot_tells_a_person_alone_what_they_said() {
    let mut stage = Stage::newest();
    stage.give(&person("ann"), json!({ "do": "say", "worth": 5, "word": " zest " })).unwrap();
    stage.give(&person("bob"), json!({ "do": "say", "worth": 2 })).unwrap();
    assert_eq!(stage.ballot("ann")["said"], json!({ "worth": 5, "word": "zest" }));
    assert_eq!(stage.ballot("bob")["said"], json!({ "worth": 2 }));
    assert_eq!(stage.ballot("eve").get("said"), None);
}
