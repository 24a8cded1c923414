//! Every format says everything, whatever people wrote.

use std::io::Cursor;

use board::reading::Board;
use board::schema::{Kind, note};
use calamine::{Reader, Xlsx};
use export::{Format, Options, Report, render};

use crate::readers::{AT, made, read_csv, read_pdf, read_xlsx, read_xml, text};
use crate::{boards, html};

/// Everything that was written at the CX workshop.
fn said() -> Vec<String> {
    let cx = boards::fixture();
    let mut said: Vec<String> = vec![];
    let mut add = |value: &serde_json::Value| said.push(value.as_str().unwrap().to_owned());
    add(&cx["title"]);
    add(&cx["effect"]);
    add(&cx["goals"]["workshop"]);
    add(&cx["goals"]["organisation"]);
    cx["notes"].as_array().unwrap().iter().for_each(|n| add(&n["text"]));
    cx["people"].as_array().unwrap().iter().for_each(|p| add(&p["name"]));
    for project in cx["projects"].as_array().unwrap() {
        ["title", "sponsor", "budget", "duration"].iter().for_each(|key| add(&project[key]));
        for list in ["competences", "tools", "methods"] {
            project[list].as_array().unwrap().iter().for_each(&mut add);
        }
    }
    said
}

fn missing(said: &[String], written: &str) -> Vec<String> {
    said.iter().filter(|text| !written.contains(text.as_str())).cloned().collect()
}

#[test]
fn every_text_is_whole_in_every_text_format() {
    let (board, said) = (boards::cx(), said());
    assert!(said.len() > 50);
    for format in [Format::Json, Format::Md] {
        assert_eq!(missing(&said, &text(&board, format)), [""; 0], "{format:?}");
    }
    let cx = boards::fixture();
    let drawn: Vec<String> = std::iter::once(&cx["title"])
        .chain([&cx["effect"]])
        .chain(cx["notes"].as_array().unwrap().iter().map(|note| &note["text"]))
        .map(|text| text.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(missing(&drawn, &read_xml(&text(&board, Format::Svg))), [""; 0]);
    assert_eq!(missing(&said, &html::text(&text(&board, Format::Html))), [""; 0]);
    assert_eq!(missing(&said, &read_xlsx(made(&board, Format::Xlsx)).join("\n")), [""; 0]);
    let cells = read_csv(&made(&board, Format::Csv)).concat().join("\n");
    let rows: Vec<String> = said.iter().filter(|s| !s.starts_with(char::is_lowercase)).cloned().collect();
    assert_eq!(missing(&rows, &cells), [""; 0]);
    let unspaced: Vec<String> = said.iter().map(|text| text.split_whitespace().collect()).collect();
    assert_eq!(missing(&unspaced, &read_pdf(&made(&board, Format::Pdf))), [""; 0]);
}

#[test]
fn every_text_that_is_said_of_a_cause_is_in_every_format() {
    let mut document = boards::cx_document();
    let mut said = vec![];
    for field in note::DETAILS.iter().filter(|field| field.kind == Kind::Text) {
        let text = format!("[{}]", field.key);
        document["notes"]["c3"][field.key] = text.as_str().into();
        said.push(text);
    }
    assert!(said.len() >= 2);
    let (board, _) = board::reading::read(&"b1".into(), &document);
    let md = text(&board, Format::Md).replace('\\', "");
    for (format, written) in [
        (Format::Json, text(&board, Format::Json)),
        (Format::Md, md),
        (Format::Svg, read_xml(&text(&board, Format::Svg))),
        (Format::Html, html::text(&text(&board, Format::Html))),
        (Format::Xlsx, read_xlsx(made(&board, Format::Xlsx)).join("\n")),
        (Format::Csv, read_csv(&made(&board, Format::Csv)).concat().join("\n")),
        (Format::Pdf, read_pdf(&made(&board, Format::Pdf))),
    ] {
        assert_eq!(missing(&said, &written), [""; 0], "{format:?}");
    }
}

#[test]
fn the_drawing_holds_the_font_and_stays_small() {
    let svg = text(&boards::cx(), Format::Svg);
    assert!(svg.len() < 200_000, "{} bytes", svg.len());
    assert!(svg.contains("font/woff2;base64,"));
    let options = resvg::usvg::Options::default();
    let tree = resvg::usvg::Tree::from_str(&svg, &options).unwrap();
    assert!(tree.size().width() > 500.0 && tree.size().height() > 300.0);
}

#[test]
fn the_image_is_an_image() {
    let png = made(&boards::cx(), Format::Png);
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let image = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
    let paper = image.pixels()[0];
    let drawn = image.pixels().iter().filter(|p| **p != paper).count();
    assert!(drawn > 50_000, "only {drawn} pixels are not paper");
}

#[test]
fn a_workbook_counts_with_numbers() {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(made(&boards::cx(), Format::Xlsx))).unwrap();
    assert_eq!(
        book.sheet_names(),
        [
            "Skutek",
            "Przyczyny",
            "Głosowanie",
            "Priorytety",
            "Wcześniejsze głosowania",
            "Wcześniejsze oceny",
            "Projekty",
            "Profil zespołu",
            "Działy",
            "Uczestnicy",
            "Agenda",
            "Słowa na koniec"
        ]
    );
    let causes = book.worksheet_range("Przyczyny").unwrap();
    assert_eq!(causes.height(), 37);
    let vote = book.worksheet_range("Głosowanie").unwrap();
    assert_eq!(vote.get_value((1, 1)), Some(&calamine::Data::Float(7.0)));
}

