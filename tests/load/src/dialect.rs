//! How each server frames what it says: y-websocket's messages, and hocuspocus', which name the document first.

use bytes::Bytes;

use crate::update::{Reader, put_bytes, put_number};

const SYNC: u8 = 0;
const AWARENESS: u8 = 1;
const AUTH: u8 = 2;
/// Hocuspocus: a sync message that wants no SyncStep1 in return.
const SYNC_REPLY: u64 = 4;

/// What a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// y-protocols, one message a frame.
    YWebsocket,
    /// Each message begins with the document's name; a token comes first.
    Hocuspocus,
    /// y-protocols, any number of messages a frame; nobody answers a SyncStep1.
    Relay,
}

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// "This is what I have."
    Step1,
    /// "This is what you do not have."
    Step2(&'a [u8]),
    /// An edit or several.
    Update(&'a [u8]),
    /// Presence.
    Awareness(&'a [u8]),
    /// The token was accepted.
    Welcome,
    /// Something was refused.
    Denied(&'a [u8]),
    /// Something else.
    Other,
}

impl Dialect {
    /// What has to be said before anything else.
    pub fn greeting(self, room: &str) -> Option<Bytes> {
        (self == Self::Hocuspocus).then(|| {
            let mut out = self.head(room, AUTH, 0);
            put_bytes(&mut out, b"token");
            out.into()
        })
    }

    /// "I have nothing."
    pub fn step1(self, room: &str) -> Bytes {
        self.sync(room, 0, &[0])
    }

    /// "There is nothing that you do not have."
    pub fn step2(self, room: &str) -> Bytes {
        self.sync_all(room, &[0, 0])
    }

    /// "This is all that I have."
    pub fn sync_all(self, room: &str, update: &[u8]) -> Bytes {
        self.sync(room, 1, update)
    }

    /// An edit.
    pub fn update(self, room: &str, update: &[u8]) -> Bytes {
        self.sync(room, 2, update)
    }

    /// The presence of one client.
    pub fn awareness(self, room: &str, client: u64, clock: u32, json: &str) -> Bytes {
        let mut states = vec![1];
        put_number(&mut states, client);
        put_number(&mut states, u64::from(clock));
        put_bytes(&mut states, json.as_bytes());
        let mut out = self.name(room);
        out.push(AWARENESS);
        put_bytes(&mut out, &states);
        out.into()
    }

    fn sync(self, room: &str, kind: u8, payload: &[u8]) -> Bytes {
        let mut out = self.head(room, SYNC, kind);
        put_bytes(&mut out, payload);
        out.into()
    }

    fn head(self, room: &str, message: u8, kind: u8) -> Vec<u8> {
        let mut out = self.name(room);
        out.extend([message, kind]);
        out
    }

    fn name(self, room: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(64);
        if self == Self::Hocuspocus {
            put_bytes(&mut out, room.as_bytes());
        }
        out
    }

    /// Reads a frame's messages, one after the other.
    ///
    /// # Errors
    /// When a message is cut off.
    pub fn read(self, frame: &[u8], mut hear: impl FnMut(Heard<'_>)) -> anyhow::Result<()> {
        let mut reader = Reader(frame);
        while !reader.0.is_empty() {
            if self == Self::Hocuspocus {
                reader.bytes()?;
            }
            hear(match reader.number()? {
                0 | SYNC_REPLY => match (reader.number()?, reader.bytes()?) {
                    (0, _) => Heard::Step1,
                    (1, update) => Heard::Step2(update),
                    (_, update) => Heard::Update(update),
                },
                1 => Heard::Awareness(reader.bytes()?),
                2 => match (reader.number()?, reader.bytes()?) {
                    (2, _) => Heard::Welcome,
                    (_, reason) => Heard::Denied(reason),
                },
                _ => {
                    hear(Heard::Other);
                    return Ok(());
                }
            });
        }
        Ok(())
    }
}

/// Calls `seen(client, clock)` for each state in a presence message.
///
/// # Errors
/// When it is none.
pub fn presences(states: &[u8], mut seen: impl FnMut(u64, u32)) -> anyhow::Result<()> {
    let mut reader = Reader(states);
    for _ in 0..reader.number()? {
        let (client, clock) = (reader.number()?, reader.number()?);
        reader.bytes()?;
        seen(client, clock as u32);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_reads_what_it_writes() {
        for dialect in [Dialect::YWebsocket, Dialect::Hocuspocus, Dialect::Relay] {
            let mut frames = vec![];
            for frame in [dialect.step2("r"), dialect.update("r", &[1, 2])] {
                dialect
                    .read(&frame, |heard| match heard {
                        Heard::Step2(bytes) => frames.push((1, bytes.to_vec())),
                        Heard::Update(bytes) => frames.push((2, bytes.to_vec())),
                        other => panic!("{other:?}"),
                    })
                    .unwrap();
            }
            assert_eq!(frames, [(1, vec![0, 0]), (2, vec![1, 2])]);
            let mut seen = vec![];
            dialect
                .read(&dialect.awareness("r", 7, 9, "{}"), |heard| {
                    let Heard::Awareness(states) = heard else { panic!("{heard:?}") };
                    presences(states, |client, clock| seen.push((client, clock))).unwrap();
                })
                .unwrap();
            assert_eq!(seen, [(7, 9)]);
        }
    }

    #[test]
    fn a_relay_may_put_many_messages_into_a_frame() {
        let mut frame = Dialect::Relay.update("", &[1]).to_vec();
        frame.extend(Dialect::Relay.update("", &[2]));
        let mut count = 0;
        Dialect::Relay.read(&frame, |heard| count += usize::from(matches!(heard, Heard::Update(_)))).unwrap();
        assert_eq!(count, 2);
    }
}
