//! Numbers, days and kinds as people write them in spreadsheets.

use board::schema::{fact, is_date};

use crate::spreadsheet::Value;
use crate::words::Words;

/// Why a cell is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoNumber {
    /// It is none.
    None,
    /// It may be a thousand, or one and a fraction.
    Two,
}

/// Why a cell is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoDay {
    /// It is none.
    None,
    /// It may be either of two.
    Two,
}

/// The numbers that are days: in spreadsheets, days since the end of 1899. These are from 1954 to 2119.
const SERIALS: std::ops::Range<f64> = 20_000.0..80_400.0;
/// The numbers that are years.
const YEARS: std::ops::RangeInclusive<u32> = 1_900..=2_199;

/// The number in a cell. `words` are those of the board's language: they say what stands before decimals, and what between
/// thousands.
pub(super) fn number(value: &Value, words: &Words) -> Result<f64, NoNumber> {
    let text = match value {
        Value::Number(number) if number.is_finite() => return Ok(*number),
        Value::Text(text) => text,
        _ => return Err(NoNumber::None),
    };
    let text = text.trim().trim_end_matches('%');
    let (negative, digits) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let apart = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’');
    let digits = digits.trim();
    let spaced: Vec<&str> = digits.split(apart).collect();
    // Spaces stand between thousands only.
    if spaced.len() > 1 && !grouped(&spaced) {
        return Err(NoNumber::None);
    }
    let digits = plain(&spaced.concat(), words)?;
    let number: f64 = digits.parse().map_err(|_| NoNumber::None)?;
    Ok(if negative { -number } else { number })
}

/// Whether parts between spaces are those of a number: three digits in each but the first and, before decimals, the last.
fn grouped(parts: &[&str]) -> bool {
    let (first, rest) = (parts[0], &parts[1..]);
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let whole = |part: &str| part.len() == 3 && digits(part);
    let last = rest.last().map_or("", |part| part.split(['.', ',']).next().unwrap_or_default());
    (1..=3).contains(&first.len())
        && digits(first)
        && rest[..rest.len() - 1].iter().all(|part| whole(part))
        && whole(last)
}

/// Digits with a point before the decimals, and nothing between thousands.
fn plain(text: &str, words: &Words) -> Result<String, NoNumber> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.ends_with(|c: char| c.is_ascii_digit()) {
        return Err(NoNumber::None);
    }
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    if !text.chars().all(allowed) {
        // As programs write large numbers: 1.2E+05.
        let science = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
        return if science { Ok(text.to_owned()) } else { Err(NoNumber::None) };
    }
    let Some(last) = text.rfind(['.', ',']) else { return Ok(text.to_owned()) };
    let sign = &text[last..=last];
    let (whole, decimals) = (&text[..last], &text[last + 1..]);
    let other = if sign == "." { "," } else { "." };
    let thousands = |text: &str, sign: &str| -> Result<String, NoNumber> {
        let parts: Vec<&str> = text.split(sign).collect();
        let three = parts[1..].iter().all(|part| part.len() == 3);
        if three && (1..=3).contains(&parts[0].len()) { Ok(parts.concat()) } else { Err(NoNumber::None) }
    };
    if whole.contains(other) {
        // Both stand in it: the last one is before the decimals.
        if whole.contains(sign) {
            return Err(NoNumber::None);
        }
        return Ok(format!("{}.{decimals}", thousands(whole, other)?));
    }
    if whole.contains(sign) {
        return thousands(text, sign);
    }
    let like_thousands = decimals.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    if sign == words.decimal || !like_thousands {
        Ok(format!("{whole}.{decimals}"))
    } else if sign == words.thousands {
        Ok(format!("{whole}{decimals}"))
    } else {
        Err(NoNumber::Two)
    }
}

/// The day in a cell. A month, a quarter or a year is its last day.
pub(super) fn day(value: &Value) -> Result<String, NoDay> {
    match value {
        Value::Day(day) if is_date(day) => Ok(day.clone()),
        Value::Number(number) if SERIALS.contains(number) => Ok(of_serial(*number as i64)),
        Value::Number(number) if number.fract() == 0.0 && *number > 0.0 && *number < 10_000.0 => {
            year(*number as u32)
        }
        Value::Text(text) => written(text.trim()),
        _ => Err(NoDay::None),
    }
}

