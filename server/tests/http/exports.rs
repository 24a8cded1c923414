//! Exports: what is refused, and what becomes of those who go away.

use std::time::Duration;

use serde_json::json;
use server::{
    Config,
    export_pool::{Most, Pace, Settings},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::open::{Answer, KEY, Made, Open, config, open_with};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server with these settings, and a board of so many notes of so many letters.
async fn filled(exports: Settings, notes: usize, letters: usize) -> (Open, Made) {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(Config { exports, ..config(data.path()) }).await;
    let server = Open { data: Some(data), ..server };
    let text: String = "Klient czeka zbyt długo. ".chars().cycle().take(letters).collect();
    let note = |n: usize| json!({ "id": format!("n{n}"), "branch": format!("b{}", n % 5), "text": format!("{n} {text}") });
    let branch =
        |n: usize| json!({ "id": format!("b{n}"), "title": format!("Bone {n}"), "question": "Why?" });
    let file = json!({
        "format": "herringbone-board", "version": 1, "generated_at": 1, "board": "b", "title": "Test", "language": "pl",
        "effect": "Late", "departments": [{ "id": "it", "name": "IT" }],
        "branches": (0..5).map(branch).collect::<Vec<_>>(), "notes": (0..notes).map(note).collect::<Vec<_>>(),
    });
    let made = server.post("/api/boards/import", KEY, &file).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    let text = |key: &str| made[key].as_str().unwrap().to_owned();
    let (id, code) = (text("id"), text("join_code"));
    let (facilitator, projector) = (text("facilitator_token"), text("projector_token"));
    (server, Made { id, code, facilitator, projector })
}

/// Asks for an export and does not read the answer.
async fn asked(server: &Open, made: &Made, format: &str, token: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let path = format!("/api/boards/{}/export/{format}", made.id);
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn export(server: &Open, made: &Made, format: &str, token: &str) -> Answer {
    server.get(&format!("/api/boards/{}/export/{format}", made.id), token).await
}

/// Asks again and again, until the answer is what it has to become; that, and how many were files.
async fn until(server: &Open, made: &Made, format: &str, token: &str, status: u16) -> (Answer, usize) {
    let asking = async {
        let mut files = 0;
        loop {
            let answer = export(server, made, format, token).await;
            files += usize::from(answer.status == 200);
            if answer.status == status {
                return (answer, files);
            }
        }
    };
    timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("{format} is never answered with {status}"))
}

fn refused(answer: &Answer) -> (u16, String, bool) {
    let (status, code) = answer.problem();
    (status, code, answer.head.contains("retry-after: "))
}

/// How many exports the server has answered with a file, by its own count.
async fn files(server: &Open) -> usize {
    let metrics = server.call("GET", "/metrics", &[], b"").await.text;
    let ours = |line: &&str| line.contains("/export/") && line.contains("status=\"200\"");
    let line = metrics.lines().find(ours).expect("there were some");
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn who_hangs_up_gives_the_place_back_and_is_not_drawn_for() {
    let exports = Settings { drawings: 1, ..Settings::default() };
    let (server, made) = filled(exports, 1_500, 60).await;
    let mut waiting = vec![];
    for _ in 0..exports.each.files {
        waiting.push(asked(&server, &made, "png", &made.facilitator).await);
    }
    let (answer, before) = until(&server, &made, "csv", &made.facilitator, 429).await;
    assert_eq!(refused(&answer), (429, "too-many-exports".to_owned(), true));
    drop(waiting);
    let (_, after) = until(&server, &made, "csv", &made.facilitator, 200).await;
    // A person's own are made in their order: by now the others would have been.
    assert_eq!(export(&server, &made, "png", &made.facilitator).await.status, 200);
    assert_eq!(files(&server).await, before + after + 1, "nothing was made for those who went");
}

#[tokio::test]
async fn when_all_have_too_much_under_way_the_next_is_told_to_come_back() {
    let all = Most { files: 2, bytes: 64 << 20 };
    let (server, made) = filled(Settings { drawings: 1, all, ..Settings::default() }, 1_500, 60).await;
    let held = [
        asked(&server, &made, "png", &made.facilitator).await,
        asked(&server, &made, "png", &made.facilitator).await,
    ];
    let (answer, _) = until(&server, &made, "csv", &made.projector, 503).await;
    assert_eq!(refused(&answer), (503, "busy".to_owned(), true));
    drop(held);
    until(&server, &made, "csv", &made.projector, 200).await;
}

#[tokio::test]
async fn a_file_that_is_not_read_is_not_kept() {
    let each = Most { files: 6, bytes: 1 << 20 };
    let pace = Pace { least: Duration::from_secs(4), bytes_per_second: usize::MAX };
    let (server, made) = filled(Settings { each, pace, ..Settings::default() }, 3_000, 900).await;
    // More than fits between server and client.
    let mut stuck = asked(&server, &made, "html", &made.facilitator).await;
    let mut head = [0; 12];
    stuck.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    let answer = export(&server, &made, "csv", &made.facilitator).await;
    assert_eq!(refused(&answer), (429, "too-many-exports".to_owned(), true));
    // Nothing was read meanwhile.
    until(&server, &made, "md", &made.facilitator, 200).await;
    let mut rest = vec![];
    // However it ends: the connection is closed before the file is whole.
    let _ = timeout(PATIENCE, stuck.read_to_end(&mut rest)).await.expect("it ends");
    assert!(!rest.ends_with(b"</html>\n"), "{} bytes came", rest.len());
}

#[tokio::test]
async fn a_board_too_large_to_be_drawn_can_be_had_as_lists() {
    let (server, made) = filled(Settings { drawn: 5_000, ..Settings::default() }, 200, 60).await;
    for (format, status) in
        [("svg", 422), ("png", 422), ("pdf", 422), ("html", 422), ("csv", 200), ("json", 200)]
    {
        let answer = export(&server, &made, format, &made.facilitator).await;
        assert_eq!(answer.status, status, "{format}");
        if status == 422 {
            assert_eq!(answer.problem(), (422, "too-large-to-draw".to_owned()));
        }
    }
}

#[tokio::test]
async fn a_pdf_is_made_for_the_paper_that_is_asked_for() {
    let (server, made) = filled(Settings::default(), 3, 20).await;
    for (paper, page) in
        [("", "0 0 595.28 841.89"), ("?paper=a3", "0 0 1190.55 841.89"), ("?paper=slide", "0 0 960 540")]
    {
        let answer = export(&server, &made, &format!("pdf{paper}"), &made.facilitator).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.text.contains(&format!("/MediaBox[{page}]")), "{paper}");
    }
    let answer = export(&server, &made, "pdf?paper=b5", &made.facilitator).await;
    assert_eq!(answer.problem(), (422, "invalid".to_owned()));
}

#[tokio::test]
async fn a_picture_has_the_part_and_the_size_that_are_asked_for() {
    let (server, made) = filled(Settings::default(), 3, 20).await;
    for (query, size) in [
        ("?part=fish", "width=\"1920\" height=\"1080\""),
        ("?part=results&size=1280x720", "width=\"1280\" height=\"720\""),
        ("?part=matrix&size=1080x1920", "width=\"1080\" height=\"1920\""),
        ("?part=projects&size=640x7680", "width=\"640\" height=\"7680\""),
    ] {
        let answer = export(&server, &made, &format!("svg{query}"), &made.facilitator).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.text.contains(size), "{query}: {}", &answer.text[..300]);
        let answer = export(&server, &made, &format!("png{query}"), &made.facilitator).await;
        assert_eq!(answer.status, 200, "{query}");
    }
    for query in [
        "part=cover",
        "part=",
        "size=",
        "size=1920",
        "size=1920x",
        "size=x1080",
        "size=1920X1080",
        "size=639x1080",
        "size=1920x7681",
        "size=7680x7680",
        "size=-320x320",
        "size=99999999999x1080",
        "size=%201920x1080",
    ] {
        let answer = export(&server, &made, &format!("png?{query}"), &made.facilitator).await;
        assert_eq!(answer.problem(), (422, "invalid".to_owned()), "{query}");
    }
}

