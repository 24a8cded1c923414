//! The changes of a board other than edits of its document.

use super::{
    Archive, Command, Create, Dismissal, Follow, HostLink, Invite, Join, LinkDepartment, Recover,
    RecoveryCode, SeatToken, State, UnlinkDepartment,
};
use crate::{Actor, ParticipantId};

/// The action in one entry of the log. Some are made only by the server and are no [`Command`]s: no client can give
/// them.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The board is created; the first entry of its log.
    Create(Box<Create>),
    /// A person who gave the right join code is admitted.
    Join(Join),
    /// A seat without a device gets a token.
    SeatToken(SeatToken),
    /// A facilitator gets a link of their own.
    Invite(Invite),
    /// A facilitator's link ends.
    Dismiss(Dismissal),
    /// A facilitator gets a code to come back by.
    RecoveryCode(RecoveryCode),
    /// A facilitator comes back by such a code.
    Recover(Recover),
    /// A next board was made, which goes on from this one.
    Follow(Follow),
    /// A department gets a link by which it reads what concerns it.
    LinkDepartment(LinkDepartment),
    /// The link of a department ends.
    UnlinkDepartment(UnlinkDepartment),
    /// The host gets a link that leads the board.
    HostLink(HostLink),
    /// The host lays the board away, or takes it back.
    Archive(Archive),
    /// The countdown of the running activity ended, and something happens by itself.
    Deadline,
    /// A person gives a command.
    Command(Actor, Command),
}

impl Action {
    /// The actor on whose behalf the action happens.
    pub fn by(&self) -> &Actor {
        match self {
            Action::Command(by, _) => by,
            _ => &Actor::Server,
        }
    }

    /// Whether tokens that were valid before may open nothing after the action.
    pub fn ends_tokens(&self, state: &State) -> bool {
        matches!(self, Action::SeatToken(_) | Action::Dismiss(_) | Action::Recover(_) | Action::HostLink(_))
            || !self.removed(state).is_empty()
    }

    /// The people whom the action removes from a board in this state.
    pub fn removed(&self, state: &State) -> Vec<ParticipantId> {
        match self {
            Action::Join(join) if !join.rehearsal && (join.proven || join.goes_on_as.is_none()) => {
                state.rehearsing()
            }
            Action::Command(Actor::Participant(id), Command::Leave) => vec![id.clone()],
            Action::Command(_, command) => command.removed().to_vec(),
            _ => vec![],
        }
    }
}

impl From<Create> for Action {
    fn from(create: Create) -> Self {
        Action::Create(Box::new(create))
    }
}

impl From<Join> for Action {
    fn from(join: Join) -> Self {
        Action::Join(join)
    }
}
