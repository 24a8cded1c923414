//! `backup` and `restore`: while people type, and on another server.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod keep;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use faults::{Board, Client, Lost, Server, call, until};
use journal::{Journal, Sqlite};
use keep::{contents, replayed, run, sight, text};
use serde_json::Value;

/// The number of entries of each board that a reader finds now.
async fn lengths(data: &Path) -> Vec<usize> {
    contents(data).await.iter().map(|(_, content)| content.entries.len()).collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keep_1_keep_2_a_backup_while_50_people_type_is_a_prefix_of_every_log_and_is_restored() {
    let home = tempfile::tempdir().unwrap();
    let (data, backup, new) = (home.path().join("data"), home.path().join("backup"), home.path().join("new"));
    let mut server = Server::start(&data);
    let mut boards = vec![];
    for _ in 0..3 {
        boards.push(Board::make(server.address).await);
    }
    // One board has a person who is not ahead of the backup, because they read nothing of what comes after it.
    let mut away = Client::join(server.address, &boards[0], "away").await;
    away.paste(30).await.unwrap();
    away.was_told_now().await;
    let mut people = vec![];
    for at in 0..50 {
        let board = boards[at % boards.len()].clone();
        let person = Client::join(server.address, &board, &format!("p{at}")).await;
        people.push(tokio::spawn(async move { (person.type_until_lost().await, board) }));
    }
    let typed = lengths(&data).await;
    until("everybody types", async {
        while lengths(&data).await.iter().zip(&typed).any(|(now, then)| *now < then + 20) {}
    })
    .await;

    let before = lengths(&data).await;
    let (data_of, out) = (data.clone(), backup.clone());
    let done =
        tokio::task::spawn_blocking(move || run(&["backup", text(&out), "--data", text(&data_of)])).await;
    let (succeeded, said, wrong) = done.unwrap();
    assert!(succeeded && said.starts_with("3 boards with "), "{said}{wrong}");
    let after = lengths(&data).await;
    until("they go on", async {
        while lengths(&data).await.iter().zip(&after).any(|(now, then)| *now < then + 10) {}
    })
    .await;
    server.signal("TERM");
    server.ended();

    // Its files are its owner's alone, and nothing else is left beside it.
    assert_eq!(mode(&backup), 0o700);
    for file in fs::read_dir(&backup).unwrap() {
        let file = file.unwrap();
        assert_eq!(mode(&file.path()), 0o600, "{:?}", file.file_name());
    }
    assert!(!home.path().join("backup.unfinished").exists());

    // Each board is the beginning of its log, as long as it was during the backup.
    let (all, kept) = (contents(&data).await, contents(&backup).await);
    assert_eq!(kept.len(), 3);
    for (((id, whole), (kept_id, part)), (least, most)) in
        all.iter().zip(&kept).zip(before.iter().zip(&after))
    {
        assert_eq!((id, &whole.keys), (kept_id, &part.keys));
        let length = part.entries.len();
        assert!((*least..=*most).contains(&length), "{least} {length} {most}");
        assert_eq!(part.entries[..], whole.entries[..length]);
        assert!(length < whole.entries.len(), "nothing came after the backup");
    }

    // Restored into another directory and on another server, every board opens and is what its log was then.
    let (succeeded, said, wrong) = run(&["restore", text(&backup), "--data", text(&new)]);
    assert!(succeeded && said.contains("3 boards"), "{said}{wrong}");
    assert_eq!(contents(&new).await, kept);
    let (succeeded, said, _) = run(&["check", "--data", text(&new)]);
    assert!(succeeded, "{said}");
    let server = Server::start(&new);
    for (board, (id, part)) in boards.iter().zip(&kept) {
        let (then, _, _) = sight(&replayed(id, &part.entries));
        let sees = Client::facilitator(server.address, board).await.sees();
        let notes = then["notes"].as_object().unwrap();
        assert_eq!(sees.len(), notes.len());
        assert!(sees.iter().all(|(note, text)| notes[note]["text"] == **text), "{id}");
    }
    // Who has what came after the backup is told; who has not is in.
    for person in people {
        let (mut person, board) = person.await.unwrap();
        let told = match person.connect(server.address, &board).await {
            Err(lost) => lost,
            Ok(()) => person.listen_until_lost().await,
        };
        assert_eq!(told, Lost(Some(4412)));
    }
    away.connect(server.address, &boards[0]).await.unwrap();
    away.was_told_now().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keep_1_keep_2_a_backup_has_what_is_beside_the_boards_and_neither_command_writes_over_anything() {
    let home = tempfile::tempdir().unwrap();
    let (data, backup, new) = (home.path().join("data"), home.path().join("backup"), home.path().join("new"));
    let server = Server::start_without_key(&[], &data);
    let host_key = fs::read_to_string(data.join("host-key")).unwrap().trim().to_owned();
    let wanted = serde_json::json!({ "title": "T", "template": "blank" });
    let made = call(server.address, "POST", "/api/boards", &host_key, &wanted).await.unwrap().1;
    let id = made["id"].as_str().unwrap();
    let saved = serde_json::json!({ "board": id, "title": "Ours" });
    let (status, answer) =
        call(server.address, "POST", "/api/saved-templates", &host_key, &saved).await.unwrap();
    assert_eq!(status, 201, "{answer}");
    fs::create_dir_all(data.join("webhooks")).unwrap();
    fs::write(data.join("webhooks").join(format!("{id}.json")), "{}").unwrap();
    let (succeeded, said, wrong) = run(&["backup", text(&backup), "--data", text(&data)]);
    assert!(succeeded, "{said}{wrong}");
    assert_eq!(fs::read_to_string(backup.join("host-key")).unwrap(), host_key);
    assert_eq!(fs::read_to_string(backup.join(format!("webhooks/{id}.json"))).unwrap(), "{}");
    assert_eq!(contents(&backup).await.len(), 2, "the saved template is a board of its own");

    let (succeeded, _, wrong) = run(&["backup", text(&backup), "--data", text(&data)]);
    assert!(!succeeded && wrong.contains("is there already"), "{wrong}");
    let (succeeded, _, wrong) = run(&["restore", text(&backup), "--data", text(&data)]);
    assert!(
        !succeeded && wrong.contains("There are boards in") && wrong.contains("Choose a directory"),
        "{wrong}"
    );
    let (succeeded, _, wrong) = run(&["restore", text(&home.path().join("no")), "--data", text(&new)]);
    assert!(!succeeded && wrong.contains("There is no data directory"), "{wrong}");
    assert!(!new.exists());
    drop(server);
    let (succeeded, _, wrong) = run(&["restore", text(&backup), "--data", text(&data)]);
    assert!(!succeeded && wrong.contains("There are boards in"), "{wrong}");
    // The host's key is the same on the restored server, which makes none of its own.
    assert!(run(&["restore", text(&backup), "--data", text(&new)]).0);
    let server = Server::start_without_key(&[], &new);
    let (status, listed) = call(server.address, "GET", "/api/boards", &host_key, &Value::Null).await.unwrap();
    assert_eq!((status, &listed[0]["id"]), (200, &made["id"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keep_1_a_backup_that_is_killed_leaves_nothing_under_its_name_and_is_made_by_the_next() {
    let home = tempfile::tempdir().unwrap();
    let (data, backup) = (home.path().join("data"), home.path().join("backup"));
    let mut random = fastrand::Rng::with_seed(16);
    let journal = Sqlite::open(&data, journal::Options::default()).unwrap();
    keep::make_boards(&journal, 120, &mut random).await;
    journal.close().await.unwrap();
    let beside = home.path().join("backup.unfinished");
    let mut killed = keep::command(&["backup", text(&backup), "--data", text(&data)]).spawn().unwrap();
    until("it is under way", async {
        while Sqlite::read_only(&beside).map_or(0, |_| 1) == 0 && !backup.exists() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(!backup.exists() && beside.exists(), "it was done too soon");
    let (succeeded, said, wrong) = run(&["backup", text(&backup), "--data", text(&data)]);
    assert!(succeeded && said.starts_with("120 boards"), "{said}{wrong}");
    assert!(!beside.exists());
    assert_eq!(contents(&backup).await, contents(&data).await);
}
