//! Boards to export: the CX workshop as it ends, and boards made of given texts.

use board::BoardId;
use board::reading::{Board, read};
use board::schema::{Kind, note};
use serde_json::{Map, Value, json};

/// The workshop that the whole product is tested with.
pub fn fixture() -> Value {
    serde_json::from_str(include_str!("../../../../tests/fixtures/cx-workshop.json")).unwrap()
}

fn map(entries: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(entries.into_iter().collect::<Map<_, _>>())
}

/// `items` as the document keeps a list: item → order.
fn listed(items: &Value) -> Value {
    let items = items.as_array().into_iter().flatten().enumerate();
    map(items.map(|(n, item)| (item.as_str().unwrap().to_owned(), json!(format!("a{n}")))))
}

/// The CX workshop's document at its end, as JSON.
pub fn cx_document() -> Value {
    let mut cx = fixture();
    cx["agenda"][0]["activities"][0]["id"] = "a1".into();
    cx["agenda"][0]["starts_at"] = 1_795_099_500_000_u64.into();
    let bones = ["people", "management", "methods", "material", "machines"];
    let people = cx["people"].as_array().unwrap();
    let id_of =
        |name: &Value| people.iter().position(|p| p["name"] == *name).map(|n| format!("p{n}")).unwrap();
    let department_of =
        |name: &Value| people.iter().find(|p| p["name"] == *name).unwrap()["department"].clone();
    let notes = cx["notes"].as_array().unwrap();
    let note = |(n, note): (usize, &Value)| {
        let mut value =
            json!({ "text": note["text"], "branch": note["branch"], "order": format!("b{n:02}") });
        if let Some(parent) = note["parent"].as_str() {
            value["parent"] = parent.into();
        }
        (note["key"].as_str().unwrap().to_owned(), value)
    };
    let attributed = |note: &Value| {
        let value = json!({ "department": department_of(&note["author"]), "author": id_of(&note["author"]) });
        (note["key"].as_str().unwrap().to_owned(), value)
    };
    let rated = cx["expected"]["medians"].as_object().unwrap().iter().map(|(id, m)| {
        let disagreement = if id == "e7" { 1.78 } else { 0.5 };
        let (importance, urgency) = (&m["importance"], &m["urgency"]);
        let value = json!({ "importance": importance, "urgency": urgency, "disagreement": disagreement,
            "ratings": 9, "by_department": { "it": { "importance": 2, "urgency": 1, "disagreement": 2, "ratings": 2 } } });
        (id.clone(), value)
    });
    let project = |(n, project): (usize, &Value)| {
        let mut value = project.clone();
        for key in ["notes", "competences", "tools", "methods", "approvals"] {
            value[key] = listed(&project[key]);
        }
        (format!("p{n}"), value)
    };
    json!({
        "board": { "title": cx["title"], "effect": cx["effect"], "goal_workshop": cx["goals"]["workshop"],
            "goal_organisation": cx["goals"]["organisation"], "importance_question": "Ile nas to kosztuje?" },
        "session": { "language": "pl", "agenda": cx["agenda"], "finished": true,
            "competences": ["komunikatywność", "prawo konsumenckie"],
            "vote": { "id": "v9", "open": false, "revealed": true, "dots": 5, "per_note": 2, "voted": 9,
                "eligible": 9, "tally": cx["expected"]["tally"] },
            "rating": { "id": "r12", "open": false, "revealed": true, "notes": ["c7", "c2", "e7", "a4"],
                "voted": 9, "eligible": 9, "tally": map(rated) },
            "votes": [
                { "id": "v3", "open": false, "revealed": true, "dots": 3, "per_note": 3, "name": "Na próbę [v]",
                    "by_department": "groups", "voted": 8, "eligible": 9, "tally": {
                        "a1": { "dots": 6, "by_department": { "it": 2, "others": 4 } }, "gone": { "dots": 1, "by_department": {} } } },
                { "id": "v5", "open": false, "revealed": true, "dots": 1, "per_note": 1, "notes": ["b1", "b2"],
                    "by_department": "hidden", "voted": 7, "eligible": 9, "tally": { "b2": { "dots": 7, "by_department": {} } } }],
            "ratings": [{ "id": "r7", "open": false, "revealed": true, "notes": ["d1", "gone"], "by_department": "groups",
                "voted": 9, "complete": 8, "eligible": 9, "tally": { "d1": { "importance": 4, "urgency": 2.5,
                    "disagreement": 1.25, "ratings": 9, "suggestion": "next", "by_department": {
                        "it": { "importance": 4.5, "urgency": 1, "disagreement": 0.5, "ratings": 3 } } } } }],
            "runs": [{ "activity": "a1", "from": 1_795_100_000_000_u64, "to": 1_795_100_720_000_u64 },
                { "activity": "a1", "from": 1_795_100_900_000_u64, "to": 1_795_101_080_000_u64 }],
            "words": { "said": 3, "revealed": true, "worth": [0, 0, 0, 1, 2], "words": ["[Było warto]", "[Za krótko]"] } },
        "branches": map(bones.iter().enumerate().map(|(n, id)| {
            ((*id).to_owned(), json!({ "title": format!("Ość {id}"), "question": format!("Pytanie {n}?"), "order": format!("a{n}") }))
        })),
        "departments": map(["analysis", "marketing", "customer-service", "it", "legal", "sales", "back-office"]
            .map(|id| (id.to_owned(), json!({ "name": format!("Dział {id}") })))),
        "people": map(people.iter().map(|p| {
            let mut person = p.clone();
            if p["name"] == "Halina Sowa" {
                person["seat"] = true.into();
            }
            (id_of(&p["name"]), person)
        })),
        "notes": map(notes.iter().enumerate().map(note)),
        "attribution": map(notes.iter().map(attributed)),
        "priorities": cx["expected"]["priorities"],
        "comments": { "c2": { "note": "a1", "text": "[To samo] u nas", "at": 1_795_100_200_000_u64, "department": "it", "author": id_of(&people[1]["name"]) },
            "c1": { "note": "a1", "text": "Czy na pewno?", "at": 1_795_100_100_000_u64, "department": null } },
        "projects": map(cx["projects"].as_array().unwrap().iter().enumerate().map(project)),
        "approvals": { "p0": { "marketing": { "decision": "accept", "by": "p1", "at": 1 },
            "customer-service": { "decision": "decline", "comment": "Za późno dla nas", "by": "p2", "at": 2 } } },
    })
}

