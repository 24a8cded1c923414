//! A verdict, and the checks that several kinds of commands share.

use super::State;
use crate::{Code, Refusal, schema::Limits, text::is_blank};

/// Allowed, or the refusal.
pub(super) type Verdict = Result<(), Refusal>;

/// A refusal as a verdict.
pub(super) fn refuse(code: Code, sentence: &'static str) -> Verdict {
    Err(Refusal::new(code, sentence))
}

/// Allowed if `fits`, refused otherwise.
pub(super) fn ensure(fits: bool, code: Code, sentence: &'static str) -> Verdict {
    if fits { Ok(()) } else { refuse(code, sentence) }
}

impl State {
    /// Checks that content may change now.
    pub(super) fn not_locked(&self) -> Verdict {
        ensure(!self.locked, Code::Locked, "The board is locked now; unlock it to change what is on it")
    }

    /// Checks that no ballot is open: nothing may change under one.
    pub(super) fn no_ballot_open(&self) -> Verdict {
        let vote = self.vote.as_ref().is_some_and(|v| v.open);
        let rating = self.rating.as_ref().is_some_and(|r| r.open);
        ensure(
            !vote,
            Code::NotNow,
            "The vote is still open, so nothing may change under it; close it first",
        )?;
        ensure(
            !rating,
            Code::NotNow,
            "The rating is still open, so nothing may change under it; close it first",
        )
    }
}

impl Limits {
    /// Checks the length of a text that people read.
    pub(super) fn field_fits(&self, text: &str) -> Verdict {
        ensure(
            self.text(text, self.field_text).is_ok(),
            Code::TooLong,
            "One of the texts is longer than fits; shorten it and send it again",
        )
    }

    /// Checks an id from outside: within its limit and not blank.
    pub(super) fn id_fits(&self, id: &str) -> Verdict {
        ensure(
            !is_blank(id) && self.id(id).is_ok(),
            Code::Invalid,
            "An id is blank, too long or not plain text; give it a short name",
        )
    }
}
