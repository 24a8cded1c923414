//! The deadlines of a room: when it has to act without an event. This module knows no IO, no task and no board: the
//! room reports what happened and asks what is due.

use std::time::Duration;

use tokio::time::Instant;

use crate::settings::PresencePace;

/// The deadlines of one room.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    /// The arrival of the oldest edit or command that waits for the next turn.
    gathered_since: Option<Instant>,
    /// The end of the window. No turn begins before it.
    window_ends: Instant,
    /// The time until which a crowded room takes only urgent events. No turn could begin before it.
    rests_until: Option<Instant>,
    /// Since when the owner of a Yjs client waits to be recorded.
    claims_since: Option<Instant>,
    /// When something happens on the board by itself, if it does.
    board_due: Option<Instant>,
    /// The time before which no change of presence is told.
    presence_not_before: Instant,
    /// Since when the oldest untold renewal of presence waits.
    renewed_since: Option<Instant>,
    /// The time when all connections were last sent a frame.
    last_life_sign: Instant,
    /// The time of the last event.
    busy_at: Instant,
}

/// The state of the room that decides what is due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    /// Whether nobody is connected.
    pub(crate) is_empty: bool,
    /// Whether presence has changes that were not told.
    pub(crate) presence_changed: bool,
}

/// The presence that has to be told now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PresenceDue {
    Nothing,
    /// The changes.
    Changes,
    /// Changes and renewals. If there are none, an empty frame is sent as a sign of life.
    Everything,
}

