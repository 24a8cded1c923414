//! The program as a process: what it prints, how it ends.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};
// What the tests with signals need.
#[cfg(unix)]
use std::{io::Read, sync::mpsc, thread, time::Duration};

use crate::open::{config, open_with};

pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_herringbone"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HERRINGBONE_") {
            command.env_remove(name);
        }
    }
    command
}

/// A server that ends with its test, also when the test fails.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(data: &Path) -> (Served, Vec<String>) {
    let mut child = Served(program().args(["--listen", "127.0.0.1:0", "--data"]).arg(data).spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.as_mut().unwrap()).lines();
    let first: Vec<String> = lines.by_ref().take(2).map_while(Result::ok).collect();
    (child, first)
}

#[test]
fn it_says_where_it_listens_and_the_hosts_link() {
    let data = tempfile::tempdir().unwrap();
    let (_child, lines) = serve(data.path());
    let address = lines[0].strip_prefix("listening on http://127.0.0.1:").expect("the first line");
    assert_ne!(address.parse::<u16>().unwrap(), 0);
    let key = std::fs::read_to_string(data.path().join("host-key")).unwrap();
    assert!(lines[1].ends_with(&format!("/#key={}", key.trim())), "{}", lines[1]);
}

#[cfg(unix)]
#[test]
fn it_stops_on_sigterm_and_ctrl_c_with_exit_code_0() {
    for signal in ["-TERM", "-INT"] {
        let data = tempfile::tempdir().unwrap();
        let (mut child, _) = serve(data.path());
        Command::new("kill").args([signal, &child.0.id().to_string()]).status().unwrap();
        let mut said = String::new();
        child.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(child.0.wait().unwrap().code(), Some(0), "{signal}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn it_works_and_stops_when_nobody_reads_its_logs_any_more() {
    let data = tempfile::tempdir().unwrap();
    let (mut child, lines) = serve(data.path());
    drop((child.0.stdout.take(), child.0.stderr.take()));
    let id = child.0.id().to_string();
    Command::new("kill").args(["-TERM", &id]).status().unwrap();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || tell.send(child.0.wait()));
    let ended = told.recv_timeout(Duration::from_secs(30));
    if ended.is_err() {
        Command::new("kill").args(["-KILL", &id]).status().unwrap();
    }
    assert_eq!(ended.expect("it stops").unwrap().code(), Some(0), "{lines:?}");
}

#[tokio::test]
async fn an_export_goes_to_the_standard_output_and_nothing_else_does() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let made = server.make().await;
    let out = data.path().join("board.pdf");
    for (format, begins) in [("pdf", &b"%PDF-"[..]), ("xlsx", b"PK"), ("csv", b""), ("svg", b"<")] {
        let export = |out: &Path| {
            let mut program = program();
            program.args(["export", &made.id, "--format", format, "--data"]).arg(data.path());
            program.arg("--out").arg(out).output().unwrap()
        };
        let said = export(Path::new("-"));
        assert!(said.status.success() && said.stderr.is_empty(), "{}", String::from_utf8_lossy(&said.stderr));
        assert!(said.stdout.starts_with(begins) && said.stdout.len() > 100, "{format}");
        assert!(export(&out).stdout.is_empty());
        // The moments at which the two were made are in them, and xlsx packs them to other lengths.
        if format != "xlsx" {
            assert_eq!(said.stdout.len(), std::fs::read(&out).unwrap().len(), "{format}: the whole file");
        }
        let piped = data.path().join(format!("piped.{format}"));
        std::fs::write(&piped, &said.stdout).unwrap();
        for file in [&out, &piped] {
            let verified = program().arg("verify").arg(file).output().unwrap();
            assert!(verified.status.success(), "{format}: {}", String::from_utf8_lossy(&verified.stderr));
        }
    }
    assert!(!Path::new("-").exists());
    server.end().await;
}

#[tokio::test]
async fn verify_takes_a_file_as_it_was_exported_and_no_other() {
    let data = tempfile::tempdir().unwrap();
    let server = open_with(config(data.path())).await;
    let made = server.make().await;
    let verified = |file: &Path| {
        let said = program().arg("verify").arg(file).output().unwrap();
        (said.status.code(), String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned())
    };
    for format in export::Format::ALL {
        let file = data.path().join(format!("board.{}", format.extension()));
        let mut export = program();
        export.args(["export", &made.id, "--format", format.name(), "--data"]).arg(data.path()).arg("--out");
        assert!(export.arg(&file).status().unwrap().success());
        let (code, said) = verified(&file);
        assert_eq!((code, said.contains("is as it was exported")), (Some(0), true), "{said}");
        // As the server sends it.
        let sent =
            server.get(&format!("/api/boards/{}/export/{}", made.id, format.name()), &made.facilitator).await;
        assert_eq!(sent.status, 200);
        let mut bytes = std::fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        let (code, said) = verified(&file);
        assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
        assert!(said.contains(&format!("board.{} was changed", format.extension())), "{said}");
    }
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis().to_string();
    for (at, code, said) in [
        ("2020-01-01T00:00:00Z", 1, "was made on 20"),
        (now.as_str(), 0, ""),
        ("9999999999999", 1, "is still to come"),
        ("soon", 2, "Unix milliseconds"),
    ] {
        let mut export = program();
        export.args(["export", &made.id, "--format", "md", "--out", "-", "--at", at, "--data"]);
        let done = export.arg(data.path()).output().unwrap();
        let error = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.code() == Some(code) && error.contains(said), "{at}: {error}");
    }
    let (code, said) = verified(&data.path().join("boards.sqlite"));
    assert!(code == Some(1) && said.contains("has no hash"), "{said}");
    let (code, said) = verified(&data.path().join("nowhere"));
    assert!(code == Some(1) && said.contains("nowhere cannot be read"), "{said}");
    server.end().await;
}

