//! The finding is what was decided, in sentences that are true, and names no cause twice.

use board::BoardId;
use board::reading::read;
use export::{Format, Options, Zone, render};
use serde_json::{Map, Value, json};

/// A cause: its text, its dots, its priority.
type Given<'a> = (&'a str, u32, &'a str);

fn document(language: &str, causes: &[Given]) -> Value {
    let id = |n: usize| format!("n{n}");
    let map = |entries: Vec<(String, Value)>| Value::Object(entries.into_iter().collect::<Map<_, _>>());
    let each = |of: &dyn Fn(&Given) -> Option<Value>| {
        map(causes.iter().enumerate().filter_map(|(n, cause)| Some((id(n), of(cause)?))).collect())
    };
    let mut document = json!({
        "board": { "title": "T", "effect": "E" },
        "session": { "language": language },
        "branches": { "b": { "title": "B", "order": "a0" } },
        "departments": { "it": { "name": "IT" }, "hr": { "name": "HR" } },
        "notes": map(causes.iter().enumerate().map(|(n, (text, ..))| {
            (id(n), json!({ "text": text, "branch": "b", "order": format!("a{n}") }))
        }).collect()),
        "priorities": each(&|(_, _, priority)| (!priority.is_empty()).then(|| json!(priority))),
    });
    let tally = each(&|(_, dots, _)| (*dots > 0).then(|| json!({ "dots": dots, "by_department": {} })));
    if tally.as_object().is_some_and(|tally| !tally.is_empty()) {
        document["session"]["vote"] = json!({ "id": "v", "open": false, "revealed": true, "dots": 5, "per_note": 2,
            "voted": 9, "eligible": 9, "tally": tally });
    }
    document
}

fn page(document: &Value) -> String {
    let (board, defects) = read(&BoardId::from("b"), document);
    assert_eq!(defects, []);
    let options = Options { zone: Zone::parse("Europe/Warsaw").unwrap(), ..Options::default() };
    String::from_utf8(render(&board, Format::Html, &options).unwrap()).unwrap()
}

/// What is in the paragraph of a class, with ordinary spaces.
fn said(page: &str, class: &str) -> String {
    let at = page.split(&format!("class=\"{class}\">")).nth(1).unwrap_or_default();
    at.split("</p>").next().unwrap().replace('\u{a0}', " ")
}

fn check(document: &Value, expect: &str) {
    assert_eq!(said(&page(document), "finding"), expect);
}

#[test]
fn a_cause_that_is_tackled_first_and_has_most_dots_is_named_once() {
    let causes = [("Kolejki.", 9, "now"), ("Pisma", 4, "now"), ("CRM", 2, "next"), ("Faktury", 1, "")];
    check(
        &document("en", &causes),
        "The team tackles first: “Kolejki” (9 of 16 dots, the most) and “Pisma” (4). No project is planned yet.",
    );
    check(
        &document("pl", &causes),
        "Zespół zajmie się najpierw: „Kolejki” (9 spośród 16 punktów, najwięcej) i „Pisma” (4). \
         Nie zaplanowano jeszcze żadnego projektu.",
    );
    check(
        &document("uk", &causes),
        "Спершу команда візьметься за таке: «Kolejki» (9 із 16 точок, найбільше) і «Pisma» (4). \
         Жодного проєкту ще не заплановано.",
    );
}

#[test]
fn the_cause_with_most_dots_is_named_with_its_priority_if_another_comes_first() {
    check(
        &document("en", &[("A", 12, "later"), ("B", 3, "now"), ("C", 0, "now")]),
        "The team tackles first: “B” (3 of 15 dots) and “C”. Most dots: “A” (12 of 15 dots, 80%, priority: later). \
         No project is planned yet.",
    );
    check(
        &document("uk", &[("A", 12, ""), ("B", 9, "now")]),
        "Спершу команда візьметься за таке: «B» (9 із 21 точки). Найбільше точок: «A» (12 із 21 точки, 57 %, без пріоритету). \
         Жодного проєкту ще не заплановано.",
    );
}

