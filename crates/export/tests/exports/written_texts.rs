//! What people wrote, as each format writes it: letters and signs, line breaks, addresses, numbers and times.

use board::reading::{Board, read};
use export::{Format, Options, Separator, Zone, render};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde_json::json;

use crate::readers::{AT, made, read_csv, read_pdf, read_xlsx, read_xml, text};
use crate::{boards, html};

/// What is written in a format, as its reader reads it; of a drawing and of pages without spaces.
fn written(board: &Board, format: Format) -> String {
    match format {
        Format::Svg => read_xml(&text(board, format)),
        Format::Html => html::text(&text(board, format)),
        Format::Csv => read_csv(&made(board, format)).concat().join("\n"),
        Format::Xlsx => read_xlsx(made(board, format)).join("\n"),
        Format::Pdf => read_pdf(&made(board, format)),
        Format::Md | Format::Json | Format::Mermaid => text(board, format),
        // No agenda of these boards has dates.
        Format::Png | Format::Ics => String::new(),
    }
}

const READ: [Format; 7] =
    [Format::Svg, Format::Pdf, Format::Html, Format::Md, Format::Csv, Format::Xlsx, Format::Json];

#[test]
fn decomposed_letters_are_whole_and_format_characters_draw_nothing() {
    let typed =
        ["и\u{306}огурт", "z\u{301}ro\u{301}dło", "satis\u{ad}faction", "a\u{200b}b\u{2060}c\u{202e}d"];
    let meant = ["йогурт", "źródło", "satisfaction", "abcd"];
    let (typed, meant) = (boards::of_texts(&typed), boards::of_texts(&meant));
    // The agenda in the json is what the server wrote, which keeps no such letters.
    for format in READ.into_iter().filter(|format| *format != Format::Json) {
        assert!(written(&typed, format) == written(&meant, format), "{format:?}");
    }
    assert!(made(&typed, Format::Png) == made(&meant, Format::Png), "the images are the same");
}

#[test]
fn everyday_signs_are_in_every_format_and_in_its_fonts() {
    let signs = "µ ‰ ∞ Δ Ω ⇒ ★ √ ✓ ✗ ☐ ● ① ≡ π m⁴ U+2011: a\u{2011}b";
    let board = boards::of_texts(&[signs]);
    let unspaced: String = signs.split_whitespace().collect();
    for format in READ {
        let found: String = written(&board, format).split_whitespace().collect();
        assert!(found.replace('\\', "").contains(&unspaced), "{format:?}: {found}");
    }
    // The font of signs is in a file only if it is needed there.
    let plain = boards::of_texts(&["zwykły tekst"]);
    for format in [Format::Svg, Format::Html] {
        assert!(text(&board, format).contains("@font-face{font-family:'Noto Symbols'"), "{format:?}");
        assert!(!text(&plain, format).contains("@font-face{font-family:'Noto Symbols'"), "{format:?}");
    }
    assert!(made(&plain, Format::Pdf).len() < 120_000);
}

#[test]
fn what_no_font_has_is_said_once_where_no_other_fonts_are() {
    let said = |texts: &[&str]| pages(&boards::of_texts(texts)).matches("Drawnasboxes").count();
    assert_eq!(said(&["漢字", "zwykły", "漢"]), 1);
    assert!(pages(&boards::of_texts(&["漢字"])).contains("U+5B57,U+6F22"));
    // What draws nothing is not missed: joiners, variation selectors, tabs.
    assert_eq!(said(&["zwykły µ ∞ ✓ 👩‍👩‍👧 ⚠️ a\tb", "йогурт і z\u{301}le m\u{306}"]), 0);
    let foot = |text| {
        let image =
            resvg::tiny_skia::Pixmap::decode_png(&made(&boards::of_texts(&[text]), Format::Png)).unwrap();
        let (wide, high) = (image.width() as usize, image.height() as usize);
        let left = (high - 40..high).flat_map(|y| (0..wide / 2).map(move |x| y * wide + x));
        left.filter(|at| image.pixels()[*at] != image.pixels()[0]).count()
    };
    assert!(foot("字") > 200 && foot("x") == 0, "a sentence stands at the foot of the image");
}

