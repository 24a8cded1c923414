//! The board before and the boards after: a next meeting goes on from what the last one left.

use serde::{Deserialize, Serialize};

use super::{
    Action, State,
    verdict::{Verdict, ensure},
};
use crate::{BoardId, Code};

/// Another board, by its id and by what it was called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = LinkedBoard))]
pub struct Linked {
    /// Its id.
    pub board: BoardId,
    /// What it was called.
    pub title: String,
}

/// Records that a next board was made. Only the server makes one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// The next board.
    pub next: Linked,
}

/// The most boards that go on from one board.
pub const MOST_NEXT: usize = 10;

pub(super) fn decide(state: &State, follow: &Follow) -> Verdict {
    ensure(
        state.next.len() < MOST_NEXT || state.is_followed_by(&follow.next.board),
        Code::TooMany,
        "Ten boards go on from this one already; go on from one of them",
    )
}

pub(super) fn apply(state: &mut State, follow: &Follow) {
    if !state.is_followed_by(&follow.next.board) {
        state.next.push(follow.next.clone());
    }
}

impl State {
    /// Whether this board goes on from this one.
    pub fn is_followed_by(&self, board: &BoardId) -> bool {
        self.next.iter().any(|next| next.board == *board)
    }
}

impl From<Follow> for Action {
    fn from(follow: Follow) -> Self {
        Action::Follow(follow)
    }
}
