//! The OpenAPI document tells the truth: whatever is sent, the answer's status, type and body are documented; what fits
//! the document is not refused as unfit, and what does not fit it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{
    open::{Answer, KEY, Made, Open, open},
    openapi::{Document, Operation, with},
};

const JSON: &str = "application/json";

/// Why something is refused that is of the right form: for what is on the board, which no document knows, or for what
/// another field says.
const ABOUT_THE_BOARD: [&str; 7] = [
    "A value goes with the day",
    "A question is about a fact",
    "The answer is still empty",
    "The ready reasons answer why",
    "does not list this department",
    "a department that is missing here",
    "set that priority, or name nobody",
];

/// A server with a board, who may ask for something there, and what the paths name.
struct Scene {
    server: Open,
    document: Document,
    board: Made,
    participant: String,
}

impl Scene {
    async fn new() -> Self {
        let server = open().await;
        let document = Document::of(&server).await;
        let board = server.make().await;
        let (participant, _) = server.join(&board, "Anna", "it").await;
        Self { server, document, board, participant }
    }

    /// Who is let in, as far as each operation goes.
    fn secret(&self, operation: &Operation) -> &str {
        match operation.path.as_str() {
            "/api/boards" | "/api/boards/import" | "/api/boards/{id}/programme" => KEY,
            "/api/server/condition" => KEY,
            path if path.starts_with("/api/saved-templates") => KEY,
            path if ["/open", "/archive", "/duplicate"].iter().any(|end| path.ends_with(end)) => KEY,
            path if path.ends_with("/ballot") => &self.participant,
            _ => &self.board.facilitator,
        }
    }

    fn path(&self, operation: &Operation) -> String {
        let values = [
            ("id", self.board.id.as_str()),
            ("code", &self.board.code),
            ("format", "md"),
            ("department", "it"),
        ];
        operation.at(&BTreeMap::from(values.map(|(name, value)| (name, value.to_owned()))))
    }

    async fn send(&self, operation: &Operation, path: &str, secret: &str, kind: &str, body: &[u8]) -> Answer {
        let bearer = format!("Bearer {secret}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", kind)];
        let headers: Vec<_> =
            headers.into_iter().filter(|(_, value)| !value.trim_end().ends_with("Bearer")).collect();
        let answer = self.server.call(&operation.method, path, &headers, body).await;
        let asked = format!(
            "{path} by {secret:?} as {kind}: {}",
            String::from_utf8_lossy(&body[..body.len().min(300)])
        );
        self.document.check(operation, &answer, &asked);
        answer
    }

    async fn send_json(&self, operation: &Operation, body: &Value) -> Answer {
        let (path, secret) = (self.path(operation), self.secret(operation));
        self.send(operation, &path, secret, JSON, body.to_string().as_bytes()).await
    }
}

