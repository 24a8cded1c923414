//! The pace at which one person's edits and commands are taken in, over all their connections. It is far faster than
//! anybody types, pastes or brings along from an hour offline. Faster edits are never refused: the connection is not
//! read until its turn comes. So no words are lost, and the growth of the log through one person is bounded.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use board::{Actor, BoardId};
use rustc_hash::FxHashMap;
use tokio::time::{Instant, sleep};

/// The pace of one person. What counts is an edit's own bytes and the bytes that the log adds to them.
#[derive(Clone, Copy, Debug)]
pub struct EditRate {
    /// The number of edits and commands that are taken in at once.
    pub edits_burst: u32,
    /// The number of edits and commands that are taken in per second after the burst.
    pub edits_per_second: u32,
    /// The number of bytes that are taken in at once.
    pub bytes_burst: u32,
    /// The number of bytes that are taken in per second after the burst.
    pub bytes_per_second: u32,
    /// A command that would have to wait longer than this is refused instead, because somebody waits for its answer.
    pub longest_wait: Duration,
}

impl Default for EditRate {
    fn default() -> Self {
        Self {
            edits_burst: 6_000,
            edits_per_second: 60,
            bytes_burst: 8 << 20,
            bytes_per_second: 16 << 10,
            longest_wait: Duration::from_secs(10),
        }
    }
}

/// The bytes that an edit costs beyond its own: at least as many as an entry adds to its update.
pub(crate) const EDIT: usize = 256;

/// The bytes that a command costs before the length of its entry is known.
pub(crate) const COMMAND: usize = 512;

/// When more budgets than this are remembered, those that are full again are forgotten.
const REMEMBERED: usize = 1_024;

/// The budgets of all people who wrote lately, on all boards. They outlive rooms, so that closing a room refills no
/// budget.
#[derive(Debug)]
pub(crate) struct EditRates {
    rate: EditRate,
    budgets: Mutex<Budgets>,
}

#[derive(Debug)]
struct Budgets {
    of: FxHashMap<(BoardId, Actor), Arc<EditBudget>>,
    /// At this number of budgets, those that are full are forgotten.
    most: usize,
}

/// The budget of one person on one board.
#[derive(Debug)]
pub(crate) struct EditBudget {
    rate: EditRate,
    level: Mutex<Level>,
}

/// The times at which the two counts are full again. A time may lie further ahead than a whole burst takes to refill:
/// then there is a debt, and nothing more is taken in until it is paid.
#[derive(Clone, Copy, Debug)]
struct Level {
    edits: Instant,
    bytes: Instant,
}

impl EditRates {
    pub(crate) fn new(rate: EditRate) -> Self {
        Self { rate, budgets: Mutex::new(Budgets { of: FxHashMap::default(), most: REMEMBERED }) }
    }

    /// The budget of a person. The server itself has no budget.
    pub(crate) fn of(&self, board: &BoardId, actor: &Actor) -> Option<Arc<EditBudget>> {
        if *actor == Actor::Server {
            return None;
        }
        let mut budgets = lock(&self.budgets);
        if budgets.of.len() >= budgets.most {
            let now = Instant::now();
            budgets.of.retain(|_, budget| Arc::strong_count(budget) > 1 || !budget.is_full(now));
            budgets.most = REMEMBERED.max(2 * budgets.of.len());
        }
        let new = || Arc::new(EditBudget::new(self.rate, Instant::now()));
        Some(Arc::clone(budgets.of.entry((board.clone(), actor.clone())).or_insert_with(new)))
    }
}

impl EditBudget {
    fn new(rate: EditRate, now: Instant) -> Self {
        Self { rate, level: Mutex::new(Level { edits: now, bytes: now }) }
    }

    /// Charges one more edit of this many bytes. It is paid for afterwards, so that a large edit need not wait for
    /// its own sake.
    pub(crate) fn edit(&self, bytes: usize) {
        self.take(bytes, Instant::now());
    }

    /// Waits until there is no debt. A connection that reads nothing until then holds nothing that would have to
    /// wait.
    pub(crate) async fn no_debt(&self) {
        loop {
            let debt = self.debt(&lock(&self.level), Instant::now());
            if debt.is_zero() {
                return;
            }
            sleep(debt).await;
        }
    }

    /// Waits for a command's turn.
    ///
    /// # Errors
    /// The time after which another attempt makes sense, if it exceeds [`EditRate::longest_wait`]. Then nothing is
    /// charged.
    pub(crate) async fn pass_within(&self, bytes: usize) -> Result<(), Duration> {
        let wait = self.take(bytes, Instant::now());
        let waiting = Waiting { budget: self, bytes, gave_up: true };
        if wait > self.rate.longest_wait {
            return Err(wait);
        }
        if !wait.is_zero() {
            sleep(wait).await;
        }
        waiting.finish();
        Ok(())
    }

    /// Charges bytes that became known only after the edit or command was taken.
    pub(crate) fn charge(&self, bytes: usize) {
        if bytes > 0 {
            let now = Instant::now();
            let mut level = lock(&self.level);
            level.bytes = level.bytes.max(now) + self.time_for(bytes);
        }
    }

