//! Where hostile inputs come from.

use board::{Actor, Live};
use fastrand::Rng;

use super::{Corpus, Scene};
use crate::stage::actor;

pub fn someone(random: &mut Rng) -> Actor {
    actor(["facilitator", "alice", "bob", "carol"][random.usize(0..4)])
}

pub fn mutated(random: &mut Rng, corpus: &Corpus, scene: &Scene) -> (Actor, Vec<u8>) {
    let ahead = scene.next + random.usize(0..4);
    let (who, mut bytes) = match scene.session.get(ahead) {
        Some((who, bytes)) if random.u8(0..8) > 0 => (who.clone(), bytes.clone()),
        _ => (someone(random), random.choice(&corpus.cases).expect("a corpus").clone()),
    };
    for _ in 0..random.usize(1..=3) {
        if bytes.is_empty() {
            break;
        }
        let at = random.usize(0..bytes.len());
        match random.u8(0..8) {
            0 => bytes[at] ^= 1 << random.u8(0..8),
            1 => bytes[at] = random.u8(..),
            2 => bytes.truncate(at),
            3 => bytes.insert(at, random.u8(..)),
            4 => {
                bytes.remove(at);
            }
            5 => {
                let other = random.choice(&corpus.cases).expect("a corpus");
                let from = random.usize(0..=other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            6 => bytes[at] = bytes[at].wrapping_add(1),
            _ => bytes[at] = [0, 1, 127, 128, 255][random.usize(0..5)],
        }
    }
    (who, bytes)
}

const COMMANDS: [&str; 35] = [
    r#"{"do":"lock"}"#,
    r#"{"do":"unlock"}"#,
    r#"{"do":"set_permissions","permissions":{"add":"none"}}"#,
    r#"{"do":"set_agenda","agenda":[{"title":"m","activities":[{"kind":"collect","title":"c","minutes":5}]}]}"#,
    r#"{"do":"start_activity","activity":"a1","minutes":3}"#,
    r#"{"do":"next_activity"}"#,
    r#"{"do":"extend_timer","seconds":60}"#,
    r#"{"do":"open_vote","dots":5,"per_note":2}"#,
    r#"{"do":"close_vote"}"#,
    r#"{"do":"reveal_vote"}"#,
    r#"{"do":"open_rating","notes":["n1","n2"]}"#,
    r#"{"do":"rate","note":"n1","importance":5,"urgency":1}"#,
    r#"{"do":"set_priority","note":"n1","priority":"now"}"#,
    r#"{"do":"set_competence","name":"SQL","has":["Ann"],"learns":[{"name":"Bob","until":"2027-01-31"}]}"#,
    r#"{"do":"set_point","point":"room","done":true}"#,
    r#"{"do":"set_point","point":"c1","text":"Chairs"}"#,
    r#"{"do":"set_priority","note":"n1","priority":"outside","addressee":"The regulator"}"#,
    r#"{"do":"comment","note":"n1","text":"so it is"}"#,
    r#"{"do":"set_permissions","facts":"own"}"#,
    r#"{"do":"add_fact","label":"NPS","kind":"nps","value":7.5,"day":"2027-01-31"}"#,
    r#"{"do":"remove_fact","fact":"f1"}"#,
    r#"{"do":"ask","fact":"f1","question":"why"}"#,
    r#"{"do":"answer","text":"so","reason":"season"}"#,
    r#"{"do":"remove_answer","answer":"a1"}"#,
    r#"{"do":"keep_answers","answers":["a1"],"text":"so","branch":"people","reference":"why"}"#,
    r#"{"do":"set_authors","shown":false,"departments":false}"#,
    r#"{"do":"seal_note","branch":"people","text":"secret"}"#,
    r#"{"do":"reveal_notes","branch":"people"}"#,
    r#"{"do":"merge_notes","into":"n1","notes":["n3"]}"#,
    r#"{"do":"create_project","title":"p","notes":["n1"],"competences":["c"],"approvals":["it"]}"#,
    r#"{"do":"create_project","title":"q","start":"2027-01-01","due":"2027-02-01","amount":9.5,"currency":"EUR","affects_departments":["it"]}"#,
    r#"{"do":"report_progress","project":"p9","status":"running","word":"w","due":"2027-03-01","value":7}"#,
    r#"{"do":"cast","note":"n1","dots":2}"#,
    r#"{"do":"restore","note":"n4"}"#,
    r#"{"do":"remove_participant","participant":"alice"}"#,
];

pub fn mutated_json(random: &mut Rng) -> Vec<u8> {
    let mut bytes = random.choice(COMMANDS).unwrap_or("{}").as_bytes().to_vec();
    if random.u8(0..3) == 0 {
        return bytes;
    }
    for _ in 0..random.usize(1..=3) {
        let at = random.usize(0..bytes.len());
        match random.u8(0..4) {
            0 => bytes[at] = random.u8(32..127),
            1 => bytes.insert(at, b'9'),
            2 => {
                bytes.remove(at);
            }
            _ => bytes[at] = bytes[at].wrapping_add(1),
        }
    }
    bytes
}

pub fn mutated_stored(random: &mut Rng, live: &Live) -> Vec<u8> {
    let mut bytes = live.snapshot();
    bytes.truncate(random.usize(0..=bytes.len().min(2_000)));
    for _ in 0..random.usize(0..4) {
        if !bytes.is_empty() {
            let at = random.usize(0..bytes.len());
            bytes[at] = random.u8(..);
        }
    }
    bytes
}

/// A random update in valid syntax whose ids lie near what the board holds, by somebody who may use its
/// client ids.
pub fn generated(random: &mut Rng, live: &Live) -> (Actor, Vec<u8>) {
    let known: Vec<(u64, u32)> = live.clocks().into_iter().collect();
    let who = someone(random);
    let own: Vec<(u64, u32)> =
        known.iter().filter(|(client, _)| live.state().clients.get(client) == Some(&who)).copied().collect();
    let mut out = Writer(vec![]);
    let sections = random.u64(0..3);
    out.number(sections);
    for _ in 0..sections {
        let (client, clock) = if random.u8(0..12) == 0 { end(random, &known) } else { end(random, &own) };
        let blocks = random.u64(1..4);
        out.number(blocks);
        out.number(client);
        out.number(u64::from(clock));
        for _ in 0..blocks {
            block(&mut out, random, &known);
        }
    }
    let clients = random.u64(0..3);
    out.number(clients);
    for _ in 0..clients {
        let (client, clock) = inside(random, &known);
        out.number(client);
        let ranges = random.u64(0..4);
        out.number(ranges);
        for _ in 0..ranges {
            out.number(u64::from(clock.saturating_sub(random.u32(0..12))));
            out.number(random.u64(0..6));
        }
    }
    (who, out.0)
}

/// A client and where it goes on, or a little before or after.
fn end(random: &mut Rng, clients: &[(u64, u32)]) -> (u64, u32) {
    match random.choice(clients) {
        Some(&(client, clock)) if random.u8(0..10) > 0 => match random.u8(0..8) {
            0 => (client, clock.saturating_sub(random.u32(0..20))),
            1 => (client, clock + 1),
            _ => (client, clock),
        },
        _ => (random.u64(90_000..90_004), 0),
    }
}

/// Something that a client made.
fn inside(random: &mut Rng, clients: &[(u64, u32)]) -> (u64, u32) {
    match random.choice(clients) {
        Some(&(client, clock)) => (client, random.u32(0..clock.max(1) + 2)),
        None => (1, 0),
    }
}

fn block(out: &mut Writer, random: &mut Rng, known: &[(u64, u32)]) {
    let kind = [0u8, 10, 1, 4, 4, 4, 7, 7, 8, 8, 2, 3, 5, 6, 9][random.usize(0..15)];
    if kind == 0 || kind == 10 {
        out.0.push(kind);
        out.number(random.u64(0..4));
        return;
    }
    let (origin, right) = (random.bool(), random.u8(0..4) == 0);
    let keyed = random.u8(0..3) > 0;
    out.0.push(
        kind | if origin { 0x80 } else { 0 } | if right { 0x40 } else { 0 } | if keyed { 0x20 } else { 0 },
    );
    for _ in 0..u8::from(origin) + u8::from(right) {
        let (client, clock) = inside(random, known);
        out.number(client);
        out.number(u64::from(clock));
    }
    if !origin && !right {
        if random.bool() {
            out.number(1);
            out.string(
                ["notes", "notes", "projects", "facts", "branches", "board", "session", "evil"]
                    [random.usize(0..8)],
            );
        } else {
            out.number(0);
            let (client, clock) = inside(random, known);
            out.number(client);
            out.number(u64::from(clock));
        }
        if keyed {
            out.string(
                [
                    "text",
                    "branch",
                    "order",
                    "parent",
                    "n1",
                    "n2",
                    "n9",
                    "title",
                    "effect",
                    "tools",
                    "evidence",
                    "amount",
                    "due",
                    "values",
                    "target",
                    "2026-01-31",
                ][random.usize(0..16)],
            );
        }
    }
    match kind {
        1 => out.number(random.u64(1..4)),
        4 => out.string(["x", "ab", "😀", "ż", "people", ""][random.usize(0..6)]),
        7 => out.0.push(random.u8(0..8)),
        8 => {
            let values = random.u64(1..3);
            out.number(values);
            for _ in 0..values {
                match random.u8(0..6) {
                    0 => out.0.push(126),
                    1 => out.0.extend([125, 5]),
                    2 => out.0.extend([117, 1, 126]),
                    _ => {
                        out.0.push(119);
                        out.string(["people", "methods", "n1", "n2", "n9", "a0", "fact"][random.usize(0..7)]);
                    }
                }
            }
        }
        2 => {
            out.number(1);
            out.string("1");
        }
        3 | 5 => out.string("{}"),
        6 => {
            out.string("bold");
            out.string("true");
        }
        _ => {
            out.string("guid");
            out.0.push(126);
        }
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 128 {
            self.0.push(number as u8 | 128);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn string(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }
}