/// The text of the pages without spaces.
fn pages(board: &Board) -> String {
    read_pdf(&made(board, Format::Pdf))
}

#[test]
fn a_line_break_joins_no_words() {
    for line_break in ["\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\r", "\r\n", "\n"] {
        let broken = format!("Longqueue{line_break}Nostaff");
        let document = json!({
            "board": { "title": broken, "effect": broken, "goal_workshop": broken },
            "session": { "language": "en", "agenda": [{ "title": broken, "activities": [
                { "kind": "collect", "title": broken, "minutes": 5 }] }] },
            "branches": { "x": { "title": broken, "question": broken, "order": "a0" } },
            "departments": { "it": { "name": broken } },
            "people": { "p0": { "name": broken, "department": "it" } },
            "notes": { "n": { "text": broken, "branch": "x", "order": "a0", "figure": broken, "reference": broken } },
            "projects": { "q": { "title": broken, "sponsor": broken, "value": broken } },
        });
        let (board, _) = read(&"b".into(), &document);
        for format in READ.into_iter().filter(|format| *format != Format::Pdf) {
            let found = written(&board, format);
            assert!(!found.contains("queueNo"), "{line_break:?} in {format:?}: {found}");
            assert!(found.contains("Longqueue") && found.contains("Nostaff"), "{line_break:?} in {format:?}");
        }
        // The reader of pages knows no spaces; whether a line ends there is known from what is drawn in one piece.
        let pages = crate::pdf::text(&made(&board, Format::Pdf));
        assert!(!pages.contains("queueNo") && pages.contains("Longqueue"), "{line_break:?}: {pages}");
    }
}

/// Every link of a Markdown text as an independent reader finds it: where it leads and what is shown.
fn links(markdown: &str) -> Vec<(String, String)> {
    let mut links: Vec<(String, String)> = vec![];
    let mut inside = false;
    for event in Parser::new_ext(markdown, pulldown_cmark::Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                links.push((dest_url.into_string(), String::new()));
                inside = true;
            }
            Event::End(TagEnd::Link) => inside = false,
            Event::Text(text) if inside => links.last_mut().unwrap().1.push_str(&text),
            _ => {}
        }
    }
    links
}

#[test]
fn an_address_in_markdown_leads_exactly_there() {
    let addresses = [
        "https://intranet.example/report_2025_q3?id=7&lang=pl",
        "http://a.example/b*c*_d_~e~/[f]/(g)#h",
        "https://a.example/?x=1&copy=2&amp;y|z",
        "https://przykład.example/ścieżka_1\\_2",
    ];
    for address in addresses {
        // In a line, in the middle of a sentence, and in a table.
        let sentence = format!("see {address}, or ({address}).");
        let board = boards::of_texts(&[address, &sentence, address, "x", address, "x", address, address]);
        let links = links(&text(&board, Format::Md));
        assert!(links.len() > 6, "{links:?}");
        for (target, shown) in links {
            assert_eq!((target.as_str(), shown.as_str()), (address, address));
        }
    }
    let bare = boards::of_texts(&["www.a.example/b_c*d?e=1&f=2"]);
    for (target, shown) in links(&text(&bare, Format::Md)) {
        assert_eq!(
            (target.as_str(), shown.as_str()),
            ("http://www.a.example/b_c*d?e=1&f=2", "www.a.example/b_c*d?e=1&f=2")
        );
    }
    let none = boards::of_texts(&["[x](http://a)", "<http://b", "http:// x", "javascript:alert(1)"]);
    assert!(
        links(&text(&none, Format::Md))
            .iter()
            .all(|(target, _)| target == "http://a" || target == "http://b")
    );
}