    /// Charges an edit or a command of this many bytes. Returns the time it has to wait for those before it.
    fn take(&self, bytes: usize, now: Instant) -> Duration {
        let mut level = lock(&self.level);
        let debt = self.debt(&level, now);
        level.edits = level.edits.max(now) + self.time_for_one();
        level.bytes = level.bytes.max(now) + self.time_for(bytes);
        debt
    }

    fn debt(&self, level: &Level, now: Instant) -> Duration {
        let over = |full_at: Instant, burst| full_at.saturating_duration_since(now).saturating_sub(burst);
        // There is no debt while one more edit fits.
        let edits = over(level.edits + self.time_for_one(), self.time_for_one() * self.rate.edits_burst);
        edits.max(over(level.bytes, self.time_for(self.rate.bytes_burst as usize)))
    }

    fn give_back(&self, bytes: usize) {
        let mut level = lock(&self.level);
        level.edits -= self.time_for_one();
        level.bytes -= self.time_for(bytes);
    }

    fn is_full(&self, now: Instant) -> bool {
        let level = lock(&self.level);
        level.edits <= now && level.bytes <= now
    }

    fn time_for_one(&self) -> Duration {
        Duration::from_secs(1) / self.rate.edits_per_second.max(1)
    }

    fn time_for(&self, bytes: usize) -> Duration {
        Duration::from_nanos(bytes as u64 * 1_000_000_000 / u64::from(self.rate.bytes_per_second.max(1)))
    }
}

/// A command that waits for its turn. If its caller gives up before that, the charge is given back.
struct Waiting<'b> {
    budget: &'b EditBudget,
    bytes: usize,
    gave_up: bool,
}

impl Waiting<'_> {
    fn finish(mut self) {
        self.gave_up = false;
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.gave_up {
            self.budget.give_back(self.bytes);
        }
    }
}

/// A budget stays usable after another thread panicked while it held the lock.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: EditRate = EditRate {
        edits_burst: 5,
        edits_per_second: 2,
        bytes_burst: 1_000,
        bytes_per_second: 100,
        longest_wait: Duration::from_secs(3),
    };

    fn person(name: &str) -> Actor {
        Actor::Participant(name.into())
    }

    /// Reads as a connection does: not while there is a debt.
    async fn read(budget: &EditBudget, bytes: usize) {
        budget.no_debt().await;
        budget.edit(bytes);
    }

    #[tokio::test(start_paused = true)]
    async fn pace_1_a_burst_passes_at_once_and_the_rest_at_its_pace() {
        let start = Instant::now();
        let budget = EditBudget::new(RATE, start);
        let mut passed = vec![];
        for _ in 0..9 {
            read(&budget, 10).await;
            passed.push(start.elapsed().as_millis());
        }
        assert_eq!(passed, [0, 0, 0, 0, 0, 500, 1_000, 1_500, 2_000]);
        tokio::time::advance(Duration::from_secs(60)).await;
        let start = Instant::now();
        read(&budget, 900).await;
        read(&budget, 600).await;
        assert_eq!(start.elapsed().as_secs(), 0, "what is large passes at once");
        read(&budget, 1).await;
        assert_eq!(start.elapsed().as_secs(), 5, "and the next waits: 500 bytes more than the burst");
    }

    #[tokio::test(start_paused = true)]
    async fn pace_2_a_command_waits_no_longer_than_anybody_should_and_is_refused_instead() {
        let budget = EditBudget::new(RATE, Instant::now());
        assert_eq!(budget.pass_within(1_300).await, Ok(()));
        for _ in 0..50 {
            let given_up = tokio::time::timeout(Duration::ZERO, budget.pass_within(400)).await;
            assert!(given_up.is_err(), "who gives up waiting has taken nothing");
        }
        let start = Instant::now();
        assert_eq!(budget.pass_within(400).await, Ok(()));
        assert_eq!(start.elapsed().as_secs(), 3);
        assert_eq!(budget.pass_within(1).await, Err(Duration::from_secs(4)));
        assert_eq!(budget.pass_within(1).await, Err(Duration::from_secs(4)), "a refused one takes nothing");
        tokio::time::advance(Duration::from_secs(4)).await;
        budget.charge(250);
        assert_eq!(budget.pass_within(1).await, Ok(()));
        assert_eq!(start.elapsed().as_millis(), 9_500, "what turned out to be more is paid before the next");
    }

    #[tokio::test(start_paused = true)]
    async fn pace_1_everybody_has_a_budget_of_their_own_and_it_is_forgotten_once_it_is_full_again() {
        let (rates, board) = (EditRates::new(RATE), BoardId::from("b"));
        assert!(rates.of(&board, &Actor::Server).is_none());
        let mallory = rates.of(&board, &person("mallory")).unwrap();
        mallory.charge(1_000_000);
        drop(mallory);
        for name in 0..5 * REMEMBERED {
            let budget = rates.of(&board, &person(&name.to_string())).unwrap();
            assert!(budget.is_full(Instant::now()));
            assert!(lock(&rates.budgets).of.len() <= REMEMBERED, "memory is bounded by those who write");
        }
        let again = rates.of(&board, &person("mallory")).unwrap();
        assert!(!again.is_full(Instant::now()), "a debt outlives the room");
        assert!(rates.of(&"other".into(), &person("mallory")).unwrap().is_full(Instant::now()));
    }
}
