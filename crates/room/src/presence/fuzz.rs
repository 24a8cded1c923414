//! A fuzz of presence and of frames: whatever three connections of two people and the facilitator say,
//! nobody is ever shown as somebody else, and a refusal changes nothing. `INPUTS` and `SEED` make it longer
//! or another one.

use board::workshop::Person;
use board::{DepartmentId, ParticipantId};
use fastrand::Rng;

use super::judge::said;
use super::tell::as_it_is;
use super::*;
use crate::protocol::{self, put_bytes, put_number};
use board::schema::SERVER_CLIENT;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn people() -> State {
    let mut state = State::default();
    for (id, name) in [("p0", "Zofia"), ("p1", "Wei")] {
        let person = Person { name: name.into(), department: DepartmentId::from("it"), ..Person::default() };
        state.people.insert(ParticipantId::from(id), person);
    }
    for (client, id) in [(100, "p0"), (101, "p1")] {
        state.clients.insert(client, Actor::Participant(ParticipantId::from(id)));
    }
    state
}

const CLIENTS: [u64; 8] = [SERVER_CLIENT, 100, 101, 102, 103, 104, 105, (1 << 53) - 1];

/// A message of a few states, mostly well-formed.
fn message(random: &mut Rng, clocks: &mut [u64; CLIENTS.len()]) -> Vec<u8> {
    let count = if random.u8(0..30) == 0 { 40 } else { random.u64(0..4) };
    let mut out = vec![];
    put_number(&mut out, if random.u8(0..40) == 0 { count + 1 } else { count });
    for _ in 0..count {
        let at = random.usize(0..CLIENTS.len());
        clocks[at] = (clocks[at] + random.u64(0..3)).saturating_sub(u64::from(random.u8(0..8) == 0));
        put_number(&mut out, CLIENTS[at]);
        put_number(&mut out, clocks[at]);
        let cursor = random.u8(0..4);
        let json = match random.u8(0..16) {
            0..=3 => "null".to_owned(),
            4 => format!(r#"{{"user":{{"id":"p0","name":"Zofia"}},"cursor":{cursor}}}"#),
            5 => format!(r#"{{"user":{{"id":"p1","name":"Wei"}},"cursor":{cursor}}}"#),
            6 => r#"{"user":{"name":" Zofia "}}"#.to_owned(),
            7 => r#"{"user":{"id":"p1","id":"p0"}}"#.to_owned(),
            8 => format!("{{\"x\":\"{}\"}}", "y".repeat(random.usize(0..9_000))),
            9 => ["[]", "{", "7", "\"\"", "{}}", "nul"][random.usize(0..6)].to_owned(),
            10 => "[".repeat(200),
            11 => r#"{"user":null}"#.to_owned(),
            _ => format!(r#"{{"cursor":{cursor}}}"#),
        };
        put_bytes(&mut out, json.as_bytes());
    }
    if random.u8(0..6) == 0 {
        for _ in 0..random.usize(1..3) {
            let at = random.usize(0..out.len());
            match random.u8(0..4) {
                0 => out[at] ^= 1 << random.u8(0..8),
                1 => out.truncate(at + 1),
                2 => out.insert(at, random.u8(..)),
                _ => out[at] = [0, 127, 128, 255][random.usize(0..4)],
            }
        }
    }
    out
}

/// Everything that is known of everybody, to compare.
fn picture(presence: &Presence) -> Vec<(u64, u64, String, Actor)> {
    let mut all: Vec<_> = presence
        .clients
        .iter()
        .map(|(client, entry)| {
            let (client, clock, json) = as_it_is((client, entry));
            (client, clock, json.to_owned(), (*entry.actor).clone())
        })
        .collect();
    all.sort();
    all
}

/// What must hold of everybody who is shown.
fn honest(presence: &Presence, state: &State) {
    for (client, clock, json, actor) in picture(presence) {
        assert_ne!(client, SERVER_CLIENT);
        if state.authors_of_client(client) > Authors::Shown {
            let told = ["null", "{}", r#"{"user":{"department":"it"}}"#];
            let told = &told[..if state.authors_of_client(client) == Authors::Nothing { 2 } else { 3 }];
            assert!(told.contains(&&*json), "{actor:?} is shown as {json}");
        }
        assert!(clock < 1 << 53 && json.len() <= state.limits.awareness as usize);
        assert!(
            state.clients.get(&client).is_none_or(|owner| *owner == actor),
            "{client} is not {actor:?}'s"
        );
        let value: serde_json::Value = serde_json::from_str(&json).expect("what is shown is JSON");
        let user = &value["user"];
        let own = match &actor {
            Actor::Participant(id) => Some(id.as_str()),
            _ => None,
        };
        for (id, person) in &state.people {
            if own != Some(id.as_str()) {
                assert_ne!(user["id"].as_str(), Some(id.as_str()), "{actor:?} says {json}");
                assert_ne!(
                    user["name"].as_str().map(str::trim),
                    Some(&*person.name),
                    "{actor:?} says {json}"
                );
            }
        }
    }
}

#[test]
fn pres_2_pres_3_whatever_is_said_nobody_speaks_for_another() {
    let (seed, inputs) = (number("SEED").unwrap_or(20_261_121), number("INPUTS").unwrap_or(40_000));
    println!("seed {seed}");
    let (mut random, mut state) = (Rng::with_seed(seed), people());
    let (mut presence, mut now, mut clocks) =
        (Presence::new(PresenceLimits::default()), Instant::now(), [0; CLIENTS.len()]);
    let speakers: [Arc<Actor>; 4] = [
        Arc::new(Actor::Participant(ParticipantId::from("p0"))),
        Arc::new(Actor::Participant(ParticipantId::from("p1"))),
        Arc::new(Actor::Facilitator),
        Arc::new(Actor::Projector),
    ];
    let (mut accepted, mut refused, mut told) = (0u64, 0u64, 0u64);
    for input in 0..inputs {
        let speaker = random.usize(0..speakers.len());
        // Each has two connections: the second takes over from the first now and then.
        let session = SessionId((speaker * 2 + usize::from(random.bool())) as u64);
        let bytes = message(&mut random, &mut clocks);
        let before = picture(&presence);
        match presence.hear(&bytes, session, &speakers[speaker], &state, now) {
            Ok(_) => accepted += 1,
            Err(_) => {
                refused += 1;
                assert_eq!(
                    picture(&presence),
                    before,
                    "seed {seed}, input {input}: a refusal changed something"
                );
            }
        }
        for (client, clock, _, actor) in &before {
            let entry = presence.clients.get(client).expect("nobody is forgotten by a message");
            assert!(entry.clock >= *clock && *entry.actor == *actor, "seed {seed}, input {input}: {client}");
        }
        assert!(
            presence.spoken_for(session) <= PresenceLimits::default().clients_per_session,
            "seed {seed}, input {input}"
        );
        presence.check_shares();
        honest(&presence, &state);
        match random.u8(0..32) {
            0 => presence.leave(session, now),
            1 => {
                now += Duration::from_secs(random.u64(0..90));
                presence.forget(now);
            }
            6 => {
                state.authors_hidden = random.bool();
                state.departments_hidden = state.authors_hidden && random.bool();
                presence.follow(&state);
                if state.authors() > Authors::Shown {
                    let authors = state.authors();
                    state.veils.insert(CLIENTS[random.usize(0..CLIENTS.len())], authors);
                }
            }
            2..=5 => {
                for frame in presence.news(random.bool(), now) {
                    told += 1;
                    assert!(frame.len() <= presence.limits.frame, "seed {seed}, input {input}");
                    let Ok(protocol::Message::Awareness(states)) = protocol::read(frame) else {
                        panic!("news is an awareness message")
                    };
                    let mut rest: &[u8] = &states;
                    for _ in 0..protocol::number(&mut rest).expect("a count") {
                        said(&mut rest).expect("a state");
                    }
                    assert!(rest.is_empty());
                }
            }
            _ => {}
        }
    }
    println!("{inputs} inputs: {accepted} accepted, {refused} refused, {told} frames of news");
    assert!(accepted > inputs / 20 && refused > inputs / 20, "not trivial: {accepted}, {refused}");
}

#[test]
fn sync_1_a_frame_is_read_as_what_it_was_written_or_not_at_all() {
    let (seed, inputs) = (number("SEED").unwrap_or(20_261_121), number("INPUTS").unwrap_or(200_000));
    println!("seed {seed}");
    let mut random = Rng::with_seed(seed);
    let mut read = 0;
    for input in 0..inputs {
        let mut frame = vec![random.u8(0..5)];
        if frame[0] == 0 {
            frame.push(random.u8(0..4));
        }
        let length = random.usize(0..140);
        let payload: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(length).collect();
        match random.u8(0..4) {
            0 => frame.extend(&payload),
            _ => put_bytes(&mut frame, &payload),
        }
        if random.u8(0..8) == 0 {
            let at = random.usize(0..frame.len());
            frame[at] = random.u8(..);
        }
        let Ok(message) = protocol::read(Bytes::copy_from_slice(&frame)) else { continue };
        read += 1;
        let again = match &message {
            protocol::Message::Step1(bytes) => protocol::step1(bytes),
            protocol::Message::Step2(bytes) => protocol::step2(bytes),
            protocol::Message::Update(bytes) => protocol::update(bytes),
            protocol::Message::Awareness(bytes) => protocol::awareness(bytes),
            protocol::Message::QueryAwareness => protocol::query_awareness(),
            protocol::Message::Auth => continue,
        };
        assert_eq!(again, frame, "seed {seed}, input {input}: {message:?}");
    }
    assert!(read > inputs / 4, "not trivial: {read}");
}
