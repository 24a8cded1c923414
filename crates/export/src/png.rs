//! PNG: the SVG, rendered.

use resvg::{tiny_skia, usvg};

use crate::picture::Picture;
use crate::{ExportError, font, svg};

/// Pixels a unit, as long as the image has no more than `LIGHT` pixels; a larger one has fewer, down to one.
const SHARP: f64 = 2.0;
const LIGHT: f64 = 16e6;
/// At most this many pixels (4 bytes each while rendering), and at most this many on a side.
const PIXELS: f64 = 40e6;
const SIDE: f64 = 16_000.0;

pub(crate) fn write(picture: &Picture) -> Result<Vec<u8>, ExportError> {
    let failed = |what: &str| ExportError::Write(what.to_owned());
    let options = usvg::Options {
        font_family: font::FAMILY.to_owned(),
        fontdb: font::database(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&svg::rendered(picture), &options)
        .map_err(|e| ExportError::Write(e.to_string()))?;
    let (width, height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let pixels_at = |most: f64| (most / (width * height)).sqrt();
    let scale = pixels_at(LIGHT).clamp(1.0, SHARP).min(pixels_at(PIXELS)).min(SIDE / width.max(height));
    let pixels = |length: f64| (length * scale).ceil().max(1.0) as u32;
    let mut image = tiny_skia::Pixmap::new(pixels(width), pixels(height))
        .ok_or_else(|| failed("the picture has no size"))?;
    let transform = tiny_skia::Transform::from_scale(scale as f32, scale as f32);
    resvg::render(&tree, transform, &mut image.as_mut());
    image.encode_png().map_err(|e| ExportError::Write(e.to_string()))
}
