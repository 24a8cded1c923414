//! Who may give a command, and when.

use super::Command;
use crate::ParticipantId;

impl Command {
    /// The people whom the command removes from the board.
    pub fn removed(&self) -> &[ParticipantId] {
        match self {
            Command::RemoveParticipant { participant, .. } => std::slice::from_ref(participant),
            Command::RemoveParticipants { participants, .. } => participants,
            _ => &[],
        }
    }

    /// Whether participants and facilitators alike may give the command.
    pub fn is_everybodys(&self) -> bool {
        use Command::*;
        matches!(
            self,
            Comment { .. }
                | RemoveComment { .. }
                | AddFact(_)
                | RemoveFact { .. }
                | RemoveAnswer { .. }
                | ReportProgress(_)
        )
    }

    /// Whether a finished board takes the command: progress is reported, projects are accepted and competences are learned
    /// after the workshop.
    pub fn is_for_finished(&self) -> bool {
        matches!(
            self,
            Command::Reopen
                | Command::RevealWords
                | Command::ReportProgress(_)
                | Command::SetCompetence(_)
                | Command::Approve { .. }
        )
    }

    /// Whether only participants may give the command.
    pub fn is_participants(&self) -> bool {
        use Command::*;
        matches!(
            self,
            Cast { .. }
                | Rate { .. }
                | SealNote { .. }
                | WithdrawNote { .. }
                | Done { .. }
                | Grade { .. }
                | Answer { .. }
                | TakeSeat
                | Say { .. }
                | SetPerson { .. }
                | Leave
                | Approve { .. }
        )
    }
}
