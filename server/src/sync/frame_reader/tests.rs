use std::time::Duration;

use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    time::timeout,
};

use super::*;
use crate::{client_stream::ClientStream, connections::LargeReads};

const MASK: [u8; 4] = [0x6d, 0xb6, 0xb2, 0x80];
const BINARY: u8 = 0x82;
const FIRST: u8 = 0x02;
const NEXT: u8 = 0x00;
const LAST: u8 = 0x80;

/// As in a room, a message that begins like a SyncStep2 may be larger than the others.
fn largest(beginning: &[u8]) -> usize {
    if beginning == [0, 1] { 4 << 20 } else { 256 << 10 }
}

fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    [head(first, payload.len()), masked(payload)].concat()
}

fn head(first: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![first];
    match length {
        ..126 => bytes.push(0x80 | length as u8),
        126..65_536 => {
            bytes.push(0x80 | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
        _ => {
            bytes.push(0x80 | 127);
            bytes.extend((length as u64).to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes
}

fn masked(payload: &[u8]) -> Vec<u8> {
    payload.iter().zip(MASK.into_iter().cycle()).map(|(byte, key)| byte ^ key).collect()
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

/// A reader whose person and server share this memory, and its peer.
async fn reader(stall: Duration, room: &LargeReads) -> (FrameReader, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (read, _) = ClientStream::Plain(listener.accept().await.unwrap().0).into_split();
    let mut reader = FrameReader::new(read, &[], stall);
    reader.has_room(LargeRead::new(&LargeReads::new(8 << 20), room));
    (reader, peer)
}

async fn usual() -> (FrameReader, TcpStream) {
    reader(Duration::from_secs(60), &LargeReads::new(8 << 20)).await
}

async fn next(reader: &mut FrameReader) -> Heard {
    let heard = timeout(Duration::from_secs(30), reader.next(largest)).await.expect("nothing was heard");
    reader.give_back();
    heard
}

#[tokio::test]
async fn messages_of_every_length_arrive_in_whatever_pieces_they_come() {
    let lengths =
        [0, 1, 125, 126, 4_077, 4_078, 4_079, 4_096, 5_000, 16_384, 16_385, 65_535, 65_536, 262_144];
    for piece in [1 << 20, 1_000, 7] {
        let (mut reader, mut peer) = usual().await;
        let lengths = lengths.into_iter().filter(|length| piece > 7 || *length < 10_000);
        let said: Vec<Vec<u8>> = lengths.map(bytes).collect();
        let all: Vec<u8> = said.iter().flat_map(|message| frame(BINARY, message)).collect();
        let sending = tokio::spawn(async move {
            for piece in all.chunks(piece) {
                peer.write_all(piece).await.unwrap();
            }
            peer
        });
        for message in said {
            assert_eq!(next(&mut reader).await, Heard::Message(message.into()), "in pieces of {piece}");
        }
        drop(sending.await.unwrap());
        assert_eq!(next(&mut reader).await, Heard::End);
    }
}

#[tokio::test]
async fn a_message_in_several_frames_is_one_and_others_come_in_between() {
    let (mut reader, mut peer) = usual().await;
    let message = bytes(60_000);
    let said = [
        frame(FIRST, &message[..1]),
        frame(0x89, b"here?"),
        frame(NEXT, &message[1..30_000]),
        frame(NEXT, b""),
        frame(0x8a, b"yes"),
        frame(LAST, &message[30_000..]),
        frame(FIRST, b""),
        frame(LAST, b"x"),
        frame(BINARY, b"after"),
        frame(0x88, b"\x03\xe8bye"),
    ];
    peer.write_all(&said.concat()).await.unwrap();
    let expected = [
        Heard::Ping(Bytes::from_static(b"here?")),
        Heard::Pong,
        Heard::Message(message.into()),
        Heard::Message(Bytes::from_static(b"x")),
        Heard::Message(Bytes::from_static(b"after")),
        Heard::Close(Some(CloseCode::Normal)),
    ];
    for expected in expected {
        assert_eq!(next(&mut reader).await, expected);
    }
}

#[tokio::test]
async fn what_is_no_frame_is_babble() {
    let unmasked = vec![BINARY, 1, b'x'];
    let cases = [
        frame(0x81, b"text"),
        frame(0x83, b"a kind that is not there"),
        frame(0xc2, b"compressed"),
        frame(LAST, b"the end of nothing"),
        frame(0x09, b"a ping in parts"),
        frame(0x89, &[b'p'; 126]),
        frame(0x88, b"x"),
        frame(0x88, b"\x03\xe8\xff"),
        unmasked,
        [frame(FIRST, b"a"), frame(BINARY, b"b")].concat(),
    ];
    for case in cases {
        let (mut reader, mut peer) = usual().await;
        peer.write_all(&case).await.unwrap();
        assert_eq!(next(&mut reader).await, Heard::Babble, "{case:?}");
    }
}

#[tokio::test]
async fn what_is_too_large_is_known_from_its_beginning() {
    let first = |length| [head(BINARY, length), masked(&[0, 1])].concat();
    let part = vec![2; 200 << 10];
    let cases = [
        ("not the one that may be", [head(BINARY, (256 << 10) + 1), masked(&[0, 2])].concat(), true),
        ("the one that may be", first(4 << 20), false),
        ("and larger", first((4 << 20) + 1), true),
        ("in parts", [frame(FIRST, &part), head(LAST, 100 << 10)].concat(), true),
        ("endless", [head(BINARY, usize::MAX), masked(&[0, 1])].concat(), true),
    ];
    for (what, said, is_too_large) in cases {
        let (mut reader, mut peer) = usual().await;
        peer.write_all(&said).await.unwrap();
        peer.shutdown().await.unwrap();
        let heard = next(&mut reader).await;
        assert_eq!(heard, if is_too_large { Heard::TooLarge } else { Heard::End }, "{what}");
    }
}

#[tokio::test]
async fn memory_grows_with_what_has_come_and_nothing_is_kept() {
    let (mut reader, mut peer) = usual().await;
    let message = [&[0, 1][..], &bytes(3 << 20)].concat();
    peer.write_all(&head(BINARY, message.len())).await.unwrap();
    let masked = masked(&message);
    let (parts, last) = masked.split_at(3 << 20);
    for part in parts.chunks(100_000) {
        peer.write_all(part).await.unwrap();
        assert!(timeout(Duration::from_millis(1), reader.next(largest)).await.is_err());
        let (held, come) = (reader.message.capacity(), reader.message.len());
        assert!(held <= (2 * come).max(2 * SMALL), "{held} for {come}");
    }
    peer.write_all(last).await.unwrap();
    assert!(matches!(next(&mut reader).await, Heard::Message(whole) if whole == message));
    assert!(reader.message.capacity() == 0 && reader.buffer.capacity() <= 2 * READ && !reader.holds_room());
}

#[tokio::test]
async fn a_large_message_waits_until_there_is_room() {
    let room = LargeReads::new(100 << 10);
    let (mut one, mut peer_of_one) = reader(Duration::from_secs(60), &room).await;
    let (mut other, mut peer_of_other) = reader(Duration::from_secs(60), &room).await;
    // The small message of the other reader passes.
    let (large, small) = (bytes(60 << 10), bytes(SMALL));
    peer_of_one.write_all(&frame(BINARY, &large)[..50_000]).await.unwrap();
    peer_of_other.write_all(&[frame(BINARY, &small), frame(BINARY, &large)].concat()).await.unwrap();
    let wait = async |reader: &mut FrameReader| {
        timeout(Duration::from_millis(20), reader.next(largest)).await.is_err()
    };
    assert!(wait(&mut one).await && one.holds_room());
    assert_eq!(next(&mut other).await, Heard::Message(small.into()));
    assert!(wait(&mut other).await && !other.holds_room(), "it is not read");
    peer_of_one.write_all(&frame(BINARY, &large)[50_000..]).await.unwrap();
    assert_eq!(next(&mut one).await, Heard::Message(large.clone().into()));
    assert_eq!(next(&mut other).await, Heard::Message(large.into()));
}

#[tokio::test]
async fn a_large_message_that_does_not_come_on_is_the_end() {
    let room = LargeReads::new(1 << 20);
    let (mut reader, mut peer) = reader(Duration::from_millis(50), &room).await;
    peer.write_all(&frame(BINARY, &bytes(200 << 10))[..100_000]).await.unwrap();
    // A few bytes now and then are not enough.
    let dripping = async {
        let mut drop = tokio::time::interval(Duration::from_millis(5));
        loop {
            drop.tick().await;
            peer.write_all(b"x").await.unwrap();
        }
    };
    let heard = tokio::select! {
        heard = next(&mut reader) => heard,
        () = dripping => unreachable!("it drips for ever"),
    };
    assert_eq!(heard, Heard::End);
}
