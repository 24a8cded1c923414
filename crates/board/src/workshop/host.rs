//! What the host does to a board without leading it: opens it from another device, and lays it away.

use serde::{Deserialize, Serialize};

use super::{Action, Facilitator, State, facilitators};
use crate::Actor;

/// Gives the host a link that leads the board. The server makes the tokens; the name is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostLink(pub Facilitator);

/// Lays the board away, or takes it back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// Whether it is laid away from now on.
    pub archived: bool,
}

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

pub(super) fn apply_archive(state: &mut State, archive: Archive) {
    state.archived = archive.archived;
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
