//! A websocket's outgoing direction. The connection's own task writes to it, and so does the room, a whole message at
//! a time.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use room::{Wire, Written};
use smallvec::SmallVec;
use tokio_tungstenite::tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Data, OpCode},
};

use crate::client_stream::WriteHalf;

/// Longer messages, in bytes, are written past the buffer, without a copy.
pub const SHORT: usize = 8 * 1024;

/// Messages of up to this many bytes need no allocation. A buffer of this size is kept.
const USUAL: usize = 1024;

/// The outgoing direction.
pub struct DirectWriter(Mutex<Outward>);

struct Outward {
    write: WriteHalf,
    /// The bytes that wait to be written: first the rest of a frame that was begun, then whole frames.
    pending: Vec<u8>,
    /// Whether the connection's task is writing a long message.
    in_long: bool,
    /// Whether the connection is saying goodbye.
    closed: bool,
}

impl DirectWriter {
    /// A writer to this connection.
    pub fn new(write: WriteHalf) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Outward { write, pending: vec![], in_long: false, closed: false })))
    }

    /// Stops writes of the room.
    pub fn close(&self) {
        self.lock().closed = true;
    }

    /// Puts a frame into the buffer. Returns the number of bytes that wait there.
    pub fn push(&self, kind: OpCode, payload: &[u8]) -> usize {
        let mut outward = self.lock();
        outward.begin(kind, payload.len());
        outward.pending.extend_from_slice(payload);
        outward.pending.len()
    }

    /// Puts the header of a long message into the buffer. Once that is flushed, [`poll_long`](Self::poll_long) writes
    /// the message.
    pub fn begin_long(&self, length: usize) {
        let mut outward = self.lock();
        outward.begin(OpCode::Data(Data::Binary), length);
        outward.in_long = true;
    }

    /// Writes a part of a long message.
    pub fn poll_long(&self, context: &mut Context<'_>, part: &mut Bytes) -> Poll<io::Result<()>> {
        let mut outward = self.lock();
        while !part.is_empty() {
            let written = ready!(outward.poll_write(context, part))?;
            part.advance(written);
        }
        Poll::Ready(Ok(()))
    }

    /// Notes that the long message is written.
    pub fn end_long(&self) {
        self.lock().in_long = false;
    }

    /// Writes out the buffer.
    pub fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut outward = self.lock();
        let mut pending = std::mem::take(&mut outward.pending);
        let mut rest: &[u8] = &pending;
        let flushed = loop {
            if rest.is_empty() {
                break outward.write.poll_flush(context);
            }
            match outward.poll_write(context, rest) {
                Poll::Ready(Ok(written)) => rest = &rest[written..],
                Poll::Ready(Err(error)) => break Poll::Ready(Err(error)),
                Poll::Pending => break Poll::Pending,
            }
        };
        let written = pending.len() - rest.len();
        pending.drain(..written);
        if !pending.is_empty() || pending.capacity() <= USUAL {
            outward.pending = pending;
        }
        flushed
    }

    /// Shuts the outgoing direction down.
    pub fn poll_shutdown(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.lock().write.poll_shutdown(context)
    }

    fn lock(&self) -> MutexGuard<'_, Outward> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wire for DirectWriter {
    /// Writes one unmasked binary frame (RFC 6455, 5.2): all recipients get the same header before the same message.
    fn write(&self, message: &Bytes) -> Written {
        let mut outward = self.lock();
        let is_busy = !outward.pending.is_empty() || !outward.write.is_flushed();
        if message.len() > SHORT || outward.in_long || outward.closed || is_busy {
            return Written::Nothing;
        }
        // One plain write of a copy costs less than one vectored write of two pieces.
        let mut frame = SmallVec::<[u8; USUAL]>::new();
        let [high, low] = (message.len() as u16).to_be_bytes();
        match message.len() {
            ..126 => frame.extend_from_slice(&[0x82, low]),
            _ => frame.extend_from_slice(&[0x82, 126, high, low]),
        }
        frame.extend_from_slice(message);
        match outward.write.try_write(&frame) {
            Ok(written) if written == frame.len() && outward.write.is_flushed() => Written::Whole,
            // The socket is full or broken; the connection's own task will notice.
            Ok(0) | Err(_) => Written::Nothing,
            Ok(written) => {
                outward.pending.extend_from_slice(&frame[written..]);
                Written::InPart
            }
        }
    }
}

