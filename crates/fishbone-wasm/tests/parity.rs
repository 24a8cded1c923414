//! The same fish laid out natively and by wasm under node: the same numbers, to the last bit. Needs node and the
//! wasm target; builds the wasm itself.

#[path = "../../fishbone/tests/any/mod.rs"]
mod any;

use std::path::{Path, PathBuf};
use std::process::Command;

use fishbone::encoding::{self, Request};

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
    let dir = build();
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
