//! The JSON Schema of the export, by a validator that is not ours.

use board::{BoardId, Millis, reading::Board};
use export::{Format, Options, render};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::open::{KEY, config, open_with};

#[path = "../../../crates/export/tests/exports/boards.rs"]
mod boards;

fn file(board: &Board) -> Value {
    let options = Options { generated_at: Millis(1_795_202_700_000), ..Options::default() };
    serde_json::from_slice(&render(board, Format::Json, &options).unwrap()).unwrap()
}

fn wrong(validator: &Validator, file: &Value) -> Vec<String> {
    validator.iter_errors(file).map(|error| format!("{error} at {}", error.instance_path)).take(5).collect()
}

#[tokio::test]
async fn every_json_export_keeps_the_published_schema() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let answer = server.call("GET", "/api/schema/board.json", &[], b"").await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("content-type: application/schema+json"), "{}", answer.head);
    let schema = answer.json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let hostile = [
        "<script>",
        "=1+1",
        "a\u{0}b\u{1b}\u{fffe}c",
        "\u{202e}olleh",
        "Z\u{301}",
        "👩‍👩‍👧 漢字",
        "\"\\/\n\r\u{2028}",
        "",
    ];
    let word = "x".repeat(1_000);
    let mut random = fastrand::Rng::with_seed(20_261_126);
    let boards = [
        ("the workshop", boards::cx()),
        ("hostile texts", boards::of_texts(&hostile)),
        ("long words", boards::of_texts(&[&word])),
        ("no cause", boards::of_texts(&[])),
        ("nothing", Board { id: BoardId::from("b"), language: "en".into(), ..Board::default() }),
        ("5,000 causes", boards::nested(&mut random, 5_000, 200)),
    ];
    for (name, board) in boards {
        assert_eq!(wrong(&validator, &file(&board)), [""; 0], "{name}");
    }
    // What the server sends, after an import.
    let made = server.post("/api/boards/import", KEY, &file(&boards::cx())).await.json();
    let path = format!("/api/boards/{}/export/json", made["id"].as_str().unwrap());
    let sent = server.get(&path, made["facilitator_token"].as_str().unwrap()).await.json();
    assert_eq!(wrong(&validator, &sent), [""; 0]);
    assert_eq!(sent["votes"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_schema_refuses_what_no_export_is() {
    let validator = jsonschema::draft202012::new(&export::schema()).unwrap();
    let whole = file(&boards::cx());
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut file = whole.clone();
        change(&mut file);
        assert!(!validator.is_valid(&file), "{}", wrong(&validator, &whole).len());
    };
    assert!(validator.is_valid(&whole));
    refused(&|v| v["format"] = json!("other"));
    refused(&|v| v["version"] = json!(2));
    refused(&|v| v["stranger"] = json!(1));
    refused(&|v| drop(v.as_object_mut().unwrap().remove("effect")));
    refused(&|v| v["notes"][0]["text"] = json!(7));
    refused(&|v| v["notes"][0]["stranger"] = json!("x"));
    refused(&|v| v["notes"][0]["priority"] = json!("soon"));
    refused(&|v| v["votes"][0]["dots"] = json!("many"));
    refused(&|v| v["votes"][0]["by_department"] = json!("everybody"));
    refused(&|v| v["runs"][0]["from"] = json!("then"));
    refused(&|v| v["projects"][0]["competences"] = json!({}));
    refused(&|v| v["people"][0]["seat"] = json!("yes"));
    refused(&|v| v["words"]["worth"] = json!([1]));
}
