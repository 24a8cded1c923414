//! One side of the spine, with the room for its columns.
//!
//! Columns lean like the bones. Here `u` is the point where a leaning line meets the spine, and `d` is the distance
//! from the spine. In these coordinates both sides of the spine look the same.

use super::style::CLEAR;

/// The distance between a bone's line and an obstacle.
const BESIDE: f64 = 0.3;

/// An area that columns avoid: from `left` to `right`, and from `near` to `far` in distance from the spine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Obstacle {
    pub left: f64,
    pub right: f64,
    pub near: f64,
    pub far: f64,
}

/// The room beside the spine.
#[derive(Clone, Debug)]
pub(crate) struct Half {
    /// How far a line moves to the left for each unit of distance from the spine.
    pub lean: f64,
    /// The distances from the spine between which cards lie.
    pub near: f64,
    pub far: f64,
    /// The left and right limits of everything on this side.
    pub left: f64,
    pub right: f64,
    /// The limits between which bones meet the spine.
    pub joints: [f64; 2],
    pub obstacles: Vec<Obstacle>,
    pub has_spine: bool,
}

/// The distances from the spine between which a column can hold cards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Reach {
    pub near: f64,
    pub far: f64,
}

impl Reach {
    pub(crate) fn length(self) -> f64 {
        self.far - self.near
    }
}

impl Half {
    /// The distances that a column from `from` to `to` can use.
    pub(crate) fn reach(&self, from: f64, to: f64) -> Reach {
        let mut reach = Reach { near: self.near, far: self.far };
        if from - self.lean * reach.far < self.left {
            reach.far = if self.lean > 0.0 { (from - self.left) / self.lean } else { 0.0 };
        }
        if to - self.lean * reach.near > self.right {
            reach.near = if self.lean > 0.0 { (to - self.right) / self.lean } else { reach.far };
        }
        for obstacle in &self.obstacles {
            let (left, right) = (from - self.lean * obstacle.far, to - self.lean * obstacle.near);
            if right + CLEAR <= obstacle.left || left - CLEAR >= obstacle.right {
                continue;
            }
            if obstacle.near - reach.near > reach.far - obstacle.far {
                reach.far = reach.far.min(obstacle.near - CLEAR);
            } else {
                reach.near = reach.near.max(obstacle.far + CLEAR);
            }
        }
        reach
    }

    /// Whether a bone from the spine up to the distance `d` meets no obstacle.
    pub(crate) fn is_open(&self, u: f64, d: f64) -> bool {
        !self.has_spine
            || self.obstacles.iter().all(|obstacle| {
                let (left, right) = (self.x(u, obstacle.far), self.x(u, obstacle.near.max(0.0)));
                let aside = right + BESIDE <= obstacle.left || left - BESIDE >= obstacle.right;
                aside || obstacle.near >= d
            })
    }

    /// The position, at the distance `d`, of a line that meets the spine at `u`.
    pub(crate) fn x(&self, u: f64, d: f64) -> f64 {
        u - self.lean * d
    }
}