impl Schedule {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            gathered_since: None,
            window_ends: now,
            rests_until: None,
            claims_since: None,
            board_due: None,
            presence_not_before: now,
            renewed_since: None,
            last_life_sign: now,
            busy_at: now,
        }
    }

    /// The next time at which the room has to act.
    pub(crate) fn due(&self, now: Situation, pace: &PresencePace, idle: Duration) -> Instant {
        let turn = self.turn_due();
        let presence = now.presence_changed.then_some(self.presence_not_before);
        let renewals = self.renewed_since.map(|since| since + pace.renewals);
        let quiet = if now.is_empty {
            // A room does not fall asleep while edits or commands wait.
            self.gathered_since.is_none().then_some(self.busy_at + idle)
        } else {
            Some(self.last_life_sign + pace.life_sign)
        };
        // Owners of Yjs clients are recorded with the next turn, if one is due, even if it comes later.
        let claims = self.claims_since.filter(|_| turn.is_none()).map(|since| since + pace.claims);
        let due = [turn, self.rests_until, presence, renewals, claims, self.board_due, quiet];
        let due = due.into_iter().flatten().min();
        due.unwrap_or(self.busy_at + idle)
    }

    /// When the next turn may begin: at once if the room was quiet, else at the end of the window.
    fn turn_due(&self) -> Option<Instant> {
        self.gathered_since.map(|since| since.max(self.window_ends))
    }

    /// Updates the deadlines of a room that woke up: a rest that is over ends; claims that waited long enough, and what
    /// happens on the board by itself, ask for a turn. Returns whether a turn is due.
    pub(crate) fn wake(&mut self, now: Instant, pace: &PresencePace) -> bool {
        self.rests_until = self.rests_until.filter(|until| *until > now);
        let board = self.board_due.take_if(|due| *due <= now).is_some();
        if board || self.claims_since.is_some_and(|since| since + pace.claims <= now) {
            self.gathered(now);
        }
        self.turn_due().is_some_and(|due| due <= now)
    }

    /// An edit or a command that arrived at `at` waits for the next turn.
    pub(crate) fn gathered(&mut self, at: Instant) {
        self.gathered_since.get_or_insert(at);
    }

    /// Whether an edit or a command waits for the next turn.
    pub(crate) fn has_gathered(&self) -> bool {
        self.gathered_since.is_some()
    }

    /// Begins a turn. Returns the arrival of the oldest edit or command in it; `None` if there is nothing to judge.
    pub(crate) fn begin_turn(&mut self) -> Option<Instant> {
        let since = self.gathered_since.take()?;
        self.rests_until = None;
        Some(since)
    }

    /// Opens the window in which the next batch gathers. Returns whether the oldest edit of this turn, which arrived
    /// at `since`, had to wait for it; then an edit will probably wait for the next turn, too.
    pub(crate) fn open_window(&mut self, now: Instant, length: Duration, since: Instant) -> bool {
        let waited = since < self.window_ends;
        self.window_ends = now + length;
        waited
    }

    /// Until the window ends, only urgent events are taken. Other events do not wake the room.
    pub(crate) fn rest(&mut self) {
        self.rests_until = Some(self.window_ends);
    }

    /// The time until which the room rests; `None` if it does not rest.
    pub(crate) fn rests_until(&self) -> Option<Instant> {
        self.rests_until
    }

    /// The owner of a Yjs client waits to be recorded since `since`.
    pub(crate) fn claims_wait(&mut self, since: Instant) {
        self.claims_since.get_or_insert(since);
    }

    /// No owner of a Yjs client waits to be recorded any more.
    pub(crate) fn claims_done(&mut self) {
        self.claims_since = None;
    }

    /// Something happens on the board by itself at `due`, if at all.
    pub(crate) fn board_waits(&mut self, due: Option<Instant>) {
        self.board_due = due;
    }

    /// Presence may be told from `at` on, because the board's switch for names was used.
    pub(crate) fn tell_presence_at(&mut self, at: Instant) {
        self.presence_not_before = at;
    }

    /// Whether changes of presence may be told at `at`.
    pub(crate) fn presence_may(&self, at: Instant) -> bool {
        self.presence_not_before <= at
    }

    /// Presence was renewed at `since`, without a change.
    pub(crate) fn renewals_wait(&mut self, since: Instant) {
        self.renewed_since.get_or_insert(since);
    }

    /// Presence was told, with renewals if `renewals_too`. The next change may be told after the pause.
    pub(crate) fn presence_told(&mut self, now: Instant, pause: Duration, renewals_too: bool) {
        self.presence_not_before = now + pause;
        if renewals_too {
            self.renewed_since = None;
        }
    }

    /// All connections were sent a frame.
    pub(crate) fn life_sign(&mut self, now: Instant) {
        self.last_life_sign = now;
    }

    /// The presence that has to be told now.
    pub(crate) fn presence_due(&self, now: Instant, room: Situation, pace: &PresencePace) -> PresenceDue {
        let silent = !room.is_empty && self.last_life_sign + pace.life_sign <= now;
        let renewals = self.renewed_since.is_some_and(|since| since + pace.renewals <= now);
        if silent || renewals {
            PresenceDue::Everything
        } else if room.presence_changed && self.presence_may(now) {
            PresenceDue::Changes
        } else {
            PresenceDue::Nothing
        }
    }

    /// An event happened: the room is not idle.
    pub(crate) fn happened(&mut self, now: Instant) {
        self.busy_at = now;
    }

    /// Whether no event happened for the time `idle`.
    pub(crate) fn is_idle(&self, now: Instant, idle: Duration) -> bool {
        self.busy_at + idle <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: Duration = Duration::from_secs(300);
    const SOME: Situation = Situation { is_empty: false, presence_changed: false };
    const NOBODY: Situation = Situation { is_empty: true, presence_changed: false };

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// What happened to a room at 0 ms, and when the next deadline is due (in ms after that).
    #[tokio::test(start_paused = true)]
    async fn room_1_room_21_pres_14_what_is_due_when() {
        type Happened = fn(&mut Schedule, Instant);
        let table: [(&str, Situation, Happened, u64); 13] = [
            ("nobody is here: it falls asleep", NOBODY, |_, _| {}, 300_000),
            ("something happened later", NOBODY, |it, at| it.happened(at + ms(5)), 300_005),
            ("somebody is here: a sign of life", SOME, |_, _| {}, 20_000),
            ("an edit in a quiet room is judged at once", SOME, |it, at| it.gathered(at + ms(3)), 3),
            (
                "an edit within a window waits for its end",
                SOME,
                |it, at| {
                    it.open_window(at, ms(8), at);
                    it.gathered(at + ms(3));
                },
                8,
            ),
            (
                "the oldest edit counts",
                SOME,
                |it, at| {
                    it.gathered(at + ms(3));
                    it.gathered(at + ms(1));
                },
                3,
            ),
            ("nobody falls asleep over an edit", NOBODY, |it, at| it.gathered(at), 0),
            (
                "a rest ends with the window",
                SOME,
                |it, at| {
                    it.open_window(at, ms(35), at);
                    it.rest();
                },
                35,
            ),
            ("claims wait for a second", SOME, |it, at| it.claims_wait(at), 1_000),
            (
                "claims go with an edit's turn",
                SOME,
                |it, at| {
                    it.claims_wait(at);
                    it.open_window(at, ms(2_000), at);
                    it.gathered(at + ms(1));
                },
                2_000,
            ),
            ("a countdown ends, whoever is here", NOBODY, |it, at| it.board_waits(Some(at + ms(7))), 7),
            ("renewals wait for nine seconds", SOME, |it, at| it.renewals_wait(at), 9_000),
            (
                "changes of presence wait for their pause",
                Situation { presence_changed: true, ..SOME },
                |it, at| {
                    it.presence_told(at, ms(50), false);
                },
                50,
            ),
        ];
        for (what, room, happened, due) in table {
            let start = Instant::now();
            let mut schedule = Schedule::new(start);
            happened(&mut schedule, start);
            assert_eq!(schedule.due(room, &PresencePace::default(), IDLE) - start, ms(due), "{what}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn room_1_a_turn_is_due_once_and_its_window_holds_the_next() {
        let (start, pace) = (Instant::now(), PresencePace::default());
        let mut schedule = Schedule::new(start);
        assert!(!schedule.wake(start, &pace), "nothing was gathered");
        assert_eq!(schedule.begin_turn(), None);
        schedule.gathered(start);
        assert!(schedule.wake(start, &pace));
        assert_eq!(schedule.begin_turn(), Some(start));
        assert!(!schedule.open_window(start, ms(8), start), "nobody waited");
        schedule.gathered(start + ms(2));
        assert!(!schedule.wake(start + ms(7), &pace) && schedule.wake(start + ms(8), &pace));
        assert_eq!(schedule.begin_turn(), Some(start + ms(2)));
        assert!(schedule.open_window(start + ms(8), ms(8), start + ms(2)), "this one waited");
    }

    #[tokio::test(start_paused = true)]
    async fn pres_14_claims_ask_for_a_turn_when_their_time_is_over() {
        let (start, pace) = (Instant::now(), PresencePace::default());
        let mut schedule = Schedule::new(start);
        schedule.claims_wait(start);
        assert!(!schedule.wake(start + ms(999), &pace) && !schedule.has_gathered());
        assert!(schedule.wake(start + ms(1_000), &pace));
        schedule.begin_turn();
        schedule.claims_done();
        assert!(!schedule.wake(start + ms(9_000), &pace));
    }

    #[tokio::test(start_paused = true)]
    async fn room_27_a_deadline_of_the_board_asks_for_one_turn() {
        let (start, pace) = (Instant::now(), PresencePace::default());
        let mut schedule = Schedule::new(start);
        schedule.board_waits(Some(start + ms(500)));
        assert!(!schedule.wake(start + ms(499), &pace));
        assert!(schedule.wake(start + ms(500), &pace));
        schedule.begin_turn();
        assert!(!schedule.wake(start + ms(900), &pace), "until the board says when the next one is");
    }

    #[tokio::test(start_paused = true)]
    async fn pres_6_presence_is_told_with_its_pause_and_everybody_hears_something() {
        let (start, pace) = (Instant::now(), PresencePace::default());
        let mut schedule = Schedule::new(start);
        let changed = Situation { presence_changed: true, ..SOME };
        assert_eq!(schedule.presence_due(start, SOME, &pace), PresenceDue::Nothing);
        assert_eq!(schedule.presence_due(start, changed, &pace), PresenceDue::Changes);
        schedule.presence_told(start, ms(50), false);
        assert_eq!(schedule.presence_due(start + ms(49), changed, &pace), PresenceDue::Nothing);
        assert_eq!(schedule.presence_due(start + ms(20_000), SOME, &pace), PresenceDue::Everything);
        schedule.life_sign(start + ms(20_000));
        schedule.renewals_wait(start + ms(20_000));
        assert_eq!(schedule.presence_due(start + ms(28_999), SOME, &pace), PresenceDue::Nothing);
        assert_eq!(schedule.presence_due(start + ms(29_000), SOME, &pace), PresenceDue::Everything);
        assert_eq!(schedule.presence_due(start + ms(40_000), NOBODY, &pace), PresenceDue::Everything);
        schedule.presence_told(start + ms(40_000), ms(50), true);
        assert_eq!(schedule.presence_due(start + ms(90_000), NOBODY, &pace), PresenceDue::Nothing);
    }
}
