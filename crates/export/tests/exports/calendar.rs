//! The calendar, read back by a library for calendars.

use board::BoardId;
use board::reading::{Board, read};
use export::{Format, Options, Zone, render};
use icalendar::{Calendar, CalendarComponent, Component, Event};
use serde_json::json;

use crate::boards;
use crate::readers::AT;

fn made(board: &Board, link: Option<&str>) -> String {
    let options = Options {
        generated_at: AT,
        zone: Zone::parse("Europe/Warsaw").unwrap(),
        join_link: link.map(str::to_owned),
        ..Options::default()
    };
    String::from_utf8(render(board, Format::Ics, &options).unwrap()).unwrap()
}

fn events(file: &str) -> Vec<Event> {
    let calendar: Calendar = file.parse().unwrap();
    let event = |component: &CalendarComponent| component.as_event().cloned();
    calendar.components.iter().filter_map(event).collect()
}

fn value<'e>(event: &'e Event, name: &str) -> &'e str {
    event.property_value(name).unwrap_or_default()
}

#[test]
fn meetings_with_dates_due_projects_and_causes_to_verify_are_events() {
    let mut document = boards::cx_document();
    document["projects"]["p0"]["due"] = json!("2027-03-31");
    document["projects"]["p0"]["person"] = json!("Olga, dział [x]");
    document["projects"]["p1"]["due"] = json!("2027-05-01");
    document["projects"]["p1"]["status"] = json!("done");
    document["notes"]["c3"]["evidence"] = json!("verify");
    document["notes"]["c3"]["verifier"] = json!("Anna, z działem IT");
    document["notes"]["c3"]["verify_by"] = json!("2026-12-24");
    let (board, _) = read(&BoardId::from("b1"), &document);
    let file = made(&board, Some("http://a.example/join#ABC234"));
    let events = events(&file);
    let told: Vec<[&str; 4]> = events
        .iter()
        .map(|event| ["UID", "DTSTART", "DTEND", "SUMMARY"].map(|name| value(event, name)))
        .collect();
    assert_eq!(
        told,
        [
            // 15:45 in Warsaw, for as long as its activities are planned.
            [
                "b1-1@herringbone",
                "20261119T144500Z",
                "20261119T164500Z",
                "Zespół Customer Experience: warsztat przyczyn: Spotkanie 1"
            ],
            [
                "b1-verify-c3@herringbone",
                "20261224",
                "",
                "do sprawdzenia: Dwie bazy klientów po połączeniu firm, bez uzgodnionego klucza"
            ],
            ["b1-due-p0@herringbone", "20270331", "", "Projekt: Opiekun zamówienia"],
        ]
    );
    let about = value(&events[0], "DESCRIPTION");
    for part in
        ["19 listopada 2026, 15:45 CET", "\n10 min  Otwarcie i cele\n", "http://a.example/join#ABC234"]
    {
        assert!(about.contains(part), "{about}");
    }
    assert_eq!(value(&events[1], "DESCRIPTION"), "Anna, z działem IT");
    assert!(value(&events[2], "DESCRIPTION").contains("Olga, dział [x]\n"));
    assert!(file.contains("DTSTART;VALUE=DATE:20270331\r\n"));
    assert!(!made(&board, None).contains("URL:"), "only the facilitator's invites");
}

#[test]
fn whatever_people_write_is_one_value_and_no_line_is_too_long() {
    let hostile = [
        "a\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nATTACH:file:///etc/passwd",
        "x;y,z\\n\\",
        "\u{202e}dlrow\u{0}\u{1b}",
        "и\u{306}огурт 👩‍👩‍👧",
    ];
    let long = "Najniezrozumialsze współodpowiedzialności 🐟 ".repeat(200);
    for text in hostile.into_iter().chain([long.as_str()]) {
        let document = json!({
            "board": { "title": text, "effect": text },
            "session": { "language": "pl", "agenda": [{ "title": text, "starts_at": 1_795_099_500_000_u64, "activities": [
                { "kind": "collect", "title": text, "minutes": 5 }] }] },
            "branches": { "x": { "title": "X", "order": "a0" } },
            "notes": { "n": { "text": text, "branch": "x", "order": "a0", "evidence": "verify", "verify_by": "2026-12-24", "verifier": text } },
            "projects": { "q": { "title": text, "sponsor": text, "due": "2027-03-31" } },
        });
        let file = made(&read(&BoardId::from("b1"), &document).0, None);
        assert_eq!(events(&file).len(), 3, "{file}");
        for kind in ["BEGIN:VEVENT", "END:VEVENT"] {
            assert_eq!(file.lines().filter(|line| *line == kind).count(), 3, "{file}");
        }
        assert!(!file.contains("\r\nBEGIN:VALARM") && !file.contains("\r\nATTACH"), "{file}");
        for line in file.split("\r\n") {
            assert!(line.len() <= 75 && !line.contains(char::is_control), "{line:?}");
        }
        let meant = board::text::line(text);
        assert!(value(&events(&file)[0], "SUMMARY").contains(&*meant), "{meant}");
    }
}

#[test]
fn a_date_that_no_calendar_has_is_left_out() {
    let document = json!({
        "session": { "language": "en", "agenda": [{ "title": "Once", "starts_at": u64::MAX, "activities": [] },
            { "title": "In the last hour", "starts_at": 253_402_300_799_000_u64, "activities": [] }] },
        "projects": { "q": { "title": "Q", "due": "2027-02-30" }, "r": { "title": "R", "due": "soon" } },
    });
    let file = made(&read(&BoardId::from("b1"), &document).0, None);
    assert_eq!(events(&file).len(), 0, "{file}");
    assert!(file.ends_with("END:VCALENDAR\r\n"));
}
