//! ROOM: a clock that somebody sets while people are at work.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use board::workshop::{Activity, Command, Kind, Meeting, Timer};
use board::{Actor, Entry, Millis};
use journal::Journal;
use room::{Clock, Rooms, Settings};
use tokio::time::Instant;

use crate::support::{Client, Server, pass, person};

const HOUR: i64 = 3_600_000;
const MINUTE: u64 = 60_000;

/// Goes with tokio's paused clock, and is set by hand. The machine may also sleep.
struct SetClock {
    begun: Instant,
    set: AtomicI64,
    slept: AtomicU64,
}

impl Clock for SetClock {
    fn now(&self) -> Millis {
        let set = 1_700_000_000_000 + self.set.load(Ordering::Relaxed);
        Millis(set.cast_unsigned() + self.passed().as_millis() as u64)
    }

    fn passed(&self) -> Duration {
        self.begun.elapsed() + Duration::from_millis(self.slept.load(Ordering::Relaxed))
    }
}

struct Scene {
    server: Server,
    clock: Arc<SetClock>,
}

impl Scene {
    /// Two people on a board, with a countdown of ten minutes that has just begun.
    async fn new() -> Self {
        let clock =
            Arc::new(SetClock { begun: Instant::now(), set: AtomicI64::new(0), slept: AtomicU64::new(0) });
        let server = Server::by_clock(2, Settings::default(), Arc::clone(&clock) as Arc<dyn Clock>).await;
        let activities =
            vec![Activity { id: "a1".into(), kind: Kind::Collect, minutes: 10, ..Activity::default() }];
        let agenda = vec![Meeting { activities, ..Meeting::default() }];
        server.command(Actor::Facilitator, Command::SetAgenda { agenda }).await;
        server.command(Actor::Facilitator, Command::NextActivity).await;
        Self { server, clock }
    }

    fn set(&self, by: i64) {
        self.clock.set.fetch_add(by, Ordering::Relaxed);
    }

    async fn timer(&self) -> Timer {
        let timer = self.server.room().await.read(|live| live.state().timer).await;
        timer.unwrap().unwrap()
    }

    /// What everybody's screen shows of the countdown, in milliseconds.
    async fn left(&self) -> u64 {
        let now = self.server.room().await.now();
        self.timer().await.left(now)
    }

