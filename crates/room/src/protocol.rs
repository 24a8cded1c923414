//! The frames of y-websocket: one y-protocols message each. Reading is strict; only what the server sends is written.
//! This module does not look inside an update or a state vector; the gate judges those.

use bytes::{Buf, Bytes};

/// Message type of a sync message.
const SYNC: u8 = 0;
/// Message type of presence.
const AWARENESS: u8 = 1;
/// Message type of a permission that was denied.
const AUTH: u8 = 2;
/// Message type that asks for everybody's presence.
const QUERY_AWARENESS: u8 = 3;

/// Kinds of sync message.
const STEP1: u8 = 0;
const STEP2: u8 = 1;
const UPDATE: u8 = 2;

/// An update without content.
pub(crate) const NO_UPDATE: &[u8] = &[0, 0];

/// The largest number that lib0 reads (2^53 - 1). It also bounds client ids and clocks.
const MAX_NUMBER: u64 = (1 << 53) - 1;

/// The message in one frame of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// "This is what I have": a state vector.
    Step1(Bytes),
    /// "This is what you do not have": an update, after the server's SyncStep1.
    Step2(Bytes),
    /// An edit.
    Update(Bytes),
    /// Presence of one or more clients.
    Awareness(Bytes),
    /// "Tell me everybody's presence."
    QueryAwareness,
    /// A denied permission. Only servers send it; from a client it means nothing.
    Auth,
}

impl Message {
    /// Whether the message may change the document. A SyncStep2 without content does not.
    pub(crate) fn is_edit(&self) -> bool {
        match self {
            Message::Update(_) => true,
            Message::Step2(update) => update.as_ref() != NO_UPDATE,
            _ => false,
        }
    }
}

/// The bytes are not one whole message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one whole y-protocols message")]
pub struct Malformed;

/// Whether a frame begins as a SyncStep2 does. So a large first one is let in before it is read.
pub(crate) fn is_step2(frame: &[u8]) -> bool {
    frame.starts_with(&[SYNC, STEP2])
}

/// Reads one frame. The payload is a part of the frame, not a copy.
///
/// # Errors
/// When the frame is not exactly one message.
pub fn read(mut frame: Bytes) -> Result<Message, Malformed> {
    let mut rest: &[u8] = &frame;
    let wrap: fn(Bytes) -> Message = match number(&mut rest)? {
        0 => match number(&mut rest)? {
            0 => Message::Step1,
            1 => Message::Step2,
            2 => Message::Update,
            _ => return Err(Malformed),
        },
        1 => Message::Awareness,
        2 if number(&mut rest)? == 0 => |_| Message::Auth,
        3 if rest.is_empty() => return Ok(Message::QueryAwareness),
        _ => return Err(Malformed),
    };
    let payload = take(&mut rest)?;
    if !rest.is_empty() {
        return Err(Malformed);
    }
    // The payload is the end of the frame.
    let head = frame.len() - payload.len();
    frame.advance(head);
    Ok(wrap(frame))
}

/// Takes a number in lib0's variable-length form off the front. Accepts its shortest form only.
pub(crate) fn number(bytes: &mut &[u8]) -> Result<u64, Malformed> {
    let mut value = 0u64;
    for (at, &byte) in bytes.iter().take(8).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            if value > MAX_NUMBER || (byte == 0 && at > 0) {
                return Err(Malformed);
            }
            *bytes = &bytes[at + 1..];
            return Ok(value);
        }
    }
    Err(Malformed)
}

/// Takes a length and that many bytes off the front.
pub(crate) fn take<'b>(bytes: &mut &'b [u8]) -> Result<&'b [u8], Malformed> {
    let length = usize::try_from(number(bytes)?).map_err(|_| Malformed)?;
    let (taken, rest) = bytes.split_at_checked(length).ok_or(Malformed)?;
    *bytes = rest;
    Ok(taken)
}

/// Appends a number in lib0's variable-length form.
pub(crate) fn put_number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends bytes with their length before them.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// SyncStep1: "This is what I have."
pub fn step1(state_vector: &[u8]) -> Bytes {
    frame(&[SYNC, STEP1], state_vector)
}

/// SyncStep2: "This is what you do not have."
pub fn step2(update: &[u8]) -> Bytes {
    frame(&[SYNC, STEP2], update)
}

/// One edit, or a batch of them.
pub fn update(update: &[u8]) -> Bytes {
    frame(&[SYNC, UPDATE], update)
}

/// Presence, in awareness' own encoding.
pub fn awareness(states: &[u8]) -> Bytes {
    frame(&[AWARENESS], states)
}

/// "Tell me everybody's presence."
pub fn query_awareness() -> Bytes {
    Bytes::from_static(&[QUERY_AWARENESS])
}

/// y-protocols' "permission denied" with a reason.
pub fn denied(reason: &str) -> Bytes {
    frame(&[AUTH, 0], reason.as_bytes())
}

fn frame(head: &[u8], payload: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(head.len() + 5 + payload.len());
    out.extend_from_slice(head);
    put_bytes(&mut out, payload);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sync_1_every_message_is_read_back() {
        let bytes = |b: &[u8]| Bytes::copy_from_slice(b);
        let long = vec![7u8; 300];
        let cases = [
            (step1(&[0]), Message::Step1(bytes(&[0]))),
            (step2(&[0, 0]), Message::Step2(bytes(&[0, 0]))),
            (update(&long), Message::Update(bytes(&long))),
            (awareness(&[0]), Message::Awareness(bytes(&[0]))),
            (denied("locked: żółw"), Message::Auth),
            (query_awareness(), Message::QueryAwareness),
        ];
        for (frame, message) in cases {
            assert_eq!(read(frame), Ok(message));
        }
    }

    #[test]
    fn sync_1_anything_but_one_whole_message_is_malformed() {
        let cases: &[&[u8]] = &[
            &[],
            &[4],
            &[0],
            &[0, 3, 0],
            &[0, 2],
            &[0, 2, 5, 1],
            &[0, 2, 1, 9, 9],
            &[0x80, 0x00, 2, 0],
            &[0, 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
            &[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
            &[2, 1, 0],
            &[2, 0, 5, 0xff],
            &[3, 0],
            b"text",
        ];
        for case in cases {
            assert_eq!(read(Bytes::copy_from_slice(case)), Err(Malformed), "{case:?}");
        }
    }
}
