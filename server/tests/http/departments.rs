//! What concerns a department, by the department's own link.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};

use crate::clock::{self, WrongClock};
use crate::open::{Answer, Made, Open, config, open, open_with};
use crate::openapi::Document;

async fn lead(server: &Open, made: &Made, command: Value) {
    let given = server.command(made, &made.facilitator, command).await;
    assert_eq!(given.status, 200, "{}", given.text);
}

/// A fresh link: the secret in the fragment of the page's address, which is also in the query of the calendar's.
async fn link(server: &Open, made: &Made, department: &str) -> String {
    let path = format!("/api/boards/{}/departments/{department}/link", made.id);
    let given = server.post(&path, &made.facilitator, &json!({})).await;
    assert_eq!(given.status, 201, "{}", given.text);
    let given = given.json();
    let (page, secret) = given["page"].as_str().unwrap().split_once('#').unwrap();
    assert!(page.ends_with(&format!("/department/{}/{department}", made.id)), "{page}");
    let calendar = given["calendar"].as_str().unwrap();
    assert!(calendar.ends_with(&format!("/departments/{department}/calendar.ics?token={secret}")));
    assert!(!page.contains(secret));
    secret.to_owned()
}

async fn withdraw(server: &Open, made: &Made, department: &str) -> Answer {
    let path = format!("/api/boards/{}/departments/{department}/link", made.id);
    let bearer = format!("Bearer {}", made.facilitator);
    server.call("DELETE", &path, &[("Authorization", bearer.as_str())], b"").await
}

/// A value of the head, as it was sent: the client reads heads in small letters.
fn header(answer: &Answer, name: &str) -> Option<String> {
    let start = format!("{name}: ");
    let value = answer.head.lines().find_map(|line| line.strip_prefix(&start))?;
    let large = |word: &str| word[..1].to_uppercase() + &word[1..];
    Some(match name {
        "etag" => value.replacen("w/", "W/", 1),
        "last-modified" => value.split(' ').map(large).collect::<Vec<_>>().join(" ").replace("Gmt", "GMT"),
        _ => value.to_owned(),
    })
}

fn places(made: &Made, department: &str) -> [String; 3] {
    let page = format!("/api/boards/{}/departments/{department}", made.id);
    [page.clone(), format!("{page}/calendar.ics"), format!("{page}/summary")]
}

/// A project that IT owns and marketing is asked about.
async fn planned(server: &Open, made: &Made) {
    let project = json!({ "do": "create_project", "title": "Shorter queues", "owner": "it", "approvals": ["marketing"],
        "affects_departments": ["sales"], "start": "2026-01-01", "due": "2026-02-01", "person": "Olga" });
    lead(server, made, project).await;
}

#[tokio::test]
async fn dept_2_a_withdrawn_link_is_refused_at_once_and_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let made = server.make().await;
    planned(&server, &made).await;
    lead(&server, &made, json!({ "do": "finish" })).await;
    let (it, marketing) = (link(&server, &made, "it").await, link(&server, &made, "marketing").await);
    let newer = link(&server, &made, "marketing").await;
    for place in places(&made, "marketing") {
        assert_eq!(server.get(&place, &newer).await.status, 200, "{place}");
        assert_eq!(server.get(&place, &marketing).await.problem(), (401, "token-invalid".into()), "{place}");
        assert_eq!(server.get(&place, &it).await.problem(), (403, "not-allowed".into()), "{place}");
    }
    // Whoever has the page open asks whether it is still the same: that is refused as well.
    let [page, _, _] = places(&made, "it");
    let first = server.get(&page, &it).await;
    let tag = header(&first, "etag").unwrap();
    let bearer = format!("Bearer {it}");
    let headers = [("Authorization", bearer.as_str()), ("If-None-Match", tag.as_str())];
    assert_eq!(server.call("GET", &page, &headers, b"").await.status, 304);
    assert_eq!(withdraw(&server, &made, "it").await.status, 204);
    assert_eq!(withdraw(&server, &made, "it").await.problem(), (422, "unknown".into()));
    assert_eq!(server.call("GET", &page, &headers, b"").await.problem(), (401, "token-invalid".into()));
    server.end().await;

    let server = open_with(config(data.path())).await;
    for place in places(&made, "it") {
        assert_eq!(server.get(&place, &it).await.problem(), (401, "token-invalid".into()), "{place}");
    }
    assert_eq!(server.get(&places(&made, "marketing")[0], &newer).await.status, 200);
    // Facilitators are shown it again; with another host key it can no longer be made, and opens all the same.
    let listed = |answer: &Answer| {
        let all = answer.json();
        all.as_array().unwrap().iter().find(|one| one["id"] == "marketing").unwrap().clone()
    };
    let links = format!("/api/boards/{}/departments", made.id);
    let again = listed(&server.get(&links, &made.facilitator).await);
    assert!(again["links"]["page"].as_str().unwrap().ends_with(&newer) && again.get("hidden").is_none());
    server.end().await;
    let server =
        open_with(server::Config { host_key: Some("another-key".into()), ..config(data.path()) }).await;
    let hidden = listed(&server.get(&links, &made.facilitator).await);
    assert!(hidden["hidden"] == true && hidden.get("links").is_none(), "{hidden}");
    assert_eq!(server.get(&places(&made, "marketing")[0], &newer).await.status, 200);
    let summary = server.get(&places(&made, "marketing")[2], &made.facilitator).await.text;
    assert!(!summary.contains('#'), "there is no link to tell: {summary}");
}

