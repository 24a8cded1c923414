//! The one free choice: how far cards may reach from the spine.
//!
//! Little reach makes a long fish, much a tall one; the reach is taken with which the drawing, fitted into the
//! wanted proportions, is shown largest.

use crate::measured::{Ribs, Snout};
use crate::plan::Plan;
use crate::{Drawing, Fish, Options};

/// Reaches are tried at these steps, so that a bone grows in leaps and most new notes move nothing.
const GROWTH: f64 = 1.14;
/// A reach on screen is kept until another shows the fish this much larger.
const PATIENCE: f64 = 1.12;

pub(crate) fn layout(fish: &Fish, options: &Options) -> Drawing {
    let aspect = if options.aspect.is_finite() { options.aspect.clamp(0.5, 4.0) } else { 16.0 / 9.0 };
    let bones: Vec<Ribs> =
        fish.bones.iter().enumerate().map(|(index, bone)| Ribs::new(index, bone, options)).collect();
    let head = Snout::new(&fish.effect, options.detail);
    let reach = choose(&bones, &head, aspect, options.keep_reach);
    let mut plan = Plan::new(&bones, &head, reach);
    plan.fill(&bones, &head, aspect);
    plan.draw(bones, head, reach)
}

/// How far cards may reach above and below the spine, as parts of the longer reach; the first is preferred.
const SIDES: [[f64; 2]; 5] = [[1.0, 1.0], [1.0, 0.6], [0.6, 1.0], [1.0, 0.36], [0.36, 1.0]];
/// How much larger the fish must be shown for sides that differ.
const UNEVEN: f64 = 1.05;

/// The reach with which the fish is shown largest.
fn choose(bones: &[Ribs], head: &Snout, aspect: f64, keep: Option<[f64; 2]>) -> [f64; 2] {
    let most = |measure: fn(&Ribs) -> f64, side: usize| {
        bones.iter().filter(|bone| bone.side as usize == side).map(measure).fold(40.0, f64::max)
    };
    let tallest = [most(Ribs::tallest, 0), most(Ribs::tallest, 1)];
    let longest = most(Ribs::total, 0).max(most(Ribs::total, 1));
    let size = |reach: [f64; 2]| {
        let plan = Plan::new(bones, head, reach);
        plan.height.max(plan.width / aspect)
    };
    let least = tallest[0].min(tallest[1]);
    let mut reach = 60.0;
    while reach * GROWTH < least {
        reach *= GROWTH;
    }
    let (mut best, mut smallest) = ([longest; 2], f64::INFINITY);
    loop {
        for (index, parts) in SIDES.into_iter().enumerate() {
            let sides = [(reach * parts[0]).max(tallest[0]), (reach * parts[1]).max(tallest[1])];
            let size = size(sides) * if index == 0 { 1.0 } else { UNEVEN };
            if size < smallest {
                (best, smallest) = (sides, size);
            }
        }
        // Higher than the best is large will not do better: a full column is nearly as tall as its reach.
        if reach * 0.36 >= longest || reach * 0.7 > smallest {
            break;
        }
        reach *= GROWTH;
    }
    match keep {
        Some(kept) if (0..2).all(|side| kept[side].is_finite() && kept[side] >= tallest[side]) => {
            if size(kept) <= smallest * PATIENCE { kept } else { best }
        }
        _ => best,
    }
}
