//! Outlines of spine, bones, head and tail.

use crate::{Point, Rect};

/// A straight line that is `thick` wide at `from` and `thin` at `to`.
pub(crate) fn taper(from: Point, to: Point, thick: f64, thin: f64, across: Across) -> Vec<Point> {
    let at = |point: Point, by: f64| match across {
        Across::Horizontal => Point { x: point.x + by, y: point.y },
        Across::Vertical => Point { x: point.x, y: point.y + by },
    };
    vec![at(from, -thick / 2.0), at(to, -thin / 2.0), at(to, thin / 2.0), at(from, thick / 2.0)]
}

/// The direction in which a tapered line's width is measured.
#[derive(Clone, Copy)]
pub(crate) enum Across {
    Horizontal,
    Vertical,
}

/// Points of a cubic curve, without the first.
fn curve(out: &mut Vec<Point>, from: Point, first: Point, second: Point, to: Point) {
    const STEPS: usize = 14;
    for step in 1..=STEPS {
        let t = step as f64 / STEPS as f64;
        let s = 1.0 - t;
        let mix = |a: f64, b: f64, c: f64, d: f64| {
            s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
        };
        out.push(Point { x: mix(from.x, first.x, second.x, to.x), y: mix(from.y, first.y, second.y, to.y) });
    }
}

/// A fish's head: a soft gill at the left, a nose at the right. `body` is the part that holds text.
pub(crate) fn head(body: Rect, nose: f64) -> Vec<Point> {
    let middle = body.y + body.height / 2.0;
    let tip = Point { x: body.right() + nose, y: middle };
    let round = 18.0_f64.min(body.height / 4.0);
    let shoulder = (body.right() - 60.0).max(body.x + body.width * 0.5);
    let at = |x: f64, y: f64| Point { x, y };
    let gill = at(body.x, body.y + round);
    let brow = at(body.x + round, body.y);
    let mut upper = vec![gill];
    curve(&mut upper, gill, at(body.x + 1.0, body.y + round * 0.3), at(body.x + round * 0.4, body.y), brow);
    upper.push(at(shoulder, body.y));
    let cheek = at(body.right() + nose * 0.4, body.y);
    curve(&mut upper, at(shoulder, body.y), cheek, at(tip.x - nose * 0.06, middle - body.height * 0.2), tip);
    let lower: Vec<Point> =
        upper.iter().rev().skip(1).map(|point| at(point.x, 2.0 * middle - point.y)).collect();
    upper.extend(lower);
    let last = upper[upper.len() - 1];
    curve(
        &mut upper,
        last,
        at(body.x + 7.0, middle + body.height * 0.2),
        at(body.x + 7.0, middle - body.height * 0.2),
        at(body.x, body.y + round),
    );
    upper.pop();
    upper
}

/// A tail fin that opens to the left; the spine begins at its right end.
pub(crate) fn tail(spine: Point, length: f64, spread: f64) -> Vec<Point> {
    let at = |x: f64, y: f64| Point { x: spine.x + x * length, y: spine.y + y * spread };
    let mut upper = vec![at(0.0, -0.06)];
    curve(&mut upper, at(0.0, -0.06), at(-0.35, -0.12), at(-0.62, -0.55), at(-1.0, -1.0));
    curve(&mut upper, at(-1.0, -1.0), at(-0.86, -0.6), at(-0.78, -0.3), at(-0.74, 0.0));
    let lower: Vec<Point> =
        upper.iter().rev().skip(1).map(|point| Point { x: point.x, y: 2.0 * spine.y - point.y }).collect();
    upper.extend(lower);
    upper
}
