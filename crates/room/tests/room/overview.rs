//! ROOM: boards in a few figures.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use board::live::Phase;
use board::workshop::Command;
use board::{Actor, BoardId};
use journal::{Answer, Claim, Journal, Space, Stored};
use room::{OpenError, Rooms, Settings, WallClock};

use crate::support::{Client, Server, pass, person};

#[tokio::test(start_paused = true)]
async fn room_30_a_board_is_told_in_figures_and_no_room_is_opened_for_it() {
    let server = Server::usual(2).await;
    let fresh = server.rooms.overview(&server.board).await.unwrap();
    assert_eq!((fresh.phase, fresh.people, fresh.causes, fresh.projects), (Phase::New, 2, 0, 0));
    assert!(fresh.made.is_some_and(|made| made <= fresh.changed));
    assert_eq!(server.rooms.count(), 0);
    pass(1_000).await;
    // An open room is asked, and so is what it has not yet kept in a snapshot.
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.add("n1", "cold coffee");
    ann.settle().await;
    let edited = server.rooms.overview(&server.board).await.unwrap();
    assert_eq!((edited.causes, edited.changed > fresh.changed), (1, true));
    ann.disconnect();
    server.command(Actor::Facilitator, Command::Finish).await;
    pass(400_000).await;
    assert_eq!(server.rooms.count(), 0);
    let finished = server.rooms.overview(&server.board).await.unwrap();
    assert_eq!((finished.phase, finished.finished), (Phase::Finished, Some(finished.changed)));
    assert_eq!(server.rooms.count(), 0);
    let (again, document) = server.rooms.overview_with_document(&server.board).await.unwrap();
    assert_eq!((again, server.rooms.count()), (finished, 0));
    let (read, _) = board::live::read_document(&server.board, &document).unwrap();
    assert_eq!(read.causes().len(), 1);
    assert_eq!(server.rooms.overview(&BoardId::from("no")).await, Err(OpenError::NotFound));
}

/// A journal that counts how often a whole board is read.
struct Counting(Arc<dyn Journal>, AtomicUsize);

impl Journal for Counting {
    fn create(&self, board: &str, keys: &[String], first: Vec<Stored>) -> Answer<()> {
        self.0.create(board, keys, first)
    }
    fn claim(&self, board: &str) -> Answer<Claim> {
        self.0.claim(board)
    }
    fn release(&self, claim: &Claim) -> Answer<()> {
        self.0.release(claim)
    }
    fn append(&self, claim: &Claim, entries: Vec<Stored>) -> Answer<()> {
        self.0.append(claim, entries)
    }
    fn rekey(&self, claim: &Claim, old: &str, new: &str, entries: Vec<Stored>) -> Answer<()> {
        self.0.rekey(claim, old, new, entries)
    }
    fn read(&self, board: &str, after: u64) -> Answer<Vec<Stored>> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.read(board, after)
    }
    fn read_some(&self, board: &str, after: u64, bytes: usize) -> Answer<Vec<Stored>> {
        self.0.read_some(board, after, bytes)
    }
    fn last(&self, board: &str) -> Answer<Option<Stored>> {
        self.0.last(board)
    }
    fn latest_snapshot(&self, board: &str) -> Answer<Option<Stored>> {
        self.0.latest_snapshot(board)
    }
    fn put_snapshot(&self, claim: &Claim, snapshot: Stored) -> Answer<()> {
        self.0.put_snapshot(claim, snapshot)
    }
    fn find(&self, key: &str) -> Answer<Option<String>> {
        self.0.find(key)
    }
    fn keys(&self, board: &str) -> Answer<Vec<String>> {
        self.0.keys(board)
    }
    fn boards(&self) -> Answer<Vec<String>> {
        self.0.boards()
    }
    fn exists(&self, board: &str) -> Answer<bool> {
        self.0.exists(board)
    }
    fn delete(&self, claim: &Claim) -> Answer<()> {
        self.0.delete(claim)
    }
    fn health(&self) -> Answer<()> {
        self.0.health()
    }
    fn space(&self) -> Answer<Space> {
        self.0.space()
    }
    fn close(&self) -> Answer<()> {
        self.0.close()
    }
}

#[tokio::test(start_paused = true)]
async fn room_30_a_board_that_nobody_changed_is_not_read_again() {
    let server = Server::usual(1).await;
    let journal = Arc::new(Counting(Arc::new(server.journal.clone()), AtomicUsize::new(0)));
    let rooms = Rooms::new(journal.clone(), Arc::new(WallClock), Settings::default());
    let reads = || journal.1.load(Ordering::Relaxed);
    let first = rooms.overview(&server.board).await.unwrap();
    assert_eq!(reads(), 1);
    assert_eq!((rooms.overview(&server.board).await, reads()), (Ok(first), 1));
    server.command(Actor::Facilitator, Command::Lock).await;
    server.command(Actor::Facilitator, Command::Finish).await;
    let later = rooms.overview(&server.board).await.unwrap();
    assert_eq!((later.phase, reads()), (Phase::Finished, 2));
    assert_eq!(rooms.count(), 0);
}
