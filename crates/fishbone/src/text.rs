//! How wide text is, and where its lines end.

use crate::advances::ADVANCES;
use crate::{Block, Line, Rect, Weight};

/// A way of setting text.
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

/// How a character behaves at the end of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A line may end before it; it is not drawn there.
    Space,
    /// A line must end here.
    Newline,
    /// A line may end after it, such as a hyphen.
    Joint,
    /// A line may end on either side, such as an ideograph.
    Wide,
    /// Part of a word, a letter of an alphabet.
    Letter,
    /// Part of a word, but not a letter: no hyphen next to it.
    Other,
}

/// A character with all that clings to it: accents, joiners, skin tones.
struct Cluster {
    start: usize,
    end: usize,
    /// In thousandths of the type size.
    advance: u32,
    kind: Kind,
}

/// What is assumed of a character the font lacks; a little more than the average letter.
const UNKNOWN: u32 = 640;
/// Ideographs and emoji, which another font draws.
const WIDE: u32 = 1100;
const ELLIPSIS: char = '…';

fn advance(c: char, weight: Weight) -> u32 {
    let Ok(code) = u16::try_from(u32::from(c)) else { return WIDE };
    let code = match code {
        9 | 0xa0 | 0x202f => 32,
        0x2010 | 0x2011 => 45,
        other => other,
    };
    match ADVANCES.binary_search_by_key(&code, |entry| entry.0) {
        Ok(found) => {
            let (_, regular, semibold) = ADVANCES[found];
            u32::from(if weight == Weight::Regular { regular } else { semibold })
        }
        Err(_) if is_wide(c) => WIDE,
        Err(_) if c.is_control() || matches!(code, 0x200b..=0x200f | 0x2060 | 0xfeff) => 0,
        Err(_) => UNKNOWN,
    }
}

/// East Asian wide characters, symbols that come as emoji.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115f | 0x2300..=0x23ff | 0x2600..=0x27bf | 0x2b00..=0x2bff
        | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..)
}

/// Accents and the like, which are never parted from what stands before them.
fn clings(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x483..=0x489 | 0x200d | 0x20d0..=0x20ff | 0xfe00..=0xfe0f
        | 0x1f3fb..=0x1f3ff | 0xe0020..=0xe007f)
}

fn kind(c: char) -> Kind {
    match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => Kind::Newline,
        '\u{a0}' | '\u{202f}' | '\u{2007}' => Kind::Other,
        c if c.is_whitespace() => Kind::Space,
        '-' | '\u{2010}' | '–' | '—' | '/' | '\u{200b}' => Kind::Joint,
        c if is_wide(c) => Kind::Wide,
        c if c.is_alphabetic() => Kind::Letter,
        _ => Kind::Other,
    }
}

fn clusters(text: &str, weight: Weight) -> Vec<Cluster> {
    let mut all: Vec<Cluster> = Vec::with_capacity(text.len());
    let mut joined = false;
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        match all.last_mut() {
            Some(last) if (clings(c) || joined) && !matches!(last.kind, Kind::Newline | Kind::Space) => {
                last.end = end
            }
            _ => all.push(Cluster { start, end, advance: advance(c, weight), kind: kind(c) }),
        }
        joined = c == '\u{200d}';
    }
    all
}

/// A line as a range of clusters.
struct Span {
    from: usize,
    to: usize,
    hyphen: bool,
}

/// Breaks clusters into lines no wider than `limit` thousandths. Never fails: a line holds one cluster at least.
fn spans(all: &[Cluster], limit: u32, hyphen: u32) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut from = 0;
    while from < all.len() {
        match all[from].kind {
            Kind::Space | Kind::Newline => from += 1,
            _ => {
                let (line, next) = span(all, from, limit, hyphen);
                lines.push(line);
                from = next;
            }
        }
    }
    lines
}

/// The line that begins at `from`, and where the next one may begin.
fn span(all: &[Cluster], from: usize, limit: u32, hyphen: u32) -> (Span, usize) {
    let mut width = 0;
    let mut best: Option<usize> = None;
    let mut word = from;
    let mut after_short = false;
    for at in from..all.len() {
        let cluster = &all[at];
        match cluster.kind {
            Kind::Newline => return (trimmed(all, from, at), at + 1),
            Kind::Space => {
                // One-letter words ("w", "z", "і") do not hang at the end of a line.
                let short = at == word + 1 && all[word].kind == Kind::Letter;
                if at > from && all[at - 1].kind != Kind::Space {
                    if !short || after_short || best.is_none() {
                        best = Some(at);
                    }
                    after_short = short;
                }
                word = at + 1;
            }
            Kind::Wide if at > from => best = Some(at),
            _ => {}
        }
        width += cluster.advance;
        if width > limit && cluster.kind != Kind::Space && at > from {
            return match best {
                Some(end) => (trimmed(all, from, end), end),
                None => broken_word(all, from, at, width - cluster.advance, limit, hyphen),
            };
        }
        if matches!(cluster.kind, Kind::Joint | Kind::Wide) && at + 1 < all.len() {
            best = Some(at + 1);
            word = at + 1;
        }
    }
    (trimmed(all, from, all.len()), all.len())
}

