//! A websocket's incoming direction, frame by frame (RFC 6455, 5).
//!
//! A library parses the header of a frame. The memory of a frame while it arrives is decided here, because no library
//! allows that: the largest message changes within a session, and a large message waits until there is memory for it,
//! takes memory only as it comes, and leaves none behind.

use std::{
    future::poll_fn,
    io::{self, Cursor},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use tokio::time::{Instant, Sleep, sleep};
use tokio_tungstenite::tungstenite::protocol::frame::{
    FrameHeader,
    coding::{CloseCode, Control, Data, OpCode},
};

use crate::{
    body::LEAST,
    client_stream::ReadHalf,
    connections::{LargeRead, SMALL},
};

/// The bytes read at once, and the least memory that an idle connection holds.
const READ: usize = 4 * 1024;

/// A header, and the two bytes after it that determine how large the message may be.
const HEADER: usize = 14 + BEGINNING;

/// The number of a message's first bytes that determine how large it may be.
const BEGINNING: usize = 2;

/// The longest payload of a control frame, in bytes.
const LONGEST_CONTROL: u64 = 125;

/// An event from the peer.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// A binary message.
    Message(Bytes),
    /// Text, which this protocol does not use, or bytes that are not a websocket frame.
    Babble,
    /// A ping with these bytes, which have to be sent back.
    Ping(Bytes),
    /// A pong, which is a sign of life.
    Pong,
    /// A message over the limit; nothing can be read after it.
    TooLarge,
    /// A close with this code.
    Close(Option<CloseCode>),
    /// The connection ended, or a large message came too slowly.
    End,
}

/// Reads the peer's messages.
pub struct FrameReader {
    read: ReadHalf,
    /// The bytes that were read and not parsed yet.
    buffer: BytesMut,
    /// The frame of which a part is in `message`.
    frame: Option<Begun>,
    /// The message of which a part has come, if it is not in `buffer` alone.
    message: BytesMut,
    /// Whether the message continues in another frame.
    goes_on: bool,
    /// The memory for large messages, once their sender is known.
    large: Option<LargeRead>,
    stall: Duration,
    /// The most bytes of the large message for which memory is held.
    limit: usize,
    /// The time by which more of a large message has to come, and the number of bytes that had come before.
    due: Option<(Pin<Box<Sleep>>, usize)>,
}

/// A data frame that is read in parts.
struct Begun {
    is_final: bool,
    mask: [u8; 4],
    /// The frame's first byte in the message.
    start: usize,
    /// The number of its bytes that were unmasked.
    at: usize,
    length: usize,
}

/// The result of parsing the buffer.
enum Looked {
    Found(Heard),
    /// A data frame was begun, or an empty frame ended.
    Begun,
    /// More bytes have to be read first.
    More,
}

impl FrameReader {
    /// Reads from this connection, of which `already` was read before. A large message has to grow by [`LEAST`] bytes
    /// within `stall`.
    pub fn new(read: ReadHalf, already: &[u8], stall: Duration) -> Self {
        let mut buffer = BytesMut::with_capacity(READ.max(already.len()));
        buffer.extend_from_slice(already);
        let (message, frame, goes_on, due) = (BytesMut::new(), None, false, None);
        Self { read, buffer, frame, message, goes_on, large: None, limit: 0, stall, due }
    }

    /// Allows large messages from now on, within the memory of their sender.
    pub fn has_room(&mut self, large: LargeRead) {
        self.large = Some(large);
    }

    /// Whether memory is held for the last message.
    pub fn holds_room(&self) -> bool {
        self.large.as_ref().is_some_and(LargeRead::is_held)
    }

    /// Gives back the memory of the last large message.
    pub fn give_back(&mut self) {
        if let Some(large) = &mut self.large {
            large.give_back();
        }
        self.due = None;
    }

