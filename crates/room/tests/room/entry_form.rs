//! ROOM: in which form entries are written, and what a board makes of those that another version wrote.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use board::workshop::{Action, Command};
use board::{Actor, BoardId, Body, Entry};
use journal::{Journal, Memory, Stored};
use room::{Observer, Settings};

use crate::support::{Client, Server, pass, person};

/// The forms of the entries of a board, in order.
async fn forms(server: &Server) -> Vec<u8> {
    let log = server.journal.read(server.board.as_str(), 0).await.unwrap();
    log.iter().map(|stored| stored.bytes[0]).collect()
}

#[tokio::test(start_paused = true)]
async fn room_40_entries_are_written_in_the_form_that_all_nodes_can_read() {
    let settings = Settings::default();
    settings.entry_form.choose(1);
    let server = Server::start(1, settings.clone()).await;
    server.command(Actor::Facilitator, Command::Lock).await;
    server.command(Actor::Facilitator, Command::Unlock).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.add("old", "written while an older node was there");
    ann.settle().await;
    pass(100).await;
    assert_eq!(forms(&server).await, [1; 5]);
    // The last older node is gone.
    settings.entry_form.choose(7);
    server.command(Actor::Facilitator, Command::Lock).await;
    server.command(Actor::Facilitator, Command::Unlock).await;
    ann.add("new", "written afterwards");
    ann.settle().await;
    pass(100).await;
    assert_eq!(forms(&server).await[5..], [2; 3]);
    // An older node of the cluster comes back before all are upgraded.
    settings.entry_form.choose(1);
    server.command(Actor::Facilitator, Command::Lock).await;
    assert_eq!(forms(&server).await[8..], [1]);
    assert_eq!(server.replayed().await.document_json(), server.document().await);
    assert_eq!(server.again(Settings::default()).document().await, server.document().await);
}

#[derive(Default)]
struct Differing(AtomicU64);

impl Observer for Differing {
    fn replayed_differently(&self, entries: u64) {
        self.0.fetch_add(entries, Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn room_40_what_another_version_recorded_holds_and_is_counted() {
    let server = Server::usual(1).await;
    let call = Command::Summon { branch: Some("people".into()), note: None };
    server.command(Actor::Facilitator, call).await;
    server.command(Actor::Facilitator, Command::Lock).await;
    let told = server.document().await;
    // The same log, as if a version had written it that calls people elsewhere by the same command.
    let log = server.journal.read(server.board.as_str(), 0).await.unwrap();
    let changed = log.iter().map(|stored| {
        let mut entry = Entry::decode(&stored.bytes).unwrap();
        if let Body::Action(Action::Command(_, Command::Summon { branch, .. }), _) = &mut entry.body {
            *branch = Some("methods".into());
        }
        Stored::new(entry.seq, entry.encode())
    });
    let (journal, board) = (Memory::new(), BoardId::from("b1"));
    journal.create(board.as_str(), &[], changed.collect()).await.unwrap();
    let observer = Arc::new(Differing::default());
    let settings = Settings { observer: Arc::clone(&observer) as _, ..Settings::default() };
    let other = Server { journal: journal.clone(), ..server }.again(settings);
    assert_eq!(other.document().await, told);
    assert_eq!(observer.0.load(Ordering::Relaxed), 1);
}