fn year(year: u32) -> Result<String, NoDay> {
    if YEARS.contains(&year) { Ok(format!("{year}-12-31")) } else { Err(NoDay::None) }
}

fn written(text: &str) -> Result<String, NoDay> {
    // A time may follow.
    if let Some(day) = text.get(..10).filter(|day| is_date(day)) {
        let rest = &text[10..];
        return if rest.is_empty() || rest.starts_with(['T', ' ']) {
            Ok(day.to_owned())
        } else {
            Err(NoDay::None)
        };
    }
    let parts: Vec<&str> =
        text.split(['.', '/', '-', ' ', '\u{a0}']).filter(|part| !part.is_empty()).collect();
    if let Some(quarter) = quarter(&parts) {
        return Ok(quarter);
    }
    let number = |part: &&str| (part.len() <= 4).then(|| part.parse::<u32>().ok()).flatten();
    let Some(numbers) = parts.iter().map(number).collect::<Option<Vec<u32>>>() else {
        return Err(NoDay::None);
    };
    let long = |at: usize| parts[at].len() == 4;
    let of = |year: u32, month: u32, day: u32| {
        let day = format!("{year:04}-{month:02}-{day:02}");
        if is_date(&day) { Ok(day) } else { Err(NoDay::None) }
    };
    match numbers[..] {
        [a] if long(0) => year(a),
        [a, b] if long(0) => last_of(a, b),
        [a, b] if long(1) => last_of(b, a),
        [a, b, c] if long(0) => of(a, b, c),
        [a, b, c] if long(2) && text.contains('/') => match (of(c, b, a), of(c, a, b)) {
            (Ok(first), Ok(second)) if first != second => Err(NoDay::Two),
            (Ok(day), _) | (_, Ok(day)) => Ok(day),
            _ => Err(NoDay::None),
        },
        [a, b, c] if long(2) => of(c, b, a),
        _ => Err(NoDay::None),
    }
}

/// The last day of a month.
fn last_of(year: u32, month: u32) -> Result<String, NoDay> {
    let last = (28..=31).rev().map(|day| format!("{year:04}-{month:02}-{day:02}")).find(|day| is_date(day));
    last.filter(|_| YEARS.contains(&year)).ok_or(NoDay::None)
}

/// `Q1 2026`, `2026-Q1` or `1Q 2026`.
fn quarter(parts: &[&str]) -> Option<String> {
    let [a, b] = parts else { return None };
    let number = |part: &str| {
        let part = part.to_ascii_lowercase();
        let digit = part.strip_prefix('q').or_else(|| part.strip_suffix('q'))?;
        digit.parse::<u32>().ok().filter(|quarter| (1..=4).contains(quarter) && digit.len() == 1)
    };
    let (quarter, year) = number(a).map(|quarter| (quarter, b)).or_else(|| Some((number(b)?, a)))?;
    last_of(year.parse().ok().filter(|_| year.len() == 4)?, quarter * 3).ok()
}

/// The day with a number of days since 30 December 1899. Source: H. Hinnant, "chrono-compatible low-level date algorithms".
fn of_serial(serial: i64) -> String {
    /// From 1 March of the year 0 to 30 December 1899.
    const EPOCH: i64 = 693_899;
    let days = serial + EPOCH;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, year) = if month < 10 { (month + 3, year) } else { (month - 9, year + 1) };
    format!("{:04}-{month:02}-{day:02}", year + era * 400)
}

/// The kind with this name in any language.
pub(super) fn kind(text: &str) -> Option<&'static str> {
    let wanted = text.trim().to_lowercase();
    let all = ["en", "pl", "uk"].map(Words::of);
    let named = |kind: &str| all.iter().any(|words| short(words, kind) == wanted);
    fact::KINDS.into_iter().find(|kind| *kind == wanted || named(kind))
}

/// The kind that a name speaks of.
pub(super) fn kind_of(label: &str) -> &'static str {
    let label = label.to_lowercase();
    let all = ["en", "pl", "uk"].map(Words::of);
    let speaks = |kind: &str| all.iter().any(|words| label.contains(&short(words, kind)));
    fact::KINDS.into_iter().find(|kind| *kind != "other" && speaks(kind)).unwrap_or("other")
}

