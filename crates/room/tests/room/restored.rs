//! SYNC: a board that was restored from a backup, and copies of the time that it does not have any more.

use board::Actor;
use board::workshop::Command;
use journal::{Journal, Memory, Stored};
use room::{Settings, protocol};

use crate::support::{Client, Server, pass, person};

/// What a backup of the board holds now.
async fn backup(server: &Server) -> Vec<Stored> {
    server.journal.read("b1", 0).await.unwrap()
}

/// Another process, with nothing but the backup.
async fn restored(server: &Server, backup: &[Stored]) -> Server {
    server.rooms.shutdown().await;
    let journal = Memory::new();
    journal.create("b1", &["code:ABCDEF".into()], backup.to_vec()).await.unwrap();
    let faults = journal.faults();
    Server { journal, faults, ..server.clone() }.again(Settings::default())
}

/// The client comes back; how it is closed.
async fn comes_back(client: &mut Client, server: &Server) -> Option<u16> {
    client.disconnect();
    client.connect(&server.room().await).await;
    client.settle().await;
    pass(100).await;
    client.settle().await;
    client.closed
}

async fn writes(client: &mut Client, notes: &[&str]) {
    for note in notes {
        client.add(note, "cold coffee");
        client.settle().await;
        pass(50).await;
        client.settle().await;
    }
}

#[tokio::test(start_paused = true)]
async fn sync_13_a_copy_that_is_ahead_of_a_restored_board_is_closed_and_told_nothing() {
    for case in ["the server", "somebody else", "both"] {
        let server = Server::usual(2).await;
        let mut ann = Client::connected(&server, person(0), 100).await;
        let mut bob = Client::connected(&server, person(1), 200).await;
        writes(&mut bob, &["n1"]).await;
        let backup = backup(&server).await;
        if case != "somebody else" {
            server.command(Actor::Facilitator, Command::Lock).await;
            server.command(Actor::Facilitator, Command::Unlock).await;
        }
        if case != "the server" {
            // The server writes nothing of its own for this.
            bob.type_into("n1", " again");
            bob.settle().await;
        }
        pass(50).await;
        ann.settle().await;
        bob.settle().await;
        let server = restored(&server, &backup).await;
        let synced = ann.synced;
        assert_eq!(comes_back(&mut ann, &server).await, Some(4412), "{case}");
        assert_eq!((ann.synced, &ann.refused[..]), (synced, &[][..]), "{case}: nothing of the board");
        // Bob's own words are no reason: they may be unsent.
        let expected = (case != "somebody else").then_some(4412);
        assert_eq!(comes_back(&mut bob, &server).await, expected, "{case}");
        let text = server.document().await["notes"]["n1"]["text"].clone();
        assert_eq!(text, if expected.is_none() { "cold coffee again" } else { "cold coffee" }, "{case}");
        // An empty document is let in.
        ann.start_afresh(101);
        assert_eq!(comes_back(&mut ann, &server).await, None, "{case}");
        assert_eq!(ann.text_of("n1").map(Into::into), Some(text));
    }
}

#[tokio::test(start_paused = true)]
async fn sync_13_a_copy_is_closed_also_if_the_restored_board_has_gone_on_meanwhile() {
    for (lost, since) in [(1, 1), (1, 30), (3, 4), (30, 31), (5, 200)] {
        let server = Server::usual(3).await;
        let mut ann = Client::connected(&server, person(0), 100).await;
        writes(&mut ann, &["n1"]).await;
        let backup = backup(&server).await;
        for at in 0..lost {
            // What only the server writes.
            let lock = if at % 2 == 0 { Command::Lock } else { Command::Unlock };
            server.command(Actor::Facilitator, lock).await;
        }
        pass(50).await;
        ann.settle().await;
        let server = restored(&server, &backup).await;
        let mut eve = Client::connected(&server, person(2), 300).await;
        for at in 0..since {
            writes(&mut eve, &[&format!("e{at}")]).await;
        }
        assert_eq!(comes_back(&mut ann, &server).await, Some(4412), "{lost} lost, {since} since");
        // And who was there since is not taken for one of them.
        assert_eq!(comes_back(&mut eve, &server).await, None, "{lost} lost, {since} since");
        assert_eq!(eve.refused, [""; 0]);
    }
}

#[tokio::test(start_paused = true)]
async fn sync_13_who_knows_the_board_is_not_closed_whatever_the_server_wrote_and_in_whatever_pieces_it_came()
{
    let server = Server::usual(3).await;
    let mut late: Vec<Client> = vec![];
    let mut ann = Client::connected(&server, person(0), 100).await;
    for round in 0..12u64 {
        writes(&mut ann, &[&format!("n{round}")]).await;
        for command in [Command::Lock, Command::Unlock] {
            server.command(Actor::Facilitator, command).await;
        }
        let mut away = Client::connected(&server, person(1 + round as usize % 2), 500 + round).await;
        away.disconnect();
        late.push(away);
        pass(20).await;
        ann.settle().await;
    }
    let again = server.again(Settings::default());
    server.rooms.shutdown().await;
    for client in late.iter_mut().chain([&mut ann]) {
        assert_eq!(comes_back(client, &again).await, None);
        assert_eq!(client.refused, [""; 0]);
        assert!(
            client.frames.iter().filter(|frame| frame.starts_with(&protocol::step1(&[])[..2])).count() > 1
        );
    }
}
