//! Yjs updates (v1) written and read by hand: a generator that kept a document for each of 500 people would
//! measure itself. What is written here is what Yjs writes for the same edits (see the tests).

use anyhow::{Context, bail, ensure};

/// Structs of a new note before its first character: the map, its text, its bone, its order.
const HEAD: u32 = 4;

/// Characters after which a typist begins another note.
const LONGEST: u32 = 200;

/// Somebody who appends one piece of text after the other to notes of their own.
#[derive(Clone, Debug)]
pub struct Typist {
    client: u64,
    /// The clock of the next struct.
    clock: u32,
    /// UTF-16 units of one edit.
    piece: u32,
    edits: u32,
}

/// How an author's clock and the number of their edits belong together.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    piece: u32,
    /// Edits to a note.
    to_a_note: u32,
}

impl Pace {
    /// Edits of `piece` ASCII characters.
    pub fn new(piece: u32) -> Self {
        Self { piece, to_a_note: (LONGEST / piece).max(1) }
    }

    /// How many edits have arrived whole with everything before this clock.
    pub fn edits(self, clock: u32) -> u32 {
        let note = HEAD + self.to_a_note * self.piece;
        clock / note * self.to_a_note + (clock % note).saturating_sub(HEAD) / self.piece
    }
}

impl Typist {
    /// A typist with a Yjs client id of their own.
    pub fn new(client: u64, piece: u32) -> Self {
        Self { client, clock: 0, piece, edits: 0 }
    }

    /// How clocks and edits belong together.
    pub fn pace(&self) -> Pace {
        Pace::new(self.piece)
    }

    /// How many edits they made.
    pub fn edits(&self) -> u32 {
        self.edits
    }

    /// The next edit: some more characters, in a new note if the last one is full.
    pub fn edit(&mut self) -> Vec<u8> {
        let (to_a_note, piece) = (self.pace().to_a_note, self.piece);
        let text: String = (0..piece).map(|at| char::from(b'a' + ((self.edits + at) % 26) as u8)).collect();
        let begins = self.edits.is_multiple_of(to_a_note);
        let mut out = vec![1];
        put_number(&mut out, if begins { u64::from(HEAD) + 1 } else { 1 });
        put_number(&mut out, self.client);
        put_number(&mut out, u64::from(self.clock));
        if begins {
            put_note(&mut out, self.client, self.clock, self.edits / to_a_note);
            self.clock += HEAD;
            out.push(4);
            out.push(0);
            put_id(&mut out, self.client, self.clock - HEAD + 1);
        } else {
            out.push(0x84);
            put_id(&mut out, self.client, self.clock - 1);
        }
        put_bytes(&mut out, text.as_bytes());
        out.push(0);
        self.clock += piece;
        self.edits += 1;
        out
    }

    /// Many finished notes in one update, as somebody sends who wrote offline.
    pub fn notes(&mut self, count: u32) -> Vec<u8> {
        let mut out = vec![1];
        put_number(&mut out, u64::from((HEAD + 1) * count));
        put_number(&mut out, self.client);
        put_number(&mut out, u64::from(self.clock));
        for _ in 0..count {
            put_note(&mut out, self.client, self.clock, self.edits);
            out.extend([4, 0]);
            put_id(&mut out, self.client, self.clock + 1);
            let text: String = (0..self.piece).map(|at| char::from(b'a' + (at % 26) as u8)).collect();
            put_bytes(&mut out, text.as_bytes());
            self.clock += HEAD + self.piece;
            self.edits += 1;
        }
        out.push(0);
        out
    }

    /// Structs of this client so far, in clocks.
    pub fn clock(&self) -> u32 {
        self.clock
    }
}

fn put_note(out: &mut Vec<u8>, client: u64, clock: u32, number: u32) {
    out.extend([0x27, 1]);
    put_bytes(out, b"notes");
    put_bytes(out, format!("n{client}-{number}").as_bytes());
    out.push(1);
    out.extend([0x27, 0]);
    put_id(out, client, clock);
    put_bytes(out, b"text");
    out.push(2);
    for (key, value) in [("branch", "people"), ("order", "a0")] {
        out.extend([0x28, 0]);
        put_id(out, client, clock);
        put_bytes(out, key.as_bytes());
        out.extend([1, 119]);
        put_bytes(out, value.as_bytes());
    }
}

