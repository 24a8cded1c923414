//! Boards in PostgreSQL: several processes of the program on one database, and what becomes of boards when one dies.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{database, open::Made, process::program};

/// A node as a process, which ends with its test.
struct Process {
    child: Child,
    address: SocketAddr,
    key: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    fn start(journal: &str) -> Self {
        let mut program = program();
        // Nobody reads its log while it runs, and a pipe that is full would stop it.
        program.args(["--listen", "127.0.0.1:0", "--journal", journal]).stderr(Stdio::inherit());
        let mut child = program.spawn().unwrap();
        let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let lines: Vec<String> = lines.take(2).map_while(Result::ok).collect();
        let address = lines.first().and_then(|line| line.strip_prefix("listening on http://"));
        let address = address.map(|address| address.parse().unwrap());
        let key = lines.get(1).and_then(|line| line.split("#key=").nth(1)).map(str::to_owned);
        let (Some(address), Some(key)) = (address, key) else {
            panic!("{lines:?} {:?}", child.wait());
        };
        Self { child, address, key }
    }

    async fn call(&self, method: &str, path: &str, token: &str, body: &Value) -> (u16, String) {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = client::http::call(self.address, method, path, &headers, body.as_bytes()).await.unwrap();
        (answer.status, answer.text())
    }

    async fn make(&self) -> Made {
        let wanted = json!({ "title": "Test", "template": "cx-5m", "effect": "Late starts" });
        let (status, text) = self.call("POST", "/api/boards", &self.key, &wanted).await;
        assert_eq!(status, 201, "{text}");
        let made: Value = serde_json::from_str(&text).unwrap();
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        Made {
            id: text("id"),
            code: text("join_code"),
            facilitator: text("facilitator_token"),
            projector: text("projector_token"),
        }
    }

    /// The status of the board for its facilitator, and its effect.
    async fn state(&self, made: &Made) -> (u16, Value) {
        let path = format!("/api/boards/{}", made.id);
        let (status, text) = self.call("GET", &path, &made.facilitator, &Value::Null).await;
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }
}

/// The address of a new database, as the program takes it.
fn journal(server: &database::Server) -> String {
    let address = server.database();
    let name = address.split("dbname=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let host = server.socket().parent().map(Path::to_owned).unwrap();
    let host = host.to_str().unwrap().replace('/', "%2F");
    format!("postgres://test@{host}/{name}?sslmode=disable")
}

#[tokio::test]
async fn jrnl_35_a_board_is_served_by_any_node_and_goes_on_when_its_own_is_killed() {
    let Some(server) = database::server() else { return };
    let journal = journal(server);
    let (mut a, mut b) = (Process::start(&journal), Process::start(&journal));
    assert_eq!(a.key, b.key, "the host's key is the cluster's");
    let made = a.make().await;
    assert_eq!(a.state(&made).await.0, 200);
    let lock = json!({ "do": "lock" });
    let path = format!("/api/boards/{}/commands", made.id);
    // Through the other node, which hands it on.
    let (status, text) = b.call("POST", &path, &made.facilitator, &lock).await;
    assert_eq!(status, 200, "{text}");
    let (_, before) = a.state(&made).await;
    assert_eq!(b.state(&made).await.1["effect"], before["effect"]);
    a.signal("-KILL");
    a.child.wait().unwrap();
    let killed = Instant::now();
    let after = loop {
        match b.state(&made).await {
            (200, state) => break state,
            (status, _) => assert_eq!(status, 503),
        }
        assert!(killed.elapsed() < Duration::from_secs(8), "{:?}", killed.elapsed());
    };
    assert_eq!((&after["effect"], &after["locked"]), (&before["effect"], &before["locked"]));
    // One that is stopped in good order gives its boards back.
    let c = Process::start(&journal);
    b.signal("-TERM");
    assert_eq!(b.child.wait().unwrap().code(), Some(0));
    let stopped = Instant::now();
    while c.state(&made).await.0 != 200 {
        assert!(stopped.elapsed() < Duration::from_secs(2), "{:?}", stopped.elapsed());
    }
    // Without a server it can be read as well.
    let mut export = program();
    export.args(["export", &made.id, "--format", "json", "--out", "-", "--journal", &journal]);
    let export = export.output().unwrap();
    assert!(export.status.success(), "{}", String::from_utf8_lossy(&export.stderr));
    let export: Value = serde_json::from_slice(&export.stdout).unwrap();
    assert!(export.to_string().contains("Late starts"));
}

#[test]
fn jrnl_18_what_does_not_go_with_a_database_is_said_in_one_sentence() {
    for (arguments, says) in [
        (&["--journal", "sqlite"][..], "postgres://user@host/database"),
        (&["--journal", "postgres://127.0.0.1:1/x?sslmode=disable"], "The database cannot be used: "),
        (&["--journal", "postgres://x/y", "--quota", "5"], "--quota"),
        (
            &["--journal", "postgres://x/y", "--node-listen", "0.0.0.0:0"],
            "say with --node-address where they reach this one",
        ),
        (&["--journal", "postgres://x/y", "--node-address", "here"], "expected HOST:PORT"),
    ] {
        let output = program().args(["--listen", "127.0.0.1:0"]).args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(says), "{arguments:?}: {said}");
    }
}

