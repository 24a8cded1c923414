//! A Yjs document over the websocket, synced as a stock client syncs.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use yrs::sync::awareness::AwarenessUpdateEntry;
use yrs::sync::{AwarenessUpdate, Message, SyncMessage};
use yrs::types::ToJson;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Doc, Map, ReadTxn, StateVector, Transact, TransactionMut, Update};

/// A websocket of the server.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens a websocket at a path of the server's.
///
/// # Errors
/// When the server does not accept it.
pub async fn socket(server: SocketAddr, path: &str) -> Result<Socket, Error> {
    Ok(connect_async(format!("ws://{server}{path}")).await?.0)
}

/// The connection is over. The close code is there if the server gave one.
#[derive(Debug, PartialEq, Eq)]
pub struct Lost(pub Option<u16>);

/// The content of a frame.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// The server asked what this client has, and was answered.
    Asked,
    /// Everything that this client lacked, as one update (v1).
    All(Vec<u8>),
    /// An edit of any client, this one included, as one update (v1).
    Update(Vec<u8>),
    /// `code: sentence`. With the code `storage` nothing can be stored now. With any other code an update was
    /// refused, and the document is ahead of the board.
    Refused(String),
    /// Presence, or something else.
    Other,
}

/// A document and its connection. The document stays when the connection is lost.
pub struct Client {
    /// The client's document: the edits that it received and those that it made.
    pub doc: Doc,
    socket: Option<Socket>,
    /// The number of times that it announced its presence.
    appeared: u32,
}

impl Default for Client {
    fn default() -> Self {
        let doc = Doc::new();
        // The roots exist from the start, so that they can be read before anything has come.
        for root in ["notes", "session", "projects"] {
            doc.get_or_insert_map(root);
        }
        Self { doc, socket: None, appeared: 0 }
    }
}

impl Client {
    /// Connects (again), and asks for everything that is not in `known`.
    ///
    /// # Errors
    /// When the server does not accept it.
    pub async fn connect(
        &mut self,
        server: SocketAddr,
        board: &str,
        token: &str,
        known: StateVector,
    ) -> Result<(), Lost> {
        let opened = socket(server, &format!("/sync/{board}?token={token}")).await;
        self.socket = Some(opened.map_err(|_| Lost(None))?);
        self.ask(known).await
    }

    /// Asks for everything that is not in `known`; the answer is [`Heard::All`].
    ///
    /// # Errors
    /// When the connection is over.
    pub async fn ask(&mut self, known: StateVector) -> Result<(), Lost> {
        self.send(Message::Sync(SyncMessage::SyncStep1(known))).await
    }

    /// Takes in the next frame: applies its update to the document, or answers its question. May be dropped while it
    /// waits.
    ///
    /// # Errors
    /// When the connection is over.
    pub async fn hear(&mut self) -> Result<Heard, Lost> {
        let heard = match self.message().await? {
            Message::Sync(SyncMessage::SyncStep1(state)) => {
                let missing = self.doc.transact().encode_state_as_update_v1(&state);
                self.send(Message::Sync(SyncMessage::SyncStep2(missing))).await?;
                Heard::Asked
            }
            Message::Sync(SyncMessage::SyncStep2(update)) => Heard::All(update),
            Message::Sync(SyncMessage::Update(update)) => Heard::Update(update),
            Message::Auth(Some(refusal)) => Heard::Refused(refusal),
            _ => Heard::Other,
        };
        if let Heard::All(update) | Heard::Update(update) = &heard {
            let update = Update::decode_v1(update).expect("the server sends updates");
            self.doc.transact_mut().apply_update(update).expect("the server's updates can be applied");
        }
        Ok(heard)
    }

    /// Changes the document and sends what changed.
    ///
    /// # Errors
    /// When the connection is over; the document is changed all the same.
    pub async fn edit<T>(&mut self, change: impl FnOnce(&mut TransactionMut) -> T) -> Result<T, Lost> {
        let before = self.doc.transact().state_vector();
        let changed = change(&mut self.doc.transact_mut());
        let update = self.doc.transact().encode_state_as_update_v1(&before);
        self.send(Message::Sync(SyncMessage::Update(update))).await?;
        Ok(changed)
    }

    /// Says that one is here, and what everybody may see of that.
    ///
    /// # Errors
    /// When the connection is over.
    pub async fn appear(&mut self, state: &Value) -> Result<(), Lost> {
        self.appeared += 1;
        let entry = AwarenessUpdateEntry { clock: self.appeared, json: state.to_string().into() };
        self.send(Message::Awareness(AwarenessUpdate { clients: [(self.doc.client_id(), entry)].into() }))
            .await
    }

    /// A value of a root map as JSON; `null` if there is none.
    pub fn value(&self, root: &str, key: &str) -> Value {
        let map = self.doc.get_or_insert_map(root);
        let txn = self.doc.transact();
        let value = map.get(&txn, key).map(|value| value.to_json(&txn));
        value.and_then(|value| serde_json::to_value(value).ok()).unwrap_or_default()
    }

    async fn message(&mut self) -> Result<Message, Lost> {
        let socket = self.socket.as_mut().ok_or(Lost(None))?;
        loop {
            match socket.next().await {
                Some(Ok(Frame::Binary(bytes))) => {
                    return Ok(Message::decode_v1(&bytes).expect("the server speaks y-protocols"));
                }
                Some(Ok(Frame::Close(why))) => return Err(Lost(why.map(|why| why.code.into()))),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(Lost(None)),
            }
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), Lost> {
        let socket = self.socket.as_mut().ok_or(Lost(None))?;
        let sent = socket.send(Frame::Binary(message.encode_v1().into())).await;
        // A connection that the other side has closed may still have its reason to be read.
        sent.or_else(|error| match error {
            Error::AlreadyClosed | Error::ConnectionClosed => Err(Lost(None)),
            _ => Ok(()),
        })
    }
}
