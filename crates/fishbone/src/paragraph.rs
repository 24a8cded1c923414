//! A text that is measured once and can be broken at many widths.
//!
//! Advances are whole thousandths of the type size, so sums are exact.

use crate::Weight;
use crate::advances::ADVANCES;

/// How a character behaves at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A line may end before it; then it is not drawn.
    Space,
    /// A line must end here.
    Newline,
    /// A line may end after it, such as a hyphen.
    Joint,
    /// A line may end on either side, such as an ideograph.
    Wide,
    /// A part of a word that is a letter of an alphabet.
    Letter,
    /// A part of a word that is not a letter: no hyphen next to it.
    Other,
}

/// A character with everything that belongs to it: accents, joiners, skin tones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cluster {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The width, in thousandths of the type size.
    pub advance: u32,
    kind: Kind,
}

/// Characters that a line break does not separate, unless they alone are wider than a line.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// The range of clusters, without the spaces that follow.
    from: u32,
    to: u32,
    width: u32,
    /// The width of the spaces that follow.
    space: u32,
    /// Whether a line must begin here.
    newline: bool,
    /// Whether this is one letter and a space, which must not be at the end of a line.
    short: bool,
}

/// A text with its widths measured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paragraph {
    clusters: Vec<Cluster>,
    pieces: Vec<Piece>,
    weight: Weight,
}

/// One line from [`Paragraph::lines`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    from: u32,
    to: u32,
    /// The width, including the hyphen.
    pub width: u32,
    pub hyphen: bool,
}

impl Paragraph {
    pub(crate) fn new(text: &str, weight: Weight) -> Self {
        let clusters = clusters(text, weight);
        let pieces = pieces(&clusters);
        Paragraph { clusters, pieces, weight }
    }

