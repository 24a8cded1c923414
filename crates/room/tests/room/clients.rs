//! PRES and SYNC: whose a Yjs client id is before anything was written with it, and whether a document that comes back
//! is the one that went.

use board::Actor;
use board::workshop::Command;
use journal::{Fault, On};
use room::{Settings, protocol};

use crate::support::{Client, Server, breathe, pass, person, speak};

/// Mallory writes under this id; what he is told.
async fn steal(server: &Server, client: u64) -> Vec<String> {
    let mut mallory = Client::new(person(1), client);
    mallory.session = Some(server.room().await.connect(person(1)).await.unwrap());
    mallory.unsent.push_back(protocol::step1(&[0]));
    mallory.settle().await;
    mallory.add("stolen", "by mallory");
    mallory.settle().await;
    pass(50).await;
    mallory.settle().await;
    mallory.refused
}

fn forged(refused: &[String]) -> bool {
    refused.len() == 1 && refused[0].starts_with("forged: ")
}

#[tokio::test(start_paused = true)]
async fn pres_14_an_id_that_presence_has_shown_is_its_owners_while_they_are_away_and_after_restarts() {
    let server = Server::usual(2).await;
    // She is present, writes nothing, goes offline, and writes there.
    let mut ann = Client::connected(&server, person(0), 100).await;
    assert!(forged(&steal(&server, 100).await), "while she is here");
    ann.disconnect();
    pass(60).await;
    assert!(forged(&steal(&server, 100).await), "as soon as she has gone");
    pass(3_000_000).await;
    assert!(
        forged(&steal(&server, 100).await),
        "and long after everybody forgot her; the room was closed meanwhile"
    );
    let replayed = server.replayed().await;
    assert_eq!(replayed.state().owner_of_client(100), Some(&person(0)));
    assert_eq!(server.rooms.count(), 1);
    server.rooms.shutdown().await;
    let server = server.again(Settings::default());
    assert!(forged(&steal(&server, 100).await), "also in another process");
    ann.add("n1", "written offline");
    ann.connect(&server.room().await).await;
    ann.settle().await;
    pass(50).await;
    ann.settle().await;
    assert_eq!(ann.refused, Vec::<String>::new());
    assert_eq!(server.document().await["notes"]["n1"]["text"], "written offline");
    assert!(server.document().await["notes"].get("stolen").is_none());
}

#[tokio::test(start_paused = true)]
async fn pres_14_it_is_recorded_with_the_next_batch_or_within_a_second_or_on_stopping_and_once() {
    let server = Server::usual(3).await;
    let seq = |server: &Server| {
        let server = server.rooms.clone();
        async move { server.open(&"b1".into()).await.unwrap().read(|live| live.seq()).await.unwrap() }
    };
    let before = seq(&server).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    assert_eq!(seq(&server).await, before, "not at once");
    // With what somebody writes.
    let mut bob = Client::connected(&server, person(1), 200).await;
    bob.add("n1", "cold coffee");
    bob.settle().await;
    assert_eq!(seq(&server).await, before + 1);
    let owners = |server: Server| async move {
        let live = server.replayed().await;
        [100, 200, 300].map(|client| live.state().owner_of_client(client).cloned())
    };
    assert_eq!(owners(server.clone()).await, [Some(person(0)), Some(person(1)), None]);
    // By itself, if nobody does; nobody is told anything.
    ann.settle().await;
    let heard = ann.frames.len();
    let eve = Client::connected(&server, person(2), 300).await;
    pass(1_100).await;
    ann.settle().await;
    assert_eq!(seq(&server).await, before + 2);
    assert!(ann.frames[heard..].iter().all(|frame| frame.starts_with(&[1])), "presence, and no update");
    assert_eq!(owners(server.clone()).await[2], Some(person(2)));
    // Renewals, and coming back, are nothing new; nor is what the projector shows.
    let _screen = Client::connected(&server, Actor::Projector, 400).await;
    drop(eve);
    let _eve = Client::connected(&server, person(2), 300).await;
    for _ in 0..5 {
        ann.say_presence();
        ann.settle().await;
        pass(15_000).await;
    }
    assert_eq!(seq(&server).await, before + 2);
    // On stopping at the latest.
    let _ann = Client::connected(&server, person(0), 101).await;
    server.rooms.shutdown().await;
    assert_eq!(server.replayed().await.state().owner_of_client(101), Some(&person(0)));
}

#[tokio::test(start_paused = true)]
async fn pres_14_what_could_not_be_stored_of_it_is_stored_later() {
    let server = Server::usual(2).await;
    server.faults.fail(On::Append, 1, Fault::Full);
    let mut ann = Client::connected(&server, person(0), 100).await;
    pass(1_500).await;
    ann.settle().await;
    assert_eq!(server.replayed().await.state().owner_of_client(100), None, "the disk was full");
    if ann.closed.is_some() {
        ann.connect(&server.room().await).await;
        ann.settle().await;
    }
    assert!(forged(&steal(&server, 100).await), "in the room it counts");
    pass(40_000).await;
    assert_eq!(server.replayed().await.state().owner_of_client(100), Some(&person(0)));
}

