//! Lets workshops grow cause by cause and tells how much moves:
//! `cargo run --release -p fishbone --example calm`.

#![allow(clippy::print_stdout)]

use fastrand::Rng;
use fishbone::{Canvas, Card, Fish, Fit, Rect, fit};

#[path = "../tests/workshop/mod.rs"]
mod workshop;

use workshop::Spread;

fn cards(fish: &Fish, fit: &Fit) -> Vec<(u32, Card)> {
    let mut all = Vec::new();
    for (bone, shape) in fish.bones.iter().zip(&fit.drawing.bones) {
        let mut open: Vec<_> = bone.causes.iter().rev().collect();
        let mut cards = shape.cards.iter();
        while let Some(cause) = open.pop() {
            open.extend(cause.children.iter().rev());
            all.extend(cards.next().map(|card| (cause.key, card.clone())));
        }
    }
    all
}

fn main() {
    let canvas = Canvas {
        keep_free: vec![Rect { x: 1500.0, y: 0.0, width: 420.0, height: 150.0 }],
        least: 16.0,
        largest: 36.0,
        ..Canvas::new(1920.0, 1080.0)
    };
    println!("from to  spread  still  calm(all)  calm(cards)  anew  size-lost");
    for (from, to) in [(5, 20), (20, 36), (36, 60), (60, 90), (90, 130)] {
        for spread in [Spread::Even, Spread::One(0), Spread::One(1)] {
            let (mut steps, mut still, mut calm, mut all, mut near, mut anew) = (0, 0, 0, 0, 0, 0);
            let mut lost: f64 = 0.0;
            for seed in 0..6 {
                let mut rng = Rng::with_seed(1000 + seed);
                let mut fish = workshop::fish(5, from, spread, seed);
                let mut before = fit(&fish, &canvas, None);
                for _ in from..to {
                    let old = cards(&fish, &before);
                    let bone = if let Spread::One(bone) = spread { bone } else { rng.usize(..5) };
                    workshop::grow(&mut rng, &mut fish, bone);
                    let after = fit(&fish, &canvas, Some(&before.arrangement));
                    let new = cards(&fish, &after);
                    let fresh = fit(&fish, &canvas, None);
                    lost += (fresh.size * fresh.share.sqrt()) / (after.size * after.share.sqrt()) - 1.0;
                    let (mut moved, mut far, mut count) = (0, 0, 0);
                    for (key, card) in &old {
                        let Some((_, now)) = new.iter().find(|(other, _)| other == key) else { continue };
                        let (dx, dy) = (now.area.x - card.area.x, now.area.y - card.area.y);
                        let by = (dx * dx + dy * dy).sqrt();
                        moved += usize::from(by > 0.5);
                        far += usize::from(by >= card.area.height);
                        count += 1;
                    }
                    steps += 1;
                    still += usize::from(moved == 0);
                    calm += usize::from(far == 0);
                    all += count;
                    near += count - far;
                    anew += usize::from(far * 2 > count);
                    before = after;
                }
            }
            let part = |of: usize, all: usize| 100.0 * of as f64 / all as f64;
            println!(
                "{from:4} {to:3} {:7} {:6.1} {:8.1} {:12.1} {:8.1} {:8.1}",
                format!("{spread:?}"),
                part(still, steps),
                part(calm, steps),
                part(near, all),
                part(anew, steps),
                100.0 * lost / steps as f64
            );
        }
    }
}
