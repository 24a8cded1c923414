//! Every living cause stands once, under the same parent, in every format: on the boards that the web app reads too.

use std::collections::BTreeMap;
use std::io::Cursor;

use board::BoardId;
use board::reading::{Board, Note, read};
use calamine::{Reader, Xlsx};
use export::{Format, Options, render};
use serde_json::Value;

use crate::pdf;

/// Cause → the cause that it hangs under, by text; every text is the cause's id in brackets.
type Tree = BTreeMap<String, Option<String>>;

fn text_of(id: &str) -> String {
    format!("[{id}]")
}

fn boards() -> Vec<(Value, Board)> {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../../../../tests/fixtures/derived-random.json")).unwrap();
    let board = |mut case: Value| {
        for (id, note) in case["document"]["notes"].as_object_mut().unwrap() {
            note["text"] = text_of(id).into();
        }
        for (id, branch) in case["document"]["branches"].as_object_mut().unwrap() {
            branch["title"] = format!("Bone {id}").into();
        }
        // The words that are looked for are English.
        case["document"]["session"]["language"] = "en".into();
        let board = read(&BoardId::from("b"), &case["document"]).0;
        (case["name"].clone(), board)
    };
    cases.into_iter().map(board).collect()
}

fn read_tree(board: &Board) -> Tree {
    fn walk(notes: &[Note], parent: Option<&str>, tree: &mut Tree) {
        for note in notes {
            tree.insert(note.text.clone(), parent.map(str::to_owned));
            walk(&note.children, Some(&note.text), tree);
        }
    }
    let mut tree = Tree::new();
    board.branches.iter().for_each(|branch| walk(&branch.notes, None, &mut tree));
    tree
}

/// The same with the parked causes, which are listed apart.
fn listed_tree(board: &Board) -> Tree {
    let mut tree = read_tree(board);
    tree.extend(board.parked.iter().map(|note| (note.text.clone(), None)));
    tree
}

fn written(board: &Board, format: Format) -> String {
    String::from_utf8(render(board, format, &Options::default()).unwrap()).unwrap()
}

fn add(tree: &mut Tree, cause: String, parent: Option<String>) {
    assert!(tree.insert(cause.clone(), parent).is_none(), "{cause} stands twice");
}

fn json_tree(board: &Board) -> Tree {
    let report: Value = serde_json::from_str(&written(board, Format::Json)).unwrap();
    let mut tree = Tree::new();
    let parked = report["parked"].as_array().into_iter().flatten();
    for note in report["notes"].as_array().unwrap().iter().chain(parked) {
        if note["merged_into"].is_null() {
            let parent = note["parent"].as_str().map(text_of);
            add(&mut tree, note["text"].as_str().unwrap().to_owned(), parent);
        }
    }
    tree
}

/// Nested lists by their indentation; a merged cause says so in the line after it.
fn markdown_tree(board: &Board) -> Tree {
    let markdown = written(board, Format::Md);
    let lines: Vec<&str> = markdown.lines().collect();
    let (mut tree, mut above) = (Tree::new(), vec![]);
    for (at, line) in lines.iter().enumerate() {
        let item = line.trim_start();
        let Some(text) = item.strip_prefix("- \\[") else { continue };
        let depth = (line.len() - item.len()) / 2;
        assert!(depth <= above.len(), "{line:?} is a code block in\n{markdown}");
        let cause = format!("[{}]", text.split("\\]").next().unwrap());
        above.truncate(depth);
        above.push(cause.clone());
        if !lines.get(at + 1).is_some_and(|about| about.contains("<small>") && about.contains("erged")) {
            add(&mut tree, cause, depth.checked_sub(1).map(|depth| above[depth].clone()));
        }
    }
    tree
}

fn csv_tree(board: &Board) -> Tree {
    let file = written(board, Format::Csv);
    let mut reader = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let [kind, text, parent, merged] = ["Kind", "Text", "Why of", "Merged into"].map(column);
    let mut tree = Tree::new();
    for row in reader.records() {
        let row = row.unwrap();
        if &row[kind] == "Cause" && row[merged].is_empty() {
            let parent = Some(row[parent].to_owned()).filter(|parent| !parent.is_empty());
            add(&mut tree, row[text].to_owned(), parent);
        }
    }
    tree
}

