//! Stopping in good order, and starting where it cannot start.

use futures_util::StreamExt;
use serde_json::json;
use server::{Config, Server, StartError};
use tokio_tungstenite::tungstenite::Message;

use crate::open::{Open, config, open, open_with};

#[tokio::test]
async fn stopping_tells_every_socket_and_keeps_everything() {
    let mut server = open().await;
    let data = server.data.take().unwrap();
    let made = server.make().await;
    let mut socket = server.enter(&made, &made.projector).await;
    let _ = socket.next().await;
    assert_eq!(server.command(&made, &made.facilitator, json!({ "do": "lock" })).await.status, 200);
    let told = tokio::spawn(async move {
        while let Some(Ok(message)) = socket.next().await {
            if let Message::Close(Some(frame)) = message {
                return u16::from(frame.code);
            }
        }
        0
    });
    server.end().await;
    assert_eq!(told.await.unwrap(), 1012);

    let server = open_with(config(data.path())).await;
    let state = server.get(&format!("/api/boards/{}", made.id), &made.facilitator).await.json();
    assert_eq!(state["locked"], true, "what was answered is there after the restart");
    server.end().await;
}

#[tokio::test]
async fn a_port_in_use_is_said_in_a_sentence() {
    let server = open().await;
    let data = tempfile::tempdir().unwrap();
    let second = Server::new(Config { listen: server.address, ..config(data.path()) }).unwrap();
    let error = second.bind().await.err().expect("the port is taken");
    assert!(matches!(error, StartError::PortInUse(_)));
    assert!(error.to_string().ends_with('.'));
}

#[tokio::test]
async fn a_data_directory_belongs_to_one_server() {
    let server: Open = open().await;
    let data = server.data.as_ref().unwrap().path();
    let error = Server::new(config(data)).err().expect("the directory is in use");
    assert!(matches!(error, StartError::DataInUse(_)), "{error}");
}

#[test]
fn a_data_directory_that_cannot_be_one_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "x").unwrap();
    for impossible in [file.clone(), file.join("below")] {
        let error = Server::new(config(&impossible)).err().expect("a file is no directory");
        assert!(matches!(error, StartError::Data { .. }), "{error}");
    }
    std::fs::write(
        directory.path().join("boards.sqlite"),
        "no database at all, but long enough to be looked at",
    )
    .unwrap();
    let error = Server::new(config(directory.path())).err().expect("this is no database");
    assert!(matches!(error, StartError::Data { .. }), "{error}");
}
