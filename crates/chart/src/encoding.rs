//! The input and the output of [`crate::draw`] as flat buffers, which cross between the browser and wasm.
//!
//! Input: little-endian `u32` and `f64`; texts as a length in bytes and UTF-8. Output: only `f64`, a text as its length and
//! its code points. `web/src/facts/chart.ts` is the other side.

use fishbone::{Point, Rect};

use crate::{Chart, Day, Form, Language, Mark, Role};

/// Reads a chart; `None` if the bytes are malformed.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Chart> {
    let mut from = Reader { bytes };
    let (width, height, size) = (from.float()?, from.float()?, from.float()?);
    let (language, kind) = (Language::of(&from.text()?), from.text()?);
    let target = (from.number()? == 1).then_some(from.float()?);
    let target_day = Day::parse(&from.text()?);
    let mut values = vec![];
    for _ in 0..from.number()? {
        values.push((Day::parse(&from.text()?)?, from.float()?));
    }
    let fits = [width, height, size].iter().all(|length| length.is_finite() && *length > 0.0);
    let form = Form::of(&kind, values.len());
    let chart = Chart { values, target, target_day, form, language, width, height, size };
    (fits && from.bytes.is_empty()).then_some(chart)
}

/// Writes marks.
#[must_use]
pub fn write(marks: &[Mark]) -> Vec<f64> {
    let mut out = vec![marks.len() as f64];
    let point = |point: &Point| [point.x, point.y];
    for mark in marks {
        match mark {
            Mark::Line { points, width, role } => {
                out.extend([0.0, number_of(*role), *width, points.len() as f64]);
                out.extend(points.iter().flat_map(point));
            }
            Mark::Rect { area: Rect { x, y, width, height }, radius, role } => {
                out.extend([1.0, number_of(*role), *x, *y, *width, *height, *radius]);
            }
            Mark::Text { x, baseline, size, strong, role, text } => {
                let strong = f64::from(u8::from(*strong));
                out.extend([
                    2.0,
                    number_of(*role),
                    *x,
                    *baseline,
                    *size,
                    strong,
                    text.chars().count() as f64,
                ]);
                out.extend(text.chars().map(|c| f64::from(u32::from(c))));
            }
        }
    }
    out
}

fn number_of(role: Role) -> f64 {
    f64::from(role as u8)
}

struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn float(&mut self) -> Option<f64> {
        Some(f64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn text(&mut self) -> Option<String> {
        let length = self.number()? as usize;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }
}