impl Outward {
    fn begin(&mut self, kind: OpCode, length: usize) {
        let header = FrameHeader { opcode: kind, ..FrameHeader::default() };
        // Writing into memory does not fail.
        let _ = header.format(length as u64, &mut self.pending);
    }

    fn poll_write(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match ready!(self.write.poll_write(context, bytes))? {
            0 => Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
            written => Poll::Ready(Ok(written)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::{
        io::{AsyncRead, AsyncReadExt},
        net::{TcpListener, TcpStream},
    };
    use tokio_tungstenite::tungstenite::protocol::frame::coding::Control;

    use super::*;
    use crate::client_stream::ClientStream;

    async fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        (listener.accept().await.unwrap().0, peer)
    }

    #[tokio::test]
    async fn what_the_room_began_is_finished_before_the_task_goes_on() {
        let (stream, peer) = pair().await;
        finished(ClientStream::Plain(stream), peer).await;
    }

    #[tokio::test]
    async fn tls_1_what_the_room_began_is_finished_before_the_task_goes_on() {
        let (stream, peer) = pair().await;
        let (stream, peer) = crate::client_stream::tests::over_tls(stream, peer).await;
        finished(stream, peer).await;
    }

    async fn finished(stream: ClientStream, mut peer: impl AsyncRead + Unpin + Send + 'static) {
        let (_read, write) = stream.into_split();
        let writer = DirectWriter::new(write);
        let message = Bytes::from(vec![7u8; 5_000]);
        // Nobody reads, so the connection fills until a message is written only in part.
        let mut whole = 0;
        let mut last = loop {
            match writer.write(&message) {
                Written::Whole => whole += 1,
                other => break other,
            }
            tokio::task::yield_now().await;
        };
        assert!(whole > 1);
        if last == Written::InPart {
            whole += 1;
            last = writer.write(&message);
        }
        assert_eq!(last, Written::Nothing, "not into the middle of another");
        let bytes = whole * (message.len() + 4);
        let long = Bytes::from(vec![9u8; 70_000]);
        let all = bytes + 5 + 10 + long.len();
        let reading = tokio::spawn(async move {
            let mut read = vec![0; all];
            peer.read_exact(&mut read).await.unwrap();
            (read, peer)
        });
        writer.push(OpCode::Control(Control::Pong), b"end");
        writer.begin_long(long.len());
        poll_fn(|context| writer.poll_flush(context)).await.unwrap();
        assert_eq!(writer.write(&message), Written::Nothing, "not into a long one");
        let mut part = long.clone();
        poll_fn(|context| writer.poll_long(context, &mut part)).await.unwrap();
        writer.end_long();
        let (read, mut peer) = reading.await.unwrap();
        for frame in read[..bytes].chunks(message.len() + 4) {
            assert_eq!(&frame[..4], [0x82, 126, 0x13, 0x88]);
            assert!(frame[4..].iter().all(|byte| *byte == 7));
        }
        assert_eq!(&read[bytes..bytes + 5], b"\x8a\x03end");
        assert_eq!(&read[bytes + 5..bytes + 15], [0x82, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]);
        assert!(read[bytes + 15..].iter().all(|byte| *byte == 9));
        assert_eq!(writer.write(&Bytes::from_static(b"now")), Written::Whole);
        let mut now = [0; 5];
        peer.read_exact(&mut now).await.unwrap();
        assert_eq!(&now, b"\x82\x03now");
        writer.close();
        assert_eq!(writer.write(&message), Written::Nothing);
    }
}
