//! All state of a board outside its document, and the commands that change it.
//!
//! Pure rules: [`decide`] says whether a command is allowed; [`apply`] performs it and returns the document
//! [`Write`]s, which the server then makes as one more Yjs peer. This module does not know Yjs; commands read the
//! document through [`Content`]. Secrets (ballots, ratings, sealed notes, the authors of anonymous notes) are only in
//! [`State`] and leave it only when they are revealed.
//!
//! Each file has one thing of a workshop: its part of the state, its refusals and its effects. So [`State`] consists
//! of the parts, and the rules of each part read the whole state; that circle is intended.

mod action;
mod agenda;
mod answers;
mod apply;
mod attribution;
mod authors;
mod ballot;
mod bin;
mod binned;
mod charter;
mod check;
mod check_rounds;
mod claims;
mod command;
mod comments;
mod competences;
mod content;
mod copy_on_write;
mod course;
#[cfg(feature = "openapi")]
mod currency;
mod deadline;
mod decide;
mod department_links;
mod door;
mod facilitators;
mod facts;
mod following;
mod given_command;
mod givers;
mod governance;
mod groups;
mod host;
mod import;
mod merging;
mod new_project;
mod objects;
pub mod order;
mod people;
mod permissions;
mod poll;
mod preparation;
mod profile;
mod progress;
mod projects;
mod promised;
mod rating;
mod readiness;
mod recovery;
mod rehearsing;
mod removing;
mod returning;
mod sealed;
mod seats;
mod session;
mod setup;
mod state;
pub mod templates;
mod tidy;
mod timer;
mod verdict;
mod voting;
mod words;
mod write;

pub use action::Action;
pub use agenda::{Activity, Kind, Meeting, lenient as read_agenda};
pub use answers::{Answer, Asked, FactAnswer, FactQuestion, FactReason};
pub use apply::apply;
pub use attribution::Owner;
pub use authors::{Clients, Owners};
pub use ballot::{Ballot, OwnDots, OwnRatings, OwnSealed};
pub use bin::RemovedNote;
pub use binned::Binned;
pub use charter::Charter;
pub use check::Misfit;
pub use claims::Claims;
pub use command::Command;
pub use comments::{Comment, Said};
pub use competences::{Learner, MOST_NAMES, Needed, SetCompetence, TeamCompetence};
pub use content::{Content, NoteContent, ProjectContent};
pub use copy_on_write::CopyOnWrite;
pub use course::Run;
#[cfg(feature = "openapi")]
pub use currency::CurrencyCode;
pub use deadline::{AtEnd, WhenDone};
pub use decide::decide;
pub use department_links::{DepartmentLink, LinkDepartment, UnlinkDepartment};
pub use door::Door;
pub use facilitators::{Dismissal, Facilitator, Invite, facilitator_id};
pub use facts::{AddedBy, AddedFact, FactContent, FactKind, ImportedFact};
pub use following::{Follow, Linked, MOST_NEXT};
pub use given_command::GivenCommand;
pub use governance::Governance;
pub use groups::{ByDepartment, Electorate};
pub use host::{Archive, HostLink, MOST_HOST_LINKS};
pub use import::{Contents, ImportedNote, ImportedProject};
pub use new_project::NewProject;
pub use objects::{object as read_object, objects as read_objects};
pub use people::{Department, Join, Person};
pub use permissions::{AddRight, PermissionChange, Permissions, Right};
pub use poll::{MOST_ITEMS, OwnGrades, Poll, PollItem, PollKind, PollState};
pub use preparation::{MOST_POINTS, Point, Preparation, USUAL_POINTS};
pub use profile::{Competence, profile};
pub use progress::{NewProgress, Progress, Status, day_of};
pub use projects::{Approval, Decision, Horizon, Priority};
pub use promised::Promised;
pub use rating::{DISPUTED, DepartmentRating, HIGH, NoteRating, RatedAxes, Rating, RatingTally, suggest};
pub use readiness::Ready;
pub use recovery::{Recover, RecoveryCode};
pub use returning::{Requests, Returning};
pub use sealed::{Sealed, SealedDepartments};
pub use seats::{SeatToken, seat_id};
pub use session::{Authors, RatingState, Session, VoteState};
pub use setup::{Bone, Create, Goals, Questions};
pub use state::{EDITION, State, Summon, changes};
use state::{EDITION_HIDDEN_BY_BRANCH, EDITION_KEPT, EDITION_METHOD, EDITION_PROGRESS, EDITION_TURN};
pub use timer::Timer;
pub use voting::{Ballots, NoteDots, Vote, VoteTally};
pub use words::{Word, Words, WordsState};
pub use write::Write;
