//! Days of the calendar as numbers.

/// A day: the number of days since 1 January 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32);

impl Day {
    /// Reads `YYYY-MM-DD`. Source of the arithmetic: H. Hinnant, "chrono-compatible low-level date algorithms".
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| -> Option<i32> {
            let part = text.get(from..to)?;
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let fits = text.len() == 10 && (1..=12).contains(&month) && (1..=31).contains(&day);
        let year = if month > 2 { year } else { year - 1 };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        let days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        fits.then_some(Self(era * 146_097 + days - 719_468))
    }

    /// Year, month and day.
    #[must_use]
    pub fn date(self) -> (i32, i32, i32) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, year) = if month < 10 { (month + 3, year) } else { (month - 9, year + 1) };
        (year + era * 400, month, day)
    }

    /// Whether it is the first or the last day of a month: figures of months stand under these.
    pub(crate) fn is_of_month(self) -> bool {
        self.date().2 == 1 || Self(self.0 + 1).date().2 == 1
    }

    /// Whether it is the first or the last day of a year.
    pub(crate) fn is_of_year(self) -> bool {
        matches!(self.date(), (_, 1, 1) | (_, 12, 31))
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn days_are_numbers_and_dates_again() {
        for (text, number) in
            [("1970-01-01", 0), ("2026-02-28", 20_512), ("2024-02-29", 19_782), ("1899-12-30", -25_569)]
        {
            let day = Day::parse(text).unwrap();
            assert_eq!(day.0, number, "{text}");
            let (year, month, date) = day.date();
            assert_eq!(format!("{year:04}-{month:02}-{date:02}"), text);
        }
        for text in ["", "2026-2-28", "2026-02-28x", "2026-13-01", "2026-00-01", "żżżż-02-01"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert!(
            Day::parse("2026-02-28").unwrap().is_of_month()
                && !Day::parse("2026-02-27").unwrap().is_of_month()
        );
        assert!(
            Day::parse("2026-12-31").unwrap().is_of_year() && !Day::parse("2026-12-30").unwrap().is_of_year()
        );
    }
}