#[test]
fn markdown_has_no_code_however_deep_causes_hang() {
    let seed = 20_261_126;
    let mut random = fastrand::Rng::with_seed(seed);
    let mut deepest = 0;
    for _ in 0..20 {
        let board = boards::nested(&mut random, 60, 200);
        let markdown = text(&board, Format::Md);
        let (mut items, mut depth) = (0, 0);
        for event in Parser::new_ext(&markdown, pulldown_cmark::Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => panic!("code, seed {seed}: {markdown}"),
                Event::Start(Tag::List(_)) => (depth, deepest) = (depth + 1, deepest.max(depth + 1)),
                Event::End(TagEnd::List(_)) => depth -= 1,
                Event::Start(Tag::Item) => items += 1,
                _ => {}
            }
        }
        assert!(items >= board.causes().len(), "seed {seed}");
    }
    assert_eq!(deepest, 5, "seed {seed}");
    let odd = boards::of_texts(&["    four spaces", "\tx\n\n    y", "- a\n      b", "```\nx\n```", "~~~\nx"]);
    for event in Parser::new(&text(&odd, Format::Md)) {
        assert!(!matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)), "{event:?}");
    }
}

#[test]
fn spreadsheets_of_europe_read_the_csv() {
    let board = boards::cx();
    let separated = |separator| {
        let options = Options { generated_at: AT, separator, ..Options::default() };
        String::from_utf8(render(&board, Format::Csv, &options).unwrap()).unwrap()
    };
    let [comma, semicolon] = Separator::ALL.map(separated);
    for (file, delimiter, decimals) in [(&comma, b',', "1.78"), (&semicolon, b';', "1,78")] {
        assert!(file.starts_with('\u{feff}'), "Excel reads it as UTF-8");
        assert!(file.ends_with("\r\n") && file.replace("\r\n", "").matches('\r').count() == 0);
        let file = file.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(file.as_bytes());
        assert!(reader.headers().unwrap().iter().any(|name| name == "Rozbieżność"));
        let cells: Vec<String> = reader
            .records()
            .flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        assert!(cells.iter().any(|cell| cell == decimals), "{decimals} is not in {file}");
    }
    // Every row ends with CRLF; the breaks inside cells are those that people typed.
    let rows = csv::Reader::from_reader(comma.as_bytes()).into_records().count() + 1;
    assert!(comma.matches("\r\n").count() == rows, "{rows}");
}

#[test]
fn numbers_and_times_have_the_form_of_the_language() {
    let board = boards::cx();
    for (language, zone, made_at, median) in [
        ("pl", "Europe/Warsaw", "20 listopada 2026, 20:25 CET", "1,78"),
        ("uk", "Europe/Kyiv", "20 листопада 2026 р., 21:25 EET", "1,78"),
        ("en", "UTC", "20 November 2026, 19:25 UTC", "1.78"),
    ] {
        let options = Options {
            language: Some(language.to_owned()),
            generated_at: AT,
            zone: Zone::parse(zone).unwrap(),
            ..Options::default()
        };
        let file = |format| render(&board, format, &options).unwrap();
        let (md, html) =
            (String::from_utf8(file(Format::Md)).unwrap(), String::from_utf8(file(Format::Html)).unwrap());
        let svg = read_xml(&String::from_utf8(file(Format::Svg)).unwrap());
        let xlsx = read_xlsx(file(Format::Xlsx)).join("\n");
        let csv = String::from_utf8(file(Format::Csv)).unwrap();
        for (format, file) in [("md", &md), ("html", &html), ("svg", &svg), ("xlsx", &xlsx), ("csv", &csv)] {
            assert!(file.contains(made_at), "{language}, {format}");
        }
        let unspaced: String = made_at.split_whitespace().collect();
        assert!(read_pdf(&file(Format::Pdf)).contains(&unspaced), "{language}");
        assert!(md.contains(&format!("| {median} |")), "{language}");
        assert!(html.contains(&format!(">{median}</td>")), "{language}");
    }
}

