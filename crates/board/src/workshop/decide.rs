//! Decides whether a command is allowed: first by the role, then by the end of the workshop, then by the rules of its
//! own file.

use super::{
    Action, Command, Content, State, agenda, answers, attribution, bin, comments, competences,
    department_links, door, facilitators, facts, following, merging, new_project, people, poll, preparation,
    progress, projects, rating, recovery, removing, returning, sealed, seats, setup, timer,
    verdict::{Verdict, refuse},
    voting::{self, NewVote},
    words,
};
use crate::{Actor, Code, Millis, Refusal};

/// Decides whether an action is allowed on the board in its present state, at the time `at`.
///
/// # Errors
/// The refusal, with a stable code and a sentence; nothing has changed then.
pub fn decide(state: &State, content: &dyn Content, at: Millis, action: &Action) -> Result<(), Refusal> {
    if let Action::Command(actor, command) = action {
        role(state, actor, command)?;
    }
    let always = matches!(action, Action::Command(_, command) if command.is_for_finished())
        || matches!(
            action,
            Action::RecoveryCode(_)
                | Action::Recover(_)
                | Action::Follow(_)
                | Action::HostLink(_)
                | Action::Archive(_)
                | Action::LinkDepartment(_)
                | Action::UnlinkDepartment(_)
        );
    if state.finished && !always {
        return refuse(
            Code::Finished,
            "This workshop is finished, so nothing changes any more; the facilitator can reopen it",
        );
    }
    match action {
        Action::Create(create) => setup::decide(state, create),
        Action::Join(join) => people::decide_join(state, join),
        Action::SeatToken(token) => seats::decide_token(state, token),
        Action::Invite(invite) => facilitators::decide_invite(state, invite),
        Action::Dismiss(dismissal) => facilitators::decide_dismiss(state, dismissal),
        Action::RecoveryCode(code) => recovery::decide_code(state, code),
        Action::Recover(recover) => recovery::decide_recover(state, recover),
        Action::Follow(follow) => following::decide(state, follow),
        Action::LinkDepartment(link) => department_links::decide_link(state, link),
        Action::UnlinkDepartment(gone) => department_links::decide_unlink(state, gone),
        Action::HostLink(_) | Action::Archive(_) | Action::Deadline => Ok(()),
        Action::Command(actor, Command::ReportProgress(new)) => {
            progress::decide(state, content, at, actor, new)
        }
        Action::Command(actor, Command::AddFact(new)) => facts::decide_add(state, content, actor, new),
        Action::Command(actor, Command::RemoveFact { fact }) => {
            facts::decide_remove(state, content, actor, fact)
        }
        Action::Command(actor, Command::RemoveAnswer { answer }) => {
            answers::decide_remove(state, actor, answer)
        }
        Action::Command(actor, command) if command.is_participants() => {
            decide_participants(state, content, actor, command)
        }
        Action::Command(actor, Command::Comment { note, text, comment }) => {
            comments::decide(state, content, actor, note, text, comment.as_deref())
        }
        Action::Command(actor, Command::RemoveComment { comment }) => {
            comments::decide_remove(state, actor, comment)
        }
        Action::Command(_, command) => decide_command(state, content, at, command),
    }
}

