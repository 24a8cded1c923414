//! What concerns one department: its page, its calendar and its summary.

use board::BoardId;
use board::reading::{Board, read};
use export::{
    DepartmentOptions, DepartmentPage, DueKind, Zone, department_calendar, department_page, summary_for_all,
    summary_for_one,
};
use icalendar::{Calendar, CalendarComponent, Component};
use serde_json::{Value, json};

use crate::boards;
use crate::readers::AT;

/// The workshop four months on: IT owns one project and is asked about another, and a cause is to be verified.
fn document() -> Value {
    let mut document = boards::cx_document();
    let (own, asked) = (&mut document["projects"]["p0"].take(), &mut document["projects"]["p1"].take());
    for (project, owner, approvals, affects) in [
        (&mut *own, "it", json!({}), json!({ "sales": "a0" })),
        (&mut *asked, "sales", json!({ "it": "a0" }), json!({ "legal": "a0" })),
    ] {
        project["owner"] = json!(owner);
        project["approvals"] = approvals;
        project["affects_departments"] = affects;
    }
    own["due"] = json!("2026-11-19");
    own["start"] = json!("2026-11-01");
    own["status"] = json!("running");
    own["person"] = json!("Olga z IT");
    asked["due"] = json!("2027-05-01");
    asked["start"] = json!("2027-01-02");
    document["projects"] = json!({ "p0": own, "p1": asked });
    document["progress"] = json!({
        "000000": { "project": "p0", "at": 1_795_100_000_000_u64, "by": "p1", "name": "Tajna Osoba", "department": "it",
            "status": "running", "word": "Ruszyło" },
        "000001": { "project": "p1", "at": 1_795_150_000_000_u64, "word": "Budżet jest" },
    });
    document["notes"]["c3"]["evidence"] = json!("verify");
    document["notes"]["c3"]["owner"] = json!("it");
    document["notes"]["c3"]["verify_by"] = json!("2026-12-24");
    document["notes"]["c4"]["owner"] = json!("legal");
    document
}

fn board(document: &Value) -> Board {
    read(&BoardId::from("b1"), document).0
}

fn options() -> DepartmentOptions {
    let zone = Zone::parse("Europe/Warsaw").unwrap();
    DepartmentOptions { language: None, zone, now: AT, changed: board::Millis(1_795_160_000_000) }
}

fn page(document: &Value, department: &str) -> DepartmentPage {
    department_page(&board(document), &department.into(), &options())
}

#[test]
fn dept_4_a_page_has_what_the_department_owns_must_accept_is_affected_by_and_what_is_due() {
    let page = page(&document(), "it");
    let concerned: Vec<_> = page
        .projects
        .iter()
        .map(|one| (one.project.id.as_str(), one.owned, one.asked, one.affected, one.late))
        .collect();
    assert_eq!(concerned, [("p0", true, false, false, true), ("p1", false, true, false, false)]);
    assert!(!page.projects[0].answers.is_empty(), "the causes that it answers are told by their words");
    assert_eq!(page.causes.iter().map(|cause| cause.id.as_str()).collect::<Vec<_>>(), ["c3"]);
    let due: Vec<_> =
        page.due.iter().map(|due| (due.day.as_str(), due.kind, due.id.as_str(), due.late)).collect();
    assert_eq!(
        due,
        [
            ("2026-11-19", DueKind::Due, "p0", true),
            ("2026-12-24", DueKind::Verify, "c3", false),
            ("2027-01-02", DueKind::Start, "p1", false),
            ("2027-05-01", DueKind::Due, "p1", false),
        ]
    );
    let changed: Vec<_> =
        page.changed.iter().map(|said| (said.project.as_str(), said.word.as_deref())).collect();
    assert_eq!(changed, [("p1", Some("Budżet jest")), ("p0", Some("Ruszyło"))], "the newest first");
    assert_eq!((page.name.as_str(), page.today.as_str()), ("Dział it", "2026-11-20"));
    assert!(page.meetings.is_empty(), "the meeting of the day before is over");
}

#[test]
fn dept_4_another_department_reads_what_affects_it_and_nothing_else() {
    let document = document();
    let sales = page(&document, "sales");
    let concerned: Vec<_> = sales.projects.iter().map(|one| (one.owned, one.affected)).collect();
    assert_eq!(concerned, [(false, true), (true, false)]);
    let legal = page(&document, "legal");
    assert_eq!(legal.projects.iter().map(|one| one.project.id.as_str()).collect::<Vec<_>>(), ["p1"]);
    assert_eq!(legal.causes.iter().map(|cause| cause.id.as_str()).collect::<Vec<_>>(), ["c4"]);
    assert!(!serde_json::to_string(&legal).unwrap().contains("Ruszyło"), "of a project that is not theirs");
    let nobody = page(&document, "back-office");
    assert_eq!((nobody.projects.len(), nobody.changed.len(), nobody.due.len()), (0, 0, 0));
}

