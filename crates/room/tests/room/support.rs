//! A server in memory on a paused clock, and clients as stock Yjs clients behave: they answer the server's
//! SyncStep1, send their edits as updates, echo others' presence, and know nothing of rooms.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use board::live::Live;
use board::workshop::{Action, Bone, Command, Create, Department, Join};
use board::{Actor, BoardId, Millis, ParticipantId};
use bytes::Bytes;
use journal::{Faults, Memory};
use room::{Clock, Outgoing, RoomHandle, Rooms, Session, Settings, protocol};
use serde_json::Value;
use tokio::time::Instant;
use yrs::types::ToJson;
use yrs::updates::{decoder::Decode, encoder::Encode};
use yrs::{
    Any, ClientID, Doc, GetString, Map, MapPrelim, OffsetKind, Options, Out, ReadTxn, StateVector, Text,
    TextPrelim, Transact, Update,
};

pub use crate::awareness::{presence, speak};

/// Starts at a fixed time and goes with tokio's paused clock.
struct PausedClock(Instant);

impl Clock for PausedClock {
    fn now(&self) -> Millis {
        Millis(1_700_000_000_000 + self.0.elapsed().as_millis() as u64)
    }

    fn passed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[derive(Clone)]
pub struct Server {
    pub rooms: Rooms,
    pub journal: Memory,
    pub faults: Faults,
    pub board: BoardId,
}

pub fn person(at: usize) -> Actor {
    Actor::Participant(ParticipantId::from(format!("p{at}")))
}

impl Server {
    /// A board with so many people, `p0` and on, called `Person 0` and on.
    pub async fn start(people: usize, settings: Settings) -> Self {
        Self::by_clock(people, settings, Arc::new(PausedClock(Instant::now()))).await
    }

    /// The same by another clock.
    pub async fn by_clock(people: usize, settings: Settings, clock: Arc<dyn Clock>) -> Self {
        let journal = Memory::new();
        let rooms = Rooms::new(Arc::new(journal.clone()), clock, settings);
        let board = BoardId::from("b1");
        let bone = |id: &str| Bone { id: id.into(), title: id.into(), question: String::new(), colour: None };
        let mut first = vec![Action::from(Create {
            title: "A board".into(),
            language: "en".into(),
            branches: vec![bone("people"), bone("methods")],
            departments: vec![Department { id: "it".into(), name: "IT".into() }],
            join_code: "ABCDEF".into(),
            facilitator_hash: "f".into(),
            projector_hash: "j".into(),
            edition: board::workshop::EDITION,
            ..Create::default()
        })];
        first.extend((0..people).map(|at| {
            Action::Join(Join {
                participant: ParticipantId::from(format!("p{at}")),
                name: format!("Person {at}"),
                department: "it".into(),
                token_hash: format!("t{at}"),
                ..Join::default()
            })
        }));
        rooms.create(&board, &["code:ABCDEF".into()], first).await.unwrap();
        let faults = journal.faults();
        Self { rooms, journal, faults, board }
    }

    /// Another process on the same journal.
    pub fn again(&self, settings: Settings) -> Self {
        let clock = Arc::new(PausedClock(Instant::now()));
        Self { rooms: Rooms::new(Arc::new(self.journal.clone()), clock, settings), ..self.clone() }
    }

    pub async fn usual(people: usize) -> Self {
        Self::start(people, Settings::default()).await
    }

    pub async fn room(&self) -> RoomHandle {
        self.rooms.open(&self.board).await.unwrap()
    }

    pub async fn command(&self, by: Actor, command: Command) -> u64 {
        self.room().await.command(by, command).await.unwrap()
    }

    pub async fn document(&self) -> Value {
        self.room().await.read(Live::document_json).await.unwrap()
    }

