//! Whose a Yjs client id is, and what is said under it more than once.

use board::live::Diverged;
use board::{Accepted, Actor, Code, Entry, Flow, Live, Refusal};
use yrs::updates::decoder::Decode;
use yrs::{
    Doc, Map, MapPrelim, OffsetKind, Options, Out, ReadTxn, StateVector, Text, TextPrelim, Transact, Update,
};

use crate::cases::bytes;
use crate::sessions::sessions;
use crate::stage::{AT, actor, submit, wide};

fn document(client: u64) -> Doc {
    let client_id = yrs::ClientID::new(client);
    let doc = Doc::with_options(Options { client_id, offset_kind: OffsetKind::Utf16, ..Options::default() });
    doc.get_or_insert_map("notes");
    doc
}

/// A document of this client with one note in it.
fn with_note(client: u64, id: &str, text: &str) -> Doc {
    let doc = document(client);
    let notes = doc.get_or_insert_map("notes");
    let mut txn = doc.transact_mut();
    let note = notes.insert(&mut txn, id, MapPrelim::default());
    note.insert(&mut txn, "text", TextPrelim::new(text));
    note.insert(&mut txn, "branch", "people");
    note.insert(&mut txn, "order", "a0");
    drop(txn);
    doc
}

fn whole(doc: &Doc) -> Vec<u8> {
    doc.transact().encode_state_as_update_v1(&StateVector::default())
}

/// Types at the end of a note and gives the update.
fn typed(doc: &Doc, id: &str, more: &str) -> Vec<u8> {
    let notes = doc.get_or_insert_map("notes");
    let mut txn = doc.transact_mut();
    let Some(Out::YMap(note)) = notes.get(&txn, id) else { panic!("{id} is a note") };
    let Some(Out::YText(text)) = note.get(&txn, "text") else { panic!("{id} has a text") };
    let end = text.len(&txn);
    text.insert(&mut txn, end, more);
    txn.commit();
    txn.encode_update_v1()
}

fn code(answer: Result<Accepted, Refusal>) -> Result<Accepted, Code> {
    answer.map_err(|refusal| refusal.code)
}

const FLOWS: [Flow; 4] = [Flow::BeforeHandshake, Flow::Handshake, Flow::Comparison, Flow::Update];

#[test]
fn client_3_a_document_that_began_anew_under_the_same_id_is_refused_not_passed_over() {
    let first = with_note(50, "n1", "the first words");
    let mut live = wide();
    assert_eq!(submit(&mut live, &actor("alice"), &whole(&first), Flow::Update), Ok(Accepted::Applied));
    let restored = Live::restore(&live.snapshot()).expect("own bytes");
    // Shorter, as long, longer; another cause, the same one with other words; other fields only.
    let others = [
        ("n2", "other"),
        ("n2", "the other words"),
        ("n1", "the worst words"),
        ("n1", "the first word"),
        ("n3", &"long ".repeat(40)),
    ];
    for mut live in [live, restored] {
        let before = (live.document_json(), live.clocks(), live.state().clone());
        for (id, text) in others {
            for flow in FLOWS {
                let (anew, mut diverged) = (with_note(50, id, text), Diverged::default());
                let mut say = |live: &mut Live, update: &[u8], flow| {
                    let mut batch = live.batch(AT);
                    let answer = batch.update_of(&mut diverged, &actor("alice"), update, flow);
                    assert!(batch.finish().expect("nothing breaks").entries.is_empty(), "{id} {text}");
                    code(answer)
                };
                assert_eq!(say(&mut live, &whole(&anew), flow), Err(Code::Forged), "{id} {text}");
                // What a stock client goes on to write would land in what is there under the same ids.
                for _ in 0..3 {
                    assert!(say(&mut live, &typed(&anew, id, "!"), Flow::Update).is_err(), "{id} {text}");
                }
            }
        }
        assert_eq!((live.document_json(), live.clocks(), live.state().clone()), before);
        // Who says the same again is welcome, whole or in part, and may go on.
        for flow in FLOWS {
            assert_eq!(submit(&mut live, &actor("alice"), &whole(&first), flow), Ok(Accepted::Nothing));
        }
    }
}

#[test]
fn client_3_what_was_said_before_and_goes_on_is_accepted_in_part() {
    let doc = with_note(50, "n1", "zażółć 𝄞");
    let mut live = wide();
    submit(&mut live, &actor("alice"), &whole(&doc), Flow::Update).expect("allowed");
    for round in 0..20 {
        typed(&doc, "n1", ["x", "żó", "𝄞", "😀 y"][round % 4]);
        // All there is, every time: the known part is longer and longer.
        assert_eq!(submit(&mut live, &actor("alice"), &whole(&doc), FLOWS[round % 3]), Ok(Accepted::Applied));
        if round % 5 == 4 {
            live = Live::restore(&live.snapshot()).expect("own bytes");
        }
    }
    // Begun as it was, but with another end to what is known.
    let fork = document(50);
    fork.transact_mut().apply_update(Update::decode_v1(&whole(&doc)).expect("own bytes")).expect("fits");
    typed(&doc, "n1", "this was sent");
    submit(&mut live, &actor("alice"), &whole(&doc), Flow::Update).expect("allowed");
    let other = typed(&fork, "n1", "this was");
    assert_eq!(
        submit(&mut live, &actor("alice"), &other, Flow::Update),
        Ok(Accepted::Nothing),
        "the same so far"
    );
    let other = typed(&fork, "n1", " lost");
    assert_eq!(code(submit(&mut live, &actor("alice"), &other, Flow::Update)), Err(Code::Forged));
}

