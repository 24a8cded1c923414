//! Slides: the size that was asked for, type that can be read, and a count of what has no place.

use std::collections::BTreeSet;

use board::reading::Board;
use export::{Format, Options, Part, Report, Size, render};
use resvg::tiny_skia::Pixmap;
use resvg::usvg::roxmltree::{Document, Node};

use crate::boards;
use crate::readers::AT;

fn made(board: &Board, format: Format, part: Part, size: Option<&str>) -> Vec<u8> {
    let size = size.map(|text| Size::parse(text).unwrap());
    render(board, format, &Options { part, size, generated_at: AT, ..Options::default() }).unwrap()
}

fn drawing(board: &Board, part: Part, size: Option<&str>) -> String {
    String::from_utf8(made(board, Format::Svg, part, size)).unwrap()
}

fn number(node: Node, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// The words of a text element and where they begin and end, measured as they were set.
fn texts<'d>(document: &'d Document) -> Vec<(&'d str, f64, f64, f64, f64)> {
    let all = document.descendants().filter(|node| node.has_tag_name("text"));
    let placed = all.filter_map(|node| {
        let text = node.text()?;
        let size = number(node, "font-size");
        let weight = match node.attribute("font-weight") {
            Some("600") => fishbone::Weight::Semibold,
            _ => fishbone::Weight::Regular,
        };
        let x = number(node, "x");
        Some((text, x, x + fishbone::text_width(text, size, weight), number(node, "y"), size))
    });
    placed.collect()
}

#[test]
fn a_size_is_two_numbers_within_bounds() {
    for text in ["1920x1080", "640x640", "7680x4320", "640x7680"] {
        assert!(Size::parse(text).is_some(), "{text}");
    }
    for text in [
        "",
        "x",
        "1920",
        "1920x",
        "x1080",
        "1920x1080x1",
        "1920 x 1080",
        "+1920x1080",
        "19.2x1080",
        "639x640",
        "7681x640",
        "7680x7680",
        "1920×1080",
        "99999999999999999999x1080",
        "１９２０x1080",
    ] {
        assert_eq!(Size::parse(text), None, "{text}");
    }
    assert_eq!(Size::parse("1920x1080"), Some(Size::SLIDE));
}

#[test]
fn a_picture_has_exactly_the_size_that_is_asked_for() {
    let board = boards::cx();
    for part in Part::ALL {
        assert_eq!(Part::parse(part.name()), Some(part));
        for (size, (width, height)) in
            [(None, (1_920, 1_080)), (Some("800x640"), (800, 640)), (Some("1080x1920"), (1_080, 1_920))]
        {
            let image = Pixmap::decode_png(&made(&board, Format::Png, part, size)).unwrap();
            assert_eq!((image.width(), image.height()), (width, height), "{part:?}");
            let inked = image.pixels().iter().filter(|pixel| **pixel != image.pixels()[0]).count();
            assert!(inked > 5_000, "{part:?} {size:?}: only {inked} pixels are not paper");
        }
        let svg = drawing(&board, part, Some("1280x720"));
        let document = Document::parse(&svg).unwrap();
        let root = document.root_element();
        assert_eq!((number(root, "width"), number(root, "height")), (1_280.0, 720.0));
    }
    assert_eq!(Part::parse("cover"), None);
}