    /// The board as its log alone tells it.
    pub async fn replayed(&self) -> Live {
        let mut live = Live::new(self.board.clone(), Settings::default().limits);
        for stored in journal::Journal::read(&self.journal, self.board.as_str(), 0).await.unwrap() {
            live.replay(&board::Entry::decode(&stored.bytes).unwrap()).unwrap();
        }
        live
    }
}

/// Lets everything happen that takes no time.
pub async fn breathe() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

/// Lets time pass, and everything happen meanwhile.
pub async fn pass(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
    breathe().await;
}

/// What waits for a session now, if anything.
pub async fn now_or_never(session: &Session) -> Option<Outgoing> {
    tokio::select! {
        biased;
        outgoing = session.next() => Some(outgoing),
        () = std::future::ready(()) => None,
    }
}

/// A client.
pub struct Client {
    pub actor: Actor,
    pub doc: Doc,
    pub id: u64,
    pub session: Option<Session>,
    /// Frames that its socket has not taken yet.
    pub unsent: VecDeque<Bytes>,
    /// Reasons of refusals.
    pub refused: Vec<String>,
    /// How it was closed.
    pub closed: Option<u16>,
    /// Update frames it got, a SyncStep2 not counted.
    pub updates: usize,
    /// SyncStep2 frames it got.
    pub synced: usize,
    /// Presence it knows: client → (clock, JSON text).
    pub here: BTreeMap<u64, (u64, String)>,
    /// All frames it got.
    pub frames: Vec<Bytes>,
    /// What it says of itself; its id by default.
    pub state: Option<String>,
    clock: u64,
}

fn document(id: u64) -> Doc {
    let options =
        Options { client_id: ClientID::new(id), offset_kind: OffsetKind::Utf16, ..Options::default() };
    let doc = Doc::with_options(options);
    for root in board::schema::root::ALL {
        doc.get_or_insert_map(root);
    }
    doc
}

impl Client {
    pub fn new(actor: Actor, id: u64) -> Self {
        Self {
            actor,
            doc: document(id),
            id,
            session: None,
            unsent: VecDeque::new(),
            refused: vec![],
            closed: None,
            updates: 0,
            synced: 0,
            here: BTreeMap::new(),
            frames: vec![],
            state: None,
            clock: 0,
        }
    }

    pub async fn connected(server: &Server, actor: Actor, id: u64) -> Self {
        let mut client = Self::new(actor, id);
        client.connect(&server.room().await).await;
        client.settle().await;
        client
    }

    /// Connects as y-websocket's provider does: SyncStep1 and the own presence at once.
    pub async fn connect(&mut self, room: &RoomHandle) {
        self.begin(room.connect(self.actor.clone()).await.unwrap());
    }

    pub fn begin(&mut self, session: Session) {
        (self.session, self.closed) = (Some(session), None);
        self.here.clear();
        self.unsent.clear();
        let state_vector = self.doc.transact().state_vector().encode_v1();
        self.unsent.push_back(protocol::step1(&state_vector));
        self.say_presence();
    }

    pub fn disconnect(&mut self) {
        self.session = None;
        self.unsent.clear();
    }

    /// As the product's own client does after a refusal: a fresh document with a fresh client id.
    pub fn start_afresh(&mut self, id: u64) {
        self.disconnect();
        (self.doc, self.id, self.clock) = (document(id), id, 0);
    }

    /// Sends at most so many of the frames that wait.
    pub async fn flush(&mut self, most: usize) {
        let Some(session) = &self.session else { return };
        for _ in 0..most {
            if self.unsent.is_empty() {
                break;
            }
            session.rest().await;
            let Some(frame) = self.unsent.pop_front() else { break };
            session.send(frame).await;
        }
    }

    /// Reads at most so many frames; how many there were.
    pub async fn read(&mut self, most: usize) -> usize {
        for read in 0..most {
            let Some(session) = &self.session else { return read };
            match now_or_never(session).await {
                Some(Outgoing::Frame(frame)) => self.take(frame),
                Some(Outgoing::Close(code, _)) => {
                    self.closed = Some(code);
                    self.disconnect();
                    return read;
                }
                Some(Outgoing::Flush) | None => return read,
            }
        }
        most
    }

    /// Sends and reads until there is nothing more to do without time passing.
    pub async fn settle(&mut self) {
        loop {
            self.flush(usize::MAX).await;
            if self.session.is_none() {
                return;
            }
            breathe().await;
            let read = self.read(usize::MAX).await;
            if read == 0 && self.unsent.is_empty() || self.session.is_none() {
                return;
            }
        }
    }