#[test]
fn client_3_nothing_that_real_yjs_repeats_is_taken_for_something_else() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_126);
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut repeats, mut parts) = (0, 0);
    for session in sessions() {
        let mut live = wide();
        let log: Vec<(Actor, Vec<u8>)> =
            session.log.iter().map(|step| (actor(&step.who), bytes(&step.update))).collect();
        for (at, (who, update)) in log.iter().enumerate() {
            submit(&mut live, who, update, Flow::Update).expect("an honest update");
            // After a lost acknowledgement, a batch that was kept, everything that somebody has.
            for _ in 0..10 {
                let (who, earlier) = &log[random.usize(0..=at)];
                let again = submit(&mut live, who, earlier, FLOWS[random.usize(0..3)]);
                assert_eq!(again, Ok(Accepted::Nothing), "seed {seed}, {at}");
                repeats += 1;
            }
            if at % 16 == 0 {
                let everything = live.diff(&[0]).expect("an empty state vector");
                assert_eq!(submit(&mut live, who, &everything, Flow::Handshake), Ok(Accepted::Nothing));
            }
            if at % 50 == 49 {
                live = Live::restore(&live.snapshot()).expect("own bytes");
            }
        }
        // Each client's own document, kept by yrs and sent whole, while the board goes on without it.
        for client in live.clocks().keys().copied().collect::<Vec<_>>() {
            let (mut live, doc) = (wide(), document(client));
            for (at, (who, update)) in log.iter().enumerate() {
                submit(&mut live, who, update, Flow::Update).expect("an honest update");
                if at < log.len() / 2 && random.bool() {
                    let news = live.diff(&doc.transact().state_vector_bytes()).expect("own bytes");
                    doc.transact_mut().apply_update(Update::decode_v1(&news).expect("own")).expect("fits");
                }
                if at % 10 == 9 {
                    assert_eq!(
                        submit(&mut live, who, &whole(&doc), Flow::Handshake),
                        Ok(Accepted::Nothing),
                        "seed {seed}, {at}"
                    );
                    parts += 1;
                }
            }
        }
    }
    println!("{repeats} repeats, {parts} whole documents");
    assert!(repeats > 5_000 && parts > 300, "not trivial: {repeats}, {parts}");
}

trait Vector {
    fn state_vector_bytes(&self) -> Vec<u8>;
}

impl<T: ReadTxn> Vector for T {
    fn state_vector_bytes(&self) -> Vec<u8> {
        yrs::updates::encoder::Encode::encode_v1(&self.state_vector())
    }
}

#[test]
fn client_1_an_id_that_was_shown_is_forged_from_others_also_on_replay_and_after_a_snapshot() {
    let mut live = wide();
    let mut entries: Vec<Entry> = vec![];
    let claim = |live: &mut Live, client, who: &str| {
        let mut batch = live.batch(AT);
        batch.claim(client, &actor(who));
        let outcome = batch.finish().expect("nothing breaks");
        assert!(outcome.updates.is_empty(), "nobody is told anything");
        outcome.entries
    };
    entries.extend(claim(&mut live, 50, "alice"));
    assert_eq!(entries.len(), 1);
    assert!(
        claim(&mut live, 50, "alice").is_empty() && claim(&mut live, 50, "bob").is_empty(),
        "it is hers already"
    );
    let mut replayed = wide();
    for entry in &entries {
        replayed.replay(&Entry::decode(&entry.encode()).expect("own bytes")).expect("fits");
    }
    assert_eq!((replayed.state(), replayed.seq()), (live.state(), live.seq()));
    let restored = Live::restore(&live.snapshot()).expect("own bytes");
    assert_eq!(restored.state(), live.state());
    let (hers, his) = (whole(&with_note(50, "n1", "hers")), whole(&with_note(50, "n2", "his")));
    for mut live in [live, replayed, restored] {
        for flow in FLOWS {
            assert_eq!(code(submit(&mut live, &actor("bob"), &his, flow)), Err(Code::Forged));
            assert_eq!(code(submit(&mut live, &Actor::Facilitator, &his, flow)), Err(Code::Forged));
        }
        assert_eq!(submit(&mut live, &actor("alice"), &hers, Flow::Handshake), Ok(Accepted::Applied));
        assert!(live.state().claims.is_empty(), "it is written with now");
        assert_eq!(code(submit(&mut live, &actor("bob"), &his, Flow::Update)), Err(Code::Forged));
    }
}
