//! From a code to a place on the board.

use serde_json::json;

use board::schema::Limits;
use server::{Config, caller::ProxyHeader};

use crate::open::{config, open, open_limited, open_with};

#[tokio::test]
async fn a_code_is_taken_as_people_type_it() {
    let server = open().await;
    let made = server.make().await;
    let (a, b) = made.code.split_at(3);
    // On a Cyrillic keyboard, as far as it has the letters, and wide.
    let cyrillic: String = made
        .code
        .chars()
        .map(|c| {
            "АВСЕНКМРТХУ"
                .chars()
                .zip("ABCEHKMPTXY".chars())
                .find(|(_, latin)| *latin == c)
                .map_or(c, |(look, _)| look)
        })
        .collect();
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
    let wide: String = made.code.chars().map(wide).collect();
    for typed in [
        made.code.clone(),
        made.code.to_lowercase(),
        format!(" {a}-{b} "),
        format!("{a} {b}"),
        cyrillic,
        wide,
    ] {
        let body = json!({ "code": typed, "name": "Anna", "department": "it" });
        assert_eq!(server.post("/api/join", "", &body).await.status, 201, "{typed:?}");
    }
    let form = server.get(&format!("/api/join/{}", made.code.to_lowercase()), "").await.json();
    assert_eq!((&form["title"], &form["code"]), (&json!("Test"), &json!(made.code)));
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
async fn cost_5_behind_a_proxy_each_caller_is_counted_alone_whatever_port_they_use() {
    let data = tempfile::tempdir().unwrap();
    for (proxy_header, name, from, other) in [
        (ProxyHeader::XForwardedFor, "X-Forwarded-For", "203.0.113.15:5%", "[2001:db8::1]:4711"),
        (ProxyHeader::XForwardedFor, "X-Forwarded-For", "6.6.6.%, [2001:db8::9]:5000", "203.0.113.16:5"),
        (ProxyHeader::Forwarded, "Forwarded", "for=\"[2001:db8::1]:5%\";proto=https", "for=203.0.113.15:80"),
    ] {
        let server = open_with(Config { proxy_header, ..config(data.path()) }).await;
        let mut tried = 0;
        let mut ask = async |from: &str| {
            tried += 1;
            // Another code each time: one code is limited wherever it is tried.
            let code: String =
                format!("{tried:06}").bytes().map(|digit| char::from(digit + (b'P' - b'0'))).collect();
            server.call("GET", &format!("/api/join/{code}"), &[(name, from)], b"").await.problem().0
        };
        let mut said = vec![];
        for port in 10..41 {
            said.push(ask(&from.replace('%', &port.to_string())).await);
        }
        assert_eq!(said, [&[404; 30][..], &[429]].concat(), "{from}");
        assert_eq!(ask(other).await, 404, "another caller");
        server.end().await;
    }
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
async fn door_2_a_closed_door_lets_nobody_in_says_what_to_do_and_puts_nobody_out() {
    let server = open().await;
    let made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    let state = async |token: &str| server.get(&format!("/api/boards/{}", made.id), token).await.json();
    assert_eq!(state(&anna).await["door"], "open", "stated before anybody touched it");
    let close = json!({ "do": "close_door" });
    assert_eq!(server.command(&made, &anna, close.clone()).await.problem(), (403, "not-allowed".into()));
    assert_eq!(server.command(&made, &made.facilitator, close).await.status, 200);
    let body = json!({ "code": made.code, "name": "Late", "department": "it" });
    let refused = server.post("/api/join", "", &body).await;
    assert_eq!(refused.problem(), (409, "door-closed".into()));
    assert!(refused.json()["detail"].as_str().unwrap().contains("ask the facilitator"));
    let form = server.get(&format!("/api/join/{}", made.code), "").await;
    assert_eq!((form.status, form.json()["door"].clone()), (200, json!("closed")), "the phone can say so");
    assert_eq!(state(&anna).await["door"], "closed", "who is in stays in");
    server.command(&made, &made.facilitator, json!({ "do": "open_door" })).await;
    server.join(&made, "Late", "it").await;
}

#[tokio::test]
async fn door_1_a_new_code_stops_the_old_one_at_once_and_is_told_to_those_who_lead_only() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let mut made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    let renew = json!({ "do": "renew_code" });
    assert_eq!(server.command(&made, &anna, renew.clone()).await.problem(), (403, "not-allowed".into()));
    let chosen = json!({ "do": "renew_code", "code": "MYCODE" });
    assert_eq!(server.command(&made, &made.facilitator, chosen).await.problem(), (422, "invalid".into()));
    let renewed = server.command(&made, &made.facilitator, renew).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text);
    let old = json!({ "code": made.code, "name": "Old", "department": "it" });
    assert_eq!(server.post("/api/join", "", &old).await.problem(), (404, "unknown-code".into()));
    let path = format!("/api/boards/{}", made.id);
    let state = server.get(&path, &made.facilitator).await.json();
    let code = state["join_code"].as_str().unwrap().to_owned();
    assert_ne!(code, made.code);
    assert!(state["join_link"].as_str().unwrap().ends_with(&format!("/join#{code}")));
    assert_eq!(state["code_renewed"], renewed.json()["seq"]);
    assert_eq!(server.get(&path, &made.projector).await.json()["join_code"], code.as_str());
    let hers = server.get(&path, &anna).await;
    assert!(hers.status == 200 && !hers.text.contains(&code) && hers.json()["code_renewed"].is_u64());
    made.code = code;
    server.join(&made, "New", "it").await;
    // As durable as everything else.
    server.end().await;
    let server = open_with(config(data.path())).await;
    server.join(&made, "After a restart", "it").await;
    assert_eq!(server.post("/api/join", "", &old).await.problem(), (404, "unknown-code".into()));
}

