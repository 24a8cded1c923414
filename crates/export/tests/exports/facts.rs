//! The board's facts in every format, and back from the file.

use board::reading::{Board, read};
use board::schema::Limits;
use board::{BoardId, Live, Millis};
use calamine::{Data, Reader, Xlsx};
use export::{Format, Import, ImportError, Options, render};
use serde_json::{Value, json};

use crate::readers::{made, read_csv, read_pdf, read_xlsx, text};
use crate::{boards, html};

fn board() -> Board {
    let mut document = boards::cx_document();
    document["facts"] = json!({
        "f1": { "kind": "nps", "label": "[NPS firmy]", "unit": "pkt", "source": "[Badanie]", "department": "sales",
            "target": 40, "target_date": "2027-12-31",
            "values": { "2026-01-31": -12.5, "2026-02-28": 0.1, "2025-12-31": -20 } },
        "f2": { "kind": "complaints", "label": "[Reklamacje]", "values": {} },
    });
    document["notes"]["c3"]["fact"] = json!("f1");
    document["projects"]["p0"]["fact"] = json!("f1");
    let (board, defects) = read(&BoardId::from("b1"), &document);
    assert_eq!(defects, []);
    board
}

fn file(board: &Board) -> Vec<u8> {
    render(board, Format::Json, &Options { generated_at: Millis(7), ..Options::default() }).unwrap()
}

#[test]
fn facts_stand_in_every_format_with_start_newest_value_and_target() {
    let board = board();
    let said = [
        "[NPS firmy]",
        "[Reklamacje]",
        "[Badanie]",
        "pkt",
        "2025-12-31",
        "2026-01-31",
        "2026-02-28",
        "2027-12-31",
    ];
    let (point, comma) = (["-12.5", "0.1", "-20", "40"], ["-12,5", "0,1", "-20", "40"]);
    for (format, figures, written) in [
        (Format::Json, point, text(&board, Format::Json)),
        (Format::Md, comma, text(&board, Format::Md).replace('\\', "")),
        (Format::Html, comma, html::text(&text(&board, Format::Html))),
        (Format::Xlsx, point, read_xlsx(made(&board, Format::Xlsx)).join("\n")),
        (Format::Csv, point, read_csv(&made(&board, Format::Csv)).concat().join("\n")),
        (Format::Pdf, comma, read_pdf(&made(&board, Format::Pdf))),
    ] {
        let spaceless = |text: &str| text.split_whitespace().collect::<String>();
        let written = spaceless(&written);
        let missing: Vec<_> =
            said.iter().chain(&figures).filter(|one| !written.contains(&spaceless(one))).collect();
        assert!(missing.is_empty(), "{format:?}: {missing:?}");
    }
    // A cause and a project name the fact as people call it, and the fact names them.
    let md = text(&board, Format::Md).replace('\\', "");
    assert!(
        md.contains("Przywołany fakt: [NPS firmy]") && md.contains("Mierzony przez:** [NPS firmy]"),
        "{md}"
    );
    assert!(md.contains("  Projekt: Opiekun zamówienia\n"), "{md}");
    assert!(
        md.contains("| [NPS firmy] (pkt) | -20 (2025-12-31) | 0,1 (2026-02-28) | 40 (2027-12-31) |"),
        "{md}"
    );
    let calendar = text(&board, Format::Ics);
    assert!(
        calendar.contains("UID:b1-target-f1@herringbone\r\n") && calendar.contains("DATE:20271231"),
        "{calendar}"
    );
}

