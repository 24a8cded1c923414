//! The length of a text that people type, letter by letter and all at once.

use board::length::{Length, UNITS_OF_A_CHARACTER};
use board::schema::Limits;
use board::{Accepted, Code, Flow, Live};
use yrs::updates::decoder::Decode;
use yrs::{
    Doc, GetString, Map, MapPrelim, OffsetKind, Options, Out, ReadTxn, StateVector, Text, TextPrelim,
    TextRef, Transact, TransactionMut, Update,
};

use crate::stage::{actor, submit, wide, wide_with};

/// Alice's document, which is the server's until something is refused.
struct Page {
    live: Live,
    doc: Doc,
    client: u64,
}

impl Page {
    fn new(live: Live) -> Self {
        let mut page = Self { live, doc: Doc::new(), client: 99 };
        page.reload();
        page
    }

    /// A fresh document with an id of its own, as after a refusal.
    fn reload(&mut self) {
        self.client += 1;
        let client_id = yrs::ClientID::new(self.client);
        self.doc =
            Doc::with_options(Options { client_id, offset_kind: OffsetKind::Utf16, ..Options::default() });
        self.doc.get_or_insert_map("notes");
        let state = self.live.diff(&StateVector::default().encode()).expect("an empty vector");
        self.doc.transact_mut().apply_update(Update::decode_v1(&state).expect("own bytes")).expect("fits");
    }

    fn send(&mut self, change: impl FnOnce(&Doc, &mut TransactionMut)) -> Result<Accepted, Code> {
        let mut txn = self.doc.transact_mut();
        change(&self.doc, &mut txn);
        txn.commit();
        let update = txn.encode_update_v1();
        drop(txn);
        let answer =
            submit(&mut self.live, &actor("alice"), &update, Flow::Update).map_err(|refusal| refusal.code);
        self.live.verify().expect("the index is the document");
        if answer.is_err() {
            self.reload();
        }
        answer
    }

    fn add(&mut self, words: &str) -> Result<Accepted, Code> {
        self.send(|_, txn| {
            let notes = txn.get_map("notes").expect("a root");
            let note = notes.insert(txn, "n", MapPrelim::default());
            note.insert(txn, "text", TextPrelim::new(words));
            note.insert(txn, "branch", "people");
            note.insert(txn, "order", "a0");
        })
    }

    /// Deletes some code units of the note, and writes in their place.
    fn replace(&mut self, at: u32, gone: u32, words: &str) -> Result<Accepted, Code> {
        self.send(|_, txn| {
            let text = text(txn);
            if gone > 0 {
                text.remove_range(txn, at, gone);
            }
            if !words.is_empty() {
                text.insert(txn, at, words);
            }
        })
    }

    fn said(&self) -> String {
        let txn = self.doc.transact();
        text(&txn).get_string(&txn)
    }
}

fn text(txn: &impl ReadTxn) -> TextRef {
    let note = txn.get_map("notes").expect("a root").get(txn, "n");
    let Some(Out::YMap(note)) = note else { panic!("a note") };
    let Some(Out::YText(text)) = note.get(txn, "text") else { panic!("a text") };
    text
}

trait Encode {
    fn encode(&self) -> Vec<u8>;
}

impl Encode for StateVector {
    fn encode(&self) -> Vec<u8> {
        yrs::updates::encoder::Encode::encode_v1(self)
    }
}

const FAMILY: &str = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
const DONE: Result<Accepted, Code> = Ok(Accepted::Applied);

#[test]
fn gate_15_length_1_what_is_typed_is_counted_as_people_count() {
    let mut page = Page::new(wide());
    assert_eq!(page.add(&"😀".repeat(501)), DONE, "501 emoji have 1,002 code units");
    assert_eq!(page.replace(1_002, 0, &"👍🏽".repeat(498)), DONE);
    assert_eq!(page.replace(0, 0, "e"), DONE, "the thousandth");
    assert_eq!(page.replace(1, 0, "\u{301}"), DONE, "a mark on it");
    assert_eq!(page.replace(0, 0, "x"), Err(Code::TooLong));
    assert_eq!(page.replace(0, 0, "🇵🇱"), Err(Code::TooLong));
    assert_eq!(page.replace(2, 2, FAMILY), DONE, "one emoji for another");
    assert_eq!(page.replace(2, 11, "ab"), Err(Code::TooLong), "two letters for one emoji");
    assert_eq!(page.replace(2, 22 + 11, "ab"), DONE, "two letters for twelve");
    let restored = Live::restore(&page.live.snapshot()).expect("own bytes");
    restored.verify().expect("the index of the snapshot is the document");
    let length = Length::of(&page.said());
    assert!(length.characters() < 1_000 && length.units > 1_000);
}

#[test]
fn gate_15_length_1_the_size_of_a_text_is_bounded_and_shorter_is_always_possible() {
    let mut page = Page::new(wide());
    let most = 1_000 * UNITS_OF_A_CHARACTER;
    let marks = "\u{301}".repeat(most as usize - 1);
    assert_eq!(page.add(&format!("e{marks}\u{301}")), Err(Code::TooLong));
    assert_eq!(page.add(&format!("e{marks}")), DONE, "one character of 8,000 code units");
    assert_eq!(page.replace(0, 0, "\u{301}"), Err(Code::TooLong));
    assert_eq!(page.replace(0, 1, ""), DONE);
}

#[test]
fn gate_15_length_1_any_edit_is_judged_by_the_text_that_it_makes() {
    const MOST: u32 = 24;
    let pieces = [
        "a",
        "й",
        "и\u{306}",
        "\u{301}",
        "😀",
        "👍🏽",
        FAMILY,
        "🇵🇱",
        "\u{200d}",
        "long",
        "✓",
        "\u{ad}",
        "👩\u{200d}💻",
    ];
    let (mut refused, mut longer) = (0, 0);
    for seed in 0..40 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut page = Page::new(wide_with(Limits { note_text: MOST, ..Limits::default() }));
        page.add("").expect("an empty note");
        for _ in 0..60 {
            let now = page.said();
            let units: Vec<u16> = now.encode_utf16().collect();
            // Editors delete and write at the edges of code points.
            let edges: Vec<u32> = (0..=units.len())
                .filter(|at| units.get(*at).is_none_or(|unit| !(0xdc00..0xe000).contains(unit)))
                .map(|at| at as u32)
                .collect();
            let from = random.usize(0..edges.len());
            let to = (from + random.usize(0..4)).min(edges.len() - 1);
            let words: String =
                (0..random.usize(0..5)).map(|_| pieces[random.usize(0..pieces.len())]).collect();
            if from == to && words.is_empty() {
                continue;
            }
            let rest = |range: &[u16]| String::from_utf16(range).expect("whole code points");
            let (before, after) = (rest(&units[..edges[from] as usize]), rest(&units[edges[to] as usize..]));
            let then = Length::of(&format!("{before}{words}{after}"));
            let grows =
                then.characters() > Length::of(&now).characters() || then.units > Length::of(&now).units;
            let expected = if grows && !then.fits(MOST) { Err(Code::TooLong) } else { DONE };
            let answer = page.replace(edges[from], edges[to] - edges[from], &words);
            assert_eq!(answer, expected, "seed {seed}: {before:?} + {words:?} + {after:?}");
            refused += u32::from(answer.is_err());
            longer += u32::from(answer.is_ok() && then.units > MOST);
        }
        let restored = Live::restore(&page.live.snapshot()).expect("own bytes");
        restored.verify().expect("the index of the snapshot is the document");
    }
    assert!(refused > 100 && longer > 100, "{refused} refused, {longer} longer than the limit in code units");
}
