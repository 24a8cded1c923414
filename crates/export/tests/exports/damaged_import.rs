//! A fuzz of imports: damaged and twisted exports are refused, or make a board like any other.

use board::live::Live;
use board::schema::Limits;
use board::{BoardId, Millis};
use export::{Format, Import, Options, render};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::boards;

/// Files a run; `INPUTS` sets another number.
const FILES: u64 = 1_500;

/// A random place inside a value.
fn somewhere<'v>(value: &'v mut Value, random: &mut Rng) -> &'v mut Value {
    let length = match value {
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.len(),
        _ => 0,
    };
    if length == 0 || random.u8(0..6) == 0 {
        return value;
    }
    let at = random.usize(0..length);
    let inner = match value {
        Value::Array(items) => items.get_mut(at),
        Value::Object(fields) => fields.values_mut().nth(at),
        _ => None,
    };
    somewhere(inner.expect("counted above"), random)
}

/// Puts something else in a place, takes it away, doubles it, or brings in what stands elsewhere.
fn twist(file: &mut Value, random: &mut Rng) {
    let other = somewhere(&mut file.clone(), random).clone();
    let place = somewhere(file, random);
    if let Value::String(text) = place
        && random.u8(0..3) > 0
    {
        // A little longer, or what a neighbour says.
        return match other {
            Value::String(other) if random.bool() => *text = other,
            _ => text.push_str(&"ość ".repeat(random.usize(1..20))),
        };
    }
    let replacement = match random.u8(0..10) {
        0 => Value::Null,
        1 => json!(random.u64(..)),
        2 => json!(-1.5e300),
        3 => json!("ż".repeat(random.usize(0..3_000))),
        4 => json!(["c1", "c2", "c2", "people", "now", ""][random.usize(0..6)]),
        5 => json!({ "": [] }),
        6 | 7 => other,
        _ => match place {
            Value::Array(items) if !items.is_empty() => {
                let at = random.usize(0..items.len());
                let item = items[at].clone();
                if random.bool() {
                    items.remove(at);
                } else {
                    items.push(item);
                }
                return;
            }
            Value::Object(fields) if !fields.is_empty() => {
                let key = fields.keys().nth(random.usize(0..fields.len())).cloned();
                fields.remove(&key.expect("counted above"));
                return;
            }
            _ => json!(true),
        },
    };
    *place = replacement;
}

/// Changes, cuts out, cuts off and pastes bytes.
fn damage(bytes: &mut Vec<u8>, whole: &[u8], random: &mut Rng) {
    for _ in 0..random.usize(1..4) {
        let at = random.usize(0..bytes.len());
        match random.u8(0..4) {
            0 => bytes[at] = random.u8(..),
            1 => bytes.truncate(at.max(1)),
            2 => drop(bytes.drain(at.max(1)..(at + random.usize(1..30)).clamp(at.max(1), bytes.len()))),
            _ => {
                let from = random.usize(0..whole.len() - 60);
                let piece = &whole[from..from + random.usize(1..60)];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
}

/// Makes a board of an import, as the server does; whether the board's rules took it.
fn make(import: Import) -> Option<Live> {
    let mut create = import.into_create();
    (create.join_code, create.facilitator_hash, create.projector_hash) =
        ("ABC234".into(), "f".into(), "p".into());
    let mut live = Live::new(BoardId::from("imported"), Limits::default());
    let mut batch = live.batch(Millis(1));
    let answer = batch.act(create.into());
    batch.finish().expect("nothing breaks");
    answer.is_ok().then_some(live)
}

#[test]
fn limit_2_a_damaged_file_is_refused_or_makes_a_board_like_any_other() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (seed, files) = (number("SEED").unwrap_or(20_261_121), number("INPUTS").unwrap_or(FILES));
    println!("seed {seed}");
    let mut random = Rng::with_seed(seed);
    let options = Options { generated_at: Millis(7), ..Options::default() };
    let whole = render(&boards::cx(), Format::Json, &options).expect("an export");
    let value: Value = serde_json::from_slice(&whole).expect("JSON");
    let limits = Limits::default();
    let (mut refused, mut made) = (0, 0);
    for file in 0..files {
        let mut bytes = whole.clone();
        if random.u8(0..4) == 0 {
            damage(&mut bytes, &whole, &mut random);
        } else {
            let mut value = value.clone();
            for _ in 0..random.usize(1..3) {
                twist(&mut value, &mut random);
            }
            bytes = serde_json::to_vec(&value).expect("JSON");
        }
        let Some(live) = Import::parse(&bytes, &limits).ok().and_then(make) else {
            refused += 1;
            continue;
        };
        made += 1;
        let said = || format!("seed {seed}, file {file}: {}", String::from_utf8_lossy(&bytes));
        live.verify().unwrap_or_else(|e| panic!("{e}: {}", said()));
        let (board, defects) = live.reading();
        assert!(defects.is_empty(), "{defects:?}: {}", said());
        let again = Live::restore(&live.snapshot()).expect("an own snapshot");
        assert_eq!(again.document_json(), live.document_json(), "{}", said());
        if made % 20 == 0 {
            for format in [Format::Json, Format::Csv, Format::Md, Format::Html, Format::Svg] {
                render(&board, format, &options).unwrap_or_else(|e| panic!("{e}: {}", said()));
            }
        }
    }
    assert!(made > files / 20 && refused > files / 20, "not trivial: {made} made, {refused} refused");
}
