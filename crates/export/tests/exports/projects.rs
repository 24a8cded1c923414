//! What is said of projects, in every format, and the sums of their amounts.

use board::reading::{Board, read};
use board::schema::Limits;
use board::{BoardId, Live, Millis};
use calamine::{Data, Reader, Xlsx};
use export::{Format, Import, ImportError, Options, Report, render};
use serde_json::{Value, json};

use crate::readers::{made, read_csv, read_pdf, read_xlsx, text};
use crate::{boards, html};

/// The workshop with two projects that have everything.
fn document() -> Value {
    let mut document = boards::cx_document();
    for (id, amount, currency) in [("p0", 120_000.5, "PLN"), ("p1", 0.1, "EUR"), ("p2", 0.2, "EUR")] {
        let project = &mut document["projects"][id];
        if project.is_null() {
            *project = json!({ "title": "Third" });
        }
        project["amount"] = json!(amount);
        project["currency"] = json!(currency);
    }
    let first = &mut document["projects"]["p0"];
    first["person"] = json!("[Olga]");
    first["start"] = json!("2027-01-04");
    first["due"] = json!("2027-03-31");
    first["fact"] = json!("f1");
    first["affects_departments"] = json!({ "sales": "a1", "it": "a0" });
    document
}

fn board() -> Board {
    let (board, defects) = read(&BoardId::from("b1"), &document());
    assert_eq!(defects, []);
    board
}

#[test]
fn proj_6_what_is_said_of_a_project_is_in_every_format() {
    let board = board();
    let said = ["[Olga]", "Dział it", "Dział sales", "PLN"];
    for (format, written) in [
        (Format::Json, text(&board, Format::Json)),
        (Format::Md, text(&board, Format::Md).replace('\\', "")),
        (Format::Html, html::text(&text(&board, Format::Html))),
        (Format::Xlsx, read_xlsx(made(&board, Format::Xlsx)).join("\n")),
        (Format::Csv, read_csv(&made(&board, Format::Csv)).concat().join("\n")),
        (Format::Pdf, read_pdf(&made(&board, Format::Pdf))),
    ] {
        let spaceless = |text: &str| text.split_whitespace().collect::<String>();
        // Readers get the days in their language, programs as they are sorted.
        let days = match format {
            Format::Json | Format::Xlsx | Format::Csv => ["2027-01-04", "2027-03-31"],
            _ => ["4 stycznia 2027", "31 marca 2027"],
        };
        let missing: Vec<_> =
            said.iter().chain(&days).filter(|one| !spaceless(&written).contains(&spaceless(one))).collect();
        assert!(missing.is_empty(), "{format:?}: {missing:?}");
    }
}

#[test]
fn proj_7_amounts_add_up_by_currency() {
    let mut document = document();
    document["projects"]["p3"] = json!({ "title": "Fourth", "amount": -7 });
    let (board, _) = read(&BoardId::from("b1"), &document);
    let report = Report::of(&board, Millis(7));
    assert_eq!(report.amounts.keys().collect::<Vec<_>>(), ["", "EUR", "PLN"]);
    let line = "Razem: −7; 0,30\u{a0}EUR; 120\u{a0}000,50\u{a0}PLN";
    assert!(text(&board, Format::Md).contains(line), "{}", text(&board, Format::Md));
    // In the summary, and below the projects.
    assert_eq!(html::text(&text(&board, Format::Html)).matches(line).count(), 2);
    let spaceless: String = line.split_whitespace().collect();
    assert!(read_pdf(&made(&board, Format::Pdf)).contains(&spaceless));
    let json: Value = serde_json::from_slice(&made(&board, Format::Json)).unwrap();
    assert_eq!(
        (json["amounts"]["PLN"].as_f64(), json["projects"][0]["amount"].as_f64()),
        (Some(120_000.5), Some(120_000.5))
    );
    let total: Vec<Vec<String>> =
        read_csv(&made(&board, Format::Csv)).into_iter().filter(|row| row[0] == "Razem").collect();
    let said =
        |row: &Vec<String>| row.iter().skip(1).filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>();
    assert_eq!(
        total.iter().map(said).collect::<Vec<_>>(),
        [vec!["-7"], vec!["0.3", "EUR"], vec!["120000.5", "PLN"]]
    );
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(made(&board, Format::Xlsx))).unwrap();
    let sheet = book.worksheet_range("Projekty").unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    let column = rows[0].iter().position(|name| *name == "Kwota").unwrap();
    let cells: Vec<&Data> = rows[1..].iter().map(|row| &row[column]).collect();
    assert_eq!(cells[0], &Data::Float(120_000.5), "it counts");
    assert_eq!(cells.last().unwrap(), &&Data::Float(120_000.5));
}

#[test]
fn limit_2_every_field_of_a_project_comes_back_from_its_export() {
    let board = board();
    let file = |board: &Board| {
        render(board, Format::Json, &Options { generated_at: Millis(7), ..Options::default() }).unwrap()
    };
    let mut create = Import::parse(&file(&board), &Limits::default()).unwrap().into_create();
    create.facilitator_hash = "f".into();
    create.projector_hash = "p".into();
    create.join_code = "ABC234".into();
    let mut live = Live::new(BoardId::from("again"), Limits::default());
    let mut batch = live.batch(Millis(1));
    batch.act(create.into()).unwrap();
    batch.finish().unwrap();
    assert_eq!(live.reading().0.projects, board.projects);
}

