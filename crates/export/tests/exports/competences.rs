//! The competences of the team in every format, back from a file, on a next board and on a copy.

use board::reading::{Board, read};
use board::schema::Limits;
use board::{BoardId, Millis};
use export::{Copied, ForFacilitators, Format, Import, Options, render};
use serde_json::{Value, json};

use crate::pdf::reader;
use crate::readers::AT;
use crate::{boards, html};

fn board() -> Board {
    let mut document = boards::cx_document();
    document["session"]["team"] = json!([
        { "name": "Prawo konsumenckie", "needed": true, "has": ["Piotr Mazur", "Dział legal"] },
        { "name": "komunikatywność", "has": ["Ewa Lis"], "learns": [
            { "name": "Ewa Lis", "until": "2020-01-31" }, { "name": "Spóźniony Uczeń", "until": "2020-01-31" },
            { "name": "Oleh Shevchuk", "until": "2099-01-31" }] },
        { "name": "Cierpliwość", "needed": true },
    ]);
    let (board, defects) = read(&BoardId::from("b1"), &document);
    assert_eq!(defects, []);
    board
}

fn made(format: Format) -> Vec<u8> {
    render(&board(), format, &Options { generated_at: AT, ..Options::default() }).unwrap()
}

#[test]
fn comp_4_who_has_what_and_who_learns_it_is_in_every_format() {
    let text = |format| String::from_utf8(made(format)).unwrap();
    for (format, written) in [
        (Format::Md, text(Format::Md).replace('\\', "")),
        (Format::Html, html::text(&text(Format::Html))),
        (Format::Csv, text(Format::Csv)),
        (Format::Pdf, reader("pdftotext", &["-raw", "-enc", "UTF-8", "-", "-"], &made(Format::Pdf))),
        (Format::Xlsx, crate::readers::read_xlsx(made(Format::Xlsx)).join("\n")),
    ] {
        let written: String = written.split_whitespace().collect();
        for said in [
            "Piotr Mazur, Dział legal",
            "Spóźniony Uczeń",
            "po terminie",
            "nauczono się",
            "Oleh Shevchuk",
            "Cierpliwość",
            "nikt jej nie ma i nikt się jej nie uczy",
        ] {
            let said: String = said.split_whitespace().collect();
            assert!(written.contains(&said), "{format:?}: {said}");
        }
    }
    // Of the three who learn, one is late; one has learned it, one has time.
    let csv = text(Format::Csv);
    assert_eq!((csv.matches("po terminie").count(), csv.matches("nauczono się").count()), (1, 1));
}

#[test]
fn comp_4_it_comes_back_from_a_file_goes_on_to_the_next_board_and_a_copy_has_no_names() {
    let team = |create: &board::workshop::Create| -> Value { serde_json::to_value(&create.team).unwrap() };
    let back = Import::parse(&made(Format::Json), &Limits::default()).unwrap().into_create();
    let names = |all: &[board::workshop::TeamCompetence]| -> Vec<(usize, usize, Option<bool>)> {
        all.iter().map(|one| (one.has.len(), one.learns.len(), one.needed)).collect()
    };
    assert_eq!(names(&back.team).len(), 3);
    assert!(names(&back.team).contains(&(1, 3, None)) && names(&back.team).contains(&(2, 0, Some(true))));
    let next = export::next(&board(), Millis(7), &Limits::default()).unwrap();
    assert_eq!(names(&next.team), names(&back.team), "{}", team(&next));
    let copy =
        export::copy(&board(), ForFacilitators::default(), Copied::Causes, Millis(7), &Limits::default())
            .unwrap();
    assert_eq!(names(&copy.team), [(0, 0, Some(true)); 2], "{}", team(&copy));
    let mut wrong: Value = serde_json::from_slice(&made(Format::Json)).unwrap();
    wrong["competences"][0]["learns"] = json!([{ "name": "Ewa", "until": "2026-02-30" }]);
    let error = Import::parse(wrong.to_string().as_bytes(), &Limits::default()).unwrap_err().to_string();
    assert!(error.contains("team[0]"), "{error}");
}
