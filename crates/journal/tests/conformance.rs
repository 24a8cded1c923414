//! One suite for all backends: whatever a room may rely on without knowing which journal it has.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

#[cfg(unix)]
mod database;
mod scene;

use std::collections::HashSet;
use std::sync::Arc;

use journal::{Journal, JournalError, Memory, Options, Sqlite, Stored};
use scene::{begin, entries, last, own};

/// A backend, new and empty, and what must outlive it.
struct Backend {
    name: &'static str,
    journal: Arc<dyn Journal>,
    _dir: Option<tempfile::TempDir>,
}

async fn backends() -> Vec<Backend> {
    let dir = tempfile::tempdir().unwrap();
    let sqlite = Sqlite::open(dir.path(), Options::default()).unwrap();
    let mut backends = vec![
        Backend { name: "memory", journal: Arc::new(Memory::new()), _dir: None },
        Backend {
            name: "memory, a node",
            journal: Arc::new(Memory::new().node("a", "http://a")),
            _dir: None,
        },
        Backend { name: "sqlite", journal: Arc::new(sqlite), _dir: Some(dir) },
    ];
    #[cfg(unix)]
    if let Some(server) = database::server() {
        let journal = Arc::new(database::node(&server.database(), "a").await);
        backends.push(Backend { name: "postgres", journal, _dir: None });
    }
    backends
}

fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

/// Claims the board and does this with the claim.
macro_rules! as_owner {
    ($journal:ident, $board:expr, $call:ident($($argument:expr),*)) => {
        match $journal.claim($board).await {
            Ok(claim) => $journal.$call(&claim $(, $argument)*).await,
            Err(error) => Err(error),
        }
    };
}

/// Runs the body once for each backend, with `$journal` and its `$name`.
macro_rules! on_every_backend {
    ($($test:ident($journal:ident) $body:block)*) => {$(
        #[tokio::test]
        async fn $test() {
            for backend in backends().await {
                let $journal = &backend.journal;
                eprintln!("on {}", backend.name);
                $body
            }
        }
    )*};
}

