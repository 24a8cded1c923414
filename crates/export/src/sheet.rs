//! A printed page, as data.

use crate::picture::Mark;
use crate::typeset::Place;

/// A page. All lengths are in points, 72 to an inch.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The margin around the content. The page number is printed in it.
    pub margin: f64,
    /// The content, in the order of reading.
    pub layers: Vec<Layer>,
}

/// Marks in units of their own, as a part of one element of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layer {
    /// The distance of its left edge from the page's.
    pub x: f64,
    /// The distance of its upper edge from the page's.
    pub y: f64,
    /// The number of points in one of its units.
    pub scale: f64,
    /// The marks.
    pub marks: Vec<Mark>,
    /// The element of the document.
    pub place: Place,
}
