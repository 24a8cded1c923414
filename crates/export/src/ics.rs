//! iCalendar (RFC 5545): the meetings that have a date, the days on which projects start and are due, and those until which
//! causes are verified.
//!
//! Meetings are moments, so their times are in UTC, which every calendar shows on its own clock; days have no time zone.
//! The lines are written here: `icalendar`, whose reader the tests use, folds to 76 bytes, takes time that grows with the
//! square of a line, and needs a clock and random numbers.

use board::workshop::Meeting;
use board::{Millis, text::line};
use jiff::Timestamp;

use crate::report::{MADE_WITH, Report};
use crate::steps::{Step, starts, steps};
use crate::text::plain;
use crate::time::moment;
use crate::words::Words;

/// The longest line in bytes, without its end.
const LINE: usize = 75;

/// Writes the calendar. `link` is where people join; it stands in every meeting.
pub(crate) fn write(report: &Report, link: Option<&str>, words: &'static Words) -> Vec<u8> {
    let mut out = Lines::default();
    let made = stamp(report.generated_at).unwrap_or_default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", &format!("-//Herringbone//{MADE_WITH}//EN"));
    out.text("X-WR-CALNAME", &line(&report.title));
    for (n, meeting) in report.agenda.iter().flatten().enumerate() {
        meet(report, n, meeting, link, &made, &mut out, words);
    }
    for step in starts(report, words).into_iter().chain(steps(report, words)) {
        let about: Vec<&str> = step.who.iter().copied().chain([step.measure.as_str()]).collect();
        let about: Vec<&str> = about.into_iter().filter(|text| !text.trim().is_empty()).collect();
        day(report, &step, &about.join("\n"), &made, &mut out);
    }
    out.line("END", "VCALENDAR");
    out.0.into_bytes()
}

fn meet(
    report: &Report,
    n: usize,
    meeting: &Meeting,
    link: Option<&str>,
    made: &str,
    out: &mut Lines,
    words: &'static Words,
) {
    let minutes: u64 = meeting.activities.iter().map(|activity| u64::from(activity.minutes)).sum();
    let Some(begins) = meeting.starts_at else { return };
    let ends = Millis(begins.0.saturating_add(minutes.max(1) * 60_000));
    // No calendar has a day after the year 9999.
    let (Some(from), Some(to)) = (stamp(begins), stamp(ends)) else { return };
    let title = [line(&report.title), line(&meeting.title)];
    let title = title.iter().map(AsRef::as_ref).filter(|text: &&str| !text.is_empty()).collect::<Vec<_>>();
    let mut about = vec![plain(&report.effect), moment(begins, &report.zone, words)];
    let plan = |activity: &board::workshop::Activity| {
        format!("{} {}  {}", activity.minutes, words.minutes, line(&activity.title))
    };
    about.extend(meeting.activities.iter().map(plan));
    about.extend(link.map(str::to_owned));
    about.retain(|text| !text.trim().is_empty());
    out.line("BEGIN", "VEVENT");
    out.text("UID", &format!("{}-{}@herringbone", report.board, n + 1));
    out.line("DTSTAMP", made);
    out.line("DTSTART", &from);
    out.line("DTEND", &to);
    out.text("SUMMARY", &title.join(": "));
    out.text("DESCRIPTION", &about.join("\n"));
    if let Some(link) = link {
        out.line("URL", link);
    }
    out.line("END", "VEVENT");
}

/// Something that belongs to a whole day.
fn day(report: &Report, step: &Step<'_>, about: &str, made: &str, out: &mut Lines) {
    out.line("BEGIN", "VEVENT");
    out.text("UID", &format!("{}-{}-{}@herringbone", report.board, step.kind, step.id));
    out.line("DTSTAMP", made);
    out.line("DTSTART;VALUE=DATE", &step.day.strftime("%Y%m%d").to_string());
    out.line("TRANSP", "TRANSPARENT");
    out.text("SUMMARY", &step.what);
    if !about.is_empty() {
        out.text("DESCRIPTION", about);
    }
    out.line("END", "VEVENT");
}

/// `20261121T090000Z`; nothing after the year 9999.
fn stamp(at: Millis) -> Option<String> {
    let at = Timestamp::from_millisecond(i64::try_from(at.0).ok()?).ok()?;
    Some(at.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// Content lines.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A property whose value needs no escapes.
    fn line(&mut self, name: &str, value: &str) {
        let mut room = LINE;
        for c in [name, ":", value].concat().chars().filter(|c| !c.is_control()) {
            if c.len_utf8() > room {
                // Every further line begins with a space, which counts.
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A property whose value is a text of strangers.
    fn text(&mut self, name: &str, text: &str) {
        let mut escaped = String::with_capacity(text.len() + 8);
        for c in plain(text).chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                '\t' => escaped.push(' '),
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }
}
