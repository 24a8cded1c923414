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
    let head = Snout::new(&fish.effect);
    let reach = choose(&bones, &head, aspect, options.keep_reach);
    let mut plan = Plan::new(&bones, &head, reach);
    plan.fill(&bones, &head, aspect);
    plan.draw(bones, head, reach)
}

/// The reach with which the fish is shown largest.
fn choose(bones: &[Ribs], head: &Snout, aspect: f64, keep: Option<f64>) -> f64 {
    let tallest = bones.iter().map(Ribs::tallest).fold(40.0, f64::max);
    let longest = bones.iter().map(Ribs::total).fold(0.0, f64::max);
    let size = |reach: f64| {
        let plan = Plan::new(bones, head, reach);
        plan.height.max(plan.width / aspect)
    };
    let mut reach = 60.0;
    let (mut best, mut smallest) = (None, f64::INFINITY);
    loop {
        if reach >= tallest || reach >= longest {
            let size = size(reach);
            if size < smallest {
                (best, smallest) = (Some(reach), size);
            }
        }
        if reach >= longest {
            break;
        }
        reach *= GROWTH;
    }
    match keep {
        Some(kept) if kept.is_finite() && kept >= tallest && size(kept) <= smallest * PATIENCE => kept,
        _ => best.unwrap_or(reach),
    }
}