#[tokio::test]
async fn people_4_only_the_facilitator_is_told_who_came_when_and_did_what_much() {
    let server = open().await;
    let made = server.make().await;
    let (anna, person) = server.join(&made, "Anna", "it").await;
    server.join(&made, "Bogdan", "sales").await;
    server.command(&made, &anna, json!({ "do": "done" })).await;
    let path = format!("/api/boards/{}/people", made.id);
    for token in [&anna, &made.projector] {
        assert_eq!(server.get(&path, token).await.problem(), (403, "not-allowed".into()));
    }
    let people = server.get(&path, &made.facilitator).await.json();
    let of = |name: &str| people.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone();
    let (anna, bogdan) = (of("Anna"), of("Bogdan"));
    assert_eq!((anna["active"].clone(), bogdan["active"].clone()), (json!(true), json!(false)));
    assert!(bogdan["joined"].as_u64().unwrap() >= anna["joined"].as_u64().unwrap());
    let zero = json!({ "participant": person, "name": "Anna", "department": "it", "removed": false,
        "joined": anna["joined"], "notes": 0, "in_bin": 0, "active": true });
    assert_eq!(anna, zero);
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

#[tokio::test]
async fn same_1_another_device_of_the_same_person_waits_for_the_facilitator_and_is_no_second_voice() {
    let server = open().await;
    let made = server.make().await;
    let (first, anna) = server.join(&made, "Anna", "it").await;
    let path = format!("/api/boards/{}", made.id);
    let body =
        |if_here: &str| json!({ "code": made.code, "name": "anna", "department": "it", "if_here": if_here });
    let told = server.post("/api/join", "", &body("tell")).await;
    assert_eq!(told.problem(), (409, "already-here".into()));
    let asked = server.post("/api/join", "", &body("go_on")).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let asked = asked.json();
    let (token, request) = (asked["token"].as_str().unwrap(), asked["request"].as_str().unwrap());
    assert_eq!(asked["participant"], anna.as_str());
    assert_eq!(server.get(&path, token).await.problem(), (401, "token-invalid".into()));
    let waits = format!("/api/join/{}/requests/{request}", made.code);
    assert_eq!(server.get(&waits, "").await.json()["state"], "waiting");
    let state = server.get(&path, &made.facilitator).await.json();
    assert_eq!(state["returning"][request], anna.as_str());
    let answer = json!({ "do": "answer_return", "request": request, "accept": true });
    assert_eq!(server.command(&made, &first, answer.clone()).await.problem(), (403, "not-allowed".into()));
    assert_eq!(server.command(&made, &made.facilitator, answer).await.status, 200);
    assert_eq!(server.get(&waits, "").await.json()["state"], "over");
    for device in [token, &first] {
        let state = server.get(&path, device).await.json();
        assert_eq!((&state["participant"], state["people"].as_array().unwrap().len()), (&json!(anna), 1));
    }
    // Who does not ask joins as one more, as ever.
    assert_eq!(server.post("/api/join", "", &body("join")).await.status, 201);
    let leave = server.command(&made, token, json!({ "do": "leave" })).await;
    assert_eq!(leave.status, 200, "{}", leave.text);
    assert_eq!(server.get(&path, &first).await.problem(), (403, "removed".into()), "one person, one leaving");
}

#[tokio::test]
async fn role_9_another_department_is_named_on_joining() {
    let server = open().await;
    let made = server.make().await;
    let join = async |department: serde_json::Value| {
        let mut body = json!({ "code": made.code, "name": "Zoe" });
        body.as_object_mut().unwrap().extend(department.as_object().unwrap().clone());
        server.post("/api/join", "", &body).await
    };
    assert_eq!(join(json!({ "new_department": "Works council" })).await.status, 201);
    let form = server.get(&format!("/api/join/{}", made.code), "").await.json();
    let last = form["departments"].as_array().unwrap().last().unwrap();
    assert_eq!((form["departments"].as_array().unwrap().len(), &last["name"]), (8, &json!("Works council")));
    assert_eq!(join(json!({ "department": last["id"] })).await.status, 201, "from now on it is listed");
    assert_eq!(join(json!({ "new_department": " " })).await.problem(), (422, "invalid".into()));
    assert_eq!(
        join(json!({ "new_department": "x".repeat(9_000) })).await.problem(),
        (422, "too-long".into())
    );
}
