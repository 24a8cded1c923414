//! Characters that no font has. An image and a PDF have no other fonts than those of this program, so they say which ones
//! they draw as boxes. A drawing and a page are shown by programs that have more fonts.

use std::collections::BTreeSet;

use board::reading::Board;

use crate::font;
use crate::picture::{Mark, texts};
use crate::words::Words;

/// The characters on a board that no font of this program has, in their order. PNG and PDF draw each of them as a box.
///
/// # Errors
/// When the board cannot be written as JSON, in which its characters are looked for.
pub fn undrawn(board: &Board) -> Result<BTreeSet<char>, serde_json::Error> {
    let said = serde_json::to_value(board)?;
    let mut undrawn = BTreeSet::new();
    let mut open = vec![&said];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::String(text) => undrawn.extend(font::undrawn(text)),
            serde_json::Value::Array(items) => open.extend(items),
            serde_json::Value::Object(fields) => open.extend(fields.values()),
            _ => {}
        }
    }
    Ok(undrawn)
}

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
