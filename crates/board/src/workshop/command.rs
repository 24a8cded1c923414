//! The commands.

use serde::{Deserialize, Serialize};

use super::{
    Decision, Department, Meeting, NewProject, PermissionChange, Priority, SealedDepartments, agenda, objects,
};
use crate::{BranchId, NoteId, ParticipantId, ProjectId};

/// A command: an object tagged by `do`. What the contract leaves loose is read leniently; a field that no command of
/// this name has is an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Command {
    // The facilitator's.
    /// Freezes the content.
    Lock,
    /// Lets content change again.
    Unlock,
    /// Changes what participants may do.
    SetPermissions(PermissionChange),
    /// Replaces the agenda.
    SetAgenda {
        /// The meetings; a plain list of activities is read as one meeting.
        #[serde(alias = "meetings", deserialize_with = "agenda::lenient")]
        agenda: Vec<Meeting>,
    },
    /// Replaces the list of expected departments.
    SetDepartments {
        /// The departments, in order.
        #[serde(deserialize_with = "objects::objects")]
        departments: Vec<Department>,
    },
    /// Replaces the list of competences one starts from.
    SetCompetences {
        /// The competences, in order.
        competences: Vec<String>,
    },
    /// Says whether notes tell who wrote them.
    SetAuthors {
        /// Whether the author is shown beside the department.
        shown: bool,
    },
    /// Says of which departments sealed causes, once revealed, tell that they came from them.
    SetSealedDepartments {
        /// `large` (three people and more), `all` or `none`. Causes that are sealed already keep to the stricter of
        /// what held when they were written and what holds at the reveal.
        named: SealedDepartments,
    },
    /// Starts an activity of the agenda.
    StartActivity {
        /// Its id.
        activity: String,
        /// How long it is to take, if not as long as the agenda says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(maximum = 1440))]
        minutes: Option<u32>,
    },
    /// Starts the activity after the present one.
    NextActivity,
    /// Stops the countdown.
    PauseTimer,
    /// Lets the countdown go on.
    ResumeTimer,
    /// Adds time to the countdown.
    ExtendTimer {
        /// How many seconds; a negative number takes time away.
        #[cfg_attr(feature = "openapi", schema(minimum = -86_400, maximum = 86_400))]
        seconds: i64,
    },
    /// Opens a vote and locks the board.
    OpenVote {
        /// Dots a person has.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100))]
        dots: u32,
        /// Dots a person may put on one note; all of them, if it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(minimum = 1, format = "uint32"))]
        per_note: Option<u32>,
    },
    /// Ends the voting.
    CloseVote,
    /// Shows the result of a closed vote.
    RevealVote,
    /// Opens a rating and locks the board.
    OpenRating {
        /// The short list.
        #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 100))]
        notes: Vec<NoteId>,
    },
    /// Ends the rating.
    CloseRating,
    /// Shows the result of a closed rating.
    RevealRating,
    /// Says where a cause ends.
    SetPriority {
        /// The cause.
        note: NoteId,
        /// Where it ends; null takes the decision back.
        #[serde(default)]
        priority: Option<Priority>,
    },
    /// Puts sealed notes on the board.
    RevealNotes {
        /// Only those of this bone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        branch: Option<BranchId>,
    },
    /// Merges notes that say the same.
    MergeNotes {
        /// The note that stays.
        into: NoteId,
        /// The notes that go into it.
        #[cfg_attr(feature = "openapi", schema(min_items = 1))]
        notes: Vec<NoteId>,
    },
    /// Takes a merged note out again.
    Unmerge {
        /// The merged note.
        note: NoteId,
    },
    /// Asks everybody to look at one place, or, with neither, no longer.
    Summon {
        /// A bone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        branch: Option<BranchId>,
        /// A note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteId>,
    },
    /// Makes a project.
    CreateProject(Box<NewProject>),
    /// Removes a person from the board; what they wrote stays, or goes to the bin with them.
    RemoveParticipant {
        /// The person; may be one who was removed before, and whose causes are to go now.
        participant: ParticipantId,
        /// Whether the causes that they wrote under their name go to the bin; their hidden ones then go for good.
        #[serde(default, skip_serializing_if = "is_false")]
        notes: bool,
    },
    /// Removes several people at once, as `remove_participant` does.
    RemoveParticipants {
        /// The people.
        #[cfg_attr(feature = "openapi", schema(min_items = 1))]
        participants: Vec<ParticipantId>,
        /// Whether the causes that they wrote under their names go to the bin.
        #[serde(default, skip_serializing_if = "is_false")]
        notes: bool,
    },
    /// Gives the board a new code; the old one stops at once. Who is in stays in.
    RenewCode {
        /// The server fills it in.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(ignore))]
        code: String,
    },
    /// Lets nobody in any more. Who is in stays in, and comes back in after a lost connection.
    CloseDoor,
    /// Lets people in by the code again.
    OpenDoor,
    /// Puts a removed note back.
    Restore {
        /// The removed note.
        note: NoteId,
    },
    /// Puts back everything in the bin that one person wrote under their name.
    RestoreNotes {
        /// The person, who may have been removed.
        participant: ParticipantId,
    },
    /// Forgets all removed notes for good.
    EmptyBin,
    /// Ends the workshop: the board can be read only.
    Finish,
    /// Takes the end back.
    Reopen,

    // A participant's.
    /// Says how many of one's dots lie on a note.
    Cast {
        /// The note.
        note: NoteId,
        /// How many are to lie there.
        dots: u32,
    },
    /// Rates a note on both axes.
    Rate {
        /// The note.
        note: NoteId,
        /// How much it affects customer satisfaction.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
        importance: u8,
        /// How soon it must be dealt with.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
        urgency: u8,
    },
    /// Writes a note that nobody else sees before the reveal.
    SealNote {
        /// The bone it will hang on.
        branch: BranchId,
        /// What it says.
        #[cfg_attr(feature = "openapi", schema(min_length = 1, pattern = r"\S"))]
        text: String,
    },
    /// Takes back one's own sealed note.
    WithdrawNote {
        /// Its id, as the ballot lists it.
        note: String,
    },
    /// Says that one is done with the activity.
    Done {
        /// False takes it back.
        #[serde(default = "yes")]
        done: bool,
    },
    /// Speaks for one's department on a project.
    Approve {
        /// The project.
        project: ProjectId,
        /// Accept or decline.
        decision: Decision,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Command {
    /// Whether the command has no fields.
    pub(super) fn has_no_fields(&self) -> bool {
        use Command::*;
        matches!(
            self,
            Lock | Unlock
                | NextActivity
                | PauseTimer
                | ResumeTimer
                | CloseVote
                | RevealVote
                | CloseRating
                | RevealRating
                | CloseDoor
                | OpenDoor
                | EmptyBin
                | Finish
                | Reopen
        )
    }

    /// The people whom the command removes from the board.
    pub fn removed(&self) -> &[ParticipantId] {
        match self {
            Command::RemoveParticipant { participant, .. } => std::slice::from_ref(participant),
            Command::RemoveParticipants { participants, .. } => participants,
            _ => &[],
        }
    }

    /// Whether only participants may give the command.
    pub fn is_participants(&self) -> bool {
        use Command::*;
        matches!(
            self,
            Cast { .. } | Rate { .. } | SealNote { .. } | WithdrawNote { .. } | Done { .. } | Approve { .. }
        )
    }
}
