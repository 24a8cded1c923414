//! Reads PDFs by programs that did not write them: the text by `pdftotext` of Poppler, the structure by `lopdf`.

use std::io::Write;
use std::process::{Command, Stdio};

use lopdf::{Dictionary, Document, Object};

/// The shown texts of all pages, in order.
pub fn text(file: &[u8]) -> String {
    reader("pdftotext", &["-raw", "-enc", "UTF-8", "-", "-"], file)
}

/// The shown texts of each page.
pub fn pages(file: &[u8]) -> Vec<String> {
    let mut pages: Vec<String> = text(file).split('\u{c}').map(str::to_owned).collect();
    pages.pop();
    pages
}

/// What a program says of a file: one of Poppler, or `xmllint`.
pub fn reader(program: &str, arguments: &[&str], file: &[u8]) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| {
            panic!(
                "{program} cannot be run: {error}; install it (Debian: apt-get install poppler-utils libxml2-utils)."
            )
        });
    let mut input = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(file));
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{program} cannot read the file");
        String::from_utf8(output.stdout).unwrap()
    })
}

/// Width and height of each page.
pub fn sizes(file: &[u8]) -> Vec<(f64, f64)> {
    let document = Document::load_mem(file).unwrap();
    let size = |id| {
        let media = document.get_dictionary(id).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
        let number = |at: usize| (f64::from(media[at].as_float().unwrap()) * 100.0).round() / 100.0;
        (number(2), number(3))
    };
    document.get_pages().into_values().map(size).collect()
}

/// The structure that screen readers follow: each element by its type, with those in it.
#[derive(Debug)]
pub struct Element {
    pub kind: String,
    pub words: Option<String>,
    pub children: Vec<Element>,
}

impl Element {
    /// All elements of a type, however deep.
    pub fn all<'e>(&'e self, kind: &str) -> Vec<&'e Element> {
        let mut found: Vec<&Element> = if self.kind == kind { vec![self] } else { vec![] };
        found.extend(self.children.iter().flat_map(|child| child.all(kind)));
        found
    }
}

/// The document's structure and its catalogue.
pub fn structure(file: &[u8]) -> (Element, Dictionary, Document) {
    fn resolved<'d>(document: &'d Document, object: &'d Object) -> &'d Object {
        document.dereference(object).unwrap().1
    }
    fn element(document: &Document, dictionary: &Dictionary) -> Element {
        let kind =
            dictionary.get(b"S").map_or("Root", |kind| std::str::from_utf8(kind.as_name().unwrap()).unwrap());
        let words = dictionary.get(b"Alt").ok().map(|alt| lopdf::decode_text_string(alt).unwrap());
        let children = match dictionary.get(b"K").map(|k| resolved(document, k)) {
            Ok(Object::Array(list)) => list.iter().map(|one| resolved(document, one)).collect(),
            Ok(one) => vec![one],
            Err(_) => vec![],
        };
        let inner =
            children.into_iter().filter_map(|child| child.as_dict().ok()).filter(|child| child.has(b"S"));
        Element {
            kind: kind.to_owned(),
            words,
            children: inner.map(|child| element(document, child)).collect(),
        }
    }
    let document = Document::load_mem(file).unwrap();
    let catalog = document.catalog().unwrap().clone();
    let root = resolved(&document, catalog.get(b"StructTreeRoot").unwrap()).as_dict().unwrap().clone();
    let root = element(&document, &root);
    (root, catalog, document)
}
