//! Workshops that grow cause by cause, and how much moves from one drawing to the next.

use fastrand::Rng;
use fishbone::{Canvas, Cause, Fish, Fit, Rect, fit};

use super::{Spread, fish, grow};

/// The number of fish that grow, each from a seed of its own.
const SEEDS: u64 = 6;

/// What happened when one cause was added to a drawn fish.
pub struct Step {
    /// The seed that the fish grows from.
    pub seed: u64,
    /// The fish with the new cause.
    pub fish: Fish,
    /// Its drawing, made from the one before.
    pub drawn: Fit,
    /// How far each cause moved that was there before, and how tall its card was.
    pub moves: Vec<(f64, f64)>,
}

impl Step {
    /// The number of causes that moved by their height or further.
    pub fn far(&self) -> usize {
        self.moves.iter().filter(|(by, tall)| by >= tall).count()
    }
}

/// Lets fish grow from so many causes to so many.
pub fn grown(from: usize, to: usize, spread: Spread, mut each: impl FnMut(&Step)) {
    let canvas = wall();
    for seed in 0..SEEDS {
        let mut rng = Rng::with_seed(1000 + seed);
        let mut fish = fish(5, from, spread, seed);
        let mut drawn = fit(&fish, &canvas, None);
        for _ in from..to {
            let old = cards(&fish, &drawn);
            let bone = if let Spread::One(bone) = spread { bone } else { rng.usize(..5) };
            grow(&mut rng, &mut fish, bone);
            drawn = fit(&fish, &canvas, Some(&drawn.arrangement));
            let moves = moves(&old, &cards(&fish, &drawn));
            assert_eq!(moves.len(), old.len(), "seed {seed}");
            let step = Step { seed, fish, drawn, moves };
            each(&step);
            Step { fish, drawn, .. } = step;
        }
    }
}

/// A projected board.
pub fn wall() -> Canvas {
    Canvas {
        keep_free: vec![Rect { x: 1500.0, y: 0.0, width: 420.0, height: 150.0 }],
        least: 16.0,
        largest: 36.0,
        ..Canvas::new(1920.0, 1080.0)
    }
}

/// Key and place of each cause, bone by bone, in reading order.
pub fn cards(fish: &Fish, fit: &Fit) -> Vec<(u32, Rect)> {
    let mut all = Vec::new();
    for (bone, shape) in fish.bones.iter().zip(&fit.drawing.bones) {
        let mut open: Vec<&Cause> = bone.causes.iter().rev().collect();
        for card in &shape.cards {
            let cause = open.pop().expect("a cause for each card");
            open.extend(cause.children.iter().rev());
            all.push((cause.key, card.area));
        }
    }
    all
}

/// How far each cause moved that is in both, and how tall its card was.
pub fn moves(before: &[(u32, Rect)], after: &[(u32, Rect)]) -> Vec<(f64, f64)> {
    let place = |key: u32| after.iter().find(|(other, _)| *other == key).map(|(_, area)| *area);
    before
        .iter()
        .filter_map(|&(key, old)| {
            let new = place(key)?;
            let (dx, dy) = (new.x - old.x, new.y - old.y);
            Some(((dx * dx + dy * dy).sqrt(), old.height))
        })
        .collect()
}
