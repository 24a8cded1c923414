//! Small departments in results. Two people of one told group exchange their ballots: then every frame, answer and file that
//! anybody else gets must say the same. What is the same either way tells nobody which of the two gave what.

use std::collections::BTreeMap;

use client::{Client, Heard};
use serde_json::{Value, json};
use tokio::time::{Duration, timeout};
use yrs::types::ToJson;
use yrs::{ReadTxn, StateVector, Transact, WriteTxn};

use crate::open::{Made, Open, open};
use crate::read_files;

/// Name, department. Marketing is large enough to be named; IT, legal and sales are not, or would leave two people
/// to be reckoned back, so they are told together.
const PEOPLE: [(&str, &str); 9] = [
    ("it-1", "it"),
    ("it-2", "it"),
    ("it-3", "it"),
    ("legal-1", "legal"),
    ("sales-1", "sales"),
    ("marketing-1", "marketing"),
    ("marketing-2", "marketing"),
    ("marketing-3", "marketing"),
    ("marketing-4", "marketing"),
];
/// Every format but those that have no results, and the pictures of results.
const FILES: [&str; 11] = [
    "json",
    "md",
    "csv",
    "html",
    "svg",
    "svg?part=results",
    "pdf",
    "xlsx",
    "png",
    "png?part=results",
    "png?part=matrix",
];

/// Everything that others than the two were sent, by where it was seen.
type Seen = BTreeMap<String, Vec<Vec<u8>>>;

struct Workshop {
    server: Open,
    made: Made,
    /// Token and id of everybody.
    people: Vec<(String, String)>,
}

impl Workshop {
    async fn begin() -> Self {
        let server = open().await;
        let made = server.make().await;
        let mut people = vec![];
        for (name, department) in PEOPLE {
            people.push(server.join(&made, name, department).await);
        }
        let workshop = Self { server, made, people };
        for number in 0..4 {
            let text = format!("Cause {number}");
            workshop.give(5, json!({ "do": "seal_note", "branch": "people", "text": text })).await;
        }
        workshop.lead(json!({ "do": "reveal_notes" })).await;
        workshop
    }

    async fn lead(&self, command: Value) {
        let given = self.server.command(&self.made, &self.made.facilitator, command).await;
        assert_eq!(given.status, 200, "{}", given.text);
    }

    async fn give(&self, person: usize, command: Value) {
        let given = self.server.command(&self.made, &self.people[person].0, command).await;
        assert_eq!(given.status, 200, "{}", given.text);
    }

    async fn state(&self) -> Value {
        self.server.get(&format!("/api/boards/{}", self.made.id), &self.made.facilitator).await.json()
    }

