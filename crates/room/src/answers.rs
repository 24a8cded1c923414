//! How many bytes one person is answered, for questions whose answers are larger than the questions. The count is by
//! person and not by connection, because connecting again is a question, too.

use std::sync::Arc;

use board::Actor;
use rustc_hash::FxHashMap;
use tokio::time::Instant;

use crate::settings::Settings;
use crate::token_bucket::{TOKEN, TokenBucket};

/// When more people than this are remembered, those whose allowance is full again are forgotten.
const REMEMBERED: usize = 64;

/// The allowances of all people who were answered lately.
#[derive(Default)]
pub(crate) struct AnswerBudget {
    of: FxHashMap<Arc<Actor>, TokenBucket>,
    /// The number of people above which the next search for people to forget takes place.
    tidy_at: usize,
}

impl AnswerBudget {
    /// Takes the bytes of an answer from a person's allowance. Returns false if the allowance is used up.
    pub(crate) fn spend(
        &mut self,
        actor: &Arc<Actor>,
        bytes: usize,
        settings: &Settings,
        now: Instant,
    ) -> bool {
        let answers = &settings.answers;
        // Several screens share the facilitator's link or the projector's link.
        let times = match **actor {
            Actor::Participant(_) => 1,
            _ => settings.presence_limits.screens_per_link as u64,
        };
        let (burst, per_second) = (answers.burst_kib * times, answers.kib_per_second * times);
        if self.of.len() > self.tidy_at.max(REMEMBERED) {
            let most = answers.burst_kib.max(1) / answers.kib_per_second.max(1);
            self.of.retain(|_, bucket| now.duration_since(bucket.used_at()).as_secs() <= most);
            self.tidy_at = 2 * self.of.len();
        }
        let bucket = self.of.entry(Arc::clone(actor)).or_insert_with(|| TokenBucket::new(burst, now));
        // One KiB costs one token.
        let cost = (bytes as u64 * TOKEN).div_ceil(1024);
        bucket.spend(cost, burst, per_second, now)
    }
}
