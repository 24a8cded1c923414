//! The commands. The file is long because they are one enum, which says of each field what it means.

use serde::{Deserialize, Serialize};

use super::{
    AddedFact, ByDepartment, Decision, Department, FactQuestion, FactReason, Meeting, NewProgress,
    NewProject, PermissionChange, PollKind, Priority, SealedDepartments, SetCompetence, agenda, objects,
};
use crate::{BranchId, DepartmentId, FactId, Millis, NoteId, ParticipantId, ProjectId};

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
    /// Ticks a point of the checklist for facilitators, or changes one of their own. Nobody else is told what stands there.
    SetPoint {
        /// Its id: `effect`, `goals`, `agenda`, `people`, `sponsor`, `room`, `facts`, `rehearsal`, `projector`, or one of the
        /// facilitators' own. An id that is not there yet, with a text, adds a point.
        point: String,
        /// What it says; an empty text removes it. The usual points have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Whether it is done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done: Option<bool>,
    },
    /// Replaces the list of expected departments.
    SetDepartments {
        /// The departments, in order.
        #[serde(deserialize_with = "objects::objects")]
        departments: Vec<Department>,
    },
    /// Replaces the list of competences that the workshop starts from.
    SetCompetences {
        /// The competences, in order.
        competences: Vec<String>,
    },
    /// Says whether a competence is needed, who has it, and who learns it until when. Also on a finished board.
    SetCompetence(SetCompetence),
    /// Sets what notes show of their authors. What was written while less was shown goes on showing less.
    SetAuthors {
        /// Whether the author is shown beside the department.
        shown: bool,
        /// Whether the department is shown. It is left out only where the author is, too.
        #[serde(default = "yes", skip_serializing_if = "is_true")]
        departments: bool,
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
        /// The length in minutes, if it is not that of the agenda.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(maximum = 1440))]
        minutes: Option<u32>,
        /// When it is to end, in place of a length: a time up to a year ahead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Millis>,
    },
    /// Starts the activity after the running one.
    NextActivity,
    /// Pauses the countdown.
    PauseTimer,
    /// Resumes the countdown.
    ResumeTimer,
    /// Adds time to the countdown.
    ExtendTimer {
        /// The number of seconds. A negative number takes time away.
        #[cfg_attr(feature = "openapi", schema(minimum = -86_400, maximum = 86_400))]
        seconds: i64,
    },
    /// Ends the countdown; the activity goes on without one.
    StopTimer,
    /// Opens a vote and locks the board.
    OpenVote {
        /// The number of dots that a person has.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100))]
        dots: u32,
        /// The number of dots that a person may put on one note. Without it, a person may put all dots there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 4294967295_i64, format = "uint32"))]
        per_note: Option<u32>,
        /// The causes on the ballot; every cause, if it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(min_items = 1))]
        notes: Option<Vec<NoteId>>,
        /// What the round is called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// How the result is split by department; everybody sees it before they vote. `groups` if it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by_department: Option<ByDepartment>,
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
        /// How the result is split by department; everybody sees it before they rate. `groups` if it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by_department: Option<ByDepartment>,
    },
    /// Ends the rating.
    CloseRating,
    /// Shows the result of a closed rating.
    RevealRating,
    /// Sets the priority of a cause.
    SetPriority {
        /// The cause.
        note: NoteId,
        /// The priority; null takes the decision back.
        #[serde(default)]
        priority: Option<Priority>,
        /// Why: for instance why it differs from what the rating suggests. Without it an earlier reason goes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The person or body who could change it, if the priority is `outside`. Without it an earlier one goes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        addressee: Option<String>,
    },
    /// Puts sealed notes on the board.
    RevealNotes {
        /// Only those of this bone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        branch: Option<BranchId>,
        /// Only one: the next card of the next department in turn.
        #[serde(default, skip_serializing_if = "is_false")]
        next: bool,
    },
    /// Shows what people said at the end.
    RevealWords,
    /// Asks everybody to grade a few things in secret.
    OpenPoll {
        /// What is asked.
        kind: PollKind,
        /// The things that are graded, in order.
        #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 20))]
        items: Vec<String>,
    },
    /// Ends the poll and shows how often each grade was given.
    RevealPoll,
    /// Ends the poll and forgets what was given.
    DropPoll,
    /// Asks everybody about a fact, and they answer in their own words. Without a fact nothing is asked any more.
    Ask {
        /// The fact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fact: Option<FactId>,
        /// What is asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        question: Option<FactQuestion>,
    },
    /// Makes one cause of answers to a question about a fact. It cites the fact.
    KeepAnswers {
        /// The answers, by their ids in the root map `answers`.
        #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 100))]
        answers: Vec<String>,
        /// The text of the cause; that of the first answer, if it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// The bone on which the cause hangs; it is parked, if none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        branch: Option<BranchId>,
        /// What the cause names as its source: the question, in the words of the board's language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
    },
    /// Adds a person without a device. The answer names the new `participant`.
    AddSeat {
        /// What the others call them.
        #[cfg_attr(feature = "openapi", schema(min_length = 1, pattern = r"\S"))]
        name: String,
        /// Where they come from.
        department: DepartmentId,
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
    /// Asks everybody to look at one place. Without a bone and a note, the call ends.
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
    /// Removes a person from the board. Their causes stay, or go to the bin.
    RemoveParticipant {
        /// The person. A person who was removed before can be named again, to remove their causes.
        participant: ParticipantId,
        /// Whether the causes under their name go to the bin. Their hidden causes are then deleted for good.
        #[serde(default, skip_serializing_if = "is_false")]
        notes: bool,
    },
    /// Removes several people at once, as `remove_participant` does.
    RemoveParticipants {
        /// The people.
        #[cfg_attr(feature = "openapi", schema(min_items = 1))]
        participants: Vec<ParticipantId>,
        /// Whether the causes under their names go to the bin.
        #[serde(default, skip_serializing_if = "is_false")]
        notes: bool,
    },
    /// Answers a device that asks to go on as somebody on the board: `session.returning` says who asks for whom.
    AnswerReturn {
        /// The request.
        request: ParticipantId,
        /// Whether the device becomes one of the person's; no sends it away.
        accept: bool,
    },
    /// Gives the board a new code. The old one is invalid at once. Whoever joined stays.
    RenewCode {
        /// The server fills it in.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(ignore))]
        code: String,
    },
    /// Closes the door: nobody can join any more. Whoever joined stays, and can come back after a lost connection.
    CloseDoor,
    /// Opens the door: people can join by the code again.
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
    /// Deletes all removed notes for good.
    EmptyBin,
    /// Ends the workshop. From then on the board can only be read.
    Finish,
    /// Reopens the workshop.
    Reopen,

    // Everybody's.
    /// Says something of a cause, beside it.
    Comment {
        /// The cause.
        note: NoteId,
        /// What is said.
        #[cfg_attr(feature = "openapi", schema(min_length = 1, pattern = r"\S"))]
        text: String,
        /// The own comment whose text this replaces, by its id in the root map `comments`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Removes a comment: one's own, or, as a facilitator, anybody's.
    RemoveComment {
        /// Its id in the root map `comments`.
        comment: String,
    },
    /// Adds a fact. Participants do while the permission `facts` lets them.
    AddFact(AddedFact),
    /// Removes a fact: one that one added oneself, or, as a facilitator, any.
    RemoveFact {
        /// Its id.
        fact: FactId,
    },
    /// Removes an answer: one's own while its question is asked, or, as a facilitator, any.
    RemoveAnswer {
        /// Its id in the root map `answers`.
        answer: String,
    },
    // The facilitator's, and of people of the department that owns the project.
    /// Reports how a project stands, also on a finished board.
    ReportProgress(NewProgress),

    // A participant's.
    /// Sets how many of one's own dots lie on a note.
    Cast {
        /// The note.
        note: NoteId,
        /// The number of dots that lie on the note afterwards.
        #[cfg_attr(feature = "openapi", schema(maximum = 4294967295_i64))]
        dots: u32,
        /// The seat without a device for which the facilitator acts.
        #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
        seat: Option<ParticipantId>,
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
        /// The seat without a device for which the facilitator acts.
        #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
        seat: Option<ParticipantId>,
    },
    /// Writes a sealed note: nobody else sees it before the reveal.
    SealNote {
        /// The bone it will hang on.
        branch: BranchId,
        /// The text.
        #[cfg_attr(feature = "openapi", schema(min_length = 1, pattern = r"\S"))]
        text: String,
        /// The seat without a device for which the facilitator acts.
        #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
        seat: Option<ParticipantId>,
        /// The own sealed note whose bone and text these replace, by its id in the ballot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Withdraws one's own sealed note.
    WithdrawNote {
        /// Its id in the ballot.
        note: String,
    },
    /// Says that the participant is done with the activity.
    Done {
        /// False takes it back.
        #[serde(default = "yes")]
        done: bool,
        /// The seat without a device for which the facilitator acts.
        #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
        seat: Option<ParticipantId>,
    },
    /// Grades one of the things that the open poll asks about; the last grade counts.
    Grade {
        /// Its place among them, from 0.
        item: u32,
        /// From 1, the worst, to 5, the best.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
        grade: u8,
        /// The seat without a device for which the facilitator acts.
        #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
        seat: Option<ParticipantId>,
    },
    /// Answers what is asked about a fact, in words, or with one of the ready reasons where it is asked why.
    Answer {
        /// What is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// A ready reason why the figure changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<FactReason>,
        /// The own answer that this replaces, by its id in the root map `answers`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<String>,
    },
    /// Takes one's own seat over: the facilitator acts for it no longer.
    TakeSeat,
    /// Says at the end whether it was worth the time. Nobody sees it before the reveal, and never who said what.
    Say {
        /// From 1, not at all, to 5, very much.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
        worth: u8,
        /// A word or a sentence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        word: Option<String>,
    },
    /// Changes one's own name or department. The causes under one's name go along to the department.
    SetPerson {
        /// The new name; as it was, if it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(min_length = 1, pattern = r"\S"))]
        name: Option<String>,
        /// The new department, by its id; as it was, if it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<DepartmentId>,
    },
    /// Leaves the workshop: one's token ends, one's causes stay, and one is no longer counted.
    Leave,
    /// Answers for the participant's department on a project.
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
fn is_true(value: &bool) -> bool {
    *value
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !value
}
