//! What was exported is read back whole, and nothing else is read.

use board::schema::{Field, Kind, Limits, note};
use board::workshop::{Bone, Contents, Create, Department, ImportedNote, Misfit};
use board::{BoardId, Live, Millis, reading::Board};
use export::{Format, Import, ImportError, Options, Report, render};
use serde_json::{Value, json};

use crate::boards;

fn file(board: &Board) -> Vec<u8> {
    render(board, Format::Json, &Options { generated_at: Millis(7), ..Options::default() }).unwrap()
}

#[test]
fn an_export_reads_back_as_the_same_report() {
    let board = boards::cx();
    let import = Import::parse(&file(&board), &Limits::default()).unwrap();
    assert_eq!(import.report, Report::of(&board, Millis(7)));
}

#[test]
fn an_import_makes_the_same_board() {
    let create = Import::parse(&file(&boards::cx()), &Limits::default()).unwrap().into_create();
    let cx = boards::fixture();
    assert_eq!(create.title, cx["title"].as_str().unwrap());
    assert_eq!(create.effect, cx["effect"].as_str().unwrap());
    assert_eq!(create.goals.organisation, cx["goals"]["organisation"].as_str().unwrap());
    assert_eq!(create.questions.importance, "Ile nas to kosztuje?");
    assert_eq!(create.branches.len(), 5);
    assert_eq!(create.departments.len(), 7);
    assert_eq!(create.agenda.len(), 2);
    let contents = &create.contents;
    assert_eq!(contents.notes.len(), 36);
    assert_eq!(contents.people.len(), 9);
    assert_eq!(contents.priorities.len(), 4);
    let field = |note: &str, key: &str| {
        let note = contents.notes.iter().find(|n| n.id.as_str() == note).unwrap();
        note.fields.iter().find(|(k, _)| k == key).map(|(_, value)| value.clone())
    };
    assert_eq!(field("c3", "parent").as_deref(), Some("c2"));
    assert!(field("a1", "order") < field("a4", "order") && field("a4", "order") < field("a5", "order"));
    let tally = contents.vote.as_ref().unwrap().tally.as_ref().unwrap();
    assert_eq!(json!(tally), cx["expected"]["tally"]);
    let said: Vec<_> = contents
        .comments
        .iter()
        .map(|(note, said)| (note.as_str(), &*said.text, said.author.is_some()))
        .collect();
    assert_eq!(said, [("a1", "Czy na pewno?", false), ("a1", "[To samo] u nas", true)]);
    assert_eq!(create.competences, ["komunikatywność", "prawo konsumenckie"]);
    assert_eq!(contents.projects.len(), 2);
    let said = &contents.approvals[&board::ProjectId::from("p0")];
    assert_eq!(
        said[&board::DepartmentId::from("customer-service")].comment.as_deref(),
        Some("Za późno dla nas")
    );
}