#[test]
fn answer_6_answers_stand_with_their_fact_in_every_file_and_come_back_from_it() {
    let mut document = boards::cx_document();
    document["facts"] = json!({ "f1": { "kind": "nps", "label": "NPS", "values": { "2026-01-31": 3 } } });
    document["people"]["zoe"] = json!({ "name": "[Zoe]", "department": "it" });
    let said = |question: &str, at: u64| json!({ "fact": "f1", "question": question, "text": "", "at": at });
    let mut answers = json!({ "a1": said("notice", 1), "a2": said("why", 2), "a3": said("why", 3) });
    answers["a1"]["text"] = json!("[Kolejka w kasie]");
    (answers["a1"]["department"], answers["a1"]["author"]) = (json!("it"), json!("zoe"));
    (answers["a2"]["reason"], answers["a3"]["reason"]) = (json!("season"), json!("season"));
    (answers["a3"]["text"], answers["a3"]["kept"]) = (json!("[Święta]"), json!("c1"));
    document["answers"] = answers;
    let (board, defects) = read(&BoardId::from("b1"), &document);
    assert_eq!((defects, board.facts[0].answers.len()), (vec![], 3));
    for (format, written) in [
        (Format::Md, text(&board, Format::Md).replace('\\', "")),
        (Format::Html, html::text(&text(&board, Format::Html))),
        (Format::Xlsx, read_xlsx(made(&board, Format::Xlsx)).join("\n")),
        (Format::Csv, read_csv(&made(&board, Format::Csv)).concat().join("\n")),
        (Format::Pdf, read_pdf(&made(&board, Format::Pdf))),
    ] {
        let spaceless = |text: &str| text.split_whitespace().collect::<String>();
        let written = spaceless(&written);
        let asked = ["Co zauważają klienci?", "Dlaczego liczba się zmienia?", "pora roku", "[Zoe]"];
        for one in asked.into_iter().chain(["[Kolejka w kasie]", "[Święta]"]) {
            assert!(written.contains(&spaceless(one)), "{format:?}: {one}");
        }
    }
    let md = text(&board, Format::Md).replace('\\', "");
    assert!(md.contains("pora roku: 2") && md.contains("pora roku: [Święta]"), "{md}");
    let mut create = Import::parse(&file(&board), &Limits::default()).unwrap().into_create();
    (create.facilitator_hash, create.projector_hash) = ("f".into(), "p".into());
    create.join_code = "ABC234".into();
    let mut live = Live::new(BoardId::from("again"), Limits::default());
    let mut batch = live.batch(Millis(1));
    batch.act(create.into()).unwrap();
    batch.finish().unwrap();
    assert_eq!(live.reading().0.facts, board.facts);
    live.verify().unwrap();
    // The next board, a copy and the page of a department have the fact, and not what was said of it.
    let next = export::next(&board, Millis(7), &Limits::default()).unwrap();
    let kept = export::ForFacilitators::default();
    let copy = export::copy(&board, kept, export::Copied::Causes, Millis(7), &Limits::default()).unwrap();
    for made in [&next, &copy] {
        assert_eq!((made.contents.facts.len(), made.contents.answers.len()), (1, 0));
    }
    let mut long: Value = serde_json::from_slice(&file(&board)).unwrap();
    long["facts"][0]["answers"][0]["text"] = json!("x".repeat(1001));
    let refused = Import::parse(&serde_json::to_vec(&long).unwrap(), &Limits::default());
    assert!(matches!(refused, Err(ImportError::Board(misfit)) if misfit.at == "answers[0].text"));
}

#[test]
fn a_spreadsheet_counts_with_the_values_of_facts() {
    let board = board();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(made(&board, Format::Xlsx))).unwrap();
    let values: Vec<Vec<Data>> =
        book.worksheet_range("W czasie").unwrap().rows().map(<[Data]>::to_vec).collect();
    assert_eq!(values.len(), 4, "a row for each value, under the headings");
    assert_eq!(values[1][2], Data::Float(-20.0));
    let rows = read_csv(&made(&board, Format::Csv));
    let of: Vec<&Vec<String>> = rows.iter().filter(|row| row[0].starts_with("Fakt:")).collect();
    assert_eq!(of.len(), 4, "a row for each value, and one for the fact that has none");
    assert!(of[0].contains(&"-20".to_owned()), "a negative number is no formula: {:?}", of[0]);
}

