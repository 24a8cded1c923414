//! Numbers and dates as the languages of the product write them.

use crate::Day;

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Polish.
    Polish,
    /// Ukrainian.
    Ukrainian,
}

const MONTHS: [[&str; 12]; 3] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"],
    ["січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру"],
];

impl Language {
    /// The language with this code; English for any other.
    #[must_use]
    pub fn of(code: &str) -> Self {
        match code {
            "pl" => Language::Polish,
            "uk" => Language::Ukrainian,
            _ => Language::English,
        }
    }

    /// What the line of a target is called.
    pub(crate) fn target(self) -> &'static str {
        ["target", "cel", "ціль"][self as usize]
    }

    /// A number with at most so many decimals, and none for nothing.
    pub(crate) fn number(self, value: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", value.abs());
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let rest = rest.trim_end_matches('0');
        let (decimal, thousands) = if self == Language::English { ('.', ',') } else { (',', '\u{a0}') };
        let mut out = String::new();
        if value < 0.0 && (whole != "0" || !rest.is_empty()) {
            out.push('−');
        }
        for (at, digit) in whole.chars().enumerate() {
            // Polish writes 1234, and 12 345.
            let apart = whole.len() > if self == Language::Polish { 4 } else { 3 };
            if apart && at > 0 && (whole.len() - at).is_multiple_of(3) {
                out.push(thousands);
            }
            out.push(digit);
        }
        if !rest.is_empty() {
            out.push(decimal);
            out.push_str(rest);
        }
        out
    }

    /// A date; without its day where only months count, and the year alone where only years do.
    pub(crate) fn date(self, day: Day, precision: Precision) -> String {
        let (year, month, date) = day.date();
        let name = MONTHS[self as usize][(month - 1) as usize];
        match precision {
            Precision::Year => year.to_string(),
            Precision::Month => format!("{name}\u{a0}{year}"),
            Precision::Day => format!("{date}\u{a0}{name}\u{a0}{year}"),
        }
    }
}

/// What of a date counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    Year,
    Month,
    Day,
}

impl Precision {
    /// What counts of all these.
    pub fn of(days: &[Day]) -> Self {
        if days.iter().all(|day| day.is_of_year()) {
            Precision::Year
        } else if days.iter().all(|day| day.is_of_month()) {
            Precision::Month
        } else {
            Precision::Day
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_those_of_the_language() {
        let check =
            |code: &str, value: f64, expect: &str| assert_eq!(Language::of(code).number(value, 2), expect);
        check("en", 1234.5, "1,234.5");
        check("pl", 1234.5, "1234,5");
        check("pl", -12_345.0, "−12\u{a0}345");
        check("uk", 1234.567, "1\u{a0}234,57");
        check("en", -0.001, "0");
        check("en", 1e12, "1,000,000,000,000");
        let day = Day::parse("2026-03-31").unwrap();
        assert_eq!(Language::Polish.date(day, Precision::of(&[day])), "mar\u{a0}2026");
        let other = Day::parse("2026-03-30").unwrap();
        assert_eq!(Language::Ukrainian.date(other, Precision::of(&[day, other])), "30\u{a0}бер\u{a0}2026");
        assert_eq!(Language::English.date(Day::parse("2025-12-31").unwrap(), Precision::Year), "2025");
    }
}
