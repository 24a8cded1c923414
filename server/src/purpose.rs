//! What a board is for, as its id says. So a list of boards, and a server that starts, need not read a board to know it.

use crate::secrets;

/// What a board is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A workshop: every board that somebody makes, imports or goes on from.
    Workshop,
    /// A template that the host saved. Nobody works on it.
    Template,
    /// A copy of a board on which its facilitator rehearses. It is gone when the rehearsal ends.
    Rehearsal,
}

/// Ids of workshops have no dash, so none begins like these.
const TEMPLATE: &str = "template-";
const REHEARSAL: &str = "rehearsal-";

impl Purpose {
    /// The purpose of the board with this id.
    pub fn of(board: &str) -> Self {
        if board.starts_with(TEMPLATE) {
            Self::Template
        } else if board.starts_with(REHEARSAL) {
            Self::Rehearsal
        } else {
            Self::Workshop
        }
    }

    /// A fresh id for such a board.
    pub fn fresh_id(self) -> String {
        let opening = match self {
            Self::Workshop => "",
            Self::Template => TEMPLATE,
            Self::Rehearsal => REHEARSAL,
        };
        format!("{opening}{}", secrets::board_id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_what_its_board_is_for() {
        for purpose in [Purpose::Workshop, Purpose::Template, Purpose::Rehearsal] {
            let id = purpose.fresh_id();
            assert_eq!(Purpose::of(&id), purpose, "{id}");
            assert!(id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{id}");
            assert_ne!(id, purpose.fresh_id());
        }
    }
}
