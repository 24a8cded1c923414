//! Projects, approvals, the profile; limits of all that is written; templates and imports.
#![allow(clippy::unwrap_used)]

mod stage;

use std::collections::{BTreeMap, BTreeSet};

use board::{
    Code,
    schema::Limits,
    workshop::{
        Create, Kind, profile,
        templates::{IDS, LANGUAGES, template},
    },
};
use serde_json::{Value, json};
use stage::{BOSS, Document, Project, Stage, person};

fn project(stage: &Stage, id: &str) -> Project {
    stage.document.projects.iter().find(|(found, _)| found.to_string() == id).unwrap().1.clone()
}

#[test]
fn proj_1_a_project_needs_a_title_and_the_rest_may_follow() {
    let mut stage = Stage::new();
    stage.boss(json!({ "do": "lock" }));
    assert_eq!(stage.give(&BOSS, json!({ "do": "create_project" })), Err(Code::Invalid));
    assert_eq!(stage.give(&BOSS, json!({ "do": "create_project", "title": " " })), Err(Code::Invalid));
    let bare = stage.boss(json!({ "do": "create_project", "title": " One number " }));
    let made = project(&stage, &format!("p{bare}"));
    assert_eq!(made.fields["title"], "One number");
    assert_eq!((made.fields["horizon"].as_str(), made.fields["status"].as_str()), ("this-year", "planned"));
    assert!(made.lists.len() == 5 && made.lists.values().all(Vec::is_empty));
    let full = stage.boss(json!({
        "do": "create_project", "title": "Guide", "notes": ["n1", "n2"], "horizon": "3-5-years", "owner": "it",
        "sponsor": "The director", "competences": ["SQL", "SQL", " "], "tools": ["CRM"], "methods": ["journey map"],
        "budget": 120_000, "duration": null, "measure": "NPS", "affects": "a", "value": "b", "helps": "c",
        "strategy": "d", "approvals": ["sales", "it"],
    }));
    let made = project(&stage, &format!("p{full}"));
    assert_eq!((made.fields["horizon"].as_str(), made.fields["budget"].as_str()), ("3-5-years", "120000"));
    assert!(!made.fields.contains_key("duration"));
    assert_eq!(made.lists["competences"], ["SQL"]);
    assert_eq!(made.lists["approvals"], ["sales", "it"]);
    assert_eq!(made.lists["notes"], ["n1", "n2"]);
}

#[test]
fn proj_6_a_project_says_who_answers_for_it_when_and_for_how_much() {
    let mut stage = Stage::newest();
    stage.document.facts.insert("f1".into(), BTreeMap::new());
    let seq = stage.boss(json!({
        "do": "create_project", "title": "Guide", "person": " Olga\nM ", "start": "2027-01-01", "due": "2027-01-01",
        "amount": 120_000.55, "currency": "PLN", "affects_departments": ["sales", "it", "sales"], "fact": "f1",
    }));
    let made = project(&stage, &format!("p{seq}"));
    let of = |key: &str| made.fields[key].as_str();
    assert_eq!(
        (of("start"), of("due"), of("currency"), of("fact")),
        ("2027-01-01", "2027-01-01", "PLN", "f1")
    );
    assert_eq!(
        (made.amount, made.lists["affects_departments"].join(" ")),
        (Some(120_000.55), "sales it".into())
    );
    let bare = stage.boss(json!({ "do": "create_project", "title": "x" }));
    let bare = project(&stage, &format!("p{bare}"));
    assert!(bare.lists["affects_departments"].is_empty(), "the list is there for everybody to write");
    assert!(bare.amount.is_none() && !bare.fields.contains_key("due"));
    for (field, value, code) in [
        ("start", json!("2027-02-30"), Code::Invalid),
        ("due", json!("tomorrow"), Code::Invalid),
        ("due", json!("2026-12-31"), Code::Invalid),
        ("amount", json!(1e13), Code::Invalid),
        ("amount", json!("12"), Code::Malformed),
        ("currency", json!("zł"), Code::Invalid),
        ("currency", json!("eur"), Code::Invalid),
        ("affects_departments", json!(["gardening"]), Code::Unknown),
        ("fact", json!("f2"), Code::Unknown),
        ("fact", json!(""), Code::Unknown),
        ("person", json!("ї".repeat(2001)), Code::TooLong),
    ] {
        let mut command = json!({ "do": "create_project", "title": "x", "start": "2027-01-01" });
        command[field] = value.clone();
        assert_eq!(stage.give(&BOSS, command), Err(code), "{field} {value}");
    }
}

