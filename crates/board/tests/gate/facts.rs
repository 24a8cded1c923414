//! What the server adds to accepted edits: attribution and the bin.

use board::workshop::Command;
use board::{Actor, Code, Entry, Flow, Live, Millis, NoteId};
use serde_json::json;
use yrs::updates::decoder::Decode;
use yrs::{ClientID, Doc, Map, MapPrelim, ReadTxn, StateVector, TextPrelim, Transact, Update};

use crate::stage::{AT, actor, submit, wide};

/// A stock client: a document of its own that is kept level with the board.
pub struct Client {
    pub who: &'static str,
    pub doc: Doc,
}

impl Client {
    pub fn new(who: &'static str, id: u64, live: &Live) -> Self {
        let client = Self { who, doc: Doc::with_client_id(id) };
        client.pull(live);
        client
    }

    pub fn pull(&self, live: &Live) {
        let update = live.diff(&[0]).expect("an empty state vector");
        self.doc.transact_mut().apply_update(Update::decode_v1(&update).expect("own bytes")).expect("fits");
    }

    /// Makes a change and gives its update.
    fn change(&self, change: impl FnOnce(&mut yrs::TransactionMut, &yrs::MapRef)) -> Vec<u8> {
        let notes = self.doc.get_or_insert_map("notes");
        let mut txn = self.doc.transact_mut();
        change(&mut txn, &notes);
        txn.commit();
        txn.encode_update_v1()
    }

    pub fn add(&self, id: &str) -> Vec<u8> {
        self.change(|txn, notes| {
            let note = notes.insert(txn, id, MapPrelim::default());
            note.insert(txn, "text", TextPrelim::new("a cause"));
            note.insert(txn, "branch", "people");
            note.insert(txn, "order", "a0");
        })
    }

    fn remove(&self, id: &str) -> Vec<u8> {
        self.change(|txn, notes| {
            notes.remove(txn, id);
        })
    }
}

/// Takes updates as one batch and gives the entries.
pub fn take(live: &mut Live, updates: &[(&Client, Vec<u8>)]) -> Vec<Entry> {
    let mut batch = live.batch(AT);
    for (client, update) in updates {
        batch.update(&actor(client.who), update, Flow::Update).expect("allowed");
    }
    batch.finish().expect("nothing breaks").entries
}

#[test]
fn attr_1_the_server_says_who_added_a_note_and_restoring_does_not_change_it() {
    let mut live = wide();
    let (alice, lead) = (Client::new("alice", 50, &live), Client::new("facilitator", 60, &live));
    take(&mut live, &[(&alice, alice.add("n1")), (&lead, lead.add("n2"))]);
    let said = live.document_json()["attribution"].clone();
    assert_eq!(said, json!({"n1": {"department": "it", "author": "alice"}, "n2": {"department": null}}));
    lead.pull(&live);
    take(&mut live, &[(&lead, lead.remove("n1"))]);
    take(&mut live, &[(&lead, lead.add("n1"))]);
    assert_eq!(live.document_json()["attribution"], said);
    assert_eq!(live.state().owners.get("n1").map(|owner| owner.actor.clone()), Some(actor("alice")));
}

#[test]
fn gate_10_bin_1_the_bin_holds_what_is_removed_until_it_is_back_also_within_one_batch_and_on_replay() {
    let mut live = wide();
    let alice = Client::new("alice", 50, &live);
    let mut entries = take(&mut live, &[(&alice, alice.add("n1")), (&alice, alice.add("n2"))]);
    let bin = |live: &Live| -> Vec<NoteId> { live.state().bin.iter().map(|b| b.note.clone()).collect() };
    let steps = [
        (alice.remove("n1"), alice.remove("n2"), vec!["n1", "n2"]),
        (alice.add("n1"), alice.add("n2"), vec![]),
        (alice.remove("n1"), alice.add("n1"), vec![]),
    ];
    for (first, second, expected) in steps {
        entries.extend(take(&mut live, &[(&alice, first), (&alice, second)]));
        let expected: Vec<NoteId> = expected.into_iter().map(NoteId::from).collect();
        assert_eq!(bin(&live), expected);
    }
    entries.extend(take(
        &mut live,
        &[(&alice, alice.remove("n1")), (&alice, alice.add("n1")), (&alice, alice.remove("n1"))],
    ));
    assert_eq!(bin(&live), [NoteId::from("n1")]);
    assert_eq!(live.state().bin[0].text, "a cause");
    let mut replayed = wide();
    for entry in &entries {
        replayed.replay(entry).expect("fits");
    }
    assert_eq!(replayed.state(), live.state());
    assert_eq!(replayed.document_json(), live.document_json());
}

#[test]
fn gate_1_a_newcomer_can_ask_with_any_state_vector_and_gets_what_is_missing() {
    let mut live = wide();
    let alice = Client::new("alice", 50, &live);
    take(&mut live, &[(&alice, alice.add("n1"))]);
    let fresh = Doc::with_client_id(ClientID::new(70).get());
    let update = live.diff(&[0]).expect("an empty state vector");
    fresh.transact_mut().apply_update(Update::decode_v1(&update).expect("own bytes")).expect("fits");
    let vector = |doc: &Doc| doc.transact().encode_state_as_update_v1(&StateVector::default()).len();
    assert!(vector(&fresh) > 100);
    assert!(live.diff(&[0xff, 0xff, 0xff, 0xff, 0x0f]).is_err(), "a count without vectors is no vector");
}

