//! What the host does to a board without leading it: opens it from another device, lays it away, and keeps it.

use serde::{Deserialize, Serialize};

use super::{Action, Facilitator, State, facilitators};
use crate::{Actor, Millis};

/// Gives the host a link that leads the board. The server makes the tokens; the name is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostLink(pub Facilitator);

/// Lays the board away, takes it back, or says that it is to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// Whether it is laid away from now on.
    pub archived: bool,
    /// Whether somebody says that the board is to be kept, which is a change of it (RETN-2).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
}

impl Archive {
    /// Lays the board away, or takes it back.
    pub fn new(archived: bool) -> Self {
        Self { archived, kept: false }
    }

    /// Keeps the board, laid away or not, as it is.
    pub fn keep(archived: bool) -> Self {
        Self { archived, kept: true }
    }

    /// Whether it only lays the board away, which is no change of it (RETN-2).
    pub fn only_archives(self) -> bool {
        self.archived && !self.kept
    }
}

/// Said again within the hour, that a board is to be kept is nothing new. So whoever says it all the time fills no log.
const KEPT_AGAIN: u64 = 60 * 60 * 1000;

/// The most links that the host has to one board: one for each device.
pub const MOST_HOST_LINKS: usize = 10;

/// The newest link takes the place of the oldest, so that a lost device does not keep the host out.
pub(super) fn apply_link(state: &mut State, HostLink(new): &HostLink) {
    if state.host_links.iter().any(|known| known.token_hash == new.token_hash) {
        return;
    }
    if state.host_links.len() >= MOST_HOST_LINKS {
        let oldest = state.host_links.remove(0);
        facilitators::end(state, &oldest);
    }
    state.tokens.insert(new.token_hash.clone(), Actor::Facilitator);
    state.tokens.insert(new.projector_hash.clone(), Actor::Projector);
    state.host_links.push(new.clone());
}

pub(super) fn apply_archive(state: &mut State, archive: Archive, at: Millis) {
    state.archived = archive.archived;
    let again = state.kept.is_some_and(|kept| at.0.saturating_sub(kept.0) < KEPT_AGAIN);
    if archive.kept && !again {
        state.kept = Some(at);
    }
}

impl From<HostLink> for Action {
    fn from(link: HostLink) -> Self {
        Action::HostLink(link)
    }
}

impl From<Archive> for Action {
    fn from(archive: Archive) -> Self {
        Action::Archive(archive)
    }
}
