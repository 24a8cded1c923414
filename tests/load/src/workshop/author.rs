//! Somebody's own Yjs document, and what they do to their causes in it.

use fastrand::Rng;
use yrs::{
    ClientID, Doc, Map, MapPrelim, MapRef, OffsetKind, Options, Out, ReadTxn, StateVector, Text, TextPrelim,
    TextRef, Transact, TransactionMut,
};

/// What causes are made of, with letters of one, two and three bytes.
const SENTENCES: [&str; 6] = [
    "Nobody answers the hotline after four, so people write to everybody they know. ",
    "Klienci czekają, aż ktoś w dziale zgodzi się na zwrot, a nikt nie wie kto. ",
    "Заявки губляться між відділами, бо кожен веде власну таблицю. ",
    "The release goes out on Friday – and whoever could help is not there. ",
    "Każdy zespół liczy »aktywnych klientów« inaczej. ",
    "Ніхто не читає відгуків, які приходять поштою. ",
];

/// The bones that causes are moved between; those of the `cx-5m` template.
pub const BONES: [&str; 5] = ["people", "management", "methods", "material", "machines"];

/// The longest cause that is written on; the limit is 1,000.
const LONG: u32 = 600;

/// Somebody who writes.
pub struct Author {
    doc: Doc,
    name: String,
    /// Causes that are theirs and on the board.
    causes: Vec<String>,
    begun: usize,
    /// The cause they are writing on; people stay with one for a while.
    current: Option<String>,
    /// Where in it their cursor is, in UTF-16 units; at its end if none.
    cursor: Option<u32>,
    /// How many of their causes they want on the board.
    enough: usize,
}

impl Author {
    /// An author whose causes' ids begin with `name`, who wants `enough` of them on the board.
    pub fn new(name: &str, client: u64, enough: usize) -> Self {
        let options = Options {
            client_id: ClientID::new(client),
            offset_kind: OffsetKind::Utf16,
            ..Options::default()
        };
        let doc = Doc::with_options(options);
        doc.get_or_insert_map("notes");
        Self { doc, name: name.to_owned(), causes: vec![], begun: 0, current: None, cursor: None, enough }
    }

    /// Everything they wrote, as one update: the answer to a server's SyncStep1.
    pub fn all(&self) -> Vec<u8> {
        self.doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    /// Their causes that are on the board.
    pub fn causes(&self) -> &[String] {
        &self.causes
    }

    /// Does one thing: mostly types on, now and then goes to another cause, or adds, amends, erases, moves or removes
    /// one. The update to send.
    pub fn act(&mut self, random: &mut Rng) -> Vec<u8> {
        if random.u8(..30) == 0 {
            self.current = None;
        }
        let known = |cause: &String| self.causes.contains(cause);
        let current = self.current.clone().filter(known).or_else(|| random.choice(&self.causes).cloned());
        let Some(cause) = current else { return self.add(random) };
        if self.current.as_ref() != Some(&cause) {
            // Sometimes in the middle of what is there.
            self.cursor = (random.u8(..4) == 0).then(|| random.u32(..40));
            self.current = Some(cause.clone());
        }
        match random.u32(..100) {
            0..3 if self.causes.len() < self.enough => self.add(random),
            3..5 if self.causes.len() > 3 => self.remove(&cause),
            5..8 => self.put(&cause, "branch", BONES[random.usize(..BONES.len())]),
            8..11 => self.put(&cause, "order", &order(random)),
            11..12 => self.put(&cause, "evidence", ["fact", "assumption"][random.usize(..2)]),
            12..22 => self.erase(&cause, random),
            _ => self.type_on(&cause, random),
        }
    }

    fn add(&mut self, random: &mut Rng) -> Vec<u8> {
        let above = random.choice(&self.causes).filter(|_| random.u8(..5) == 0).cloned();
        self.begun += 1;
        let id = format!("{}-{}", self.name, self.begun);
        let order = order(random);
        let update = self.edit(|txn, notes| {
            // Under one of their own that stands under none, so that it is not nested too deep.
            let above =
                above.filter(|above| note(txn, notes, above).is_some_and(|n| n.get(txn, "parent").is_none()));
            let made = notes.insert(txn, id.as_str(), MapPrelim::default());
            made.insert(txn, "text", TextPrelim::new(""));
            made.insert(txn, "branch", BONES[random.usize(..BONES.len())]);
            made.insert(txn, "order", order);
            if let Some(above) = above {
                made.insert(txn, "parent", above);
            }
        });
        self.causes.push(id.clone());
        (self.current, self.cursor) = (Some(id), None);
        update
    }

    fn remove(&mut self, cause: &str) -> Vec<u8> {
        self.causes.retain(|other| other != cause);
        self.edit(|txn, notes| drop(notes.remove(txn, cause)))
    }

    fn put(&mut self, cause: &str, key: &str, value: &str) -> Vec<u8> {
        self.edit(|txn, notes| {
            if let Some(note) = note(txn, notes, cause) {
                note.insert(txn, key, value);
            }
        })
    }

    fn type_on(&mut self, cause: &str, random: &mut Rng) -> Vec<u8> {
        let sentence = SENTENCES[self.begun % SENTENCES.len()];
        let several = random.usize(1..=4);
        let cursor = self.cursor;
        if let Some(at) = &mut self.cursor {
            *at += several as u32;
        }
        self.write(cause, |txn, text| {
            let length = text.len(txn);
            if length > LONG {
                return text.remove_range(txn, 0, length);
            }
            let at = cursor.unwrap_or(length).min(length);
            let piece: String = sentence.chars().cycle().skip(at as usize).take(several).collect();
            text.insert(txn, at, &piece);
        })
    }

    /// The key to the left, a few times.
    fn erase(&mut self, cause: &str, random: &mut Rng) -> Vec<u8> {
        let (cursor, several) = (self.cursor, random.u32(1..=4));
        self.cursor = cursor.map(|at| at.saturating_sub(several));
        self.write(cause, |txn, text| {
            let to = cursor.unwrap_or(u32::MAX).min(text.len(txn));
            match several.min(to) {
                0 => text.insert(txn, 0, "?"),
                several => text.remove_range(txn, to - several, several),
            }
        })
    }

    fn write(&mut self, cause: &str, write: impl FnOnce(&mut TransactionMut, &TextRef)) -> Vec<u8> {
        self.edit(|txn, notes| {
            if let Some(Out::YText(text)) = note(txn, notes, cause).and_then(|note| note.get(txn, "text")) {
                write(txn, &text);
            }
        })
    }

    fn edit(&mut self, edit: impl FnOnce(&mut TransactionMut, &MapRef)) -> Vec<u8> {
        let notes = self.doc.get_or_insert_map("notes");
        let mut txn = self.doc.transact_mut();
        edit(&mut txn, &notes);
        txn.commit();
        txn.encode_update_v1()
    }
}

fn note(txn: &TransactionMut, notes: &MapRef, id: &str) -> Option<MapRef> {
    match notes.get(txn, id) {
        Some(Out::YMap(note)) => Some(note),
        _ => None,
    }
}

/// A place among others, as fractional indexing writes it.
fn order(random: &mut Rng) -> String {
    format!("a{}", random.alphanumeric())
}
