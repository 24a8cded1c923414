//! The fixture in every format, each read by a reader that did not write it: the same causes, parents, dots, priorities and
//! projects. A diagram has causes and parents; a fish has no projects, the slide of projects has.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use export::{Format, Options, Part, render};
use resvg::usvg::roxmltree::{Document, Node};
use serde_json::Value;

use crate::boards;
use crate::diagram;
use crate::html;
use crate::pdf::reader;
use crate::readers::{AT, made, read_csv, read_pdf, read_xlsx, read_xml, text};

/// What is known of a cause: the text of its parent, its dots, its priority in Polish.
type Facts = (Option<String>, Option<u32>, String);
/// Text → facts.
type Causes = BTreeMap<String, Facts>;

const PRIORITIES: [(&str, &str); 4] =
    [("now", "teraz"), ("next", "następnie"), ("later", "później"), ("outside", "poza naszym wpływem")];

fn in_polish(priority: &str) -> String {
    PRIORITIES.iter().find(|(id, _)| *id == priority).map_or(String::new(), |(_, word)| (*word).to_owned())
}

/// As the fixture says, in the order in which causes are listed.
fn expected() -> Causes {
    let cx = boards::fixture();
    let notes = cx["notes"].as_array().unwrap();
    let text_of = |key: &str| {
        let note = notes.iter().find(|note| note["key"] == key).unwrap();
        note["text"].as_str().unwrap().to_owned()
    };
    let fact = |note: &Value| {
        let key = note["key"].as_str().unwrap();
        let dots =
            cx["expected"]["tally"][key]["dots"].as_u64().map(|dots| dots as u32).filter(|dots| *dots > 0);
        let priority = &cx["expected"]["priorities"][key];
        let priority = priority.as_str().or(priority["priority"].as_str()).unwrap_or_default();
        (text_of(key), (note["parent"].as_str().map(text_of), dots, in_polish(priority)))
    };
    let all: Causes = notes.iter().map(fact).collect();
    assert_eq!(all.len(), 36);
    assert!(all.values().filter(|(parent, ..)| parent.is_some()).count() > 5, "trivial");
    assert!(all.values().filter(|(_, dots, _)| dots.is_some()).count() > 5, "trivial");
    assert!(all.values().filter(|(.., priority)| !priority.is_empty()).count() > 2, "trivial");
    all
}

/// What the line under a cause says.
fn from_line(line: &str) -> (Option<u32>, String) {
    let said = |label: &str| {
        line.split(" · ").find_map(|part| part.trim().strip_prefix(label)).map(|rest| rest.trim().to_owned())
    };
    let dots = said("Punkty:").and_then(|dots| dots.parse().ok()).filter(|dots| *dots > 0);
    (dots, said("Priorytet:").unwrap_or_default())
}

fn from_json() -> Causes {
    let file: Value = serde_json::from_slice(&made(&boards::cx(), Format::Json)).unwrap();
    let notes = file["notes"].as_array().unwrap();
    let text_of = |id: &Value| {
        notes.iter().find(|note| note["id"] == *id).map(|note| note["text"].as_str().unwrap().to_owned())
    };
    let fact = |note: &Value| {
        let dots = note["dots"].as_u64().map(|dots| dots as u32).filter(|dots| *dots > 0);
        let priority = in_polish(note["priority"].as_str().unwrap_or_default());
        (note["text"].as_str().unwrap().to_owned(), (text_of(&note["parent"]), dots, priority))
    };
    notes.iter().map(fact).collect()
}

/// Rows under headings.
fn from_rows(rows: &[Vec<String>], text: &str, kind: Option<(&str, &str)>) -> Causes {
    let at = |name: &str| rows[0].iter().position(|heading| heading == name).unwrap();
    let [cause, parent, dots, priority] = [text, "Wyjaśnia", "Punkty", "Priorytet"].map(at);
    let kind = kind.map(|(column, value)| (at(column), value));
    let wanted = |row: &&Vec<String>| kind.is_none_or(|(column, value)| row[column] == value);
    let fact = |row: &Vec<String>| {
        let parent = Some(row[parent].clone()).filter(|text| !text.is_empty());
        let dots = row[dots].parse().ok().filter(|dots| *dots > 0);
        (row[cause].clone(), (parent, dots, row[priority].clone()))
    };
    rows[1..].iter().filter(wanted).map(fact).collect()
}

fn from_csv() -> Causes {
    let file = made(&boards::cx(), Format::Csv);
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file);
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    from_rows(&rows, "Treść", Some(("Rodzaj", "Przyczyna")))
}