    fn take(&mut self, frame: Bytes) {
        self.frames.push(frame.clone());
        if frame.starts_with(&[2, 0]) {
            self.refused.push(String::from_utf8(frame[3..].to_vec()).unwrap());
            return;
        }
        match protocol::read(frame).unwrap() {
            protocol::Message::Step1(state_vector) => {
                let state_vector = StateVector::decode_v1(&state_vector).unwrap();
                let missing = self.doc.transact().encode_state_as_update_v1(&state_vector);
                self.unsent.push_back(protocol::step2(&missing));
            }
            protocol::Message::Step2(update) => {
                self.synced += 1;
                self.apply(&update);
            }
            protocol::Message::Update(update) => {
                self.updates += 1;
                self.apply(&update);
            }
            protocol::Message::Awareness(said) => self.hear(&said),
            other => panic!("a server says no {other:?}"),
        }
    }

    fn apply(&mut self, update: &[u8]) {
        self.doc.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
    }

    /// As y-protocols' awareness: takes what is newer, echoes it, and stands up for itself.
    fn hear(&mut self, said: &[u8]) {
        let mut echo = vec![];
        for (client, mut clock, json) in presence(said) {
            let known = self.here.get(&client).map_or(0, |(clock, _)| *clock);
            let was_here = self.here.get(&client).is_some_and(|(_, json)| json != "null");
            if client == self.id {
                if json == "null" && clock >= self.clock {
                    self.clock = clock;
                    self.say_presence();
                } else if clock > self.clock {
                    self.clock = clock;
                    self.state = Some(json);
                }
                continue;
            }
            if clock > known
                || !self.here.contains_key(&client)
                || (clock == known && json == "null" && was_here)
            {
                clock = clock.max(known);
                self.here.insert(client, (clock, json.clone()));
                echo.push((client, clock, json));
            }
        }
        if !echo.is_empty() {
            self.unsent.push_back(speak(&echo));
        }
    }

    /// Says its presence with the next clock.
    pub fn say_presence(&mut self) {
        self.clock += 1;
        let state = match &self.actor {
            _ if self.state.is_some() => self.state.clone().unwrap_or_default(),
            Actor::Participant(id) => format!(r#"{{"user":{{"id":"{id}"}},"clock":{}}}"#, self.clock / 3),
            _ => "{}".into(),
        };
        self.unsent.push_back(speak(&[(self.id, self.clock, state)]));
    }

    /// Makes an edit and puts it by for sending.
    pub fn edit(&mut self, work: impl FnOnce(&mut yrs::TransactionMut, &yrs::MapRef)) {
        let notes = self.doc.get_or_insert_map("notes");
        let mut txn = self.doc.transact_mut();
        work(&mut txn, &notes);
        txn.commit();
        let update = txn.encode_update_v1();
        drop(txn);
        if update != [0, 0] {
            self.unsent.push_back(protocol::update(&update));
        }
    }

    pub fn add(&mut self, id: &str, text: &str) {
        self.edit(|txn, notes| {
            let note = notes.insert(txn, id, MapPrelim::default());
            note.insert(txn, "text", TextPrelim::new(text));
            note.insert(txn, "branch", "people");
            note.insert(txn, "order", "a0");
        });
    }

    pub fn type_into(&mut self, id: &str, text: &str) {
        self.edit(|txn, notes| {
            let Some(Out::YMap(note)) = notes.get(txn, id) else { return };
            if let Some(Out::YText(content)) = note.get(txn, "text") {
                let end = content.len(txn);
                content.insert(txn, end, text);
            }
        });
    }

    /// The ids of the notes it has, in order.
    pub fn notes(&self) -> Vec<String> {
        let notes = self.doc.get_or_insert_map("notes");
        let mut ids: Vec<_> = notes.keys(&self.doc.transact()).map(str::to_owned).collect();
        ids.sort_unstable();
        ids
    }

    pub fn text_of(&self, id: &str) -> Option<String> {
        let notes = self.doc.get_or_insert_map("notes");
        let txn = self.doc.transact();
        let Some(Out::YMap(note)) = notes.get(&txn, id) else { return None };
        match note.get(&txn, "text") {
            Some(Out::YText(text)) => Some(text.get_string(&txn)),
            _ => None,
        }
    }

    pub fn json(&self) -> Value {
        let txn = self.doc.transact();
        let roots = board::schema::root::ALL.iter().map(|root| {
            let json: Any = txn.get_map(*root).unwrap().to_json(&txn);
            ((*root).to_owned(), serde_json::to_value(&json).unwrap())
        });
        Value::Object(roots.collect())
    }
}