/// Cuts a word that fills the line from `from` up to `at`; with a hyphen where letters are parted.
fn broken_word(
    all: &[Cluster],
    from: usize,
    at: usize,
    mut width: u32,
    limit: u32,
    hyphen: u32,
) -> (Span, usize) {
    let parts_letters = |cut: usize| all[cut - 1].kind == Kind::Letter && all[cut].kind == Kind::Letter;
    let mut cut = at;
    while cut > from + 1 && parts_letters(cut) && width + hyphen > limit {
        cut -= 1;
        width -= all[cut].advance;
    }
    let hyphen = parts_letters(cut) && width + hyphen <= limit;
    (Span { from, to: cut, hyphen }, cut)
}

fn trimmed(all: &[Cluster], from: usize, mut to: usize) -> Span {
    while to > from && all[to - 1].kind == Kind::Space {
        to -= 1;
    }
    Span { from, to, hyphen: false }
}

/// How wide a text is on one line.
pub(crate) fn width(text: &str, set: Type) -> f64 {
    let sum: u32 = clusters(text, set.weight).iter().map(|cluster| cluster.advance).sum();
    f64::from(sum) * set.size / 1000.0
}

/// Where each character ends on one line.
pub(crate) fn ends(text: &str, set: Type) -> Vec<f64> {
    let mut ends = Vec::with_capacity(text.len());
    let mut sum: u32 = 0;
    for cluster in clusters(text, set.weight) {
        sum += cluster.advance;
        // What clings to a character takes no room of its own.
        let characters = text[cluster.start..cluster.end].chars().count();
        ends.extend(std::iter::repeat_n(f64::from(sum) * set.size / 1000.0, characters));
    }
    ends
}

/// Sets a text with its upper left corner at 0, 0, within `width`; `most` lines at most, an ellipsis at the end of
/// the last if text is left over. The area is as wide as the widest line.
pub(crate) fn set(text: &str, set: Type, width: f64, most: usize) -> Block {
    let all = clusters(text, set.weight);
    let em = |thousandths: u32| f64::from(thousandths) * set.size / 1000.0;
    let limit = (width * 1000.0 / set.size) as u32;
    let mut spans = spans(&all, limit, advance('-', set.weight));
    let cut = spans.len() > most;
    spans.truncate(most);
    let mut lines = Vec::with_capacity(spans.len());
    let count = spans.len();
    for (index, mut span) in spans.into_iter().enumerate() {
        let ellipsis = cut && index + 1 == count;
        let sum = |span: &Span| all[span.from..span.to].iter().map(|cluster| cluster.advance).sum::<u32>();
        let mut extra = if span.hyphen { advance('-', set.weight) } else { 0 };
        if ellipsis {
            extra = advance(ELLIPSIS, set.weight);
            span = elided(&all, span.from, limit.saturating_sub(extra));
        }
        lines.push(Line {
            start: all[span.from].start,
            end: all[span.to - 1].end,
            x: 0.0,
            baseline: index as f64 * set.leading + set.leading / 2.0 + set.size * 0.333,
            width: em(sum(&span) + extra),
            hyphen: span.hyphen,
            ellipsis,
        });
    }
    let widest = lines.iter().fold(0.0, |widest: f64, line| widest.max(line.width));
    let area = Rect { x: 0.0, y: 0.0, width: widest, height: lines.len() as f64 * set.leading };
    Block { area, size: set.size, weight: set.weight, lines }
}

/// As much of the paragraph as fits before an ellipsis; one cluster at least.
fn elided(all: &[Cluster], from: usize, limit: u32) -> Span {
    let mut width = 0;
    let mut to = from;
    while to < all.len() && all[to].kind != Kind::Newline {
        width += all[to].advance;
        if width > limit && to > from {
            break;
        }
        to += 1;
    }
    trimmed(all, from, to)
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
