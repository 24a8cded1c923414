//! After how long boards are laid away and deleted, and how long before that people are told.

use serde::{Deserialize, Serialize};

/// A day, in milliseconds.
pub const DAY: u64 = 24 * 60 * 60 * 1000;

/// What happens to boards that nobody changes any more. It does something, and tells of it in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The days after which a board is laid away, if it is.
    archive_after: Option<u32>,
    /// The days after which a board is deleted, if it is; more than those after which it is laid away.
    delete_after: Option<u32>,
    /// The days before, in which people are told; fewer than either.
    notice: u32,
}

impl Policy {
    /// The policy of these days; none if nothing happens to boards.
    ///
    /// # Errors
    /// One sentence, if they do not fit together.
    pub fn new(
        archive_after: Option<u32>,
        delete_after: Option<u32>,
        notice: u32,
    ) -> Result<Option<Self>, String> {
        if let (Some(archive), Some(delete)) = (archive_after, delete_after)
            && delete <= archive
        {
            return Err(format!(
                "--delete-after ({delete} days) must be greater than --archive-after ({archive} days): boards are archived before \
                 they are deleted."
            ));
        }
        let Some(first) = archive_after.or(delete_after) else { return Ok(None) };
        if notice == 0 {
            return Err("--retention-notice must be 1 day at least.".into());
        }
        if notice >= first {
            let option = if archive_after.is_some() { "--archive-after" } else { "--delete-after" };
            return Err(format!(
                "--retention-notice ({notice} days) must be less than {option} ({first} days), or every board would be under notice \
                 from its first day."
            ));
        }
        Ok(Some(Self { archive_after, delete_after, notice }))
    }

    /// The days after which a board is laid away.
    pub fn archive_days(&self) -> Option<u32> {
        self.archive_after
    }

    /// The days after which a board is deleted.
    pub fn delete_days(&self) -> Option<u32> {
        self.delete_after
    }

    /// The days before, in which people are told.
    pub fn notice_days(&self) -> u32 {
        self.notice
    }

    /// The same in milliseconds.
    pub fn archive_after(&self) -> Option<u64> {
        self.archive_after.map(ms)
    }

    /// The same in milliseconds.
    pub fn delete_after(&self) -> Option<u64> {
        self.delete_after.map(ms)
    }

    /// The same in milliseconds.
    pub fn notice(&self) -> u64 {
        ms(self.notice)
    }

    /// How long a board is unchanged before anything is to be said of it, in milliseconds.
    pub fn quiet(&self) -> u64 {
        let first = self.archive_after().or(self.delete_after()).unwrap_or(u64::MAX);
        first.saturating_sub(self.notice())
    }

    /// Whether anything happens sooner, or with a shorter notice, than by the other policy.
    pub fn is_stricter_than(&self, other: &Self) -> bool {
        let sooner = |own: Option<u32>, other: Option<u32>| match (own, other) {
            (Some(own), Some(other)) => own < other,
            (Some(_), None) => true,
            (None, _) => false,
        };
        sooner(self.archive_after, other.archive_after)
            || sooner(self.delete_after, other.delete_after)
            || self.notice < other.notice
    }
}

fn ms(days: u32) -> u64 {
    u64::from(days) * DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(archive: Option<u32>, delete: Option<u32>, notice: u32) -> Policy {
        Policy::new(archive, delete, notice).unwrap().unwrap()
    }

    #[test]
    fn retn_1_days_that_do_not_fit_together_are_refused_in_a_sentence() {
        assert_eq!(Policy::new(None, None, 14), Ok(None));
        for (archive, delete, notice, names) in [
            (Some(30), Some(30), 14, "--archive-after"),
            (Some(31), Some(30), 14, "--delete-after"),
            (None, Some(14), 14, "--retention-notice"),
            (Some(14), Some(90), 14, "--retention-notice"),
            (None, Some(90), 0, "--retention-notice"),
        ] {
            let refused = Policy::new(archive, delete, notice).unwrap_err();
            assert!(refused.contains(names) && refused.ends_with('.'), "{refused}");
        }
        for (archive, delete) in [(Some(30), None), (None, Some(30)), (Some(30), Some(31))] {
            assert_eq!(policy(archive, delete, 14).quiet(), 16 * DAY);
        }
    }

    #[test]
    fn retn_3_a_policy_is_stricter_if_anything_of_it_comes_sooner() {
        let before = policy(Some(60), Some(90), 14);
        for stricter in
            [policy(Some(59), Some(90), 14), policy(Some(60), Some(89), 14), policy(Some(60), Some(90), 13)]
        {
            assert!(
                stricter.is_stricter_than(&before) && !before.is_stricter_than(&stricter),
                "{stricter:?}"
            );
        }
        assert!(policy(Some(10), None, 9).is_stricter_than(&policy(None, Some(20), 9)));
        assert!(!policy(None, Some(90), 14).is_stricter_than(&before) && !before.is_stricter_than(&before));
    }
}