/// A kind by name. That of quality is long where causes are listed by it.
fn short(words: &'static Words, kind: &str) -> String {
    let name = if kind == "quality" {
        words.quality.split(' ').next().unwrap_or_default()
    } else {
        words.value(kind)
    };
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_and_programs_write_them() {
        let check = |text: &str, language: &str, expect: Result<f64, NoNumber>| {
            let read = number(&Value::Text(text.into()), Words::of(language));
            assert_eq!(read, expect, "{text:?} in {language}");
        };
        for (text, number) in [
            ("12", 12.0),
            ("12,5", 12.5),
            ("12.5", 12.5),
            ("-12,5", -12.5),
            ("−7", -7.0),
            ("+7", 7.0),
            ("12 %", 12.0),
            ("1 234,5", 1234.5),
            ("1\u{a0}234\u{202f}567", 1_234_567.0),
            ("1'234.5", 1234.5),
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("0,125", 0.125),
            ("0.125", 0.125),
            ("1234,567", 1234.567),
            ("1.2E+05", 120_000.0),
        ] {
            check(text, "en", Ok(number));
            check(text, "pl", Ok(number));
        }
        check("1,234", "en", Ok(1234.0));
        check("1,234", "pl", Ok(1.234));
        check("1.234", "en", Ok(1.234));
        check("1.234", "pl", Err(NoNumber::Two));
        for text in [
            "12,a", "a", "", "-", ".", "1,", ",5", "12 34", "1 2345", "1,23,456", "1.2.3", "inf", "nan",
            "0x1f", "12 zł", "1e", "--5", "1,2.3,4", "=1+1",
        ] {
            check(text, "pl", Err(NoNumber::None));
        }
        assert_eq!(number(&Value::Number(f64::NAN), Words::of("en")), Err(NoNumber::None));
        assert_eq!(number(&Value::Other("#DIV/0!".into()), Words::of("en")), Err(NoNumber::None));
    }

    #[test]
    fn days_are_read_as_people_and_programs_write_them() {
        let check = |text: &str, expect: Result<&str, NoDay>| {
            assert_eq!(day(&Value::Text(text.into())), expect.map(str::to_owned), "{text:?}");
        };
        for text in [
            "2026-02-28",
            "2026-02-28T10:00:00",
            "2026-02-28 00:00",
            "28.02.2026",
            "28.2.2026",
            "28-02-2026",
            "28/02/2026",
            "02/28/2026",
            "2026-02",
            "2026.02",
            "02.2026",
            "2/2026",
            "2026/02/28",
        ] {
            check(text, Ok("2026-02-28"));
        }
        check("2024-02", Ok("2024-02-29"));
        check("Q1 2026", Ok("2026-03-31"));
        check("2026-Q4", Ok("2026-12-31"));
        check("2q/2026", Ok("2026-06-30"));
        check("2026", Ok("2026-12-31"));
        check("05/05/2026", Ok("2026-05-05"));
        check("03/04/2026", Err(NoDay::Two));
        for text in [
            "2026-02-30",
            "30.02.2026",
            "13/13/2026",
            "2026-13",
            "soon",
            "",
            "12",
            "1.2.26",
            "Q5 2026",
            "2026-02-28x",
            "0026",
        ] {
            check(text, Err(NoDay::None));
        }
        let serial = |number: f64| day(&Value::Number(number));
        assert_eq!(serial(46_081.0), Ok("2026-02-28".into()));
        assert_eq!(serial(46_081.75), Ok("2026-02-28".into()), "a time of that day");
        assert_eq!(serial(45_351.0), Ok("2024-02-29".into()));
        assert_eq!(serial(2026.0), Ok("2026-12-31".into()));
        assert_eq!(serial(12.0), Err(NoDay::None));
        assert_eq!(serial(1e9), Err(NoDay::None));
    }

    #[test]
    fn kinds_are_known_by_their_names_in_every_language() {
        assert_eq!(kind("NPS"), Some("nps"));
        assert_eq!(kind(" Reklamacje "), Some("complaints"));
        assert_eq!(kind("витрати"), Some("cost"));
        assert_eq!(kind("jakość"), Some("quality"));
        assert_eq!(kind("loyalty"), None);
        assert_eq!(
            (kind_of("NPS firmy"), kind_of("Liczba: reklamacje"), kind_of("Rotacja")),
            ("nps", "complaints", "other")
        );
    }
}