#[test]
fn causes_with_equally_many_dots_are_named_together() {
    let none = "Żadna przyczyna nie ma jeszcze priorytetu „teraz”. Nie zaplanowano jeszcze żadnego projektu.";
    check(
        &document("pl", &[("A", 3, ""), ("B", 3, ""), ("C", 1, "")]),
        &format!("Najwięcej punktów: „A” i „B” (po 3 spośród 7 punktów). {none}"),
    );
    check(
        &document("pl", &[("A", 3, ""), ("B", 3, ""), ("C", 3, ""), ("D", 3, ""), ("E", 3, "")]),
        &format!("Najwięcej punktów: 5 przyczyn (po 3 spośród 15 punktów). {none}"),
    );
    // One of them is tackled first: it is not named again.
    check(
        &document("en", &[("A", 3, "now"), ("B", 3, "next"), ("C", 1, "")]),
        "The team tackles first: “A” (3 of 7 dots). As many dots: “B”. No project is planned yet.",
    );
    check(
        &document("en", &[("A", 3, "now"), ("B", 3, "now")]),
        "The team tackles first: “A” (3 of 6 dots) and “B” (3). No project is planned yet.",
    );
}

#[test]
fn what_was_not_done_is_said() {
    check(&document("en", &[]), "No causes have been collected yet.");
    check(&document("pl", &[]), "Nie zebrano jeszcze żadnych przyczyn.");
    check(&document("uk", &[]), "Причин ще не зібрано.");
    check(
        &document("en", &[("A", 0, "")]),
        "1 cause was collected. No vote has been revealed. No cause has the priority “now” yet. No project is planned yet.",
    );
    let two = [("A", 0, "next"), ("B", 0, "outside")];
    check(
        &document("pl", &two),
        "Zebrano 2 przyczyny. Nie ujawniono żadnego głosowania. Żadna przyczyna nie ma jeszcze priorytetu „teraz”. \
         Nie zaplanowano jeszcze żadnego projektu.",
    );
    check(
        &document("uk", &two),
        "Зібрано 2 причини. Жодне голосування не показано. Жодна причина ще не має пріоритету «зараз». \
         Жодного проєкту ще не заплановано.",
    );
}

#[test]
fn a_long_list_is_counted_and_projects_are_told_by_what_was_decided() {
    let causes = [("A", 0, "now"), ("B", 0, "now"), ("C", 0, "now"), ("D", 0, "now"), ("E", 0, "now")];
    let mut board = document("en", &causes);
    let project = |title: &str, asked: &[&str]| {
        let asked: Map<String, Value> = asked.iter().map(|id| ((*id).to_owned(), json!("a0"))).collect();
        json!({ "title": title, "approvals": asked })
    };
    board["projects"] = json!({ "p1": project("1", &["it", "hr"]), "p2": project("2", &["it", "hr"]),
        "p3": project("3", &["it"]), "p4": project("4", &[]) });
    let decided = |decision: &str| json!({ "decision": decision, "by": "x", "at": 1 });
    board["approvals"] = json!({ "p1": { "it": decided("accept"), "hr": decided("accept") },
        "p2": { "it": decided("accept"), "hr": decided("decline") } });
    check(
        &board,
        "The team tackles first: “A”, “B”, “C” and 2 more. No vote has been revealed. \
         4 projects planned (accepted: 1, declined: 1, not all have answered: 1).",
    );
    board["session"]["language"] = "pl".into();
    check(
        &board,
        "Zespół zajmie się najpierw: „A”, „B”, „C” i jeszcze 2. Nie ujawniono żadnego głosowania. \
         Zaplanowano 4 projekty (zaakceptowane: 1, odrzucone: 1, nie wszyscy odpowiedzieli: 1).",
    );
}

#[test]
fn under_the_title_stand_days_people_and_counts() {
    let mut board = document("pl", &[("A", 0, "")]);
    assert_eq!(said(&page(&board), "held"), "1 przyczyna");
    board["people"] = json!({ "p0": { "name": "Anna", "department": "it" }, "p1": { "name": "Ewa", "department": "it" },
        "p2": { "name": "Jan", "department": "hr" } });
    board["session"]["agenda"] = json!([{ "title": "1", "starts_at": 1_795_099_500_000_u64, "activities": [
        { "id": "a1", "kind": "collect", "title": "", "minutes": 5 }] }]);
    assert_eq!(said(&page(&board), "held"), "19 listopada 2026 · 3 osoby z 2 działów · 1 przyczyna");
    // What was is more than what was planned.
    let day = 24 * 60 * 60 * 1000;
    board["session"]["runs"] =
        json!([{ "activity": "a1", "from": 1_795_099_500_000_u64 + day, "to": 1_795_099_600_000_u64 + day }]);
    board["session"]["language"] = "uk".into();
    assert_eq!(said(&page(&board), "held"), "20 листопада 2026 р. · 3 особи із 2 відділів · 1 причина");
    assert!(said(&page(&board), "made").starts_with("Створено 1 січня 1970 р."));
    assert_eq!(said(&page(&document("en", &[])), "held"), "");
}
