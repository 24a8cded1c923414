//! PRES: no name in presence while names are hidden.

use board::Actor;
use board::workshop::{Authors, Command};

use crate::support::{Client, Server, pass, person, speak};

/// A state as people's pages have it, and other fields that name them.
fn telling(at: usize) -> String {
    format!(
        r#"{{"user":{{"id":"p{at}","name":"Person {at}","department":"it","color":"red"}},"me":"Person {at}","at":"n1"}}"#
    )
}

/// The command that makes notes show this of their authors.
fn showing(authors: Authors) -> Command {
    Command::SetAuthors { shown: authors == Authors::Shown, departments: authors < Authors::Nothing }
}

fn names(client: &Client) -> Vec<String> {
    let told = client.frames.iter().map(|frame| String::from_utf8_lossy(frame).into_owned());
    told.filter(|frame| frame.starts_with('\u{1}') && (frame.contains("Person") || frame.contains("\"p")))
        .collect()
}

async fn everybody(clients: &mut [Client]) {
    for _ in 0..4 {
        pass(600).await;
        for client in clients.iter_mut() {
            client.settle().await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn pres_13_while_names_are_hidden_presence_tells_departments_alone_and_the_switch_works_both_ways() {
    let server = Server::usual(3).await;
    let mut clients = vec![
        Client::connected(&server, person(0), 100).await,
        Client::connected(&server, person(1), 200).await,
        Client::connected(&server, Actor::Projector, 300).await,
    ];
    for (at, client) in clients.iter_mut().enumerate().take(2) {
        client.state = Some(telling(at));
        client.say_presence();
    }
    everybody(&mut clients).await;
    assert_eq!(clients[2].here[&100].1, telling(0));
    assert!(!names(&clients[1]).is_empty());
    for round in 0..3 {
        for client in &mut clients {
            client.frames.clear();
        }
        server.command(Actor::Facilitator, showing(Authors::Hidden)).await;
        // Whoever comes at this very moment sees no name either.
        let mut late = Client::connected(&server, person(2), 400 + round).await;
        late.settle().await;
        assert_eq!(names(&late), Vec::<String>::new());
        everybody(&mut clients).await;
        let only = r#"{"user":{"department":"it"}}"#;
        for (at, client) in clients.iter().enumerate() {
            assert_eq!(names(client), Vec::<String>::new(), "round {round}, client {at}");
            assert_eq!((client.closed, &client.refused[..]), (None, &[][..]));
            for id in [100, 200].into_iter().filter(|id| *id != client.id) {
                assert_eq!(client.here[&id].1, only, "what was told is replaced, at {at} in round {round}");
            }
        }
        // What is said meanwhile is told without a name as well, and renewed.
        clients[0].say_presence();
        clients[0].settle().await;
        pass(20_000).await;
        everybody(&mut clients).await;
        assert_eq!(clients[1].here[&100].1, only);
        late.disconnect();

        server.command(Actor::Facilitator, showing(Authors::Shown)).await;
        everybody(&mut clients).await;
        assert_eq!(clients[1].here[&100].1, telling(0), "its owner says it again by itself");
        assert_eq!(clients[2].here[&200].1, telling(1));
        assert_eq!(clients[0].state, Some(telling(0)), "nobody's own state was touched");
    }
}

#[tokio::test(start_paused = true)]
async fn pres_13_author_3_without_departments_nothing_is_told_and_who_wrote_then_stays_hidden() {
    let server = Server::usual(3).await;
    server.command(Actor::Facilitator, showing(Authors::Nothing)).await;
    let mut clients = vec![
        Client::connected(&server, person(0), 100).await,
        Client::connected(&server, person(1), 200).await,
        Client::connected(&server, Actor::Projector, 300).await,
    ];
    for (at, client) in clients.iter_mut().enumerate().take(2) {
        client.state = Some(telling(at));
        client.say_presence();
    }
    everybody(&mut clients).await;
    assert_eq!((&*clients[2].here[&100].1, &*clients[1].here[&100].1), ("{}", "{}"));

    // One of them writes with the id that it is present under.
    clients[0].add("n1", "said by nobody");
    everybody(&mut clients).await;
    server.command(Actor::Facilitator, showing(Authors::Hidden)).await;
    everybody(&mut clients).await;
    assert_eq!(clients[2].here[&100].1, "{}");
    assert_eq!(clients[2].here[&200].1, r#"{"user":{"department":"it"}}"#);
    server.command(Actor::Facilitator, showing(Authors::Shown)).await;
    everybody(&mut clients).await;
    assert_eq!(clients[2].here[&100].1, "{}", "whoever sees the cause would know whose it is");
    assert_eq!(clients[2].here[&200].1, telling(1));
}

#[tokio::test(start_paused = true)]
async fn pres_13_a_board_that_is_opened_with_hidden_names_hides_them_and_forgery_stays_refused() {
    let server = Server::usual(2).await;
    server.command(Actor::Facilitator, showing(Authors::Hidden)).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    ann.state = Some(telling(0));
    ann.say_presence();
    ann.unsent.push_back(speak(&[(100, 90, telling(1))]));
    ann.settle().await;
    assert_eq!(ann.refused.len(), 1);
    assert!(ann.refused[0].starts_with("forged: "), "{:?}", ann.refused);
    let mut bob = Client::connected(&server, person(1), 200).await;
    bob.settle().await;
    pass(600).await;
    bob.settle().await;
    assert_eq!(names(&bob), Vec::<String>::new());
    assert_eq!(bob.here[&100].1, r#"{"user":{"department":"it"}}"#);
}