/// Applies the rules of the thing that a facilitator's command concerns.
fn decide_command(state: &State, content: &dyn Content, at: Millis, command: &Command) -> Verdict {
    match command {
        Command::Lock | Command::SetPermissions(_) => Ok(()),
        Command::SetAuthors { shown, departments } => attribution::decide(*shown, *departments),
        Command::SetSealedDepartments { .. } => Ok(()),
        Command::Unlock => state.no_ballot_open(),
        Command::SetAgenda { agenda } => agenda::decide_set(&state.limits, agenda),
        Command::SetPoint { point, text, .. } => preparation::decide(state, point, text.as_deref()),
        Command::SetDepartments { departments } => people::decide_departments(state, departments),
        Command::SetCompetences { competences } => projects::decide_items(&state.limits, competences),
        Command::SetCompetence(new) => competences::decide(state, new),
        Command::StartActivity { activity, minutes, until } => {
            agenda::decide_start(state, at, activity, *minutes, *until)
        }
        Command::NextActivity => agenda::decide_next(state, at),
        Command::PauseTimer | Command::ResumeTimer | Command::StopTimer => timer::decide(state),
        Command::ExtendTimer { seconds } => timer::decide_extend(state, *seconds),
        Command::OpenVote { .. } => {
            NewVote::of(command).map_or(Ok(()), |new| voting::decide_open(state, content, &new))
        }
        Command::CloseVote => voting::decide_close(state),
        Command::RevealVote => voting::decide_reveal(state),
        Command::OpenRating { notes, .. } => rating::decide_open(state, content, notes),
        Command::CloseRating => rating::decide_close(state),
        Command::RevealRating => rating::decide_reveal(state),
        Command::SetPriority { note, priority, reason, addressee } => {
            let said = [reason, addressee].map(|text| text.as_deref().unwrap_or_default());
            projects::decide_priority(state, content, note, *priority, said)
        }
        Command::RevealNotes { branch, next } => {
            sealed::decide_reveal(state, content, branch.as_ref(), *next)
        }
        Command::RevealWords => words::decide_reveal(state),
        Command::OpenPoll { items, .. } => poll::decide_open(state, items),
        Command::RevealPoll => poll::decide_end(state, true),
        Command::DropPoll => poll::decide_end(state, false),
        Command::Ask { fact, question } => answers::decide_ask(content, fact.as_ref(), *question),
        Command::KeepAnswers { .. } => answers::decide_keep(state, content, command),
        Command::AddSeat { name, department } => seats::decide_add(state, name, department),
        Command::MergeNotes { into, notes } => merging::decide_merge(state, content, into, notes),
        Command::Unmerge { note } => merging::decide_unmerge(state, note),
        Command::Summon { branch, note } => agenda::decide_summon(content, branch.as_ref(), note.as_ref()),
        Command::CreateProject(project) => new_project::decide_create(state, content, project),
        Command::RemoveParticipant { notes, .. } | Command::RemoveParticipants { notes, .. } => {
            removing::decide(state, command.removed(), *notes)
        }
        Command::AnswerReturn { request, .. } => returning::decide_answer(state, request),
        Command::RenewCode { code } => door::decide_renew(state, code),
        Command::CloseDoor | Command::OpenDoor => Ok(()),
        Command::Restore { note } => bin::decide_restore(state, content, note),
        Command::RestoreNotes { participant } => bin::decide_restore_notes(state, content, participant),
        Command::EmptyBin | Command::Finish | Command::Reopen => Ok(()),
        _ => refuse(Code::NotAllowed, "This is for participants"),
    }
}

/// Applies the rules of the thing that a participant's command concerns.
fn decide_participants(state: &State, content: &dyn Content, actor: &Actor, command: &Command) -> Verdict {
    let person = &state.acting(actor, command)?;
    match command {
        Command::Cast { note, dots, .. } => voting::decide_cast(state, content, person, note, *dots),
        Command::Rate { note, importance, urgency, .. } => {
            rating::decide_rate(state, note, *importance, *urgency)
        }
        Command::SealNote { branch, text, note, .. } => {
            sealed::decide_seal(state, content, person, branch, text, note.as_deref())
        }
        Command::WithdrawNote { note } => sealed::decide_withdraw(state, person, note),
        Command::Say { worth, word } => words::decide_say(state, *worth, word.as_deref()),
        Command::Grade { item, grade, .. } => poll::decide_grade(state, *item, *grade),
        Command::Answer { text, reason, answer } => {
            answers::decide(state, content, person, text.as_deref(), *reason, answer.as_deref())
        }
        Command::SetPerson { name, department } => {
            people::decide_change(state, person, name.as_deref(), department.as_ref())
        }
        Command::Approve { project, comment, .. } => {
            projects::decide_approve(state, content, person, project, comment.as_deref())
        }
        _ => Ok(()),
    }
}

/// Whether the actor's role includes the command at all.
fn role(state: &State, actor: &Actor, command: &Command) -> Verdict {
    match actor {
        Actor::Projector => refuse(
            Code::ReadOnly,
            "The projector only shows the board; use the facilitator's link to lead it",
        ),
        Actor::Participant(id) if state.people.get(id).is_none_or(|p| p.removed) => refuse(
            Code::NotAllowed,
            "This place on the board was taken back; join again with the code to go on",
        ),
        Actor::Participant(_) if command.is_participants() || command.is_everybodys() => Ok(()),
        Actor::Participant(_) => refuse(Code::NotAllowed, "Only the facilitator can do this"),
        Actor::Facilitator => Ok(()),
        Actor::Server => refuse(Code::NotAllowed, "The server gives no such command"),
    }
}
