//! Draws a picture as rows of pixels, one band of rows and a few letters at a time. So memory never holds the whole
//! image or the outlines of all its letters, however large the picture is.

use resvg::{tiny_skia, usvg};

use crate::picture::{Colour, Mark, PAPER, Picture};
use crate::{ExportError, font, svg};

/// The pixels of a band, with four bytes each.
pub(crate) const BAND: u32 = 4_000_000;
/// The rows that are drawn beyond a band on both sides. At the edge of a drawing, half-covered pixels come out
/// slightly different.
const SEAM: u32 = 24;
/// The letters whose outlines are held at once. Each takes some 700 bytes.
const LETTERS: usize = 10_000;
/// Type of fewer pixels than this is illegible. It is drawn as a strip, which takes a hundredth of the time.
const LEGIBLE: f64 = 3.0;

/// A mark without other marks in it, and the rows that it may touch, in units of the picture.
struct Leaf<'p> {
    mark: &'p Mark,
    top: f64,
    bottom: f64,
}

/// Draws all bands from the top down, and hands over each as rows of red, green and blue bytes.
pub(crate) fn draw(
    picture: &Picture,
    scale: f64,
    (width, height): (u32, u32),
    band: u32,
    mut hand_over: impl FnMut(&[u8]) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut all = vec![];
    leaves(&picture.marks, &mut all);
    let options = usvg::Options {
        font_family: font::FAMILY.to_owned(),
        fontdb: font::database(),
        ..usvg::Options::default()
    };
    let rows = (band / width).clamp(1, height);
    let no_size = || ExportError::Write("the picture has no size".to_owned());
    let mut band = tiny_skia::Pixmap::new(width, rows + 2 * SEAM).ok_or_else(no_size)?;
    let mut colours = Vec::with_capacity(width as usize * rows as usize * 3);
    for first in (0..height).step_by(rows as usize) {
        let last = (first + rows).min(height);
        let from = f64::from(first) - f64::from(SEAM);
        let (top, bottom) = (from / scale, f64::from(last + SEAM) / scale);
        let here = all.iter().filter(|leaf| leaf.top <= bottom && leaf.bottom >= top);
        let Colour(red, green, blue) = PAPER;
        band.fill(tiny_skia::Color::from_rgba8(red, green, blue, 255));
        let transform =
            tiny_skia::Transform::from_row(scale as f32, 0.0, 0.0, scale as f32, 0.0, -from as f32);
        for some in few(here.map(|leaf| leaf.mark)) {
            let size = (picture.width, picture.height);
            let drawing = svg::rendered(some.into_iter(), size, LEGIBLE / scale);
            let tree = usvg::Tree::from_str(&drawing, &options)
                .map_err(|error| ExportError::Write(error.to_string()))?;
            resvg::render(&tree, transform, &mut band.as_mut());
        }
        colours.clear();
        let pixels =
            band.pixels().chunks_exact(width as usize).skip(SEAM as usize).take((last - first) as usize);
        colours.extend(pixels.flatten().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]));
        hand_over(&colours)?;
    }
    Ok(())
}

/// Divides marks into runs with few letters, in their order.
fn few<'m>(mut marks: impl Iterator<Item = &'m Mark>) -> impl Iterator<Item = Vec<&'m Mark>> {
    std::iter::from_fn(move || {
        let mut some = vec![];
        let mut letters = 0;
        for mark in marks.by_ref() {
            some.push(mark);
            letters += match mark {
                Mark::Text { text, .. } | Mark::Spare { text, .. } => text.len(),
                _ => 1,
            };
            if letters >= LETTERS {
                break;
            }
        }
        Some(some).filter(|some| !some.is_empty())
    })
}

fn leaves<'p>(marks: &'p [Mark], out: &mut Vec<Leaf<'p>>) {
    for mark in marks {
        let (top, bottom) = match mark {
            Mark::Group { marks, .. } | Mark::Cell { marks, .. } => {
                leaves(marks, out);
                continue;
            }
            Mark::Area { points, .. } => span(points, 0.0),
            Mark::Line { points, width, .. } => span(points, *width),
            Mark::Rect { area, .. } => (area.y - 1.0, area.bottom() + 1.0),
            Mark::Text { baseline, size, text, .. } | Mark::Spare { baseline, size, text, .. } => {
                let (above, below) = reach(text);
                (baseline - size * above, baseline + size * below)
            }
        };
        out.push(Leaf { mark, top, bottom });
    }
}

fn span(points: &[fishbone::Point], more: f64) -> (f64, f64) {
    let ends = points.iter().fold((f64::MAX, f64::MIN), |(top, bottom), p| (top.min(p.y), bottom.max(p.y)));
    (ends.0 - more, ends.1 + more)
}

/// How far letters reach above and below their line, in type sizes. Accents can be stacked.
fn reach(text: &str) -> (f64, f64) {
    let piles = |c: char| matches!(u32::from(c), 0x300..=0x36f | 0x483..=0x489 | 0x591.. );
    if text.chars().any(piles) { (6.0, 4.0) } else { (1.4, 0.6) }
}

