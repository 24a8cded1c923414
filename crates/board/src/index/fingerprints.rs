//! One byte for each clock that was written, so that repeated content can be told from other content.
//!
//! The index holds no texts, and the document cannot be asked for the content at an id. One byte is enough: the
//! characters of one script have different bytes, and a different document differs in more than one place.

use super::room;
use crate::wire::{Content, Scalar, Shared};

/// The byte of content that is unknown, or may have been encoded differently. It matches anything.
const UNKNOWN: u8 = 0;

/// The bytes of one client, in ascending spans. Clocks without content take no memory.
#[derive(Debug, Default)]
pub struct Fingerprints {
    spans: Vec<Span>,
    bytes: Vec<u8>,
}

/// Clocks without a hole between them. A span ends where its bytes end.
#[derive(Clone, Copy, Debug)]
struct Span {
    clock: u32,
    /// The index of its first byte.
    at: u32,
}

impl Fingerprints {
    /// Records the content from `clock` on, which is after all clocks recorded before. The first `skip` clocks of the
    /// content are left out.
    pub fn push(&mut self, clock: u32, content: &Content, skip: u32) {
        let at = self.bytes.len() as u32;
        let mut put = |byte| {
            room(&mut self.bytes, 16);
            self.bytes.push(byte);
        };
        each(content, skip, &mut put);
        if self.bytes.len() as u32 > at
            && self.spans.last().is_none_or(|last| last.clock + (at - last.at) != clock)
        {
            room(&mut self.spans, 1);
            self.spans.push(Span { clock, at });
        }
    }

    /// Whether other content than this was recorded from `clock` on, before `until`.
    pub fn contradict(&self, clock: u32, content: &Content, until: u32) -> bool {
        let mut after = self.spans.partition_point(|span| span.clock <= clock);
        let (mut clock, mut differs) = (clock, false);
        each(content, 0, &mut |said| {
            while self.spans.get(after).is_some_and(|span| span.clock <= clock) {
                after += 1;
            }
            let known = self.get(after, clock);
            differs |= clock < until && said != known && said != UNKNOWN && known != UNKNOWN;
            clock += 1;
        });
        differs
    }

    /// The byte at a clock, given the number of the first span after it.
    fn get(&self, after: usize, clock: u32) -> u8 {
        let Some(span) = after.checked_sub(1).map(|at| self.spans[at]) else { return UNKNOWN };
        let end = self.spans.get(after).map_or(self.bytes.len(), |next| next.at as usize);
        let at = span.at as usize + (clock - span.clock) as usize;
        if at < end { self.bytes[at] } else { UNKNOWN }
    }

    /// Drops the clocks for which `keep` is false. `keep` is called with ascending clocks.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(u32) -> bool) {
        let old = std::mem::take(self);
        for (number, span) in old.spans.iter().enumerate() {
            let end = old.spans.get(number + 1).map_or(old.bytes.len(), |next| next.at as usize);
            for at in span.at as usize..end {
                let clock = span.clock + (at as u32 - span.at);
                if keep(clock) {
                    self.put(clock, old.bytes[at]);
                }
            }
        }
        self.spans.shrink_to_fit();
        self.bytes.shrink_to_fit();
    }

    fn put(&mut self, clock: u32, byte: u8) {
        let at = self.bytes.len() as u32;
        if self.spans.last().is_none_or(|last| last.clock + (at - last.at) != clock) {
            self.spans.push(Span { clock, at });
        }
        self.bytes.push(byte);
    }

    pub(super) fn bytes(&self) -> usize {
        self.spans.capacity() * size_of::<Span>() + self.bytes.capacity()
    }
}

/// Calls `put` with the byte of each clock of an item, except the first `skip` clocks.
fn each(content: &Content, skip: u32, put: &mut impl FnMut(u8)) {
    let skip = skip as usize;
    match content {
        Content::Str(text) if text.is_ascii() => {
            text.bytes().skip(skip).for_each(|byte| put(unit(byte.into())))
        }
        Content::Str(text) => text.encode_utf16().skip(skip).map(unit).for_each(put),
        Content::Any(values) => values.iter().skip(skip).map(value).for_each(put),
        Content::Type(Shared::Map) => put(2),
        Content::Type(Shared::Text) => put(3),
        Content::Deleted => {}
    }
}

