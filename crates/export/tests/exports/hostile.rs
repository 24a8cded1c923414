//! What strangers may try, in drawings and on pages: it does nothing there, and is whole. Lists and calendars have tests
//! beside those of their readers.

use export::Format;
use resvg::usvg::roxmltree::{Document, Node};

use crate::boards;
use crate::pdf;
use crate::readers::{made, read_pdf, text};
use crate::written_texts::hostile;

/// The texts as the board stores them.
fn meant() -> Vec<String> {
    hostile().iter().map(|text| board::text::paragraphs(text).trim().to_owned()).collect()
}

fn board() -> board::reading::Board {
    boards::of_texts(&hostile().iter().map(String::as_str).collect::<Vec<_>>())
}

fn said(node: Node) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

#[test]
fn hostile_texts_are_whole_in_a_drawing_and_on_a_page_and_only_texts() {
    let svg = text(&board(), Format::Svg);
    let tree = Document::parse(&svg).unwrap();
    let named =
        |name: &str| tree.descendants().filter(|node| node.tag_name().name() == name).map(said).collect();
    let titles: Vec<String> = named("title");
    for text in meant() {
        assert!(titles.iter().any(|title| title.trim() == text), "{text:?} is not whole in svg");
    }
    const DRAWN: [&str; 9] = ["svg", "title", "style", "g", "desc", "rect", "text", "polygon", "polyline"];
    for node in tree.descendants().filter(Node::is_element) {
        assert!(DRAWN.contains(&node.tag_name().name()), "{:?}", node.tag_name());
        assert!(
            node.attributes().all(|one| !one.name().starts_with("on") && one.name() != "href"),
            "{node:?}"
        );
    }

    let page = text(&board(), Format::Html);
    let list = &page[page.find("<section id=\"causes\">").unwrap()..];
    let list = list[..list.find("</section>").unwrap()].replace("<br>", "<br/>") + "</section>";
    let tree = Document::parse(&list).unwrap();
    let texts: Vec<String> =
        tree.descendants().filter(|node| node.attribute("class") == Some("text")).map(said).collect();
    for text in meant() {
        assert!(texts.iter().any(|found| found.trim() == text), "{text:?} is not whole in html");
    }
    const LISTED: [&str; 8] = ["section", "h2", "h3", "p", "ul", "li", "span", "br"];
    for node in tree.descendants().filter(Node::is_element) {
        assert!(LISTED.contains(&node.tag_name().name()), "{:?}", node.tag_name());
    }
}

#[test]
fn hostile_texts_are_whole_in_the_pages_and_the_file_does_nothing() {
    let file = made(&board(), Format::Pdf);
    let pages = read_pdf(&file);
    for text in meant() {
        for word in text.split_whitespace() {
            // The reader of pages puts letters that are written from right to left in an order of its own.
            let backwards: String = word.chars().rev().collect();
            assert!(
                pages.contains(word) || pages.contains(&backwards) || broken(&pages, word),
                "{word:?} is not on the pages"
            );
        }
    }
    let (_, catalog, document) = pdf::structure(&file);
    for key in [&b"OpenAction"[..], b"AA", b"Names", b"AcroForm"] {
        assert!(!catalog.has(key), "{}", String::from_utf8_lossy(key));
    }
    for object in document.objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        for key in [&b"JS"[..], b"JavaScript", b"URI", b"Launch", b"EmbeddedFile"] {
            assert!(!dictionary.has(key), "{}", String::from_utf8_lossy(key));
        }
        let subtype = dictionary.get(b"Subtype").and_then(lopdf::Object::as_name).unwrap_or_default();
        assert!(subtype != b"Link" && subtype != b"FileAttachment");
    }
}

/// Whether a long word is there in pieces, as it goes on on the next page.
fn broken(pages: &str, word: &str) -> bool {
    let Some(first) = word.chars().next() else { return false };
    word.chars().all(|c| c == first) && pages.matches(first).count() >= word.chars().count()
}

#[test]
fn letters_that_no_font_has_are_boxes_that_can_be_copied() {
    let text = "漢字 ﷽ ქართული";
    let file = made(&boards::of_texts(&[text, "zwykły"]), Format::Pdf);
    let pages = read_pdf(&file);
    for word in text.split_whitespace() {
        let backwards: String = word.chars().rev().collect();
        assert!(pages.contains(word) || pages.contains(&backwards), "{word} is not in {pages}");
    }
    assert!(pages.contains("Drawnasboxes"), "{pages}");
}
