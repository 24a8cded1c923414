//! Makes texts of strangers safe for a format, and writes numbers and times as text.

use std::fmt::Write;

use board::Millis;

/// The text without the characters that XML 1.0 cannot contain and that no program shows: controls other than line
/// break and tab, and non-characters. Line breaks become `\n`.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' | '\u{feff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// The text escaped as the content of an element or a quoted attribute, in XML and in HTML.
pub(crate) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in plain(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The text as one cell of a CSV file that a spreadsheet does not take for a formula.
///
/// Source: OWASP, "CSV Injection". A quote in front turns a cell that begins like a formula into a text.
pub(crate) fn cell(text: &str) -> String {
    let text = plain(text);
    let formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\n' | '＝' | '＋' | '－' | '＠');
    match text.trim_start_matches(' ').chars().next() {
        Some(c) if formula(c) => format!("'{text}"),
        _ => text,
    }
}

/// The text as Markdown that shows exactly the same characters. Further lines begin with `indent`.
pub(crate) fn markdown(text: &str, indent: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (n, line) in plain(text).trim_end().split('\n').enumerate() {
        if n > 0 {
            let _ = write!(out, "\\\n{indent}");
        }
        markdown_line(line.trim(), &mut out);
    }
    // An empty line would end the paragraph of the text.
    out.replace(&format!("\n{indent}\\\n"), &format!("\n{indent}&nbsp;\\\n"))
}

/// The text as one cell of a Markdown table.
pub(crate) fn markdown_cell(text: &str) -> String {
    let lines: Vec<String> = plain(text)
        .trim_end()
        .split('\n')
        .map(|line| {
            let mut out = String::new();
            markdown_line(line.trim(), &mut out);
            out
        })
        .collect();
    lines.join("<br>")
}

fn markdown_line(line: &str, out: &mut String) {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '#' | '+' | '-' | '=' | '>' if at == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if at == digits && digits > 0 && !line[at + 1..].starts_with(|c| c != ' ') => {
                out.push('\\');
                out.push(c);
            }
            '\t' => out.push(' '),
            c => out.push(c),
        }
    }
}

/// A number without superfluous decimals: `5`, `3.5`, `0.67`.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A time in the form `2026-11-21 19:05 UTC`.
///
/// Source: H. Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
pub(crate) fn date(at: Millis) -> String {
    // The last second whose year has four digits. A clock beyond it is wrong anyway.
    let seconds = (at.0 / 1000).min(253_402_300_799) as i64;
    let (days, minutes) = (seconds / 86_400, seconds % 86_400 / 60);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_begins_like_a_formula_is_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1", "＝1"] {
            assert!(cell(text).starts_with('\''), "{text:?} gave {:?}", cell(text));
            assert!(cell(text).ends_with(text.trim_start_matches(['\r', ' '])), "{text:?} is not whole");
        }
        for text in ["NPS −12", "20 zł", "a=b", ""] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(xml("a\u{0}b\u{8}\u{ffff}\u{85}c\r\nd <&>\"'"), "abc\nd &lt;&amp;&gt;&quot;&#39;");
    }

    #[test]
    fn markdown_shows_the_characters_that_were_written() {
        let check = |text: &str, expect: &str| assert_eq!(markdown(text, "  "), expect);
        check("# no heading", "\\# no heading");
        check("- no list\n1. nor this", "\\- no list\\\n  1\\. nor this");
        check("<b>*x*</b> [l](u) `c` a|b &amp;", "&lt;b>\\*x\\*&lt;/b> \\[l\\](u) \\`c\\` a\\|b &amp;amp;");
        check("a\n\nb", "a\\\n  &nbsp;\\\n  b");
        check("12.5 and 20 zł", "12.5 and 20 zł");
        assert_eq!(markdown_cell("a\nb|c"), "a<br>b\\|c");
    }

    #[test]
    fn times_are_dates() {
        let check = |at, expect: &str| assert_eq!(date(Millis(at)), expect);
        check(0, "1970-01-01 00:00 UTC");
        check(951_782_399_000, "2000-02-28 23:59 UTC");
        check(951_868_800_000, "2000-03-01 00:00 UTC");
        check(1_795_202_700_000, "2026-11-20 19:25 UTC");
        check(u64::MAX, "9999-12-31 23:59 UTC");
    }

    #[test]
    fn numbers_say_no_more_than_they_know() {
        assert_eq!([5.0, 3.5, 0.666_7, 0.0, 10.0].map(number), ["5", "3.5", "0.67", "0", "10"]);
    }
}