/// A field of the table that the reading, the report or the import does not have is lost here.
#[test]
fn limit_2_every_field_of_a_note_comes_back_from_its_export() {
    let value = |field: &Field| match field.kind {
        Kind::Text => Some("a text".to_owned()),
        Kind::OneOf(words) => words.first().map(|word| (*word).to_owned()),
        Kind::Date => Some("2026-02-28".to_owned()),
        Kind::Key if field.key == note::OWNER => Some("it".to_owned()),
        Kind::Key if field.key == note::FACT => Some("f1".to_owned()),
        Kind::Keys => Some("methods".to_owned()),
        // The place of the note, and its text, are tried elsewhere.
        Kind::Key | Kind::SharedText | Kind::List => None,
        // Projects and facts have these.
        Kind::Number | Kind::Currency | Kind::Series => None,
    };
    let set: Vec<(String, String)> =
        note::FIELDS.iter().filter_map(|field| Some((field.key.to_owned(), value(field)?))).collect();
    assert!(set.len() >= 5, "{set:?}");
    let place =
        [(note::BRANCH, "people"), (note::ORDER, "a0")].map(|(key, v)| (key.to_owned(), v.to_owned()));
    let fields = place.into_iter().chain(set.clone()).collect();
    let noted = ImportedNote { id: "n1".into(), text: "A cause".into(), fields, ..ImportedNote::default() };
    let create = Create {
        title: "A board".into(),
        language: "en".into(),
        branches: vec![
            Bone {
                id: "people".into(),
                title: "People".into(),
                question: String::new(),
                colour: Some("plum".into()),
            },
            Bone { id: "methods".into(), title: "Methods".into(), question: String::new(), colour: None },
        ],
        departments: vec![Department { id: "it".into(), name: "IT".into() }],
        facilitator_hash: "f".into(),
        projector_hash: "p".into(),
        join_code: "ABC234".into(),
        contents: Contents { notes: vec![noted], ..Contents::default() },
        ..Create::default()
    };
    let mut live = Live::new(BoardId::from("fields"), Limits::default());
    let mut batch = live.batch(Millis(1));
    batch.act(create.into()).unwrap();
    batch.finish().unwrap();
    let again = Import::parse(&file(&live.reading().0), &Limits::default()).unwrap().into_create();
    assert_eq!(again.branches[0].colour.as_deref(), Some("plum"));
    let found = &again.contents.notes[0].fields;
    for field in set {
        assert!(found.contains(&field), "{field:?} is lost: {found:?}");
    }
}

/// Parses the CX export after `change`.
fn changed(change: impl FnOnce(&mut Value)) -> Result<Import, ImportError> {
    let mut value: Value = serde_json::from_slice(&file(&boards::cx())).unwrap();
    change(&mut value);
    Import::parse(&serde_json::to_vec(&value).unwrap(), &Limits::default())
}

#[test]
fn what_is_no_export_is_not_read() {
    let parse = |bytes: &[u8]| Import::parse(bytes, &Limits::default()).unwrap_err();
    for bytes in [&b""[..], b"{", b"[]", b"null", b"{}", b"\xff\xfe", b"{\"format\":\"else\",\"version\":1}"]
    {
        assert!(matches!(parse(bytes), ImportError::Form(_)), "{bytes:?}");
    }
    assert_eq!(changed(|v| v["version"] = json!(2)).unwrap_err(), ImportError::Version(2));
    let deep = [b"{\"format\":\"herringbone-board\",\"version\":1,\"agenda\":".to_vec(), vec![b'['; 100_000]]
        .concat();
    assert!(matches!(parse(&deep), ImportError::Form(_)));
    assert!(matches!(parse(&vec![b' '; Import::LONGEST + 1]), ImportError::Long(_)));
}

/// The place that the error names.
fn place(change: impl FnOnce(&mut Value)) -> String {
    match changed(change).unwrap_err() {
        ImportError::Value { at, .. } | ImportError::Board(Misfit { at, .. }) => at,
        other => panic!("{other}"),
    }
}