/// The sheet of the causes; it has the same columns as the csv.
fn xlsx_tree(board: &Board) -> Tree {
    let file = render(board, Format::Xlsx, &Options::default()).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
    let sheet = book.worksheet_range("Causes").unwrap();
    let mut rows = sheet.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
    let headers = rows.next().unwrap();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let [text, parent, merged] = ["Cause", "Why of", "Merged into"].map(column);
    let mut tree = Tree::new();
    for row in rows.filter(|row| row[merged].is_empty()) {
        add(&mut tree, row[text].clone(), Some(row[parent].clone()).filter(|parent| !parent.is_empty()));
    }
    tree
}

/// Merged cause → the cause that it went into, by text.
fn merged(board: &Board) -> Vec<(String, String)> {
    let notes = board.every_note().into_iter();
    notes.flat_map(|note| note.merged.iter().map(|one| (one.text.clone(), note.text.clone()))).collect()
}

#[test]
fn a_merged_cause_is_listed_with_the_one_that_it_went_into() {
    let mut tried = 0;
    for (name, board) in boards() {
        let (csv, md, html) = (
            written(&board, Format::Csv),
            written(&board, Format::Md).replace('\\', ""),
            written(&board, Format::Html),
        );
        let svg = written(&board, Format::Svg);
        let pages = pdf::text(&render(&board, Format::Pdf, &Options::default()).unwrap());
        let pages: String = pages.split_whitespace().collect();
        for (one, into) in merged(&board) {
            let said = format!("Merged into: {into}");
            for (format, file) in [("md", &md), ("html", &html)] {
                let after =
                    file.split(&one).skip(1).any(|after| after.get(..200).unwrap_or(after).contains(&said));
                assert!(after, "{one} in {format}, {name}");
            }
            // A card's title has the causes that were merged into the card's cause.
            // What is parked is on no bone, and so not in the picture.
            let drawn = read_tree(&board).contains_key(&into);
            assert!(!drawn || svg.contains(&one) && svg.contains(&into), "{one} in svg, {name}");
            let unspaced: String = said.split_whitespace().collect();
            assert!(pages.contains(&one) && pages.contains(&unspaced), "{one} in pdf, {name}");
            let row = csv.lines().find(|row| row.split(',').nth(3) == Some(one.as_str())).unwrap();
            assert!(row.contains(&into), "{one} in csv, {name}: {row}");
            tried += 1;
        }
        for cause in read_tree(&board).keys() {
            assert!(pages.contains(cause), "{cause} is not on the pages, {name}");
        }
    }
    assert!(tried > 20, "trivial");
}

#[test]
fn every_living_cause_stands_once_under_the_same_parent_in_every_format() {
    let (mut merged_parents, mut parked, mut further) = (0, 0, 0);
    for (name, board) in boards() {
        let listed = listed_tree(&board);
        assert_eq!(json_tree(&board), listed, "json, {name}");
        assert_eq!(markdown_tree(&board), listed, "md, {name}");
        assert_eq!(csv_tree(&board), listed, "csv, {name}");
        assert_eq!(xlsx_tree(&board), listed, "xlsx, {name}");
        let expected = read_tree(&board);
        parked += listed.len() - expected.len();
        let svg = written(&board, Format::Svg);
        let html = written(&board, Format::Html);
        for cause in expected.keys() {
            let id = cause.trim_matches(['[', ']']);
            let parent = expected[cause].as_ref().map(|parent| parent.trim_matches(['[', ']']));
            let parent = parent.map(|parent| format!(" data-parent=\"{parent}\"")).unwrap_or_default();
            let card = format!("<g data-note=\"{id}\"{parent}");
            let drawn = svg
                .split(&card)
                .skip(1)
                .filter(|rest| rest.split('<').nth(1).is_some_and(|title| title.contains(cause)))
                .count();
            assert_eq!(drawn, 1, "{cause} is drawn {drawn} times in the svg, {name}");
            assert!(html.contains(&format!(">{cause}</span>")), "{cause} is not in the html, {name}");
        }
        assert_eq!(svg.matches("data-note=").count(), expected.len(), "{name}");
        let again: usize = board.branches.iter().map(|branch| board.further(&branch.id).len()).sum();
        assert_eq!(svg.matches("data-note-again=").count(), again, "ALSO-2, {name}");
        further += again;
        merged_parents += usize::from(board.every_note().iter().any(|note| !note.merged.is_empty()));
    }
    assert!(merged_parents > 20 && parked > 20 && further > 20, "the boards are not trivial");
}
