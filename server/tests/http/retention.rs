//! RETN: boards that nobody changes are archived and deleted, with notice before. Days pass by a clock that the tests set.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use board::Millis;
use room::{Clock, WallClock};
use serde_json::{Value, json};
use server::{
    Config, Outgoing, Server,
    retention::{Looks, Policy},
};

use crate::open::{Answer, KEY, Made, Open, config};
use crate::process::program;
use crate::sockets::end;
use crate::webhooks::{Receiver, set};

const HOUR: u64 = 60 * 60 * 1000;
pub const DAY: u64 = 24 * HOUR;

/// A clock that is ahead by as much as passed in the test, and goes on evenly.
#[derive(Default)]
pub struct TestClock(AtomicU64);

impl TestClock {
    pub fn pass(&self, time: u64) {
        self.0.fetch_add(time, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Millis {
        Millis(WallClock.now().0 + self.0.load(Ordering::SeqCst))
    }

    fn passed(&self) -> Duration {
        WallClock.passed() + Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

pub fn policy(archive: Option<u32>, delete: Option<u32>, notice: u32) -> Option<Policy> {
    Policy::new(archive, delete, notice).unwrap()
}

/// A server whose days a test lets pass.
struct House {
    server: Open,
    looks: Looks,
    clock: Arc<TestClock>,
}

impl House {
    async fn open(data: &Path, clock: &Arc<TestClock>, policy: Option<Policy>) -> Self {
        let (webhooks, webhook_quiet) = (Outgoing::Private, Duration::ZERO);
        let config = Config { retention: policy, webhooks, webhook_quiet, ..config(data) };
        let bound = Server::new(config).unwrap().by_clock(Arc::clone(clock) as _).bind().await.unwrap();
        let (address, stop, looks) = (bound.address(), bound.stop(), Looks::of(&bound));
        let server = Open { address, stop, task: tokio::spawn(bound.listen()), data: None };
        Self { server, looks, clock: Arc::clone(clock) }
    }

    /// Lets days pass, with a look at the end of each.
    async fn days(&self, count: u64) {
        for _ in 0..count {
            self.clock.pass(DAY);
            self.looks.look().await.unwrap();
        }
    }

    async fn listed(&self) -> Vec<Value> {
        self.server.get("/api/boards", KEY).await.json().as_array().unwrap().clone()
    }

    async fn status(&self, made: &Made) -> u16 {
        self.server.get(&format!("/api/boards/{}", made.id), &made.facilitator).await.status
    }

    async fn keep(&self, made: &Made, secret: &str) -> Answer {
        self.server.post(&format!("/api/boards/{}/keep", made.id), secret, &json!({})).await
    }

    async fn counted(&self, name: &str) -> u64 {
        counted(&self.server, name).await
    }

    /// In how many days from now a board is said to be deleted, and whether people are told.
    async fn said(&self, made: &Made) -> (u64, bool) {
        let state = self.server.state(made).await;
        let left = state["deletes_at"].as_u64().unwrap() - self.clock.now().0;
        ((left + DAY / 2) / DAY, state["expiring"] == true)
    }
}

pub async fn counted(server: &Open, name: &str) -> u64 {
    let text = server.get("/metrics", "").await.text;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.map_or(0, |count| count.trim().parse().unwrap())
}

#[tokio::test]
async fn retn_1_an_old_board_is_archived_and_later_deleted_with_all_that_belongs_to_it() {
    let (data, clock) = (tempfile::tempdir().unwrap(), Arc::default());
    let house = House::open(data.path(), &clock, policy(Some(10), Some(30), 5)).await;
    let made = house.server.make().await;
    let receiver = Receiver::new().await;
    set(&house.server, &made, &receiver.url).await;
    house.days(9).await;
    assert_eq!(
        (house.listed().await[0]["archived"].clone(), house.said(&made).await),
        (json!(false), (21, true))
    );
    house.days(1).await;
    assert_eq!(house.listed().await[0]["archived"], true);
    assert_eq!(house.counted("herringbone_retention_boards_total{outcome=\"archived\"}").await, 1);
    // That the server archived it made it no younger.
    assert_eq!(house.said(&made).await, (20, false));
    house.days(14).await;
    assert_eq!(house.said(&made).await, (6, false));
    house.days(5).await;
    assert_eq!((house.status(&made).await, house.said(&made).await), (200, (1, true)));
    house.days(1).await;
    assert_eq!(house.status(&made).await, 404);
    assert_eq!(house.listed().await, Vec::<Value>::new());
    assert_eq!(house.counted("herringbone_retention_boards_total{outcome=\"deleted\"}").await, 1);
    assert_eq!(house.counted("herringbone_retention_due").await, 1, "as of the beginning of the look");
    house.days(1).await;
    assert_eq!(house.counted("herringbone_retention_due").await, 0);
    let join = json!({ "code": made.code, "name": "Anna", "department": "it" });
    assert_eq!(house.server.post("/api/join", "", &join).await.problem(), (404, "unknown-code".to_owned()));
    assert!(std::fs::read_dir(data.path().join("webhooks")).unwrap().next().is_none());
    house.server.end().await;
}

#[tokio::test]
async fn retn_1_without_the_options_boards_are_kept_for_ever() {
    let (data, clock) = (tempfile::tempdir().unwrap(), Arc::default());
    let house = House::open(data.path(), &clock, None).await;
    let made = house.server.make().await;
    house.days(1_000).await;
    let state = house.server.state(&made).await;
    for key in ["archives_at", "deletes_at", "expiring"] {
        assert!(state.get(key).is_none() && house.listed().await[0].get(key).is_none(), "{key}");
    }
    assert!(!data.path().join("retention.json").exists());
    let condition = house.server.get("/api/server/condition", KEY).await.json();
    assert!(condition.get("retention").is_none(), "{condition}");
    house.server.end().await;
}

#[tokio::test]
async fn retn_2_a_facilitator_or_the_host_keeps_a_board_and_any_change_does() {
    let (data, clock) = (tempfile::tempdir().unwrap(), Arc::default());
    let house = House::open(data.path(), &clock, policy(None, Some(30), 5)).await;
    let (kept, archived, changed) =
        (house.server.make().await, house.server.make().await, house.server.make().await);
    let (anna, _) = house.server.join(&kept, "Anna", "it").await;
    let finish = json!({ "do": "finish" });
    assert_eq!(house.server.command(&kept, &kept.facilitator, finish).await.status, 200);
    house.days(26).await;
    assert_eq!(house.said(&kept).await, (4, true));
    for (secret, status) in
        [("", 401), ("wrong", 401), (&anna, 403), (&kept.projector, 403), (&changed.facilitator, 401)]
    {
        assert_eq!(house.keep(&kept, secret).await.problem().0, status, "{secret}");
    }
    assert_eq!(house.said(&kept).await, (4, true));
    let answer = house.keep(&kept, &kept.facilitator).await.json();
    assert_eq!(answer.get("expiring"), None, "{answer}");
    assert_eq!(house.said(&kept).await, (30, false));
    let entries = house.server.command(&kept, &kept.facilitator, json!({ "do": "reopen" })).await.json();
    for _ in 0..3 {
        assert_eq!(house.keep(&kept, KEY).await.status, 200);
    }
    let next = house.server.command(&kept, &kept.facilitator, json!({ "do": "finish" })).await.json();
    assert_eq!(
        entries["seq"].as_u64().map(|seq| seq + 1),
        next["seq"].as_u64(),
        "said again, it fills no log"
    );
    // Kept by the host, one that is archived stays that.
    let path = format!("/api/boards/{}/archive", archived.id);
    assert_eq!(house.server.post(&path, KEY, &json!({ "archived": true })).await.status, 204);
    assert_eq!(house.said(&archived).await, (4, true));
    assert_eq!(house.keep(&archived, KEY).await.status, 200);
    assert_eq!(house.said(&archived).await, (30, false));
    let listed = house.listed().await;
    assert_eq!((&listed[1]["archived"], listed[1].get("expiring")), (&json!(true), None));
    assert_eq!(
        house.server.command(&changed, &changed.facilitator, json!({ "do": "lock" })).await.status,
        200
    );
    assert_eq!(house.said(&changed).await, (30, false));
    house.days(29).await;
    assert_eq!(house.listed().await.len(), 3);
    house.days(1).await;
    assert_eq!(house.listed().await.len(), 0);
    assert_eq!(house.keep(&kept, KEY).await.problem().0, 404);
    house.server.end().await;
    let log = program().args(["check", "--data"]).arg(data.path()).output().unwrap();
    assert!(log.status.success(), "{log:?}");
}

#[tokio::test]
async fn retn_3_notices_outlive_a_restart_and_no_policy_deletes_at_once() {
    let (data, clock) = (tempfile::tempdir().unwrap(), Arc::default());
    let lax = policy(None, Some(30), 5);
    let house = House::open(data.path(), &clock, None).await;
    let made = house.server.make().await;
    house.days(100).await;
    house.server.end().await;
    // Turned on, over boards that are old already.
    let house = House::open(data.path(), &clock, lax).await;
    house.looks.look().await.unwrap();
    assert_eq!(house.said(&made).await, (5, true));
    house.days(3).await;
    house.server.end().await;
    // A restart in between changes nothing.
    let house = House::open(data.path(), &clock, lax).await;
    assert_eq!(house.said(&made).await, (2, true));
    house.days(1).await;
    house.server.end().await;
    // Shortened: from here on.
    let strict = policy(None, Some(20), 5);
    let house = House::open(data.path(), &clock, strict).await;
    house.looks.look().await.unwrap();
    assert_eq!(house.said(&made).await, (5, true));
    house.days(4).await;
    house.server.end().await;
    // Lengthened: the notice goes on.
    let house = House::open(data.path(), &clock, lax).await;
    house.looks.look().await.unwrap();
    assert_eq!(house.said(&made).await, (1, true));
    house.server.end().await;
    // Turned off and on again: from here on.
    let house = House::open(data.path(), &clock, None).await;
    while data.path().join("retention.json").exists() {
        tokio::task::yield_now().await;
    }
    house.server.end().await;
    let house = House::open(data.path(), &clock, lax).await;
    house.looks.look().await.unwrap();
    house.days(4).await;
    assert_eq!((house.status(&made).await, house.said(&made).await), (200, (1, true)));
    house.days(1).await;
    assert_eq!(house.status(&made).await, 404);
    house.server.end().await;
}

#[tokio::test]
async fn retn_3_a_copy_and_a_backup_delete_nothing_at_once_and_nor_does_a_server_that_was_off() {
    let (data, clock) = (tempfile::tempdir().unwrap(), Arc::default());
    let on = policy(None, Some(30), 5);
    let house = House::open(data.path(), &clock, on).await;
    let made = house.server.make().await;
    house.days(29).await;
    assert_eq!(house.said(&made).await, (1, true));
    house.server.end().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let (backup, copy) = (elsewhere.path().join("backup"), elsewhere.path().join("copy"));
    let done = program().arg("backup").arg(&backup).arg("--data").arg(data.path()).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    assert!(data.path().join("retention.json").exists() && !backup.join("retention.json").exists());
    std::fs::create_dir(&copy).unwrap();
    for file in std::fs::read_dir(data.path()).unwrap().map(|file| file.unwrap().path()) {
        if file.is_file() {
            std::fs::copy(&file, copy.join(file.file_name().unwrap())).unwrap();
        }
    }
    // At once the backup is a place where nobody was told; a year later, the copy is one as well.
    for (place, later) in [(&backup, 0), (&copy, 365)] {
        clock.pass(later * DAY);
        let house = House::open(place, &clock, on).await;
        house.looks.look().await.unwrap();
        assert_eq!(house.said(&made).await, (5, true));
        house.days(4).await;
        assert_eq!(house.status(&made).await, 200);
        house.days(1).await;
        assert_eq!(house.status(&made).await, 404);
        house.server.end().await;
    }
}

#[tokio::test]
async fn retn_4_a_board_on_which_people_are_is_not_touched_nor_are_templates() {
    let (data, clock) = (tempfile::tempdir().unwrap(), Arc::default());
    let house = House::open(data.path(), &clock, policy(Some(10), Some(20), 5)).await;
    let made = house.server.make().await;
    let saved = house.server.post("/api/saved-templates", KEY, &json!({ "board": made.id })).await;
    assert_eq!(saved.status, 201, "{}", saved.text);
    let (anna, _) = house.server.join(&made, "Anna", "it").await;
    let here = house.server.enter(&made, &anna).await;
    house.days(40).await;
    assert_eq!((house.status(&made).await, house.listed().await[0]["archived"].clone()), (200, json!(false)));
    drop(here);
    let mut looks = 0;
    while house.status(&made).await == 200 {
        house.clock.pass(HOUR);
        house.looks.look().await.unwrap();
        looks += 1;
        assert!(looks < 2_000, "she has left");
    }
    let templates = house.server.get("/api/saved-templates", KEY).await.json();
    assert_eq!(templates.as_array().unwrap().len(), 1);
    // Whoever comes is told that it is gone.
    let mut late = house.server.enter(&made, &anna).await;
    assert_eq!(end(&mut late).await, 4404);
    house.server.end().await;
}

#[tokio::test]
async fn retn_5_facilitators_and_the_host_are_told_and_nobody_else() {
    let (data, clock) = (tempfile::tempdir().unwrap(), Arc::default());
    let house = House::open(data.path(), &clock, policy(Some(10), Some(30), 5)).await;
    let made = house.server.make().await;
    let (anna, _) = house.server.join(&made, "Anna", "it").await;
    let young = house.listed().await[0].clone();
    let changed = young["dates"]["changed"].as_u64().unwrap();
    assert_eq!(
        (&young["archives_at"], &young["deletes_at"]),
        (&json!(changed + 10 * DAY), &json!(changed + 30 * DAY))
    );
    assert_eq!(young.get("expiring"), None);
    house.days(8).await;
    let near = house.listed().await[0].clone();
    // A look a day counts a day at most, so what passed beside the days comes on top.
    let archives_at = near["archives_at"].as_u64().unwrap() - (changed + 10 * DAY);
    assert!(archives_at < HOUR && near["expiring"] == true, "{near}");
    let led = house.server.state(&made).await;
    for key in ["archives_at", "deletes_at", "expiring"] {
        let near_by = led[key].as_u64().unwrap_or(1).abs_diff(near[key].as_u64().unwrap_or(1));
        assert!(near_by < HOUR && led[key].is_boolean() == near[key].is_boolean(), "{key}");
        for secret in [&anna, &made.projector] {
            let state = house.server.get(&format!("/api/boards/{}", made.id), secret).await.json();
            assert!(state["server_time"].is_u64() && state.get(key).is_none(), "{key}");
        }
    }
    let condition = house.server.get("/api/server/condition", KEY).await.json();
    let said = &condition["retention"];
    assert_eq!(
        (&said["archive_after"], &said["delete_after"], &said["notice"], &said["due"]),
        (&json!(10), &json!(30), &json!(5), &json!(1))
    );
    assert!(said["looked"].as_u64() > Some(changed + 7 * DAY), "{said}");
    house.server.end().await;
}

#[tokio::test]
async fn hook_7_a_webhook_is_told_once_that_its_board_will_be_gone() {
    let (data, clock) = (tempfile::tempdir().unwrap(), Arc::default());
    let house = House::open(data.path(), &clock, policy(None, Some(30), 5)).await;
    let (made, other) = (house.server.make().await, house.server.make().await);
    let receiver = Receiver::new().await;
    set(&house.server, &made, &receiver.url).await;
    house.days(28).await;
    let taken = receiver.taken(1).await;
    assert_eq!(receiver.kinds(), ["board.expiring"]);
    let said = taken[0].json();
    assert_eq!(said["data"]["board"], json!({ "id": made.id, "title": "Test" }));
    assert_eq!(said["data"].get("archives_at"), None);
    let at = said["data"]["deletes_at"].as_str().unwrap();
    assert!(at.len() >= 20 && at.ends_with('Z'), "{at}");
    assert_eq!(house.status(&other).await, 200);
    house.server.end().await;
}

#[test]
fn retn_1_options_that_do_not_fit_together_are_refused_at_the_start() {
    for (options, says) in [
        (vec!["--archive-after", "30", "--delete-after", "30"], "must be greater than --archive-after"),
        (vec!["--delete-after", "14"], "must be less than --delete-after"),
        (vec!["--delete-after", "90", "--retention-notice", "0"], "0 is not in 1..=36500"),
    ] {
        let data = tempfile::tempdir().unwrap();
        let done = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .args(options)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(!done.status.success() && said.contains(says), "{said}");
    }
}

/// What a look costs: `cargo test -p server --test http -- --ignored --nocapture ten_thousand`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn the_look_at_ten_thousand_boards_leaves_those_alone_who_work() {
    use journal::{Journal, Options, Sqlite};
    use std::time::Instant;

    const BOARDS: usize = 10_000;
    const GONE: usize = 300;
    let (data, clock) = (tempfile::tempdir().unwrap(), Arc::default());
    let house = House::open(data.path(), &clock, None).await;
    house.server.make().await;
    house.server.end().await;
    let journal = Sqlite::open(data.path(), Options::default()).unwrap();
    let first = journal.boards().await.unwrap().remove(0);
    let log = journal.read(&first, 0).await.unwrap();
    let all: Vec<_> = (0..BOARDS)
        .map(|at| journal.create(&format!("board{at}"), &[format!("code:{at}")], log.clone()))
        .map(tokio::spawn)
        .collect();
    for made in all {
        made.await.unwrap().unwrap();
    }
    journal.close().await.unwrap();
    let house = House::open(data.path(), &clock, policy(None, Some(30), 5)).await;
    let made = house.server.make().await;
    // How long a command takes, while a look goes on or not.
    let work = async |looks: Option<Looks>| {
        let begun = Instant::now();
        let look = tokio::spawn(async move {
            match looks {
                Some(looks) => looks.look().await.unwrap(),
                None => tokio::time::sleep(Duration::from_secs(3)).await,
            }
            begun.elapsed()
        });
        let mut took = vec![];
        while !look.is_finished() {
            let begun = Instant::now();
            let command = json!({ "do": if took.len() % 2 == 0 { "lock" } else { "unlock" } });
            let answer = house.server.command(&made, &made.facilitator, command).await;
            if answer.status == 200 {
                took.push(begun.elapsed());
            }
        }
        took.sort_unstable();
        let at = |part: usize| took.get(took.len() * part / 100).or(took.last()).copied().unwrap_or_default();
        (look.await.unwrap(), took.len(), at(50), at(99))
    };
    let said = |what: &str, (look, count, half, most): (Duration, usize, Duration, Duration)| {
        eprintln!(
            "{what}: {look:.1?}, {count} commands meanwhile, median {half:.1?}, 99 of 100 within {most:.1?}"
        );
    };
    said("without a look", work(None).await);
    clock.pass(2 * HOUR);
    said("a first look at 10,000 young boards", work(Some(house.looks.clone())).await);
    clock.pass(2 * HOUR);
    said("the next look", work(Some(house.looks.clone())).await);
    clock.pass(26 * DAY);
    said("all come under notice", work(Some(house.looks.clone())).await);
    clock.pass(2 * HOUR);
    said("all are under notice", work(Some(house.looks.clone())).await);
    let kept = std::fs::metadata(data.path().join("retention.json")).unwrap().len();
    eprintln!("what is kept has {kept} bytes");
    house.days(6).await;
    let gone = house.counted("herringbone_retention_boards_total{outcome=\"deleted\"}").await;
    assert!(gone >= GONE as u64, "{gone}");
    house.server.end().await;
}
