//! A person's Yjs client, which remembers apart what the server has told it.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use client::{Heard, Lost};
use yrs::updates::decoder::Decode;
use yrs::{
    Doc, GetString, Map, MapPrelim, MapRef, Out, ReadTxn, Text, TextPrelim, TextRef, Transact,
    TransactionMut, Update,
};

use crate::board::{Board, until};

/// The texts of notes by id.
pub type Texts = BTreeMap<String, String>;

/// How long a note gets before its author begins another.
const LONG: usize = 200;

/// A client with its document. It keeps both when the connection is lost.
pub struct Client {
    name: String,
    token: String,
    /// The connection, and what this person sees: also what they typed and the server does not know yet.
    own: client::Client,
    /// Only what the server has told: what other people can have seen.
    told: Doc,
    notes: MapRef,
    /// The note being typed and its length.
    typing: Option<(TextRef, usize)>,
    begun: usize,
    /// How often the server said that it cannot store anything now.
    unstored: usize,
}

impl Client {
    /// Joins and connects.
    pub async fn join(server: SocketAddr, board: &Board, name: &str) -> Self {
        let mut client = Self::new(name, board.join(server, name).await);
        client.connect(server, board).await.expect("a new client can connect");
        client
    }

    /// The facilitator, connected, with an empty document.
    pub async fn facilitator(server: SocketAddr, board: &Board) -> Self {
        Self::try_facilitator(server, board).await.expect("the facilitator can connect")
    }

    /// The same, if they can connect now.
    pub async fn try_facilitator(server: SocketAddr, board: &Board) -> Result<Self, Lost> {
        let mut client = Self::new("facilitator", board.facilitator.clone());
        client.connect(server, board).await?;
        Ok(client)
    }

    fn new(name: &str, token: String) -> Self {
        let (own, told) = (client::Client::default(), Doc::new());
        // Known from the start, so that it can be read.
        told.get_or_insert_map("notes");
        let notes = own.doc.get_or_insert_map("notes");
        Self { name: name.into(), token, own, told, notes, typing: None, begun: 0, unstored: 0 }
    }

    /// Connects (again) and waits until both sides have everything.
    pub async fn connect(&mut self, server: SocketAddr, board: &Board) -> Result<(), Lost> {
        let known = self.told.transact().state_vector();
        until("a connection", self.own.connect(server, &board.id, &self.token, known)).await?;
        let (mut asked, mut answered) = (false, false);
        while !(asked && answered) {
            match self.frame().await? {
                Heard::Asked => asked = true,
                Heard::All(_) => answered = true,
                _ => {}
            }
        }
        Ok(())
    }

    /// Takes in what comes next.
    pub async fn hear(&mut self) -> Result<(), Lost> {
        self.frame().await.map(drop)
    }

    /// How often the server said that it cannot store anything now.
    pub fn unstored(&self) -> usize {
        self.unstored
    }

    /// Types one more letter, at the end of a note of one's own; each note is the alphabet over and over.
    pub async fn type_on(&mut self) -> Result<(), Lost> {
        let Self { own, notes, name, typing, begun, .. } = self;
        own.edit(|txn| {
            let (text, length) = match typing.take() {
                Some((text, length)) if length < LONG => (text, length),
                _ => (begin_note(notes, name, begun, txn), 0),
            };
            text.push(txn, letter(length));
            *typing = Some((text, length + 1));
        })
        .await
    }

    /// Writes a whole text at once, as when something is pasted.
    pub async fn paste(&mut self, length: usize) -> Result<(), Lost> {
        let Self { own, notes, name, begun, .. } = self;
        let pasted: String = (0..length).map(letter).collect();
        own.edit(|txn| begin_note(notes, name, begun, txn).push(txn, &pasted)).await
    }

    /// Types a letter for each thing that is heard, until the connection is lost.
    pub async fn type_until_lost(mut self) -> Self {
        while self.type_on().await.is_ok() && self.hear().await.is_ok() {}
        self
    }

    /// Listens until the connection is lost, and says how it ended.
    pub async fn listen_until_lost(&mut self) -> Lost {
        until("the end of the connection", async {
            loop {
                if let Err(lost) = self.hear().await {
                    return lost;
                }
            }
        })
        .await
    }

    /// What this person sees.
    pub fn sees(&self) -> Texts {
        texts(&self.own.doc)
    }

    /// What the server has told this client, its own edits among them: all of that is to be durable.
    pub fn was_told(&self) -> Texts {
        texts(&self.told)
    }

    /// The same, with what is on its way: asks the server for it.
    pub async fn was_told_now(&mut self) -> Texts {
        let known = self.told.transact().state_vector();
        self.own.ask(known).await.expect("the connection holds");
        while !matches!(self.frame().await.expect("the connection holds"), Heard::All(_)) {}
        self.was_told()
    }

    async fn frame(&mut self) -> Result<Heard, Lost> {
        let heard = until("a frame", self.own.hear()).await?;
        match &heard {
            Heard::All(update) | Heard::Update(update) => {
                let update = Update::decode_v1(update).expect("the server sends updates");
                self.told.transact_mut().apply_update(update).expect("the server's updates can be applied");
            }
            Heard::Refused(why) if why.starts_with("storage: ") => self.unstored += 1,
            Heard::Refused(refusal) => panic!("{} was refused: {refusal}", self.name),
            Heard::Asked | Heard::Other => {}
        }
        Ok(heard)
    }
}

/// Listens until all of them see the same, which is all that any of them ever wrote.
pub async fn converge(clients: &mut [Client]) -> Texts {
    let mut all = Texts::new();
    for (id, text) in clients.iter().flat_map(Client::sees) {
        let longest = all.entry(id).or_default();
        if text.len() > longest.len() {
            *longest = text;
        }
    }
    for client in clients {
        until("everybody sees the same", async {
            while client.was_told() != all {
                client.hear().await.expect("the connection holds");
            }
        })
        .await;
    }
    all
}

fn begin_note(notes: &MapRef, name: &str, begun: &mut usize, txn: &mut TransactionMut) -> TextRef {
    *begun += 1;
    let note = notes.insert(txn, format!("{name}-{begun}"), MapPrelim::default());
    note.insert(txn, "branch", "people");
    note.insert(txn, "order", format!("a{}", *begun % 10));
    note.insert(txn, "text", TextPrelim::new(""))
}

/// The letter at this place of every note.
fn letter(at: usize) -> &'static str {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    let at = at % LETTERS.len();
    &LETTERS[at..=at]
}

fn texts(doc: &Doc) -> Texts {
    let notes = doc.get_or_insert_map("notes");
    let txn = doc.transact();
    let text = |note: Out| match note {
        Out::YMap(note) => match note.get(&txn, "text") {
            Some(Out::YText(text)) => text.get_string(&txn),
            _ => String::new(),
        },
        _ => String::new(),
    };
    notes.iter(&txn).map(|(id, note)| (id.to_owned(), text(note))).collect()
}
