//! Earlier rounds, seats, what was planned and what was, and the words at the end: in every list, there and back, and
//! nothing of what is still secret.

use board::live::Live;
use board::schema::Limits;
use board::workshop::{Action, Command, EDITION, Join};
use board::{Actor, BoardId, Millis, ParticipantId, reading::read};
use export::{Format, Import, ImportError, Options, Report, Zone, render};
use serde_json::{Value, json};

use crate::boards;
use crate::readers::{AT, made, read_csv, read_xlsx, text};

/// What the lists say of it, with times of Warsaw.
fn list(format: Format) -> String {
    let options =
        Options { generated_at: AT, zone: Zone::parse("Europe/Warsaw").unwrap(), ..Options::default() };
    let file = render(&boards::cx(), format, &options).unwrap();
    match format {
        Format::Csv => read_csv(&file).iter().map(|row| row.join("|")).collect::<Vec<_>>().join("\n"),
        Format::Xlsx => read_xlsx(file).join("\n"),
        _ => String::from_utf8(file).unwrap().replace('\\', ""),
    }
}

#[test]
fn earlier_rounds_seats_times_and_words_are_in_every_list() {
    let said = [
        "1. Na próbę [v]",
        "pozostałe działy 4",
        "8 / 9",
        "(usunięta z tablicy)",
        "2.",
        "7 / 9",
        "bez urządzenia",
        "[Było warto]",
        "[Za krótko]",
        // The start as planned, and as it was.
        "19 listopada 2026, 15:45 CET",
        "19 listopada 2026, 15:53 CET",
        "1,25",
        "2,5",
    ];
    for format in [Format::Md, Format::Html, Format::Xlsx, Format::Csv] {
        let found = list(format);
        for text in said {
            let text = if format == Format::Xlsx || format == Format::Csv {
                text.replace(',', ".")
            } else {
                text.to_owned()
            };
            let flat = if format == Format::Xlsx || format == Format::Csv {
                found.replace(',', ".")
            } else {
                found.clone()
            };
            assert!(flat.contains(&text), "{text} is not in {format:?}: {found}");
        }
    }
    let csv = list(Format::Csv);
    let row = |name: &str| csv.lines().find(|row| row.contains(name)).unwrap_or_default();
    assert!(row("|||Halina Sowa").starts_with("Osoba, bez urządzenia"), "{csv}");
    assert!(row("Otwarcie i cele").ends_with("|10|19 listopada 2026, 15:53 CET|15"), "{csv}");
}

#[test]
fn the_json_has_the_rounds_in_the_form_of_the_session() {
    let session = boards::cx_document()["session"].clone();
    let file: Value = serde_json::from_slice(&made(&boards::cx(), Format::Json)).unwrap();
    for key in ["votes", "ratings", "runs", "words"] {
        assert_eq!(file[key], session[key], "{key}");
    }
    let seats: Vec<&str> = file["people"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["seat"] == true)
        .filter_map(|p| p["name"].as_str())
        .collect();
    assert_eq!(seats, ["Halina Sowa"]);
    let bare: Value = serde_json::from_slice(&made(&boards::of_texts(&["x"]), Format::Json)).unwrap();
    assert_eq!((&bare["votes"], &bare["words"]), (&json!([]), &Value::Null));
}

/// A board made of a file, as the server makes it.
fn imported(file: &[u8]) -> Live {
    let mut create = Import::parse(file, &Limits::default()).unwrap().into_create();
    (create.join_code, create.facilitator_hash, create.projector_hash) =
        ("ABC234".into(), "f".into(), "p".into());
    create.edition = EDITION;
    let mut live = Live::new(BoardId::from("imported"), Limits::default());
    act(&mut live, create.into());
    live
}

fn act(live: &mut Live, action: Action) {
    let mut batch = live.batch(Millis(AT.0 + live.seq()));
    batch.act(action).unwrap();
    batch.finish().unwrap();
}

fn join(live: &mut Live, n: usize, department: &str, rehearsal: bool) -> ParticipantId {
    let participant = ParticipantId::from(format!("new-{n}"));
    let join = json!({ "participant": participant, "name": format!("New {n}"), "department": department,
        "token_hash": format!("t{n}"), "rehearsal": rehearsal });
    act(live, Action::Join(serde_json::from_value::<Join>(join).unwrap()));
    participant
}

fn lead(live: &mut Live, command: Value) {
    act(live, Action::Command(Actor::Facilitator, serde_json::from_value::<Command>(command).unwrap()));
}

#[test]
fn rounds_runs_and_words_come_back_from_a_file() {
    let mut live = imported(&made(&boards::cx(), Format::Json));
    let again = Report::of(&live.reading().0, AT);
    let before = Report::of(&boards::cx(), AT);
    let named = |report: &Report| -> Value {
        let mut value = json!([
            report.votes,
            report.ratings,
            report.runs,
            report.words,
            report.vote.as_ref().map(|v| &v.name)
        ]);
        for round in value[0].as_array_mut().unwrap() {
            round["id"] = Value::Null;
        }
        for round in value[1].as_array_mut().unwrap() {
            round["id"] = Value::Null;
        }
        value
    };
    assert_eq!(named(&again), named(&before));
    live.verify().unwrap();
    // A rehearsal that ends takes its own ballots along, and no result of the board before.
    join(&mut live, 1, "it", true);
    join(&mut live, 2, "it", false);
    assert_eq!(named(&Report::of(&live.reading().0, AT)), named(&before));
    assert!(live.state().vote.is_some() && live.state().rating.is_some());
}

