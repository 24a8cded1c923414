//! PNG: the picture as pixels.

use std::io::Write;

use crate::ExportError;
use crate::picture::Picture;
use crate::raster;
use crate::slide::Size;

pub(crate) fn write(picture: &Picture, size: Size) -> Result<Vec<u8>, ExportError> {
    let (width, height) = size.pixels();
    let mut file = vec![];
    let mut encoder = png::Encoder::new(&mut file, width, height);
    // The paper covers everything, so no transparency is needed.
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // The density at which a slide is as wide as a page of a presentation.
    let per_metre = (f64::from(width) / 0.3387).round() as u32;
    let unit = png::Unit::Meter;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit }));
    let mut header = encoder.write_header()?;
    let mut rows = header.stream_writer()?;
    raster::draw(picture, 1.0, (width, height), raster::BAND, |band| Ok(rows.write_all(band)?))?;
    rows.finish()?;
    header.finish()?;
    Ok(file)
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
