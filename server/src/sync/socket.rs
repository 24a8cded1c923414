//! One websocket: small buffers, large messages written past them, and an orderly end.

use std::{future::poll_fn, io, pin::pin, sync::Arc, task::Poll, time::Duration};

use bytes::Bytes;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Control, Data, OpCode};

use super::{
    direct_writer::{DirectWriter, SHORT},
    frame_reader::FrameReader,
};
use crate::{client_stream::ClientStream, connections::LargeRead, http_stream::HttpStream};

pub use super::frame_reader::Heard;

/// A peer that takes nothing for this long is gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// A peer that takes fewer bytes than this of a long message within [`WRITE_TIMEOUT`] is gone.
const PART: usize = 256 * 1024;

/// The longest wait for the peer's answer to a close. Meanwhile at most [`CLOSE_DRAIN_BYTES`] of its bytes are
/// discarded.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(3);
const CLOSE_DRAIN_BYTES: usize = 64 * 1024 * 1024;

/// A websocket.
pub struct Socket {
    reader: FrameReader,
    writer: Arc<DirectWriter>,
}

impl Socket {
    /// A websocket on an upgraded connection, whose large messages have to grow within `stall`. `None` if there is no
    /// connection of a client under it.
    pub fn new(upgraded: Upgraded, stall: Duration) -> Option<Self> {
        let parts = upgraded.downcast::<TokioIo<HttpStream>>().ok()?;
        Some(Self::over(parts.io.into_inner().into_inner(), &parts.read_buf, stall))
    }

    fn over(stream: ClientStream, already: &[u8], stall: Duration) -> Self {
        let (read, write) = stream.into_split();
        Self { reader: FrameReader::new(read, already, stall), writer: DirectWriter::new(write) }
    }

    /// The outgoing direction, for the room.
    pub fn writer(&self) -> Arc<DirectWriter> {
        Arc::clone(&self.writer)
    }

    /// Allows large messages from now on, within the memory of their sender.
    pub fn has_room(&mut self, large: LargeRead) {
        self.reader.has_room(large);
    }

    /// The next event from the peer. `largest` tells how many bytes a message with the given beginning may have. The
    /// future may be dropped and the call repeated; nothing is lost.
    pub async fn hear(&mut self, largest: impl Fn(&[u8]) -> usize) -> Heard {
        self.reader.next(largest).await
    }

    /// Whether memory is held for the last message, because it was large.
    pub fn holds_room(&self) -> bool {
        self.reader.holds_room()
    }

    /// Gives back the memory of the last message.
    pub fn give_back(&mut self) {
        self.reader.give_back();
    }

    /// Puts a message into the write buffer.
    ///
    /// # Errors
    /// [`Gone`] when the peer is gone or takes nothing.
    pub async fn feed(&mut self, mut bytes: Bytes) -> Result<(), Gone> {
        if bytes.len() <= SHORT {
            let waiting = self.writer.push(OpCode::Data(Data::Binary), &bytes);
            return if waiting > SHORT { self.flush().await } else { Ok(()) };
        }
        self.writer.begin_long(bytes.len());
        self.flush().await?;
        while !bytes.is_empty() {
            let mut part = bytes.split_to(PART.min(bytes.len()));
            within(poll_fn(|context| self.writer.poll_long(context, &mut part))).await?;
        }
        self.writer.end_long();
        Ok(())
    }

    /// Writes the buffered messages.
    ///
    /// # Errors
    /// [`Gone`] when the peer is gone or takes nothing.
    pub async fn flush(&mut self) -> Result<(), Gone> {
        within(poll_fn(|context| self.writer.poll_flush(context))).await
    }

    /// Sends a ping.
    ///
    /// # Errors
    /// [`Gone`] when the peer is gone or takes nothing.
    pub async fn ping(&mut self) -> Result<(), Gone> {
        self.writer.push(OpCode::Control(Control::Ping), &[]);
        self.flush().await
    }