fn put_id(out: &mut Vec<u8>, client: u64, clock: u32) {
    put_number(out, client);
    put_number(out, u64::from(clock));
}

/// Appends a number in lib0's variable-length form.
pub fn put_number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends bytes with their length in front.
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Reads lib0's encodings off the front of some bytes.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// The next byte.
    ///
    /// # Errors
    /// At the end.
    pub fn byte(&mut self) -> anyhow::Result<u8> {
        let (first, rest) = self.0.split_first().context("the message ends too soon")?;
        self.0 = rest;
        Ok(*first)
    }

    /// A number.
    ///
    /// # Errors
    /// When there is none.
    pub fn number(&mut self) -> anyhow::Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        bail!("a number without end")
    }

    /// A length and as many bytes.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn bytes(&mut self) -> anyhow::Result<&'a [u8]> {
        let length = self.number()? as usize;
        self.skip(length)
    }

    fn skip(&mut self, length: usize) -> anyhow::Result<&'a [u8]> {
        ensure!(length <= self.0.len(), "the message ends too soon");
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        Ok(taken)
    }

    fn any(&mut self) -> anyhow::Result<()> {
        match self.byte()? {
            120 | 121 | 126 | 127 => {}
            125 => while self.byte()? >= 0x80 {},
            124 => drop(self.skip(4)?),
            122 | 123 => drop(self.skip(8)?),
            119 | 116 => drop(self.bytes()?),
            118 => {
                for _ in 0..self.number()? {
                    self.bytes()?;
                    self.any()?;
                }
            }
            117 => {
                for _ in 0..self.number()? {
                    self.any()?;
                }
            }
            other => bail!("no value begins with {other}"),
        }
        Ok(())
    }

    /// One struct; answers how many clocks it takes, and whether it is there at all (a skip is not).
    fn block(&mut self) -> anyhow::Result<(u64, bool)> {
        let info = self.byte()?;
        let kind = info & 0x1f;
        if kind == 0 || kind == 10 {
            return Ok((self.number()?, kind == 0));
        }
        for origin in [0x80, 0x40] {
            if info & origin != 0 {
                self.number()?;
                self.number()?;
            }
        }
        if info & 0xc0 == 0 {
            if self.number()? == 1 {
                self.bytes()?;
            } else {
                self.number()?;
                self.number()?;
            }
            if info & 0x20 != 0 {
                self.bytes()?;
            }
        }
        let clocks = match kind {
            1 => self.number()?,
            2 => self.repeated(|reader| reader.bytes().map(drop))?,
            4 => utf16_length(self.bytes()?)?,
            8 => self.repeated(Self::any)?,
            3 | 5 => self.bytes().map(|_| 1)?,
            6 => self.bytes().and_then(|_| self.bytes()).map(|_| 1)?,
            7 => {
                if matches!(self.number()?, 3 | 5) {
                    self.bytes()?;
                }
                1
            }
            9 => self.bytes().and_then(|_| self.any()).map(|()| 1)?,
            other => bail!("no struct has the kind {other}"),
        };
        Ok((clocks, true))
    }

    fn repeated(&mut self, mut one: impl FnMut(&mut Self) -> anyhow::Result<()>) -> anyhow::Result<u64> {
        let count = self.number()?;
        for _ in 0..count {
            one(self)?;
        }
        Ok(count)
    }
}

fn utf16_length(text: &[u8]) -> anyhow::Result<u64> {
    if text.is_ascii() {
        return Ok(text.len() as u64);
    }
    Ok(std::str::from_utf8(text)?.encode_utf16().count() as u64)
}

