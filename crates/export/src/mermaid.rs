//! The fishbone as the text of a Mermaid diagram (`ishikawa-beta`, from Mermaid 11.12.3 on): the effect, under it the bones,
//! under each its causes, by indentation. Causes that were merged into others are not in it, as on the screens.

use std::fmt::Write;

use crate::report::Report;
use crate::text::plain;

/// The word with which such a text begins.
pub(crate) const KEYWORD: &str = "ishikawa-beta";

/// A line without words. A bone or a cause without any must still be a line.
pub(crate) const BLANK: &str = "…";

pub(crate) fn write(report: &Report) -> Vec<u8> {
    let mut out = format!("{KEYWORD}\n");
    let effect = [report.effect.as_str(), report.title.as_str()];
    let effect = effect.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default();
    node(0, effect, &mut out);
    for branch in &report.branches {
        node(1, &branch.title, &mut out);
        for cause in report.causes().filter(|cause| cause.branch == branch.id) {
            node(2 + cause.depth as usize, &cause.text, &mut out);
        }
    }
    out.into_bytes()
}

fn node(level: usize, text: &str, out: &mut String) {
    let _ = writeln!(out, "{}{}", "  ".repeat(level + 1), escaped(text));
}

/// The text as one line in which Mermaid finds no markup, no comment, no directive and no keyword.
fn escaped(text: &str) -> String {
    let text = plain(text);
    let text = text.trim();
    if text.is_empty() {
        return BLANK.to_owned();
    }
    // Mermaid takes the last semicolon off what looks like the definition of a style.
    let styled = text.contains("style") || text.contains("classDef");
    // It looks for its keyword wherever a line begins.
    let keyword = text.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("ishikawa"));
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (n, c) in text.chars().enumerate() {
        match c {
            '\n' => out.push_str("<br>"),
            '\t' => out.push(' '),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '%' if before == '%' || n == 0 => out.push_str("#37;"),
            ':' if styled => out.push_str("#58;"),
            c if n == 0 && keyword => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// What a line says, with Mermaid's entities and line breaks as characters.
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(at) = rest.find(['#', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = if rest.starts_with('#') { entity(rest) } else { line_break(rest) };
        let (c, length) = found.unwrap_or_else(|| (rest.chars().next().unwrap_or_default(), 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The entity with which a text begins, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.char_indices().take(12).find(|(_, c)| *c == ';')?.0;
    let name = text.get(1..end)?;
    let c = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        number => char::from_u32(number.parse().ok()?)?,
    };
    Some((c, end + 1))
}

fn line_break(text: &str) -> Option<(char, usize)> {
    let forms = ["<br>", "<br/>", "<br />"];
    let fits = |form: &&str| text.get(..form.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(form));
    forms.into_iter().find(fits).map(|form| ('\n', form.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_was_written_and_nothing_to_mermaid() {
        let check = |text: &str, expect: &str| {
            assert_eq!(escaped(text), expect);
            assert_eq!(unescaped(expect), text.trim());
        };
        check("20% of 100%", "20% of 100%");
        check("%%{init: {}}%%", "#37;#37;{init: {}}%#37;");
        check("%% no comment", "#37;#37; no comment");
        check("Ishikawa fails", "#73;shikawa fails");
        check("<b>&amp;\"</b>", "#lt;b#gt;#amp;amp;#quot;#lt;/b#gt;");
        check("two\nlines <br>", "two<br>lines #lt;br#gt;");
        check("style:#1;", "style#58;#35;1;");
        check("#35; and #x;", "#35;35; and #35;x;");
        assert_eq!([escaped("  \u{200b} "), unescaped("a<BR/>b#9829;c#no;")], ["…", "a\nb♥c#no;"]);
    }
}