#[tokio::test]
async fn dept_3_the_link_of_a_department_opens_nothing_else() {
    let server = open().await;
    let (made, other) = (server.make().await, server.make().await);
    planned(&server, &made).await;
    let secret = link(&server, &made, "it").await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    let document = Document::of(&server).await;
    let (mut opened, mut refused) = (vec![], 0);
    for operation in document.operations() {
        let values =
            [("id", made.id.as_str()), ("code", &made.code), ("format", "json"), ("department", "it")];
        let path = operation.at(&values.map(|(name, value)| (name, value.to_owned())).into());
        if !path.contains(&made.id) {
            continue;
        }
        let bearer = format!("Bearer {secret}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let answer = server.call(&operation.method, &path, &headers, b"{}").await;
        if answer.status == 200 {
            opened.push(operation.path);
        } else {
            assert_eq!(answer.problem().0, 401, "{} {path}: {}", operation.method, answer.text);
            refused += 1;
        }
    }
    let own = "/api/boards/{id}/departments/{department}";
    opened.sort();
    assert_eq!(opened, [own.to_owned(), format!("{own}/calendar.ics"), format!("{own}/summary")]);
    assert!(refused > 12, "{refused}");
    let mut socket = server.enter(&made, &secret).await;
    assert_eq!(crate::sockets::end(&mut socket).await, 4401);
    // Nor does it open the same department elsewhere, or the token of somebody else this page.
    let elsewhere = &places(&other, "it")[0];
    assert_eq!(server.get(elsewhere, &secret).await.problem(), (401, "token-invalid".into()));
    for (token, status) in [
        (anna.as_str(), 403),
        (&made.projector, 403),
        (&other.facilitator, 401),
        ("", 401),
        (crate::open::KEY, 401),
    ] {
        for place in places(&made, "it") {
            assert_eq!(server.get(&place, token).await.problem().0, status, "{token:?} {place}");
        }
    }
    let links = format!("/api/boards/{}/departments", made.id);
    for token in [anna.as_str(), &made.projector] {
        assert_eq!(server.get(&links, token).await.problem(), (403, "not-allowed".into()));
        assert_eq!(server.post(&format!("{links}/it/link"), token, &json!({})).await.problem().0, 403);
    }
    let nowhere = server.get(&places(&made, "nowhere")[0], &made.facilitator).await;
    assert_eq!(nowhere.problem(), (404, "no-such-department".into()));
    let none = server.post(&format!("{links}/nowhere/link"), &made.facilitator, &json!({})).await;
    assert_eq!(none.problem(), (422, "unknown".into()));
    // The next board begins without links, and no file of this one has any.
    let next =
        server.post(&format!("/api/boards/{}/next", made.id), &made.facilitator, &json!({})).await.json();
    let next = format!("/api/boards/{}/departments/it", next["id"].as_str().unwrap());
    assert_eq!(server.get(&next, &secret).await.problem().0, 401);
    let file = server.get(&format!("/api/boards/{}/export/json", made.id), &made.facilitator).await.text;
    assert!(!file.contains(&secret) && !file.contains("department_links"));
}

#[tokio::test]
async fn dept_4_no_secret_of_a_workshop_is_told_to_any_department() {
    let server = open().await;
    let made = server.make().await;
    let (anna, ann_id) = server.join(&made, "Anna Tajna", "it").await;
    let (bo, _) = server.join(&made, "Bo Skryty", "marketing").await;
    lead(&server, &made, json!({ "do": "set_agenda", "agenda": [{ "title": "Once", "starts_at": 4_000_000_000_000_u64,
        "activities": [{ "id": "a1", "kind": "collect", "title": "Collect", "note": "only for the one who leads" }] }] })).await;
    lead(&server, &made, json!({ "do": "set_authors", "shown": false })).await;
    for (who, text) in [(&anna, "was hidden first"), (&bo, "stays hidden")] {
        let sealed = json!({ "do": "seal_note", "branch": "people", "text": text });
        assert_eq!(server.command(&made, who, sealed).await.status, 200);
        if text == "was hidden first" {
            lead(&server, &made, json!({ "do": "reveal_notes" })).await;
        }
    }
    planned(&server, &made).await;
    let file = format!("/api/boards/{}/export/json", made.id);
    let said = server.get(&file, &made.facilitator).await.json();
    let (note, project) = (said["notes"][0]["id"].clone(), said["projects"][0]["id"].clone());
    lead(&server, &made, json!({ "do": "set_priority", "note": note, "priority": "now" })).await;
    lead(&server, &made, json!({ "do": "open_vote", "dots": 7 })).await;
    assert_eq!(
        server.command(&made, &anna, json!({ "do": "cast", "note": note, "dots": 7 })).await.status,
        200
    );
    let report = json!({ "do": "report_progress", "project": project, "word": "Begun by somebody" });
    assert_eq!(server.command(&made, &anna, report).await.status, 200);
    let no =
        json!({ "do": "approve", "project": project, "decision": "decline", "comment": "too late for us" });
    assert_eq!(server.command(&made, &bo, no).await.status, 200);
    assert_eq!(
        server
            .command(&made, &anna, json!({ "do": "say", "worth": 1, "word": "a bitter word" }))
            .await
            .status,
        200
    );

    let secrets = [
        "Anna Tajna",
        "Bo Skryty",
        &ann_id,
        "stays hidden",
        "only for the one",
        "a bitter word",
        "dots",
        "tally",
        "author",
        &made.code,
        &made.facilitator,
        &made.projector,
        "token_hash",
        "seed",
    ];
    let mut told = String::new();
    for department in ["it", "marketing", "sales", "legal"] {
        let secret = link(&server, &made, department).await;
        for place in places(&made, department) {
            let answer = server.get(&place, &secret).await;
            assert_eq!(answer.status, 200, "{place}: {}", answer.text);
            for one in secrets {
                assert!(!answer.text.contains(one), "{one} in {place}: {}", answer.text);
            }
            told.push_str(&answer.text);
        }
    }
    let all = server.get(&format!("/api/boards/{}/summary", made.id), &made.facilitator).await;
    assert!(secrets.iter().all(|one| !all.text.contains(one)), "{}", all.text);
    for known in ["Shorter queues", "Begun by somebody", "too late for us", "Once"] {
        assert!(told.contains(known), "{known} concerns them");
    }
}

#[tokio::test]
async fn dept_5_a_calendar_is_sent_again_only_when_the_board_has_changed() {
    let server = open().await;
    let made = server.make().await;
    planned(&server, &made).await;
    let secret = link(&server, &made, "it").await;
    let path = format!("{}?token={secret}&time_zone=Europe/Warsaw&language=pl", places(&made, "it")[1]);
    let ask = async |headers: &[(&str, &str)]| server.call("GET", &path, headers, b"").await;
    let first = ask(&[]).await;
    assert!(
        first.text.starts_with("BEGIN:VCALENDAR\r\n")
            && first.text.contains("DTSTART;VALUE=DATE:20260201\r\n")
    );
    let (tag, date) = (header(&first, "etag").unwrap(), header(&first, "last-modified").unwrap());
    assert_eq!(header(&first, "cache-control").as_deref(), Some("private, no-cache"));
    for known in [
        [("If-None-Match", tag.as_str())],
        [("If-None-Match", "\"x\", *")],
        [("If-Modified-Since", date.as_str())],
    ] {
        let same = ask(&known).await;
        assert_eq!((same.status, same.text.as_str()), (304, ""), "{known:?}");
        assert_eq!(header(&same, "etag").as_ref(), Some(&tag));
    }
    let other = [("If-None-Match", "W/\"other\""), ("If-Modified-Since", date.as_str())];
    assert_eq!(ask(&other).await.status, 200, "the tag is the better question");
    assert_eq!(ask(&[("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT")]).await.status, 200);
    assert_eq!(ask(&[]).await.text, first.text, "nothing has changed, so neither has the file");
    lead(&server, &made, json!({ "do": "finish" })).await;
    let changed = ask(&[("If-None-Match", tag.as_str())]).await;
    assert_eq!(changed.status, 200);
    assert_ne!(header(&changed, "etag"), Some(tag));
}

#[tokio::test]
async fn dept_4_a_page_is_another_answer_on_the_day_after() {
    let data = tempfile::tempdir().unwrap();
    let clock = Arc::new(WrongClock(AtomicI64::new(0)));
    let server = clock::open(data.path(), &clock).await;
    let made = server.make().await;
    let day = |shift: i64| {
        board::workshop::day_of(board::Millis(
            room::Clock::now(&room::WallClock).0.saturating_add_signed(shift),
        ))
    };
    let project = json!({ "do": "create_project", "title": "Due today", "owner": "it", "due": day(0) });
    lead(&server, &made, project).await;
    let secret = link(&server, &made, "it").await;
    let [page, _, _] = places(&made, "it");
    let first = server.get(&page, &secret).await;
    assert_eq!(
        (&first.json()["projects"][0]["late"], &first.json()["today"]),
        (&json!(false), &json!(day(0)))
    );
    let tag = header(&first, "etag").unwrap();
    server.end().await;
    clock.0.store(24 * 3_600_000, Ordering::Relaxed);
    let server = clock::open(data.path(), &clock).await;
    let bearer = format!("Bearer {secret}");
    let headers = [("Authorization", bearer.as_str()), ("If-None-Match", tag.as_str())];
    let later = server.call("GET", &page, &headers, b"").await;
    assert_eq!(
        (later.status, &later.json()["projects"][0]["late"]),
        (200, &json!(true)),
        "nothing changed but the day"
    );
}
