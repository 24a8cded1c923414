//! The board for the next meeting.

use serde_json::{Value, json};

use crate::open::{Answer, KEY, Made, Open, config, open, open_with};

async fn next(server: &Open, made: &Made, token: &str, key: Option<&str>, body: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    headers.extend(key.map(|key| ("Idempotency-Key", key)));
    server.call("POST", &format!("/api/boards/{}/next", made.id), &headers, body.as_bytes()).await
}

/// A finished board with Anna of IT, who has a hidden cause, and a project.
async fn finished(server: &Open) -> (Made, String) {
    let made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    for (who, command) in [
        (&anna, json!({ "do": "seal_note", "branch": "people", "text": "Shown" })),
        (&made.facilitator, json!({ "do": "reveal_notes" })),
        (&anna, json!({ "do": "seal_note", "branch": "people", "text": "Never shown" })),
        (&anna, json!({ "do": "say", "worth": 5, "word": "A secret word" })),
        (
            &made.facilitator,
            json!({ "do": "create_project", "title": "Ask", "owner": "it", "due": "2027-03-31" }),
        ),
        (&anna, json!({ "do": "report_progress", "project": "p7", "status": "running", "word": "Begun" })),
        (&made.facilitator, json!({ "do": "finish" })),
    ] {
        let answer = server.command(&made, who, command).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    (made, anna)
}

#[tokio::test]
async fn a_next_board_goes_on_from_a_finished_one_and_both_say_so() {
    let server = open().await;
    let (made, anna) = finished(&server).await;
    for secret in ["", "wrong", &anna, &made.projector] {
        let status = next(&server, &made, secret, None, "").await.problem().0;
        assert_eq!(status, if secret.is_empty() || secret == "wrong" { 401 } else { 403 }, "{secret:?}");
    }
    let after = next(&server, &made, &made.facilitator, None, r#"{"title":"Second meeting"}"#).await.made();
    let (old, new) = (server.state(&made).await, server.state(&after).await);
    assert_eq!(new["previous"], json!({ "board": made.id, "title": "Test" }));
    assert_eq!(old["next"], json!([{ "board": after.id, "title": "Second meeting" }]));
    assert_eq!(
        (&new["title"], &new["finished"], &old["finished"]),
        (&json!("Second meeting"), &json!(false), &json!(true))
    );
    assert_eq!((&new["people"][0]["name"], &new["people"][0]["seat"]), (&json!("Anna"), &json!(true)));
    // Anna takes her seat over; her old token opens nothing here.
    assert_eq!(server.get(&format!("/api/boards/{}", after.id), &anna).await.problem().0, 401);
    let seat = format!("/api/boards/{}/seats/{}/link", after.id, new["people"][0]["id"].as_str().unwrap());
    let link = server.post(&seat, &after.facilitator, &json!({})).await.json();
    let token = link["link"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
    assert_eq!(server.command(&after, &token, json!({ "do": "take_seat" })).await.status, 200);
    let report = json!({ "do": "report_progress", "project": "p7", "status": "done" });
    assert_eq!(server.command(&after, &token, report).await.status, 200, "the project is her department's");
    // The file of the next board has what was promised, and nothing that was hidden.
    let file = server.get(&format!("/api/boards/{}/export/json", after.id), &after.facilitator).await;
    let said = file.json();
    assert_eq!(said["projects"][0]["progress"][0]["word"], "Begun");
    assert_eq!(said["notes"][0]["text"], "Shown");
    let promised = &new["promised"][0];
    assert_eq!((&promised["project"], &promised["status"]), (&json!("p7"), &json!("running")));
    assert!(old.get("promised").is_none());
    for secret in ["Never shown", "A secret word"] {
        assert!(!file.text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_same_request_makes_one_board_and_ten_go_on_from_one() {
    let server = open().await;
    let (made, anna) = finished(&server).await;
    let lead = made.facilitator.clone();
    let first = next(&server, &made, &lead, Some("may"), "").await.made();
    let again = next(&server, &made, &lead, Some("may"), "").await.made();
    assert_eq!((&first.id, &first.code, &first.facilitator), (&again.id, &again.code, &again.facilitator));
    assert_eq!(server.state(&made).await["next"].as_array().unwrap().len(), 1);
    // Another link of the same board has another board by the same key.
    let invite =
        server.post(&format!("/api/boards/{}/facilitators", made.id), &lead, &json!({ "name": "Eva" })).await;
    assert_eq!(invite.problem().0, 409, "the board is finished");
    for (key, status) in [("", 422), (&*"k".repeat(65), 422)] {
        assert_eq!(next(&server, &made, &lead, Some(key), "").await.problem().0, status, "{key:?}");
    }
    for body in [r#"{"stranger":1}"#, r#"{"title":" "}"#, "[]", r#"{"starts_at":253402300800000}"#] {
        assert_eq!(
            next(&server, &made, &lead, None, body).await.problem(),
            (422, "invalid".to_owned()),
            "{body}"
        );
    }
    assert_eq!(next(&server, &made, &lead, None, "{").await.problem().0, 400);
    assert_eq!(
        next(&server, &first, &first.facilitator, None, "").await.problem(),
        (409, "not-now".to_owned())
    );
    for _ in 1..10 {
        next(&server, &made, &lead, None, "").await.made();
    }
    assert_eq!(next(&server, &made, &lead, None, "").await.problem(), (422, "too-many".to_owned()));
    assert_eq!(next(&server, &made, &lead, Some("may"), "").await.made().id, first.id, "it is there already");
    assert_eq!(server.get("/api/boards", KEY).await.json().as_array().unwrap().len(), 11);
    drop(anna);
}

/// What is left of a request that a kill cut off between the new board and the word of it: the new board, whole, and no
/// word on the old one. The same request mends it.
#[tokio::test]
async fn a_board_that_the_old_one_does_not_know_of_is_found_by_the_same_request() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let (made, _) = finished(&server).await;
    let first = next(&server, &made, &made.facilitator, Some("k"), "").await.made();
    server.end().await;
    // The last entry of the old board is the word of the new one.
    let journal = journal::Sqlite::open(data.path(), journal::Options::default()).unwrap();
    let entries = journal::Journal::read(&journal, &made.id, 0).await.unwrap();
    let last = board::Entry::decode(&entries.last().unwrap().bytes).unwrap();
    assert!(matches!(last.body, board::Body::Action(board::workshop::Action::Follow(_), _)), "{last:?}");
    let keys = [room::join_key(&made.code)];
    let claim = journal::Journal::claim(&journal, &made.id).await.unwrap();
    journal::Journal::delete(&journal, &claim).await.unwrap();
    let kept = entries[..entries.len() - 1].to_vec();
    journal::Journal::create(&journal, &made.id, &keys, kept).await.unwrap();
    journal::Journal::close(&journal).await.unwrap();
    drop(journal);
    let server = open_with(config(data.path())).await;
    assert!(server.state(&made).await.get("next").is_none());
    let again = next(&server, &made, &made.facilitator, Some("k"), "").await.made();
    assert_eq!((again.id.clone(), again.facilitator), (first.id, first.facilitator));
    assert_eq!(server.state(&made).await["next"][0]["board"], json!(again.id));
    assert_eq!(server.get("/api/boards", KEY).await.json().as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn next_5_the_next_meeting_begins_on_the_day_that_is_said() {
    let server = open().await;
    let (made, _) = finished(&server).await;
    let said = r#"{"starts_at":1798016400000,"title":"Second meeting"}"#;
    let after = next(&server, &made, &made.facilitator, None, said).await.made();
    let agenda = server.state(&after).await["agenda"].clone();
    assert_eq!(agenda[0]["starts_at"], json!(1_798_016_400_000_u64), "{agenda}");
    let before = server.state(&made).await["agenda"].clone();
    assert_eq!(
        agenda[0]["title"],
        if before[0].is_null() { json!("Second meeting") } else { before[0]["title"].clone() }
    );
}

#[tokio::test]
async fn next_6_the_boards_of_a_programme_are_one_list_with_their_projects_together() {
    let server = open().await;
    let (made, anna) = finished(&server).await;
    let lead = made.facilitator.clone();
    let second = next(&server, &made, &lead, Some("a"), r#"{"title":"Second"}"#).await.made();
    let aside = next(&server, &made, &lead, Some("b"), r#"{"title":"Aside"}"#).await.made();
    let programme = async |of: &str, key: &str| server.get(&format!("/api/boards/{of}/programme"), key).await;
    // On the second board the project goes on and another one is made; on the one aside it is done.
    let give = async |made: &Made, command: Value| {
        let given = server.command(made, &made.facilitator, command).await;
        assert_eq!(given.status, 200, "{}", given.text);
    };
    give(&second, json!({ "do": "create_project", "title": "New there", "due": "2020-01-01" })).await;
    give(&second, json!({ "do": "report_progress", "project": "p7", "due": "2020-02-01" })).await;
    let unrelated = server.make().await;
    let told = programme(&second.id, KEY).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let told = told.json();
    let ids: Vec<&str> =
        told["boards"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [made.id.as_str(), &second.id, &aside.id]);
    assert_eq!((&told["boards"][1]["previous"], told["boards"][0].get("previous")), (&json!(made.id), None));
    assert_eq!((&told["boards"][0]["state"], &told["more"]), (&json!("finished"), &json!(false)));
    let projects: Vec<_> = told["projects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["project"]["title"].as_str().unwrap(),
                one["boards"].as_array().unwrap().len(),
                one["late"] == true,
            )
        })
        .collect();
    assert_eq!(projects, [("Ask", 3, false), ("New there", 1, true)]);
    for of in [&made.id, &aside.id] {
        assert_eq!(programme(of, KEY).await.json(), told, "from wherever it is asked for");
    }
    assert_eq!(programme(&unrelated.id, KEY).await.json()["boards"].as_array().unwrap().len(), 1);
    for (key, status) in [("", 401), ("wrong", 401), (lead.as_str(), 401), (anna.as_str(), 401)] {
        assert_eq!(programme(&made.id, key).await.problem().0, status, "{key:?}");
    }
    for of in ["nowhere", "%2e%2e"] {
        assert_eq!(programme(of, KEY).await.problem(), (404, "no-such-board".to_owned()));
    }
    // A board that was deleted is left out; what went on from it goes on.
    let bearer = format!("Bearer {lead}");
    let gone = server
        .call("DELETE", &format!("/api/boards/{}", made.id), &[("Authorization", bearer.as_str())], b"")
        .await;
    assert_eq!(gone.status, 204);
    let left = programme(&second.id, KEY).await.json();
    assert_eq!((left["boards"].as_array().unwrap().len(), left["boards"][0].get("previous")), (1, None));
    assert_eq!(left["projects"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn next_7_whoever_was_on_the_board_before_goes_on_by_the_token_that_their_device_has() {
    let server = open().await;
    let (made, anna) = finished(&server).await;
    let after = next(&server, &made, &made.facilitator, None, "").await.made();
    let form = server.get(&format!("/api/join/{}", after.code), "").await.json();
    assert_eq!(form["previous"], json!(made.id));
    let joined = async |token: &str| {
        let body = json!({ "code": after.code, "name": "Anna", "department": "it", "if_here": "tell", "before": token });
        server.post("/api/join", "", &body).await
    };
    // Nobody else's token is hers: not the facilitator's, the projector's, nor one that was made up.
    for token in [&made.facilitator, &made.projector, &after.facilitator, "made-up", ""] {
        assert_eq!(joined(token).await.problem().1, "already-here", "{token}");
    }
    let answer = joined(&anna).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let place = answer.json();
    let people = server.state(&after).await["people"].clone();
    assert_eq!((people.as_array().unwrap().len(), &people[0]["id"]), (1, &place["participant"]));
    assert!(people[0]["seat"].as_bool() != Some(true), "{people}");
    let own = server.get(&format!("/api/boards/{}", after.id), place["token"].as_str().unwrap()).await.json();
    assert_eq!(own["participant"], place["participant"]);
    let waits =
        server.state(&after).await["returning"].as_object().is_some_and(|waiting| !waiting.is_empty());
    assert!(!waits, "nobody was asked");
    // Where there is no board before, a token changes nothing.
    let plain = server.make().await;
    let body = json!({ "code": plain.code, "name": "Anna", "department": "it", "before": anna });
    assert_eq!(server.post("/api/join", "", &body).await.status, 201);
}
