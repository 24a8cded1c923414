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
    /// Ids, one a line: each a [`Kind::Key`], none twice, at most [`Limits::branches`].
    Keys,
    /// A day of the calendar as `YYYY-MM-DD`.
    Date,
    /// A finite number of at most [`NUMBER`] in either direction.
    Number,
    /// The code of a currency by ISO 4217: `PLN`.
    Currency,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A Y.Map of `item → order`: at most [`Limits::list_items`] items of at most [`Limits::item`] bytes each.
    List,
    /// A Y.Map of `day → number`: at most [`Limits::fact_values`] values.
    Series,
}

/// The largest number that a board holds. Below it, numbers with cents are exact in every client.
pub const NUMBER: f64 = 1e12;

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
    /// The text is longer than this limit (characters for a text, bytes for a key or an item, lines for several keys).
    TooLong(u32),
    /// The text is none of these words.
    Unlisted(&'static [&'static str]),
    /// The field does not hold a single string, the text is no day, or the id is empty or contains control characters.
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
            Kind::Keys => limits.keys(text),
            Kind::Date => is_date(text).then_some(()).ok_or(Unfit::Form),
            Kind::Currency => is_currency(text).then_some(()).ok_or(Unfit::Form),
            Kind::OneOf(words) => words.contains(&text).then_some(()).ok_or(Unfit::Unlisted(words)),
            Kind::SharedText | Kind::List | Kind::Series | Kind::Number => Err(Unfit::Form),
        }
    }
}

/// Whether a number is one that a board holds.
pub fn is_number(number: f64) -> bool {
    number.abs() <= NUMBER
}

/// Whether a text is the code of a currency by ISO 4217. Codes that another one has superseded count, because boards are
/// kept for years.
pub fn is_currency(text: &str) -> bool {
    iso_currency::Currency::from_code(text).is_some()
}

/// Every code of a currency, in the order of the alphabet.
pub fn currencies() -> impl Iterator<Item = String> {
    let letters = || b'A'..=b'Z';
    let codes = letters().flat_map(move |a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
    codes.map(|code| code.map(char::from).iter().collect::<String>()).filter(|code| is_currency(code))
}

/// Whether a text is a day of the Gregorian calendar, written as in ISO 8601: `2026-02-28`.
pub fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Option<u32> {
        let part = bytes.get(range).filter(|part| part.iter().all(u8::is_ascii_digit))?;
        Some(part.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    };
    let (Some(year), Some(month), Some(day)) = (digits(0..4), digits(5..7), digits(8..10)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && (1..=days).contains(&day)
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

    fn keys(&self, text: &str) -> Result<(), Unfit> {
        let keys: Vec<&str> = text.split('\n').take(self.branches as usize + 1).collect();
        if keys.len() > self.branches as usize {
            return Err(Unfit::TooLong(self.branches));
        }
        for (place, key) in keys.iter().enumerate() {
            self.id(key)?;
            if keys[..place].contains(key) {
                return Err(Unfit::Form);
            }
        }
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::{NUMBER, currencies, is_currency, is_date, is_number};

    #[test]
    fn currencies_are_codes_of_the_standard_and_nothing_else() {
        for code in ["PLN", "UAH", "EUR", "HRK", "JPY"] {
            assert!(is_currency(code), "{code}");
        }
        for code in ["", "pln", "PL", "ZŁ", "XYZ", "PLN ", "zloty"] {
            assert!(!is_currency(code), "{code}");
        }
        let all: Vec<String> = currencies().collect();
        assert!(all.len() > 150 && all.is_sorted() && all.contains(&"PLN".to_owned()), "{}", all.len());
    }

    #[test]
    fn numbers_are_finite_and_not_too_large_to_be_exact() {
        assert!(is_number(0.0) && is_number(-NUMBER) && is_number(NUMBER));
        for number in [f64::NAN, f64::INFINITY, NUMBER + 1.0, -NUMBER - 1.0] {
            assert!(!is_number(number), "{number}");
        }
    }

    #[test]
    fn days_of_the_calendar_are_dates_and_nothing_else() {
        for date in ["2026-01-31", "2024-02-29", "2000-02-29", "0001-12-01"] {
            assert!(is_date(date), "{date}");
        }
        let wrong = [
            "",
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "2026-4-3",
            "2026/04/03",
            "26-04-03",
            "2026-04-03 ",
            "2026-04-0x",
            "２０２６-04-03",
            "+026-04-03",
        ];
        for date in wrong {
            assert!(!is_date(date), "{date}");
        }
    }
}