#[test]
fn the_profile_is_compared_with_the_list_one_started_from() {
    let board = boards::cx();
    let report = Report::of(&board, AT);
    let profile: Vec<_> =
        report.competences.iter().map(|c| (c.name.as_str(), c.projects, c.expected)).collect();
    assert_eq!(profile[0], ("prowadzenie projektów", 2, false));
    assert!(profile.contains(&("komunikatywność", 1, true)));
    assert_eq!(profile.last(), Some(&("prawo konsumenckie", 0, true)));
    assert!(text(&board, Format::Md).contains("| komunikatywność | tak | 1 | ✓ |"));
}

#[test]
fn headings_speak_the_language_that_is_asked_for() {
    let board = boards::cx();
    for (language, heading) in
        [("en", "## Causes"), ("pl", "## Przyczyny"), ("uk", "## Причини"), ("xx", "## Causes")]
    {
        let options = Options { language: Some(language.to_owned()), generated_at: AT, ..Options::default() };
        let md = String::from_utf8(render(&board, Format::Md, &options).unwrap()).unwrap();
        assert!(md.contains(heading), "{language}");
    }
    assert!(text(&board, Format::Md).contains("## Przyczyny"), "the board's own");
}

#[test]
fn the_anonymous_stay_anonymous() {
    let mut document = boards::cx_document();
    for note in ["a1", "b6", "c8"] {
        document["attribution"][note] = serde_json::json!({ "department": "customer-service" });
    }
    document["people"].as_object_mut().unwrap().clear();
    let (board, _) = board::reading::read(&"b1".into(), &document);
    for format in [Format::Json, Format::Md, Format::Svg, Format::Html, Format::Csv] {
        assert!(!text(&board, format).contains("Ewa Lis"), "{format:?}");
    }
    let report = Report::of(&board, AT);
    assert_eq!(report.note("a1").unwrap().author, None);
}

#[test]
fn who_was_removed_is_named_only_with_what_they_wrote() {
    let mut document = boards::cx_document();
    document["people"]["p0"]["removed"] = true.into();
    document["people"]["p99"] = serde_json::json!({ "name": "Troll", "department": "it", "removed": true });
    let (board, _) = board::reading::read(&"b1".into(), &document);
    let report = Report::of(&board, AT);
    assert!(report.people.iter().any(|p| p.name == "Anna Kowal"), "her causes are on the board");
    assert!(!text(&board, Format::Json).contains("Troll"));
    assert_eq!(report.departments.iter().map(|d| d.people).sum::<usize>(), 8);
}