    /// The times of all entries.
    async fn times(&self) -> Vec<Millis> {
        let log = self.server.journal.read(self.server.board.as_str(), 0).await.unwrap();
        log.iter().map(|stored| Entry::decode(&stored.bytes).unwrap().at).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn room_20_a_clock_that_steps_back_does_not_touch_a_countdown_or_the_order_of_the_log() {
    let scene = Scene::new().await;
    let mut ann = Client::connected(&scene.server, person(0), 100).await;
    let mut bob = Client::connected(&scene.server, person(1), 200).await;
    pass(MINUTE).await;
    assert_eq!(scene.left().await, 9 * MINUTE);
    scene.set(-HOUR);
    for at in 0..4 {
        ann.add(&format!("n{at}"), "cold coffee");
        ann.settle().await;
        pass(MINUTE / 2).await;
        bob.settle().await;
        assert_eq!(bob.notes().len(), at + 1, "nothing is lost");
    }
    assert_eq!(scene.left().await, 7 * MINUTE);
    scene.server.command(Actor::Facilitator, Command::PauseTimer).await;
    assert_eq!(scene.timer().await.remaining_ms, Some(7 * MINUTE));
    scene.server.command(Actor::Facilitator, Command::ResumeTimer).await;
    pass(MINUTE).await;
    assert_eq!(scene.left().await, 6 * MINUTE);
    // Nobody is there, and the room closes; who comes back finds the countdown where it would be.
    ann.disconnect();
    bob.disconnect();
    pass(2 * MINUTE).await;
    assert_eq!(scene.server.rooms.count(), 0);
    assert_eq!(scene.left().await, 4 * MINUTE);
    ann.connect(&scene.server.room().await).await;
    // And forward again, as when the mistake is noticed.
    scene.set(HOUR);
    pass(MINUTE).await;
    ann.add("last", "x");
    ann.settle().await;
    assert_eq!(scene.left().await, 3 * MINUTE);
    assert!(scene.times().await.is_sorted());
    assert_eq!((ann.refused.len(), ann.closed, bob.closed), (0, None, None));
}

#[tokio::test(start_paused = true)]
async fn room_20_after_a_restart_by_a_clock_that_is_behind_time_goes_on_from_the_last_entry() {
    for with_snapshot in [true, false] {
        let mut scene = Scene::new().await;
        pass(3 * MINUTE).await;
        let last = scene.server.room().await.now();
        scene.server.command(Actor::Facilitator, Command::Lock).await;
        if with_snapshot {
            scene.server.rooms.shutdown().await;
        }
        scene.set(-HOUR);
        let clock = Arc::clone(&scene.clock) as Arc<dyn Clock>;
        scene.server.rooms = Rooms::new(Arc::new(scene.server.journal.clone()), clock, Settings::default());
        let room = scene.server.room().await;
        assert_eq!(room.now(), last);
        assert_eq!(scene.left().await, 7 * MINUTE);
        pass(MINUTE).await;
        scene.server.command(Actor::Facilitator, Command::PauseTimer).await;
        assert_eq!(scene.timer().await.remaining_ms, Some(6 * MINUTE));
        assert!(scene.times().await.is_sorted());
    }
}

#[tokio::test(start_paused = true)]
async fn room_20_patience_and_presence_go_by_a_clock_that_nobody_can_set() {
    for step in [-HOUR, HOUR] {
        let scene = Scene::new().await;
        scene.server.command(Actor::Facilitator, Command::Lock).await;
        let mut ann = Client::connected(&scene.server, person(0), 100).await;
        let mut bob = Client::connected(&scene.server, person(1), 200).await;
        pass(100).await;
        bob.settle().await;
        assert!(bob.here.contains_key(&100));
        // A burst is borne; the step neither ends the patience nor gives it back.
        for round in 0..2 {
            for at in 0..10 {
                let mut other = Client::new(person(0), 1_000 + round * 100 + at);
                other.add(&format!("n{round}-{at}"), "x");
                ann.unsent.extend(other.unsent.pop_back());
            }
            ann.settle().await;
            pass(50).await;
            ann.settle().await;
            scene.set(step);
        }
        assert_eq!((ann.refused.len(), ann.closed), (20, None));
        // Nobody is taken for gone, and whoever goes is seen to go.
        bob.settle().await;
        assert_ne!(bob.here[&100].1, "null");
        ann.disconnect();
        pass(1_000).await;
        bob.settle().await;
        assert_eq!(bob.here[&100].1, "null");
        scene.server.command(Actor::Facilitator, Command::Unlock).await;
        assert!(scene.times().await.is_sorted());
    }
}

const DAY: i64 = 24 * HOUR;

#[tokio::test(start_paused = true)]
async fn room_25_a_clock_that_is_a_day_ahead_for_a_moment_leaves_no_board_ahead() {
    let mut scene = Scene::new().await;
    let mut ann = Client::connected(&scene.server, person(0), 100).await;
    pass(MINUTE).await;
    let before = scene.server.room().await.now();
    // Twice, because a clock that wavers has not held what it says.
    for _ in 0..2 {
        scene.set(DAY);
        for at in 0..4 {
            ann.add(&format!("n{at}"), "cold coffee");
            ann.settle().await;
            pass(30_000).await;
        }
        scene.set(-DAY);
        pass(MINUTE).await;
        scene.server.room().await.now();
    }
    assert_eq!(scene.left().await, 3 * MINUTE, "the countdown went on");
    let now = scene.server.room().await.now();
    assert_eq!(now.0 - before.0, 6 * MINUTE);
    assert!(scene.times().await.iter().all(|time| *time <= now));
    assert!(scene.times().await.is_sorted());
    // Also after a restart.
    let clock = Arc::clone(&scene.clock) as Arc<dyn Clock>;
    scene.server.rooms.shutdown().await;
    scene.server.rooms = Rooms::new(Arc::new(scene.server.journal.clone()), clock, Settings::default());
    assert_eq!(scene.server.room().await.now(), now);
}

#[tokio::test(start_paused = true)]
async fn room_25_a_clock_that_is_put_right_by_a_large_step_is_followed_once_it_has_held() {
    let scene = Scene::new().await;
    let room = scene.server.room().await;
    let before = room.now();
    scene.set(DAY);
    let mut followed = None;
    for second in 0..400_u64 {
        let ahead = room.now().0 - before.0 - second * 1_000;
        assert!(ahead == 0 || ahead == DAY as u64, "{ahead}");
        if ahead > 0 {
            followed.get_or_insert(second);
        }
        pass(1_000).await;
    }
    assert_eq!(followed, Some(300));
    scene.server.command(Actor::Facilitator, Command::Lock).await;
    assert!(scene.times().await.is_sorted());
}

#[tokio::test(start_paused = true)]
async fn room_25_waking_from_sleep_and_small_steps_are_believed_at_once() {
    let scene = Scene::new().await;
    let room = scene.server.room().await;
    let before = room.now();
    // The lid was closed for eight hours: the clock that nobody can set knows of it.
    scene.clock.slept.fetch_add(8 * HOUR as u64, Ordering::Relaxed);
    assert_eq!(room.now().0 - before.0, 8 * HOUR as u64);
    assert_eq!(scene.left().await, 0);
    scene.set(59_000);
    assert_eq!(room.now().0 - before.0, 8 * HOUR as u64 + 59_000);
}