#[tokio::test]
async fn ops_2_a_database_that_is_gone_is_told_to_the_host() {
    let Some(mut server) = database::Server::start() else { return };
    let node = Process::start(&journal(&server));
    node.make().await;
    server.stop("KILL");
    let (status, text) = node.call("GET", "/api/server/condition", &node.key, &Value::Null).await;
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status, &told["ready"]), (200, &json!(false)), "{text}");
    assert_eq!((&told["concerns"][0], &told["boards"]["all"]), (&json!("storage"), &Value::Null), "{text}");
}

#[tokio::test]
async fn jrnl_1_a_crash_of_the_database_loses_nobody_who_was_let_in_and_is_over_soon_after_it() {
    let Some(mut server) = database::Server::start() else { return };
    let node = Process::start(&journal(&server));
    let made = node.make().await;
    let (mut let_in, mut put_off, mut longest) = (vec![], 0, Duration::ZERO);
    // Whether people came until after the crash. A short one puts nobody off: who waits is let in.
    let mut spanned = true;
    for round in 0..2 {
        let crash = tokio::task::spawn_blocking(move || {
            server.stop("KILL");
            server.run(&[]);
            (server, Instant::now())
        });
        let mut last_put_off = None;
        for at in 0..200 {
            let name = format!("Person {round} {at}");
            let body = json!({ "code": made.code, "name": name, "department": "it" });
            loop {
                let (status, text) = node.call("POST", "/api/join", "", &body).await;
                match status {
                    201 => {
                        let joined: Value = serde_json::from_str(&text).unwrap();
                        let_in.push(joined["participant"].as_str().unwrap().to_owned());
                        break;
                    }
                    503 => {
                        put_off += 1;
                        last_put_off = Some(Instant::now());
                    }
                    _ => panic!("{status} {text}"),
                }
            }
        }
        spanned &= crash.is_finished() || last_put_off.is_some();
        let (running, back) = crash.await.unwrap();
        server = running;
        let after = last_put_off.map_or(Duration::ZERO, |last: Instant| last.saturating_duration_since(back));
        longest = longest.max(after);
        assert!(longest < Duration::from_secs(5), "{longest:?} after the database was back");
    }
    eprintln!("{} let in, {put_off} put off, {longest:?} after the database was back", let_in.len());
    let (status, state) = node.state(&made).await;
    assert_eq!(status, 200);
    let people = state["people"].as_array().unwrap();
    let there: Vec<&str> = people.iter().map(|person| person["id"].as_str().unwrap()).collect();
    assert_eq!((let_in.len(), spanned), (400, true));
    assert!(let_in.iter().all(|person| there.contains(&person.as_str())));
    // Whoever was answered 503 may have been let in all the same, once for each time.
    assert!(there.len() <= let_in.len() + put_off, "{} people", there.len());
}
