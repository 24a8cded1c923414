//! Causes for a board that is there, from a CSV file or pasted lines: what they come to, and what does not fit.

use board::BranchId;
use board::schema::Limits;
use export::{CausesPreview, FaultCode, Format, read_causes};

use crate::boards;
use crate::readers::text;

fn read(written: &str) -> CausesPreview {
    read_causes(written, &boards::cx(), Some(&BranchId::from("methods")), &Limits::default())
}

/// Bone, place of the cause above, words.
fn told(preview: &CausesPreview) -> Vec<(&str, Option<usize>, &str)> {
    assert_eq!(preview.faults, []);
    preview.causes.iter().map(|cause| (cause.branch.as_str(), cause.under, cause.text.as_str())).collect()
}

/// Line, column and code of every fault.
fn faults(preview: &CausesPreview) -> Vec<(usize, usize, FaultCode)> {
    preview.faults.iter().map(|fault| (fault.line, fault.column, fault.code)).collect()
}

#[test]
fn pasted_lines_are_causes_under_bones_and_under_one_another() {
    let preview =
        read("Late\n- Long queue\n  - No staff\n\tno rooms\n\n# Ość people\nTired\nOść machines:\n• Old\r\n");
    let expect = [
        ("methods", None, "Late"),
        ("methods", None, "Long queue"),
        ("methods", Some(1), "No staff"),
        ("methods", Some(2), "no rooms"),
        ("people", None, "Tired"),
        ("machines", None, "Old"),
    ];
    assert_eq!(told(&preview), expect);
    let lines: Vec<usize> = preview.causes.iter().map(|cause| cause.line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 7, 9]);
}

#[test]
fn a_table_has_its_columns_by_name_in_every_language_and_with_every_separator() {
    let expect = [("people", None, "A, b"), ("people", Some(0), "C \"c\""), ("methods", None, "=1+1")];
    for (names, separator) in [
        (["Bone", "Cause", "Why of"], ','),
        (["ość", "przyczyna", "wyjaśnia"], ';'),
        (["Кістка", "Причина", "Пояснює"], '\t'),
    ] {
        let row = |cells: [&str; 3]| {
            let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
            format!("{}\r\n", quoted.join(&separator.to_string()))
        };
        let file = format!(
            "\u{feff}{}{}{}{}",
            names.join(&separator.to_string()) + "\r\n",
            row(["Ość people", "A, b", ""]),
            row(["people", "C \"c\"", "A, b"]),
            row(["", "'=1+1", ""])
        );
        assert_eq!(told(&read(&file)), expect, "{file}");
    }
}

#[test]
fn what_was_exported_as_csv_comes_back_and_is_known() {
    for separator in export::Separator::ALL {
        let options = export::Options { separator, ..export::Options::default() };
        let file = export::render(&boards::cx(), Format::Csv, &options).unwrap();
        let preview = read(std::str::from_utf8(&file).unwrap());
        assert_eq!(preview.faults, []);
        assert_eq!(preview.causes.len(), 36);
        let board = boards::cx();
        for (cause, note) in preview.causes.iter().zip(board.causes()) {
            assert_eq!(
                (&cause.text, &cause.branch, cause.same.as_ref()),
                (&note.text, &note.branch, Some(&note.id))
            );
            let parent = cause.under.map(|at| preview.causes[at].text.clone());
            assert_eq!(parent.is_some(), note.parent.is_some(), "{}", note.text);
        }
    }
    assert!(text(&boards::cx(), Format::Csv).contains("Przyczyna"));
}

#[test]
fn what_does_not_fit_is_told_by_line_and_column() {
    use FaultCode::*;
    assert_eq!(faults(&read(&format!("ok\n  {}\n", "x".repeat(1_001)))), [(2, 3, TooLong)]);
    let deep: String = (0..7).map(|n| format!("{}x\n", " ".repeat(n))).collect();
    assert_eq!(faults(&read(&deep)), [(6, 6, TooDeep), (7, 7, TooDeep)]);
    assert_eq!(faults(&read("a\n # Nowhere\nb")), [(2, 2, UnknownBone)]);
    assert_eq!(faults(&read("bone,cause\npeople,a\nnowhere,b\n")), [(3, 1, UnknownBone)]);
    assert_eq!(faults(&read("bone,cause,why of\npeople,a,\nmethods,b,a\n")), [(3, 3, UnknownParent)]);
    assert_eq!(faults(&read("bone,cause\npeople,a\npeople,\"b\npeople,c\n")), [(3, 8, Unclosed)]);
    assert_eq!(faults(&read("bone,what\npeople,a\n")), [(1, 1, NoCauses)]);
    let many = read(&"x\n".repeat(6_000));
    assert_eq!(faults(&many), [(4_965, 1, TooMany)]);
    assert_eq!(many.causes.len(), 5_000 - 36);
    let none = read_causes("a\nb", &board::reading::Board::default(), None, &Limits::default());
    assert_eq!(faults(&none), [(1, 1, NoBone), (2, 1, NoBone)]);
    assert_eq!(read(&format!("{}\n", "x".repeat(1_001)).repeat(500)).faults.len(), 100, "enough is told");
}

#[test]
fn hostile_texts_are_words() {
    let preview = read(
        "<script>alert(1)</script>\na\u{0}b\u{1b}[31m\u{202e}c\n\u{200b}\nи\u{306}огурт\n\"open\n=cmd|' /C calc'!A0",
    );
    let words: Vec<&str> = told(&preview).into_iter().map(|(_, _, words)| words).collect();
    assert_eq!(words, ["<script>alert(1)</script>", "ab[31mc", "йогурт", "\"open", "=cmd|' /C calc'!A0"]);
    let seed = 20_261_126;
    let mut random = fastrand::Rng::with_seed(seed);
    let alphabet: Vec<char> = "ab,;\t\"\n\r '=#-🙂\u{0}".chars().collect();
    for _ in 0..3_000 {
        let length = random.usize(..60);
        let begin = *random.choice(&["", "bone,cause\n", "ość;przyczyna;wyjaśnia\r\n"]).unwrap();
        let text: String = (0..length).map(|_| alphabet[random.usize(..alphabet.len())]).collect();
        let preview = read(&format!("{begin}{text}"));
        for (at, cause) in preview.causes.iter().enumerate() {
            assert!(cause.under.is_none_or(|under| under < at), "seed {seed}: {text:?}");
            assert!(!board::text::is_blank(&cause.text), "seed {seed}: {text:?}");
        }
    }
}
