//! Boards with a past of their own, made without a server, and the commands that keep boards.
#![allow(dead_code, reason = "each test program uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use board::live::{Flow, Live};
use board::schema::Limits;
use board::workshop::templates::template;
use board::workshop::{Action, Command as Given, Create, EDITION, Join};
use board::{Actor, BoardId, Entry, Millis, ParticipantId};
use faults::herringbone;
use journal::{Journal, Sqlite, Stored};
use yrs::updates::decoder::Decode;
use yrs::{Doc, Map, MapPrelim, Out, ReadTxn, Text, TextPrelim, Transact, Update};

/// Runs a command of the program: whether it succeeded, its output, and what it said on the standard error.
pub fn run(arguments: &[&str]) -> (bool, String, String) {
    let done = command(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.success(), text(&done.stdout), text(&done.stderr))
}

/// A command of the program that is not started yet.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(herringbone());
    command.args(arguments).stdin(Stdio::null());
    command
}

/// The path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Everything that a journal has of a board.
#[derive(Debug, PartialEq)]
pub struct Content {
    pub keys: Vec<String>,
    pub entries: Vec<Stored>,
    pub snapshot: Option<Stored>,
}

/// Everything that a directory has, in the order in which its boards were made.
pub async fn contents(data: &Path) -> Vec<(String, Content)> {
    let journal = Sqlite::read_only(data).unwrap();
    let mut all = vec![];
    for id in journal.boards().await.unwrap() {
        let entries = journal.read(&id, 0).await.unwrap();
        let (keys, snapshot) =
            (journal.keys(&id).await.unwrap(), journal.latest_snapshot(&id).await.unwrap());
        all.push((id, Content { keys, entries, snapshot }));
    }
    journal.close().await.unwrap();
    all
}

/// A board that is built of these entries.
pub fn replayed(id: &str, entries: &[Stored]) -> Live {
    let mut live = Live::new(BoardId::from(id), Limits::default());
    for entry in entries {
        live.replay(&Entry::decode(&entry.bytes).unwrap()).unwrap();
    }
    live
}

/// What people see of a board: its document as JSON, its state vector and its deletions.
pub type Sight = (serde_json::Value, BTreeMap<u64, u32>, Vec<(u64, u32, u32)>);

/// What people see of this board.
pub fn sight(live: &Live) -> Sight {
    (live.document_json(), live.clocks(), live.deleted())
}

/// Makes boards of varied size: some with people who write, change and remove causes, some with a snapshot.
pub async fn make_boards(journal: &dyn Journal, count: usize, random: &mut fastrand::Rng) {
    for at in 0..count {
        let id = format!("board{at:04}x{}", random.u32(..));
        let past = Past::of(&id, random);
        let code = format!("code:{id}");
        journal.create(&id, &[code], past.entries).await.unwrap();
        if let Some(snapshot) = past.snapshot {
            let claim = journal.claim(&id).await.unwrap();
            journal.put_snapshot(&claim, snapshot).await.unwrap();
            journal.release(&claim).await.unwrap();
        }
    }
}

struct Past {
    entries: Vec<Stored>,
    snapshot: Option<Stored>,
}

impl Past {
    fn of(id: &str, random: &mut fastrand::Rng) -> Self {
        let mut live = Live::new(BoardId::from(id), Limits::default());
        let mut now = 1_700_000_000_000;
        let mut entries = vec![];
        let mut play = |live: &mut Live, doc: &Doc, actions: Vec<Action>, edit: Option<(&Actor, Vec<u8>)>| {
            now += 1_000;
            let mut batch = live.batch(Millis(now));
            for action in actions {
                batch.act(action).unwrap();
            }
            if let Some((actor, update)) = edit {
                batch.update(actor, &update, Flow::Update).unwrap();
            }
            let outcome = batch.finish().unwrap();
            for update in outcome.updates {
                doc.transact_mut().apply_update(Update::decode_v1(&update).unwrap()).unwrap();
            }
            entries.extend(outcome.entries.iter().map(|entry| Stored::new(entry.seq, entry.encode())));
        };
        let doc = Doc::with_client_id(random.u64(1..1 << 32));
        let notes = doc.get_or_insert_map("notes");
        let template = template("cx-5m", "en").unwrap();
        let hash =
            |who: &str| format!("{:064x}", u128::from(fastrand::Rng::with_seed(who.len() as u64).u64(..)));
        let create = Create {
            title: format!("Workshop {id}"),
            language: "en".into(),
            branches: template.branches,
            departments: template.departments,
            agenda: template.agenda,
            edition: EDITION,
            join_code: "ABCDEF".into(),
            facilitator_hash: hash("1"),
            projector_hash: hash("22"),
            ..Create::default()
        };
        let person = ParticipantId::from("ada");
        let join = Join {
            participant: person.clone(),
            name: "Ada".into(),
            department: "it".into(),
            token_hash: hash("333"),
            ..Join::default()
        };
        play(&mut live, &doc, vec![create.into(), join.into()], None);
        let ada = Actor::Participant(person);
        let mut snapshot = None;
        for round in 0..random.usize(..12) {
            let known = doc.transact().state_vector();
            {
                let mut txn = doc.transact_mut();
                let mut ids: Vec<String> = notes.keys(&txn).map(str::to_owned).collect();
                ids.sort();
                match (random.u8(..4), random.choice(&ids)) {
                    (0, Some(id)) => drop(notes.remove(&mut txn, id)),
                    (1, Some(id)) => {
                        let Some(Out::YMap(note)) = notes.get(&txn, id) else { panic!("no map") };
                        let Some(Out::YText(text)) = note.get(&txn, "text") else { panic!("no text") };
                        text.insert(&mut txn, 0, "why ");
                        text.remove_range(&mut txn, 1, 2);
                    }
                    _ => {
                        let note = notes.insert(&mut txn, format!("n{round}"), MapPrelim::default());
                        note.insert(&mut txn, "branch", "people");
                        note.insert(&mut txn, "order", format!("a{round}"));
                        let text = note.insert(&mut txn, "text", TextPrelim::new(""));
                        let words: String = (0..random.usize(1..120)).map(|_| random.alphabetic()).collect();
                        text.push(&mut txn, &words);
                    }
                }
            }
            let update = doc.transact().encode_state_as_update_v1(&known);
            play(&mut live, &doc, vec![], Some((&ada, update)));
            if random.u8(..6) == 0 {
                let given =
                    [Given::Lock, Given::Unlock].map(|given| Action::Command(Actor::Facilitator, given));
                play(&mut live, &doc, given.into(), None);
            }
            if random.u8(..8) == 0 {
                snapshot = Some(Stored::new(live.seq(), live.snapshot()));
            }
        }
        Self { entries, snapshot }
    }
}
