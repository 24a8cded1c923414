//! What is kept of the retention: since when which board is under notice. Times are passed in.
//!
//! A notice is not counted by the clock alone, which may be wrong, nor by when the policy was set: it is counted in the time
//! that a server looked, from the look that found the board old. So a clock that jumps, a server that was off, a policy
//! that was just set and a copy of all this from last year delete nothing that was not under notice long enough.

use std::collections::BTreeMap;

use board::Millis;
use serde::{Deserialize, Serialize};

use super::{age::Age, policy::DAY, policy::Policy};

/// What the nodes of a cluster keep together of the retention; for a server that is alone, a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The policy that holds.
    pub policy: Policy,
    /// When somebody looked last.
    pub looked: Millis,
    /// How long boards were looked at, in milliseconds. Notices are counted by this.
    observed: u64,
    /// The boards under notice.
    boards: BTreeMap<String, Notice>,
}

/// A board under notice. The notice is over as soon as the board changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// When the board had changed last.
    changed: Millis,
    /// Since when it is known that it will be laid away, in observed time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    archive: Option<u64>,
    /// Since when it is known that it will be deleted, in observed time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delete: Option<u64>,
    /// Whether its webhook was told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
}

/// What happens to a board next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is laid away.
    Archive,
    /// It is deleted.
    Delete,
}

/// When a board is laid away and deleted, unless it changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// When it is laid away, if it is and is not yet.
    pub archives_at: Option<Millis>,
    /// When it is deleted, if it is.
    pub deletes_at: Option<Millis>,
    /// Whether either is so near that people are told.
    pub is_near: bool,
}

impl Record {
    /// The first record of a journal: no board is under notice.
    pub fn new(policy: Policy, now: Millis) -> Self {
        Self { policy, looked: now, observed: 0, boards: BTreeMap::new() }
    }

    /// The record at the beginning of another look. Notices begin anew if the policy is stricter than the one before, and if
    /// nobody looked for longer than a notice lasts.
    pub fn look(mut self, policy: Policy, now: Millis) -> Self {
        let passed = now.0.saturating_sub(self.looked.0);
        if policy.is_stricter_than(&self.policy) || passed > policy.notice() {
            return Self::new(policy, now);
        }
        self.observed += counted(&policy, passed);
        (self.policy, self.looked) = (policy, now);
        self
    }

    /// Notes what this look found of a board.
    pub fn see(&mut self, board: &str, age: Age) {
        let before = self.boards.remove(board).filter(|notice| notice.changed == age.changed);
        let (policy, now, observed) = (self.policy, self.looked, self.observed);
        let since = |after: Option<u64>, before: Option<u64>| {
            let due = age.changed.0.saturating_add(after?);
            (now.0 >= due.saturating_sub(policy.notice())).then(|| before.unwrap_or(observed))
        };
        let archive = policy.archive_after().filter(|_| !age.archived);
        let archive = since(archive, before.and_then(|notice| notice.archive));
        let delete = since(policy.delete_after(), before.and_then(|notice| notice.delete));
        if archive.is_some() || delete.is_some() {
            let told = before.is_some_and(|notice| notice.told);
            self.boards.insert(board.to_owned(), Notice { changed: age.changed, archive, delete, told });
        }
    }

    /// Forgets the boards that this look did not find.
    pub fn keep(&mut self, found: impl Fn(&str) -> bool) {
        self.boards.retain(|board, _| found(board));
    }

    /// Whether a board is under notice.
    pub fn has(&self, board: &str) -> bool {
        self.boards.contains_key(board)
    }

    /// How many boards are under notice.
    pub fn len(&self) -> usize {
        self.boards.len()
    }

    /// The boards under notice.
    pub fn boards(&mut self) -> impl Iterator<Item = (&String, &mut Notice)> {
        self.boards.iter_mut()
    }

    /// The boards whose time has come, with when each had changed last.
    pub fn due(&self) -> Vec<(String, Millis, Fate)> {
        let (policy, now) = (self.policy, self.looked);
        let over = |since: Option<u64>| {
            since.is_some_and(|since| self.observed.saturating_sub(since) >= policy.notice())
        };
        let old = |changed: Millis, after: Option<u64>| {
            after.is_some_and(|after| now.0 >= changed.0.saturating_add(after))
        };
        let fate = |notice: &Notice| {
            if over(notice.delete) && old(notice.changed, policy.delete_after()) {
                Some(Fate::Delete)
            } else if over(notice.archive) && old(notice.changed, policy.archive_after()) {
                Some(Fate::Archive)
            } else {
                None
            }
        };
        let due = self
            .boards
            .iter()
            .filter_map(|(board, notice)| Some((board.clone(), notice.changed, fate(notice)?)));
        due.collect()
    }
}

/// How much of the time between two looks is counted: a jump of the clock, and a time in which nobody could look at a page,
/// count a day at most, and half a notice.
fn counted(policy: &Policy, passed: u64) -> u64 {
    passed.min(DAY).min(policy.notice() / 2)
}

