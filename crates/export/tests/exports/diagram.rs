//! The Mermaid text: there and back, read as Mermaid reads it.

use board::reading::Board;
use board::schema::Limits;
use export::{Format, Import, ImportError, Report};

use crate::boards;
use crate::readers::{AT, text};

/// A line of the tree that Mermaid makes: how many lines are above it, and its words.
pub type Node = (usize, String);

/// Reads a text by the rules of Mermaid's own grammar (`ishikawa.jison` and `ishikawaDb.ts` of 11.12.3): a keyword, and
/// then lines, of which the first is the root and each later one hangs under the last one with less indentation.
pub fn read(text: &str) -> Vec<Node> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("ishikawa-beta"));
    let (mut nodes, mut stack, mut base): (Vec<Node>, Vec<usize>, Option<usize>) = (vec![], vec![], None);
    for line in lines {
        let said = line.trim();
        if said.starts_with("%%") || said.is_empty() {
            continue;
        }
        assert!(!said.to_lowercase().starts_with("ishikawa"), "a keyword to the lexer: {line}");
        assert!(!said.contains("%%{"), "a directive: {line}");
        let raw = line.len() - line.trim_start().len();
        let Some(base) = base else {
            base = Some(raw);
            nodes.push((0, said.to_owned()));
            stack = vec![0];
            continue;
        };
        let level = raw.saturating_sub(base).max(1);
        while stack.len() > 1 && stack.last().is_some_and(|top| *top >= level) {
            stack.pop();
        }
        nodes.push((stack.len(), said.to_owned()));
        stack.push(level);
    }
    nodes
}

fn import(text: &str) -> Result<Report, ImportError> {
    assert!(Import::is_diagram(text.as_bytes()), "{text}");
    Import::parse_diagram(text.as_bytes(), "pl", &Limits::default()).map(|import| import.report)
}

/// Every bone and cause of a report: its level, and its words as they come back.
fn tree(report: &Report) -> Vec<Node> {
    let words = |text: &str| board::text::paragraphs(text).trim().replace('\t', " ");
    let mut nodes = vec![(0, words(&report.effect))];
    for bone in &report.branches {
        nodes.push((1, words(&bone.title)));
        let causes = report.causes().filter(|cause| cause.branch == bone.id);
        nodes.extend(causes.map(|cause| (2 + cause.depth as usize, words(&cause.text))));
    }
    nodes
}

fn there_and_back(board: &Board) {
    let (report, file) = (Report::of(board, AT), text(board, Format::Mermaid));
    let back = import(&file).unwrap_or_else(|error| panic!("{error}: {file}"));
    assert_eq!(tree(&back), tree(&report), "{file}");
    let levels: Vec<usize> = tree(&report).into_iter().map(|(level, _)| level).collect();
    assert_eq!(read(&file).into_iter().map(|(level, _)| level).collect::<Vec<_>>(), levels, "{file}");
}

#[test]
fn the_fishbone_of_the_workshop_goes_there_and_back() {
    there_and_back(&boards::cx());
    let nodes = read(&text(&boards::cx(), Format::Mermaid));
    assert_eq!(nodes.len(), 1 + 5 + 36);
    let under = nodes.iter().position(|(_, words)| words.starts_with("Dwie bazy klientów")).unwrap();
    assert_eq!((nodes[under].0, nodes[under - 1].0), (4, 3));
}

#[test]
fn hostile_texts_are_words_to_mermaid_and_come_back() {
    let hostile = [
        "effect <script>alert(1)</script>",
        "%%{init: {'securityLevel': 'loose'}}%%",
        "%% a comment",
        "ishikawa-beta",
        "Ishikawa had an idea",
        "---\ntitle: x\n---",
        "a#35;b#lt;c&amp;d#;e##",
        "style a:b#c;d; classDef x:#y;",
        "two\nlines\n\nand more",
        "  led and trailed  ",
        "click A href \"javascript:alert(1)\"",
        "\u{202e}dlrow\u{0} и\u{306}огурт 漢字 👩‍👩‍👧",
        "%%%%%%",
        "<br>",
    ];
    there_and_back(&boards::of_texts(&hostile));
    let file = text(&boards::of_texts(&hostile), Format::Mermaid);
    assert!(!file.contains("<script") && !file.contains("%%{"), "{file}");
    let seed = 20_261_126;
    let mut random = fastrand::Rng::with_seed(seed);
    let alphabet: Vec<char> = "ab<>#;%&\"'{}:-=|`~[]()\n\t ж漢🙂".chars().collect();
    for _ in 0..200 {
        let word = |_| (0..random.usize(1..20)).map(|_| alphabet[random.usize(..alphabet.len())]).collect();
        let texts: Vec<String> = (0..12).map(word).map(|text: String| format!("x{text}")).collect();
        there_and_back(&boards::of_texts(&texts.iter().map(String::as_str).collect::<Vec<_>>()));
    }
}

#[test]
fn what_others_write_is_read_as_mermaid_reads_it() {
    let report = import("---\nconfig: x\n---\n%% by hand\nISHIKAWA-BETA\n    Blurry Photo\n    Process\n        Out of focus\n            Hands<br/>shake\n        Too slow\n\n  User\n\tShaky").unwrap();
    let expect: [(usize, &str); 7] = [
        (0, "Blurry Photo"),
        (1, "Process"),
        (2, "Out of focus"),
        (3, "Hands\nshake"),
        (2, "Too slow"),
        (1, "User"),
        (1, "Shaky"),
    ];
    assert_eq!(tree(&report), expect.map(|(level, words)| (level, words.to_owned())));
    assert_eq!((report.title.as_str(), report.language.as_str()), ("", "pl"));
    let beside = import("ishikawa Late orders\n  People").unwrap();
    assert_eq!((beside.effect.as_str(), beside.branches.len()), ("Late orders", 1));
    assert!(!Import::is_diagram(b"graph TD\n a-->b") && !Import::is_diagram(b"{\"ishikawa\": 1}"));
    assert!(!Import::is_diagram(b"ishikawanese\n x"));
}

#[test]
fn limit_2_a_diagram_that_does_not_fit_names_the_line() {
    let line = |text: &str| match import(text).unwrap_err() {
        ImportError::Value { at, .. } => at,
        other => other.to_string(),
    };
    let deep: String = (0..8).map(|n| format!("{}x\n", " ".repeat(n))).collect();
    assert_eq!(line(&format!("ishikawa\n{deep}")), "line 9");
    assert_eq!(line(&format!("ishikawa\ne\n b\n  {}", "x".repeat(1_001))), "line 4");
    assert_eq!(line(&format!("ishikawa\n{}\n b", "x".repeat(2_001))), "line 2");
    assert_eq!(line(&format!("ishikawa\ne\n b\n{}", "  x\n".repeat(6_000))), "line 5004");
    let many = format!("ishikawa\ne\n{}", " b\n".repeat(2_000));
    assert!(line(&many).starts_with("line "), "{}", line(&many));
    assert_eq!(
        line("ishikawa\n%% only a comment"),
        "this is not a board export: it has no effect under its first line"
    );
    let broken = Import::parse_diagram(b"ishikawa\n e\n \xff\xfe", "en", &Limits::default()).unwrap_err();
    assert_eq!(broken.to_string(), "this is not a board export: line 3 is not UTF-8");
    let long = vec![b' '; Import::LONGEST + 1];
    assert!(matches!(Import::parse_diagram(&long, "en", &Limits::default()), Err(ImportError::Long(_))));
}
