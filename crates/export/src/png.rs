//! PNG: the picture as pixels.

use std::io::Write;

use crate::ExportError;
use crate::picture::Picture;
use crate::raster;

/// The pixels in one unit, as long as the image has at most `LIGHT` pixels. A larger image has fewer, down to one.
const SHARP: f64 = 2.0;
const LIGHT: f64 = 16e6;
/// The most pixels of an image, and the most on one side, because viewers hold four bytes for each. A larger picture
/// has less than one pixel in a unit.
const PIXELS: f64 = 24e6;
const SIDE: f64 = 16_000.0;

pub(crate) fn write(picture: &Picture) -> Result<Vec<u8>, ExportError> {
    let scale = scale(picture.width, picture.height);
    let pixels = |length: f64| (length * scale).ceil().max(1.0) as u32;
    let (width, height) = (pixels(picture.width), pixels(picture.height));
    let mut file = vec![];
    let mut encoder = png::Encoder::new(&mut file, width, height);
    // The paper covers everything, so no transparency is needed.
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut header = encoder.write_header()?;
    let mut rows = header.stream_writer()?;
    raster::draw(picture, scale, (width, height), raster::BAND, |band| Ok(rows.write_all(band)?))?;
    rows.finish()?;
    header.finish()?;
    Ok(file)
}

fn scale(width: f64, height: f64) -> f64 {
    let at = |most: f64| (most / (width * height)).sqrt();
    at(LIGHT).clamp(1.0, SHARP).min(at(PIXELS)).min(SIDE / width.max(height))
}

impl From<png::EncodingError> for ExportError {
    fn from(error: png::EncodingError) -> Self {
        ExportError::Write(error.to_string())
    }
}

impl From<std::io::Error> for ExportError {
    fn from(error: std::io::Error) -> Self {
        ExportError::Write(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_keeps_small_pictures_sharp_and_large_ones_within_bounds() {
        let check = |width, height, expect: f64| {
            let scale = scale(width, height);
            assert!((scale - expect).abs() < 0.001, "{width} × {height}: {scale}");
            assert!(width * height * scale * scale <= PIXELS + 1.0 && width.max(height) * scale <= SIDE);
        };
        check(600.0, 400.0, 2.0);
        check(2_217.0, 1_536.0, 2.0);
        check(5_175.0, 3_200.0, 1.0);
        check(8_985.0, 5_454.0, 0.7);
        check(64_625.0, 36_751.0, 0.1005);
        check(100.0, 90_000.0, 0.1778);
    }
}