/// When a board is laid away and deleted, unless it changes. Never earlier than what is left of its notice, as far as
/// somebody looks from now on.
pub fn dates(policy: &Policy, record: Option<&Record>, board: &str, age: Age, now: Millis) -> Dates {
    let record = record.filter(|record| {
        let silent = now.0.saturating_sub(record.looked.0);
        !policy.is_stricter_than(&record.policy) && silent <= policy.notice()
    });
    let notice = record.and_then(|record| record.boards.get(board));
    let notice = notice.filter(|notice| notice.changed == age.changed);
    let observed =
        record.map_or(0, |record| record.observed + counted(policy, now.0.saturating_sub(record.looked.0)));
    let at = |after: Option<u64>, since: Option<u64>| {
        let old = age.changed.0.saturating_add(after?);
        let left = since
            .map_or(policy.notice(), |since| policy.notice().saturating_sub(observed.saturating_sub(since)));
        Some(Millis(old.max(now.0.saturating_add(left))))
    };
    let archives_at =
        at(policy.archive_after().filter(|_| !age.archived), notice.and_then(|notice| notice.archive));
    let deletes_at = at(policy.delete_after(), notice.and_then(|notice| notice.delete));
    let near = |at: Option<Millis>| at.is_some_and(|at| at.0 <= now.0.saturating_add(policy.notice()));
    Dates { archives_at, deletes_at, is_near: near(archives_at) || near(deletes_at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 60 * 60 * 1000;
    const START: u64 = 1_000 * DAY;

    fn policy(archive: Option<u32>, delete: Option<u32>, notice: u32) -> Policy {
        Policy::new(archive, delete, notice).unwrap().unwrap()
    }

    fn age(days_ago: u64) -> Age {
        Age { last: 7, changed: Millis(START - days_ago * DAY), archived: false }
    }

    /// A journal with boards that nobody changes, looked at by a clock that a test sets.
    struct Journal {
        record: Option<Record>,
        boards: Vec<(&'static str, Age)>,
    }

    impl Journal {
        fn of(boards: &[(&'static str, Age)]) -> Self {
            Self { record: None, boards: boards.to_vec() }
        }

        /// One look: what is due.
        fn look(&mut self, policy: Policy, now: u64) -> Vec<(String, Fate)> {
            let now = Millis(now);
            let mut record = match self.record.take() {
                None => Record::new(policy, now),
                Some(record) => record.look(policy, now),
            };
            for (board, age) in &self.boards {
                record.see(board, *age);
            }
            record.keep(|board| self.boards.iter().any(|(known, _)| *known == board));
            let due = record.due().into_iter().map(|(board, _, fate)| (board, fate)).collect();
            self.record = Some(record);
            due
        }

        /// Looks every hour from `from` on; after how long something is due first, if it is within `most`.
        fn first(&mut self, policy: Policy, from: u64, most: u64) -> Option<u64> {
            (0..=most / HOUR).map(|n| n * HOUR).find(|passed| !self.look(policy, from + passed).is_empty())
        }

        fn dates(&self, policy: Policy, now: u64) -> Dates {
            let (board, age) = self.boards[0];
            dates(&policy, self.record.as_ref(), board, age, Millis(now))
        }
    }

    #[test]
    fn retn_3_a_policy_that_is_set_deletes_nothing_before_its_notice_is_over() {
        let policy = policy(None, Some(90), 14);
        let mut journal = Journal::of(&[("old", age(1_000)), ("young", age(10))]);
        assert_eq!(journal.first(policy, START, 100 * DAY), Some(14 * DAY));
        assert_eq!(journal.record.as_ref().unwrap().len(), 1, "the young one is not under notice");
        let said = journal.dates(policy, START + 14 * DAY);
        assert_eq!(said.deletes_at, Some(Millis(START + 14 * DAY)));
        // A board grows old while somebody looks: on its day.
        let mut journal = Journal::of(&[("young", age(10))]);
        assert_eq!(journal.first(policy, START, 100 * DAY), Some(80 * DAY));
    }

    #[test]
    fn retn_3_a_stricter_policy_begins_all_notices_anew_and_a_laxer_one_none() {
        let before = policy(None, Some(90), 14);
        for (after, expected) in [
            (policy(None, Some(60), 14), 14),
            (policy(None, Some(90), 7), 7),
            (policy(Some(60), Some(90), 14), 14),
            (policy(None, Some(200), 14), 1),
            (policy(None, Some(90), 20), 7),
        ] {
            let mut journal = Journal::of(&[("old", age(1_000))]);
            assert_eq!(journal.first(before, START, 13 * DAY), None);
            let first = journal.first(after, START + 13 * DAY, 100 * DAY);
            assert_eq!(first, Some(expected * DAY), "{after:?}");
        }
    }

    #[test]
    fn retn_3_a_clock_that_jumps_deletes_nothing_without_notice() {
        let policy = policy(None, Some(90), 14);
        for jump in [DAY, 10 * DAY, 14 * DAY, 15 * DAY, 400 * DAY] {
            // A board that grows old by the jump alone.
            let mut journal = Journal::of(&[("young", age(0))]);
            assert_eq!(journal.first(policy, START, 5 * DAY), None);
            let wrong = START + 5 * DAY + 90 * DAY + jump;
            assert_eq!(journal.first(policy, wrong, 50 * DAY), Some(14 * DAY), "{jump}");
            // One that was under notice for a week: the jump counts for a day at most.
            let mut journal = Journal::of(&[("old", age(1_000))]);
            assert_eq!(journal.first(policy, START, 7 * DAY), None);
            let left = journal.first(policy, START + 7 * DAY + jump, 50 * DAY).unwrap();
            assert!(left >= 6 * DAY, "{left} after {jump}");
            assert_eq!(left == 14 * DAY, jump > 14 * DAY, "{left} after {jump}");
            // Set right again, nothing is lost, and nothing was gained.
            let mut journal = Journal::of(&[("old", age(1_000))]);
            journal.look(policy, START + jump);
            assert_eq!(journal.first(policy, START, 50 * DAY), Some(14 * DAY));
        }
        // With a notice of one day, a step of the clock is not half of it.
        let short = super::tests::policy(None, Some(2), 1);
        let mut journal = Journal::of(&[("old", age(9))]);
        assert_eq!(journal.look(short, START), []);
        assert_eq!(journal.look(short, START + DAY), []);
        assert_eq!(journal.look(short, START + 2 * DAY), [("old".to_owned(), Fate::Delete)]);
    }

    #[test]
    fn retn_2_a_change_ends_the_notice() {
        let policy = policy(None, Some(90), 14);
        let mut journal = Journal::of(&[("old", age(1_000))]);
        assert_eq!(journal.first(policy, START, 13 * DAY), None);
        journal.boards[0].1 = Age { last: 8, changed: Millis(START + 13 * DAY), archived: false };
        assert_eq!(journal.first(policy, START + 13 * DAY, 200 * DAY), Some(90 * DAY));
        // Two changes beyond the age: what was noted of the first says nothing of the second.
        let mut journal = Journal::of(&[("old", age(1_000))]);
        assert_eq!(journal.first(policy, START, 13 * DAY), None);
        journal.boards[0].1 = age(500);
        assert_eq!(journal.first(policy, START + 13 * DAY, 200 * DAY), Some(14 * DAY));
    }

    #[test]
    fn retn_1_a_board_is_archived_first_and_deleted_later_as_if_it_had_not_been() {
        let policy = policy(Some(30), Some(90), 14);
        let mut journal = Journal::of(&[("b", age(0))]);
        assert_eq!(journal.first(policy, START, 100 * DAY), Some(30 * DAY));
        assert_eq!(journal.look(policy, START + 30 * DAY), [("b".to_owned(), Fate::Archive)]);
        journal.boards[0].1.archived = true;
        assert_eq!(journal.first(policy, START + 30 * DAY, 100 * DAY), Some(60 * DAY));
        assert_eq!(journal.look(policy, START + 90 * DAY), [("b".to_owned(), Fate::Delete)]);
        // One that is long past both is told of both, and deleted.
        let mut journal = Journal::of(&[("b", age(500))]);
        assert_eq!(journal.first(policy, START, 100 * DAY), Some(14 * DAY));
        assert_eq!(journal.look(policy, START + 14 * DAY), [("b".to_owned(), Fate::Delete)]);
    }

    #[test]
    fn retn_5_nothing_happens_before_the_date_that_was_said() {
        let policy = policy(Some(30), Some(90), 14);
        let mut random = 1_u64;
        for seed in 0..300 {
            let mut journal = Journal::of(&[("b", age(seed * 37 % 200))]);
            let (mut now, mut said) = (START, Dates::default());
            for _ in 0..400 {
                random =
                    random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                now += (random >> 33) % (2 * DAY);
                let due = journal.look(policy, now);
                let at = match due.first() {
                    Some((_, Fate::Delete)) => said.deletes_at,
                    Some((_, Fate::Archive)) => said.archives_at,
                    None => None,
                };
                assert!(at.is_none_or(|at| at.0 <= now), "{at:?} was said, and it is {now}; seed {seed}");
                if due.first().is_some_and(|(_, fate)| *fate == Fate::Delete) {
                    break;
                }
                journal.boards[0].1.archived |= !due.is_empty();
                said = journal.dates(policy, now);
                assert!(said.is_near || said.archives_at.is_none_or(|at| at.0 > now + 14 * DAY), "{said:?}");
            }
        }
    }

    #[test]
    fn retn_6_what_is_kept_is_read_as_it_was() {
        let mut journal = Journal::of(&[("a", age(1_000)), ("b", age(20))]);
        journal.look(policy(Some(30), Some(90), 14), START);
        let record = journal.record.unwrap();
        let kept = serde_json::to_vec(&record).unwrap();
        assert_eq!(serde_json::from_slice::<Record>(&kept).unwrap(), record);
        assert!(kept.len() < 300, "{}", String::from_utf8_lossy(&kept));
    }
}
