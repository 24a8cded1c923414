//! The team's charter and the polls, in every format for reading and back.

use board::BoardId;
use board::reading::{Board, read};
use board::schema::Limits;
use export::{Format, Import, Options, render};
use serde_json::json;

use crate::pdf::reader;
use crate::readers::AT;
use crate::{boards, html};

fn board() -> Board {
    let mut document = boards::cx_document();
    let fields = json!({ "purpose": "Nikt nie odpowiada [za start]", "reports_to": "marketing",
        "accepted_by": "customer-service", "centre": "cost", "principles": "=Najpierw klient",
        "goal_this_year": "NPS zero", "goal_3_5_years": "NPS czterdzieści", "strategy": "Prościej" });
    document["board"].as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let poll = |text: &str, grades: Option<[u32; 5]>| {
        let mut item = json!({ "text": text });
        if let Some(grades) = grades {
            item["grades"] = json!(grades);
        }
        json!({ "id": "q7", "kind": "belief", "open": false, "items": [item], "answered": 9, "eligible": 9 })
    };
    document["session"]["polls"] = json!([poll("Cel za daleki", Some([3, 2, 1, 0, 0]))]);
    document["session"]["poll"] = poll("Cel bez ocen", None);
    let (board, defects) = read(&BoardId::from("b1"), &document);
    assert_eq!(defects, []);
    board
}

fn made(format: Format) -> Vec<u8> {
    render(&board(), format, &Options { generated_at: AT, ..Options::default() }).unwrap()
}

#[test]
fn charter_1_poll_4_the_charter_and_the_polls_are_in_every_format() {
    let text = |format| String::from_utf8(made(format)).unwrap();
    for (format, written) in [
        (Format::Md, text(Format::Md).replace('\\', "")),
        (Format::Html, html::text(&text(Format::Html))),
        (Format::Csv, text(Format::Csv)),
        (Format::Pdf, reader("pdftotext", &["-raw", "-enc", "UTF-8", "-", "-"], &made(Format::Pdf))),
        (Format::Xlsx, crate::readers::read_xlsx(made(Format::Xlsx)).join("\n")),
    ] {
        let unspaced = |text: &str| text.split_whitespace().collect::<String>();
        let said = [
            "Nikt nie odpowiada [za start]",
            "Najpierw klient",
            "NPS zero",
            "centrum kosztów",
            "Dział marketing",
            "Dział customer-service",
            "Cel za daleki",
            "Cel bez ocen",
        ];
        let missing: Vec<_> =
            said.iter().filter(|one| !unspaced(&written).contains(&unspaced(one))).collect();
        assert!(missing.is_empty(), "{format:?}: {missing:?}");
        // Three of six gave 1, two 2 and one 3.
        assert!(written.contains("1,7") || written.contains("1.7"), "{format:?} tells the average");
    }
}

#[test]
fn charter_1_poll_4_both_come_back_from_an_export_and_a_next_board_has_the_charter_alone() {
    let create = Import::parse(&made(Format::Json), &Limits::default()).unwrap().into_create();
    assert_eq!(create.charter, board().charter);
    assert_eq!(create.contents.polls, board().polls);
    let next = export::next(&board(), AT, &Limits::default()).unwrap();
    assert_eq!(next.charter, board().charter);
    assert!(next.contents.polls.is_empty());
    let mut value: serde_json::Value = serde_json::from_slice(&made(Format::Json)).unwrap();
    value["polls"][0]["items"][0]["grades"] = json!([1, 2]);
    let error = Import::parse(value.to_string().as_bytes(), &Limits::default()).unwrap_err().to_string();
    assert!(error.contains("polls[0].items"), "{error}");
    value["polls"] = json!([]);
    value["charter"]["centre"] = json!("both");
    let error = Import::parse(value.to_string().as_bytes(), &Limits::default()).unwrap_err().to_string();
    assert!(error.contains("charter.centre"), "{error}");
}
