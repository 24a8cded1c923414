//! Performs commands.

use super::{
    Action, Authors, Command, Content, Door, State, Summon, Write, agenda, answers, attribution, bin,
    comments, competences, deadline, department_links, facilitators, facts, following, host, merging,
    new_project, people, preparation, progress, projects, recovery, removing, returning, sealed, seats,
    setup, voting::NewVote,
};
use crate::{Actor, Millis, ParticipantId, schema::root};

/// Performs an action that [`super::decide`] allowed, as the log's entry `seq`. Returns its writes into the document.
/// Deterministic: replaying a log gives the same state and the same writes.
///
/// The last writes are always the keys of the root `session` that changed.
pub fn apply(state: &mut State, content: &dyn Content, seq: u64, at: Millis, action: &Action) -> Vec<Write> {
    let mut writes = vec![];
    let before = match action {
        Action::Create(create) => {
            setup::apply(state, seq, create, &mut writes);
            state.made = Some(at);
            None
        }
        Action::Join(join) => {
            let before = state.session();
            people::apply_join(state, content, at, join, &mut writes);
            Some(before)
        }
        Action::SeatToken(token) => {
            seats::apply_token(state, token);
            return writes;
        }
        Action::Invite(invite) => {
            facilitators::apply_invite(state, seq, invite);
            return writes;
        }
        Action::Dismiss(dismissal) => {
            facilitators::apply_dismiss(state, dismissal);
            return writes;
        }
        Action::RecoveryCode(code) => {
            recovery::apply_code(state, code);
            return writes;
        }
        Action::Recover(recover) => {
            recovery::apply_recover(state, recover);
            return writes;
        }
        Action::LinkDepartment(link) => {
            department_links::apply_link(state, link);
            return writes;
        }
        Action::UnlinkDepartment(gone) => {
            department_links::apply_unlink(state, gone);
            return writes;
        }
        Action::HostLink(link) => {
            host::apply_link(state, link);
            return writes;
        }
        Action::Archive(archive) => {
            host::apply_archive(state, *archive, at);
            return writes;
        }
        Action::Follow(follow) => {
            let before = state.session();
            following::apply(state, follow);
            Some(before)
        }
        Action::Deadline => {
            let before = state.session();
            deadline::apply_deadline(state);
            Some(before)
        }
        Action::Command(actor, command) => {
            let before = state.session();
            change(state, content, seq, at, actor, command, &mut writes);
            if command.is_participants() {
                deadline::go_on_when_done(state, at);
            }
            Some(before)
        }
    };
    let now = state.session();
    let gone = now.keys_gone_since(before.as_ref());
    writes.extend(gone.into_iter().map(|key| Write::Remove { root: root::SESSION, key }));
    let changed = now.changed_since(before.as_ref());
    writes.extend(changed.into_iter().map(|(key, value)| Write::Put { root: root::SESSION, key, value }));
    writes
}