#[tokio::test(start_paused = true)]
async fn sync_12_a_document_that_began_anew_under_the_same_id_is_found_out_by_asking() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.add("n1", "what was said first");
    ann.settle().await;
    ann.disconnect();
    pass(100).await;
    // Shorter, as long, longer than what is known: a stock client never sends what lies under known clocks.
    for words in ["other", "what was done first", "something else that is longer than what was said first"] {
        let mut anew = Client::new(person(0), 100);
        anew.add("n2", words);
        anew.connect(&server.room().await).await;
        anew.settle().await;
        pass(50).await;
        anew.settle().await;
        assert!(!anew.refused.is_empty(), "{words}: its words would be gone without a word");
        assert!(anew.refused.iter().any(|why| why.starts_with("forged: ")), "{words}: {:?}", anew.refused);
        // And what it goes on to write lands nowhere.
        anew.type_into("n2", "!");
        anew.settle().await;
        pass(50).await;
        anew.settle().await;
        let document = server.document().await;
        assert_eq!(document["notes"]["n1"]["text"], "what was said first", "{words}");
        assert!(document["notes"].get("n2").is_none());
        anew.disconnect();
        pass(100).await;
    }
    // The document that went comes back, with what was written meanwhile, and nothing is refused.
    for round in 0..3 {
        ann.type_into("n1", ", and more");
        ann.add(&format!("offline {round}"), "in the lift");
        ann.connect(&server.room().await).await;
        ann.settle().await;
        pass(50).await;
        ann.settle().await;
        ann.type_into("n1", "!");
        ann.settle().await;
        pass(50).await;
        ann.settle().await;
        assert_eq!((ann.closed, &ann.refused[..]), (None, &[][..]));
        assert_eq!(
            Some(server.document().await["notes"]["n1"]["text"].as_str().unwrap().to_owned()),
            ann.text_of("n1")
        );
        ann.disconnect();
        pass(100).await;
    }
    // Nobody is asked who has nothing of their own, or a page that is new.
    let mut fresh = Client::connected(&server, person(0), 900).await;
    fresh.settle().await;
    let asked = |client: &Client| client.frames.iter().filter(|frame| frame.starts_with(&[0, 0])).count();
    assert_eq!(asked(&fresh), 1);
    assert_eq!(asked(&ann), 1 + 2 * 3);
}

#[tokio::test(start_paused = true)]
async fn sync_12_what_was_refused_does_not_come_in_with_the_comparison() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.add("n1", "before the lock");
    ann.settle().await;
    ann.disconnect();
    server.command(Actor::Facilitator, Command::Lock).await;
    ann.add("n2", "written offline");
    ann.connect(&server.room().await).await;
    // She answers the first question, and is refused; her answer to the second is on its way.
    ann.flush(2).await;
    breathe().await;
    ann.read(usize::MAX).await;
    assert_eq!(ann.unsent.iter().filter(|frame| frame.starts_with(&[0, 1])).count(), 2);
    while ann.refused.is_empty() {
        ann.flush(1).await;
        pass(50).await;
        ann.read(usize::MAX).await;
    }
    assert_eq!(ann.unsent.iter().filter(|frame| frame.starts_with(&[0, 1])).count(), 1);
    server.command(Actor::Facilitator, Command::Unlock).await;
    ann.settle().await;
    pass(50).await;
    ann.settle().await;
    let locked = |why: &String| why.starts_with("locked: ");
    assert!(ann.refused.len() == 2 && ann.refused.iter().all(locked), "{:?}", ann.refused);
    assert!(server.document().await["notes"].get("n2").is_none(), "she was told that it is not there");
    // Whoever comes again sends it again.
    ann.disconnect();
    ann.connect(&server.room().await).await;
    ann.settle().await;
    pass(50).await;
    ann.settle().await;
    assert_eq!(ann.refused.len(), 2);
    assert_eq!(server.document().await["notes"]["n2"]["text"], "written offline");
}

#[tokio::test(start_paused = true)]
async fn pres_2_whose_an_id_was_shown_to_be_first_stays_so_for_presence_as_well() {
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.settle().await;
    ann.disconnect();
    pass(1_000_000).await;
    let mut mallory = Client::connected(&server, person(1), 200).await;
    mallory.unsent.push_back(speak(&[(100, 99, "{}".into())]));
    mallory.settle().await;
    assert!(forged(&mallory.refused), "{:?}", mallory.refused);
    server.command(Actor::Facilitator, Command::Lock).await;
    breathe().await;
}
