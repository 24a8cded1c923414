//! The values that a key may have.

use super::Limits;
use crate::length::Length;

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A Y.Text that people edit together. The gate counts its length: a note's has at most [`Limits::note_text`]
    /// characters, any other at most [`Limits::field_text`].
    SharedText,
    /// A string of at most [`Limits::field_text`] characters.
    Text,
    /// A string of at most [`Limits::key`] bytes: an id or an order key.
    Key,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A Y.Map of `item → order`: at most [`Limits::list_items`] items of at most [`Limits::item`] bytes each.
    List,
}

/// A key and the kind of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// The kind of its value.
    pub kind: Kind,
    /// Whether the value may also be null, which means that there is none.
    pub nullable: bool,
}

/// The reason why a text may not be the value of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The text is longer than this limit (characters for a text, bytes for a key or an item).
    TooLong(u32),
    /// The text is none of these words.
    Unlisted(&'static [&'static str]),
    /// The field does not hold a single string, or the id is empty or contains control characters.
    Form,
}

impl Field {
    pub(super) const fn new(key: &'static str, kind: Kind) -> Self {
        Self { key, kind, nullable: false }
    }

    pub(super) const fn optional(key: &'static str, kind: Kind) -> Self {
        Self { key, kind, nullable: true }
    }

    /// Checks a string for this field.
    ///
    /// # Errors
    /// The reason why it does not fit.
    pub fn fits(&self, text: &str, limits: &Limits) -> Result<(), Unfit> {
        match self.kind {
            Kind::Text => limits.text(text, limits.field_text),
            Kind::Key => limits.bytes(text, limits.key),
            Kind::OneOf(words) => words.contains(&text).then_some(()).ok_or(Unfit::Unlisted(words)),
            Kind::SharedText | Kind::List => Err(Unfit::Form),
        }
    }
}

/// The field with this key.
pub fn find<'f>(fields: &'f [Field], key: &str) -> Option<&'f Field> {
    fields.iter().find(|field| field.key == key)
}

impl Limits {
    /// Checks that a text has at most `most` characters (LENGTH-1).
    ///
    /// # Errors
    /// [`Unfit::TooLong`].
    pub fn text(&self, text: &str, most: u32) -> Result<(), Unfit> {
        // No text has more characters than bytes.
        if text.len() <= most as usize || Length::of(text).fits(most) {
            Ok(())
        } else {
            Err(Unfit::TooLong(most))
        }
    }

    /// Checks the id of something new.
    ///
    /// # Errors
    /// [`Unfit::Form`] if the id is empty or contains control characters; [`Unfit::TooLong`].
    pub fn id(&self, id: &str) -> Result<(), Unfit> {
        self.named(id, self.key)
    }

    /// Checks an item of a list.
    ///
    /// # Errors
    /// The same as for [`id`](Self::id).
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
