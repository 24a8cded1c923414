//! How a facilitator whose device is lost leads on from another: by a code that was shown once.

use serde::{Deserialize, Serialize};

use super::{
    Action, State,
    verdict::{Verdict, ensure},
};
use crate::{Actor, Code};

/// Gives the holder of a facilitator's token a code to come back by. The server makes the code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCode {
    /// SHA-256 of the facilitator's token, in hex.
    pub token_hash: String,
    /// SHA-256 of the code, in hex.
    pub code_hash: String,
}

/// Moves a facilitator's place to the holder of a new token. The code is used up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recover {
    /// SHA-256 of the code, in hex.
    pub code_hash: String,
    /// SHA-256 of the new token, in hex.
    pub token_hash: String,
    /// SHA-256 of the token of the projector that goes with it, in hex.
    pub projector_hash: String,
}

pub(super) fn decide_code(state: &State, code: &RecoveryCode) -> Verdict {
    let leads = state.tokens.get(&code.token_hash) == Some(&Actor::Facilitator);
    ensure(leads, Code::NotAllowed, "This link leads the board no longer, so no code brings it back")
}

/// A newer code of the same facilitator takes the place of the older one.
pub(super) fn apply_code(state: &mut State, code: &RecoveryCode) {
    state.recovery.insert(code.token_hash.clone(), code.code_hash.clone());
}

pub(super) fn decide_recover(state: &State, recover: &Recover) -> Verdict {
    let known = state.recovery.values().any(|code| *code == recover.code_hash);
    ensure(
        known,
        Code::Unknown,
        "This recovery code opens nothing; it may have been used, or a newer one made",
    )?;
    let fresh = !state.tokens.contains_key(&recover.token_hash);
    ensure(fresh, Code::Invalid, "This place is taken already; try again to get a new one")
}

/// The lost device leads no longer. Its projector goes on, because the wall may be another device.
pub(super) fn apply_recover(state: &mut State, recover: &Recover) {
    let place = state.recovery.iter().find(|(_, code)| **code == recover.code_hash);
    let Some(lost) = place.map(|(token, _)| token.clone()) else { return };
    state.recovery.remove(&lost);
    state.tokens.remove(&lost);
    state.tokens.insert(recover.token_hash.clone(), Actor::Facilitator);
    state.tokens.insert(recover.projector_hash.clone(), Actor::Projector);
    let mut links = state.facilitators.values_mut().chain(state.host_links.iter_mut());
    if let Some(named) = links.find(|named| named.token_hash == lost) {
        recover.token_hash.clone_into(&mut named.token_hash);
        let before = std::mem::replace(&mut named.projector_hash, recover.projector_hash.clone());
        named.earlier_projectors.push(before);
    }
}

impl From<RecoveryCode> for Action {
    fn from(code: RecoveryCode) -> Self {
        Action::RecoveryCode(code)
    }
}

impl From<Recover> for Action {
    fn from(recover: Recover) -> Self {
        Action::Recover(recover)
    }
}