on_every_backend! {
    jrnl_33_a_log_is_read_a_page_at_a_time(journal) {
        let log: Vec<Stored> = (1..=20).map(|seq| Stored::new(seq, vec![seq as u8; 100 * (seq as usize % 7)])).collect();
        journal.create("b", &[], log.clone()).await.unwrap();
        for bytes in [0, 1, 99, 100, 350, 1_000, usize::MAX] {
            let (mut read, mut pages) = (vec![], 0);
            loop {
                let page = journal.read_some("b", read.len() as u64, bytes).await.unwrap();
                if page.is_empty() {
                    break;
                }
                let size: usize = page.iter().map(|entry| entry.bytes.len()).sum();
                assert!(page.len() == 1 || size <= bytes, "{size} bytes of {bytes}");
                read.extend(page);
                pages += 1;
            }
            assert_eq!(read, log, "{bytes}");
            // Entries are of 0 to 600 bytes: alone below a hundred, all together without a limit.
            let expected = if bytes == usize::MAX { 1..=1 } else if bytes < 1_000 { 8..=20 } else { 2..=15 };
            assert!(expected.contains(&pages), "{pages} pages of {bytes}");
        }
        assert!(matches!(journal.read_some("nowhere", 0, 1).await, Err(JournalError::Unknown(_))));
    }

    jrnl_54_the_last_entry_is_read_alone(journal) {
        journal.create("empty", &[], vec![]).await.unwrap();
        assert_eq!(journal.last("empty").await.unwrap(), None);
        journal.create("b", &[], entries(1, 1)).await.unwrap();
        journal.create("beside", &[], entries(1, 30)).await.unwrap();
        assert_eq!(journal.last("b").await.unwrap().unwrap().seq, 1);
        let more = vec![Stored::new(2, vec![7; 300_000]), Stored::new(3, "the last")];
        journal.append(&own(journal, "b").await, more.clone()).await.unwrap();
        assert_eq!(journal.last("b").await.unwrap(), more.last().cloned());
        as_owner!(journal, "b", put_snapshot(Stored::new(3, "all of it"))).unwrap();
        assert_eq!(journal.last("b").await.unwrap(), more.last().cloned());
        as_owner!(journal, "b", delete()).unwrap();
        for nowhere in ["b", "nowhere"] {
            assert!(matches!(journal.last(nowhere).await, Err(JournalError::Unknown(_))));
        }
    }

    jrnl_1_what_was_appended_is_read_back_bit_by_bit(journal) {
        let odd = vec![
            Stored::new(1, vec![]),
            Stored::new(2, (0..=255).collect::<Vec<u8>>()),
            Stored::new(3, vec![7; 300_000]),
        ];
        journal.create("b", &[], odd[..1].to_vec()).await.unwrap();
        journal.append(&own(journal, "b").await, odd[1..].to_vec()).await.unwrap();
        assert_eq!(journal.read("b", 0).await.unwrap(), odd);
        assert_eq!(journal.read("b", 2).await.unwrap(), odd[2..]);
        assert_eq!(journal.read("b", 3).await.unwrap(), []);
        assert_eq!(journal.read("b", u64::MAX).await.unwrap(), []);
    }

    jrnl_2_an_append_with_a_gap_inside_leaves_nothing(journal) {
        journal.create("b", &[], entries(1, 1)).await.unwrap();
        let gap = vec![Stored::new(2, "x"), Stored::new(4, "y")];
        let refused = journal.append(&own(journal, "b").await, gap).await.unwrap_err();
        assert_eq!(refused, JournalError::Conflict { last: 1, got: 4 });
        assert_eq!(last(&**journal, "b").await, 1);
        let gap = journal.create("c", &keys(&["k"]), entries(2, 1)).await.unwrap_err();
        assert_eq!(gap, JournalError::Conflict { last: 0, got: 2 });
        assert!(!journal.exists("c").await.unwrap());
        assert_eq!(journal.find("k").await.unwrap(), None);
    }

    jrnl_3_only_the_next_number_is_taken(journal) {
        journal.create("b", &[], vec![]).await.unwrap();
        journal.append(&own(journal, "b").await, entries(1, 3)).await.unwrap();
        for wrong in [0, 1, 3, 5, u64::MAX] {
            let refused = journal.append(&own(journal, "b").await, vec![Stored::new(wrong, "x")]).await.unwrap_err();
            assert_eq!(refused, JournalError::Conflict { last: 3, got: wrong });
        }
        journal.append(&own(journal, "b").await, vec![]).await.unwrap();
        assert_eq!(journal.read("b", 0).await.unwrap(), entries(1, 3));
        journal.append(&own(journal, "b").await, entries(4, 1)).await.unwrap();
    }

    jrnl_3_of_two_who_append_the_same_number_one_is_refused(journal) {
        journal.create("b", &[], vec![]).await.unwrap();
        let (mut won, claim) = ([0; 2], own(journal, "b").await);
        for seq in 1..=50 {
            let ours = journal.append(&claim, vec![Stored::new(seq, "ours")]);
            let theirs = journal.append(&claim, vec![Stored::new(seq, "theirs")]);
            let (ours, theirs) = tokio::join!(ours, theirs);
            assert!(ours.is_ok() != theirs.is_ok(), "{ours:?} {theirs:?}");
            won[usize::from(theirs.is_ok())] += 1;
            let kept = journal.read("b", seq - 1).await.unwrap();
            assert_eq!(kept, [Stored::new(seq, if ours.is_ok() { "ours" } else { "theirs" })]);
        }
        assert_eq!(won[0] + won[1], 50);
    }

    jrnl_4_a_refusal_costs_the_others_nothing(journal) {
        for board in 0..20 {
            journal.create(&format!("b{board}"), &[], vec![]).await.unwrap();
        }
        let mut tasks = Vec::new();
        for board in 0..20_u64 {
            let journal = Arc::clone(journal);
            tasks.push(tokio::spawn(async move {
                let journal = &journal;
                let name = format!("b{board}");
                for seq in 1..=30 {
                    journal.append(&own(journal, &name).await, vec![Stored::new(seq, format!("{board} {seq}"))]).await.unwrap();
                    let refused = journal.append(&own(journal, &name).await, entries(seq + 2, 1)).await.unwrap_err();
                    assert_eq!(refused, JournalError::Conflict { last: seq, got: seq + 2 });
                    let unknown = as_owner!(journal, "nowhere", append(entries(1, 1))).unwrap_err();
                    assert_eq!(unknown, JournalError::Unknown("nowhere".into()));
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        for board in 0..20 {
            let kept = journal.read(&format!("b{board}"), 0).await.unwrap();
            assert_eq!(kept.len(), 30);
            assert!(kept.iter().all(|entry| entry.bytes == format!("{board} {}", entry.seq)));
        }
    }

    jrnl_5_boards_and_keys_are_unique_and_lead_somewhere(journal) {
        journal.create("b", &keys(&["code:ABC", "host:1"]), entries(1, 2)).await.unwrap();
        journal.create("a", &keys(&["code:XYZ"]), vec![]).await.unwrap();
        let taken = |what: &str| JournalError::Taken(what.into());
        assert_eq!(journal.create("b", &keys(&["code:NEW"]), vec![]).await.unwrap_err(), taken("b"));
        let second = journal.create("c", &keys(&["code:NEW", "code:XYZ"]), entries(1, 1)).await;
        assert_eq!(second.unwrap_err(), taken("code:XYZ"));
        assert_eq!(journal.find("code:ABC").await.unwrap().as_deref(), Some("b"));
        assert_eq!(journal.find("host:1").await.unwrap().as_deref(), Some("b"));
        assert_eq!(journal.find("code:NEW").await.unwrap(), None);
        assert_eq!(journal.boards().await.unwrap(), ["b", "a"]);
        assert!(journal.exists("a").await.unwrap());
        assert!(!journal.exists("c").await.unwrap());
        assert_eq!(journal.read("b", 0).await.unwrap(), entries(1, 2));
    }

    jrnl_30_a_key_takes_the_place_of_another_with_the_entries_or_not_at_all(journal) {
        journal.create("a", &keys(&["code:A", "host:A"]), entries(1, 2)).await.unwrap();
        journal.create("b", &keys(&["code:B"]), entries(1, 1)).await.unwrap();
        journal.rekey(&own(journal, "a").await, "code:A", "code:NEW", entries(3, 2)).await.unwrap();
        let found = async |key: &str| journal.find(key).await.unwrap();
        assert_eq!((found("code:NEW").await.as_deref(), found("code:A").await), (Some("a"), None));
        assert_eq!(found("host:A").await.as_deref(), Some("a"), "its other keys stay");
        assert_eq!(journal.read("a", 0).await.unwrap(), entries(1, 4));
        // A key of another board, an entry out of place, a board that is not there: nothing happens.
        let taken = journal.rekey(&own(journal, "a").await, "code:NEW", "code:B", entries(5, 1)).await.unwrap_err();
        assert_eq!(taken, JournalError::Taken("code:B".into()));
        let same = journal.rekey(&own(journal, "a").await, "code:NEW", "code:NEW", entries(5, 1)).await.unwrap_err();
        assert_eq!(same, JournalError::Taken("code:NEW".into()));
        let conflict = journal.rekey(&own(journal, "a").await, "code:NEW", "code:C", entries(4, 1)).await.unwrap_err();
        assert_eq!(conflict, JournalError::Conflict { last: 4, got: 4 });
        let unknown = as_owner!(journal, "c", rekey("code:NEW", "code:C", vec![])).unwrap_err();
        assert_eq!(unknown, JournalError::Unknown("c".into()));
        assert_eq!((found("code:NEW").await.as_deref(), found("code:C").await), (Some("a"), None));
        assert_eq!((found("code:B").await.as_deref(), last(&**journal, "a").await), (Some("b"), 4));
        // The old key is free, that of another board is not touched by being called old.
        journal.rekey(&own(journal, "b").await, "code:NEW", "code:A", vec![]).await.unwrap();
        assert_eq!((found("code:A").await.as_deref(), found("code:NEW").await.as_deref()), (Some("b"), Some("a")));
        assert_eq!(found("code:B").await.as_deref(), Some("b"));
        journal.delete(&own(journal, "b").await).await.unwrap();
        assert_eq!((found("code:A").await, found("code:B").await), (None, None));
    }

    jrnl_53_the_keys_of_a_board_are_listed_in_order(journal) {
        journal.create("a", &keys(&["host:A", "code:A"]), entries(1, 1)).await.unwrap();
        journal.create("b", &[], vec![]).await.unwrap();
        journal.rekey(&own(journal, "a").await, "code:A", "code:Z", vec![]).await.unwrap();
        assert_eq!(journal.keys("a").await.unwrap(), ["code:Z", "host:A"]);
        assert_eq!(journal.keys("b").await.unwrap(), [""; 0]);
        assert_eq!(journal.keys("c").await.unwrap_err(), JournalError::Unknown("c".into()));
    }

    jrnl_30_of_two_who_want_the_same_key_one_gets_it(journal) {
        journal.create("a", &keys(&["code:A"]), vec![]).await.unwrap();
        journal.create("b", &keys(&["code:B"]), vec![]).await.unwrap();
        let (a, b) = tokio::join!(
            journal.rekey(&own(journal, "a").await, "code:A", "code:NEW", entries(1, 1)),
            journal.rekey(&own(journal, "b").await, "code:B", "code:NEW", entries(1, 1)),
        );
        assert!(a.is_ok() != b.is_ok());
        let (winner, loser, kept) = if a.is_ok() { ("a", "b", "code:B") } else { ("b", "a", "code:A") };
        assert_eq!(journal.find("code:NEW").await.unwrap().as_deref(), Some(winner));
        assert_eq!(journal.find(kept).await.unwrap().as_deref(), Some(loser));
        assert_eq!((last(&**journal, winner).await, last(&**journal, loser).await), (1, 0));
    }

    jrnl_5_of_two_boards_with_one_key_one_is_made(journal) {
        let code = keys(&["code:ABC"]);
        let (a, b) = tokio::join!(journal.create("a", &code, vec![]), journal.create("b", &code, vec![]));
        assert!(a.is_ok() != b.is_ok());
        let made = if a.is_ok() { "a" } else { "b" };
        assert_eq!(journal.find("code:ABC").await.unwrap().as_deref(), Some(made));
        assert_eq!(journal.boards().await.unwrap(), [made]);
    }

    jrnl_5_a_board_that_is_not_there_is_unknown(journal) {
        let unknown = JournalError::Unknown("b".into());
        assert_eq!(as_owner!(journal, "b", append(entries(1, 1))).unwrap_err(), unknown);
        assert_eq!(as_owner!(journal, "b", append(vec![])).unwrap_err(), unknown);
        assert_eq!(journal.read("b", 0).await.unwrap_err(), unknown);
        assert_eq!(journal.latest_snapshot("b").await.unwrap_err(), unknown);
        assert_eq!(as_owner!(journal, "b", put_snapshot(Stored::new(0, "s"))).unwrap_err(), unknown);
        assert_eq!(as_owner!(journal, "b", delete()).unwrap_err(), unknown);
    }

    jrnl_5_names_are_told_apart_to_the_letter(journal) {
        let names = ["b", "B", "b ", "ż", "z\u{307}", "b'); DROP TABLE boards;--", "%", ""];
        for name in names {
            journal.create(name, &keys(&[&format!("key:{name}")]), vec![Stored::new(1, name)]).await.unwrap();
        }
        for name in names {
            assert_eq!(journal.read(name, 0).await.unwrap(), [Stored::new(1, name)]);
            assert_eq!(journal.find(&format!("key:{name}")).await.unwrap().as_deref(), Some(name));
        }
        assert_eq!(journal.boards().await.unwrap(), names);
    }

    jrnl_6_what_was_never_polled_never_happens(journal) {
        journal.create("b", &[], vec![]).await.unwrap();
        drop(journal.append(&own(journal, "b").await, entries(1, 1)));
        journal.append(&own(journal, "b").await, vec![]).await.unwrap();
        assert_eq!(last(&**journal, "b").await, 0);
    }

    jrnl_6_giving_up_takes_nothing_back_and_leaves_nothing_half(journal) {
        journal.create("b", &[], vec![]).await.unwrap();
        let mut seq = 0;
        for _ in 0..20 {
            let mut given_up = journal.append(&own(journal, "b").await, entries(seq + 1, 5));
            begin(&mut given_up);
            drop(given_up);
            // Any later call comes after it.
            journal.append(&own(journal, "b").await, vec![]).await.unwrap();
            let now = last(&**journal, "b").await;
            assert!(now == seq || now == seq + 5, "{seq} {now}");
            seq = now;
        }
        assert_eq!(journal.read("b", 0).await.unwrap(), entries(1, seq));
    }

    jrnl_7_what_was_answered_is_read_at_once(journal) {
        journal.create("b", &[], vec![]).await.unwrap();
        for seq in 1..=50 {
            journal.append(&own(journal, "b").await, entries(seq, 1)).await.unwrap();
            assert_eq!(journal.read("b", seq - 1).await.unwrap(), entries(seq, 1));
        }
    }

    jrnl_8_the_newest_snapshot_is_kept_and_the_log_stays(journal) {
        journal.create("b", &[], entries(1, 5)).await.unwrap();
        assert_eq!(journal.latest_snapshot("b").await.unwrap(), None);
        let ahead = journal.put_snapshot(&own(journal, "b").await, Stored::new(6, "ahead")).await.unwrap_err();
        assert_eq!(ahead, JournalError::Conflict { last: 5, got: 6 });
        assert_eq!(journal.latest_snapshot("b").await.unwrap(), None);
        for (seq, expect) in [(3, 3), (2, 3), (5, 5), (0, 5)] {
            journal.put_snapshot(&own(journal, "b").await, Stored::new(seq, format!("at {seq}"))).await.unwrap();
            let kept = journal.latest_snapshot("b").await.unwrap();
            assert_eq!(kept, Some(Stored::new(expect, format!("at {expect}"))));
        }
        journal.put_snapshot(&own(journal, "b").await, Stored::new(5, "again, longer")).await.unwrap();
        assert_eq!(journal.latest_snapshot("b").await.unwrap(), Some(Stored::new(5, "again, longer")));
        assert_eq!(journal.read("b", 0).await.unwrap(), entries(1, 5));
    }

    jrnl_51_what_is_written_takes_space_and_is_seen_to(journal) {
        // More than any of them sets aside beforehand.
        const WRITTEN: u64 = 8 << 20;
        let before = journal.space().await.unwrap();
        let mut random = fastrand::Rng::with_seed(51);
        let entries: Vec<_> = (1..=8_u64)
            .map(|seq| {
                let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(WRITTEN as usize / 8).collect();
                Stored::new(seq, bytes)
            })
            .collect();
        journal.create("b", &[], entries).await.unwrap();
        let after = journal.space().await.unwrap();
        assert!(after.used > before.used && after.used >= WRITTEN, "{before:?} {after:?}");
        assert!(after.used < before.used + 4 * WRITTEN, "{before:?} {after:?}");
        assert_eq!(after.most, None);
    }

    jrnl_9_a_deleted_board_leaves_its_name_and_its_keys_free(journal) {
        journal.create("a", &keys(&["code:A"]), entries(1, 9)).await.unwrap();
        journal.create("b", &keys(&["code:B"]), entries(1, 9)).await.unwrap();
        journal.put_snapshot(&own(journal, "b").await, Stored::new(9, "all of it")).await.unwrap();
        journal.delete(&own(journal, "b").await).await.unwrap();
        assert_eq!(as_owner!(journal, "b", delete()).unwrap_err(), JournalError::Unknown("b".into()));
        assert!(!journal.exists("b").await.unwrap());
        assert_eq!(journal.find("code:B").await.unwrap(), None);
        assert_eq!(as_owner!(journal, "b", append(entries(10, 1))).unwrap_err(), JournalError::Unknown("b".into()));
        assert_eq!(journal.boards().await.unwrap(), ["a"]);
        assert_eq!(journal.read("a", 0).await.unwrap(), entries(1, 9));
        journal.create("b", &keys(&["code:B"]), entries(1, 1)).await.unwrap();
        assert_eq!(journal.read("b", 0).await.unwrap(), entries(1, 1));
        assert_eq!(journal.latest_snapshot("b").await.unwrap(), None);
        assert_eq!(journal.boards().await.unwrap(), ["a", "b"]);
    }

    jrnl_34_an_owner_writes_until_the_board_is_given_back(journal) {
        journal.create("b", &keys(&["code:B"]), entries(1, 1)).await.unwrap();
        journal.create("a", &[], vec![]).await.unwrap();
        let claim = own(journal, "b").await;
        assert_eq!((claim.board(), claim.epoch() > 0), ("b", true));
        journal.append(&claim, entries(2, 1)).await.unwrap();
        journal.put_snapshot(&claim, Stored::new(2, "s")).await.unwrap();
        journal.rekey(&claim, "code:B", "code:C", entries(3, 1)).await.unwrap();
        journal.release(&claim).await.unwrap();
        journal.release(&claim).await.unwrap();
        let next = own(journal, "b").await;
        journal.append(&next, entries(4, 1)).await.unwrap();
        assert_eq!(journal.read("b", 0).await.unwrap(), entries(1, 4));
        journal.delete(&next).await.unwrap();
        journal.release(&next).await.unwrap();
        journal.append(&own(journal, "a").await, entries(1, 1)).await.unwrap();
    }

    jrnl_13_a_closed_journal_says_so(journal) {
        journal.create("b", &[], vec![]).await.unwrap();
        let claim = own(journal, "b").await;
        journal.close().await.unwrap();
        journal.close().await.unwrap();
        let closed = JournalError::Closed;
        assert_eq!(journal.claim("b").await.unwrap_err(), closed);
        assert_eq!(journal.create("c", &[], vec![]).await.unwrap_err(), closed);
        assert_eq!(journal.append(&claim, entries(1, 1)).await.unwrap_err(), closed);
        assert_eq!(journal.rekey(&claim, "k", "l", vec![]).await.unwrap_err(), closed);
        assert_eq!(journal.read("b", 0).await.unwrap_err(), closed);
        assert_eq!(journal.put_snapshot(&claim, Stored::new(0, "s")).await.unwrap_err(), closed);
        assert_eq!(journal.latest_snapshot("b").await.unwrap_err(), closed);
        assert_eq!(journal.find("k").await.unwrap_err(), closed);
        assert_eq!(journal.boards().await.unwrap_err(), closed);
        assert_eq!(journal.exists("b").await.unwrap_err(), closed);
        assert_eq!(journal.delete(&claim).await.unwrap_err(), closed);
    }

    jrnl_3_random_calls_do_what_a_plain_list_does(journal) {
        let seed = std::env::var("SEED").map_or(20_261_121, |seed| seed.parse().unwrap());
        eprintln!("SEED={seed}");
        against_a_plain_list(&**journal, &mut fastrand::Rng::with_seed(seed)).await;
    }
}

/// Random calls, each checked against a model that is obviously right.
async fn against_a_plain_list(journal: &dyn Journal, random: &mut fastrand::Rng) {
    let mut model: Vec<Option<Vec<Stored>>> = vec![None; 4];
    let mut seen = HashSet::new();
    for _ in 0..400 {
        let at = random.usize(..model.len());
        let (name, log) = (format!("b{at}"), &mut model[at]);
        let last = log.as_ref().map_or(0, |log| log.len() as u64);
        let from = if random.u8(..4) == 0 { random.u64(..last + 3) } else { last + 1 };
        let new: Vec<_> = (from..from + random.u64(..4))
            .map(|seq| Stored::new(seq, vec![random.u8(..); random.usize(..6000)]))
            .collect();
        let fits = new.first().is_none_or(|first| first.seq == last + 1);
        let happened = match random.u8(..12) {
            0 => {
                let result = journal.create(&name, &[], new.clone()).await;
                assert_eq!(result.is_ok(), log.is_none() && fits);
                if result.is_ok() {
                    *log = Some(new);
                }
                ("create", result.is_ok())
            }
            1 if random.bool() => {
                let result = as_owner!(journal, &name, delete());
                assert_eq!(result.is_ok(), log.take().is_some());
                ("delete", result.is_ok())
            }
            2 => {
                let result = as_owner!(journal, &name, put_snapshot(Stored::new(from, "s")));
                assert_eq!(result.is_ok(), log.is_some() && from <= last);
                ("snapshot", result.is_ok())
            }
            _ => {
                let result = as_owner!(journal, &name, append(new.clone()));
                assert_eq!(result.is_ok(), log.is_some() && fits);
                if let (Ok(()), Some(log)) = (&result, log.as_mut()) {
                    log.extend(new);
                }
                ("append", result.is_ok())
            }
        };
        seen.insert(happened);
        match (&model[at], journal.read(&name, 0).await) {
            (Some(log), Ok(kept)) => assert_eq!(*log, kept),
            (None, Err(JournalError::Unknown(_))) => {}
            (expect, found) => panic!("{expect:?} {found:?}"),
        }
    }
    assert!(seen.contains(&("append", true)) && seen.contains(&("append", false)), "trivial: {seen:?}");
    assert!(seen.contains(&("delete", true)) && seen.contains(&("create", true)), "trivial: {seen:?}");
}
