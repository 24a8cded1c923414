//! What may stand under a key.

use super::Limits;
use crate::wire::utf16_len;

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A Y.Text that people edit together. Its length is the gate's to count: [`Limits::note_text`] of a note's,
    /// [`Limits::field_text`] of any other.
    SharedText,
    /// A string of [`Limits::field_text`] UTF-16 code units at most.
    Text,
    /// A string of [`Limits::key`] bytes at most: an id or an order key.
    Key,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A Y.Map of `item → order`: [`Limits::list_items`] items of [`Limits::item`] bytes each at most.
    List,
}

/// A key, and what may stand under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// Whether it may also be null, which says that there is none.
    pub nullable: bool,
}

/// Why a text does not stand under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is longer than so many (UTF-16 code units of a text, bytes of a key or an item).
    TooLong(u32),
    /// It is none of these words.
    Unlisted(&'static [&'static str]),
    /// The field holds no single string, or the id holds nothing or control characters.
    Form,
}

impl Field {
    pub(super) const fn new(key: &'static str, kind: Kind) -> Self {
        Self { key, kind, nullable: false }
    }

    pub(super) const fn optional(key: &'static str, kind: Kind) -> Self {
        Self { key, kind, nullable: true }
    }

    /// Whether a string may stand here.
    ///
    /// # Errors
    /// Why not.
    pub fn fits(&self, text: &str, limits: &Limits) -> Result<(), Unfit> {
        match self.kind {
            Kind::Text => limits.units(text, limits.field_text),
            Kind::Key => limits.bytes(text, limits.key),
            Kind::OneOf(words) => words.contains(&text).then_some(()).ok_or(Unfit::Unlisted(words)),
            Kind::SharedText | Kind::List => Err(Unfit::Form),
        }
    }
}

/// The field of this key.
pub fn find<'f>(fields: &'f [Field], key: &str) -> Option<&'f Field> {
    fields.iter().find(|field| field.key == key)
}

impl Limits {
    /// Whether a text has at most so many UTF-16 code units.
    ///
    /// # Errors
    /// [`Unfit::TooLong`].
    pub fn units(&self, text: &str, most: u32) -> Result<(), Unfit> {
        // No text has more code units than bytes.
        if text.len() > most as usize && utf16_len(text) > most { Err(Unfit::TooLong(most)) } else { Ok(()) }
    }

    /// Whether this may be the id of something new.
    ///
    /// # Errors
    /// [`Unfit::Form`] of an empty one and one with control characters, [`Unfit::TooLong`].
    pub fn id(&self, id: &str) -> Result<(), Unfit> {
        self.named(id, self.key)
    }

    /// Whether this may be an item of a list.
    ///
    /// # Errors
    /// As of an id.
    pub fn item(&self, item: &str) -> Result<(), Unfit> {
        self.named(item, self.item)
    }

    fn named(&self, name: &str, most: u32) -> Result<(), Unfit> {
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(Unfit::Form);
        }
        self.bytes(name, most)
    }

    fn bytes(&self, text: &str, most: u32) -> Result<(), Unfit> {
        if text.len() > most as usize { Err(Unfit::TooLong(most)) } else { Ok(()) }
    }
}