/// What strangers may try, and what people write without meaning harm.
pub fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "+1+cmd|' /C calc'!A0",
        "-2+3*@SUM(A1:A9)",
        "@SUM(1)",
        "\t=1+1",
        "＝1+1",
        "'quoted; and, separated\"\"",
        "a\u{0}b\u{7}\u{1b}[31mc\u{fffe}\u{feff}",
        "\u{202e}dlrow olleh\u{202c} \u{2066}x\u{2069}",
        "%%{init: {'theme': 'x'}}%% #quot; ishikawa-beta",
        "BEGIN:VEVENT\r\nEND:VCALENDAR",
        "{\"sha256\": \"0\"} \\u0000 ]]> -->",
        "# heading\n---\n| a | b |\n```\n[x](javascript:alert(1))",
        "и\u{306}огурт z\u{301}ro\u{301}dło",
        "👩‍👩‍👧 👍🏽 🇺🇦 שלום العربية 漢字",
    ]
    .map(str::to_owned)
    .into();
    texts.push("ż".repeat(1_000));
    texts.push("słowo ".repeat(160));
    texts
}

#[test]
fn hostile_texts_are_harmless_and_whole_in_every_list() {
    let texts = hostile();
    let board = boards::of_texts(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let meant: Vec<String> =
        texts.iter().map(|text| board::text::paragraphs(text).trim().to_owned()).collect();
    let whole = |name: &str, found: &[String]| {
        for text in &meant {
            assert!(found.iter().any(|cell| cell.trim() == text), "{text:?} is not whole in {name}");
        }
    };
    let cells = read_csv(&made(&board, Format::Csv)).concat();
    for cell in &cells {
        let first = cell.trim_start().chars().next().unwrap_or(' ');
        assert!(!"=+-@＝\t".contains(first), "{cell:?} would be a formula");
    }
    let unquoted = |cell: &String| cell.strip_prefix('\'').map_or_else(|| cell.clone(), str::to_owned);
    whole("csv", &cells.iter().map(unquoted).chain(cells.clone()).collect::<Vec<_>>());
    whole("xlsx", &read_xlsx(made(&board, Format::Xlsx)));
    assert_eq!(formulas(made(&board, Format::Xlsx)), 0);
    let json: serde_json::Value = serde_json::from_slice(&made(&board, Format::Json)).unwrap();
    let notes = json["notes"].as_array().unwrap();
    whole("json", &notes.iter().map(|note| note["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>());
    let limits = board::schema::Limits::default();
    let diagram = export::Import::parse_diagram(&made(&board, Format::Mermaid), "en", &limits).unwrap();
    whole("mermaid", &diagram.report.notes.iter().map(|note| note.text.clone()).collect::<Vec<_>>());
    let shown = shown(&text(&board, Format::Md));
    for line in meant.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| !line.is_empty()) {
        assert!(shown.contains(line), "{line:?} is not whole in md");
    }
    for format in [Format::Csv, Format::Md, Format::Json, Format::Mermaid, Format::Ics] {
        let file = text(&board, format);
        let odd = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        assert_eq!(file.chars().find(odd), None, "{format:?}");
        let turning = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert_eq!(file.chars().find(turning), None, "{format:?}");
    }
}

/// How many cells of a workbook are formulas.
fn formulas(file: Vec<u8>) -> usize {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(file)).unwrap();
    let names = book.sheet_names();
    let of = |name: &String| book.worksheet_formula(name).unwrap().used_cells().count();
    names.iter().map(of).sum()
}

/// The words of a Markdown text as a reader shows them.
fn shown(markdown: &str) -> String {
    let mut shown = String::new();
    for event in Parser::new_ext(markdown, pulldown_cmark::Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) => shown.push_str(&text),
            // An address is a link in the middle of its line.
            Event::End(TagEnd::Link) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => shown.push('\n'),
            Event::Html(html) | Event::InlineHtml(html) => {
                let own = ["<small>", "</small>", "<br>", "<!--herringbone-sha256"];
                assert!(own.iter().any(|own| html.starts_with(own)), "{html}");
                shown.push('\n');
            }
            _ => {}
        }
    }
    shown
}