    /// The next event from the peer. `largest` tells how many bytes a message with the given beginning may have. The
    /// future may be dropped and the call repeated; nothing is lost.
    pub async fn next(&mut self, largest: impl Fn(&[u8]) -> usize) -> Heard {
        poll_fn(|context| self.poll(context, &largest)).await
    }

    /// Reads and discards bytes, until the peer ends or has sent `left` of them.
    pub async fn drain(&mut self, mut left: usize) {
        self.buffer.clear();
        self.buffer.reserve(READ);
        while let Ok(read) = poll_fn(|context| self.read.poll_read(context, &mut self.buffer)).await {
            self.buffer.clear();
            left = left.saturating_sub(read);
            if read == 0 || left == 0 {
                return;
            }
        }
    }

    fn poll(&mut self, context: &mut Context<'_>, largest: &impl Fn(&[u8]) -> usize) -> Poll<Heard> {
        loop {
            let looked = match self.frame {
                Some(_) => self.go_on(),
                None => ready!(self.poll_begin(context, largest)),
            };
            match looked {
                Looked::Found(heard) => return Poll::Ready(heard),
                Looked::Begun => {}
                Looked::More => match ready!(self.poll_more(context)) {
                    Ok(1..) => {}
                    Ok(0) | Err(_) => return Poll::Ready(Heard::End),
                },
            }
        }
    }