fn from_xlsx() -> Causes {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(made(&boards::cx(), Format::Xlsx))).unwrap();
    let sheet = book.worksheet_range("Przyczyny").unwrap();
    let rows: Vec<Vec<String>> =
        sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    from_rows(&rows, "Przyczyna", None)
}

fn from_svg() -> Causes {
    let file = text(&boards::cx(), Format::Svg);
    let tree = Document::parse(&file).unwrap();
    let cards: Vec<Node> = tree.descendants().filter(|node| node.has_attribute("data-note")).collect();
    let title = |card: &Node| -> String {
        let title = card.children().find(|node| node.tag_name().name() == "title").unwrap();
        title.text().unwrap_or_default().to_owned()
    };
    let fact = |card: &Node| {
        let parent = card.attribute("data-parent");
        let parent =
            parent.and_then(|id| cards.iter().find(|one| one.attribute("data-note") == Some(id))).map(&title);
        let dots = card.attribute("data-dots").map(|dots| dots.parse().unwrap()).filter(|dots| *dots > 0);
        (title(card), (parent, dots, in_polish(card.attribute("data-priority").unwrap_or_default())))
    };
    cards.iter().map(fact).collect()
}

fn from_html() -> Causes {
    let page = text(&boards::cx(), Format::Html);
    let list = &page[page.find("<section id=\"causes\">").unwrap()..];
    let list = list[..list.find("</section>").unwrap()].replace("<br>", "<br/>") + "</section>";
    let tree = Document::parse(&list).unwrap();
    let part = |entry: &Node, class: &str| {
        let found = entry.children().find(|node| node.attribute("class") == Some(class));
        found.and_then(|node| node.text()).unwrap_or_default().to_owned()
    };
    let fact = |entry: Node| {
        let above = entry.parent().and_then(|list| list.parent()).filter(|node| node.has_tag_name("li"));
        let (dots, priority) = from_line(&part(&entry, "about"));
        (part(&entry, "text"), (above.map(|above| part(&above, "text")), dots, priority))
    };
    tree.descendants().filter(|node| node.has_tag_name("li")).map(fact).collect()
}

fn from_markdown() -> Causes {
    let file = text(&boards::cx(), Format::Md).replace('\\', "");
    let list = &file[file.find("## Przyczyny").unwrap()..];
    let list = &list[..list[3..].find("\n## ").unwrap() + 3];
    let lines: Vec<&str> = list.lines().collect();
    let (mut causes, mut above) = (Causes::new(), vec![]);
    for (n, line) in lines.iter().enumerate() {
        let Some(cause) = line.trim_start().strip_prefix("- ") else { continue };
        above.truncate((line.len() - line.trim_start().len()) / 2);
        let about = lines[n + 1].trim().trim_start_matches("<small>").trim_end_matches("</small>");
        let (dots, priority) = from_line(about);
        causes.insert(cause.to_owned(), (above.last().cloned(), dots, priority));
        above.push(cause.to_owned());
    }
    causes
}

/// The list at the end of the document: where a line begins says how deep its cause hangs.
fn from_pdf() -> Causes {
    let bbox = reader("pdftotext", &["-bbox", "-", "-"], &made(&boards::cx(), Format::Pdf));
    let word = |line: &str| {
        let x: f64 = line.split("xMin=\"").nth(1)?.split('"').next()?.parse().ok()?;
        let text = line.split('>').nth(1)?.split('<').next()?;
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
        Some((x, entities.iter().fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))))
    };
    let words: Vec<(f64, String)> =
        bbox.lines().filter(|line| line.contains("<word")).filter_map(word).collect();
    let begin = (0..words.len() - 1).rfind(|n| words[*n].1 == "Ość" && words[n + 1].1 == "people").unwrap();
    let rest = &words[begin..];
    // Each cause is found by its words one after another.
    let begins = |text: &str| {
        let wanted: String = text.split_whitespace().collect();
        let at = (0..rest.len()).find(|n| {
            let mut found = String::new();
            let mut words = rest[*n..].iter();
            while found.len() < wanted.len() && wanted.starts_with(&found) {
                let Some((_, word)) = words.next() else { break };
                found.push_str(word);
            }
            found == wanted
        });
        at.unwrap_or_else(|| panic!("{text} is not in the list"))
    };
    let mut found: Vec<(usize, String)> = expected().into_keys().map(|text| (begins(&text), text)).collect();
    found.sort();
    let (mut causes, mut above) = (Causes::new(), vec![]);
    for (n, (at, text)) in found.iter().enumerate() {
        // The margin is 50 points; a level is 14, and a cause stands 11.2 behind its dot.
        let depth = ((rest[*at].0 - 61.2) / 14.0).round() as usize;
        above.truncate(depth);
        let next = found.get(n + 1).map_or(rest.len(), |(next, _)| *next);
        let said: Vec<&str> = rest[*at..next].iter().map(|(_, word)| word.as_str()).collect();
        // Behind the last cause of a bone the title of the next one follows.
        let after = |label: &str| said.iter().position(|word| *word == label).map(|at| &said[at + 1..]);
        let dots = after("Punkty:").and_then(|words| words[0].parse().ok()).filter(|dots| *dots > 0);
        let until = |words: &[&str]| {
            words.iter().take_while(|word| **word != "·").copied().collect::<Vec<_>>().join(" ")
        };
        let priority = after("Priorytet:").map(until).unwrap_or_default();
        causes.insert(text.clone(), (above.last().cloned(), dots, priority));
        above.push(text.clone());
    }
    causes
}

