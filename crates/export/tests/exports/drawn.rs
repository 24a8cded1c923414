//! What a drawn export shows: every cause whole, in type that can be read, beside the others.

use board::reading::Board;
use export::{Format, Options, Paper, Report, render};
use fishbone::Rect;
use resvg::usvg::roxmltree::{Document, Node};

use crate::{boards, pdf};

fn made(board: &Board, format: Format, paper: Paper) -> Vec<u8> {
    render(board, format, &Options { paper, ..Options::default() }).unwrap()
}

/// Without spaces, where lines end, and hyphens, where words do; the boards' own texts have none.
fn unspaced(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

fn number(node: Node, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

fn rect(node: Node) -> Rect {
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| number(node, name));
    Rect { x, y, width, height }
}

/// Boards of many sizes; the seed of each.
fn boards() -> Vec<(u64, Board)> {
    let sizes = [(1, 60), (5, 40), (36, 80), (60, 80), (120, 60), (200, 60), (90, 1_000), (900, 60)];
    let board = |(seed, (causes, letters)): (u64, (usize, usize))| {
        (seed, boards::nested(&mut fastrand::Rng::with_seed(seed), causes, letters))
    };
    (1..).zip(sizes).map(board).collect()
}

/// Type in units of the drawing.
const LEAST: f64 = 15.99;

#[test]
fn every_cause_is_drawn_whole_and_apart_from_the_others() {
    for (seed, board) in boards() {
        let svg = String::from_utf8(made(&board, Format::Svg, Paper::A4)).unwrap();
        let document = Document::parse(&svg).unwrap();
        let sheet = document.root_element();
        let sheet = Rect { x: 0.0, y: 0.0, width: number(sheet, "width"), height: number(sheet, "height") };
        let mut cards = vec![];
        let report = Report::of(&board, Options::default().generated_at);
        for cause in report.causes() {
            let own = |node: &Node| node.attribute("data-note") == Some(cause.id.as_str());
            let drawn: Vec<Node> = document.descendants().filter(own).collect();
            assert_eq!(drawn.len(), 1, "seed {seed}: {} is drawn once", cause.id);
            let lines: Vec<Node> = drawn[0].children().filter(|node| node.has_tag_name("text")).collect();
            let said: String = lines.iter().filter_map(|line| line.text()).map(unspaced).collect();
            assert!(said.contains(&unspaced(&cause.text)), "seed {seed}: {said} is not {}", cause.text);
            let first =
                lines.iter().find(|line| line.text().is_some_and(|text| text.starts_with('['))).unwrap();
            assert!(number(*first, "font-size") >= LEAST, "seed {seed}: {first:?}");
            let card = rect(drawn[0].children().find(|node| node.has_tag_name("rect")).unwrap());
            assert!(sheet.contains(&card), "seed {seed}: {card:?} in {sheet:?}");
            // Coordinates are rounded to a hundredth.
            cards.push(Rect { width: card.width - 0.03, height: card.height - 0.03, ..card });
        }
        for (n, card) in cards.iter().enumerate() {
            assert!(
                !cards[..n].iter().any(|other| other.overlaps(card)),
                "seed {seed}: {card:?} covers another"
            );
        }
    }
}

#[test]
fn every_cause_is_whole_on_one_page_of_the_fish_and_in_the_document() {
    let mut divided = 0;
    for (seed, board) in boards() {
        for paper in [Paper::A4, Paper::Letter] {
            let file = made(&board, Format::Pdf, paper);
            let sizes = pdf::sizes(&file);
            // The first page is the answer.
            let fish = 1 + sizes[1..].iter().take_while(|(width, height)| width > height).count();
            let pages: Vec<String> = pdf::pages(&file).iter().map(|page| unspaced(page)).collect();
            assert_eq!(pages.len(), sizes.len(), "seed {seed}, {paper:?}");
            // Where a page ends, its number is between two lines of the document.
            let number = |n: usize| format!("{}/{}", n + 1, pages.len());
            let title = "Reklamacje";
            let document: String =
                (fish..pages.len()).map(|n| pages[n].replace(&number(n), "").replace(title, "")).collect();
            for cause in Report::of(&board, Options::default().generated_at).causes() {
                let whole = unspaced(&cause.text);
                let drawn = pages[1..fish].iter().any(|page| page.contains(&whole));
                assert!(drawn, "seed {seed}, {paper:?}: {whole} is on no page of the fish");
                assert!(document.contains(&whole), "seed {seed}, {paper:?}: {whole} is not in the document");
            }
            divided += usize::from(pages[..fish].iter().any(|page| page.contains("(2/")));
        }
    }
    assert!(divided > 2, "the boards are not trivial");
}

#[test]
fn the_fish_lies_on_the_paper_and_the_document_stands() {
    let board = boards::cx();
    let check = |paper: Paper, lying: (f64, f64), standing: (f64, f64)| {
        let file = made(&board, Format::Pdf, paper);
        let sizes = pdf::sizes(&file);
        assert_eq!((sizes[1], sizes[0], *sizes.last().unwrap()), (lying, standing, standing), "{paper:?}");
    };
    check(Paper::A4, (841.89, 595.28), (595.28, 841.89));
    check(Paper::A3, (1190.55, 841.89), (841.89, 1190.55));
    check(Paper::Letter, (792.0, 612.0), (612.0, 792.0));
    check(Paper::Slide, (960.0, 540.0), (960.0, 540.0));
    assert_eq!(made(&board, Format::Pdf, Paper::default()), made(&board, Format::Pdf, Paper::A4));
    let named = ["a4", "a3", "letter", "slide", "A4", "b5"].map(Paper::parse);
    let known = [Paper::A4, Paper::A3, Paper::Letter, Paper::Slide].map(Some);
    assert_eq!(named, [known[0], known[1], known[2], known[3], None, None]);
}

#[test]
fn bone_1_a_bone_is_drawn_in_its_colour() {
    let mut board = boards::cx();
    let plain = String::from_utf8(made(&board, Format::Svg, Paper::A4)).unwrap();
    board.branches[1].colour = Some("plum".to_owned());
    let coloured = String::from_utf8(made(&board, Format::Svg, Paper::A4)).unwrap();
    let painted = |svg: &str| svg.matches("#a93c84").count();
    // Its outline at least, and the lines that its cards hang on.
    assert!(painted(&coloured) > painted(&plain) + 1, "{} and {}", painted(&coloured), painted(&plain));
    assert_ne!(made(&board, Format::Png, Paper::A4), made(&boards::cx(), Format::Png, Paper::A4));
}
