//! The data directory is put back to a backup: whoever has what came after it is told so, and whoever has not goes on.
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::path::Path;

use faults::{Board, Client, Lost, Server, until};

/// Copies the files of a data directory, as an operator does while the server is stopped.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(to).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// Asks until the server has told of so many notes.
async fn knows(client: &mut Client, notes: usize) {
    until("the notes", async { while client.was_told_now().await.len() < notes {} }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_ahead_of_a_restored_board_is_told_and_who_is_not_goes_on() {
    for (lost, since) in [(1, 0), (40, 3), (3, 40)] {
        let home = tempfile::tempdir().unwrap();
        let (data, backup) = (home.path().join("data"), home.path().join("backup"));
        let mut server = Server::start(&data);
        let board = Board::make(server.address).await;
        let mut ada = Client::join(server.address, &board, "ada").await;
        let mut bo = Client::join(server.address, &board, "bo").await;
        ada.paste(20).await.unwrap();
        knows(&mut bo, 1).await;
        server.signal("TERM");
        assert_eq!(
            (ada.listen_until_lost().await, bo.listen_until_lost().await),
            (Lost(Some(1012)), Lost(Some(1012)))
        );
        server.ended();
        copied(&data, &backup);

        // More work, which ada sees and bo does not.
        let mut server = Server::start(&data);
        ada.connect(server.address, &board).await.unwrap();
        for _ in 0..lost {
            ada.paste(5).await.unwrap();
        }
        knows(&mut ada, 1 + lost).await;
        server.kill();
        copied(&backup, &data);

        let server = Server::start(&data);
        let mut cy = Client::join(server.address, &board, "cy").await;
        for _ in 0..since {
            cy.paste(5).await.unwrap();
        }
        knows(&mut cy, 1 + since).await;
        // She is let in for the comparison, and closed with its outcome.
        let lost_again = match ada.connect(server.address, &board).await {
            Err(lost) => lost,
            Ok(()) => ada.listen_until_lost().await,
        };
        assert_eq!(lost_again, Lost(Some(4412)), "{lost} lost, {since} since");
        bo.connect(server.address, &board).await.unwrap();
        knows(&mut bo, 1 + since).await;
    }
}