#[test]
fn emoji_are_drawn_and_read_back() {
    let texts = ["Klienci 😡 i 👍🏽, rodzina 👩‍👩‍👧, flaga 🇺🇦 ⚠️ ✅", "zwykły tekst", "漢字"];
    let board = boards::of_texts(&texts);
    let written = read_pdf(&made(&board, Format::Pdf));
    for text in texts {
        let unspaced: String = text.split_whitespace().collect();
        assert!(written.contains(&unspaced), "{text} is not in {written}");
    }
    let without = made(&boards::of_texts(&["zwykły tekst"]), Format::Pdf);
    assert!(without.len() < 120_000, "the emoji are in the file only when they are used");
    made(&board, Format::Png);
}

#[test]
fn departments_keep_their_order() {
    let mut document = boards::cx_document();
    for (place, id) in ["sales", "it", "legal"].iter().enumerate() {
        document["departments"][*id]["place"] = place.into();
    }
    let (board, _) = board::reading::read(&"b1".into(), &document);
    let order: Vec<String> =
        Report::of(&board, AT).departments.into_iter().map(|d| d.id.to_string()).collect();
    assert_eq!(order, ["sales", "it", "legal", "analysis", "back-office", "customer-service", "marketing"]);
}

#[test]
fn merged_causes_are_said_in_full() {
    let mut document = boards::cx_document();
    document["merges"] = serde_json::json!({ "b7": "b1", "c1": "c7" });
    let (board, defects) = board::reading::read(&"b1".into(), &document);
    assert_eq!(defects, []);
    for format in [Format::Json, Format::Md, Format::Csv] {
        assert_eq!(
            missing(&said(), &text(&board, format)).iter().filter(|t| t.len() > 30).count(),
            0,
            "{format:?}"
        );
    }
    let svg = read_xml(&text(&board, Format::Svg));
    for text in ["Nie sprawdzamy, dlaczego liczba reklamacji", "Klient powtarza numer sprawy"] {
        assert!(svg.contains(text), "{text}");
    }
    assert!(text(&board, Format::Md).contains("Połączona z: Mierzymy czas rozmowy"));
}

const HOSTILE: [&str; 14] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "=HYPERLINK(\"http://evil\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "]]></style></svg><!-- ${7*7}",
    "a\u{0}b\u{8}\u{1b}[31m\u{ffff}\u{fffe}c",
    "# heading\n---\n| a | b |\n1. x",
    "[link](javascript:alert(1)) ![i](x) `code` *b* _i_",
    "👩‍👩‍👧 שלום العربية 漢字 ﷽",
    "\u{202e}dlrow olleh",
    "Ó\u{301}\u{302}\u{303} line\r\nbreak\u{2028}here",
];

#[test]
fn hostile_texts_stay_texts() {
    let board = boards::of_texts(&HOSTILE);
    for format in [Format::Svg, Format::Html] {
        let file = text(&board, format);
        // The page has one script of its own.
        let own = usize::from(format == Format::Html);
        assert_eq!(file.matches("<script").count(), own, "{format:?}");
        assert!(!file.contains("<img") && !file.contains("]]>"), "{format:?}");
    }
    let svg = read_xml(&text(&board, Format::Svg));
    for part in ["<script>alert(1)</script>", "abc", "👩‍👩‍👧 שלום العربية 漢字 ﷽", "| a | b |"]
    {
        assert!(
            svg.contains(part) || part == "abc" && svg.contains("ab[31mc"),
            "{part} is not whole in {svg}"
        );
    }
    for cell in read_csv(&made(&board, Format::Csv)).concat() {
        let first = cell.trim_start().chars().next().unwrap_or(' ');
        assert!(!"=+-@".contains(first), "{cell:?} would be a formula");
    }
    assert!(
        read_xlsx(made(&board, Format::Xlsx)).iter().any(|cell| cell == "=HYPERLINK(\"http://evil\",\"x\")")
    );
    let md = text(&board, Format::Md);
    assert!(!md.contains("<script") && !md.contains("\n---") && !md.contains("[link]("));
    let pages = read_pdf(&made(&board, Format::Pdf));
    // The reader of pages puts letters that are written from right to left in an order of its own.
    let backwards: String = "שלום".chars().rev().collect();
    assert!(pages.contains("שלום") || pages.contains(&backwards), "{pages}");
    made(&board, Format::Png);
    export::Import::parse(&made(&board, Format::Json), &board::schema::Limits::default()).unwrap();
}

