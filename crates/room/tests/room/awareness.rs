//! Presence messages, read and written as y-protocols does.

use bytes::Bytes;
use room::protocol;

/// The entries of an awareness message.
pub fn presence(said: &[u8]) -> Vec<(u64, u64, String)> {
    fn number(bytes: &mut &[u8]) -> u64 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = bytes[0];
            *bytes = &bytes[1..];
            value |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return value;
            }
        }
    }
    let mut rest = said;
    let count = number(&mut rest);
    let mut entries = vec![];
    for _ in 0..count {
        let (client, clock, length) = (number(&mut rest), number(&mut rest), number(&mut rest) as usize);
        entries.push((client, clock, String::from_utf8(rest[..length].to_vec()).unwrap()));
        rest = &rest[length..];
    }
    assert!(rest.is_empty());
    entries
}

/// A presence frame of these entries.
pub fn speak(entries: &[(u64, u64, String)]) -> Bytes {
    fn number(out: &mut Vec<u8>, mut value: u64) {
        while value >= 0x80 {
            out.push(value as u8 | 0x80);
            value >>= 7;
        }
        out.push(value as u8);
    }
    let mut said = vec![];
    number(&mut said, entries.len() as u64);
    for (client, clock, json) in entries {
        number(&mut said, *client);
        number(&mut said, *clock);
        number(&mut said, json.len() as u64);
        said.extend_from_slice(json.as_bytes());
    }
    protocol::awareness(&said)
}
