//! The same fish laid out natively and by wasm under node: the same numbers, to the last bit. Needs node and the
//! wasm target; builds the wasm itself.

#[path = "../../fishbone/tests/any/mod.rs"]
mod any;

use std::path::{Path, PathBuf};
use std::process::Command;

use fishbone::encoding::{self, Request};
use fishbone::{Cause, Detail, Fish, Options, Questions, flat};

/// What `web/src/fishbone/flat.ts` writes.
fn encode(fish: &Fish, options: &Options) -> Vec<u8> {
    let mut out = Vec::new();
    let number = |out: &mut Vec<u8>, n: u32| out.extend(n.to_le_bytes());
    let text = |out: &mut Vec<u8>, text: &str| {
        out.extend((text.len() as u32).to_le_bytes());
        out.extend(text.as_bytes());
    };
    number(&mut out, options.detail as u32);
    number(&mut out, options.focus.map_or(u32::MAX, |index| index as u32));
    number(
        &mut out,
        match options.questions {
            Questions::None => u32::MAX,
            Questions::All => 0,
            Questions::Only(bone) => bone as u32 + 1,
        },
    );
    out.extend(options.aspect.to_le_bytes());
    out.extend(options.keep_reach.unwrap_or([f64::NAN; 2]).iter().flat_map(|side| side.to_le_bytes()));
    out.extend(options.line_width.unwrap_or(f64::NAN).to_le_bytes());
    number(&mut out, options.lines as u32);
    text(&mut out, &fish.effect);
    number(&mut out, fish.bones.len() as u32);
    for bone in &fish.bones {
        text(&mut out, &bone.title);
        text(&mut out, &bone.question);
        number(&mut out, bone.count() as u32);
        let mut open: Vec<(u32, &Cause)> = bone.causes.iter().rev().map(|cause| (0, cause)).collect();
        while let Some((depth, cause)) = open.pop() {
            number(&mut out, depth << 8 | u32::from(cause.badge) | u32::from(cause.marks) << 1);
            text(&mut out, &cause.text);
            open.extend(cause.children.iter().rev().map(|child| (depth + 1, child)));
        }
    }
    out
}

fn without_keys(causes: &mut [Cause]) {
    for cause in causes {
        cause.key = 0;
        without_keys(&mut cause.children);
    }
}

fn build() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let into = std::env::temp_dir().join(format!("fishbone-parity-{}", std::process::id()));
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--target", "wasm32-unknown-unknown", "--manifest-path"])
        .arg(manifest)
        .arg("--target-dir")
        .arg(&into)
        .status()
        .expect("cargo runs");
    assert!(built.success(), "the wasm could not be built");
    into
}

#[test]
fn wasm_and_native_give_the_same_numbers() {
    let mut fish = Vec::new();
    let mut native: Vec<u8> = Vec::new();
    for seed in 0..40 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let notes = rng.usize(..200);
        let mut any = any::fish(&mut rng, notes);
        any.bones.iter_mut().for_each(|bone| without_keys(&mut bone.causes));
        let options = Options {
            detail: [Detail::Marks, Detail::Line, Detail::Full][seed as usize % 3],
            focus: rng.bool().then_some(0),
            questions: if rng.bool() { Questions::All } else { Questions::Only(0) },
            aspect: 0.4 + rng.f64() * 3.0,
            keep_reach: rng.bool().then_some([500.0, 300.0]),
            line_width: rng.bool().then_some(180.0),
            lines: rng.usize(1..4),
        };
        let bytes = encode(&any, &options);
        assert!(flat::read(&bytes) == Some((any.clone(), options.clone())), "seed {seed}");
        let numbers = flat::write(&fishbone::layout(&any, &options));
        native.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        fish.extend((bytes.len() as u32).to_le_bytes());
        fish.extend(bytes);
    }
    let dir = build();
    let wasm = drawn(&dir, "fish_layout", &fish);
    assert!(native.len() > 100_000, "the fish were not trivial");
    assert!(native == wasm, "{} and {} bytes differ", native.len(), wasm.len());
    canvases_are_filled_with_the_same_numbers(&dir);
    std::fs::remove_dir_all(&dir).expect("the temporary directory is ours");
}