#[test]
fn what_contradicts_itself_is_not_read() {
    assert_eq!(place(|v| v["notes"][3]["branch"] = json!("nowhere")), "notes[3].branch");
    assert_eq!(place(|v| v["notes"][3]["parent"] = json!("nowhere")), "notes[3].parent");
    assert_eq!(place(|v| v["notes"][3]["parent"] = json!("e1")), "notes[3].parent", "another bone");
    assert_eq!(place(|v| v["notes"][0]["parent"] = json!("a3")), "notes[0].parent", "a circle");
    assert_eq!(place(|v| v["branches"][1]["colour"] = json!("pink")), "branches[1].colour");
    assert_eq!(place(|v| v["notes"][3]["id"] = json!("a1")), "notes[3].id");
    assert_eq!(place(|v| v["notes"][3]["id"] = json!("")), "notes[3].id");
    assert_eq!(place(|v| v["notes"][3]["merged_into"] = json!("nowhere")), "notes[3].merged_into");
    assert_eq!(place(|v| v["notes"][3]["priority"] = json!("soon")), "notes[3].priority");
    assert_eq!(place(|v| v["notes"][3]["evidence"] = json!("rumour")), "notes[3].evidence");
    assert_eq!(place(|v| v["projects"][0]["notes"] = json!(["nowhere"])), "projects[0].notes");
    assert_eq!(place(|v| v["projects"][0]["surprise"] = json!("x")), "projects[0].surprise");
    assert_eq!(place(|v| v["projects"][0]["horizon"] = json!("never")), "projects[0].horizon");
    assert_eq!(
        place(|v| v["agenda"] = json!([{ "activities": [{ "kind": "dance" }] }])),
        "agenda[0].activities"
    );
    assert_eq!(place(|v| v["notes"] = json!("x")), "notes");
    assert_eq!(place(|v| v["notes"][3]["rated"]["importance"] = json!("x")), "notes[3].rated.importance");
    assert_eq!(place(|v| v["language"] = json!("de")), "language");
}

#[test]
fn what_is_over_a_limit_is_not_read() {
    assert_eq!(place(|v| v["notes"][3]["text"] = json!("x".repeat(1001))), "notes[3].text");
    assert!(changed(|v| v["notes"][3]["text"] = json!("ż".repeat(1000))).is_ok());
    assert_eq!(place(|v| v["title"] = json!("x".repeat(2001))), "title");
    let note = json!({ "branch": "people", "text": "x" });
    let many = |v: &mut Value| {
        v["notes"] = (0..5001)
            .map(|n| {
                let mut note = note.clone();
                note["id"] = json!(format!("n{n}"));
                note
            })
            .collect();
        v["projects"] = json!([]);
    };
    assert_eq!(place(many), "notes");
    let deep = |v: &mut Value| {
        v["notes"] = (0..6)
            .map(|n| {
                json!({ "id": format!("n{n}"), "branch": "people", "text": "x",
                "parent": (n > 0).then(|| format!("n{}", n - 1)) })
            })
            .collect();
        v["projects"] = json!([]);
    };
    assert_eq!(place(deep), "notes[5].parent");
}

/// Makes the whole file of a part of it.
type Wrap<'w> = &'w dyn Fn(Value) -> Value;

/// Every object of a file, each with one field too many.
fn with_a_stranger(value: &Value, changed: &mut dyn FnMut(Wrap), wrap: Wrap) {
    match value {
        Value::Object(fields) => {
            let add = |_: Value| {
                let mut more = fields.clone();
                more.insert("stranger".to_owned(), json!("x"));
                wrap(Value::Object(more))
            };
            changed(&add);
            for (name, inner) in fields {
                let wrap = |inner: Value| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), inner);
                    wrap(Value::Object(fields))
                };
                // These are maps by department, whose keys are anybody's.
                if !["dots_by_department", "by_department"].contains(&name.as_str()) {
                    with_a_stranger(inner, changed, &wrap);
                }
            }
        }
        // Of a list one is enough: all its items have the same form.
        Value::Array(items) if !items.is_empty() => {
            let wrap = |inner: Value| {
                let mut items = items.clone();
                items[0] = inner;
                wrap(Value::Array(items))
            };
            with_a_stranger(&items[0], changed, &wrap);
        }
        _ => {}
    }
}

#[test]
fn a_field_that_no_export_has_is_refused_by_name() {
    let whole: Value = serde_json::from_slice(&file(&boards::cx())).unwrap();
    let mut tried = 0;
    let mut check = |changed: Wrap| {
        let changed = changed(Value::Null);
        let error =
            Import::parse(changed.to_string().as_bytes(), &Limits::default()).unwrap_err().to_string();
        assert!(error.contains("stranger"), "{error}");
        tried += 1;
    };
    with_a_stranger(&whole, &mut check, &|value| value);
    assert!(tried > 10, "{tried}");
}
