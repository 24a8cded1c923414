//! Characters that no font has. An image and a PDF have no other fonts than those of this program, so they say which ones
//! they draw as boxes. A drawing and a page are shown by programs that have more fonts.

use std::collections::BTreeSet;

use crate::font;
use crate::picture::{Mark, texts};
use crate::words::Words;

/// The most characters that are named.
const NAMED: usize = 20;

/// The sentence about the characters in marks that no font has; `None` if there are none. A character that cannot be drawn
/// is named by its number.
pub(crate) fn notice(marks: &[&[Mark]], words: &Words) -> Option<String> {
    let mut undrawn = BTreeSet::new();
    for some in marks {
        texts(some, &mut |text| undrawn.extend(font::undrawn(text)));
    }
    let mut names: Vec<String> =
        undrawn.iter().take(NAMED).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    names.extend((undrawn.len() > NAMED).then(|| "…".to_owned()));
    (!names.is_empty()).then(|| format!("{}: {}", words.undrawn, names.join(", ")))
}
