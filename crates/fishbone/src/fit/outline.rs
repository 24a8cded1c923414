//! The outlines of head and tail, in proportion to the type.

use crate::{Point, Rect};

/// The part of the tail fin's half height that is left at its root.
const ROOT: f64 = 0.1;

/// Adds the points of a cubic curve, without the first.
fn curve(out: &mut Vec<Point>, first: Point, second: Point, to: Point) {
    const STEPS: usize = 12;
    let Some(&from) = out.last() else { return };
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
    let at = |x: f64, y: f64| Point { x, y };
    let (top, bottom, middle) = (body.y, body.bottom(), body.y + body.height / 2.0);
    let round = (nose * 0.5).min(body.height / 4.0);
    let shoulder = body.right() - nose * 0.35;
    let tip = at(body.right() + nose, middle);
    let mut out = vec![at(body.x, top + round)];
    curve(&mut out, at(body.x, top + round * 0.4), at(body.x + round * 0.4, top), at(body.x + round, top));
    out.push(at(shoulder, top));
    curve(&mut out, at(body.right() + nose * 0.55, top), at(tip.x, middle - body.height * 0.28), tip);
    curve(
        &mut out,
        at(tip.x, middle + body.height * 0.28),
        at(body.right() + nose * 0.55, bottom),
        at(shoulder, bottom),
    );
    out.push(at(body.x + round, bottom));
    curve(
        &mut out,
        at(body.x + round * 0.4, bottom),
        at(body.x, bottom - round * 0.4),
        at(body.x, bottom - round),
    );
    let gill = body.x + nose * 0.3;
    curve(
        &mut out,
        at(gill, middle + body.height * 0.2),
        at(gill, middle - body.height * 0.2),
        at(body.x, top + round),
    );
    out.pop();
    out
}

/// A tail fin that opens to the left; `root` is its right end, where the spine begins.
pub(crate) fn tail(root: Point, length: f64, spread: f64) -> Vec<Point> {
    let at = |x: f64, y: f64| Point { x: root.x + x * length, y: root.y + y * spread };
    let mut out = vec![at(0.0, -ROOT)];
    curve(&mut out, at(-0.35, -0.15), at(-0.62, -0.55), at(-1.0, -1.0));
    curve(&mut out, at(-0.86, -0.6), at(-0.78, -0.3), at(-0.74, 0.0));
    curve(&mut out, at(-0.78, 0.3), at(-0.86, 0.6), at(-1.0, 1.0));
    curve(&mut out, at(-0.62, 0.55), at(-0.35, 0.15), at(0.0, ROOT));
    out
}

/// A line that is `thick` at `from` and `thin` at `to`, across its direction as seen along one axis.
pub(crate) fn taper(from: Point, to: Point, thick: f64, thin: f64, upright: bool) -> Vec<Point> {
    let at = |point: Point, by: f64| {
        if upright { Point { x: point.x + by, ..point } } else { Point { y: point.y + by, ..point } }
    };
    vec![at(from, -thick / 2.0), at(to, -thin / 2.0), at(to, thin / 2.0), at(from, thick / 2.0)]
}
