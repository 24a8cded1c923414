//! The order of names in lists: that of the board's language (NAME-1).
//!
//! `web/src/board/names.ts` does the same; `tests/fixtures/names.json` tests both. Nothing that is replayed depends on
//! this order, because it changes with the versions of the Unicode Consortium's data.

use std::cmp::Ordering;

use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

/// How names are compared in one language.
pub struct NameOrder(Option<CollatorBorrowed<'static>>);

impl NameOrder {
    /// The order of a language such as `pl`. An unknown language has the order that all languages share.
    pub fn of(language: &str) -> Self {
        let locale = language.parse().unwrap_or(Locale::UNKNOWN);
        Self(Collator::try_new(CollatorPreferences::from(&locale), Default::default()).ok())
    }

    /// Compares two names. Names that the language takes for the same stand in the order of their code points.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        let by_language = self.0.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b));
        by_language.then_with(|| a.cmp(b))
    }
}
