//! Times as people read them, in a time zone and in a language.

use std::collections::BTreeSet;

use board::Millis;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::words::Words;

/// A time zone. A board has none of its own, so whoever asks for an export gives theirs.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone with this name of the IANA database, such as `Europe/Warsaw`. The database is part of the program.
    pub fn parse(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

/// Year, month, day, hour, minute and second, in UTC.
pub(crate) fn parts(at: Millis) -> [u16; 6] {
    let at = i64::try_from(at.0).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
    let at = at.unwrap_or(Timestamp::MAX).to_zoned(TimeZone::UTC);
    let day = [at.month(), at.day(), at.hour(), at.minute(), at.second()].map(|n| n.unsigned_abs().into());
    let [month, day, hour, minute, second] = day;
    [at.year().unsigned_abs(), month, day, hour, minute, second]
}

/// A day and a time in the form of the language, such as `20 November 2026, 20:25 CET`.
pub(crate) fn moment(at: Millis, zone: &Zone, words: &Words) -> String {
    let at = i64::try_from(at.0).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
    // No clock is beyond the year 9999.
    let at = at.unwrap_or(Timestamp::MAX).to_zoned(zone.0.clone());
    let month = words.months.split(' ').nth(usize::from(at.month().unsigned_abs()) - 1).unwrap_or_default();
    let (day, year, clock) = (at.day(), at.year(), at.strftime("%H:%M %Z"));
    format!("{day} {month} {year}{}, {clock}", words.year)
}

/// The days of these moments in the form of the language, such as `3 and 20 November 2026`; the first and the last of more
/// than four. None if there are no moments.
pub(crate) fn days(moments: &[Millis], zone: &Zone, words: &Words) -> Option<String> {
    let day = |at: &Millis| {
        let at = i64::try_from(at.0).ok().and_then(|at| Timestamp::from_millisecond(at).ok())?;
        Some(at.to_zoned(zone.0.clone()).date())
    };
    let all: BTreeSet<Date> = moments.iter().filter_map(day).collect();
    let all: Vec<Date> = all.into_iter().collect();
    let (first, last) = (all.first()?, all.last()?);
    let month = |day: &Date| words.months.split(' ').nth(usize::from(day.month().unsigned_abs()) - 1);
    let full =
        |day: &Date| format!("{} {} {}{}", day.day(), month(day).unwrap_or_default(), day.year(), words.year);
    if all.len() > 4 {
        return Some(format!("{} – {}", full(first), full(last)));
    }
    // What the next day says as well is said there.
    let said = |pair: &[Date]| match pair {
        [one, next] if one.first_of_month() == next.first_of_month() => one.day().to_string(),
        [one, next] if one.year() == next.year() => {
            format!("{} {}", one.day(), month(one).unwrap_or_default())
        }
        [one, ..] => full(one),
        [] => String::new(),
    };
    let before: Vec<String> = all.windows(2).map(said).collect();
    if before.is_empty() {
        return Some(full(last));
    }
    Some(format!("{} {} {}", before.join(", "), words.and, full(last)))
}

/// A day that is stored as `YYYY-MM-DD`, in the form of the language, such as `20 November 2026`; anything else as it is.
pub(crate) fn read_day(day: &str, words: &Words) -> String {
    let Ok(date) = day.parse::<Date>() else { return day.to_owned() };
    let month = words.months.split(' ').nth(usize::from(date.month().unsigned_abs()) - 1).unwrap_or_default();
    format!("{} {month} {}{}", date.day(), date.year(), words.year)
}

/// The day of a moment in a time zone, as `YYYY-MM-DD`.
pub(crate) fn day(at: Millis, zone: &Zone) -> String {
    let at = i64::try_from(at.0).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
    at.unwrap_or(Timestamp::MAX).to_zoned(zone.0.clone()).date().to_string()
}

/// A moment in the form of RFC 3339, such as `2026-11-20T19:25:00Z`.
pub fn instant(at: Millis) -> String {
    let at = i64::try_from(at.0).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
    at.unwrap_or(Timestamp::MAX).to_string()
}

/// A moment that was given in Unix milliseconds or in the form of RFC 3339.
pub fn read_instant(text: &str) -> Option<Millis> {
    let given = || u64::try_from(text.parse::<Timestamp>().ok()?.as_millisecond()).ok();
    text.parse().ok().or_else(given).map(Millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_the_language_and_in_the_time_zone() {
        let check = |at: u64, zone: &str, language: &str, expect: &str| {
            let zone = Zone::parse(zone).unwrap();
            assert_eq!(moment(Millis(at), &zone, Words::of(language)), expect);
        };
        check(0, "UTC", "en", "1 January 1970, 00:00 UTC");
        check(951_782_399_000, "UTC", "en", "28 February 2000, 23:59 UTC");
        check(951_868_800_000, "UTC", "en", "1 March 2000, 00:00 UTC");
        check(1_795_202_700_000, "UTC", "pl", "20 listopada 2026, 19:25 UTC");
        check(1_795_202_700_000, "Europe/Warsaw", "pl", "20 listopada 2026, 20:25 CET");
        check(1_795_202_700_000, "Europe/Kyiv", "uk", "20 листопада 2026 р., 21:25 EET");
        check(1_782_000_000_000, "Europe/Warsaw", "pl", "21 czerwca 2026, 02:00 CEST");
        check(u64::MAX, "UTC", "en", "30 December 9999, 22:00 UTC");
        assert_eq!(
            [Zone::parse("Europe/Nowhere"), Zone::parse(""), Zone::parse("../etc/passwd")],
            [None, None, None]
        );
        assert_eq!(Zone::default(), Zone::parse("UTC").unwrap());
    }

    #[test]
    fn the_days_of_a_workshop_are_said_once() {
        let zone = Zone::parse("Europe/Warsaw").unwrap();
        let check = |times: &[&str], language: &str, expect: Option<&str>| {
            let times: Vec<Millis> = times.iter().map(|time| read_instant(time).unwrap()).collect();
            assert_eq!(days(&times, &zone, Words::of(language)).as_deref(), expect);
        };
        check(&[], "en", None);
        // Both are one day in Warsaw, and two in UTC.
        let one = ["2026-11-19T23:30:00Z", "2026-11-20T09:00:00Z"];
        check(&one, "pl", Some("20 listopada 2026"));
        check(&["2026-11-20T09:00:00Z", "2026-11-03T09:00:00Z"], "en", Some("3 and 20 November 2026"));
        let three = ["2026-11-30T09:00:00Z", "2026-12-01T09:00:00Z", "2026-12-02T09:00:00Z"];
        check(&three, "uk", Some("30 листопада, 1 і 2 грудня 2026 р."));
        check(
            &["2026-12-30T09:00:00Z", "2027-01-04T09:00:00Z"],
            "pl",
            Some("30 grudnia 2026 i 4 stycznia 2027"),
        );
        let many: Vec<String> = (1..7).map(|day| format!("2026-11-0{day}T09:00:00Z")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        check(&many, "en", Some("1 November 2026 – 6 November 2026"));
    }

    #[test]
    fn a_moment_is_given_in_milliseconds_or_in_words() {
        let at = Millis(1_795_202_700_000);
        for text in ["1795202700000", "2026-11-20T19:25:00Z", "2026-11-20T20:25:00+01:00"] {
            assert_eq!(read_instant(text), Some(at), "{text}");
        }
        assert_eq!(["", "-1", "soon", "1960-01-01T00:00:00Z"].map(read_instant), [None; 4]);
        assert_eq!(instant(at), "2026-11-20T19:25:00Z");
    }
}