fn change(
    state: &mut State,
    content: &dyn Content,
    seq: u64,
    at: Millis,
    actor: &Actor,
    command: &Command,
    writes: &mut Vec<Write>,
) {
    match command {
        Command::Lock => state.locked = true,
        Command::Unlock => state.locked = false,
        Command::SetPermissions(change) => state.permissions = change.made_to(state.permissions),
        Command::SetAgenda { agenda } => agenda::apply_set(state, at, agenda),
        Command::SetPoint { point, text, done } => {
            preparation::apply(state, seq, point, text.as_deref(), *done);
        }
        Command::SetDepartments { departments } => {
            people::apply_departments(state, departments, writes);
            department_links::end_unknown(state);
        }
        Command::SetCompetences { competences } => state.competences = projects::tidy(competences),
        Command::SetCompetence(new) => competences::apply(state, new),
        Command::SetSealedDepartments { named } => state.sealed_departments = Some(*named),
        Command::SetAuthors { shown, departments } => {
            attribution::apply(state, content, Authors::of(*shown, *departments), writes);
        }
        Command::StartActivity { activity, minutes, until } => {
            agenda::apply_start(state, at, activity, *minutes, *until);
        }
        Command::NextActivity => agenda::apply_next(state, at),
        Command::PauseTimer => state.timer = state.timer.map(|t| t.paused(at)),
        Command::ResumeTimer => state.timer = state.timer.map(|t| t.resumed(at)),
        Command::ExtendTimer { seconds } => {
            state.timer = state.timer.map(|t| t.extended(at, *seconds));
            deadline::apply_extended(state);
        }
        Command::StopTimer => state.timer = None,
        Command::OpenVote { .. } => {
            if let Some(new) = NewVote::of(command) {
                state.open_vote(seq, &new);
            }
        }
        Command::CloseVote => state.close_vote(),
        Command::RevealVote => state.reveal_vote(),
        Command::OpenRating { notes, by_department } => state.open_rating(seq, notes, *by_department),
        Command::CloseRating => state.close_rating(),
        Command::RevealRating => state.reveal_rating(),
        Command::SetPriority { note, priority, reason, addressee } => {
            let said = [reason, addressee].map(Option::as_deref);
            projects::apply_priority(state, note, *priority, said, writes);
        }
        Command::RevealNotes { branch, next } => {
            let which = sealed::Which::of(branch.as_ref(), *next);
            sealed::apply_reveal(state, content, seq, which, writes);
        }
        Command::RevealWords => state.reveal_words(),
        Command::OpenPoll { kind, items } => state.open_poll(seq, *kind, items),
        Command::RevealPoll => state.reveal_poll(),
        Command::DropPoll => state.poll = None,
        Command::Ask { fact, question } => answers::apply_ask(state, seq, fact.as_ref(), *question),
        Command::KeepAnswers { .. } => answers::apply_keep(state, content, seq, command, writes),
        Command::RemoveAnswer { answer } => answers::remove(state, |id, _| id == answer, writes),
        Command::AddFact(new) => facts::apply_add(state, content, (seq, at), actor, new, writes),
        Command::RemoveFact { fact } => facts::remove(state, fact, writes),
        Command::AddSeat { name, department } => {
            seats::apply_add(state, seq, at, name, department, writes);
        }
        Command::MergeNotes { into, notes } => merging::apply_merge(state, into, notes, writes),
        Command::Unmerge { note } => merging::apply_unmerge(state, note, writes),
        Command::Summon { branch, note } => {
            let called = branch.is_some() || note.is_some();
            state.summon = called.then(|| Summon { branch: branch.clone(), note: note.clone(), call: seq });
        }
        Command::CreateProject(project) => new_project::apply_create(state, content, seq, project, writes),
        Command::ReportProgress(new) => progress::apply(state, content, at, actor, new, writes),
        Command::RemoveParticipant { notes, .. } | Command::RemoveParticipants { notes, .. } => {
            removing::apply(state, content, command.removed(), *notes, writes);
        }
        Command::AnswerReturn { request, accept } => returning::apply_answer(state, request, *accept, writes),
        Command::RenewCode { code } => state.renew_code(seq, code),
        Command::CloseDoor => state.set_door(Door::Closed),
        Command::OpenDoor => state.set_door(Door::Open),
        Command::Restore { note } => bin::apply_restore(state, content, note, writes),
        Command::RestoreNotes { participant } => {
            bin::apply_restore_notes(state, content, participant, writes);
        }
        Command::EmptyBin => {
            state.bin.clear();
            comments::forget(state, content, writes);
        }
        Command::Comment { note, text, comment } => {
            comments::forget(state, content, writes);
            comments::apply(state, (seq, at), actor, note, text, comment.as_deref(), writes);
        }
        Command::RemoveComment { comment } => comments::remove(state, |id, _| id == comment, writes),
        Command::Finish => {
            state.close_vote();
            state.close_rating();
            state.poll = None;
            state.asked = None;
            state.end_activity(at);
            state.timer = None;
            state.finished = true;
            state.finished_at = Some(at);
        }
        Command::Reopen => (state.finished, state.finished_at) = (false, None),
        Command::Cast { .. }
        | Command::Rate { .. }
        | Command::SealNote { .. }
        | Command::WithdrawNote { .. }
        | Command::Done { .. }
        | Command::Grade { .. }
        | Command::Answer { .. }
        | Command::TakeSeat
        | Command::Say { .. }
        | Command::SetPerson { .. }
        | Command::Leave
        | Command::Approve { .. } => {
            if let Actor::Participant(person) = actor {
                seats::take_over(state, person, writes);
                change_by(state, content, seq, at, person, command, writes);
            } else if let Some(seat) = command.given_for() {
                change_by(state, content, seq, at, seat, command, writes);
            }
        }
    }
}

/// A participant's command, given by themselves or for their seat.
fn change_by(
    state: &mut State,
    content: &dyn Content,
    seq: u64,
    at: Millis,
    person: &ParticipantId,
    command: &Command,
    writes: &mut Vec<Write>,
) {
    match command {
        Command::Cast { note, dots, .. } => state.cast(person, note, *dots),
        Command::Rate { note, importance, urgency, .. } => state.rate(person, note, *importance, *urgency),
        Command::SealNote { branch, text, note, .. } => {
            state.seal(seq, person, branch, text, note.as_deref())
        }
        Command::WithdrawNote { note } => state.sealed.retain(|s| s.id != *note),
        Command::SetPerson { name, department } => {
            people::apply_change(state, content, person, name.as_deref(), department.as_ref(), writes);
        }
        Command::Leave => removing::apply(state, content, std::slice::from_ref(person), false, writes),
        Command::Done { done: true, .. } => {
            state.done.insert(person.clone());
        }
        Command::Done { done: false, .. } => {
            state.done.remove(person);
        }
        Command::Grade { item, grade, .. } => state.grade(person, *item, *grade),
        Command::Answer { text, reason, answer } => {
            answers::apply(state, (seq, at), person, text.as_deref(), *reason, answer.as_deref(), writes);
        }
        Command::Say { worth, word } => state.say(person, *worth, word.as_deref()),
        Command::Approve { project, decision, comment } => {
            projects::apply_approve(state, at, person, project, *decision, comment.as_deref(), writes);
        }
        _ => {}
    }
}
