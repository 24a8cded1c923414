//! The pages of the PDF: the answer first, rows whole, a structure for screen readers, and nothing that depends on the
//! machine.

use export::{Format, Options, Report, Zone, render};

use crate::boards;
use crate::pdf::{self, reader};
use crate::readers::{AT, made};

fn unspaced(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn the_first_page_is_the_answer() {
    let pages = pdf::pages(&made(&boards::cx(), Format::Pdf));
    let first = unspaced(&pages[0]);
    for text in [
        "Klienci są niezadowoleni z pierwszych trzydziestu dni",
        "19 listopada 2026 · 9 osób z 7 działów · 36 przyczyn · 2 projekty",
        "Zespół zajmie się najpierw: „Brak informacji dla klienta między zamówieniem a uruchomieniem usługi” (7 spośród 45 punktów, najwięcej)",
        "Systemy sprzedaży i zgłoszeń nie wymieniają numeru klienta",
        "Najbardziej sporna",
        "Opiekun zamówienia",
        "Jeden numer klienta",
        "14 miesięcy",
        "900 000 PLN",
        "✓ Dział marketing",
        "odrzucono Dział customer-service (Za późno dla nas)",
    ] {
        assert!(first.contains(&unspaced(text)), "{text} is not on the first page: {}", pages[0]);
    }
    assert!(pages.len() > 3);
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("{} / {}", n + 1, pages.len())), "page {n} has no number");
    }
}

#[test]
fn the_answer_stays_on_one_page_however_much_there_is() {
    let long =
        "Bardzo długi opis przyczyny, którego nikt nie skróci, bo każdy szczegół jest ważny. ".repeat(11);
    let mut document = boards::cx_document();
    document["board"]["title"] = long.as_str().into();
    document["board"]["effect"] = long.as_str().into();
    for id in ["c7", "a4", "c2", "e7"] {
        document["notes"][id]["text"] = long.as_str().into();
    }
    let project = document["projects"]["p0"].clone();
    for n in 10..60 {
        document["projects"][format!("p{n}")] = project.clone();
    }
    let (board, _) = board::reading::read(&"b1".into(), &document);
    for paper in export::Paper::ALL {
        let file =
            render(&board, Format::Pdf, &Options { paper, generated_at: AT, ..Options::default() }).unwrap();
        let sizes = pdf::sizes(&file);
        let pages = pdf::pages(&file);
        assert!(pages[0].contains("i jeszcze"), "{paper:?}: what is left out is counted: {}", pages[0]);
        if paper != export::Paper::Slide {
            assert!(sizes[1].0 > sizes[1].1, "{paper:?}: the fish is on the second page");
        }
    }
}

#[test]
fn pages_have_a_structure_for_screen_readers() {
    let file = made(&boards::cx(), Format::Pdf);
    let (root, catalog, document) = pdf::structure(&file);
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"pl");
    let marked = catalog.get(b"MarkInfo").unwrap().as_dict().unwrap().get(b"Marked").unwrap();
    assert!(marked.as_bool().unwrap());
    let preferences = catalog.get(b"ViewerPreferences").unwrap();
    let preferences = document.dereference(preferences).unwrap().1.as_dict().unwrap();
    assert!(preferences.get(b"DisplayDocTitle").unwrap().as_bool().unwrap(), "readers show the title");
    assert!(
        file.windows(20).any(|part| part == b"<pdfuaid:part>1</pdf"),
        "the file says that it meets PDF/UA-1"
    );
    let count = |kind: &str| root.all(kind).len();
    assert_eq!(count("H1"), 1);
    let headings = count("H2");
    // Five bones and two projects have a heading each, as have earlier rounds.
    assert!(headings >= 8 && count("H3") >= 7, "{headings} and {}", count("H3"));
    let figures = root.all("Figure");
    assert!(figures.len() >= 2, "the square and the fish");
    for figure in figures {
        assert!(figure.words.as_deref().is_some_and(|words| words.len() > 20), "{:?}", figure.words);
    }
    // Every row has as many cells as its table has headings.
    let tables = root.all("Table");
    assert!(tables.len() >= 6, "{}", tables.len());
    for table in tables {
        let rows: Vec<usize> = table.all("TR").iter().map(|row| row.children.len()).collect();
        assert!(rows.iter().all(|cells| *cells <= rows[0] && *cells > 0), "{rows:?}");
    }
    // The list of all causes: an entry for each, in lists as deep as the causes are. Words at the end are a list too.
    let report = Report::of(&boards::cx(), AT);
    assert!(count("LI") >= report.notes.len(), "{}", count("LI"));
    let deepest = |list: &pdf::Element| {
        fn depth(element: &pdf::Element) -> usize {
            let below = element.children.iter().map(depth).max().unwrap_or_default();
            below + usize::from(element.kind == "L")
        }
        depth(list)
    };
    let levels = report.notes.iter().map(|note| note.depth as usize + 1).max().unwrap();
    assert_eq!(deepest(&root), levels);
}

