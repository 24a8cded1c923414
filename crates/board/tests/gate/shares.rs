//! What one person may have of a board, and what the bin holds.

use board::schema::Limits;
use board::workshop::Command;
use board::{Code, Entry, Flow, Live, NoteId};
use serde_json::json;
use yrs::updates::decoder::Decode;
use yrs::{Doc, Map, MapPrelim, MapRef, Out, TextPrelim, Transact, TransactionMut, Update};

use crate::stage::{AT, actor, perform, wide_with};

/// Somebody who writes from one page, or from many.
struct Writer {
    who: &'static str,
    doc: Doc,
}

impl Writer {
    fn new(who: &'static str, id: u64) -> Self {
        Self { who, doc: Doc::with_client_id(id) }
    }

    /// The same with all that is on the board.
    fn knowing(who: &'static str, id: u64, live: &Live) -> Self {
        let writer = Self::new(who, id);
        let update = live.diff(&[0]).expect("an empty state vector");
        let update = Update::decode_v1(&update).expect("own bytes");
        writer.doc.transact_mut().apply_update(update).expect("fits");
        writer
    }

    /// Makes a change and submits it; the entries that came of it.
    fn try_to(
        &self,
        live: &mut Live,
        change: impl FnOnce(&mut TransactionMut, &MapRef),
    ) -> Result<Vec<Entry>, Code> {
        let notes = self.doc.get_or_insert_map("notes");
        let update = {
            let mut txn = self.doc.transact_mut();
            change(&mut txn, &notes);
            txn.commit();
            txn.encode_update_v1()
        };
        let mut batch = live.batch(AT);
        let answer = batch.update(&actor(self.who), &update, Flow::Update);
        let outcome = batch.finish().expect("nothing breaks");
        answer.map(|_| outcome.entries).map_err(|refusal| refusal.code)
    }

    fn add(&self, live: &mut Live, ids: &[String]) -> Result<Vec<Entry>, Code> {
        self.try_to(live, |txn, notes| ids.iter().for_each(|id| new(txn, notes, id)))
    }

    fn remove(&self, live: &mut Live, ids: &[String]) -> Result<Vec<Entry>, Code> {
        self.try_to(live, |txn, notes| {
            for id in ids {
                notes.remove(txn, id);
            }
        })
    }
}

fn new(txn: &mut TransactionMut, notes: &MapRef, id: &str) {
    let note = notes.insert(txn, id, MapPrelim::default());
    note.insert(txn, "text", TextPrelim::new("a cause"));
    note.insert(txn, "branch", "people");
    note.insert(txn, "order", "a0");
}

fn ids(of: &str, range: std::ops::Range<u32>) -> Vec<String> {
    range.map(|number| format!("{of}{number}")).collect()
}

fn bin(live: &Live) -> Vec<String> {
    live.state().bin.iter().map(|binned| binned.note.to_string()).collect()
}

fn seal(live: &mut Live, who: &str) -> Result<(), Code> {
    let command = json!({"do": "seal_note", "branch": "people", "text": "quietly"});
    let mut batch = live.batch(AT);
    let answer = batch.command(&actor(who), serde_json::from_value(command).expect("a command"));
    batch.finish().expect("nothing breaks");
    answer.map(drop).map_err(|refusal| refusal.code)
}

#[test]
fn share_1_one_participant_cannot_fill_the_board_and_having_fewer_is_always_possible() {
    let mut live = wide_with(Limits::default());
    let share = live.state().limits.notes_per_person;
    assert!(share * 10 <= live.state().limits.notes, "ten such people are needed to fill it");
    let mallory = Writer::new("alice", 50);
    let mut refused = 0;
    for id in ids("m", 0..share + 20) {
        // After a refusal its own copy is ahead, so each further note comes from a page of its own.
        match mallory.add(&mut live, &[id]) {
            Ok(_) => {}
            Err(code) => {
                assert!(matches!(code, Code::TooMany | Code::Gap), "{code:?}");
                refused += 1;
            }
        }
    }
    let living = |live: &Live| live.document_json()["notes"].as_object().expect("a map").len() as u32;
    assert_eq!((refused, living(&live)), (20, share));
    assert_eq!(seal(&mut live, "alice"), Err(Code::TooMany), "nor with hidden ones");
    Writer::new("bob", 51).add(&mut live, &ids("b", 0..100)).expect("others have their own share");
    Writer::new("facilitator", 60).add(&mut live, &ids("f", 0..share + 1)).expect("who leads has no share");
    let again = Writer::new("alice", 52);
    let change = |txn: &mut TransactionMut, notes: &MapRef| new(txn, notes, "one-more");
    assert_eq!(again.try_to(&mut live, change), Err(Code::TooMany));
    // Notes of others that are in the way count for others.
    perform(
        &mut live,
        &actor("facilitator"),
        serde_json::from_value(json!({"do": "set_permissions", "remove": "any"})).expect("a command"),
    );
    let remover = Writer::knowing("alice", 53, &live);
    remover.remove(&mut live, &ids("b", 0..1)).expect("removing is open");
    assert_eq!(remover.add(&mut live, &ids("m", 900..901)), Err(Code::TooMany));
    let remover = Writer::knowing("alice", 54, &live);
    remover.remove(&mut live, &ids("m", 0..2)).expect("having fewer is possible");
    remover.add(&mut live, &ids("m", 901..902)).expect("there is room for two");
    seal(&mut live, "alice").expect("a hidden one is one");
    assert_eq!(seal(&mut live, "alice"), Err(Code::TooMany));
    assert_eq!(remover.add(&mut live, &ids("m", 902..903)), Err(Code::TooMany), "the hidden one counts");
}