    async fn causes(&self) -> Vec<String> {
        let path = format!("/api/boards/{}/export/json", self.made.id);
        let export = self.server.get(&path, &self.made.facilitator).await.json();
        export["notes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|note| note["id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Listens as the holder of a token.
    async fn listener(&self, token: &str) -> Client {
        let mut client = Client::default();
        client.connect(self.server.address, &self.made.id, token, StateVector::default()).await.unwrap();
        while !matches!(client.hear().await.unwrap(), Heard::All(_)) {}
        client
    }

    /// What files and answers tell these people.
    async fn told(&self, tokens: &[(&str, &str)]) -> Seen {
        let mut told = Seen::new();
        for (who, token) in tokens {
            let mut paths = vec![String::new()];
            paths.extend(FILES.map(|file| format!("/export/{file}")));
            if *who == "a participant" {
                paths.push("/ballot".into());
            }
            if *who == "facilitator" {
                paths.extend(
                    ["/departments/marketing", "/departments/it/summary", "/summary"].map(String::from),
                );
            }
            for path in paths {
                let address = format!("/api/boards/{}{path}", self.made.id);
                let bearer = format!("Bearer {token}");
                let headers = [("Authorization", bearer.as_str())];
                let answer =
                    client::http::call(self.server.address, "GET", &address, &headers, b"").await.unwrap();
                assert_eq!(answer.status, 200, "{path}: {}", answer.text());
                let said = match path.split(['/', '?']).nth(2) {
                    Some("png") => read_files::pixels(&answer.body),
                    Some("pdf") => self.plain(read_files::pages(&answer.body).as_bytes()),
                    Some("xlsx") => self.plain(read_files::cells(answer.body).as_bytes()),
                    Some("svg") => self.plain(read_files::without_foot(&answer.body).as_bytes()),
                    _ => self.plain(&answer.body),
                };
                told.insert(format!("{path} of {who}"), vec![said]);
            }
        }
        told
    }

    /// What was told, with fixed words in the place of those that are drawn at random for each board.
    fn plain(&self, told: &[u8]) -> Vec<u8> {
        let mut plain = told.to_vec();
        let address = self.server.address.to_string();
        let nowhere = "0".repeat(address.len());
        let token = "p".repeat(self.made.projector.len());
        let secrets = [
            (&self.made.id, "board-board-boar"),
            (&self.made.code, "CODE42"),
            (&self.made.projector, token.as_str()),
            (&address, nowhere.as_str()),
        ];
        let people: Vec<(&String, String)> =
            self.people.iter().enumerate().map(|(n, (_, id))| (id, format!("person-{n:03}"))).collect();
        let secrets = secrets.into_iter().map(|(id, plain)| (id, plain.to_owned())).chain(people);
        for (id, instead) in secrets {
            assert_eq!(id.len(), instead.len());
            replace(&mut plain, id.as_bytes(), instead.as_bytes());
        }
        sorted(without_times(plain))
    }
}

/// JSON with sorted keys and sorted lists of ids, because ids are drawn at random.
fn sorted(bytes: Vec<u8>) -> Vec<u8> {
    fn sort(value: &mut Value) {
        match value {
            Value::Object(fields) => fields.values_mut().for_each(sort),
            Value::Array(items) => {
                items.iter_mut().for_each(sort);
                if items.iter().all(Value::is_string) {
                    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
                }
            }
            _ => {}
        }
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(&bytes) else { return bytes };
    sort(&mut value);
    value.to_string().into_bytes()
}

/// All that a client knows, with sorted keys.
fn document(client: &Client) -> Vec<u8> {
    let mut read = client.doc.transact_mut();
    let names: Vec<String> = read.root_refs().map(|(name, _)| name.to_owned()).collect();
    let roots = names.into_iter().map(|name| {
        let root = read.get_or_insert_map(name.as_str()).to_json(&read);
        (name, serde_json::to_value(&root).unwrap())
    });
    Value::Object(roots.collect()).to_string().into_bytes()
}

fn replace(bytes: &mut [u8], what: &[u8], with: &[u8]) {
    for start in 0..=bytes.len().saturating_sub(what.len()) {
        if bytes[start..].starts_with(what) {
            bytes[start..start + what.len()].copy_from_slice(with);
        }
    }
}

/// Unix milliseconds, times of day and hashes, which follow from them, as ones.
fn without_times(mut bytes: Vec<u8>) -> Vec<u8> {
    let runs = |bytes: &[u8], belongs: fn(&u8) -> bool| {
        let mut found = vec![];
        let mut start = 0;
        while start < bytes.len() {
            let length = bytes[start..].iter().take_while(|byte| belongs(byte)).count();
            found.push((start, length));
            start += length.max(1);
        }
        found
    };
    let numbers = runs(&bytes, u8::is_ascii_digit).into_iter().filter(|(_, length)| *length == 13);
    let hashes = runs(&bytes, u8::is_ascii_hexdigit).into_iter().filter(|(_, length)| *length == 64);
    for (start, length) in numbers.chain(hashes).collect::<Vec<_>>() {
        bytes[start..start + length].fill(b'1');
    }
    for colon in 2..bytes.len().saturating_sub(2) {
        let digits = [colon - 2, colon - 1, colon + 1, colon + 2];
        if bytes[colon] == b':' && digits.iter().all(|at| bytes[*at].is_ascii_digit()) {
            digits.iter().for_each(|at| bytes[*at] = b'1');
        }
    }
    bytes
}

/// A workshop of two votes and a rating. Of the two people at these places each gives what the other would have.
async fn seen(exchanged: Option<(usize, usize)>) -> Seen {
    let workshop = Workshop::begin().await;
    let causes = workshop.causes().await;
    let watcher = workshop.people[8].0.clone();
    let tokens = [
        ("facilitator", &workshop.made.facilitator),
        ("projector", &workshop.made.projector),
        ("a participant", &watcher),
    ];
    let mut listeners = vec![];
    for (who, token) in tokens {
        listeners.push((who, workshop.listener(token).await, vec![]));
    }
    // The ballot of whoever stands at this place.
    let ballot = |place: usize| match exchanged {
        Some((one, other)) if place == one => other,
        Some((one, other)) if place == other => one,
        _ => place,
    };
    let mut told: Vec<Value> = vec![];
    for round in 0..2 {
        workshop.lead(json!({ "do": "open_vote", "dots": 2, "name": format!("Round {round}") })).await;
        for place in 0..PEOPLE.len() {
            let note = &causes[(ballot(place) + round) % causes.len()];
            workshop.give(place, json!({ "do": "cast", "note": note, "dots": 2 })).await;
        }
        workshop.lead(json!({ "do": "close_vote" })).await;
        workshop.lead(json!({ "do": "reveal_vote" })).await;
        told.push(workshop.state().await["vote"]["tally"].clone());
    }
    workshop.lead(json!({ "do": "open_rating", "notes": [causes[0]] })).await;
    for place in 0..PEOPLE.len() {
        let importance = ballot(place) % 5 + 1;
        let rate =
            json!({ "do": "rate", "note": causes[0], "importance": importance, "urgency": 6 - importance });
        workshop.give(place, rate).await;
    }
    workshop.lead(json!({ "do": "close_rating" })).await;
    workshop.lead(json!({ "do": "reveal_rating" })).await;
    told.push(workshop.state().await["rating"]["tally"].clone());
    workshop.lead(json!({ "do": "finish" })).await;
    // The test is about something only if groups are told at all.
    for tally in &told {
        let all = tally.to_string();
        assert!(all.contains("\"marketing\"") && all.contains("\"others\""), "{all}");
        assert!(["legal", "sales", "it"].iter().all(|small| !all.contains(&format!("\"{small}\""))), "{all}");
    }

    let mut seen = Seen::new();
    for (who, client, updates) in &mut listeners {
        let mut lengths = vec![];
        while client.value("session", "finished") != json!(true) {
            let heard = timeout(Duration::from_secs(20), client.hear()).await.unwrap().unwrap();
            // The order of keys within a value is drawn at random by the encoding, so what a frame says is read.
            if let Heard::Update(update) = heard {
                lengths.push(update.len().to_string().into_bytes());
                updates.push(workshop.plain(&document(client)));
            }
        }
        assert!(updates.len() > 25, "{}", updates.len());
        seen.insert(format!("frames of {who}"), std::mem::take(updates));
        seen.insert(format!("lengths of the frames of {who}"), lengths);
    }
    seen.extend(workshop.told(&tokens.map(|(who, token)| (who, token.as_str()))).await);
    seen
}

fn differing(one: &Seen, other: &Seen) -> Vec<String> {
    assert!(one.keys().eq(other.keys()));
    one.iter().filter(|(place, told)| other[*place] != **told).map(|(place, _)| place.clone()).collect()
}

#[tokio::test]
async fn vote_13_whoever_of_a_small_group_gave_what_is_in_no_frame_answer_or_file() {
    let usual = seen(None).await;
    assert_eq!(differing(&usual, &seen(None).await), Vec::<String>::new(), "told twice is told the same");
    // Two of the small departments; one of them and somebody of IT; two of one named department.
    for pair in [(3, 4), (0, 4), (5, 6)] {
        assert_eq!(differing(&usual, &seen(Some(pair)).await), Vec::<String>::new(), "{pair:?}");
    }
    // Between groups it is told, in every place that has results.
    let across = differing(&usual, &seen(Some((4, 5))).await);
    assert!(across.len() >= 6, "the test sees nothing: {across:?}");
    for file in ["pdf", "xlsx", "png?part=results", "svg?part=results", "html"] {
        let place = format!("/export/{file} of facilitator");
        assert!(across.contains(&place), "the test cannot read {file}: {across:?}");
    }
}

/// A project that marketing is asked about; the person at this place answers, without a name on any note.
async fn decided(by: usize) -> Seen {
    let workshop = Workshop::begin().await;
    workshop.lead(json!({ "do": "set_authors", "shown": false })).await;
    let project = json!({ "do": "create_project", "title": "Shorter queues", "approvals": ["marketing"] });
    workshop.lead(project).await;
    let path = format!("/api/boards/{}/export/json", workshop.made.id);
    let project =
        workshop.server.get(&path, &workshop.made.facilitator).await.json()["projects"][0]["id"].clone();
    let decision =
        json!({ "do": "approve", "project": project, "decision": "decline", "comment": "too late" });
    workshop.give(by, decision).await;
    workshop.lead(json!({ "do": "finish" })).await;
    let watcher = workshop.people[8].0.as_str();
    let tokens = [
        ("facilitator", workshop.made.facilitator.as_str()),
        ("projector", workshop.made.projector.as_str()),
        ("a participant", watcher),
    ];
    workshop.told(&tokens).await
}

#[tokio::test]
async fn prog_8_no_file_or_answer_tells_who_decided_for_a_department_while_names_are_hidden() {
    let one = decided(5).await;
    let told = String::from_utf8_lossy(&one["/export/json of projector"][0]).into_owned();
    assert!(told.contains("too late"), "the decision itself is told: {told}");
    assert_eq!(differing(&one, &decided(6).await), Vec::<String>::new());
}
