//! Random fish, from a seed.

use fastrand::Rng;
use fishbone::{Bone, Cause, Fish};

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
    Cause { text: text(rng, most), badge: rng.u8(..) < 200, marks: rng.u8(..4), key: rng.u64(1..), children: Vec::new() }
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
