//! Lets workshops grow cause by cause and tells how much moves:
//! `cargo run --release -p fishbone --example calm`.

#![allow(clippy::print_stdout)]

use fishbone::{Fit, fit};

#[path = "../tests/workshop/mod.rs"]
mod workshop;

use workshop::Spread;
use workshop::growth::{grown, wall};

fn main() {
    println!("from to  spread  still  calm(all)  calm(cards)  anew  size-lost");
    for (from, to) in [(5, 20), (20, 36), (36, 60), (60, 90), (90, 130)] {
        for spread in [Spread::Even, Spread::One(0), Spread::One(1)] {
            let (mut steps, mut still, mut calm, mut all, mut near, mut anew) = (0, 0, 0, 0, 0, 0);
            let mut lost: f64 = 0.0;
            grown(from, to, spread, |step| {
                let anew_drawn = fit(&step.fish, &wall(), None);
                let large = |fit: &Fit| fit.size * fit.share.sqrt();
                lost += large(&anew_drawn) / large(&step.drawn) - 1.0;
                let (count, far) = (step.moves.len(), step.far());
                steps += 1;
                still += usize::from(step.moves.iter().all(|(by, _)| *by <= 0.5));
                calm += usize::from(far == 0);
                all += count;
                near += count - far;
                anew += usize::from(far * 2 > count);
            });
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
