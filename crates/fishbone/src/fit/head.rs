//! The head with the effect: its size, and its place beside the spine.

use super::style::{CLEAR, MARGIN};
use crate::Rect;
use crate::paragraph::Paragraph;

/// The leading of the effect, in its own type size.
pub(crate) const LEADING: f64 = 1.18;
/// The space around the text, in its own type size.
const PAD_X: f64 = 0.75;
const PAD_Y: f64 = 0.55;
/// The length of the nose beyond the text.
const NOSE: f64 = 0.85;
/// The most lines of the effect.
const MOST_LINES: usize = 9;

/// The head with its text broken into lines. All lengths are in type sizes of the causes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Head {
    /// The size of its text.
    pub scale: f64,
    /// The width at which the text is broken, in thousandths of its own size.
    pub limit: u32,
    pub lines: usize,
    /// The width of the body, without the nose.
    pub body: f64,
    pub width: f64,
    pub height: f64,
    /// The distance from the body's left edge to the text.
    pub left: f64,
}

impl Head {
    /// The head that takes the least room on a canvas of this size.
    pub(crate) fn new(effect: &Paragraph, scale: f64, width: f64, height: f64) -> Self {
        let mut best: Option<(f64, Head)> = None;
        for step in 0..12 {
            let most = 5.0 + f64::from(step) * 1.5;
            let limit = (most * 1000.0) as u32;
            let (mut lines, mut widest, mut broken) = (0, 0, false);
            effect.lines(limit, |span| {
                if lines < MOST_LINES {
                    widest = span.width.max(widest);
                    broken |= span.hyphen;
                }
                lines += 1;
            });
            broken |= lines > MOST_LINES;
            let lines = lines.min(MOST_LINES);
            let text = (f64::from(widest) / 1000.0).max(3.0);
            let head = Head {
                scale,
                limit,
                lines,
                body: (text + 2.0 * PAD_X) * scale,
                width: (text + 2.0 * PAD_X + NOSE) * scale,
                height: (lines.max(2) as f64 * LEADING + 2.0 * PAD_Y) * scale,
                left: PAD_X * scale,
            };
            let off = if head.height > head.width * 0.8 { head.height / (head.width * 0.8) } else { 1.0 };
            let large = (head.width / (width * 0.26)).max(head.height / (height * 0.4)).max(1.0);
            let cost = (head.width + CLEAR)
                * (head.height + 2.0 * CLEAR)
                * off
                * large
                * large
                * if broken { 4.0 } else { 1.0 };
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, head));
            }
        }
        best.map_or_else(
            || Head { scale, limit: 5000, lines: 0, body: 4.0, width: 5.0, height: 3.0, left: 0.5 },
            |(_, head)| head,
        )
    }

    /// The smallest distance from the head's upper or lower edge at which it can meet the spine.
    fn overlap(&self) -> f64 {
        (self.height / 2.0).min(1.0)
    }

    /// The smallest distance of the spine from the edge of the canvas.
    pub(crate) fn least_beside(&self) -> f64 {
        self.overlap() + MARGIN * 0.6
    }

    /// The place of the head if the spine is at `spine`, outside the areas to keep free: as near as possible to the
    /// middle of the spine, and at the right edge if possible.
    pub(crate) fn place(&self, spine: f64, width: f64, height: f64, free: &[Rect]) -> Option<Rect> {
        let half = self.overlap();
        // The head cannot be right of an area to keep free that is beside the spine.
        let crossed = free
            .iter()
            .map(wider)
            .filter(|free| free.x >= width / 2.0 && free.y < spine + CLEAR && free.bottom() > spine - CLEAR);
        let mut right = crossed.map(|free| free.x).fold(width - MARGIN * 0.6, f64::min);
        for _ in 0..3 {
            let x = right - self.width;
            let least = (spine - self.height + half).max(MARGIN * 0.6);
            let most = (spine - half).min(height - MARGIN * 0.6 - self.height);
            if x < width * 0.3 || least > most {
                return None;
            }
            let at = |y: f64| Rect { x, y, width: self.width, height: self.height };
            let hit = |y: f64| free.iter().find(|free| wider(free).overlaps(&at(y)));
            let middle = (spine - self.height / 2.0).clamp(least, most);
            let Some(first) = hit(middle) else { return Some(at(middle)) };
            let under = first.bottom() + CLEAR * 1.01;
            let over = first.y - CLEAR * 1.01 - self.height;
            for y in [under, over] {
                if (least..=most).contains(&y) && hit(y).is_none() {
                    return Some(at(y));
                }
            }
            right = first.x - CLEAR * 1.01;
        }
        None
    }
}

/// The rectangle with the space that is left around it.
pub(crate) fn wider(rect: &Rect) -> Rect {
    Rect {
        x: rect.x - CLEAR,
        y: rect.y - CLEAR,
        width: rect.width + 2.0 * CLEAR,
        height: rect.height + 2.0 * CLEAR,
    }
}
