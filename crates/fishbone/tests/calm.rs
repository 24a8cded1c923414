//! How much moves from one drawing to the next.

use fastrand::Rng;
use fishbone::{Fit, Rect, fit};

mod workshop;

use workshop::Spread;
use workshop::growth::{cards, grown, moves, wall};

fn joints(fit: &Fit) -> Vec<f64> {
    fit.drawing.bones.iter().map(|bone| (bone.outline[0].x + bone.outline[3].x) / 2.0).collect()
}

/// Of a hundred causes that were there before a new one came, how many moved by less than their height; and of a
/// hundred drawings, in how many more than half moved further.
fn calm(from: usize, to: usize, spread: Spread) -> (usize, usize) {
    let (mut near, mut all, mut anew, mut steps) = (0, 0, 0, 0);
    grown(from, to, spread, |step| {
        let (count, far) = (step.moves.len(), step.far());
        near += count - far;
        all += count;
        anew += usize::from(far * 2 > count);
        steps += 1;
        let places = joints(&step.drawn);
        let seed = step.seed;
        assert!(places[0] < places[2] && places[2] < places[4] && places[1] < places[3], "seed {seed}");
    });
    (near * 100 / all, anew * 100 / steps)
}

#[test]
fn a_new_cause_moves_the_others_by_less_than_a_card_and_swaps_no_bones() {
    for (from, to) in [(6, 36), (36, 70), (70, 130)] {
        let (near, anew) = calm(from, to, Spread::Even);
        assert!(near >= 90, "{from} to {to}: {near} of 100 causes moved less than a card");
        assert!(anew <= 5, "{from} to {to}: {anew} of 100 drawings were made anew");
    }
}

#[test]
fn on_one_crowded_bone_most_causes_stay() {
    for bone in [0, 1] {
        let (near, anew) = calm(60, 130, Spread::One(bone));
        assert!(near >= 86, "{near} of 100 causes moved less than a card");
        assert!(anew <= 10, "{anew} of 100 drawings were made anew");
    }
}

#[test]
fn a_letter_moves_nothing_unless_the_card_grows() {
    let canvas = wall();
    for (seed, causes) in [(0, 12), (1, 36), (2, 60), (3, 110)] {
        let mut rng = Rng::with_seed(seed);
        let mut fish = workshop::fish(5, causes, Spread::Even, seed);
        let mut before = fit(&fish, &canvas, None);
        let (mut letters, mut grown) = (0, 0);
        for _ in 0..60 {
            let bone = rng.usize(..5);
            let own = fish.bones[bone].causes.len();
            let at = rng.usize(..own);
            let cause = &mut fish.bones[bone].causes[at];
            cause.text.push(rng.lowercase());
            let old = cards(&fish, &before);
            let after = fit(&fish, &canvas, Some(&before.arrangement));
            let new = cards(&fish, &after);
            // A card that needs a line more grows, or its column does.
            let size = |area: Rect| (area.width, area.height);
            let taller = old.iter().zip(&new).any(|(old, new)| size(old.1) != size(new.1));
            let furthest = moves(&old, &new).iter().map(|(by, _)| *by).fold(0.0, f64::max);
            letters += 1;
            grown += usize::from(taller);
            assert!(taller || furthest < 0.01, "seed {seed}: {furthest}");
            before = after;
        }
        assert!(grown * 3 < letters, "seed {seed}: {grown} of {letters} letters made cards larger");
    }
}

#[test]
fn a_cause_that_comes_and_goes_does_not_flicker() {
    let canvas = wall();
    for seed in 0..12 {
        let mut rng = Rng::with_seed(300 + seed);
        let causes = rng.usize(8..80);
        let without = workshop::fish(5, causes, Spread::Even, seed);
        let mut with = without.clone();
        workshop::grow(&mut rng, &mut with, 2);
        // It comes once; what room was made for it then is enough from then on.
        let first = fit(&without, &canvas, None);
        let mut drawn = fit(&with, &canvas, Some(&first.arrangement));
        let settled = cards(&with, &drawn);
        for _ in 0..5 {
            drawn = fit(&without, &canvas, Some(&drawn.arrangement));
            drawn = fit(&with, &canvas, Some(&drawn.arrangement));
            let moved = moves(&settled, &cards(&with, &drawn));
            let furthest = moved.iter().map(|(by, _)| *by).fold(0.0, f64::max);
            assert!(furthest < 1.0, "seed {seed}, {causes} causes: {furthest}");
        }
    }
}
