//! ROOM: a resting room, and where a slow batch spent its time.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use board::Actor;
use room::{Settings, Window};
use tokio::time::Instant;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{Client, Server, breathe, pass, person};

/// People who are a crowd.
const MANY: usize = 30;

#[tokio::test(start_paused = true)]
async fn room_21_a_crowded_room_rests_while_its_window_is_open_and_answers_who_comes() {
    let server = Server::start(MANY + 1, Settings::default()).await;
    let mut clients = vec![];
    for at in 0..MANY {
        clients.push(Client::connected(&server, person(at), 100 + at as u64).await);
    }
    clients[0].add("n", "");
    clients[0].settle().await;
    let window = Window::default().of(MANY, std::time::Duration::ZERO);
    let mut most = 0;
    for at in 0..20 {
        // The second and the third of each round find the window open.
        for writer in 0..3 {
            clients[writer].add(&format!("n{at}-{writer}"), "cold coffee");
            clients[writer].flush(9).await;
            breathe().await;
        }
        let begun = Instant::now();
        // A newcomer, and whoever looks at the board, do not wait for its end.
        let mut late = Client::new(person(MANY), 900 + at);
        late.connect(&server.room().await).await;
        late.flush(9).await;
        breathe().await;
        late.read(9).await;
        assert_eq!(late.synced, 1, "it got the board at once");
        server.document().await;
        assert_eq!(begun.elapsed().as_millis(), 0);
        let all = |client: &Client| (0..3).all(|writer| client.notes().contains(&format!("n{at}-{writer}")));
        while !all(&clients[9]) {
            pass(1).await;
            clients[9].read(99).await;
        }
        most = most.max(begun.elapsed().as_millis());
        late.disconnect();
    }
    assert!(most > 0 && most <= window.as_millis() + 1, "{most} ms, and the window is {window:?}");
}

#[tokio::test(start_paused = true)]
async fn room_21_all_that_is_said_in_one_window_is_told_at_its_end() {
    const EACH: usize = 60;
    let server = Server::start(MANY, Settings::default()).await;
    let mut clients = vec![];
    for at in 0..MANY {
        clients.push(Client::connected(&server, person(at), 100 + at as u64).await);
    }
    // Two in a row: the window is open and the room rests.
    for name in ["first", "second"] {
        clients[0].add(name, "");
        clients[0].flush(9).await;
        breathe().await;
    }
    let begun = Instant::now();
    for (at, client) in clients.iter_mut().enumerate() {
        for edit in 0..EACH {
            client.add(&format!("n{at}-{edit}"), "cold coffee");
        }
        client.flush(usize::MAX).await;
    }
    let wanted = MANY * EACH + 2;
    assert!(wanted > Settings::default().mailbox, "more than the mailbox holds");
    while clients[9].notes().len() < wanted {
        pass(1).await;
        clients[9].read(99).await;
    }
    let window = Window::default().of(MANY, std::time::Duration::ZERO).as_millis();
    assert!(begun.elapsed().as_millis() <= window + 1, "{:?} for one window", begun.elapsed());
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Log {
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

/// The number behind a name in a line of the log.
fn field(line: &str, name: &str) -> f64 {
    let (_, rest) = line.split_once(&format!("{name}=")).unwrap_or_else(|| panic!("no {name} in {line}"));
    rest.split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn room_22_a_slow_batch_says_where_it_spent_its_time_and_nothing_of_what_is_in_it() {
    let log = Log::default();
    let logging = tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish();
    let _logging = tracing::subscriber::set_default(logging);
    let server = Server::usual(2).await;
    let mut ann = Client::connected(&server, person(0), 100).await;
    let mut host = Client::connected(&server, Actor::Facilitator, 101).await;
    ann.add("n0", "secretive");
    ann.settle().await;
    pass(100).await;
    assert_eq!(log.lines(), [""; 0], "nothing was slow");

    server.faults.stall();
    ann.add("n1", "secretive");
    ann.flush(9).await;
    server.faults.waiting(1).await;
    pass(100).await;
    // This one waits for the disk, and for its own turn.
    host.add("n2", "secretive");
    host.flush(9).await;
    pass(300).await;
    server.faults.release();
    pass(100).await;

    let lines = log.lines();
    let [first, second] = &lines[..] else { panic!("{lines:#?}") };
    for line in [first, second] {
        assert!(
            line.contains("WARN") && line.contains("a slow batch") && line.contains("board=b1"),
            "{line}"
        );
        assert!(!line.contains("secretive") && !line.contains("Person"), "{line}");
        assert_eq!((field(line, "edits"), field(line, "recipients")), (1.0, 2.0), "{line}");
        assert!(field(line, "bytes") > 0.0, "{line}");
    }
    assert_eq!((field(first, "committed_ms"), field(first, "waited_ms")), (400.0, 0.0), "{first}");
    assert_eq!((field(second, "committed_ms"), field(second, "waited_ms")), (0.0, 300.0), "{second}");
}
