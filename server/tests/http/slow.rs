//! Who takes for ever over a request is hung up on; who has been let in may be silent.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use server::Config;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::tungstenite::Message;

use crate::open::{config, open_with};

/// How long what the server does after a fifth of a second may take on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(20);

#[tokio::test]
async fn half_a_request_is_not_waited_for_and_a_silent_websocket_is() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(Config { head: Duration::from_millis(200), ..config(data.path()) }).await;
    let made = server.make().await;
    let mut socket = server.enter(&made, &made.facilitator).await;
    for said in ["", "GET /healthz HTTP/1.1\r\nHost: te", "GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n"] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        let mut answer = vec![];
        let ended = timeout(TIMEOUT, stream.read_to_end(&mut answer)).await;
        assert!(ended.is_ok(), "still waited for: {said:?}");
        let was_answered = answer.starts_with(b"HTTP/1.1 200");
        assert_eq!(was_answered, said.ends_with("\r\n\r\n"), "{said:?}: {answer:?}");
    }
    // Older than any of them, and said nothing.
    socket.send(Message::Ping(b"here"[..].into())).await.unwrap();
    let answered = async {
        while let Some(Ok(message)) = socket.next().await {
            if matches!(message, Message::Pong(_)) {
                return true;
            }
        }
        false
    };
    assert!(timeout(TIMEOUT, answered).await.unwrap(), "the websocket was ended");
}