#[test]
fn what_keeps_it_from_starting_is_one_sentence_and_exit_code_1() {
    let data = tempfile::tempdir().unwrap();
    let (_running, lines) = serve(data.path());
    let address = lines[0].trim_start_matches("listening on http://").to_owned();
    let other = tempfile::tempdir().unwrap();
    let file = other.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    for (arguments, said) in [
        (vec!["--listen".into(), address, "--data".into(), path(other.path())], "already in use"),
        (
            vec!["--listen".into(), "127.0.0.1:0".into(), "--data".into(), path(data.path())],
            "in use by another process",
        ),
        (vec!["--listen".into(), "127.0.0.1:0".into(), "--data".into(), path(&file)], "cannot be used"),
        (
            vec![
                "export".into(),
                "nope".into(),
                "--data".into(),
                path(data.path()),
                "--format".into(),
                "md".into(),
                "--out".into(),
                path(&other.path().join("x")),
            ],
            "There is no board nope",
        ),
        (
            vec![
                "export".into(),
                "x".into(),
                "--data".into(),
                path(&other.path().join("none")),
                "--format".into(),
                "md".into(),
                "--out".into(),
                "x".into(),
            ],
            "There is no data directory",
        ),
    ] {
        let ended = program().args(&arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{arguments:?}: {stderr}");
        let lines: Vec<&str> = stderr.lines().collect();
        assert_eq!(lines.len(), 1, "one sentence: {stderr}");
        assert!(lines[0].contains(said) && lines[0].ends_with('.'), "{stderr}");
    }
}

#[tokio::test]
async fn dept_5_the_secret_of_a_calendar_is_in_no_log() {
    logged("text").await;
}

#[tokio::test]
async fn logs_1_a_log_for_programs_has_one_object_a_line_and_no_secret() {
    let logged = logged("json").await;
    for line in logged.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        for field in ["timestamp", "level", "target"] {
            assert!(event[field].is_string(), "{field} of {line}");
        }
    }
}

/// What a server logs of everything while secrets are used; it checks that none of them is there.
async fn logged(format: &str) -> String {
    let data = tempfile::tempdir().unwrap();
    let mut program = program();
    program.env("RUST_LOG", "debug").args(["--log-format", format, "--listen", "127.0.0.1:0", "--data"]);
    program.arg(data.path());
    let mut child = Served(program.spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address = lines.next().unwrap().rsplit("http://").next().unwrap().parse().unwrap();
    let key = std::fs::read_to_string(data.path().join("host-key")).unwrap();
    let call = async |method: &str, path: &str, token: &str, body: &[u8]| {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let headers = if token.is_empty() { &headers[1..] } else { &headers[..] };
        client::http::call(address, method, path, headers, body).await.unwrap()
    };
    let wanted = br#"{ "title": "Test", "template": "cx-5m" }"#;
    let made: serde_json::Value =
        serde_json::from_str(&call("POST", "/api/boards", key.trim(), wanted).await.text()).unwrap();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    let own = format!("/api/boards/{}/departments/it", text("id"));
    let given = call("POST", &format!("{own}/link"), &text("facilitator_token"), b"").await.text();
    let given: serde_json::Value = serde_json::from_str(&given).unwrap();
    let (_, asked) = given["calendar"].as_str().unwrap().split_once("/api/").unwrap();
    let secret = asked.rsplit_once('=').unwrap().1.to_owned();
    for path in [
        format!("/api/{asked}"),
        format!("/api/{asked}&language=xx"),
        format!("{own}/calendar.ics?token=x{secret}"),
    ] {
        call("GET", &path, "", b"").await;
    }
    drop(child.0.kill());
    let mut logged = String::new();
    std::io::Read::read_to_string(&mut child.0.stderr.take().unwrap(), &mut logged).unwrap();
    let secrets = [secret, key.trim().to_owned(), text("facilitator_token"), text("projector_token")];
    assert!(secrets.iter().all(|secret| !logged.contains(secret)), "{logged}");
    assert!(logged.lines().count() > 3, "the test reads nothing: {logged}");
    logged
}
