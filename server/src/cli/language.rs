//! The languages that can be chosen.

use clap::ValueEnum;

/// A language of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English.
    En,
    /// Polish.
    Pl,
    /// Ukrainian.
    Uk,
}

impl Language {
    /// Its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Pl => "pl",
            Self::Uk => "uk",
        }
    }
}