/// Fish on canvases, each drawn anew, and then grown by a cause with the drawing before.
fn canvases_are_filled_with_the_same_numbers(dir: &Path) {
    let mut requests = Vec::new();
    let mut native: Vec<u8> = Vec::new();
    let mut seen = 0;
    for seed in 0..60 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let notes = rng.usize(0..220);
        let fish = any::fish(&mut rng, notes);
        let canvas = any::canvas(&mut rng, fish.bones.len());
        let mut asked = Request { fish, canvas, before: None };
        for _ in 0..3 {
            let bytes = encoding::request(&asked);
            assert!(encoding::read(&bytes).as_ref() == Some(&asked), "seed {seed}");
            let drawn = fishbone::fit(&asked.fish, &asked.canvas, asked.before.as_ref());
            let numbers = encoding::write(&asked.fish, &drawn);
            native.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            requests.extend((bytes.len() as u32).to_le_bytes());
            requests.extend(bytes);
            seen += drawn.drawing.bones.iter().map(|bone| bone.cards.len()).sum::<usize>();
            asked.before = Some(drawn.arrangement);
            let bone = rng.usize(..asked.fish.bones.len());
            let cause = any::cause(&mut rng);
            asked.fish.bones[bone].causes.push(cause);
        }
    }
    let wasm = drawn(dir, "fish_fit", &requests);
    assert!(seen > 10_000, "the fish were not trivial");
    assert!(native == wasm, "{} and {} bytes differ", native.len(), wasm.len());
}

/// The numbers that a function of the wasm gives for every fish.
fn drawn(dir: &Path, function: &str, fish: &[u8]) -> Vec<u8> {
    let (input, output) = (dir.join("fish"), dir.join("drawings"));
    std::fs::write(&input, fish).expect("a temporary directory can be written");
    let ran = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity.mjs"))
        .arg(dir.join("wasm32-unknown-unknown/release/fishbone_wasm.wasm"))
        .arg(function)
        .args([&input, &output])
        .status()
        .expect("node runs");
    assert!(ran.success(), "node failed");
    std::fs::read(&output).expect("node wrote the drawings")
}

#[test]
fn bytes_that_are_no_fish_are_told_apart() {
    let mut rng = fastrand::Rng::with_seed(5);
    let bytes = encode(&any::fish(&mut rng, 12), &Options::default());
    for cut in 0..bytes.len() {
        assert_eq!(flat::read(&bytes[..cut]), None);
    }
    for _ in 0..4_000 {
        let mut bent = bytes.clone();
        for _ in 0..rng.usize(1..4) {
            let at = rng.usize(..bent.len());
            bent[at] = rng.u8(..);
        }
        if let Some((fish, options)) = flat::read(&bent) {
            assert!(fishbone::layout(&fish, &options).width > 0.0);
        }
    }
}

#[test]
fn bytes_that_are_no_request_are_told_apart() {
    let mut rng = fastrand::Rng::with_seed(6);
    let fish = any::fish(&mut rng, 14);
    let canvas = any::canvas(&mut rng, fish.bones.len());
    let before = Some(fishbone::fit(&fish, &canvas, None).arrangement);
    let bytes = encoding::request(&Request { fish, canvas, before });
    for cut in 0..bytes.len() {
        assert_eq!(encoding::read(&bytes[..cut]), None);
    }
    let mut read = 0;
    for _ in 0..4_000 {
        let mut bent = bytes.clone();
        for _ in 0..rng.usize(1..4) {
            let at = rng.usize(..bent.len());
            bent[at] = rng.u8(..);
        }
        if let Some(asked) = encoding::read(&bent) {
            read += 1;
            let drawn = fishbone::fit(&asked.fish, &asked.canvas, asked.before.as_ref());
            assert!(drawn.size > 0.0);
        }
    }
    assert!(read > 1_000, "{read} of 4000 bent requests could still be read");
}
