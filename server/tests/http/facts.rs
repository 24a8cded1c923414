//! What a spreadsheet of facts would add to a board: told to its facilitator, and nothing of it is done.

use serde_json::json;

use crate::open::{Answer, Made, Open, open};

async fn preview(server: &Open, made: &Made, token: &str, file: &[u8]) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/octet-stream")];
    server.call("POST", &format!("/api/boards/{}/facts/preview", made.id), &headers, file).await
}

#[tokio::test]
async fn a_facilitator_is_told_what_a_spreadsheet_would_add_and_nothing_is_added() {
    let server = open().await;
    let made = server.make().await;
    let before = server.get(&format!("/api/boards/{}/export/json", made.id), &made.facilitator).await.json();
    let answer = preview(&server, &made, &made.facilitator, b"Name;2026-01;2026-02\nNPS;31;28,5\n").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let fact = &answer.json()["facts"][0];
    assert_eq!(fact["values"], json!({ "2026-01-31": 31.0, "2026-02-28": 28.5 }));
    assert_eq!((&fact["label"], &fact["kind"], &fact["cell"]), (&json!("NPS"), &json!("nps"), &json!("A2")));
    let utf16: Vec<u8> =
        "\u{feff}Data\tСкарги\n2026\t12,a".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let faults = preview(&server, &made, &made.facilitator, &utf16).await.json()["faults"].clone();
    assert_eq!(faults, json!([{ "cell": "B2", "text": "12,a", "code": "not-a-number" }]));
    let damaged = preview(&server, &made, &made.facilitator, b"PK\x03\x04 and no more").await;
    assert_eq!((damaged.status, damaged.json()["faults"][0]["code"].clone()), (200, json!("damaged")));
    let after = server.get(&format!("/api/boards/{}/export/json", made.id), &made.facilitator).await.json();
    assert_eq!((&after["facts"], &after["notes"]), (&before["facts"], &before["notes"]));
}

#[tokio::test]
async fn nobody_else_is_and_no_file_is_longer_than_stated() {
    let server = open().await;
    let made = server.make().await;
    let (anna, _) = server.join(&made, "Anna", "it").await;
    let table = b"Name\t2026\nNPS\t31\n";
    for (token, status) in [("", 401), ("wrong", 401), (&*anna, 403), (&*made.projector, 403)] {
        assert_eq!(preview(&server, &made, token, table).await.status, status, "{token}");
    }
    let long = vec![b' '; export::LONGEST_SPREADSHEET + 1];
    assert_eq!(preview(&server, &made, &made.facilitator, &long).await.status, 413);
}
