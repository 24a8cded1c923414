//! The three lists in every format for reading, in a narrowed one, and on the next board.

use board::BoardId;
use board::reading::{Board, read};
use board::schema::Limits;
use export::{Format, Import, Options, render};
use serde_json::{Value, json};

use crate::pdf::reader;
use crate::readers::AT;
use crate::{boards, html};

/// The workshop with two goals: one from which a cause and a project follow, and one from which nothing does.
fn board() -> Board {
    let mut document = boards::cx_document();
    let mut note = |id: &str, fields: Value| {
        let note = document["notes"][id].as_object_mut().unwrap();
        note.extend(fields.as_object().unwrap().clone());
    };
    note("e7", json!({ "list": "goals", "horizon": "this-year", "fact": "f1", "text": "NPS od zera wzwyż" }));
    note("e2", json!({ "list": "goals", "horizon": "3-5-years", "text": "Cel samotny" }));
    note("e3", json!({ "goal": "e7", "text": "Przeszkoda [pierwsza]" }));
    note("e6", json!({ "goal": "gone", "text": "Przeszkoda zgubiona" }));
    note("e1", json!({ "list": "quality", "owner": "it", "text": "Wolne serwery" }));
    document["facts"] =
        json!({ "f1": { "kind": "nps", "label": "NPS klientów", "values": { "2026-01-31": -12 } } });
    document["projects"]["p0"]["notes"] = json!({ "e3": "a0" });
    document["projects"]["p0"]["title"] = json!("Projekt pierwszy");
    let poll = |kind: &str, text: &str, grades: [u32; 5]| {
        json!({ "id": "q7", "kind": kind, "open": false, "answered": 9, "eligible": 9,
            "items": [{ "text": text, "grades": grades }] })
    };
    document["session"]["polls"] = json!([
        poll("belief", "NPS od zera wzwyż", [0, 1, 2, 0, 0]),
        poll("quality", "Dział it", [1, 2, 0, 0, 0]),
    ]);
    let (board, defects) = read(&BoardId::from("b1"), &document);
    assert_eq!(defects, []);
    board
}

fn made(format: Format, list: Option<&'static str>) -> Vec<u8> {
    render(&board(), format, &Options { generated_at: AT, list, ..Options::default() }).unwrap()
}

fn read_all(format: Format, list: Option<&'static str>) -> String {
    let file = made(format, list);
    let text = |file| String::from_utf8(file).unwrap();
    let read = match format {
        Format::Md => text(file).replace('\\', ""),
        Format::Html => html::text(&text(file)),
        Format::Pdf => reader("pdftotext", &["-raw", "-enc", "UTF-8", "-", "-"], &file),
        Format::Xlsx => crate::readers::read_xlsx(file).join("\n"),
        _ => text(file),
    };
    read.split_whitespace().collect()
}

const READ: [Format; 5] = [Format::Md, Format::Html, Format::Csv, Format::Pdf, Format::Xlsx];

#[test]
fn goal_5_what_follows_from_a_goal_stands_with_it_in_every_format() {
    for format in READ {
        let written = read_all(format, None);
        for said in [
            "Przyczyna: Przeszkoda [pierwsza]",
            "Projekt: Projekt pierwszy",
            "Jeszcze nic z niego nie wynika: ani przyczyna, ani projekt.",
            "3 do 5 lat",
            "NPS klientów",
        ] {
            let said: String = said.split_whitespace().collect();
            assert!(written.contains(&said), "{format:?}: {said}");
        }
        // One gave 2 and two gave 3; one gave 1 and two gave 2.
        for average in [["2,7", "2.7"], ["1,7", "1.7"]] {
            assert!(average.iter().any(|one| written.contains(one)), "{format:?}: {average:?}");
        }
    }
    let csv = read_all(Format::Csv, None);
    assert!(csv.contains("(usuniętazt"), "a goal that was removed is said to be: {csv}");
    let file: Value = serde_json::from_slice(&made(Format::Json, None)).unwrap();
    let goals = file["lists"]["goals"].as_array().unwrap();
    assert_eq!(goals.len(), 2);
    assert_eq!(goals[0]["causes"], json!([{ "id": "e3", "text": "Przeszkoda [pierwsza]" }]));
    assert_eq!((&goals[0]["belief"], &goals[0]["graded"]), (&json!(2.7), &json!(3)));
    assert_eq!((&goals[1]["horizon"], &goals[1]["projects"]), (&json!("3-5-years"), &json!([])));
    assert_eq!(file["lists"]["areas"][0]["average"], 1.7);
    assert_eq!(file["lists"]["areas"][0]["causes"], json!(["e1"]));
}

#[test]
fn goal_5_a_file_of_one_list_has_what_stands_beside_that_list() {
    let nothing: String = "Jeszcze nic z niego nie wynika".split_whitespace().collect();
    for format in READ {
        let goals = read_all(format, Some("goals"));
        assert!(goals.contains(&nothing) && goals.contains("Przeszkoda[pierwsza]"), "{format:?}");
        let quality = read_all(format, Some("quality"));
        assert!(!quality.contains(&nothing) && quality.contains("Wolneserwery"), "{format:?}");
        let results = read_all(format, Some("results"));
        assert!(!results.contains(&nothing) && !results.contains("Wolneserwery"), "{format:?}");
    }
}

#[test]
fn goal_5_goals_come_back_from_a_file_and_go_on_to_the_next_board() {
    let create = Import::parse(&made(Format::Json, None), &Limits::default()).unwrap().into_create();
    let goal = |id: &str| create.contents.notes.iter().find(|note| note.id.as_str() == id).unwrap();
    assert!(goal("e2").fields.contains(&("horizon".into(), "3-5-years".into())));
    assert!(goal("e3").fields.contains(&("goal".into(), "e7".into())));
    let mut wrong: Value = serde_json::from_slice(&made(Format::Json, None)).unwrap();
    let place = wrong["notes"].as_array().unwrap().iter().position(|note| note["id"] == "e2").unwrap();
    wrong["notes"][place]["horizon"] = json!("next-years");
    let error = Import::parse(wrong.to_string().as_bytes(), &Limits::default()).unwrap_err().to_string();
    assert!(error.contains(&format!("notes[{place}].horizon")), "{error}");

    // Both goals have a priority, as all that was rated; what has one is settled, but a goal is not.
    let mut before = board();
    for bone in &mut before.branches {
        for note in &mut bone.notes {
            note.priority = Some("now".into());
        }
    }
    let next = export::next(&before, AT, &Limits::default()).unwrap();
    let goals: Vec<&str> = next.contents.notes.iter().map(|note| note.id.as_str()).collect();
    assert!(goals.contains(&"e7") && goals.contains(&"e2"), "{goals:?}");
    assert!(!goals.contains(&"e3"), "{goals:?}");
}
