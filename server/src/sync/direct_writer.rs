//! A connection's two directions: what comes in is read by its own task, what goes out may also be written by the
//! room, a whole message at a time.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use room::{Wire, Written};
use smallvec::SmallVec;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// Longer messages go the long way, in pieces.
const SHORT: usize = 8 * 1024;

/// Messages up to this length, in bytes, cost no allocation.
const USUAL: usize = 1024;

/// A TCP connection as the websocket library sees it.
pub struct Duplex {
    read: OwnedReadHalf,
    line: Arc<DirectWriter>,
}

/// The outgoing direction.
pub struct DirectWriter(Mutex<Outward>);

struct Outward {
    write: OwnedWriteHalf,
    /// What the room began to write; comes before everything else.
    rest: Vec<u8>,
    /// Whether the library has written a part of something.
    torn: bool,
    /// Whether the library has said goodbye.
    closed: bool,
}

impl Duplex {
    /// Takes a connection apart.
    pub fn new(stream: TcpStream) -> Self {
        let (read, write) = stream.into_split();
        let outward = Outward { write, rest: vec![], torn: false, closed: false };
        Self { read, line: Arc::new(DirectWriter(Mutex::new(outward))) }
    }

    /// The outgoing direction, for the room.
    pub fn line(&self) -> Arc<DirectWriter> {
        Arc::clone(&self.line)
    }
}

impl DirectWriter {
    /// The room writes nothing more.
    pub fn close(&self) {
        self.lock().closed = true;
    }

    fn lock(&self) -> MutexGuard<'_, Outward> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wire for DirectWriter {
    /// One unmasked binary frame (RFC 6455, 5.2): the same few bytes in front of the same message for everybody.
    fn write(&self, message: &Bytes) -> Written {
        let mut outward = self.lock();
        if message.len() > SHORT || outward.torn || outward.closed || !outward.rest.is_empty() {
            return Written::Nothing;
        }
        // One plain write of a copy costs less than one of two pieces.
        let mut frame = SmallVec::<[u8; USUAL]>::new();
        let [high, low] = (message.len() as u16).to_be_bytes();
        match message.len() {
            ..126 => frame.extend_from_slice(&[0x82, low]),
            _ => frame.extend_from_slice(&[0x82, 126, high, low]),
        }
        frame.extend_from_slice(message);
        match outward.write.try_write(&frame) {
            Ok(written) if written == frame.len() => Written::Whole,
            // Full, or broken: the connection's own task will see.
            Ok(0) | Err(_) => Written::Nothing,
            Ok(written) => {
                outward.rest.extend_from_slice(&frame[written..]);
                Written::InPart
            }
        }
    }
}

impl Outward {
    fn poll_rest(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.rest.is_empty() {
            let written = ready!(Pin::new(&mut self.write).poll_write(context, &self.rest))?;
            self.rest.drain(..written);
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
        }
        self.rest = vec![];
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Duplex {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.read).poll_read(context, buffer)
    }
}

impl AsyncWrite for Duplex {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut outward = self.line.lock();
        ready!(outward.poll_rest(context))?;
        let written = ready!(Pin::new(&mut outward.write).poll_write(context, bytes))?;
        outward.torn = written < bytes.len();
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.line.lock().poll_rest(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut outward = self.line.lock();
        ready!(outward.poll_rest(context))?;
        Pin::new(&mut outward.write).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    #[tokio::test]
    async fn what_the_room_began_is_finished_before_the_library_goes_on() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let mut duplex = Duplex::new(stream);
        let line = duplex.line();
        let message = Bytes::from(vec![7u8; 5_000]);
        // Nobody reads, so the connection fills until a message is torn.
        let mut whole = 0;
        let mut last = loop {
            match line.write(&message) {
                Written::Whole => whole += 1,
                other => break other,
            }
            tokio::task::yield_now().await;
        };
        assert!(whole > 1);
        if last == Written::InPart {
            whole += 1;
            last = line.write(&message);
        }
        assert_eq!(last, Written::Nothing, "not into the middle of another");
        let bytes = whole * (message.len() + 4);
        let reading = tokio::spawn(async move {
            let mut read = vec![0; bytes + 3];
            peer.read_exact(&mut read).await.unwrap();
            read
        });
        duplex.write_all(b"end").await.unwrap();
        duplex.flush().await.unwrap();
        let read = reading.await.unwrap();
        for frame in read[..bytes].chunks(message.len() + 4) {
            assert_eq!(&frame[..4], [0x82, 126, 0x13, 0x88]);
            assert!(frame[4..].iter().all(|byte| *byte == 7));
        }
        assert_eq!(&read[bytes..], b"end");
        line.close();
        assert_eq!(line.write(&message), Written::Nothing);
    }
}