#[test]
fn limit_2_an_older_export_is_read_and_a_wrong_value_is_named_with_its_place() {
    let changed = |change: &dyn Fn(&mut Value)| {
        let options = Options { generated_at: Millis(7), ..Options::default() };
        let mut value: Value =
            serde_json::from_slice(&render(&board(), Format::Json, &options).unwrap()).unwrap();
        change(&mut value);
        Import::parse(&serde_json::to_vec(&value).unwrap(), &Limits::default())
    };
    let older = changed(&|v| {
        drop(v.as_object_mut().unwrap().remove("amounts"));
        for project in v["projects"].as_array_mut().unwrap() {
            for key in ["amount", "currency", "person", "start", "due", "fact", "affects_departments"] {
                drop(project.as_object_mut().unwrap().remove(key));
            }
        }
    });
    assert_eq!(older.unwrap().report.projects[0].amount, None);
    for (field, value) in [
        ("amount", json!(1e13)),
        ("currency", json!("zł")),
        ("due", json!("2027-02-30")),
        ("start", json!("")),
    ] {
        let error = changed(&|v| v["projects"][0][field] = value.clone()).unwrap_err();
        let ImportError::Board(misfit) = error else { panic!("{field}: {error}") };
        assert_eq!(misfit.at, format!("projects[0].{field}"));
    }
    assert!(matches!(changed(&|v| v["projects"][0]["amount"] = json!("5")), Err(ImportError::Value { .. })));
}

/// The workshop with a history of its first project.
fn with_history() -> Board {
    let mut document = document();
    document["projects"]["p0"]["status"] = json!("running");
    document["projects"]["p0"]["due"] = json!("2026-11-19");
    let said = |at: u64, more: Value| {
        let mut said = json!({ "project": "p0", "at": at });
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        said
    };
    document["progress"] = json!({
        "000002": said(1_795_202_600_000, json!({ "due": "2026-11-19", "value": 12.5, "fact": "f1" })),
        "000000": said(1_795_100_000_000, json!({ "by": "p1", "name": "[Ewa]", "department": "it", "status": "running",
            "word": "[Ruszyło]" })),
        "000001": said(1_795_200_000_000, json!({ "by": "p2", "name": "[Jan]", "department": "sales",
            "decision": "decline", "word": "[Za drogo]" })),
    });
    let (board, defects) = read(&BoardId::from("b1"), &document);
    assert_eq!(defects, []);
    board
}

#[test]
fn prog_3_prog_6_the_history_of_a_project_and_that_it_is_late_are_in_every_format() {
    let board = with_history();
    let said = ["[Ewa]", "[Jan]", "[Ruszyło]", "[Za drogo]", "2026-11-19"];
    for (format, late, written) in [
        (Format::Json, "", text(&board, Format::Json)),
        (Format::Md, "(po terminie)", text(&board, Format::Md).replace('\\', "")),
        (Format::Html, "(po terminie)", html::text(&text(&board, Format::Html))),
        (Format::Xlsx, "(po terminie)", read_xlsx(made(&board, Format::Xlsx)).join("\n")),
        (Format::Csv, "(po terminie)", read_csv(&made(&board, Format::Csv)).concat().join("\n")),
        (Format::Pdf, "(po terminie)", read_pdf(&made(&board, Format::Pdf))),
    ] {
        let spaceless = |text: &str| text.split_whitespace().collect::<String>();
        let written = spaceless(&written);
        let missing: Vec<&str> =
            said.into_iter().chain([late]).filter(|one| !written.contains(&spaceless(one))).collect();
        assert!(missing.is_empty(), "{format:?}: {missing:?}");
    }
    let md = text(&board, Format::Md).replace('\\', "");
    assert!(
        md.contains("| 20 listopada 2026, 18:40 UTC | [Jan], Dział sales | odrzucono | [Za drogo] |"),
        "{md}"
    );
    assert!(md.contains("UTC | osoba prowadząca |"), "{md}");
}

#[test]
fn limit_2_a_history_comes_back_from_its_export_in_the_order_of_time() {
    let board = with_history();
    let file =
        render(&board, Format::Json, &Options { generated_at: Millis(7), ..Options::default() }).unwrap();
    let mut create = Import::parse(&file, &Limits::default()).unwrap().into_create();
    (create.facilitator_hash, create.projector_hash) = ("f".into(), "p".into());
    create.join_code = "ABC234".into();
    let mut live = Live::new(BoardId::from("again"), Limits::default());
    let mut batch = live.batch(Millis(1));
    batch.act(create.into()).unwrap();
    batch.finish().unwrap();
    assert_eq!(live.reading().0.projects, board.projects);
    assert_eq!(live.reading().0.projects[0].progress.len(), 3);
}