#[test]
fn fonts_are_in_the_file_in_part_and_every_letter_can_be_copied() {
    let file = made(&boards::cx(), Format::Pdf);
    let fonts = reader("pdffonts", &["-"], &file);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert_eq!(rows.len(), 2, "two weights of one font: {fonts}");
    for row in rows {
        assert!(
            row.contains("+Onest") && row.contains("yes yes yes"),
            "embedded, a part, with its letters: {row}"
        );
    }
    assert!(file.len() < 200_000, "{} bytes", file.len());
}

#[test]
fn bookmarks_lead_to_the_headings() {
    let (_, catalog, document) = pdf::structure(&made(&boards::cx(), Format::Pdf));
    let outline =
        document.dereference(catalog.get(b"Outlines").unwrap()).unwrap().1.as_dict().unwrap().clone();
    let mut titles = vec![];
    let mut next = outline.get(b"First").ok().cloned();
    while let Some(at) = next {
        let item = document.dereference(&at).unwrap().1.as_dict().unwrap().clone();
        titles.push(lopdf::decode_text_string(item.get(b"Title").unwrap()).unwrap());
        next = item.get(b"Next").ok().cloned();
    }
    for title in [
        "Rybia ość",
        "Głosowanie",
        "Priorytety",
        "Przyczyny sporne",
        "Projekty",
        "Profil zespołu",
        "Przyczyny",
    ] {
        assert!(titles.iter().any(|t| t == title), "{title} is not in {titles:?}");
    }
    assert_eq!(titles.last().map(String::as_str), Some("Przyczyny"), "the full list is last: {titles:?}");
}

#[test]
fn a_table_has_its_headings_on_every_page_and_its_rows_whole() {
    let mut document = boards::cx_document();
    for n in 0..120 {
        let name = format!(
            "[Osoba {n:03} z bardzo długim imieniem i nazwiskiem, które nie mieści się w jednej linii tabeli, więc ma dwie|{n:03}]"
        );
        document["people"][format!("x{n}")] = serde_json::json!({ "name": name, "department": "it" });
    }
    let (board, _) = board::reading::read(&"b1".into(), &document);
    let pages: Vec<String> =
        pdf::pages(&made(&board, Format::Pdf)).iter().map(|page| unspaced(page)).collect();
    let mut with_rows = 0;
    for page in &pages {
        if page.matches("[Osoba").count() == 0 {
            continue;
        }
        with_rows += 1;
        assert!(page.contains("Imięinazwisko"), "a page without headings: {page}");
        for n in 0..120 {
            let (begins, ends) =
                (page.contains(&format!("[Osoba{n:03}")), page.contains(&format!("|{n:03}]")));
            assert_eq!(begins, ends, "row {n} is on two pages");
        }
    }
    assert!(with_rows > 2, "trivial: {with_rows} pages");
}

#[test]
fn the_same_board_gives_the_same_file() {
    let options = Options {
        generated_at: AT,
        zone: Zone::parse("Europe/Kyiv").unwrap(),
        language: Some("uk".to_owned()),
        ..Options::default()
    };
    let file = || render(&boards::cx(), Format::Pdf, &options).unwrap();
    assert!(file() == file());
    assert!(pdf::text(&file()).contains("20 листопада 2026 р., 21:25 EET"));
}

#[test]
fn a_small_table_is_on_one_page_wherever_it_begins() {
    let mut broken = vec![];
    for more in 0..12 {
        let mut document = boards::cx_document();
        for n in 0..more {
            document["projects"]["p0"]["competences"][format!("kompetencja {n}")] = format!("z{n:02}").into();
        }
        let (board, _) = board::reading::read(&"b1".into(), &document);
        let text = unspaced(&pdf::text(&made(&board, Format::Pdf)));
        // The headings of a table that goes on stand there again.
        if text.matches("Napisaneprzyczyny").count() != 1 {
            broken.push(more);
        }
    }
    assert_eq!(broken, [] as [i32; 0]);
}

#[test]
fn a_table_is_as_wide_as_the_page_and_its_figures_end_under_one_another() {
    let file = made(&boards::cx(), Format::Pdf);
    let words = reader("pdftotext", &["-bbox", "-", "-"], &file);
    let ends = |text: &str| -> Vec<f64> {
        let at =
            |line: &str| line.split("xMax=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse().ok());
        words.lines().filter(|line| line.contains(&format!(">{text}<"))).filter_map(at).collect()
    };
    // A4 is 595.28 points wide and has margins of 50. The last column of the agenda has the minutes that were taken.
    for text in ["rzeczywistości", "15"] {
        let ends = ends(text);
        assert!(ends.iter().any(|x| (x - 545.28).abs() < 1.0), "{text}: {ends:?}");
    }
}