    /// Answers a ping. No more is read until the peer has taken the answer.
    ///
    /// # Errors
    /// [`Gone`] when the peer is gone or takes nothing.
    pub async fn pong(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        self.writer.push(OpCode::Control(Control::Pong), bytes);
        self.flush().await
    }

    /// Answers the peer's close. Without the answer the peer would treat the end as an accident.
    pub async fn answer_close(&mut self, code: Option<CloseCode>) {
        self.writer.close();
        let code = code.map(|code| if code.is_allowed() { code } else { CloseCode::Protocol });
        let payload = code.map(|code| u16::from(code).to_be_bytes());
        self.writer.push(OpCode::Control(Control::Close), payload.as_ref().map_or(&[], |code| &code[..]));
        let _ = timeout(CLOSE_TIMEOUT, self.flush()).await;
    }

    /// Closes with a code and waits until the peer has read it. Bytes that it still sends are discarded: a connection
    /// that ends with unread bytes is reset, and a reset would lose the close frame.
    pub async fn close(mut self, code: u16, reason: &'static str) {
        self.writer.close();
        let payload = [&code.to_be_bytes()[..], reason.as_bytes()].concat();
        self.writer.push(OpCode::Control(Control::Close), &payload);
        if self.flush().await.is_ok() {
            // A browser tells its page of the close only once the TCP connection ends, so this side ends it now.
            let shut = poll_fn(|context| self.writer.poll_shutdown(context));
            let _ = timeout(CLOSE_TIMEOUT, shut).await;
            let _ = timeout(CLOSE_TIMEOUT, self.reader.drain(CLOSE_DRAIN_BYTES)).await;
        }
    }
}

/// The peer is gone, or takes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// Waits for work for at most [`WRITE_TIMEOUT`]. Mostly it is done at once; then no timer is needed.
async fn within(work: impl Future<Output = io::Result<()>>) -> Result<(), Gone> {
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

#[cfg(test)]
mod tests {
    use tokio::{
        io::AsyncWriteExt,
        net::{TcpListener, TcpStream},
        time::{Instant, timeout},
    };

    use super::*;

    async fn pair() -> (Socket, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let stream = ClientStream::Plain(listener.accept().await.unwrap().0);
        (Socket::over(stream, &[], Duration::from_secs(10)), peer)
    }

    /// A ping with the longest payload; its mask is zero.
    const PING: [u8; 131] = {
        let mut ping = [0; 131];
        (ping[0], ping[1]) = (0x89, 0x80 | 125);
        ping
    };

    #[tokio::test(start_paused = true)]
    async fn cost_3_nothing_is_read_from_a_peer_that_takes_no_answers_and_it_is_gone_after_a_while() {
        let (mut socket, mut peer) = pair().await;
        let pings = PING.repeat(500);
        let talking = tokio::spawn(async move {
            let mut said = 0;
            // The paused clock stands still while there is any work.
            while let Ok(Ok(())) = timeout(Duration::from_secs(5), peer.write_all(&pings)).await {
                said += pings.len();
            }
            (said, peer)
        });
        let answering = async {
            loop {
                let Heard::Ping(bytes) = socket.hear(|_| 1 << 20).await else { panic!("not a ping") };
                let asked_at = Instant::now();
                if socket.pong(&bytes).await.is_err() {
                    return asked_at.elapsed();
                }
            }
        };
        assert_eq!(answering.await, WRITE_TIMEOUT);
        let (said, _peer) = talking.await.unwrap();
        assert!(said > 100_000, "trivial: {said}");
        assert!(socket.writer.push(OpCode::Control(Control::Ping), &[]) < 1_000, "one answer waits");
    }

    #[tokio::test(start_paused = true)]
    async fn cost_3_a_peer_that_takes_a_long_message_too_slowly_is_gone() {
        let (mut socket, _peer) = pair().await;
        let begun = Instant::now();
        assert_eq!(socket.feed(vec![0; 64 << 20].into()).await, Err(Gone));
        assert!(begun.elapsed() >= WRITE_TIMEOUT);
    }
}