#[test]
fn every_text_of_a_slide_can_be_read_and_lies_on_it() {
    let seed = 20_261_126;
    let mut random = fastrand::Rng::with_seed(seed);
    let mut all = vec![boards::cx()];
    all.extend([5, 120].map(|causes| boards::nested(&mut random, causes, 90)));
    for (n, board) in all.iter().enumerate() {
        for part in Part::ALL {
            for size in ["1920x1080", "1080x1920", "640x640"] {
                let svg = drawing(board, part, Some(size));
                let document = Document::parse(&svg).unwrap();
                let root = document.root_element();
                let (width, height) = (number(root, "width"), number(root, "height"));
                for (text, left, right, baseline, type_size) in texts(&document) {
                    // A letter in a department's colour and a number in a mark are signs.
                    let sign = text.chars().count() <= 3;
                    assert!(sign || type_size >= 11.9, "board {n}, {part:?}, {size}: {type_size} of {text}");
                    let inside = left >= 0.0 && right <= width + 0.5 && baseline <= height;
                    // The line at the foot of the smallest pictures may be longer than they are.
                    assert!(
                        inside || size == "640x640",
                        "board {n}, {part:?}, {size}: {text} {left} {right} {baseline}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_slide_counts_the_causes_that_it_has_no_place_for() {
    let board = boards::nested(&mut fastrand::Rng::with_seed(7), 200, 90);
    let report = Report::of(&board, AT);
    let svg = drawing(&board, Part::Fish, Some("1920x1080"));
    let document = Document::parse(&svg).unwrap();
    let shown: BTreeSet<&str> =
        document.descendants().filter_map(|node| node.attribute("data-note")).collect();
    let counted: usize = texts(&document)
        .iter()
        .filter_map(|(text, ..)| text.strip_prefix("i jeszcze ")?.parse::<usize>().ok())
        .sum();
    assert!(shown.len() > 40 && counted > 20, "trivial: {} shown, {counted} counted", shown.len());
    assert_eq!(shown.len() + counted, report.causes().count());
    // Whoever is shown is shown whole, under a shown parent, and no higher priority is left out.
    for cause in report.causes() {
        let is_shown = shown.contains(cause.id.as_str());
        assert!(is_shown || cause.priority.as_deref() != Some("now"), "{} is left out", cause.id);
        if let Some(parent) = cause.parent.as_ref().filter(|_| is_shown) {
            assert!(shown.contains(parent.as_str()), "{} stands without {parent}", cause.id);
        }
    }
    // A drawing without a size has all of them.
    let svg = drawing(&board, Part::Fish, None);
    let document = Document::parse(&svg).unwrap();
    let shown = document.descendants().filter(|node| node.has_attribute("data-note")).count();
    assert_eq!(shown, 200);
    let root = document.root_element();
    assert!((number(root, "width") * 9.0 - number(root, "height") * 16.0).abs() < 1.0);
}

#[test]
fn the_parts_show_what_the_workshop_decided() {
    let board = boards::cx();
    let report = Report::of(&board, AT);
    let attribute = |svg: &str, name: &str| -> Vec<(String, String)> {
        let document = Document::parse(svg).unwrap();
        let pair =
            |node: Node| Some((node.attribute("data-note")?.to_owned(), node.attribute(name)?.to_owned()));
        document.descendants().filter_map(pair).collect()
    };
    let dots = attribute(&drawing(&board, Part::Results, None), "data-dots");
    let ranking: Vec<(String, String)> =
        report.ranking().iter().map(|c| (c.id.to_string(), c.dots.unwrap().to_string())).collect();
    assert_eq!(dots, ranking, "in falling order");
    let fish: BTreeSet<_> = attribute(&drawing(&board, Part::Fish, None), "data-dots").into_iter().collect();
    assert!(ranking.iter().all(|pair| fish.contains(pair)));
    let matrix = attribute(&drawing(&board, Part::Matrix, None), "data-priority");
    let decided: BTreeSet<_> = matrix.into_iter().collect();
    let expected = [("c7", "now"), ("a4", "now"), ("c2", "next"), ("e7", "next")];
    assert_eq!(decided, expected.map(|(id, p)| (id.to_owned(), p.to_owned())).into());
    let projects = crate::readers::read_xml(&drawing(&board, Part::Projects, None)).replace('\n', " ");
    for text in [
        "Opiekun zamówienia",
        "Jeden numer klienta",
        "120 000 PLN",
        "14 miesięcy",
        "Dyrektor IT",
        "odrzucono",
    ] {
        assert!(projects.contains(text), "{text}");
    }
    for part in [Part::Results, Part::Matrix, Part::Projects] {
        let empty = drawing(&boards::of_texts(&["x"]), part, None);
        let said = ["No vote has been revealed", "No cause has been rated", "Title"]
            .iter()
            .any(|s| empty.contains(s));
        assert!(said || part == Part::Projects, "{part:?}");
    }
}
