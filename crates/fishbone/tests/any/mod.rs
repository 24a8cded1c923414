//! Random fish, from a seed.

use fastrand::Rng;
use fishbone::{Bone, Canvas, Cause, Fish, Form, Rect};

const WORDS: &[&str] = &[
    "klient",
    "nie",
    "wie",
    "konsultanci",
    "z",
    "w",
    "oferta",
    "reklamacja",
    "opóźnienie",
    "szkolenie",
    "brak",
    "odpowiedzialności",
    "Konstantynopolitańczykowianeczka",
    "przepisów",
    "konsumenckich",
    "dopiero",
    "і",
    "клієнт",
    "обладнання",
    "відповідальність",
    "людиноненависницький",
    "згоди",
    "керівника",
    "на",
    "NPS",
    "−12",
    "https://example.org/a/very/long/address?with=parameters&and=more",
    "back-office",
    "20 zł",
    "„cytat”",
    "źdźbło",
    "👩🏽‍💻",
    "客户不满意",
    "e\u{301}",
    "a\nb",
];

/// A text of about `most` letters at most; now and then without a single break.
pub fn text(rng: &mut Rng, most: usize) -> String {
    if rng.u8(..) < 6 {
        return "ŻółćЇжак".chars().cycle().take(rng.usize(..most.max(2))).collect();
    }
    let length = rng.usize(..=most);
    let mut text = String::new();
    while text.chars().count() < length {
        text.push_str(rng.choice(WORDS).unwrap_or(&""));
        text.push(' ');
    }
    text
}

fn plant(rng: &mut Rng, causes: &mut Vec<Cause>, cause: Cause) {
    let mut into = causes;
    for _ in 0..4 {
        if into.is_empty() || rng.bool() {
            break;
        }
        let index = rng.usize(..into.len());
        into = &mut into[index].children;
    }
    let at = rng.usize(..=into.len());
    into.insert(at, cause);
}

/// A cause without children.
pub fn cause(rng: &mut Rng) -> Cause {
    let most = if rng.u8(..) < 12 { 1000 } else { 140 };
    Cause {
        text: text(rng, most),
        badge: rng.u8(..) < 200,
        marks: rng.u8(..4),
        key: rng.u32(1..),
        children: Vec::new(),
    }
}

/// A fish of `notes` causes that nest 5 deep.
pub fn fish(rng: &mut Rng, notes: usize) -> Fish {
    let mut bones: Vec<Bone> = (0..rng.usize(1..=8))
        .map(|_| Bone { title: text(rng, 30), question: text(rng, 90), causes: Vec::new() })
        .collect();
    let crowded = rng.usize(..bones.len());
    for _ in 0..notes {
        let bone = if rng.u8(..) < 60 { crowded } else { rng.usize(..bones.len()) };
        let cause = cause(rng);
        plant(rng, &mut bones[bone].causes, cause);
    }
    let most = *rng.choice(&[20, 90, 400, 1000]).unwrap_or(&20);
    Fish { effect: text(rng, most), bones }
}

/// A canvas, mostly of a size that screens and paper have, now and then with a corner that stays free.
#[allow(dead_code)]
pub fn canvas(rng: &mut Rng, bones: usize) -> Canvas {
    let sizes = [
        (1920.0, 1080.0),
        (1280.0, 720.0),
        (1440.0, 900.0),
        (390.0, 700.0),
        (1600.0, 900.0),
        (842.0, 595.0),
        (595.0, 842.0),
        (480.0, 270.0),
        (3840.0, 1080.0),
    ];
    let (width, height) = *rng.choice(&sizes).unwrap_or(&sizes[0]);
    let mut canvas = Canvas::new(width, height);
    if rng.bool() {
        let size = (width * 0.22, height * 0.14);
        let corners =
            [(width - size.0, 0.0), (0.0, height - size.1), (0.0, 0.0), (width - size.0, height - size.1)];
        for _ in 0..rng.usize(1..=2) {
            let (x, y) = *rng.choice(&corners).unwrap_or(&corners[0]);
            canvas.keep_free.push(Rect { x, y, width: size.0, height: size.1 });
        }
    }
    canvas.least = height / rng.usize(50..80) as f64;
    canvas.largest = height / rng.usize(20..40) as f64;
    canvas.wanted = *rng.choice(&[1.0, 0.9, 0.6]).unwrap_or(&1.0);
    canvas.questions = rng.u8(..) < 50;
    canvas.form = match rng.u8(..8) {
        0 => Form::Columns,
        1 => Form::Bone(rng.usize(..bones.max(1))),
        2 => Form::Marks,
        _ => Form::Fish,
    };
    canvas
}
