//! One websocket of the generator, synced as a stock Yjs client syncs.

use std::{cell::RefCell, time::Duration};

use anyhow::{Context, bail};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use crate::{
    contestant::Seat,
    dialect::{Dialect, Heard},
    update,
};

/// How long connecting or syncing may take; a server that needs longer counts as not answering.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Read at once; small, because there are thousands.
const READ: usize = 16 * 1024;

/// A document that was read once: who is sent the same bytes need not read them again, so that a hundred people
/// who join at once do not measure the generator.
#[derive(Debug, Default)]
pub struct Known(RefCell<(Vec<u8>, u64)>);

impl Known {
    /// How many clocks an update brings.
    ///
    /// # Errors
    /// When it is none.
    fn clocks(&self, update: &[u8]) -> anyhow::Result<u64> {
        let mut known = self.0.borrow_mut();
        if known.0 != update {
            let mut clocks = 0;
            update::ranges(update, |_, from, to| clocks += u64::from(to - from))?;
            *known = (update.to_vec(), clocks);
        }
        Ok(known.1)
    }
}

/// A connection.
pub struct Client {
    stream: WebSocketStream<TcpStream>,
    dialect: Dialect,
    room: String,
}

impl Client {
    /// Connects. A `narrow` client has a receive buffer of a few KiB, so that it is soon felt when it stops reading.
    ///
    /// # Errors
    /// When the server does not take it.
    pub async fn connect(port: u16, dialect: Dialect, seat: &Seat, narrow: bool) -> anyhow::Result<Self> {
        let connected = async {
            let socket = TcpSocket::new_v4()?;
            if narrow {
                socket.set_recv_buffer_size(4 * 1024)?;
            }
            let stream = socket.connect(([127, 0, 0, 1], port).into()).await?;
            stream.set_nodelay(true)?;
            let config =
                WebSocketConfig::default().read_buffer_size(READ).max_frame_size(None).max_message_size(None);
            let address = format!("ws://127.0.0.1:{port}{}", seat.path);
            let (stream, _) = client_async_with_config(address, stream, Some(config)).await?;
            let mut client = Self { stream, dialect, room: seat.room.clone() };
            if let Some(greeting) = dialect.greeting(&client.room) {
                client.send(greeting).await?;
            }
            anyhow::Ok(client)
        };
        timeout(TIMEOUT, connected).await.context("connecting took too long")?
    }

    /// Asks for the document and reads until it has come. If `clocks` are wanted, an answer that has fewer is not
    /// enough.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn sync(&mut self, clocks: u64, known: &Known) -> anyhow::Result<()> {
        if self.dialect == Dialect::Relay {
            return Ok(());
        }
        let synced = async {
            self.send(self.dialect.step1(&self.room)).await?;
            let (mut answered, mut count) = (false, 0);
            while !answered || count < clocks {
                let frame = self.next().await.context("closed while syncing")?;
                let mut asked = false;
                let mut brought = Ok(0);
                self.dialect.read(&frame, |message| match message {
                    Heard::Step1 => asked = true,
                    Heard::Step2(update) | Heard::Update(update) => {
                        answered |= matches!(message, Heard::Step2(_));
                        brought = known.clocks(update);
                    }
                    _ => {}
                })?;
                count += brought?;
                if asked {
                    self.send(self.dialect.step2(&self.room)).await?;
                }
            }
            Ok(())
        };
        timeout(TIMEOUT, synced).await.context("syncing took too long")?
    }

    /// Asks for the document: the whole of it as one update, as it comes.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn document(&mut self) -> anyhow::Result<Vec<u8>> {
        let come = async {
            self.send(self.dialect.step1(&self.room)).await?;
            loop {
                let frame = self.next().await.context("closed while syncing")?;
                let mut document = None;
                self.dialect.read(&frame, |message| {
                    if let Heard::Step2(update) = message {
                        document = Some(update.to_vec());
                    }
                })?;
                if let Some(document) = document {
                    return Ok(document);
                }
            }
        };
        timeout(TIMEOUT, come).await.context("syncing took too long")?
    }

    /// The next binary frame; none when the connection is over.
    pub async fn next(&mut self) -> Option<Bytes> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Binary(frame))) => return Some(frame),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Text(_) | Message::Frame(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
            }
        }
    }

    /// Sends a frame.
    ///
    /// # Errors
    /// When the connection is over.
    pub async fn send(&mut self, frame: Bytes) -> anyhow::Result<()> {
        Ok(self.stream.send(Message::Binary(frame)).await?)
    }

    /// Sends an edit.
    ///
    /// # Errors
    /// When the connection is over.
    pub async fn edit(&mut self, update: &[u8]) -> anyhow::Result<()> {
        self.send(self.dialect.update(&self.room, update)).await
    }

    /// Says where its pointer is.
    ///
    /// # Errors
    /// When the connection is over.
    pub async fn point(&mut self, client: u64, clock: u32, json: &str) -> anyhow::Result<()> {
        self.send(self.dialect.awareness(&self.room, client, clock, json)).await
    }

    /// Hears whatever comes until a refusal or the end; for finding out what went wrong.
    pub async fn refusal(&mut self, patience: Duration) -> Option<String> {
        let heard = async {
            loop {
                let frame = self.next().await?;
                let mut reason = None;
                let read = self.dialect.read(&frame, |message| {
                    if let Heard::Denied(said) = message {
                        reason = Some(String::from_utf8_lossy(said).into_owned());
                    }
                });
                if read.is_err() || reason.is_some() {
                    return reason;
                }
            }
        };
        timeout(patience, heard).await.ok().flatten()
    }

    /// Says goodbye.
    pub async fn close(mut self) {
        let _ = timeout(Duration::from_millis(200), self.stream.close(None)).await;
    }
}

/// Fills a room with notes of `length` characters, written by several people; answers how many clocks they take.
///
/// # Errors
/// When the server does not take them.
pub async fn fill(
    port: u16,
    dialect: Dialect,
    seats: &[Seat],
    notes: u32,
    length: u32,
) -> anyhow::Result<u64> {
    let mut total = 0;
    for (at, seat) in seats.iter().enumerate() {
        let mut typist = update::Typist::new(50_000 + at as u64, length);
        let mut client = Client::connect(port, dialect, seat, false).await?;
        client.sync(0, &Known::default()).await?;
        let share = notes / seats.len() as u32;
        for from in (0..share).step_by(50) {
            client.edit(&typist.notes(50.min(share - from))).await?;
        }
        total += u64::from(typist.clock());
        // Everything has been taken when somebody else sees it.
        let mut witness = Client::connect(port, dialect, seat, false).await?;
        if let Err(error) = witness.sync(total, &Known::default()).await {
            match client.refusal(Duration::from_millis(500)).await {
                Some(reason) => bail!("the notes were refused: {reason}"),
                None => return Err(error),
            }
        }
        client.close().await;
        witness.close().await;
    }
    Ok(total)
}
