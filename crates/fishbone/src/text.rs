//! Sets texts in lines.

use crate::paragraph::{Paragraph, clusters};
use crate::{Block, Filled, Line, Rect, Room, Weight};

/// The type in which a text is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Type {
    pub size: f64,
    pub leading: f64,
    pub weight: Weight,
}

impl Type {
    pub(crate) const fn new(size: f64, leading: f64, weight: Weight) -> Self {
        Type { size, leading, weight }
    }
}

/// The width of a text on one line.
pub(crate) fn width(text: &str, set: Type) -> f64 {
    f64::from(Paragraph::new(text, set.weight).width()) * set.size / 1000.0
}

/// The end of each character on one line.
pub(crate) fn ends(text: &str, set: Type) -> Vec<f64> {
    let mut ends = Vec::with_capacity(text.len());
    let mut sum: u32 = 0;
    for cluster in clusters(text, set.weight) {
        sum += cluster.advance;
        // Further characters of a cluster have no width of their own.
        let characters = text[cluster.start as usize..cluster.end as usize].chars().count();
        ends.extend(std::iter::repeat_n(f64::from(sum) * set.size / 1000.0, characters));
    }
    ends
}

/// Sets a text with its upper left corner at 0, 0, within `width`, in at most `most` lines. If there is more text,
/// the last line ends with an ellipsis. The area is as wide as the widest line.
pub(crate) fn set(text: &str, set: Type, width: f64, most: usize) -> Block {
    let limit = (width * 1000.0 / set.size) as u32;
    lines(&Paragraph::new(text, set.weight), set, limit, most, limit)
}

/// Sets a card's text in a room.
pub(crate) fn set_in(text: &str, room: &Room) -> Filled {
    let length = |length: f64| if length.is_finite() { length.clamp(0.001, 1e6) } else { 1.0 };
    let set = Type::new(length(room.size), length(room.leading), Weight::Regular);
    // A little more, because a width from a drawing may have lost its last bits.
    let limit = |width: f64| (length(width) / set.size * 1000.0 + 0.001) as u32;
    let text = Paragraph::new(text, set.weight);
    let (mut lines, mut last) = (0, 0);
    text.lines(limit(room.width), |span| (lines, last) = (lines + 1, span.width));
    let block = self::lines(&text, set, limit(room.width), room.lines, limit(room.cut_width));
    Filled { block, lines, last: f64::from(last) * set.size / 1000.0 }
}

/// Sets a text that has been measured. `limit` is in thousandths of the type size; `last` is the limit for a line
/// with an ellipsis.
pub(crate) fn lines(text: &Paragraph, set: Type, limit: u32, most: usize, last: u32) -> Block {
    let em = |thousandths: u32| f64::from(thousandths) * set.size / 1000.0;
    let mut spans = Vec::new();
    text.lines(limit, |span| spans.push(span));
    let cut = spans.len() > most;
    spans.truncate(most);
    let count = spans.len();
    let mut lines = Vec::with_capacity(count);
    for (index, mut span) in spans.into_iter().enumerate() {
        let ellipsis = cut && index + 1 == count;
        if ellipsis {
            span = text.elided(span, last);
        }
        let (start, end) = text.bytes(span);
        lines.push(Line {
            start,
            end,
            x: 0.0,
            baseline: index as f64 * set.leading + set.leading / 2.0 + set.size * 0.333,
            width: em(span.width),
            hyphen: span.hyphen,
            ellipsis,
        });
    }
    let widest = lines.iter().fold(0.0, |widest: f64, line| widest.max(line.width));
    let area = Rect { x: 0.0, y: 0.0, width: widest, height: lines.len() as f64 * set.leading };
    Block { area, size: set.size, weight: set.weight, lines }
}

/// Moves a block.
pub(crate) fn moved(mut block: Block, dx: f64, dy: f64) -> Block {
    block.area.x += dx;
    block.area.y += dy;
    for line in &mut block.lines {
        line.x += dx;
        line.baseline += dy;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: Type = Type::new(15.0, 20.0, Weight::Regular);

    fn check(text: &str, width: f64, most: usize, expect: &[&str]) {
        let block = set(text, TEXT, width, most);
        let shown: Vec<String> = block
            .lines
            .iter()
            .map(|line| {
                let mark = if line.hyphen {
                    "-"
                } else if line.ellipsis {
                    "…"
                } else {
                    ""
                };
                format!("{}{mark}", &text[line.start..line.end])
            })
            .collect();
        assert_eq!(shown, expect);
        assert!(block.lines.iter().all(|line| line.width <= width || shown.len() == 1), "{block:?}");
    }

    #[test]
    fn lines_end_between_words() {
        check("Konsultanci nie znają nowej oferty", 141.0, 9, &["Konsultanci nie", "znają nowej oferty"]);
        check("  spaces   at the ends  ", 400.0, 9, &["spaces   at the ends"]);
        check("", 100.0, 9, &[]);
        check(" \n ", 100.0, 9, &[]);
        check("one\ntwo\n\nthree", 400.0, 9, &["one", "two", "three"]);
    }

    #[test]
    fn one_letter_words_do_not_end_a_line() {
        check("Ścieżka reklamacji w biurze", 142.0, 9, &["Ścieżka reklamacji", "w biurze"]);
        check("Шлях клієнта у магазині", 118.0, 9, &["Шлях клієнта", "у магазині"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut_with_a_hyphen() {
        check("Konstantynopolitańczykowianeczka", 140.0, 9, &["Konstantynopolita-", "ńczykowianeczka"]);
        check("1234567890123456789012345678901", 140.0, 9, &["1234567890123456", "789012345678901"]);
        check("biznesowo-informatyczny", 120.0, 9, &["biznesowo-", "informatyczny"]);
    }

    #[test]
    fn what_is_left_over_ends_in_an_ellipsis() {
        check(
            "Konsultanci nie znają nowej oferty w dniu jej startu",
            180.0,
            1,
            &["Konsultanci nie znają no…"],
        );
        check("short", 180.0, 1, &["short"]);
        check("two\nlines", 180.0, 1, &["two…"]);
    }

    #[test]
    fn what_clings_together_is_not_parted() {
        check("👩🏽‍💻👩🏽‍💻", 18.0, 9, &["👩🏽‍💻", "👩🏽‍💻"]);
        check("客户不满意", 34.0, 9, &["客户", "不满", "意"]);
        check("e\u{301}e\u{301}", 9.0, 9, &["e\u{301}", "e\u{301}"]);
    }

    #[test]
    fn width_is_the_sum_of_the_advances() {
        assert_eq!(width("AV", TEXT), (670.0 + 683.0) * 15.0 / 1000.0);
        assert!(width("Ґґ Її Єє Łł Żż", TEXT) > 80.0);
    }

    #[test]
    fn characters_end_where_the_text_up_to_them_does() {
        for text in ["", "Ґanek 1/2-1", "e\u{301}\u{301}x", "👩🏽‍💻 客户\n🇺🇦\u{200d}", "\u{301}a"]
        {
            let prefixes = text.char_indices().map(|(at, c)| width(&text[..at + c.len_utf8()], TEXT));
            assert_eq!(ends(text, TEXT), prefixes.collect::<Vec<_>>(), "{text:?}");
        }
    }
}
