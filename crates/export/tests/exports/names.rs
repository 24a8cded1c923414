//! People stand in the order of the board's language in every format that lists them (NAME-1).

use board::BoardId;
use board::reading::read;
use export::{Format, Options, render};
use serde_json::{Value, json};

#[test]
fn people_stand_in_the_order_of_the_language_and_merged_causes_are_not_counted() {
    let document = json!({
        "session": { "language": "pl" },
        "branches": { "b": { "title": "Ludzie", "order": "a0" } },
        "departments": { "it": { "name": "IT", "place": 0 } },
        "people": {
            "1": { "name": "Zofia", "department": "it" }, "2": { "name": "Łukasz", "department": "it" },
            "3": { "name": "Adam", "department": "it" }, "4": { "name": "ewa", "department": "it" },
            "5": { "name": "Ćwik", "department": "it" },
        },
        "notes": {
            "kept": { "text": "Kolejki", "branch": "b", "order": "a0" },
            "same": { "text": "Długie kolejki", "branch": "b", "order": "a1" },
        },
        "attribution": { "kept": { "department": "it" }, "same": { "department": "it" } },
        "merges": { "same": "kept" },
    });
    let board = read(&BoardId::from("b"), &document).0;
    let written = |format| String::from_utf8(render(&board, format, &Options::default()).unwrap()).unwrap();
    let json: Value = serde_json::from_str(&written(Format::Json)).unwrap();
    let names: Vec<&str> =
        json["people"].as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Adam", "Ćwik", "ewa", "Łukasz", "Zofia"]);
    for format in [Format::Md, Format::Html] {
        let file = written(format);
        let places: Vec<usize> = names.iter().map(|name| file.rfind(name).unwrap()).collect();
        assert!(places.is_sorted(), "{format:?}: {places:?}");
    }
    assert_eq!(json["departments"][0]["written"], 1, "one living cause, as on the screens");
}