/// Whatever a reader of another board could tell of people, ballots, comments and parking.
const SECRETS: [&str; 7] =
    ["dots", "tally", "importance", "disagreement", "comments", "author", "Zaparkowana myśl"];

#[test]
fn dept_4_prog_8_no_dots_ratings_comments_parked_causes_or_hidden_names_are_told() {
    let mut document = document();
    document["session"]["authors"] = json!("hidden");
    document["notes"]["c9"] = json!({ "text": "Zaparkowana myśl", "branch": "people", "order": "z", "parked": "yes", "owner": "it" });
    let board = board(&document);
    for department in ["it", "sales", "legal", "back-office"] {
        let id = department.into();
        let page = serde_json::to_string(&department_page(&board, &id, &options())).unwrap();
        let calendar = String::from_utf8(department_calendar(&board, &id, &options())).unwrap();
        let summary = summary_for_one(&board, &id, None, &options());
        for (what, text) in [("page", page), ("calendar", calendar), ("summary", summary)] {
            for secret in SECRETS.iter().chain(&["Tajna Osoba", "\"by\":"]) {
                assert!(!text.contains(secret), "{secret} in the {what} of {department}: {text}");
            }
        }
    }
    let told = summary_for_one(&board, &"it".into(), None, &options());
    assert!(
        told.contains("Dział it, w toku, Ruszyło"),
        "the department is told in place of the person: {told}"
    );
}

#[test]
fn dept_5_a_calendar_has_the_days_of_the_department_and_is_the_same_file_until_the_board_changes() {
    let board = board(&document());
    let file = |now: u64| {
        let options = DepartmentOptions { now: board::Millis(AT.0 + now), ..options() };
        String::from_utf8(department_calendar(&board, &"it".into(), &options)).unwrap()
    };
    let calendar: Calendar = file(0).parse().unwrap();
    let event = |component: &CalendarComponent| component.as_event().cloned();
    let told: Vec<(String, String)> = calendar
        .components
        .iter()
        .filter_map(event)
        .map(|event| {
            let value = |name: &str| event.property_value(name).unwrap_or_default().to_owned();
            (value("UID"), value("DTSTART"))
        })
        .collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(uid, day)| (uid.as_str(), day.as_str())).collect();
    assert_eq!(
        told,
        [
            ("b1-1@herringbone", "20261119T144500Z"),
            ("b1-start-p0@herringbone", "20261101"),
            ("b1-start-p1@herringbone", "20270102"),
            ("b1-due-p0@herringbone", "20261119"),
            ("b1-verify-c3@herringbone", "20261224"),
            ("b1-due-p1@herringbone", "20270501"),
        ]
    );
    assert_eq!(file(0), file(60_000), "asked a minute later");
    assert!(file(0).contains("X-WR-CALNAME:"), "{}", file(0));
}

#[test]
fn dept_6_a_summary_says_what_the_page_says_in_the_readers_language() {
    let board = board(&document());
    let link = "https://a.example/department/b1/it#secret";
    let polish = summary_for_one(&board, &"it".into(), Some(link), &options());
    for said in [
        "== Dział it ==",
        "Projekty, za które dział odpowiada:\n- Opiekun zamówienia (Olga z IT, w toku, Termin: 19 listopada 2026 (po terminie))",
        "Projekty, o których akceptację dział jest proszony:\n- ",
        "(bez odpowiedzi, Dział sales, ",
        "24 grudnia 2026 Sprawdzić do: ",
        "20 listopada 2026, ",
        link,
    ] {
        assert!(polish.contains(said), "{said} is missing in\n{polish}");
    }
    let ukrainian = DepartmentOptions { language: Some("uk".into()), ..options() };
    let all = summary_for_all(&board, &ukrainian);
    assert!(all.contains("Проєкти, за які відповідає відділ:"), "{all}");
    assert!(all.contains("Поки що ніщо не стосується цього відділу."), "{all}");
    assert_eq!(all.matches("\n== ").count(), board.departments.len());
    assert!(!all.contains("#secret") && !all.contains('\r') && all.ends_with('\n') && !all.ends_with("\n\n"));
    // A line stays a line, whatever is written in it.
    let mut hostile = document();
    hostile["projects"]["p0"]["title"] = json!("Zły\r\nBcc: wszyscy@a.example");
    let told = summary_for_one(&self::board(&hostile), &"it".into(), None, &options());
    assert!(!told.contains("\nBcc:"), "{told}");
}
