//! Facilitators who were invited by a link of their own. The link that the board was made with leads it always.

use serde::{Deserialize, Serialize};

use super::{
    Action, State,
    verdict::{Verdict, ensure},
};
use crate::{Actor, Code, text::is_blank};

/// A facilitator with a link of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facilitator {
    /// What the others call them.
    pub name: String,
    /// SHA-256 of their token, in hex.
    pub token_hash: String,
    /// SHA-256 of the token of the projector that they can open, in hex.
    pub projector_hash: String,
    /// The same of projectors that were opened before the facilitator came back by a recovery code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_projectors: Vec<String>,
}

/// Invites a facilitator. The server makes the tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite(pub Facilitator);

/// Ends the link of a facilitator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissal {
    /// The facilitator's id.
    pub facilitator: String,
}

/// The most facilitators with a link of their own.
const MOST: usize = 50;

/// The id of the facilitator who was invited by this entry.
pub fn facilitator_id(seq: u64) -> String {
    format!("f{seq}")
}

pub(super) fn decide_invite(state: &State, Invite(new): &Invite) -> Verdict {
    ensure(!is_blank(&new.name), Code::Invalid, "The name is still empty; say whom the link is for")?;
    ensure(
        state.limits.text(&new.name, state.limits.name).is_ok(),
        Code::TooLong,
        "The name is longer than fits; a shorter one will do",
    )?;
    ensure(
        state.facilitators.len() < MOST,
        Code::TooMany,
        "A board has room for 50 facilitators; remove one before you invite another",
    )
}

pub(super) fn apply_invite(state: &mut State, seq: u64, Invite(new): &Invite) {
    state.tokens.insert(new.token_hash.clone(), Actor::Facilitator);
    state.tokens.insert(new.projector_hash.clone(), Actor::Projector);
    state.facilitators.insert(facilitator_id(seq), new.clone());
}

pub(super) fn decide_dismiss(state: &State, dismissal: &Dismissal) -> Verdict {
    let known = state.facilitators.contains_key(&dismissal.facilitator);
    ensure(known, Code::Unknown, "No facilitator with a link of their own is meant by that")
}

pub(super) fn apply_dismiss(state: &mut State, dismissal: &Dismissal) {
    if let Some(gone) = state.facilitators.remove(&dismissal.facilitator) {
        end(state, &gone);
    }
}

/// Ends a facilitator's link with all that was opened by it.
pub(super) fn end(state: &mut State, gone: &Facilitator) {
    state.recovery.remove(&gone.token_hash);
    for token in [&gone.token_hash, &gone.projector_hash].into_iter().chain(&gone.earlier_projectors) {
        state.tokens.remove(token);
    }
}

impl From<Invite> for Action {
    fn from(invite: Invite) -> Self {
        Action::Invite(invite)
    }
}

impl From<Dismissal> for Action {
    fn from(dismissal: Dismissal) -> Self {
        Action::Dismiss(dismissal)
    }
}
