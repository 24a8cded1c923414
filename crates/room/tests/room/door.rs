//! A new code is durable together with the entry that says so, and the old one stops with it.

use board::workshop::{Command, Join};
use board::{Actor, Code, ParticipantId};
use journal::{Fault, Journal, On};
use room::{CommandError, join_key};

use crate::support::{Client, Server, pass, person};

fn renew(code: &str) -> Command {
    Command::RenewCode { code: code.into() }
}

async fn leads(server: &Server, code: &str) -> bool {
    server.journal.find(&join_key(code)).await.unwrap().as_deref() == Some(server.board.as_str())
}

fn joining(name: &str, code: &str) -> Join {
    Join {
        participant: ParticipantId::from(name),
        name: name.into(),
        department: "it".into(),
        token_hash: name.into(),
        code: Some(code.into()),
        ..Join::default()
    }
}

#[tokio::test(start_paused = true)]
async fn door_1_a_new_code_leads_to_the_board_and_the_old_one_nowhere_also_after_a_restart() {
    let server = Server::usual(1).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    assert!(leads(&server, "ABCDEF").await);
    let room = server.room().await;
    // Two in one batch, and a join that comes between them.
    let (first, late, second) = tokio::join!(
        room.command(Actor::Facilitator, renew("GHJKLM")),
        room.act(joining("late", "ABCDEF").into()),
        room.command(Actor::Facilitator, renew("NPQRST")),
    );
    let refused = late.unwrap_err();
    assert!(matches!(refused, CommandError::Refused(refusal) if refusal.code == Code::Unknown));
    assert!(first.unwrap() < second.unwrap());
    assert!(
        leads(&server, "NPQRST").await && !leads(&server, "ABCDEF").await && !leads(&server, "GHJKLM").await
    );
    room.act(joining("new", "NPQRST").into()).await.unwrap();
    pass(100).await;
    ann.settle().await;
    assert_eq!(ann.closed, None);
    assert_eq!(server.replayed().await.state().join_code, "NPQRST");
}

#[tokio::test(start_paused = true)]
async fn door_1_a_code_that_could_not_be_kept_is_no_code_and_the_old_one_goes_on() {
    let server = Server::usual(1).await;
    server.faults.fail(On::Append, 1, Fault::Storage);
    let given = server.room().await.command(Actor::Facilitator, renew("GHJKLM")).await;
    assert!(matches!(given, Err(CommandError::Storage(_))));
    assert!(leads(&server, "ABCDEF").await && !leads(&server, "GHJKLM").await);
    pass(100).await;
    let code = server.room().await.read(|live| live.state().join_code.clone()).await.unwrap();
    assert_eq!(code, "ABCDEF");
    server.command(Actor::Facilitator, renew("GHJKLM")).await;
    assert!(!leads(&server, "ABCDEF").await && leads(&server, "GHJKLM").await);
}

#[tokio::test(start_paused = true)]
async fn room_10_many_who_are_removed_at_once_are_all_told_so() {
    let server = Server::usual(4).await;
    let mut people = vec![];
    for at in 0..4 {
        people.push(Client::connected(&server, person(at), 100 + at as u64).await);
    }
    people[1].add("m", "nonsense");
    people[1].settle().await;
    let participants = [0, 1, 2].map(|at| ParticipantId::from(format!("p{at}"))).to_vec();
    server.command(Actor::Facilitator, Command::RemoveParticipants { participants, notes: true }).await;
    pass(100).await;
    for one in &mut people {
        one.settle().await;
    }
    let closed: Vec<_> = people.iter().map(|one| one.closed).collect();
    assert_eq!(closed, [Some(4403), Some(4403), Some(4403), None]);
    assert!(people[3].notes().is_empty());
    assert_eq!(server.room().await.read(|live| live.state().bin.len()).await.unwrap(), 1);
}