#[test]
fn gate_13_of_successive_values_in_one_item_only_the_last_may_stay() {
    let mut live = wide();
    let alice = Client::new("alice", 50, &live);
    take(&mut live, &[(&alice, alice.add("n1"))]);
    let clock = live.clocks()[&50] as u8;
    // Two successive figures of the note in one item, as `Y.mergeUpdates` writes them, and what is deleted.
    let squashed = |deleted: &[u8]| {
        let mut bytes = vec![1, 1, 50, clock, 0x28, 0, 50, 0, 6];
        bytes.extend(b"figure");
        bytes.extend([2, 119, 1, b'b', 119, 1, b'c']);
        bytes.extend(deleted);
        bytes
    };
    let figure = |live: &Live| live.document_json()["notes"]["n1"]["figure"].clone();
    for hidden in [squashed(&[0]), squashed(&[1, 50, 1, clock + 1, 1])] {
        let refusal = submit(&mut live, &actor("alice"), &hidden, Flow::Update).expect_err("one is hidden");
        assert_eq!(refusal.code, Code::Malformed);
        assert_eq!(figure(&live), json!(null));
    }
    take(&mut live, &[(&alice, squashed(&[1, 50, 1, clock, 1]))]);
    assert_eq!(figure(&live), "c");
    live.verify().expect("the index is the document");
    alice.pull(&live);
    let unset = alice.change(|txn, notes| {
        let Some(yrs::Out::YMap(note)) = notes.get(txn, "n1") else { panic!("the note is there") };
        note.remove(txn, "figure");
    });
    take(&mut live, &[(&alice, unset)]);
    take(&mut live, &[(&alice, alice.remove("n1"))]);
    live.verify().expect("the index is the document");
}

#[test]
fn time_5_no_entry_is_before_the_one_before_it_whatever_the_clock_says() {
    let mut live = wide();
    let alice = Client::new("alice", 50, &live);
    let ten = Millis(AT.0 + 600_000);
    let batch = |live: &mut Live, at, id: &str| {
        let mut batch = live.batch(at);
        batch.update(&actor("alice"), &alice.add(id), Flow::Update).expect("allowed");
        batch.command(&Actor::Facilitator, Command::Lock).expect("allowed");
        batch.command(&Actor::Facilitator, Command::Unlock).expect("allowed");
        batch.finish().expect("nothing breaks").entries
    };
    let mut entries = batch(&mut live, ten, "n1");
    entries.extend(batch(&mut live, Millis(ten.0 - 500_000), "n2"));
    // A restart forgets nothing of it, with a snapshot or without.
    let mut restored = Live::restore(&live.snapshot()).expect("own bytes");
    assert_eq!((restored.at(), live.at()), (ten, ten));
    entries.extend(batch(&mut restored, AT, "n3"));
    let mut replayed = wide();
    for entry in &entries {
        replayed.replay(entry).expect("fits");
    }
    assert_eq!(entries.iter().map(|entry| entry.at).collect::<Vec<_>>(), [ten; 9]);
    assert_eq!((replayed.at(), replayed.document_json()), (ten, restored.document_json()));
    assert_eq!(batch(&mut replayed, Millis(ten.0 + 1), "n4")[0].at, Millis(ten.0 + 1));
}

/// The room is held up while an export takes the document.
#[test]
fn taking_the_document_of_a_full_board_costs_a_fraction_of_reading_it() {
    let mut live = wide();
    let doc = Doc::with_client_id(1_000);
    let notes = doc.get_or_insert_map("notes");
    for some in 0..49 {
        let mut txn = doc.transact_mut();
        for at in some * 100..(some + 1) * 100 {
            let note = notes.insert(&mut txn, format!("n{at}"), MapPrelim::default());
            note.insert(
                &mut txn,
                "text",
                TextPrelim::new("Klient czeka zbyt długo, bo nikt nie wie, kto odpowiada."),
            );
            note.insert(&mut txn, "branch", "people");
            note.insert(&mut txn, "order", "a0");
        }
        txn.commit();
        let update = txn.encode_update_v1();
        assert_eq!(
            submit(&mut live, &Actor::Facilitator, &update, Flow::Update),
            Ok(board::Accepted::Applied)
        );
    }
    let quickest = |work: &dyn Fn() -> usize| {
        let times = (0..9).map(|_| {
            let begun = std::time::Instant::now();
            assert!(std::hint::black_box(work()) > 0);
            begun.elapsed()
        });
        times.min().expect("nine")
    };
    let take = quickest(&|| live.document().len());
    let read = quickest(&|| live.document_json()["notes"].as_object().map_or(0, serde_json::Map::len));
    println!("taken in {take:?}, read in {read:?}");
    assert!(take * 2 < read, "taken in {take:?}, read in {read:?}");
}