#[tokio::test]
async fn whatever_is_sent_the_answer_is_documented() {
    let scene = Scene::new().await;
    let other = scene.server.make().await;
    let mut statuses = BTreeSet::new();
    for operation in scene.document.operations() {
        if operation.method == "DELETE" {
            continue;
        }
        let (path, secret) = (scene.path(&operation), scene.secret(&operation));
        let large = vec![b' '; 300 * 1024];
        let deep = "[".repeat(100_000);
        let bodies: [&[u8]; 9] =
            [b"", b"{", b"\xff\xfe", b"null", b"[]", b"{}", br#"{"stranger":1}"#, deep.as_bytes(), &large];
        for body in bodies {
            for kind in [JSON, "text/plain", ""] {
                statuses.insert(scene.send(&operation, &path, secret, kind, body).await.status);
            }
        }
        for secret in
            ["", "no such token", KEY, &other.facilitator, &scene.board.projector, &scene.participant]
        {
            statuses.insert(scene.send(&operation, &path, secret, JSON, b"{}").await.status);
        }
        for query in [
            "?stranger=1",
            "?language=xx",
            "?language=%FF",
            "?language=",
            "?paper=x",
            "?part=x",
            "?size=9x9",
            "?token=wrong",
        ] {
            let path = format!("{path}{query}");
            statuses.insert(scene.send(&operation, &path, secret, JSON, b"").await.status);
        }
        for wrong in ["nowhere", "%FF", "%00", "a%2Fb"] {
            let names = ["id", "code", "format", "department"].map(|name| (name, wrong.to_owned()));
            let path = operation.at(&BTreeMap::from(names));
            if path != operation.path {
                statuses.insert(scene.send(&operation, &path, secret, JSON, b"").await.status);
            }
        }
    }
    for status in [200, 400, 401, 403, 404, 413, 415, 422] {
        assert!(statuses.contains(&status), "{status} was never answered: {statuses:?}");
    }
    let deletion = scene.document.operation("DELETE", "/api/boards/{id}");
    let path = scene.path(&deletion);
    for (secret, status) in
        [("", 401), ("wrong", 401), (&*scene.participant, 403), (&*scene.board.facilitator, 204)]
    {
        assert_eq!(scene.send(&deletion, &path, secret, "", b"").await.status, status);
    }
    assert_eq!(scene.send(&deletion, &path, &scene.board.facilitator, "", b"").await.status, 404);
}

#[tokio::test]
async fn a_method_that_is_not_documented_is_refused_with_those_that_are() {
    let scene = Scene::new().await;
    let mut methods: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    for operation in scene.document.operations() {
        let (_, known) = methods
            .entry(operation.path.clone())
            .or_insert_with(|| (scene.path(&operation), BTreeSet::new()));
        if operation.method == "GET" {
            known.insert("HEAD".to_owned());
        }
        known.insert(operation.method);
    }
    for (path, known) in methods.into_values() {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
            .into_iter()
            .filter(|one| !known.contains(*one))
        {
            let answer = scene.server.call(method, &path, &[("Content-Type", JSON)], b"{}").await;
            assert_eq!(answer.problem(), (405, "method-not-allowed".to_owned()), "{method} {path}");
            let allowed =
                answer.head.lines().find_map(|line| line.strip_prefix("allow: ")).unwrap_or_default();
            let allowed: BTreeSet<String> = allowed.split(',').map(|one| one.trim().to_uppercase()).collect();
            assert_eq!(allowed, known, "{method} {path}: {}", answer.head);
        }
    }
}

#[tokio::test]
async fn what_fits_the_document_is_not_refused_as_unfit_and_what_does_not_is() {
    let scene = Scene::new().await;
    let (mut fitting, mut unfit, mut wrong) = (0, 0, vec![]);
    for path in [
        "/api/boards",
        "/api/join",
        "/api/boards/{id}/commands",
        "/api/boards/{id}/duplicate",
        "/api/boards/{id}/archive",
        "/api/boards/{id}/rehearsal",
        "/api/saved-templates/{id}/boards",
    ] {
        let operation = scene.document.operation("POST", path);
        let schema = operation.body().unwrap();
        for form in scene.document.forms(&operation) {
            let name = form["properties"]["do"]["enum"][0].as_str().unwrap_or_default().to_owned();
            // With these the board would be another one for the commands that follow.
            let ends = ["renew_code", "finish", "leave"].contains(&name.as_str());
            let mut sample = scene.document.sample(&form);
            if path == "/api/join" {
                sample = with(&with(&sample, "code", json!(scene.board.code)), "department", json!("it"));
            }
            let mut bodies = vec![sample.clone()];
            for (field, said) in
                form["properties"].as_object().unwrap().iter().filter(|(field, _)| *field != "do")
            {
                bodies.extend(
                    scene.document.fitting(said).into_iter().map(|value| with(&sample, field, value)),
                );
                for value in scene.document.unfit(said) {
                    let body = with(&sample, field, value);
                    assert!(scene.document.wrong(schema, &body).is_some(), "{body}");
                    let answer = scene.send_json(&operation, &body).await;
                    // Who may not do it, or not now, may be told that first.
                    if ![403, 404, 409, 422].contains(&answer.status) {
                        wrong.push(format!("{body} does not fit the document: {}", answer.text));
                    }
                    unfit += 1;
                }
            }
            let stranger = with(&sample, "stranger", json!(1));
            assert_eq!(
                scene.send_json(&operation, &stranger).await.problem(),
                (422, "invalid".to_owned()),
                "{stranger}"
            );
            for body in bodies.into_iter().filter(|_| !ends) {
                assert_eq!(scene.document.wrong(schema, &body), None, "{body}");
                let answer = scene.send_json(&operation, &body).await;
                let about_the_board = ABOUT_THE_BOARD.iter().any(|why| answer.text.contains(why));
                if answer.text.contains("\"code\":\"invalid\"") && !about_the_board {
                    wrong.push(format!("{body} fits the document: {}", answer.text));
                }
                fitting += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(fitting > 150 && unfit > 300, "trivial: {fitting} that fit, {unfit} that do not");
}

#[tokio::test]
async fn an_import_takes_the_numbers_that_the_document_allows() {
    let scene = Scene::new().await;
    let operation = scene.document.operation("POST", "/api/boards/import");
    let exported = format!("/api/boards/{}/export/json", scene.board.id);
    let bearer = format!("Bearer {}", scene.board.facilitator);
    let file = scene.server.call("GET", &exported, &[("Authorization", bearer.as_str())], b"").await.json();
    // Every count is an unsigned number of 32 bits; in JSON `5.0` is a whole number.
    for number in [json!(2_147_483_648_u64), json!(u32::MAX), json!(5.0)] {
        let vote = json!({ "dots": 5, "per_note": 5, "voted": number, "eligible": number, "revealed": true });
        let body = with(&file, "vote", vote);
        assert_eq!(scene.document.wrong(operation.body().unwrap(), &body), None, "{number}");
        assert_eq!(scene.send_json(&operation, &body).await.status, 201, "{number}");
    }
    assert!(!scene.document.says("\"int32\""), "numbers go beyond int32");
}

#[tokio::test]
async fn the_ids_of_activities_are_what_the_document_says() {
    let scene = Scene::new().await;
    let operation = scene.document.operation("POST", "/api/boards");
    for (id, status) in
        [("", 201), ("a 1", 201), ("ą", 201), (" ", 422), ("a\u{e}", 422), (&*"x".repeat(65), 422)]
    {
        let activity = json!({ "kind": "welcome", "id": id });
        let body = json!({ "title": "x", "template": "blank", "agenda": [activity] });
        let unfit = scene.document.wrong(operation.body().unwrap(), &body).is_some();
        assert_eq!(unfit, status == 422, "{id:?}");
        assert_eq!(scene.send_json(&operation, &body).await.status, status, "{id:?}");
    }
}

/// What is asked after every step of a workshop, and by whom.
async fn look_around(scene: &Scene) {
    let state = scene.document.operation("GET", "/api/boards/{id}");
    for secret in [&scene.board.facilitator, &scene.board.projector, &scene.participant] {
        let answer = scene.send(&state, &scene.path(&state), secret, "", b"").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    for path in
        ["/api/boards/{id}/ballot", "/api/boards/{id}/people", "/api/boards/{id}/bin", "/api/join/{code}"]
    {
        let operation = scene.document.operation("GET", path);
        let answer = scene.send(&operation, &scene.path(&operation), scene.secret(&operation), "", b"").await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn the_answers_of_a_whole_workshop_are_documented() {
    let scene = Scene::new().await;
    let commands = scene.document.operation("POST", "/api/boards/{id}/commands");
    let path = scene.path(&commands);
    look_around(&scene).await;
    let (lead, anna) = (scene.board.facilitator.as_str(), scene.participant.as_str());
    let sealed = json!({ "do": "seal_note", "branch": "people", "text": "Nobody is asked" });
    // Entries are numbered: the note is what the reveal makes, entry 6; the project is entry 17.
    let (note, project) = ("6-1", "p17");
    let steps = [
        (lead, json!({ "do": "start_activity", "activity": "a2", "minutes": 5 })),
        (anna, sealed.clone()),
        (lead, json!({ "do": "unlock" })),
        (anna, sealed),
        (lead, json!({ "do": "reveal_notes" })),
        (lead, json!({ "do": "pause_timer" })),
        (lead, json!({ "do": "summon", "note": note })),
        (lead, json!({ "do": "open_vote", "dots": 5.0 })),
        (anna, json!({ "do": "cast", "note": note, "dots": 2 })),
        (lead, json!({ "do": "close_vote" })),
        (lead, json!({ "do": "reveal_vote" })),
        (lead, json!({ "do": "open_rating", "notes": [note] })),
        (anna, json!({ "do": "rate", "note": note, "importance": 5, "urgency": 3 })),
        (lead, json!({ "do": "close_rating" })),
        (lead, json!({ "do": "reveal_rating" })),
        (
            lead,
            json!({ "do": "create_project", "title": "Ask", "budget": 5, "approvals": ["it"], "owner": "it", "due": "2027-03-31",
            "amount": 1200.5, "currency": "PLN", "affects_departments": ["sales"] }),
        ),
        (anna, json!({ "do": "approve", "project": project, "decision": "accept" })),
        (anna, json!({ "do": "report_progress", "project": project, "status": "running", "word": "Begun" })),
        (anna, json!({ "do": "done" })),
        (anna, json!({ "do": "set_person", "name": "Anna K.", "department": "it" })),
        (lead, json!({ "do": "unlock" })),
        (anna, json!({ "do": "comment", "note": note, "text": "Only in spring" })),
        (lead, json!({ "do": "set_permissions", "facts": "own" })),
        (
            anna,
            json!({ "do": "add_fact", "label": "Complaints", "kind": "complaints", "value": 9.5, "day": "2027-01-31" }),
        ),
        (lead, json!({ "do": "set_authors", "shown": false, "departments": false })),
        (lead, json!({ "do": "close_door" })),
        (lead, json!({ "do": "finish" })),
        (anna, json!({ "do": "report_progress", "project": project, "due": "2027-04-30" })),
        (lead, json!({ "do": "report_progress", "project": project, "status": "done" })),
        (
            anna,
            json!({ "do": "approve", "project": project, "decision": "decline", "comment": "Not this year" }),
        ),
    ];
    let mut done = 0;
    for (secret, command) in steps {
        assert_eq!(scene.document.wrong(commands.body().unwrap(), &command), None, "{command}");
        let answer = scene.send(&commands, &path, secret, JSON, command.to_string().as_bytes()).await;
        done += usize::from(answer.status == 200);
        look_around(&scene).await;
    }
    assert_eq!(done, 29, "all but the note that was sealed on a locked board");
    let export = scene.document.operation("GET", "/api/boards/{id}/export/{format}");
    let file = scene.path(&export).replace("/md", "/json");
    let fact = scene.send(&export, &file, lead, "", b"").await.json()["facts"][0]["id"].clone();
    for (secret, command) in [
        (lead, json!({ "do": "reopen" })),
        (lead, json!({ "do": "ask", "fact": fact, "question": "why" })),
        (anna, json!({ "do": "answer", "text": "Easter", "reason": "season" })),
    ] {
        let answer = scene.send(&commands, &path, secret, JSON, command.to_string().as_bytes()).await;
        assert_eq!(answer.status, 200, "{command}: {}", answer.text);
        look_around(&scene).await;
        if command["do"] == "answer" {
            let answers = json!([format!("a{}", answer.json()["seq"])]);
            let keep =
                json!({ "do": "keep_answers", "answers": answers, "branch": "people", "reference": "Why?" });
            let answer = scene.send(&commands, &path, lead, JSON, keep.to_string().as_bytes()).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            let finish = json!({ "do": "finish" });
            scene.send(&commands, &path, lead, JSON, finish.to_string().as_bytes()).await;
        }
    }
    for format in ["svg", "md", "csv", "json", "html"] {
        let path = scene.path(&export).replace("/md", &format!("/{format}"));
        assert_eq!(scene.send(&export, &path, anna, "", b"").await.status, 200, "{format}");
    }
}
