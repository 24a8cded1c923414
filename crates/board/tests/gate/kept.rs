//! What was said of authors when something was written holds afterwards.

use board::workshop::{Authors, Command};
use board::{Entry, Live};
use serde_json::{Value, json};

use crate::facts::{Client, take};
use crate::stage::{AT, actor, newest, wide};

/// The facilitator chooses what notes show of their authors.
fn show(live: &mut Live, entries: &mut Vec<Entry>, authors: Authors) {
    let (shown, departments) = (authors == Authors::Shown, authors < Authors::Nothing);
    let mut batch = live.batch(AT);
    batch.command(&actor("facilitator"), Command::SetAuthors { shown, departments }).expect("allowed");
    entries.extend(batch.finish().expect("nothing breaks").entries);
}

fn said(live: &Live, note: &str) -> Value {
    live.document_json()["attribution"][note].clone()
}

/// The board that the stored entries make, after its beginning.
fn again(mut live: Live, entries: &[Entry]) -> Live {
    for entry in entries {
        live.replay(&Entry::decode(&entry.encode()).expect("own bytes")).expect("fits");
    }
    live
}

const NAMED: fn() -> Value = || json!({ "department": "it", "author": "alice" });
const DEPARTMENT: fn() -> Value = || json!({ "department": "it" });
const NOTHING: fn() -> Value = || json!({ "department": null });

#[test]
fn author_2_a_cause_never_shows_more_of_its_author_than_when_it_was_written() {
    let (mut live, mut entries) = (newest(), vec![]);
    // As the web app does, every choice is followed by another client id.
    for (id, authors) in [(50, Authors::Shown), (51, Authors::Hidden), (52, Authors::Nothing)] {
        show(&mut live, &mut entries, authors);
        let alice = Client::new("alice", id, &live);
        entries.extend(take(&mut live, &[(&alice, alice.add(&format!("n{id}")))]));
    }
    let all = |live: &Live| ["n50", "n51", "n52"].map(|note| said(live, note));
    assert_eq!(all(&live), [NOTHING(), NOTHING(), NOTHING()]);
    show(&mut live, &mut entries, Authors::Hidden);
    assert_eq!(all(&live), [DEPARTMENT(), DEPARTMENT(), NOTHING()]);
    show(&mut live, &mut entries, Authors::Shown);
    assert_eq!(all(&live), [NAMED(), DEPARTMENT(), NOTHING()]);
    // Nor does a change of department, which goes along with causes that name their author, tell whose they are.
    let moved = Command::SetPerson { name: None, department: Some("sales".into()) };
    let mut batch = live.batch(AT);
    batch.command(&actor("alice"), moved).expect("allowed");
    entries.extend(batch.finish().expect("nothing breaks").entries);
    assert_eq!(all(&live), [json!({ "department": "sales", "author": "alice" }), DEPARTMENT(), NOTHING()]);
    let replayed = again(newest(), &entries);
    assert_eq!((replayed.state(), replayed.document_json()), (live.state(), live.document_json()));
}

#[test]
fn author_2_a_board_of_an_earlier_edition_shows_again_what_was_hidden() {
    let (mut live, mut entries) = (wide(), vec![]);
    show(&mut live, &mut entries, Authors::Hidden);
    let alice = Client::new("alice", 50, &live);
    take(&mut live, &[(&alice, alice.add("n1"))]);
    show(&mut live, &mut entries, Authors::Shown);
    assert_eq!(said(&live, "n1"), NAMED());
}

#[test]
fn author_3_what_is_written_with_an_id_from_hidden_times_stays_hidden() {
    let (mut live, mut entries) = (newest(), vec![]);
    let early = Client::new("alice", 50, &live);
    entries.extend(take(&mut live, &[(&early, early.add("early"))]));
    show(&mut live, &mut entries, Authors::Hidden);
    let alice = Client::new("alice", 51, &live);
    entries.extend(take(&mut live, &[(&alice, alice.add("hidden"))]));
    show(&mut live, &mut entries, Authors::Shown);
    // Written by a stock client that goes on, or by a page that was offline meanwhile.
    alice.pull(&live);
    let late = [(&alice, alice.add("late")), (&early, early.add("named"))];
    entries.extend(take(&mut live, &late));
    let said = |note| said(&live, note);
    assert_eq!([said("early"), said("named")], [NAMED(), NAMED()]);
    assert_eq!([said("hidden"), said("late")], [DEPARTMENT(), DEPARTMENT()]);
    let replayed = again(newest(), &entries);
    assert_eq!((replayed.state(), replayed.document_json()), (live.state(), live.document_json()));
}

#[test]
fn author_1_an_author_is_not_shown_without_the_department() {
    let mut live = newest();
    let mut batch = live.batch(AT);
    let refused =
        batch.command(&actor("facilitator"), Command::SetAuthors { shown: true, departments: false });
    assert_eq!(refused.map_err(|refusal| refusal.code), Err(board::Code::Invalid));
}
