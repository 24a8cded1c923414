//! A person's Yjs client, which remembers apart what the server has told it.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use yrs::sync::{Message, SyncMessage};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    Doc, GetString, Map, MapPrelim, Out, ReadTxn, StateVector, Text, TextPrelim, TextRef, Transact, Update,
};

use crate::board::{Board, until};

/// The texts of notes by id.
pub type Texts = BTreeMap<String, String>;

/// How long a note gets before its author begins another.
const LONG: usize = 200;

/// Where the connection ended: the close code, if there was one.
#[derive(Debug, PartialEq, Eq)]
pub struct Lost(pub Option<u16>);

/// A client with its document. It keeps both when the connection is lost.
pub struct Client {
    name: String,
    token: String,
    /// What this person sees: also what they typed and the server does not know yet.
    own: Doc,
    /// Only what the server has told: what other people can have seen.
    told: Doc,
    socket: Option<WebSocketStream<MaybeTlsStream<TcpStream>>>,
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
        let mut client = Self::new("facilitator", board.facilitator.clone());
        client.connect(server, board).await.expect("the facilitator can connect");
        client
    }

    fn new(name: &str, token: String) -> Self {
        let (own, told) = (Doc::new(), Doc::new());
        // Known from the start, so that they can be read.
        own.get_or_insert_map("notes");
        told.get_or_insert_map("notes");
        Self { name: name.into(), token, own, told, socket: None, typing: None, begun: 0, unstored: 0 }
    }

    /// Connects (again) and waits until both sides have everything.
    pub async fn connect(&mut self, server: SocketAddr, board: &Board) -> Result<(), Lost> {
        let address = format!("ws://{server}/sync/{}?token={}", board.id, self.token);
        let (socket, _) = until("a connection", connect_async(address)).await.map_err(|_| Lost(None))?;
        self.socket = Some(socket);
        let known = self.told.transact().state_vector();
        self.send(Message::Sync(SyncMessage::SyncStep1(known))).await?;
        let (mut asked, mut answered) = (false, false);
        while !(asked && answered) {
            match self.frame().await? {
                Message::Sync(SyncMessage::SyncStep1(state)) => {
                    self.answer(&state).await?;
                    asked = true;
                }
                Message::Sync(SyncMessage::SyncStep2(update)) => {
                    self.take_in(&update);
                    answered = true;
                }
                other => self.understand(other),
            }
        }
        Ok(())
    }

    /// Takes in what comes next.
    pub async fn hear(&mut self) -> Result<(), Lost> {
        match self.frame().await? {
            // A stock client answers whenever it is asked.
            Message::Sync(SyncMessage::SyncStep1(state)) => self.answer(&state).await?,
            message => self.understand(message),
        }
        Ok(())
    }

    /// How often the server said that it cannot store anything now.
    pub fn unstored(&self) -> usize {
        self.unstored
    }

    /// Types one more letter, at the end of a note of one's own; each note is the alphabet over and over.
    pub async fn type_on(&mut self) -> Result<(), Lost> {
        let before = self.own.transact().state_vector();
        let (text, length) = match self.typing.take() {
            Some((text, length)) if length < LONG => (text, length),
            _ => (self.begin_note(), 0),
        };
        text.push(&mut self.own.transact_mut(), letter(length));
        self.typing = Some((text, length + 1));
        self.tell_since(&before).await
    }

    /// Writes a whole text at once, as when something is pasted.
    pub async fn paste(&mut self, length: usize) -> Result<(), Lost> {
        let before = self.own.transact().state_vector();
        let text = self.begin_note();
        let pasted: String = (0..length).map(letter).collect();
        text.push(&mut self.own.transact_mut(), &pasted);
        self.tell_since(&before).await
    }

    fn begin_note(&mut self) -> TextRef {
        self.begun += 1;
        let id = format!("{}-{}", self.name, self.begun);
        let notes = self.own.get_or_insert_map("notes");
        let mut txn = self.own.transact_mut();
        let note = notes.insert(&mut txn, id, MapPrelim::default());
        note.insert(&mut txn, "branch", "people");
        note.insert(&mut txn, "order", format!("a{}", self.begun % 10));
        note.insert(&mut txn, "text", TextPrelim::new(""))
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
        texts(&self.own)
    }

    /// What the server has told this client, its own edits among them: all of that is to be durable.
    pub fn was_told(&self) -> Texts {
        texts(&self.told)
    }

    /// The same, with what is on its way: asks the server for it.
    pub async fn was_told_now(&mut self) -> Texts {
        let known = self.told.transact().state_vector();
        self.send(Message::Sync(SyncMessage::SyncStep1(known))).await.expect("the connection holds");
        loop {
            match self.frame().await.expect("the connection holds") {
                Message::Sync(SyncMessage::SyncStep2(update)) => {
                    self.take_in(&update);
                    return self.was_told();
                }
                other => self.understand(other),
            }
        }
    }

    async fn frame(&mut self) -> Result<Message, Lost> {
        loop {
            let socket = self.socket.as_mut().ok_or(Lost(None))?;
            let bytes = match until("a frame", socket.next()).await {
                Some(Ok(Frame::Binary(bytes))) => bytes,
                Some(Ok(Frame::Close(why))) => return Err(Lost(why.map(|why| why.code.into()))),
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => return Err(Lost(None)),
            };
            return Ok(Message::decode_v1(&bytes).expect("the server speaks y-protocols"));
        }
    }

    fn understand(&mut self, message: Message) {
        match message {
            Message::Sync(SyncMessage::SyncStep2(update) | SyncMessage::Update(update)) => {
                self.take_in(&update)
            }
            Message::Auth(Some(why)) if why.starts_with("storage: ") => self.unstored += 1,
            Message::Auth(Some(refusal)) => panic!("{} was refused: {refusal}", self.name),
            _ => {}
        }
    }

    /// Sends all that the other side does not have.
    async fn answer(&mut self, state: &StateVector) -> Result<(), Lost> {
        let missing = self.own.transact().encode_state_as_update_v1(state);
        self.send(Message::Sync(SyncMessage::SyncStep2(missing))).await
    }

    fn take_in(&mut self, update: &[u8]) {
        for doc in [&self.told, &self.own] {
            let update = Update::decode_v1(update).expect("the server sends updates");
            doc.transact_mut().apply_update(update).expect("the server's updates can be applied");
        }
    }

    async fn tell_since(&mut self, before: &StateVector) -> Result<(), Lost> {
        let update = self.own.transact().encode_state_as_update_v1(before);
        self.send(Message::Sync(SyncMessage::Update(update))).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Lost> {
        let socket = self.socket.as_mut().ok_or(Lost(None))?;
        let sent: Result<(), Error> = socket.send(Frame::Binary(message.encode_v1().into())).await;
        // A connection that the other side has closed may still have its reason to be read.
        sent.or_else(|error| match error {
            Error::AlreadyClosed | Error::ConnectionClosed => Err(Lost(None)),
            _ => Ok(()),
        })
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