/// Calls `seen(client, from, to)` for each unbroken range of clocks that an update brings.
///
/// # Errors
/// When it is not an update.
pub fn ranges(update: &[u8], mut seen: impl FnMut(u64, u32, u32)) -> anyhow::Result<()> {
    let mut reader = Reader(update);
    for _ in 0..reader.number()? {
        let (blocks, client, mut clock) = (reader.number()?, reader.number()?, reader.number()?);
        let mut from = clock;
        for _ in 0..blocks {
            let (clocks, there) = reader.block()?;
            if !there {
                seen(client, from as u32, clock as u32);
                from = clock + clocks;
            }
            clock += clocks;
        }
        seen(client, from as u32, clock as u32);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use yrs::{
        Any, Doc, GetString, Map, Out, ReadTxn, StateVector, Transact, Update, block::ClientID,
        updates::decoder::Decode,
    };

    use super::*;

    #[test]
    fn what_a_typist_writes_is_a_note_with_text_to_any_yjs() {
        let doc = Doc::new();
        let notes = doc.get_or_insert_map("notes");
        let mut typist = Typist::new(77, 3);
        for _ in 0..70 {
            let update = Update::decode_v1(&typist.edit()).unwrap();
            doc.transact_mut().apply_update(update).unwrap();
        }
        let txn = doc.transact();
        assert_eq!(txn.state_vector().get(&ClientID::new(77)), typist.clock());
        assert_eq!(notes.len(&txn), 2, "a full note is followed by another");
        let Some(Out::YMap(first)) = notes.get(&txn, "n77-0") else { panic!("no first note") };
        let Some(Out::YText(text)) = first.get(&txn, "text") else { panic!("no text") };
        assert!(text.get_string(&txn).starts_with("abcbcdcde"));
        assert_eq!(first.get(&txn, "branch"), Some(Out::Any(Any::from("people"))));
    }

    #[test]
    fn many_notes_fit_one_update() {
        let doc = Doc::new();
        let notes = doc.get_or_insert_map("notes");
        let mut typist = Typist::new(5, 40);
        doc.transact_mut().apply_update(Update::decode_v1(&typist.notes(50)).unwrap()).unwrap();
        assert_eq!(notes.len(&doc.transact()), 50);
    }

    #[test]
    fn edits_are_counted_by_their_clocks_also_when_somebody_merged_them() {
        let doc = Doc::new();
        let mut typists = [Typist::new(100, 1), Typist::new(200, 1)];
        for round in 1..=450 {
            for typist in &mut typists {
                let bytes = typist.edit();
                let mut heard = vec![];
                ranges(&bytes, |client, from, to| heard.push((client, from, to))).unwrap();
                assert_eq!(heard.len(), 1);
                assert_eq!(typist.pace().edits(heard[0].2), round);
                assert_eq!(typist.pace().edits(heard[0].1), round - 1);
                doc.transact_mut().apply_update(Update::decode_v1(&bytes).unwrap()).unwrap();
            }
        }
        let merged = doc.transact().encode_state_as_update_v1(&StateVector::default());
        let mut heard = vec![];
        ranges(&merged, |client, from, to| heard.push((client, from, to))).unwrap();
        heard.sort_unstable();
        assert_eq!(heard, [(100, 0, typists[0].clock()), (200, 0, typists[1].clock())]);
    }

    #[test]
    fn values_of_every_kind_are_passed_over() {
        let doc = Doc::with_client_id(9);
        let map = doc.get_or_insert_map("session");
        let values = [
            Any::Null,
            Any::Bool(true),
            Any::from(1.5),
            Any::from(-70_000),
            Any::from("żółw"),
            Any::from(vec![Any::from("x"), Any::Undefined]),
            Any::from(vec![1u8, 2]),
            Any::from_json(r#"{"a": {"b": [1, 2.5, null]}}"#).unwrap(),
        ];
        let count = values.len() as u32;
        {
            let mut txn = doc.transact_mut();
            for (at, value) in values.into_iter().enumerate() {
                map.insert(&mut txn, format!("k{at}"), value);
            }
        }
        let update = doc.transact().encode_state_as_update_v1(&StateVector::default());
        let mut heard = vec![];
        ranges(&update, |client, from, to| heard.push((client, from, to))).unwrap();
        assert_eq!(heard, [(9, 0, count)]);
    }
}
