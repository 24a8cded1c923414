//! The limit: a server that does nothing but relay a frame to the others' sockets, with the websocket library
//! that the product uses. Started with a port, and, to gather, with the milliseconds in which frames are put
//! together into one.

use std::{
    collections::HashMap,
    env,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context;
use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{broadcast, mpsc},
    time::{Instant, sleep_until},
};
use tokio_tungstenite::{
    accept_hdr_async,
    tungstenite::{Message, handshake::server::Request},
};

/// Frames that may wait for a socket.
const WAITING: usize = 16 * 1024;

/// What goes to everybody in a room.
#[derive(Clone)]
struct Room {
    relayed: broadcast::Sender<Bytes>,
    /// Where frames are gathered first.
    gathering: Option<mpsc::Sender<Bytes>>,
}

type Rooms = Arc<Mutex<HashMap<String, Room>>>;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = env::args().skip(1);
    let port: u16 = arguments.next().context("a port, please")?.parse()?;
    let window = arguments.next().map(|text| text.parse().map(Duration::from_millis)).transpose()?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let rooms = Rooms::default();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // Connections end with their clients; how is nobody's concern here.
        tokio::spawn(serve(stream, Arc::clone(&rooms), window));
    }
}

#[allow(clippy::result_large_err, reason = "the library's own signature")]
async fn serve(stream: TcpStream, rooms: Rooms, window: Option<Duration>) -> anyhow::Result<()> {
    let mut path = String::new();
    let mut socket = accept_hdr_async(stream, |request: &Request, answer| {
        request.uri().path().clone_into(&mut path);
        Ok(answer)
    })
    .await?;
    let room = rooms
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(path)
        .or_insert_with(|| Room::new(window))
        .clone();
    let mut relayed = room.relayed.subscribe();
    loop {
        tokio::select! {
            frame = relayed.recv() => {
                socket.feed(Message::Binary(frame?)).await?;
                while let Ok(frame) = relayed.try_recv() {
                    socket.feed(Message::Binary(frame)).await?;
                }
                socket.flush().await?;
            }
            message = socket.next() => if let Message::Binary(frame) = message.context("closed")?? {
                match &room.gathering {
                    Some(gathering) => gathering.send(frame).await?,
                    None => drop(room.relayed.send(frame)),
                }
            },
        }
    }
}

impl Room {
    fn new(window: Option<Duration>) -> Self {
        let (relayed, _) = broadcast::channel(WAITING);
        let gathering = window.map(|window| {
            let (sender, receiver) = mpsc::channel(WAITING);
            tokio::spawn(gather(receiver, relayed.clone(), window));
            sender
        });
        Self { relayed, gathering }
    }
}

/// At once when it was quiet, else once in a window.
async fn gather(mut frames: mpsc::Receiver<Bytes>, relayed: broadcast::Sender<Bytes>, window: Duration) {
    let mut not_before = Instant::now();
    while let Some(first) = frames.recv().await {
        sleep_until(not_before).await;
        let mut together = BytesMut::from(first);
        while let Ok(frame) = frames.try_recv() {
            together.extend_from_slice(&frame);
        }
        not_before = Instant::now() + window;
        // Without listeners there is nobody to tell.
        let _ = relayed.send(together.freeze());
    }
}
