//! Where the frames of a websocket begin and end in the bytes that a node hands on. The bytes are not changed. If the
//! other node is gone, only a close frame between two frames tells the client to come back.

/// Follows the bytes that a server sends: frames without masks (RFC 6455, 5.2).
#[derive(Debug, Default)]
pub struct Frames {
    head: Vec<u8>,
    /// The bytes of the frame's content that are still to come.
    rest: u64,
    closed: bool,
}

/// The opcode of a close frame.
const CLOSE: u8 = 8;

impl Frames {
    /// Follows some bytes.
    pub fn follow(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.rest > 0 {
                let passed = self.rest.min(bytes.len() as u64);
                self.rest -= passed;
                bytes = &bytes[passed as usize..];
                continue;
            }
            self.head.push(bytes[0]);
            bytes = &bytes[1..];
            let Some(length) = length(&self.head) else { continue };
            self.closed |= self.head[0] & 0x0f == CLOSE;
            self.rest = length;
            self.head.clear();
        }
    }

    /// Whether another frame may begin here.
    pub fn is_between(&self) -> bool {
        self.rest == 0 && self.head.is_empty() && !self.closed
    }
}

/// The length of a frame's content, once its head is complete.
fn length(head: &[u8]) -> Option<u64> {
    let short = head.get(1)? & 0x7f;
    match short {
        126 => head.get(2..4).map(|bytes| bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte))),
        127 => head.get(2..10).map(|bytes| bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte))),
        short => Some(short.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(opcode: u8, length: usize) -> Vec<u8> {
        let mut bytes = vec![0x80 | opcode];
        match length {
            0..126 => bytes.push(length as u8),
            126..65_536 => {
                bytes.push(126);
                bytes.extend((length as u16).to_be_bytes());
            }
            _ => {
                bytes.push(127);
                bytes.extend((length as u64).to_be_bytes());
            }
        }
        bytes.extend(vec![0x88; length]);
        bytes
    }

    #[test]
    fn pipe_5_the_ends_of_frames_are_found_however_the_bytes_come() {
        let lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000, 3];
        let ends: Vec<usize> = lengths
            .iter()
            .scan(0, |at, length| {
                *at += frame(2, *length).len();
                Some(*at)
            })
            .collect();
        let all: Vec<u8> = lengths.iter().flat_map(|length| frame(2, *length)).collect();
        for size in [1, 2, 3, 7, 1_000, 8_192, all.len()] {
            let (mut frames, mut at) = (Frames::default(), 0);
            for piece in all.chunks(size) {
                frames.follow(piece);
                at += piece.len();
                assert_eq!(frames.is_between(), ends.contains(&at), "{size}: {at}");
            }
        }
    }

    #[test]
    fn pipe_5_after_a_close_frame_there_is_no_other() {
        let mut frames = Frames::default();
        assert!(frames.is_between());
        frames.follow(&frame(2, 5));
        assert!(frames.is_between());
        frames.follow(&frame(CLOSE, 2));
        assert!(!frames.is_between());
    }
}