#[test]
fn the_fixture_has_the_same_causes_parents_dots_and_priorities_in_every_format() {
    let expected = expected();
    for (format, found) in [
        ("json", from_json()),
        ("csv", from_csv()),
        ("xlsx", from_xlsx()),
        ("svg", from_svg()),
        ("html", from_html()),
        ("md", from_markdown()),
        ("pdf", from_pdf()),
    ] {
        for (text, facts) in &expected {
            assert_eq!(found.get(text), Some(facts), "{format}: {text}");
        }
        assert_eq!(found.len(), expected.len(), "{format}");
    }
}

#[test]
fn a_diagram_has_the_same_causes_and_parents() {
    let (mut parents, mut above) = (BTreeMap::new(), Vec::<String>::new());
    // The effect and the bones are above the causes.
    for (level, words) in diagram::read(&text(&boards::cx(), Format::Mermaid)) {
        above.truncate(level);
        if level >= 2 {
            parents.insert(words.clone(), above.get(2..).and_then(<[String]>::last).cloned());
        }
        above.push(words);
    }
    let expected: BTreeMap<String, Option<String>> =
        expected().into_iter().map(|(text, (parent, ..))| (text, parent)).collect();
    assert_eq!(parents, expected);
}

#[test]
fn the_fixture_has_the_same_projects_in_every_format() {
    let cx = boards::fixture();
    let unspaced = |text: &str| -> String { text.split_whitespace().collect::<String>().replace('\\', "") };
    let board = boards::cx();
    let slide = Options { part: Part::Projects, generated_at: AT, ..Options::default() };
    let slide = String::from_utf8(render(&board, Format::Svg, &slide).unwrap()).unwrap();
    let fish = read_xml(&text(&board, Format::Svg));
    for (format, file) in [
        ("csv", read_csv(&made(&board, Format::Csv)).concat().join("\n")),
        ("xlsx", read_xlsx(made(&board, Format::Xlsx)).join("\n")),
        ("md", text(&board, Format::Md)),
        ("html", html::text(&text(&board, Format::Html))),
        ("pdf", read_pdf(&made(&board, Format::Pdf))),
        ("svg", read_xml(&slide)),
        ("json", text(&board, Format::Json)),
    ] {
        let file = unspaced(&file);
        for project in cx["projects"].as_array().unwrap() {
            let owner = project["owner"].as_str().unwrap();
            let owner = if format == "json" { owner.to_owned() } else { format!("Dział {owner}") };
            for field in ["title", "budget", "duration"] {
                let said = project[field].as_str().unwrap();
                assert!(file.contains(&unspaced(said)), "{format}: {field} {said}");
            }
            assert!(file.contains(&unspaced(&owner)), "{format}: {owner}");
            assert!(!fish.contains(project["title"].as_str().unwrap()), "a fish has no projects");
        }
    }
}

#[test]
fn a_drawing_is_xml_to_a_validator_whatever_people_wrote() {
    let hostile =
        ["]]></style></svg><!-- ${7*7} --&gt; &bogus; <b>", "a\u{0}b\u{1b}c\u{ffff}", "\u{202e}x 👩‍👩‍👧"];
    for board in [boards::cx(), boards::of_texts(&hostile), boards::of_texts(&[])] {
        for part in Part::ALL {
            let options = Options { part, generated_at: AT, ..Options::default() };
            let file = render(&board, Format::Svg, &options).unwrap();
            reader("xmllint", &["--noout", "--nonet", "-"], &file);
        }
    }
}