/// The CX workshop at its end.
pub fn cx() -> Board {
    let (board, defects) = read(&BoardId::from("b1"), &cx_document());
    assert_eq!(defects, []);
    assert_eq!(board.every_note().len(), 36);
    board
}

/// A board whose every text is one of `texts`, in turn, with a cause for each.
pub fn of_texts(texts: &[&str]) -> Board {
    let at = |n: usize| texts.get(n % texts.len().max(1)).copied().unwrap_or_default();
    let note = |n: usize| {
        let parent = (n % 3 == 1).then(|| format!("n{:04}", n - 1));
        let mut value = json!({ "text": at(n), "branch": "x", "order": format!("a{n:04}"), "parent": parent, "evidence": "fact" });
        let details = note::DETAILS.iter().filter(|field| field.kind == Kind::Text);
        for (place, field) in details.enumerate() {
            value[field.key] = at(n + 1 + place).into();
        }
        (format!("n{n:04}"), value)
    };
    let document = json!({
        "board": { "title": at(0), "effect": at(1), "goal_workshop": at(2), "goal_organisation": at(3) },
        "session": { "language": "en", "agenda": [{ "title": at(0), "activities": [
            { "kind": "collect", "title": at(1), "minutes": 5 }] }] },
        "branches": { "x": { "title": at(4), "question": at(5), "order": "a0" } },
        "departments": { "it": { "name": at(6) } },
        "people": { "p0": { "name": at(7), "department": "it" } },
        "notes": map((0..texts.len()).map(note)),
        "attribution": map((0..texts.len()).map(|n| (format!("n{n:04}"), json!({ "department": "it", "author": "p0" })))),
        "projects": { "q": { "title": at(8), "sponsor": at(9), "value": at(10), "competences": { at(11): "a0" } } },
    });
    read(&BoardId::from("b1"), &document).0
}

const WORDS: [&str; 12] = [
    "klient",
    "czeka",
    "na",
    "odpowiedź",
    "bo",
    "odpowiedzialności",
    "nikt",
    "z",
    "działu",
    "клієнт",
    "przeterminowane",
    "nie",
];

/// A board of so many causes on five bones, nested up to five deep, with dots, priorities and evidence. Every text is
/// different, and of `letters` letters at most.
pub fn nested(random: &mut fastrand::Rng, causes: usize, letters: usize) -> Board {
    let (mut notes, mut attribution, mut tally, mut priorities) =
        (Map::new(), Map::new(), Map::new(), Map::new());
    // The path to the last cause of each bone.
    let mut paths: Vec<Vec<String>> = vec![vec![]; 5];
    for n in 0..causes {
        let (id, bone) = (format!("n{n:04}"), random.usize(..5));
        let mut text = format!("[{n}]");
        let long = random.usize(..=letters);
        while text.chars().count() < long {
            text = format!("{text} {}", random.choice(WORDS).unwrap());
        }
        paths[bone].truncate(random.usize(..5));
        let parent = paths[bone].last().cloned();
        paths[bone].push(id.clone());
        let mut note =
            json!({ "text": text, "branch": format!("b{bone}"), "order": id.clone(), "parent": parent });
        if random.u8(..3) == 0 {
            note["evidence"] = (*random.choice(["fact", "assumption"]).unwrap()).into();
        }
        if random.u8(..3) == 0 {
            tally.insert(id.clone(), json!({ "dots": random.u8(1..120), "by_department": {} }));
        }
        if random.u8(..3) == 0 {
            let priority = random.choice(["now", "next", "later", "outside"]).unwrap();
            priorities.insert(id.clone(), json!(priority));
        }
        if random.u8(..5) > 0 {
            attribution.insert(id.clone(), json!({ "department": "it", "author": "p0" }));
        }
        notes.insert(id, note);
    }
    let branch = |n: usize| {
        (
            format!("b{n}"),
            json!({ "title": format!("Bone {n}"), "question": "Dlaczego?", "order": format!("a{n}") }),
        )
    };
    let document = json!({
        "board": { "title": "Reklamacje", "effect": "Klienci odchodzą" },
        "session": { "language": "pl", "vote": { "id": "v", "open": false, "revealed": true, "dots": 5, "per_note": 2,
            "voted": 9, "eligible": 9, "tally": tally } },
        "branches": map((0..5).map(branch)),
        "departments": { "it": { "name": "IT" } },
        "people": { "p0": { "name": "Anna", "department": "it" } },
        "notes": notes, "attribution": attribution, "priorities": priorities,
    });
    let (board, defects) = read(&BoardId::from("b1"), &document);
    assert_eq!(defects, []);
    board
}