/// Boards of an earlier edition replay to the document that they had.
#[test]
fn proj_6_an_earlier_board_has_the_list_of_affected_departments_only_where_somebody_gave_one() {
    let mut stage = Stage::new();
    let bare = stage.boss(json!({ "do": "create_project", "title": "x" }));
    assert!(!project(&stage, &format!("p{bare}")).lists.contains_key("affects_departments"));
    let full = stage.boss(json!({ "do": "create_project", "title": "x", "affects_departments": ["it"] }));
    assert_eq!(project(&stage, &format!("p{full}")).lists["affects_departments"], ["it"]);
}

/// A board is replayed from the text of its commands.
#[test]
fn cmd_10_a_number_is_the_same_after_it_was_recorded() {
    let mut random = fastrand::Rng::with_seed(20_261_126);
    for _ in 0..20_000 {
        let number = (random.f64() - 0.5) * 10f64.powi(random.i32(0..12));
        let text = serde_json::to_string(&number).unwrap();
        assert_eq!(serde_json::from_str::<f64>(&text).unwrap().to_bits(), number.to_bits(), "{text}");
    }
}

#[test]
fn proj_2_causes_and_departments_are_the_boards() {
    let mut stage = Stage::new();
    for bad in [
        json!({ "do": "create_project", "title": "x", "notes": ["n99"] }),
        json!({ "do": "create_project", "title": "x", "owner": "gardening" }),
        json!({ "do": "create_project", "title": "x", "approvals": ["it", "gardening"] }),
    ] {
        assert_eq!(stage.give(&BOSS, bad), Err(Code::Unknown));
    }
    // A client took the next project's id for one of its own: both stay.
    let next = stage.boss(json!({ "do": "lock" })) + 1;
    let theirs = Document {
        projects: [(format!("p{next}").into(), Project::default())].into(),
        ..Document::default()
    };
    stage.document.projects.extend(theirs.projects);
    stage.boss(json!({ "do": "create_project", "title": "ours" }));
    assert_eq!(project(&stage, &format!("p{next}-2")).fields["title"], "ours");
}

#[test]
fn proj_3_departments_that_are_asked_speak_and_their_latest_word_counts() {
    let mut stage = Stage::new();
    let seq = stage.boss(json!({ "do": "create_project", "title": "x", "approvals": ["it"] }));
    let id = format!("p{seq}");
    let say = |project: &str, decision: &str, comment: Value| json!({ "do": "approve", "project": project, "decision": decision, "comment": comment });
    assert_eq!(stage.give(&person("eve"), say(&id, "accept", Value::Null)), Err(Code::NotAllowed));
    assert_eq!(stage.give(&person("ann"), say("p999", "accept", Value::Null)), Err(Code::Unknown));
    assert_eq!(stage.give(&person("ann"), say(&id, "perhaps", Value::Null)), Err(Code::Malformed));
    stage.give(&person("ann"), say(&id, "decline", json!("too dear"))).unwrap();
    let at = stage.at;
    let said = json!({ "it": { "decision": "decline", "comment": "too dear", "by": "ann", "at": at } });
    assert_eq!(stage.root("approvals", &id), Some(said));
    stage.at += 1;
    stage.boss(json!({ "do": "lock" }));
    stage.give(&person("bob"), say(&id, "accept", json!(" "))).unwrap();
    let said = json!({ "it": { "decision": "accept", "by": "bob", "at": at + 1 } });
    assert_eq!(stage.root("approvals", &id), Some(said), "one word per department");
}