#[test]
fn an_empty_board_and_a_full_one_are_exported() {
    let long = "Przyczyna, którą ktoś opisał bardzo dokładnie, ".repeat(6);
    let word = "x".repeat(1000);
    let texts: Vec<String> =
        (0..300).map(|n| format!("{n} {}", if n % 50 == 0 { &word } else { &long })).collect();
    let full: Vec<&str> = texts.iter().map(String::as_str).collect();
    for (board, causes) in [(Board::default(), 0), (boards::of_texts(&[]), 0), (boards::of_texts(&full), 300)]
    {
        for format in Format::ALL {
            assert!(!made(&board, format).is_empty(), "{format:?} with {causes} causes");
        }
        assert_eq!(Report::of(&board, AT).notes.len(), causes);
    }
    let board = boards::of_texts(&full);
    let svg = read_xml(&text(&board, Format::Svg));
    assert!(texts.iter().all(|text| svg.contains(text.trim_end())), "a text was cut");
}

/// A text as nobody would write it, out of characters that trouble formats.
fn odd(random: &mut fastrand::Rng) -> String {
    const TROUBLE: &str = "ab ąЖ<>&\"'`*_#|\\-=+@[](){}~!.\n\r\t\0\u{7f}\u{85}\u{200d}\u{202e}\u{2028}\u{feff}\u{301}漢🙂𝕏\u{10ffff}";
    let trouble: Vec<char> = TROUBLE.chars().collect();
    (0..random.usize(..40)).map(|_| trouble[random.usize(..trouble.len())]).collect()
}

#[test]
fn odd_texts_break_no_format() {
    let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_261_121);
    println!("SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    for _ in 0..20 {
        let texts: Vec<String> = (0..12).map(|_| odd(&mut random)).collect();
        let board = boards::of_texts(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        read_xml(&text(&board, Format::Svg));
        assert!(text(&board, Format::Html).ends_with("</html>\n"));
        let rows = read_csv(&made(&board, Format::Csv));
        assert!(rows.len() > 12 && rows.iter().all(|row| row.len() == rows[0].len()));
        read_xlsx(made(&board, Format::Xlsx));
        read_pdf(&made(&board, Format::Pdf));
        made(&board, Format::Md);
        let import =
            export::Import::parse(&made(&board, Format::Json), &board::schema::Limits::default()).unwrap();
        assert_eq!(import.report, Report::of(&board, AT));
    }
}

#[test]
fn a_format_is_found_by_its_name() {
    for format in Format::ALL {
        assert_eq!(Format::parse(format.name()), Some(format));
        assert!(format.media_type().contains('/'));
    }
    assert_eq!(Format::parse("docx"), None);
    assert_eq!(Format::parse("SVG"), None);
}

#[test]
fn files_name_the_program_that_made_them_and_its_version() {
    let (board, made_with) = (boards::cx(), concat!("Herringbone ", env!("CARGO_PKG_VERSION")));
    for format in [Format::Json, Format::Html, Format::Ics] {
        assert!(text(&board, format).contains(made_with), "{format:?}");
    }
    let pdf = lopdf::Document::load_mem(&made(&board, Format::Pdf)).unwrap();
    let info = pdf.trailer.get(b"Info").and_then(|info| pdf.dereference(info)).unwrap().1.as_dict().unwrap();
    let creator = lopdf::decode_text_string(info.get(b"Creator").unwrap()).unwrap();
    assert_eq!(creator, made_with);
    let mut xlsx = zip::ZipArchive::new(Cursor::new(made(&board, Format::Xlsx))).unwrap();
    let about = std::io::read_to_string(xlsx.by_name("docProps/core.xml").unwrap()).unwrap();
    assert!(about.contains(made_with), "{about}");
}
