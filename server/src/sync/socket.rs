//! One websocket: small buffers, large messages in pieces, and a proper end.

use std::{future::poll_fn, pin::pin, sync::Arc, task::Poll, time::Duration};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        error::ProtocolError,
        protocol::{
            CloseFrame, Role, WebSocketConfig,
            frame::{
                Frame, Utf8Bytes,
                coding::{CloseCode, Data, OpCode},
            },
        },
    },
};

use super::direct_writer::{DirectWriter, Duplex};

/// What is read at once; also the least memory that an idle connection holds, in bytes.
const READ: usize = 4 * 1024;

/// Larger messages are written in pieces of this size, because the write buffer keeps the size it once had.
const PIECE: usize = 8 * 1024;

/// A peer that takes nothing for so long is gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long the peer may take to answer a close, and how much it may still be sending meanwhile.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(3);
const CLOSE_DRAIN_BYTES: usize = 64 * 1024 * 1024;

/// A websocket.
pub struct Socket {
    stream: WebSocketStream<Duplex>,
}

/// What came from the peer.
#[derive(Debug)]
pub enum Heard {
    /// A binary message.
    Frame(Bytes),
    /// Text, which nobody speaks here, or what is no websocket frame at all.
    Babble,
    /// A sign of life.
    Life,
    /// A frame or message over the limit; nothing can be read after it.
    TooLarge,
    /// The peer closed, or is gone.
    End,
}

impl Socket {
    /// Speaks websocket on an upgraded connection; no frame may be larger than `largest` bytes. `None` if there is
    /// no TCP connection under it.
    pub async fn new(upgraded: Upgraded, largest: usize) -> Option<Self> {
        let parts = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ)
            .write_buffer_size(READ)
            .max_frame_size(Some(largest))
            .max_message_size(Some(largest));
        let duplex = Duplex::new(parts.io.into_inner());
        let read = parts.read_buf.to_vec();
        let stream = WebSocketStream::from_partially_read(duplex, read, Role::Server, Some(config)).await;
        Some(Self { stream })
    }

    /// The outgoing direction, for the room.
    pub fn line(&self) -> Arc<DirectWriter> {
        self.stream.get_ref().line()
    }

    /// The next thing the peer says. May be dropped and called again; nothing is lost.
    pub async fn hear(&mut self) -> Heard {
        match self.stream.next().await {
            Some(Ok(Message::Binary(bytes))) => Heard::Frame(bytes),
            Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) => Heard::End,
            Some(Ok(Message::Text(_)) | Err(Error::Protocol(_) | Error::Utf8(_))) => Heard::Babble,
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Heard::Life,
            Some(Err(Error::Capacity(_))) => Heard::TooLarge,
            Some(Ok(Message::Close(_))) => {
                // The answer to it waits to be written; without it the peer would count the end as an accident.
                let _ = self.flush().await;
                Heard::End
            }
            Some(Err(_)) | None => Heard::End,
        }
    }

    /// Puts a message into the write buffer.
    ///
    /// # Errors
    /// When the peer is gone or takes nothing.
    pub async fn feed(&mut self, bytes: Bytes) -> Result<(), Gone> {
        if bytes.len() <= PIECE {
            return within(self.stream.feed(Message::Binary(bytes))).await;
        }
        let mut rest = bytes;
        let mut code = OpCode::Data(Data::Binary);
        while !rest.is_empty() {
            let piece = rest.split_to(PIECE.min(rest.len()));
            let frame = Frame::message(piece, code, rest.is_empty());
            within(self.stream.send(Message::Frame(frame))).await?;
            code = OpCode::Data(Data::Continue);
        }
        Ok(())
    }

    /// Writes out what was fed.
    ///
    /// # Errors
    /// When the peer is gone or takes nothing.
    pub async fn flush(&mut self) -> Result<(), Gone> {
        within(self.stream.flush()).await
    }

    /// Asks the peer for a sign of life.
    ///
    /// # Errors
    /// When the peer is gone or takes nothing.
    pub async fn ping(&mut self) -> Result<(), Gone> {
        within(self.stream.send(Message::Ping(Bytes::new()))).await
    }

    /// Closes with a code and waits until the peer has read it. What it still sends is thrown away: a connection
    /// that ends with unread bytes is reset, and a reset takes the close frame with it.
    pub async fn close(mut self, code: u16, reason: &'static str) {
        self.line().close();
        let frame = CloseFrame { code: CloseCode::from(code), reason: Utf8Bytes::from_static(reason) };
        let said = within(self.stream.send(Message::Close(Some(frame)))).await;
        if said.is_ok() {
            // A browser tells its page of the close only once the connection ends under it: this side ends now.
            let _ = timeout(CLOSE_TIMEOUT, self.stream.get_mut().shutdown()).await;
            let _ = timeout(CLOSE_TIMEOUT, self.drain()).await;
        }
    }

    /// The same, after a frame that was not read to its end.
    async fn drain(&mut self) {
        let mut left = CLOSE_DRAIN_BYTES;
        let mut buffer = [0; READ];
        let raw = self.stream.get_mut();
        while let Ok(read) = raw.read(&mut buffer).await {
            left = left.saturating_sub(read);
            if read == 0 || left == 0 {
                break;
            }
        }
    }
}

/// The peer is gone, or takes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// Most of the time the work is done at once, and no timer is needed.
async fn within(work: impl Future<Output = Result<(), Error>>) -> Result<(), Gone> {
    let mut work = pin!(work);
    let done = match poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
        Poll::Ready(done) => Ok(done),
        Poll::Pending => timeout(WRITE_TIMEOUT, work).await,
    };
    match done {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Gone),
    }
}
