//! A participant's end of the wire: an ordinary Yjs client over a real websocket.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message as Frame},
};
use yrs::{
    Doc, GetString, Map, MapPrelim, MapRef, Out, ReadTxn, Text, TextPrelim, TextRef, Transact, Update,
    sync::{AwarenessUpdate, Message, SyncMessage, awareness::AwarenessUpdateEntry},
    types::ToJson,
    updates::{decoder::Decode, encoder::Encode},
};

/// A connected Yjs client.
pub struct Client {
    doc: Doc,
    notes: MapRef,
    session: MapRef,
    projects: MapRef,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    presence: (u32, String),
}

/// The connection is over: closed, or so much was refused that a fresh document is needed.
#[derive(Debug)]
pub struct Lost;

impl From<Error> for Lost {
    fn from(_: Error) -> Self {
        Self
    }
}

impl Client {
    /// Connects and waits for the whole document.
    pub async fn connect(server: SocketAddr, board: &str, token: &str, user: &Value) -> Result<Self, Lost> {
        let (socket, _) = connect_async(format!("ws://{server}/sync/{board}?token={token}")).await?;
        let doc = Doc::new();
        let mut client = Self {
            notes: doc.get_or_insert_map("notes"),
            session: doc.get_or_insert_map("session"),
            projects: doc.get_or_insert_map("projects"),
            presence: (0, serde_json::json!({ "user": user }).to_string()),
            doc,
            socket,
        };
        let state = client.doc.transact().state_vector();
        client.send(Message::Sync(SyncMessage::SyncStep1(state))).await?;
        while !client.hear().await? {}
        client.appear().await?;
        Ok(client)
    }

    /// Says that one is here.
    pub async fn appear(&mut self) -> Result<(), Lost> {
        let (clock, json) = &mut self.presence;
        *clock += 1;
        let entry = AwarenessUpdateEntry { clock: *clock, json: json.as_str().into() };
        let update = AwarenessUpdate { clients: [(self.doc.client_id(), entry)].into() };
        self.send(Message::Awareness(update)).await
    }

    /// Takes in one frame; true if it was the answer with the whole document. May be dropped while it waits.
    pub async fn hear(&mut self) -> Result<bool, Lost> {
        let frame = self.socket.next().await.ok_or(Lost)??;
        let Frame::Binary(bytes) = frame else { return Ok(false) };
        match Message::decode_v1(&bytes).map_err(|_| Lost)? {
            Message::Sync(SyncMessage::SyncStep1(state)) => {
                let missing = self.doc.transact().encode_state_as_update_v1(&state);
                self.send(Message::Sync(SyncMessage::SyncStep2(missing))).await?;
                Ok(false)
            }
            Message::Sync(SyncMessage::SyncStep2(update)) => self.take_in(&update).map(|()| true),
            Message::Sync(SyncMessage::Update(update)) => self.take_in(&update).map(|()| false),
            // Refused: this document is ahead of the board now, so another one is needed.
            Message::Auth(Some(_)) => Err(Lost),
            _ => Ok(false),
        }
    }

    fn take_in(&mut self, update: &[u8]) -> Result<(), Lost> {
        let update = Update::decode_v1(update).map_err(|_| Lost)?;
        self.doc.transact_mut().apply_update(update).map_err(|_| Lost)
    }

    async fn send(&mut self, message: Message) -> Result<(), Lost> {
        Ok(self.socket.send(Frame::Binary(message.encode_v1().into())).await?)
    }

    /// A value of the session.
    pub fn session(&self, key: &str) -> Value {
        let txn = self.doc.transact();
        let value = self.session.get(&txn, key).map(|value| value.to_json(&txn));
        value.and_then(|value| serde_json::to_value(value).ok()).unwrap_or(Value::Null)
    }

    /// Notes as `(id, text, branch, order)`.
    pub fn notes(&self) -> Vec<(String, String, String, String)> {
        let txn = self.doc.transact();
        let string = |note: &MapRef, key: &str| match note.get(&txn, key) {
            Some(Out::YText(text)) => text.get_string(&txn),
            Some(Out::Any(yrs::Any::String(text))) => text.to_string(),
            _ => String::new(),
        };
        let notes = self.notes.iter(&txn).filter_map(|(id, value)| match value {
            Out::YMap(note) => {
                Some((id.to_owned(), string(&note, "text"), string(&note, "branch"), string(&note, "order")))
            }
            _ => None,
        });
        notes.collect()
    }

    /// Projects, as JSON, by id.
    pub fn projects(&self) -> Value {
        let txn = self.doc.transact();
        serde_json::to_value(self.projects.to_json(&txn)).unwrap_or_default()
    }

    /// Adds an empty note and sends that.
    pub async fn add(
        &mut self,
        id: &str,
        branch: &str,
        order: &str,
        parent: Option<&str>,
    ) -> Result<TextRef, Lost> {
        let before = self.doc.transact().state_vector();
        let text = {
            let mut txn = self.doc.transact_mut();
            let note = self.notes.insert(&mut txn, id, MapPrelim::default());
            let text = note.insert(&mut txn, "text", TextPrelim::new(""));
            note.insert(&mut txn, "branch", branch);
            note.insert(&mut txn, "order", order);
            if let Some(parent) = parent {
                note.insert(&mut txn, "parent", parent);
            }
            text
        };
        self.tell_since(&before).await?;
        Ok(text)
    }

    /// Types at the end of a text.
    pub async fn type_in(&mut self, text: &TextRef, piece: &str) -> Result<(), Lost> {
        let before = self.doc.transact().state_vector();
        text.push(&mut self.doc.transact_mut(), piece);
        self.tell_since(&before).await
    }

    async fn tell_since(&mut self, before: &yrs::StateVector) -> Result<(), Lost> {
        let update = self.doc.transact().encode_state_as_update_v1(before);
        self.send(Message::Sync(SyncMessage::Update(update))).await
    }
}