#[tokio::test]
async fn the_page_knows_in_which_order_the_causes_came() {
    let (server, made) = filled(Settings::default(), 12, 20).await;
    let page = export(&server, &made, "html", &made.facilitator).await.text;
    let order =
        page.split("data-order=\"").nth(1).unwrap().split('"').next().unwrap().replace("&quot;", "\"");
    let order: Vec<String> = serde_json::from_str(&order).unwrap();
    // The causes of an imported board came in the order of its file.
    assert_eq!(order, (0..12).map(|n| format!("n{n}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_file_has_the_separator_and_the_time_zone_that_are_asked_for() {
    let (server, made) = filled(Settings::default(), 3, 20).await;
    for (query, separator, zone) in [
        ("", ",", " UTC"),
        ("&separator=comma&time_zone=UTC", ",", " UTC"),
        ("&separator=semicolon&time_zone=Europe/Warsaw", ";", " CE"),
    ] {
        let answer = export(&server, &made, &format!("csv?language=en{query}"), &made.facilitator).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let rows: Vec<&str> = answer.text.split("\r\n").collect();
        assert!(
            rows[0].trim_start_matches('\u{feff}').starts_with(&format!("Kind{separator}")),
            "{query}: {}",
            rows[0]
        );
        assert!(rows.iter().any(|row| row.starts_with("Made") && row.contains(zone)), "{query}: {rows:?}");
    }
    for wrong in ["separator=tab", "separator=", "time_zone=Europe/Nowhere", "time_zone=%2E%2E/etc/passwd"] {
        let answer = export(&server, &made, &format!("csv?{wrong}"), &made.facilitator).await;
        assert_eq!(answer.problem(), (422, "invalid".to_owned()), "{wrong}");
    }
}

#[tokio::test]
async fn a_whole_room_is_served_at_the_end() {
    let (server, made) = filled(Settings::default(), 40, 60).await;
    let mut tokens = vec![];
    for at in 0..40 {
        tokens.push(server.join(&made, &format!("Person {at}"), "it").await.0);
    }
    assert_eq!(server.command(&made, &made.facilitator, json!({ "do": "finish" })).await.status, 200);
    let mut streams = vec![];
    for token in &tokens {
        streams.push(asked(&server, &made, "pdf", token).await);
    }
    for mut stream in streams {
        let mut file = vec![];
        timeout(PATIENCE, stream.read_to_end(&mut file)).await.unwrap().unwrap();
        assert!(file.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&file[..200]));
    }
}

/// A meeting with a date, and the fishbone of a Mermaid text.
#[tokio::test]
async fn a_diagram_becomes_a_board_and_its_calendar_and_diagram_are_exported() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let bearer = format!("Bearer {KEY}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "text/vnd.mermaid")];
    let diagram =
        "ishikawa-beta\n  Klienci czekają\n    Ludzie\n      Brak szkoleń\n        Brak czasu\n    Metody\n";
    let answer = server.call("POST", "/api/boards/import?language=pl", &headers, diagram.as_bytes()).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let made = answer.json();
    let text = |key: &str| made[key].as_str().unwrap().to_owned();
    let (id, facilitator) = (text("id"), text("facilitator_token"));
    assert_eq!(made["branches"].as_array().unwrap().len(), 2);
    let file = |format: &'static str, token: String| {
        let (server, path) = (&server, format!("/api/boards/{id}/export/{format}"));
        async move { server.get(&path, &token).await }
    };
    let again = file("mermaid", facilitator.clone()).await;
    assert!(again.text.starts_with(diagram), "{}", again.text);
    assert!(again.head.contains(".mmd\""), "{}", again.head);
    assert!(again.head.contains("content-type: text/vnd.mermaid"), "{}", again.head);
    let agenda = json!({ "do": "set_agenda", "agenda": [{ "title": "M", "starts_at": 1_795_099_500_000_u64,
        "activities": [{ "kind": "collect", "title": "A", "minutes": 30 }] }] });
    let given = server.post(&format!("/api/boards/{id}/commands"), &facilitator, &agenda).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let (ours, walls) =
        (file("ics", facilitator).await.text, file("ics", text("projector_token")).await.text);
    for calendar in [&ours, &walls] {
        assert!(calendar.contains("DTSTART:20261119T144500Z\r\nDTEND:20261119T151500Z\r\n"), "{calendar}");
    }
    assert!(ours.contains("/join#") && !walls.contains("/join#"), "only the facilitator invites");
    for (wrong, at) in [
        ("ishikawa\n", "no effect"),
        ("ishikawa\ne\n b\n  c\n   d\n    e\n     f\n      g\n       h\n", "line 9"),
    ] {
        let answer = server.call("POST", "/api/boards/import", &headers, wrong.as_bytes()).await;
        assert_eq!(answer.problem(), (422, "invalid".to_owned()));
        assert!(answer.text.contains(at), "{}", answer.text);
    }
    let other = server.call("POST", "/api/boards/import?language=de", &headers, diagram.as_bytes()).await;
    assert_eq!(other.status, 422);
}

#[tokio::test]
async fn the_facilitator_has_the_board_of_an_earlier_moment() {
    let (server, made) = filled(Settings::default(), 3, 20).await;
    let path = format!("/api/boards/{}", made.id);
    let state = server.get(&path, &made.facilitator).await.json();
    let before = state["server_time"].as_u64().unwrap();
    // The clock has whole milliseconds.
    while server.get(&path, &made.facilitator).await.json()["server_time"].as_u64() == Some(before) {}
    let project = json!({ "do": "create_project", "title": "Later" });
    let given = server.post(&format!("{path}/commands"), &made.facilitator, &project).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let at = |at: u64, token: &str| {
        let (server, path, token) = (&server, format!("{path}/export/json?at={at}"), token.to_owned());
        async move { server.get(&path, &token).await }
    };
    let then = at(before, &made.facilitator).await.json();
    assert_eq!((then["projects"].as_array().unwrap().len(), &then["as_of"]), (0, &json!(before)));
    assert_eq!(then["notes"].as_array().unwrap().len(), 3);
    let state = server.get(&path, &made.facilitator).await.json();
    let now = at(state["server_time"].as_u64().unwrap(), &made.facilitator).await.json();
    assert_eq!(now["projects"][0]["title"], "Later");
    // What is still to come is not called the board of that moment.
    assert_eq!(at(u64::MAX >> 12, &made.facilitator).await.problem(), (422, "too-late".to_owned()));
    assert_eq!(at(before, &made.projector).await.problem(), (403, "not-allowed".to_owned()));
    let early = at(1_000, &made.facilitator).await;
    assert_eq!(early.problem(), (422, "too-early".to_owned()));
    assert!(early.text.contains("This board was made on 20"), "{}", early.text);
    let wrong = server.get(&format!("{path}/export/json?at=soon"), &made.facilitator).await;
    assert_eq!(wrong.status, 400);
}
