//! Texts of strangers as Markdown (CommonMark with GFM tables) that shows exactly the same characters.

use std::fmt::Write;

use crate::text::plain;

/// The text as lines of a paragraph. Further lines begin with `indent`.
pub(crate) fn markdown(text: &str, indent: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (n, line) in plain(text).trim_end().split('\n').enumerate() {
        if n > 0 {
            let _ = write!(out, "\\\n{indent}");
        }
        write_line(line.trim(), false, &mut out);
    }
    // An empty line would end the paragraph of the text.
    out.replace(&format!("\n{indent}\\\n"), &format!("\n{indent}&nbsp;\\\n"))
}

/// The text on one line, such as a heading.
pub(crate) fn markdown_line(text: &str) -> String {
    one_line(text, false)
}

/// The text as one cell of a table.
pub(crate) fn markdown_cell(text: &str) -> String {
    one_line(text, true)
}

fn one_line(text: &str, cell: bool) -> String {
    let line = |line: &str| {
        let mut out = String::new();
        write_line(line.trim(), cell, &mut out);
        out
    };
    plain(text).trim_end().split('\n').map(line).collect::<Vec<_>>().join("<br>")
}

/// One line, or one of a cell.
fn write_line(line: &str, cell: bool, out: &mut String) {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mut skipped = 0;
    for (at, c) in line.char_indices() {
        if at < skipped {
            continue;
        }
        let before = line[..at].chars().next_back();
        if before.is_none_or(|before| !before.is_alphanumeric())
            && let Some((length, link)) = link(&line[at..], cell)
        {
            skipped = at + length;
            out.push_str(&link);
            continue;
        }
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

/// The address with which a text begins, its length and its link. Renderers make links of bare addresses, and would take
/// escapes for a part of them; in angle brackets an address stands as it is.
fn link(text: &str, cell: bool) -> Option<(usize, String)> {
    let begins = |start: &str| text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    let bare = begins("www.");
    if !bare && !begins("http://") && !begins("https://") {
        return None;
    }
    let address = address(text);
    let host = address.trim_start_matches(|c| c != '/' && c != '.').trim_start_matches(['/', '.']);
    if !host.starts_with(char::is_alphanumeric) {
        return None;
    }
    // In a cell a bar is escaped, and not every reader takes that for a bar in angle brackets.
    let barred = cell && address.contains('|');
    let link = if bare || barred {
        let shown: String = address.chars().fold(String::new(), |mut shown, c| {
            match c {
                '&' => shown.push_str("&amp;"),
                c if c.is_ascii_punctuation() => shown.extend(['\\', c]),
                c => shown.push(c),
            }
            shown
        });
        // Here, unlike in an address alone, escapes and entities count.
        let target = address.replace('\\', "\\\\").replace('|', "\\|").replace('&', "&amp;");
        format!("[{shown}](<{}{target}>)", if bare { "http://" } else { "" })
    } else {
        format!("<{address}>")
    };
    Some((address.len(), link))
}

/// The address with which a text begins: up to a space or a character that no address has, and without the punctuation
/// of the sentence that it stands in.
fn address(text: &str) -> &str {
    let ends =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '„' | '”' | '»');
    let mut address = &text[..text.find(ends).unwrap_or(text.len())];
    loop {
        let closed = |open: char, close: char| {
            let count = |what: char| address.chars().filter(|c| *c == what).count();
            address.ends_with(close) && count(close) > count(open)
        };
        let stop = address.ends_with(['.', ',', ';', ':', '!', '?', '\'', '*', '…', '’']);
        if !stop && !closed('(', ')') && !closed('[', ']') && !closed('{', '}') {
            return address;
        }
        let last = address.chars().next_back().map_or(1, char::len_utf8);
        address = &address[..address.len() - last];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn an_address_stands_as_it_is() {
        let check = |text: &str, expect: &str| assert_eq!(markdown(text, ""), expect);
        check("https://a.example/b_c?d=1&e=f", "<https://a.example/b_c?d=1&e=f>");
        check("(see http://a.example/b_(c)).", "(see <http://a.example/b_(c)>).");
        check("a_https://x *b*", "a\\_<https://x> \\*b\\*");
        check("xhttp://a_b, https:// and http:", "xhttp://a\\_b, https:// and http:");
        check("WWW.a.example/b_c&d.", "[WWW\\.a\\.example\\/b\\_c&amp;d](<http://WWW.a.example/b_c&amp;d>).");
        assert_eq!(markdown_cell("http://a/b|c"), "[http\\:\\/\\/a\\/b\\|c](<http://a/b\\|c>)");
    }
}