    /// Reads more bytes: directly into the message if they can only belong to its frame.
    fn poll_more(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let read = match &self.frame {
            Some(frame) => {
                let come = self.message.len();
                let left = frame.length - (come - frame.start);
                // The memory of the message grows with the bytes that have come.
                if self.message.capacity() == come {
                    self.message.reserve(left.min(come.max(SMALL)));
                }
                self.read.poll_read(context, &mut (&mut self.message).limit(left))
            }
            None => {
                if self.buffer.capacity() - self.buffer.len() < HEADER {
                    self.buffer.reserve(READ);
                }
                self.read.poll_read(context, &mut self.buffer)
            }
        };
        if read.is_pending() {
            ready!(self.poll_due(context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }

    /// Ready when a large message has not grown for too long.
    fn poll_due(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if !self.holds_room() {
            return Poll::Pending;
        }
        let come = self.message.len();
        let (due, before) = self.due.get_or_insert_with(|| (Box::pin(sleep(self.stall)), come));
        if come - *before >= LEAST {
            due.as_mut().reset(Instant::now() + self.stall);
            *before = come;
        }
        due.as_mut().poll(context)
    }

    /// Parses the beginning of a frame.
    fn poll_begin(&mut self, context: &mut Context<'_>, largest: &impl Fn(&[u8]) -> usize) -> Poll<Looked> {
        let babble = Poll::Ready(Looked::Found(Heard::Babble));
        let mut cursor = Cursor::new(&self.buffer[..]);
        let Ok(header) = FrameHeader::parse(&mut cursor) else { return babble };
        let Some((header, length)) = header else { return Poll::Ready(Looked::More) };
        let start = cursor.position() as usize;
        let Some(mask) = header.mask.filter(|_| !(header.rsv1 || header.rsv2 || header.rsv3)) else {
            return babble;
        };
        let kind = match header.opcode {
            OpCode::Control(_) if !header.is_final || length > LONGEST_CONTROL => return babble,
            OpCode::Control(kind) => return Poll::Ready(self.control(kind, start, length as usize, mask)),
            OpCode::Data(kind) => kind,
        };
        if kind != if self.goes_on { Data::Continue } else { Data::Binary } {
            return babble;
        }
        let whole = usize::try_from(length).unwrap_or(usize::MAX).saturating_add(self.message.len());
        if whole > SMALL && !self.holds_room() {
            let Some(beginning) = self.beginning(start, mask) else { return Poll::Ready(Looked::More) };
            let limit = largest(&beginning);
            let Some(large) = self.large.as_mut().filter(|_| whole <= limit) else {
                return Poll::Ready(Looked::Found(Heard::TooLarge));
            };
            // The length of the message's further frames is unknown, so the limit is reserved.
            ready!(large.poll(if header.is_final { whole } else { limit }, context));
            self.limit = limit;
        } else if whole > SMALL && whole > self.limit {
            return Poll::Ready(Looked::Found(Heard::TooLarge));
        }
        let length = length as usize;
        if header.is_final && self.message.is_empty() && length <= READ - HEADER {
            let missing = (start + length).saturating_sub(self.buffer.len());
            if missing > 0 {
                self.buffer.reserve(missing);
                return Poll::Ready(Looked::More);
            }
            self.goes_on = false;
            return Poll::Ready(Looked::Found(Heard::Message(self.payload(start, length, mask))));
        }
        self.buffer.advance(start);
        let start = self.message.len();
        self.frame = Some(Begun { is_final: header.is_final, mask, start, at: 0, length });
        let here = self.buffer.split_to(length.min(self.buffer.len()));
        self.message.extend_from_slice(&here);
        Poll::Ready(Looked::Begun)
    }

    /// The first bytes of the message of which the frame at `start` is the next part, once there are enough of them.
    fn beginning(&self, start: usize, mask: [u8; 4]) -> Option<[u8; BEGINNING]> {
        let unmasked = self.buffer[start..].iter().zip(mask).map(|(byte, key)| byte ^ key);
        let mut bytes = self.message.iter().copied().chain(unmasked);
        Some([bytes.next()?, bytes.next()?])
    }

    /// Takes in the bytes that have come of a data frame, which are at the end of the message.
    fn go_on(&mut self) -> Looked {
        let Some(frame) = &mut self.frame else { return Looked::Begun };
        unmask(&mut self.message[frame.start + frame.at..], frame.mask, frame.at);
        frame.at = self.message.len() - frame.start;
        if frame.at < frame.length {
            return Looked::More;
        }
        self.goes_on = !frame.is_final;
        self.frame = None;
        if self.goes_on {
            return Looked::Begun;
        }
        // The memory goes along with the message.
        Looked::Found(Heard::Message(std::mem::take(&mut self.message).freeze()))
    }

    fn control(&mut self, kind: Control, start: usize, length: usize, mask: [u8; 4]) -> Looked {
        if self.buffer.len() < start + length {
            // Even the longest control frame is shorter than one read, but the buffer may be nearly full.
            self.buffer.reserve(start + length - self.buffer.len());
            return Looked::More;
        }
        let payload = self.payload(start, length, mask);
        Looked::Found(match kind {
            Control::Ping => Heard::Ping(payload),
            Control::Pong => Heard::Pong,
            Control::Close => match payload[..] {
                [] => Heard::Close(None),
                [high, low, ref reason @ ..] if std::str::from_utf8(reason).is_ok() => {
                    Heard::Close(Some(u16::from_be_bytes([high, low]).into()))
                }
                _ => Heard::Babble,
            },
            Control::Reserved(_) => Heard::Babble,
        })
    }

    /// Takes a whole frame off the buffer.
    fn payload(&mut self, start: usize, length: usize, mask: [u8; 4]) -> Bytes {
        self.buffer.advance(start);
        let mut payload = self.buffer.split_to(length);
        unmask(&mut payload, mask, 0);
        payload.freeze()
    }
}

/// Unmasks bytes whose first is number `at` of their frame.
fn unmask(bytes: &mut [u8], mask: [u8; 4], at: usize) {
    let mask: [u8; 4] = std::array::from_fn(|place| mask[(at + place) % 4]);
    let mut fours = bytes.chunks_exact_mut(4);
    for four in &mut fours {
        for (byte, key) in four.iter_mut().zip(mask) {
            *byte ^= key;
        }
    }
    for (byte, key) in fours.into_remainder().iter_mut().zip(mask) {
        *byte ^= key;
    }
}

#[cfg(test)]
mod tests;
