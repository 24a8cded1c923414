//! An owner that does not know that it is none any more.

use client::{Client, Heard, Lost};
use faults::{Board, call, until};
use serde_json::json;
use yrs::{Map, MapPrelim, ReadTxn, StateVector, TextPrelim, Transact, TransactionMut, WriteTxn};

use crate::database;
use crate::linked::Linked;

fn note(txn: &mut TransactionMut, id: &str) {
    let notes = txn.get_or_insert_map("notes");
    let note = notes.insert(txn, id, MapPrelim::default());
    note.insert(txn, "branch", "people");
    note.insert(txn, "order", "a0");
    note.insert(txn, "text", TextPrelim::new("a cause"));
}

async fn connected(client: &mut Client, node: std::net::SocketAddr, board: &Board, token: &str) {
    until("somebody is let in", async {
        loop {
            let known = client.doc.transact().state_vector();
            if client.connect(node, &board.id, token, known).await.is_err() {
                continue;
            }
            loop {
                match client.hear().await {
                    Ok(Heard::All(_)) => return,
                    Ok(_) => {}
                    Err(_) => break,
                }
            }
        }
    })
    .await;
}

/// Listens to the end of the connection: all that was told of the board, and the close code.
async fn told(client: &mut Client) -> (Vec<Heard>, Lost) {
    let mut told = vec![];
    let lost = until("the end of the connection", async {
        loop {
            match client.hear().await {
                Ok(Heard::Other | Heard::Asked) => {}
                Ok(heard) => told.push(heard),
                Err(lost) => return lost,
            }
        }
    })
    .await;
    (told, lost)
}

/// Whether a log has these letters anywhere.
fn has(log: &[Vec<u8>], letters: &str) -> bool {
    log.iter().any(|entry| entry.windows(letters.len()).any(|there| there == letters.as_bytes()))
}

/// How another node becomes the owner of a board without a word to the one before.
#[derive(Clone, Copy, Debug)]
enum Taking {
    /// The lease is over by the database's clock, and the owner takes itself for alive.
    Expired,
    /// The owner's process is stopped, and goes on when the board is locked.
    Stopped,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jrnl_34_an_edit_that_a_stale_owner_gets_after_the_lock_is_never_in_the_log_nor_on_a_screen() {
    let Some(database) = database::server() else { return };
    for taking in [Taking::Expired, Taking::Stopped] {
        let cluster = Linked::of(2, database).await;
        let board = cluster.board_of(0).await;
        let (old, new) = (cluster.nodes[0].address, cluster.nodes[1].address);
        let ewa = board.join(old, "Ewa").await;
        let mut writer = Client::default();
        connected(&mut writer, old, &board, &ewa).await;
        let mut beside = Client::default();
        connected(&mut beside, old, &board, &board.facilitator).await;
        writer.edit(|txn| note(txn, "before-the-lock")).await.unwrap();
        while !matches!(writer.hear().await.unwrap(), Heard::Update(_)) {}
        while beside.value("notes", "before-the-lock").is_null() {
            beside.hear().await.unwrap();
        }

        if matches!(taking, Taking::Stopped) {
            cluster.nodes[0].signal("STOP");
        }
        let path = format!("/api/boards/{}", board.id);
        until("another takes over", async {
            while cluster.owner(&board) != Some(1) {
                if matches!(taking, Taking::Expired) {
                    let address = cluster.to_node[0].address;
                    cluster.ask(&format!(
                        "UPDATE nodes SET expires_at = clock_timestamp() WHERE address = '{address}'"
                    ));
                }
                call(new, "GET", &path, &board.facilitator, &json!(null)).await;
            }
        })
        .await;
        let mut watcher = Client::default();
        connected(&mut watcher, new, &board, &board.facilitator).await;
        let (status, answer) = board.command(new, &json!({ "do": "lock" })).await.unwrap();
        assert_eq!(status, 200, "{answer}");

        // For the owner of before the board is open.
        writer.edit(|txn| note(txn, "after-the-lock")).await.unwrap();
        if matches!(taking, Taking::Stopped) {
            cluster.nodes[0].signal("CONT");
        }
        for client in [&mut writer, &mut beside] {
            let (heard, lost) = told(client).await;
            assert_eq!((heard, lost), (vec![], Lost(Some(1012))), "{taking:?}");
        }
        assert!(beside.value("notes", "after-the-lock").is_null(), "{taking:?}");
        // The author comes back with it, and it is judged by the lock.
        let known = writer.doc.transact().state_vector();
        until("the author is let in", async {
            while writer.connect(new, &board.id, &ewa, known.clone()).await.is_err() {}
        })
        .await;
        let refusal = until("a refusal", async {
            loop {
                if let Heard::Refused(why) = writer.hear().await.unwrap() {
                    return why;
                }
            }
        })
        .await;
        assert!(refusal.starts_with("locked: "), "{taking:?}: {refusal}");
        // Nobody else ever sees it, and the log does not have it.
        assert_eq!(board.command(new, &json!({ "do": "unlock" })).await.unwrap().0, 200);
        let bo = board.join(new, "Bo").await;
        let mut other = Client::default();
        connected(&mut other, new, &board, &bo).await;
        other.edit(|txn| note(txn, "once-unlocked")).await.unwrap();
        while watcher.value("notes", "once-unlocked").is_null() {
            assert!(watcher.value("notes", "after-the-lock").is_null(), "{taking:?}");
            watcher.hear().await.unwrap();
        }
        let log = cluster.log(&board);
        assert!(has(&log, "before-the-lock") && has(&log, "once-unlocked"), "{taking:?}");
        assert!(!has(&log, "after-the-lock"), "{taking:?}");
        let mut fresh = Client::default();
        let token = &board.facilitator;
        fresh.connect(new, &board.id, token, StateVector::default()).await.unwrap();
        while !matches!(fresh.hear().await.unwrap(), Heard::All(_)) {}
        assert!(fresh.value("notes", "after-the-lock").is_null(), "{taking:?}");
    }
}