#[test]
fn proj_4_the_profile_adds_up_what_all_projects_need() {
    let list = |items: &[&str]| -> Vec<String> { items.iter().map(|i| (*i).to_owned()).collect() };
    let projects = [list(&["SQL", "patience", "patience "]), list(&["sql", "Право", " "])];
    let expected = list(&["Patience", "courage"]);
    let found = profile(projects.iter().map(Vec::as_slice), &expected, &[], "uk");
    let found: Vec<(&str, u32, bool)> =
        found.iter().map(|c| (c.name.as_str(), c.projects, c.expected)).collect();
    assert_eq!(found, [("SQL", 2, false), ("Право", 1, false), ("patience", 1, true), ("courage", 0, true)]);
}

#[test]
fn limit_1_what_is_over_a_limit_is_refused_and_never_cut() {
    let long = "ї".repeat(2001);
    let items: Vec<String> = (0..101).map(|n| format!("item {n}")).collect();
    let departments: Vec<Value> = (0..41).map(|n| json!({ "id": format!("d{n}"), "name": "D" })).collect();
    let activities: Vec<Value> = (0..201).map(|_| json!({ "kind": "collect" })).collect();
    let mut stage = Stage::new();
    for (command, code) in [
        (json!({ "do": "create_project", "title": long }), Code::TooLong),
        (json!({ "do": "create_project", "title": "x", "helps": long }), Code::TooLong),
        (json!({ "do": "create_project", "title": "x", "tools": items }), Code::TooMany),
        (json!({ "do": "create_project", "title": "x", "tools": ["ї".repeat(129)] }), Code::TooLong),
        (json!({ "do": "create_project", "title": "x", "tools": ["two\nlines"] }), Code::Invalid),
        (json!({ "do": "set_competences", "competences": items }), Code::TooMany),
        (json!({ "do": "set_departments", "departments": departments }), Code::TooMany),
        (json!({ "do": "set_agenda", "agenda": activities }), Code::TooMany),
        (json!({ "do": "set_agenda", "agenda": [{ "kind": "collect", "title": long }] }), Code::TooLong),
        (json!({ "do": "set_agenda", "agenda": [{ "kind": "collect", "prompt": long }] }), Code::TooLong),
        (
            json!({ "do": "set_agenda", "agenda": [{ "kind": "collect", "id": "i".repeat(65) }] }),
            Code::Invalid,
        ),
        (json!({ "do": "set_agenda", "agenda": [{ "kind": "collect", "minutes": 1441 }] }), Code::Invalid),
    ] {
        assert_eq!(stage.give(&BOSS, command.clone()), Err(code), "{}", command["do"]);
    }
    let seq = stage.boss(json!({ "do": "create_project", "title": "x", "approvals": ["it"] }));
    let comment =
        json!({ "do": "approve", "project": format!("p{seq}"), "decision": "accept", "comment": long });
    assert_eq!(stage.give(&person("ann"), comment), Err(Code::TooLong));
    stage.state.limits.projects = 1;
    assert_eq!(stage.give(&BOSS, json!({ "do": "create_project", "title": "y" })), Err(Code::TooMany));
    stage.state.limits.participants = 4;
    stage.join("four", "it").unwrap();
    assert_eq!(stage.join("five", "it"), Err(Code::TooMany));
    stage.boss(json!({ "do": "remove_participant", "participant": "four" }));
    stage.join("five", "it").unwrap();
}