#[test]
fn share_1_one_update_of_many_causes_is_judged_as_a_whole() {
    let limits = Limits { notes_per_person: 10, ..Limits::default() };
    let mut live = wide_with(limits);
    assert_eq!(Writer::new("alice", 50).add(&mut live, &ids("m", 0..11)), Err(Code::TooMany));
    let alice = Writer::new("alice", 51);
    alice.add(&mut live, &ids("m", 0..10)).expect("as many as the share");
    // In one update as many go as come.
    alice
        .try_to(&mut live, |txn, notes| {
            notes.remove(txn, "m0");
            new(txn, notes, "m10");
        })
        .expect("no more than before");
}

#[test]
fn share_2_what_somebody_ever_added_is_bounded_and_bringing_back_adds_nothing() {
    let limits = Limits { notes_per_person: 5, notes_added_per_person: 8, ..Limits::default() };
    let mut live = wide_with(limits);
    let alice = Writer::new("alice", 50);
    for round in 0..4 {
        let (id, old) = (ids("m", round..round + 1), ids("m", 0..1));
        alice.add(&mut live, &id).expect("within the share");
        alice.remove(&mut live, &id).expect("own");
        if round > 0 {
            alice.add(&mut live, &old).expect("as undo does");
            alice.remove(&mut live, &old).expect("own");
        }
    }
    alice.add(&mut live, &ids("m", 4..8)).expect("eight in all");
    assert_eq!(live.state().owners.of(&actor("alice")).len(), 8);
    alice.add(&mut live, &ids("m", 0..1)).expect("it was there before");
    alice.remove(&mut live, &ids("m", 0..1)).expect("own");
    assert_eq!(alice.add(&mut live, &ids("m", 8..9)), Err(Code::TooMany));
    let lead = Writer::new("facilitator", 60);
    lead.add(&mut live, &ids("f", 0..80)).expect("ten times as many");
    assert_eq!(lead.add(&mut live, &ids("f", 80..81)), Err(Code::TooMany));
}

#[test]
fn share_3_client_ids_of_one_person_are_bounded_and_nobody_elses_suffer() {
    let limits = Limits { clients_per_person: 3, ..Limits::default() };
    let mut live = wide_with(limits);
    let write = |live: &mut Live, who, id: u64| Writer::new(who, id).add(live, &[format!("n{id}")]);
    for id in 50..53 {
        write(&mut live, "alice", id).expect("within the share");
    }
    assert_eq!(write(&mut live, "alice", 53), Err(Code::TooMany));
    write(&mut live, "bob", 53).expect("an id that was refused is still free");
    assert_eq!((live.state().clients.count(&actor("alice")), live.state().clients.len()), (3, 4));
    // Reading needs no id, and who has some goes on with them.
    let known = Writer::knowing("alice", 52, &live);
    known.add(&mut live, &ids("more", 0..1)).expect("a known page");
}