/// The place that a refused file is refused at.
fn place(change: impl FnOnce(&mut Value)) -> String {
    let mut value: Value = serde_json::from_slice(&made(&boards::cx(), Format::Json)).unwrap();
    change(&mut value);
    match Import::parse(&serde_json::to_vec(&value).unwrap(), &Limits::default()).unwrap_err() {
        ImportError::Value { at, .. } => at,
        ImportError::Board(misfit) => misfit.at,
        other => panic!("{other}"),
    }
}

#[test]
fn limit_2_rounds_that_no_board_has_are_refused_by_their_place() {
    assert_eq!(place(|v| v["votes"][1]["open"] = json!(true)), "votes[1]");
    assert_eq!(place(|v| v["votes"][1]["tally"] = Value::Null), "votes[1]");
    assert_eq!(place(|v| v["votes"][0]["dots"] = json!(0)), "votes[0]");
    assert_eq!(place(|v| v["votes"][0]["name"] = json!("x".repeat(2_001))), "votes[0].name");
    assert_eq!(place(|v| v["votes"][1]["notes"] = json!([""])), "votes[1].notes");
    assert_eq!(place(|v| v["votes"] = vec![v["votes"][0].clone(); 21].into()), "votes");
    assert_eq!(place(|v| v["ratings"][0]["tally"]["d1"]["urgency"] = json!(5.5)), "ratings[0].tally");
    assert_eq!(place(|v| v["ratings"][0]["notes"] = json!(["a1"])), "ratings[0].tally");
    assert_eq!(place(|v| v["runs"][1]["to"] = json!(1)), "runs[1].to");
    assert_eq!(place(|v| v["words"]["revealed"] = json!(false)), "words");
    assert_eq!(place(|v| v["words"]["worth"] = json!([1, 2])), "words");
    assert_eq!(place(|v| v["words"]["words"][0] = json!("x".repeat(2_001))), "words.words");
    assert_eq!(place(|v| v["vote"]["notes"] = json!(["nowhere"])), "vote.notes");
}

/// It was refused with `rating: This names a cause that is not in the file`.
#[test]
fn limit_2_a_board_whose_rated_and_planned_causes_were_removed_is_exported_and_imported() {
    let mut document = boards::cx_document();
    document["session"]["vote"]["notes"] = json!(["c7", "c2", "a5"]);
    for gone in ["c7", "e7"] {
        document["notes"].as_object_mut().unwrap().remove(gone);
    }
    let (board, _) = read(&BoardId::from("b1"), &document);
    let live = imported(&made(&board, Format::Json));
    assert_eq!(live.state().vote.as_ref().unwrap().notes, Some(vec!["c2".into(), "a5".into()]));
}

#[test]
fn nothing_that_is_still_secret_is_in_an_export() {
    let mut live = imported(&made(&boards::cx(), Format::Json));
    let people: Vec<_> = ["it", "it", "it", "legal", "legal"]
        .iter()
        .enumerate()
        .map(|(n, department)| join(&mut live, n, department, false))
        .collect();
    let give = |live: &mut Live, n: usize, command: Value| {
        let command = serde_json::from_value::<Command>(command).unwrap();
        act(live, Action::Command(Actor::Participant(people[n].clone()), command));
    };
    let file =
        |live: &Live| -> Value { serde_json::from_slice(&made(&live.reading().0, Format::Json)).unwrap() };
    lead(&mut live, json!({ "do": "open_vote", "dots": 2 }));
    for n in 0..5 {
        give(&mut live, n, json!({ "do": "cast", "note": "b3", "dots": 2 }));
    }
    let open = file(&live);
    assert_eq!(open["votes"].as_array().unwrap().len(), 3, "the one that was revealed before is a round now");
    assert_eq!(
        (&open["vote"]["revealed"], open["notes"].to_string().contains("\"dots\":10")),
        (&json!(false), false)
    );
    lead(&mut live, json!({ "do": "close_vote" }));
    lead(&mut live, json!({ "do": "reveal_vote" }));
    lead(&mut live, json!({ "do": "open_vote", "dots": 1 }));
    let round = &file(&live)["votes"][3];
    // Two of legal are pooled with it: three of it could be reckoned from the sum.
    assert_eq!(round["tally"]["b3"], json!({ "dots": 10, "by_department": {} }));
    assert!(!round.to_string().contains("new-"), "no ballot: {round}");
    assert_eq!(file(&live)["votes"], live.root_json("session")["votes"]);
    for format in [Format::Md, Format::Csv, Format::Html] {
        assert!(!text(&live.reading().0, format).contains("legal 4"), "{format:?}");
    }
}

#[test]
fn words_that_are_not_shown_are_in_no_export() {
    let mut document = boards::cx_document();
    document["session"]["words"] = json!({ "said": 4, "revealed": false });
    let (board, _) = read(&BoardId::from("b1"), &document);
    assert_eq!(Report::of(&board, AT).words, None);
    assert!(!text(&board, Format::Md).contains("Słowa na koniec"));
}