    /// The width of the text on one line.
    pub(crate) fn width(&self) -> u32 {
        self.clusters.iter().map(|cluster| cluster.advance).sum()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The number of characters without spaces.
    pub(crate) fn letters(&self) -> usize {
        self.pieces.iter().map(|piece| (piece.to - piece.from) as usize).sum()
    }

    /// The number of characters of one line, without spaces.
    pub(crate) fn letters_of(&self, span: Span) -> usize {
        let clusters = &self.clusters[span.from as usize..span.to as usize];
        clusters.iter().filter(|cluster| cluster.kind != Kind::Space).count()
    }

    /// The width of the widest piece, which is divided only if it is wider than a line.
    pub(crate) fn widest(&self) -> u32 {
        self.pieces.iter().map(|piece| piece.width).max().unwrap_or(0)
    }

    /// The byte range of a line.
    pub(crate) fn bytes(&self, span: Span) -> (usize, usize) {
        let (first, last) = (self.clusters[span.from as usize], self.clusters[span.to as usize - 1]);
        (first.start as usize, last.end as usize)
    }

    fn advance(&self, c: char) -> u32 {
        advance(c, self.weight)
    }

    /// Breaks the text into lines no wider than `limit`. A line has at least one character.
    pub(crate) fn lines(&self, limit: u32, mut line: impl FnMut(Span)) {
        let mut at = 0;
        while let Some(piece) = self.pieces.get(at) {
            if piece.width > limit {
                at = self.parted(at, limit, &mut line);
                continue;
            }
            let end = self.full(at, at, piece.width, limit);
            line(self.span(piece.from, end));
            at = end.next;
        }
    }

    /// The number of lines within `limit`, and the width of the last one.
    pub(crate) fn count(&self, limit: u32) -> (u32, u32) {
        let (mut count, mut last) = (0, 0);
        self.lines(limit, |span| {
            count += 1;
            last = span.width;
        });
        (count, last)
    }

    /// The end of a line that already has `width` up to the end of the piece `at`.
    fn full(&self, first: usize, at: usize, width: u32, limit: u32) -> End {
        let mut end = End { to: self.pieces[at].to, width, next: at + 1 };
        // The end of the line if a short word must not be at its end.
        let mut before = end;
        let mut after_short = false;
        let mut space = self.pieces[at].space;
        for (next, piece) in self.pieces.iter().enumerate().skip(at + 1) {
            if piece.newline {
                return end;
            }
            let longer = end.width + space + piece.width;
            if longer > limit {
                let last = &self.pieces[next - 1];
                let hangs = last.short && !after_short && next - 1 > first;
                return if hangs { before } else { end };
            }
            after_short = self.pieces[next - 1].short && next > first;
            before = end;
            end = End { to: piece.to, width: longer, next: next + 1 };
            space = piece.space;
        }
        end
    }

    fn span(&self, from: u32, end: End) -> Span {
        Span { from, to: end.to, width: end.width, hyphen: false }
    }

    /// Divides a word that is wider than a line, with a hyphen between letters.
    fn parted(&self, at: usize, limit: u32, line: &mut impl FnMut(Span)) -> usize {
        let hyphen = self.advance('-');
        let piece = self.pieces[at];
        let mut from = piece.from;
        let mut left = piece.width;
        while left > limit {
            let mut width = 0;
            let mut cut = from;
            while cut < piece.to {
                let next = width + self.clusters[cut as usize].advance;
                if next > limit && cut > from {
                    break;
                }
                width = next;
                cut += 1;
            }
            if cut == piece.to {
                break;
            }
            while cut > from + 1 && self.parts_letters(cut) && width + hyphen > limit {
                cut -= 1;
                width -= self.clusters[cut as usize].advance;
            }
            left -= width;
            let hyphened = self.parts_letters(cut) && width + hyphen <= limit;
            width += if hyphened { hyphen } else { 0 };
            line(Span { from, to: cut, width, hyphen: hyphened });
            from = cut;
        }
        let end = self.full(at, at, left, limit);
        line(self.span(from, end));
        end.next
    }

    fn parts_letters(&self, cut: u32) -> bool {
        let cut = cut as usize;
        self.clusters[cut - 1].kind == Kind::Letter && self.clusters[cut].kind == Kind::Letter
    }

    /// The part of the text that fits with an ellipsis in the line that begins like `span`.
    pub(crate) fn elided(&self, span: Span, limit: u32) -> Span {
        let ellipsis = self.advance(ELLIPSIS);
        let limit = limit.saturating_sub(ellipsis);
        let mut width = 0;
        let mut to = span.from as usize;
        while to < self.clusters.len() && self.clusters[to].kind != Kind::Newline {
            let next = width + self.clusters[to].advance;
            if next > limit && to > span.from as usize {
                break;
            }
            width = next;
            to += 1;
        }
        while to > span.from as usize + 1 && self.clusters[to - 1].kind == Kind::Space {
            to -= 1;
            width -= self.clusters[to].advance;
        }
        Span { from: span.from, to: to as u32, width: width + ellipsis, hyphen: false }
    }
}

/// The end of a line, and the piece that begins the next one.
#[derive(Clone, Copy)]
struct End {
    to: u32,
    width: u32,
    next: usize,
}

fn pieces(clusters: &[Cluster]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(clusters.len() / 5 + 1);
    let mut open = false;
    let mut newline = false;
    for (index, cluster) in clusters.iter().enumerate() {
        match cluster.kind {
            Kind::Newline => (open, newline) = (false, true),
            Kind::Space => {
                if let (false, Some(last)) = (newline, pieces.last_mut()) {
                    let one = last.to - last.from == 1;
                    last.short = one && clusters[last.from as usize].kind == Kind::Letter;
                    last.space += cluster.advance;
                }
                open = false;
            }
            kind => {
                let index = index as u32;
                match pieces.last_mut() {
                    Some(last) if open && kind != Kind::Wide => {
                        last.to = index + 1;
                        last.width += cluster.advance;
                    }
                    _ => {
                        let (from, to) = (index, index + 1);
                        pieces.push(Piece {
                            from,
                            to,
                            width: cluster.advance,
                            space: 0,
                            newline,
                            short: false,
                        });
                        newline = false;
                    }
                }
                open = !matches!(kind, Kind::Joint | Kind::Wide);
            }
        }
    }
    pieces
}

/// The assumed width of a character that the font lacks: a little more than the average letter.
const UNKNOWN: u32 = 640;
/// The assumed width of arrows, mathematical signs and shapes, which another font draws.
const SIGN: u32 = 900;
/// The assumed width of ideographs and emoji, which another font draws.
const WIDE: u32 = 1100;
const ELLIPSIS: char = '…';

fn advance(c: char, weight: Weight) -> u32 {
    let Ok(code) = u16::try_from(u32::from(c)) else { return WIDE };
    let code = match code {
        9 | 0xa0 | 0x202f => 32,
        0x2010 | 0x2011 => 45,
        other => other,
    };
    match find(code) {
        Some(found) => {
            let (_, regular, semibold) = ADVANCES[found];
            u32::from(if weight == Weight::Regular { regular } else { semibold })
        }
        None if is_wide(c) => WIDE,
        None if matches!(code, 0x2030 | 0x2031 | 0x2190..=0x22ff | 0x2460..=0x24ff | 0x25a0..=0x25ff) => SIGN,
        None if c.is_control() || matches!(code, 0x200b..=0x200f | 0x2060 | 0xfeff) => 0,
        None => UNKNOWN,
    }
}

/// The index of a character. The printable ASCII characters come first, without a gap.
fn find(code: u16) -> Option<usize> {
    if (32..127).contains(&code) {
        return Some(usize::from(code) - 32);
    }
    ADVANCES.binary_search_by_key(&code, |entry| entry.0).ok()
}

/// Whether this is a wide East Asian character or a symbol that is drawn as emoji.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115f | 0x2300..=0x23ff | 0x2600..=0x27bf | 0x2b00..=0x2bff
        | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..)
}

/// Whether this belongs to the character before it, like an accent, and is never separated from it.
fn clings(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x483..=0x489 | 0x200d | 0x20d0..=0x20ff | 0xfe00..=0xfe0f
        | 0x1f3fb..=0x1f3ff | 0xe0020..=0xe007f)
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        ' ' => Kind::Space,
        '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => Kind::Newline,
        '\u{a0}' | '\u{202f}' | '\u{2007}' => Kind::Other,
        c if c.is_whitespace() => Kind::Space,
        '-' | '\u{2010}' | '–' | '—' | '/' | '\u{200b}' => Kind::Joint,
        c if is_wide(c) => Kind::Wide,
        c if c.is_alphabetic() => Kind::Letter,
        _ => Kind::Other,
    }
}

/// The clusters of a text, in order.
pub(crate) fn clusters(text: &str, weight: Weight) -> Vec<Cluster> {
    let mut all: Vec<Cluster> = Vec::with_capacity(text.len());
    let mut joined = false;
    for (start, c) in text.char_indices() {
        let end = (start + c.len_utf8()) as u32;
        match all.last_mut() {
            Some(last)
                if (joined || (!c.is_ascii() && clings(c)))
                    && !matches!(last.kind, Kind::Newline | Kind::Space) =>
            {
                last.end = end
            }
            _ => all.push(Cluster { start: start as u32, end, advance: advance(c, weight), kind: kind(c) }),
        }
        joined = c == '\u{200d}';
    }
    all
}
