//! What each action of a log is in plain words. An action without words does not compile. What is secret is in none of them:
//! no token, no code, nothing of sealed causes, ballots, grades and last words, also not who gave them.

use board::{
    ParticipantId,
    text::line,
    workshop::{Action, Command, State},
};

/// Whether the name of whoever gave the command may stand beside it.
pub fn names_its_giver(command: &Command) -> bool {
    // Each of these is a secret of the one who gave it: who voted when, beside who said so, would lead to who.
    !matches!(
        command,
        Command::Cast { .. }
            | Command::Rate { .. }
            | Command::Grade { .. }
            | Command::Say { .. }
            | Command::SealNote { .. }
            | Command::WithdrawNote { .. }
            | Command::Answer { .. }
    )
}

/// A text of the board in quotation marks, without anything that a terminal would obey.
fn quoted(text: &str) -> String {
    let text: String = line(text).chars().filter(|c| !c.is_control()).take(80).collect();
    format!("“{text}”")
}

/// A person's name.
pub fn person(state: &State, id: &ParticipantId) -> String {
    state.people.get(id).map_or_else(|| "somebody".to_owned(), |person| quoted(&person.name))
}

fn activity(state: &State, id: &str) -> String {
    let mut all = state.agenda.iter().flat_map(|meeting| &meeting.activities);
    all.find(|activity| activity.id == id)
        .map_or_else(|| "an activity".into(), |activity| quoted(&activity.title))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// How much there is of boards.
pub fn boards_with_entries(boards: usize, entries: u64) -> String {
    let with = if entries == 1 { "entry" } else { "entries" };
    format!("{} with {entries} {with}", counted(boards, "board", "boards"))
}

/// What an action did to the board, whose state is that after it.
pub fn action(action: &Action, state: &State) -> String {
    match action {
        Action::Create(create) => format!("the board {} was made", quoted(&create.title)),
        Action::Join(join) if join.goes_on_as.is_some() && !join.proven => {
            "a device asked to go on as somebody on the board".into()
        }
        Action::Join(join) => format!("{} joined", quoted(&join.name)),
        Action::SeatToken(seat) => format!("{} got a link to their seat", person(state, &seat.participant)),
        Action::Invite(invite) => format!("{} got a facilitator's link", quoted(&invite.0.name)),
        Action::Dismiss(_) => "a facilitator's link was ended".into(),
        Action::RecoveryCode(_) => "a facilitator got a code to come back by".into(),
        Action::Recover(_) => "a facilitator came back by their code".into(),
        Action::Follow(follow) => format!("the board {} goes on from this one", quoted(&follow.next.title)),
        Action::LinkDepartment(_) => "a department got a link".into(),
        Action::UnlinkDepartment(_) => "the link of a department was ended".into(),
        Action::HostLink(_) => "the host got a link that leads the board".into(),
        Action::Archive(archive) if archive.kept => "the board is to be kept".into(),
        Action::Archive(archive) if archive.archived => "the board was laid away".into(),
        Action::Archive(_) => "the board was taken back".into(),
        Action::Deadline => "the time of the activity ran out".into(),
        Action::Command(_, given) => command(given, state),
    }
}

fn command(command: &Command, state: &State) -> String {
    let fixed = match command {
        Command::Lock => "locked the board",
        Command::Unlock => "unlocked the board",
        Command::SetPermissions(_) => "changed what participants may do",
        Command::SetAgenda { agenda } => {
            return format!("set an agenda of {}", counted(agenda.len(), "meeting", "meetings"));
        }
        Command::SetPoint { .. } => "changed the facilitators' checklist",
        Command::SetDepartments { departments } => {
            return format!("listed {}", counted(departments.len(), "department", "departments"));
        }
        Command::SetCompetences { competences } => {
            return format!("listed {}", counted(competences.len(), "competence", "competences"));
        }
        Command::SetCompetence(_) => "said something of a competence",
        Command::SetAuthors { shown: true, .. } => "let causes show their authors",
        Command::SetAuthors { departments: true, .. } => "let causes show departments only",
        Command::SetAuthors { .. } => "let causes show neither authors nor departments",
        Command::SetSealedDepartments { .. } => "said of which departments sealed causes may tell",
        Command::StartActivity { activity: id, .. } => return format!("started {}", activity(state, id)),
        Command::NextActivity => match &state.activity {
            Some(id) => return format!("went on to {}", activity(state, id)),
            None => "ended the last activity",
        },
        Command::PauseTimer => "paused the countdown",
        Command::ResumeTimer => "resumed the countdown",
        Command::ExtendTimer { seconds } => return format!("changed the countdown by {seconds} s"),
        Command::StopTimer => "stopped the countdown",
        Command::OpenVote { dots, .. } => {
            return format!("opened a vote with {}", counted(*dots as usize, "dot", "dots"));
        }
        Command::CloseVote => "closed the vote",
        Command::RevealVote => "showed the result of the vote",
        Command::OpenRating { notes, .. } => {
            return format!("opened a rating of {}", counted(notes.len(), "cause", "causes"));
        }
        Command::CloseRating => "closed the rating",
        Command::RevealRating => "showed the result of the rating",
        Command::SetPriority { priority: Some(_), .. } => "set the priority of a cause",
        Command::SetPriority { priority: None, .. } => "took the priority of a cause back",
        Command::RevealNotes { .. } => "revealed sealed causes",
        Command::RevealWords => "showed what people said at the end",
        Command::OpenPoll { items, .. } => {
            return format!("asked for grades of {}", counted(items.len(), "thing", "things"));
        }
        Command::RevealPoll => "showed the grades",
        Command::DropPoll => "dropped the question for grades",
        Command::Ask { fact: Some(_), .. } => "asked about a fact",
        Command::Ask { fact: None, .. } => "ended the question about a fact",
        Command::KeepAnswers { answers, .. } => {
            return format!("made a cause of {}", counted(answers.len(), "answer", "answers"));
        }
        Command::AddSeat { name, .. } => return format!("added a seat for {}", quoted(name)),
        Command::MergeNotes { notes, .. } => {
            return format!("merged {} into one", counted(notes.len() + 1, "cause", "causes"));
        }
        Command::Unmerge { .. } => "took a merged cause out again",
        Command::Summon { branch: None, note: None } => "ended the call to look at one place",
        Command::Summon { .. } => "called everybody to one place",
        Command::CreateProject(project) => return format!("made the project {}", quoted(&project.title)),
        Command::RemoveParticipant { participant, .. } => {
            return format!("removed {}", person(state, participant));
        }
        Command::RemoveParticipants { participants, .. } => {
            return format!("removed {}", counted(participants.len(), "person", "people"));
        }
        Command::AnswerReturn { accept: true, .. } => "let a device go on as somebody on the board",
        Command::AnswerReturn { accept: false, .. } => "sent away a device that asked to go on as somebody",
        Command::RenewCode { .. } => "gave the board a new code",
        Command::CloseDoor => "closed the door: nobody can join",
        Command::OpenDoor => "opened the door: people can join",
        Command::Restore { .. } => "put a removed cause back",
        Command::RestoreNotes { participant } => {
            return format!("put back what {} had written", person(state, participant));
        }
        Command::EmptyBin => "emptied the bin",
        Command::Finish => "finished the workshop",
        Command::Reopen => "reopened the workshop",
        Command::Comment { comment: None, .. } => "commented on a cause",
        Command::Comment { comment: Some(_), .. } => "changed a comment",
        Command::RemoveComment { .. } => "removed a comment",
        Command::AddFact(_) => "added a fact",
        Command::RemoveFact { .. } => "removed a fact",
        Command::RemoveAnswer { .. } => "removed an answer",
        Command::ReportProgress(_) => "reported how a project stands",
        Command::Cast { .. } => "voted",
        Command::Rate { .. } => "rated a cause",
        Command::SealNote { .. } => "wrote a sealed cause",
        Command::WithdrawNote { .. } => "withdrew a sealed cause",
        Command::Done { done: true, .. } => "said that they are done",
        Command::Done { done: false, .. } => "said that they are not done yet",
        Command::Grade { .. } => "gave a grade",
        Command::Answer { .. } => "answered what was asked",
        Command::TakeSeat => "took their own seat over",
        Command::Say { .. } => "said whether it was worth the time",
        Command::SetPerson { .. } => "changed their name or department",
        Command::Leave => "left the workshop",
        Command::Approve { decision: board::workshop::Decision::Accept, .. } => {
            "accepted a project for their department"
        }
        Command::Approve { decision: board::workshop::Decision::Decline, .. } => {
            "declined a project for their department"
        }
    };
    fixed.to_owned()
}

/// What a batch of edits did: the causes that it added and removed.
pub fn edits(added: usize, removed: usize) -> String {
    match (added, removed) {
        (0, 0) => "edited the board".into(),
        (added, 0) => format!("added {}", counted(added, "cause", "causes")),
        (0, removed) => format!("removed {}", counted(removed, "cause", "causes")),
        (added, removed) => {
            format!("added {} and removed {removed}", counted(added, "cause", "causes"))
        }
    }
}