#[test]
fn limit_2_facts_come_back_from_their_export_and_what_no_board_takes_is_named_with_its_place() {
    let board = board();
    let mut create = Import::parse(&file(&board), &Limits::default()).unwrap().into_create();
    create.facilitator_hash = "f".into();
    create.projector_hash = "p".into();
    create.join_code = "ABC234".into();
    let mut live = Live::new(BoardId::from("again"), Limits::default());
    let mut batch = live.batch(Millis(1));
    batch.act(create.into()).unwrap();
    batch.finish().unwrap();
    assert_eq!(live.reading().0.facts, board.facts);
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut value: Value = serde_json::from_slice(&file(&board)).unwrap();
        change(&mut value);
        Import::parse(
            &serde_json::to_vec(&value).unwrap(),
            &Limits { fact_values: 3, facts: 2, ..Limits::default() },
        )
    };
    assert!(changed(&|_| {}).is_ok());
    assert!(
        changed(&|v| drop(v.as_object_mut().unwrap().remove("facts"))).is_ok(),
        "an older export has none"
    );
    let misfit = |change: &dyn Fn(&mut Value)| match changed(change) {
        Err(ImportError::Board(misfit)) => misfit.at,
        other => panic!("{other:?}"),
    };
    assert_eq!(misfit(&|v| v["facts"][0]["kind"] = json!("loyalty")), "facts[0].kind");
    assert_eq!(misfit(&|v| v["facts"][0]["target"] = json!(1e13)), "facts[0].target");
    assert_eq!(misfit(&|v| v["facts"][0]["target_date"] = json!("soon")), "facts[0].target_date");
    assert_eq!(
        misfit(&|v| v["facts"][0]["values"] = json!({ "2026-02-30": 1 })),
        "facts[0].values.2026-02-30"
    );
    assert_eq!(misfit(&|v| v["facts"][0]["values"]["2026-02-01"] = json!(1)), "facts[0].values");
    assert_eq!(misfit(&|v| v["facts"][1]["id"] = json!("f1")), "facts[1].id");
    assert_eq!(
        misfit(&|v| v["facts"].as_array_mut().unwrap().push(json!({ "id": "f3", "kind": "other" }))),
        "facts"
    );
    assert!(matches!(changed(&|v| v["facts"][0]["colour"] = json!("red")), Err(ImportError::Value { .. })));
}

#[test]
fn the_same_chart_stands_on_the_slide_in_the_page_and_in_the_pdf() {
    let board = board();
    let options = |part| Options { part, generated_at: Millis(7), ..Options::default() };
    let slide =
        String::from_utf8(render(&board, Format::Svg, &options(export::Part::Facts)).unwrap()).unwrap();
    let page = text(&board, Format::Html);
    let pdf = read_pdf(&made(&board, Format::Pdf));
    // Numbers and dates as the language writes them, and the target; a fact that was never measured has no chart.
    for said in ["−20", "−12,5", "0,1", "cel 40", "gru\u{a0}2025", "gru\u{a0}2027"] {
        for (what, file) in [("slide", &slide), ("page", &page)] {
            assert!(file.contains(&format!(">{said}</text>")), "{said} in the {what}");
        }
        let spaceless = |text: &str| text.split_whitespace().collect::<String>();
        assert!(spaceless(&pdf).contains(&spaceless(said)), "{said} in the pdf");
    }
    assert!(slide.contains("[NPS firmy] (pkt)") && !slide.contains("[Reklamacje]"), "{slide}");
    // Whoever does not see it is told the values.
    let told = "role=\"img\" aria-label=\"[NPS firmy]: 2025-12-31: -20; 2026-01-31: -12,5; 2026-02-28: 0,1; Wartość docelowa: 40 (2027-12-31)\"";
    assert!(page.contains(told), "{page}");
    let none = render(&boards::cx(), Format::Svg, &options(export::Part::Facts)).unwrap();
    assert!(String::from_utf8(none).unwrap().contains("Jeszcze bez faktów."));
}

#[test]
fn fact_5_what_cites_a_removed_fact_says_so_in_every_file() {
    let mut board = board();
    board.facts.retain(|fact| fact.id.as_str() != "f1");
    for format in [Format::Md, Format::Html, Format::Csv] {
        let written = text(&board, format).replace('\\', "");
        assert!(written.contains("(usunięty z tablicy)"), "{format:?}");
    }
    assert!(text(&board, Format::Json).contains("\"f1\""), "the file for programs keeps what is cited");
}

#[test]
fn many_facts_stand_on_one_slide_and_the_others_are_counted() {
    let mut board = board();
    let one = board.facts[0].clone();
    board.facts =
        (0..40).map(|n| board::reading::Fact { label: format!("Fakt {n}"), ..one.clone() }).collect();
    for size in ["1920x1080", "1280x720", "1080x1920"] {
        let size = export::Size::parse(size);
        let options =
            Options { part: export::Part::Facts, size, generated_at: Millis(7), ..Options::default() };
        let slide = String::from_utf8(render(&board, Format::Svg, &options).unwrap()).unwrap();
        let shown = slide.matches("<title>Fakt ").count();
        assert!((4..40).contains(&shown), "{shown} on {size:?}");
        assert!(slide.contains(&format!("i jeszcze {}", 40 - shown)), "{shown} on {size:?}");
    }
}