#[test]
fn share_4_who_fills_the_bin_pushes_out_their_own_and_the_log_says_what() {
    let limits = Limits { bin: 8, bin_per_person: 4, ..Limits::default() };
    let mut live = wide_with(limits);
    let mut entries = vec![];
    let (alice, bob, carol) = (Writer::new("alice", 50), Writer::new("bob", 51), Writer::new("carol", 52));
    let lead = Writer::new("facilitator", 60);
    for (writer, of, count) in [(&alice, "a", 9), (&bob, "b", 3), (&carol, "c", 2), (&lead, "f", 6)] {
        entries.extend(writer.add(&mut live, &ids(of, 0..count)).expect("allowed"));
    }
    entries.extend(bob.remove(&mut live, &ids("b", 0..2)).expect("own"));
    for at in 0..6 {
        entries.extend(alice.remove(&mut live, &ids("a", at..at + 1)).expect("own"));
    }
    assert_eq!(bin(&live), ["b0", "b1", "a2", "a3", "a4", "a5"], "the share of one");
    entries.extend(alice.remove(&mut live, &ids("a", 6..9)).expect("own"));
    let mut in_bin = bin(&live);
    in_bin[2..].sort_unstable();
    assert_eq!(in_bin.len(), 6, "several at once: {in_bin:?}");
    assert!(in_bin[2..].iter().all(|id| id.starts_with('a')));
    entries.extend(lead.remove(&mut live, &ids("f", 0..1)).expect("leads"));
    entries.extend(lead.remove(&mut live, &ids("f", 1..3)).expect("leads"));
    assert_eq!(bin(&live).len(), 8, "all together");
    assert!(
        !bin(&live).contains(&"b0".to_owned()) && bin(&live).contains(&"f2".to_owned()),
        "{:?}",
        bin(&live)
    );
    // What was forgotten is not in the bin; its id and its author stay known.
    let gone = NoteId::from("b0");
    assert!(live.state().binned(&gone).is_none() && live.state().owners.contains_key(&gone));
    // The log makes the same bin under other limits, with entries as they are kept.
    for limits in [limits, Limits::default(), Limits { bin: 1, bin_per_person: 1, ..limits }] {
        let mut replayed = wide_with(limits);
        for entry in &entries {
            replayed.replay(&Entry::decode(&entry.encode()).expect("own bytes")).expect("fits");
        }
        assert_eq!(bin(&replayed), bin(&live));
        assert_eq!(replayed.document_json(), live.document_json());
    }
}

#[test]
fn share_4_a_command_may_fill_the_bin_and_the_next_edit_brings_it_back() {
    let limits = Limits { bin: 8, bin_per_person: 4, ..Limits::default() };
    let mut live = wide_with(limits);
    let (alice, bob) = (Writer::new("alice", 50), Writer::new("bob", 51));
    alice.add(&mut live, &ids("a", 0..7)).expect("allowed");
    bob.add(&mut live, &ids("b", 0..7)).expect("allowed");
    let command = json!({"do": "remove_participants", "participants": ["alice", "bob"], "notes": true});
    let command: Command = serde_json::from_value(command).expect("a command");
    perform(&mut live, &actor("facilitator"), command);
    assert_eq!(bin(&live).len(), 14, "all of it can be put back");
    Writer::new("carol", 52).add(&mut live, &ids("c", 0..1)).expect("allowed");
    assert_eq!(bin(&live), ["a3", "a4", "a5", "a6", "b3", "b4", "b5", "b6"]);
}

#[test]
fn people_3_gate_17_gate_18_a_whole_share_goes_and_comes_back_in_the_document_and_on_replay() {
    let mut live = wide_with(Limits::default());
    let share = live.state().limits.notes_per_person;
    let alice = Writer::new("alice", 50);
    let mut entries = vec![];
    for id in ids("m", 0..share) {
        let under = live.seq().checked_sub(1).filter(|seq| seq % 5 > 0).map(|_| "m0");
        let added = alice.try_to(&mut live, |txn, notes| {
            new(txn, notes, &id);
            if let (Some(Out::YMap(note)), Some(under)) = (notes.get(txn, &id), under)
                && id != under
            {
                note.insert(txn, "parent", under);
            }
        });
        entries.extend(added.expect("within the share"));
    }
    entries.extend(Writer::new("bob", 51).add(&mut live, &ids("b", 0..20)).expect("allowed"));
    let before = live.document_json();
    let mut give = |live: &mut Live, command: serde_json::Value| {
        let command: Command = serde_json::from_value(command).expect("a command");
        let mut batch = live.batch(AT);
        batch.command(&actor("facilitator"), command).expect("allowed");
        entries.extend(batch.finish().expect("nothing breaks").entries);
        live.verify().expect("the index is the document");
    };
    let living = |live: &Live| live.document_json()["notes"].as_object().expect("a map").len() as u32;
    give(&mut live, json!({"do": "remove_participant", "participant": "alice", "notes": true}));
    assert_eq!((living(&live), bin(&live).len() as u32), (20, share));
    give(&mut live, json!({"do": "restore_notes", "participant": "alice"}));
    assert_eq!((living(&live), bin(&live).len()), (share + 20, 0));
    for root in ["notes", "attribution"] {
        assert!(live.document_json()[root] == before[root], "{root} is another");
    }
    let mut replayed = wide_with(Limits::default());
    for entry in &entries {
        replayed.replay(&Entry::decode(&entry.encode()).expect("own bytes")).expect("fits");
    }
    assert!(replayed.state() == live.state() && replayed.document_json() == live.document_json());
    assert!(replayed.clocks() == live.clocks() && replayed.deleted() == live.deleted());
    assert!(Live::restore(&live.snapshot()).expect("own bytes").state() == live.state());
}
