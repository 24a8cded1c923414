//! Names and titles that nobody can see, and what turns or buries the words beside them, at every door that takes one.

use serde_json::{Value, json};

use crate::open::{KEY, open};

const INVISIBLE: [&str; 9] = [
    "\u{200b}",
    "\u{3164}",
    "\u{2800}",
    "\u{2060}",
    "\u{ad}",
    "\u{202e}",
    "\u{feff}",
    " \t\n",
    "\u{200b}\u{3164} ",
];

#[tokio::test]
async fn text_4_what_nobody_can_see_is_no_name_at_any_door() {
    let server = open().await;
    let made = server.make().await;
    let board = format!("/api/boards/{}", made.id);
    let (token, _) = server.join(&made, "Ada", "it").await;
    for name in INVISIBLE {
        let bodies: [(&str, String, &str, Value); 6] = [
            ("/api/boards", String::new(), KEY, json!({ "title": name, "template": "blank" })),
            ("/api/join", String::new(), "", json!({ "code": made.code, "name": name, "department": "it" })),
            (
                "seat",
                format!("{board}/commands"),
                &made.facilitator,
                json!({ "do": "add_seat", "name": name, "department": "it" }),
            ),
            (
                "project",
                format!("{board}/commands"),
                &made.facilitator,
                json!({ "do": "create_project", "title": name }),
            ),
            ("facilitator", format!("{board}/facilitators"), &made.facilitator, json!({ "name": name })),
            ("person", format!("{board}/commands"), &token, json!({ "do": "set_person", "name": name })),
        ];
        for (door, path, secret, body) in bodies {
            let path = if path.is_empty() { door } else { &path };
            let answer = server.post(path, secret, &body).await;
            assert_eq!(answer.problem(), (422, "invalid".into()), "{door} took {name:?}");
        }
    }
}

#[tokio::test]
async fn text_1_text_3_names_are_cleaned_and_bounded() {
    let server = open().await;
    let made = server.make().await;
    let heap = format!("Z{}o", "\u{301}".repeat(60));
    let (token, ada) = server.join(&made, "A\u{202e}d\u{200b}a", "it").await;
    let (_, zoe) = server.join(&made, &heap, "it").await;
    let people = server.get(&format!("/api/boards/{}", made.id), &token).await.json()["people"].clone();
    let name = |id: &str| {
        let person = people.as_array().unwrap().iter().find(|person| person["id"] == id).unwrap();
        person["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(name(&ada), "Ada");
    let marks = name(&zoe).chars().filter(|c| *c == '\u{301}').count();
    assert!(marks <= 8, "{marks} marks on one letter");
    let long = server
        .post("/api/join", "", &json!({ "code": made.code, "name": "x".repeat(5000), "department": "it" }))
        .await;
    assert_eq!(long.problem(), (422, "too-long".into()));
}

#[tokio::test]
async fn what_no_font_has_is_said_before_the_export() {
    let server = open().await;
    let made = server.make().await;
    let undrawn = format!("/api/boards/{}/undrawn", made.id);
    assert_eq!(server.get(&undrawn, &made.facilitator).await.json(), json!([]));
    let project = json!({ "do": "create_project", "title": "Ogham \u{1688}\u{1681}, √ ★ Ω, łódź" });
    assert_eq!(server.command(&made, &made.facilitator, project).await.status, 200);
    assert_eq!(server.get(&undrawn, &made.facilitator).await.json(), json!(["\u{1681}", "\u{1688}"]));
    let (token, _) = server.join(&made, "Ada", "it").await;
    assert_eq!(server.get(&undrawn, &token).await.problem(), (403, "not-allowed".into()));
}