#[cfg(test)]
mod tests {
    use fishbone::{Point, Weight};

    use super::*;
    use crate::picture::{INK, LINE, SURFACE, rect};

    fn text(baseline: f64, size: f64, text: &str) -> Mark {
        let weight = if size > 20.0 { Weight::Semibold } else { Weight::Regular };
        Mark::Text { x: 10.3, baseline, size, weight, colour: INK, text: text.to_owned() }
    }

    /// A picture with every kind of mark, at heights that are not whole pixels.
    fn sheet() -> Picture {
        let mut marks =
            vec![Mark::Rect { area: rect(0.0, 0.0, 300.0, 200.0), radius: 0.0, fill: PAPER, edge: None }];
        let points = [(5.0, 3.0), (290.0, 90.4), (40.7, 196.0)].map(|(x, y)| Point { x, y });
        marks.push(Mark::Area { points: points.to_vec(), fill: LINE });
        marks.push(Mark::Line { points: points.to_vec(), width: 3.3, colour: INK });
        for at in 0..9 {
            let area = rect(6.2, 2.7 + 21.0 * f64::from(at), 240.0, 19.0);
            let card = Mark::Rect { area, radius: 5.0, fill: SURFACE, edge: Some(LINE) };
            let says = ["Ścieżka Ґґ Її – 5", "rodzina 👩‍👩‍👧 i 👍🏽 gj", "a\u{301}\u{301}\u{301} e\u{323}\u{323}"];
            let words = text(area.y + 14.1, 15.0, says[at as usize % 3]);
            marks.push(Mark::Group { whole: String::new(), note: None, marks: vec![card, words] });
        }
        marks.push(text(120.0, 60.0, "Ągź"));
        Picture { width: 300.0, height: 200.0, language: "pl", marks, ..Picture::default() }
    }

    /// The whole picture in one drawing.
    fn whole(picture: &Picture, scale: f64, (width, height): (u32, u32)) -> Vec<u8> {
        let (fontdb, font_family) = (font::database(), font::FAMILY.to_owned());
        let options = usvg::Options { fontdb, font_family, ..usvg::Options::default() };
        let mut marks = vec![];
        leaves(&picture.marks, &mut marks);
        let marks = marks.iter().map(|leaf| leaf.mark);
        let tree =
            usvg::Tree::from_str(&svg::rendered(marks, (picture.width, picture.height), 0.0), &options);
        let mut image = tiny_skia::Pixmap::new(width, height).unwrap();
        image.fill(tiny_skia::Color::from_rgba8(PAPER.0, PAPER.1, PAPER.2, 255));
        let transform = tiny_skia::Transform::from_scale(scale as f32, scale as f32);
        resvg::render(&tree.unwrap(), transform, &mut image.as_mut());
        image.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect()
    }

    #[test]
    fn bands_make_the_picture_that_one_drawing_of_the_whole_makes() {
        let picture = sheet();
        for (scale, some) in [(0.7, 7), (1.0, 50), (1.37, 90), (2.0, 50)] {
            let size = [picture.width, picture.height].map(|length| (length * scale).ceil() as u32);
            let (width, height) = (size[0], size[1]);
            let expect = whole(&picture, scale, (width, height));
            for rows in [some, 1_000] {
                let mut made = vec![];
                let keep = |band: &[u8]| {
                    made.extend_from_slice(band);
                    Ok(())
                };
                draw(&picture, scale, (width, height), width * rows, keep).unwrap();
                assert_eq!(made.len(), expect.len());
                let off = made.iter().zip(&expect).map(|(a, b)| a.abs_diff(*b)).filter(|off| *off > 0);
                let (most, count) = (off.clone().max().unwrap_or_default(), off.count());
                // The outlines of marks that extend beyond a band are cut, and a few half-covered pixels are rounded
                // differently.
                assert!(most <= 16, "scale {scale}, {rows} rows: off by {most}");
                assert!(count < expect.len() / 2_000, "scale {scale}, {rows} rows: {count} are off");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_strip_as_long_as_its_words() {
        let mut picture = sheet();
        picture.marks = vec![text(100.0, 15.0, "Klient czeka zbyt długo na odpowiedź")];
        let inked = |scale: f64| {
            let size = [picture.width, picture.height].map(|length| (length * scale).ceil() as u32);
            let (mut columns, mut darkest) = (std::collections::BTreeSet::new(), 255);
            let see = |band: &[u8]| {
                for (at, pixel) in band.chunks_exact(3).enumerate().filter(|(_, pixel)| pixel[0] < 0xe0) {
                    columns.insert(at % size[0] as usize);
                    darkest = darkest.min(pixel[0]);
                }
                Ok(())
            };
            draw(&picture, scale, (size[0], size[1]), BAND, see).unwrap();
            (columns.len() as f64 / scale, darkest)
        };
        let ((letters, ink), (strip, grey)) = (inked(2.0), inked(0.19));
        assert!(ink < 0x40 && grey > 0x80, "{ink} {grey}");
        assert!(strip > letters && strip < letters * 1.3, "{strip} {letters}");
    }
}
