//! How long a drawing takes in the browser's form, under node, and natively: with the texts measured, drawn anew and
//! with one cause more after another drawing. Needs node and the wasm target.
//! `cargo run --release -p fishbone-wasm --example bench`.

#![allow(clippy::print_stdout)]

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use fishbone::encoding::{self, Request};
use fishbone::{Canvas, Rect};

#[path = "../../fishbone/tests/workshop/mod.rs"]
mod workshop;

use workshop::Spread;

fn main() {
    let canvas = Canvas {
        keep_free: vec![Rect { x: 1500.0, y: 0.0, width: 420.0, height: 150.0 }],
        least: 16.0,
        largest: 36.0,
        ..Canvas::new(1920.0, 1080.0)
    };
    let mut names = Vec::new();
    let mut requests = Vec::new();
    for causes in [10, 36, 60, 90, 120, 200] {
        for spread in [Spread::Even, Spread::One(1), Spread::One(2)] {
            let fish = workshop::fish(5, causes, spread, 7);
            let drawn = fishbone::fit(&fish, &canvas, None);
            names.push(format!("{causes:3} {spread:?}, anew"));
            requests.push(Request { fish: fish.clone(), canvas: canvas.clone(), before: None });
            let mut grown = fish;
            let mut rng = fastrand::Rng::with_seed(1);
            workshop::grow(&mut rng, &mut grown, if let Spread::One(bone) = spread { bone } else { 3 });
            names.push(format!("{causes:3} {spread:?}, one more"));
            let before = Some(drawn.arrangement);
            requests.push(Request { fish: grown, canvas: canvas.clone(), before });
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let into = std::env::temp_dir().join(format!("fishbone-bench-{}", std::process::id()));
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--target", "wasm32-unknown-unknown", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .args(["--config", "profile.release.opt-level=3", "--config", "profile.release.lto=true"])
        .args(["--config", "profile.release.panic='abort'", "--config", "profile.release.codegen-units=1"])
        .arg("--target-dir")
        .arg(&into)
        .status()
        .expect("cargo runs");
    assert!(built.success(), "the wasm could not be built");
    let bytes: Vec<u8> = requests
        .iter()
        .map(encoding::request)
        .flat_map(|bytes| [(bytes.len() as u32).to_le_bytes().to_vec(), bytes].concat())
        .collect();
    std::fs::write(into.join("requests"), bytes).expect("a temporary directory can be written");
    let output = Command::new("node")
        .arg(root.join("examples/bench.mjs"))
        .arg(into.join("wasm32-unknown-unknown/release/fishbone_wasm.wasm"))
        .arg(into.join("requests"))
        .output()
        .expect("node runs");
    std::fs::remove_dir_all(&into).expect("the temporary directory is ours");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    println!("{:28} {:>8} {:>8} {:>8}  ms", "causes", "wasm", "fastest", "native");
    let wasm = String::from_utf8_lossy(&output.stdout);
    for ((name, request), line) in names.iter().zip(&requests).zip(wasm.lines()) {
        let mut times: Vec<f64> = (0..15)
            .map(|_| {
                let start = Instant::now();
                let drawn = fishbone::fit(&request.fish, &request.canvas, request.before.as_ref());
                assert!(drawn.size > 0.0);
                start.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let (middle, fastest) = line.split_once(' ').expect("two numbers");
        println!("{name:28} {middle:>8} {fastest:>8} {:8.2}", times[7]);
    }
}