#[test]
fn limit_2_a_file_brings_nothing_that_the_board_itself_would_refuse() {
    let limits = Limits::default();
    let made = |value: Value| serde_json::from_value::<Create>(value).unwrap().check(&limits);
    assert_eq!(made(import(|_| {})), Ok(()));
    let items = |n: usize| (0..n).map(|n| format!("item {n}")).collect::<Vec<_>>();
    type Over = (&'static str, Option<u32>, Box<dyn Fn(&mut Value)>);
    let over: [Over; 5] = [
        (
            "people.old-ann.name",
            Some(limits.name),
            Box::new(|c| c["contents"]["people"]["old-ann"]["name"] = json!("x".repeat(81))),
        ),
        (
            "projects[0].tools",
            Some(limits.list_items),
            Box::new(move |c| c["contents"]["projects"][0]["lists"][0] = json!(["tools", items(101)])),
        ),
        (
            "departments",
            None,
            Box::new(|c| {
                c["departments"] = (0..41).map(|n| json!({ "id": format!("d{n}"), "name": "D" })).collect()
            }),
        ),
        (
            "notes[1].figure",
            Some(limits.field_text),
            Box::new(|c| c["contents"]["notes"][1]["fields"][1] = json!(["figure", "x".repeat(2001)])),
        ),
        ("rating", None, Box::new(|c| c["contents"]["rating"]["notes"] = json!(["n99"]))),
    ];
    for (at, most, spoil) in over {
        let misfit = made(import(spoil)).unwrap_err();
        assert_eq!((misfit.at.as_str(), misfit.most), (at, most), "{misfit}");
    }
}

/// A board as an import makes it, with one thing changed.
fn import(change: impl Fn(&mut Value)) -> Value {
    let note = |id: &str, parent: Option<&str>| {
        let mut fields = vec![json!(["branch", "people"]), json!(["order", "a0"])];
        fields.extend(parent.map(|p| json!(["parent", p])));
        json!({ "id": id, "text": format!("text of {id}"), "fields": fields, "department": "it", "author": "old-ann" })
    };
    let mut create = json!({
        "title": "Carried on", "language": "uk", "facilitator_hash": "f", "projector_hash": "p",
        "branches": [{ "id": "people", "title": "Люди", "question": "" }],
        "departments": [{ "id": "it", "name": "ІТ" }],
        "contents": {
            "notes": [note("n1", None), note("n2", Some("n1")), note("n3", Some("n2"))],
            "projects": [{ "id": "p1", "fields": [["title", "Go on"], ["horizon", "next-years"]],
                "lists": [["competences", ["SQL"]], ["approvals", ["it"]]] }],
            "people": { "old-ann": { "name": "Ann", "department": "it" } },
            "merges": { "n3": "n1" },
            "priorities": { "n1": "now" },
            "approvals": { "p1": { "it": { "decision": "accept", "by": "old-ann", "at": 5 } } },
            "vote": { "id": "v9", "open": false, "revealed": true, "dots": 5, "per_note": 2, "voted": 7,
                "eligible": 9, "tally": { "n1": { "dots": 4, "by_department": { "it": 4 } } } },
            "rating": { "id": "r9", "open": true, "notes": ["n1"], "voted": 3, "eligible": 9 },
        },
    });
    change(&mut create);
    create
}

#[test]
fn limit_2_an_imported_board_keeps_what_it_brings_and_the_same_form() {
    let mut stage = Stage::bare();
    stage.make(import(|_| {})).unwrap();
    assert_eq!(stage.document.notes.len(), 3);
    assert_eq!(stage.root("attribution", "n2"), Some(json!({ "department": "it", "author": "old-ann" })));
    assert_eq!(stage.root("people", "old-ann").unwrap()["removed"], true, "nobody can speak as the old Ann");
    assert_eq!(stage.root("merges", "n3"), Some(json!("n1")));
    assert_eq!(stage.root("priorities", "n1"), Some(json!("now")));
    assert_eq!(stage.root("approvals", "p1").unwrap()["it"]["decision"], "accept");
    assert_eq!(project(&stage, "p1").lists["competences"], ["SQL"]);
    let vote = stage.session("vote");
    assert_eq!((&vote["voted"], &vote["tally"]["n1"]["dots"]), (&json!(7), &json!(4)));
    assert_eq!(stage.session("rating"), Value::Null, "it was not revealed then");
    stage.join("new", "it").unwrap();

    type Spoil = fn(&mut Value);
    let bad: [(&str, Spoil); 15] = [
        ("no title", |c| c["title"] = json!(" ")),
        ("no such language", |c| c["language"] = json!("xx")),
        ("two bones alike", |c| {
            c["branches"] = json!([{ "id": "a", "title": "" }, { "id": "a", "title": "" }])
        }),
        ("a bone without id", |c| c["branches"][0]["id"] = json!("")),
        ("two notes alike", |c| c["contents"]["notes"][1]["id"] = json!("n1")),
        ("a note too long", |c| c["contents"]["notes"][0]["text"] = json!("x".repeat(1001))),
        ("no such bone", |c| c["contents"]["notes"][0]["fields"][0][1] = json!("tail")),
        ("a field twice", |c| c["contents"]["notes"][0]["fields"][1][0] = json!("branch")),
        ("an unknown field", |c| c["contents"]["notes"][0]["fields"][1][0] = json!("colour")),
        ("an orphan", |c| c["contents"]["notes"][1]["fields"][2][1] = json!("n99")),
        ("a circle", |c| c["contents"]["notes"][1]["fields"][2][1] = json!("n3")),
        ("a chain of merges", |c| c["contents"]["merges"]["n1"] = json!("n2")),
        ("an unknown list", |c| c["contents"]["projects"][0]["lists"][0][0] = json!("wishes")),
        ("a list's entry too long", |c| {
            c["contents"]["projects"][0]["lists"][0][1][0] = json!("x".repeat(257))
        }),
        ("an unknown horizon", |c| c["contents"]["projects"][0]["fields"][1][1] = json!("someday")),
    ];
    for (what, change) in bad {
        assert!(Stage::bare().make(import(change)).is_err(), "{what}");
    }
}

/// The words of a text that are letters.
fn scripts(text: &str) -> BTreeSet<bool> {
    text.chars().filter(|c| c.is_alphabetic()).map(|c| ('\u{400}'..'\u{530}').contains(&c)).collect()
}

#[test]
fn template_1_every_template_has_the_same_form_in_every_language() {
    for id in IDS {
        let [en, pl, uk] = LANGUAGES.map(|language| template(id, language).unwrap());
        for other in [&pl, &uk] {
            let ids = |t: &board::workshop::templates::Template| {
                let bones: Vec<String> = t.branches.iter().map(|b| b.id.to_string()).collect();
                let departments: Vec<String> = t.departments.iter().map(|d| d.id.to_string()).collect();
                let plan: Vec<(String, Kind, u32)> = (t.agenda.iter().flat_map(|m| &m.activities))
                    .map(|a| (a.id.clone(), a.kind, a.minutes))
                    .collect();
                (bones, departments, plan, t.competences.len())
            };
            assert_eq!(ids(&en), ids(other), "{id}");
            assert_ne!(en.title, other.title, "{id}");
            for (one, two) in en.branches.iter().zip(&other.branches) {
                assert_ne!(one.question, two.question, "{id} {}", one.id);
            }
        }
        for bone in &uk.branches {
            assert!(scripts(&bone.question) == BTreeSet::from([true]), "{}", bone.question);
        }
        assert!(uk.about.chars().any(|c| ('\u{400}'..'\u{530}').contains(&c)));
    }
    let cx = template("cx-5m", "pl").unwrap();
    let bones: Vec<(&str, &str)> = cx.branches.iter().map(|b| (b.id.as_str(), b.title.as_str())).collect();
    let expected = [
        ("people", "Człowiek"),
        ("management", "Zarządzanie"),
        ("methods", "Metody"),
        ("material", "Materiał"),
        ("machines", "Maszyny"),
    ];
    assert_eq!(bones, expected);
    let departments: Vec<&str> = cx.departments.iter().map(|d| d.id.as_str()).collect();
    let expected = ["analysis", "marketing", "customer-service", "it", "legal", "sales", "back-office"];
    assert_eq!(departments, expected);
    assert_eq!((template("7q", "en"), template("6m", "de")), (None, None));
}

#[test]
fn template_2_a_board_from_any_template_is_ready_to_collect() {
    for id in IDS {
        for language in LANGUAGES {
            let mut stage = Stage::bare();
            stage.create(id, language);
            assert_eq!(stage.session("locked"), false);
            assert_eq!(stage.session("activity"), Value::Null);
            let own = json!({ "add": "own", "edit": "own", "move": "own", "remove": "own" });
            assert_eq!(stage.session("permissions"), own);
            assert_eq!(stage.session("finished"), false);
            assert_eq!((stage.session("vote"), stage.session("timer")), (Value::Null, Value::Null));
            assert_eq!(stage.document.board["effect"], "Unhappy customers");
        }
    }
}
