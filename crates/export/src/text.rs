//! Makes texts of strangers safe for a format, and writes numbers as text.

use board::text::paragraphs;

/// The text in the form that the board stores (TEXT-1 to TEXT-3): composed letters, LF for every line break, and without
/// the characters that draw nothing, some of which XML 1.0 cannot contain.
pub(crate) fn plain(text: &str) -> String {
    paragraphs(text).into_owned()
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

/// A number without superfluous decimals: `5`, `3.5`, `0.67`.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A sum of money without its currency: `12 500` or `0.50`. Cents are written in full, and thousands apart.
pub(crate) fn money(value: f64, decimal: &str, thousands: &str) -> String {
    let text = format!("{:.2}", value.abs());
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut out = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            out.push_str(thousands);
        }
        out.push(digit);
    }
    if cents != "00" {
        out = [out.as_str(), decimal, cents].concat();
    }
    if value < 0.0 && out != "0" { format!("−{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_money_has_its_cents_in_full_and_its_thousands_apart() {
        for (value, en, pl) in [
            (0.0, "0", "0"),
            (5.0, "5", "5"),
            (999.5, "999.50", "999,50"),
            (1_000.0, "1,000", "1 000"),
            (-1_234_567.891, "−1,234,567.89", "−1 234 567,89"),
            (-0.001, "0", "0"),
            (100_000.0, "100,000", "100 000"),
        ] {
            assert_eq!((money(value, ".", ","), money(value, ",", " ")), (en.to_owned(), pl.to_owned()));
        }
    }

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
        assert_eq!(xml("a\u{0}b\u{8}\u{ffff}c\r\nd <&>\"'"), "abc\nd &lt;&amp;&gt;&quot;&#39;");
    }

    #[test]
    fn numbers_say_no_more_than_they_know() {
        assert_eq!([5.0, 3.5, 0.666_7, 0.0, 10.0].map(number), ["5", "3.5", "0.67", "0", "10"]);
    }
}