/// The byte of one UTF-16 code unit. Yjs writes U+FFFD for both halves of a character that was split by an insertion,
/// and for half a character where an update begins in its middle; so U+FFFD is unknown.
fn unit(unit: u16) -> u8 {
    if unit == 0xfffd { UNKNOWN } else { ((unit ^ (unit >> 8)) as u8).max(1) }
}

fn value(value: Scalar) -> u8 {
    match value {
        Scalar::Null => 1,
        Scalar::Str(text) => {
            text.bytes().fold(17u8, |hash, byte| hash.rotate_left(3).wrapping_mul(5) ^ byte).max(1)
        }
        // An update may write a whole number in several ways. Adding 0 takes the sign of a zero away.
        Scalar::Number(number) => (number + 0.0)
            .to_bits()
            .to_be_bytes()
            .iter()
            .fold(29u8, |hash, byte| hash.rotate_left(3).wrapping_mul(5) ^ byte)
            .max(1),
        Scalar::Other => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(content: &Content, skip: u32) -> Vec<u8> {
        let mut said = vec![];
        each(content, skip, &mut |byte| said.push(byte));
        said
    }

    #[test]
    fn client_3_every_clock_has_what_was_written_there_and_holes_have_nothing() {
        let mut fingerprints = Fingerprints::default();
        fingerprints.push(0, &Content::Str("abc"), 0);
        fingerprints.push(3, &Content::Str("żó"), 0);
        fingerprints.push(5, &Content::Deleted, 0);
        fingerprints.push(70_005, &Content::Str("x𝄞y"), 1);
        let at = |fingerprints: &Fingerprints, clocks: [u32; 9]| {
            clocks.map(|clock| {
                fingerprints.get(fingerprints.spans.partition_point(|span| span.clock <= clock), clock)
            })
        };
        let clocks = [0, 2, 3, 4, 5, 70_004, 70_005, 70_007, 70_008];
        let [a, b, c, d, _, _, e, f, _] = at(&fingerprints, clocks);
        let whole = said(&Content::Str("abcżó𝄞y"), 0);
        assert_eq!([a, b, c, d, e, f], [whole[0], whole[2], whole[3], whole[4], whole[5], whole[7]]);
        assert!([a, b, c, d, e, f].iter().all(|byte| *byte != UNKNOWN));
        assert_eq!(at(&fingerprints, clocks), [a, b, c, d, 0, 0, e, f, 0]);
        assert_eq!(fingerprints.spans.len(), 2);
        let differ = |clock, text| fingerprints.contradict(clock, &Content::Str(text), u32::MAX);
        assert!(!differ(0, "abcżó") && !differ(2, "cżóxyz") && !differ(4, "ó") && !differ(9, "new"));
        assert!(!differ(70_004, "?\u{fffd}\u{fffd}y") && differ(70_004, "x𝄞z"));
        assert!(differ(0, "abd") && differ(2, "d") && differ(3, "zó"));
        assert!(!fingerprints.contradict(0, &Content::Str("abd"), 2), "what comes after is not compared");
        fingerprints.retain(|clock| !(1..4).contains(&clock) && clock != 70_006);
        assert_eq!(at(&fingerprints, clocks), [a, 0, 0, d, 0, 0, e, f, 0]);
        assert!(fingerprints.bytes() < 60);
    }

    #[test]
    fn client_3_letters_of_one_script_differ_and_a_broken_character_may_have_been_any() {
        for script in [0x20..0x7fu16, 0xc0..0x100, 0x100..0x180, 0x400..0x4ff] {
            let mut bytes: Vec<u8> = script.clone().map(unit).collect();
            bytes.sort_unstable();
            let count = bytes.len();
            bytes.dedup();
            assert!(bytes.len() + 1 >= count, "{script:?}: {} of {count}", bytes.len());
        }
        assert_eq!(said(&Content::Str("\u{fffd}"), 0), [UNKNOWN]);
        assert_ne!(said(&Content::Type(Shared::Map), 0), said(&Content::Type(Shared::Text), 0));
    }
}
