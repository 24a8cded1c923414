//! Brings the texts of an action into the form that the board stores (TEXT-5). Ids stay as they are.

use super::{
    Action, Activity, AddedFact, Bone, Command, Contents, Create, Department, Goals, Governance, Invite,
    Join, Meeting, NewProject, Promised, Questions, State, TeamCompetence,
};
use crate::DepartmentId;
use crate::schema::{Kind, find, project};
use crate::text::{line, paragraphs};

impl Action {
    /// The action with its texts in the form of [`crate::text`]. The result is recorded, so replaying a log does not
    /// depend on later changes of that form.
    pub fn tidy(mut self, state: &State) -> Self {
        match &mut self {
            Action::Create(create) => create.tidy(),
            Action::Join(join) => {
                tidy_new_department(join, state);
                tidy_person(&mut join.name, &mut join.department, state);
            }
            Action::Command(_, Command::AddSeat { name, department }) => {
                tidy_person(name, department, state);
            }
            Action::Invite(Invite(new)) => one(&mut new.name),
            Action::SeatToken(_)
            | Action::Dismiss(_)
            | Action::RecoveryCode(_)
            | Action::Recover(_)
            | Action::Follow(_)
            | Action::LinkDepartment(_)
            | Action::UnlinkDepartment(_)
            | Action::HostLink(_)
            | Action::Archive(_)
            | Action::Deadline => {}
            Action::Command(_, command) => command.tidy(state),
        }
        self
    }
}

impl Command {
    fn tidy(&mut self, state: &State) {
        match self {
            Command::SetAgenda { agenda } => agenda.iter_mut().for_each(tidy_meeting),
            Command::SetDepartments { departments } => departments.iter_mut().for_each(tidy_department),
            Command::SetPoint { text, .. } => text.iter_mut().for_each(one),
            Command::SetCompetences { competences } => competences.iter_mut().for_each(one),
            Command::SetCompetence(new) => new.tidy(),
            Command::CreateProject(project) => tidy_project(project),
            Command::SealNote { text, .. } => many(text),
            Command::OpenVote { name, .. } => name.iter_mut().for_each(one),
            Command::SetPerson { name, department } => {
                name.iter_mut().for_each(one);
                department.iter_mut().for_each(|department| tidy_department_id(department, state));
            }
            Command::Comment { text, .. } => many(text),
            Command::Answer { text, .. } => text.iter_mut().for_each(many),
            Command::KeepAnswers { text, reference, .. } => text.iter_mut().chain(reference).for_each(many),
            Command::AddFact(AddedFact { label, unit, source, .. }) => {
                one(label);
                one(unit);
                many(source);
            }
            Command::OpenPoll { items, .. } => items.iter_mut().for_each(many),
            Command::Say { word, .. } => word.iter_mut().for_each(many),
            Command::SetPriority { reason, addressee, .. } => {
                reason.iter_mut().chain(addressee).for_each(many);
            }
            Command::ReportProgress(new) => new.word.iter_mut().for_each(many),
            Command::Approve { comment, .. } => comment.iter_mut().for_each(many),
            _ => {}
        }
    }
}

/// A new department of a name that the board lists is that department. A board that lists none takes the name.
fn tidy_new_department(join: &mut Join, state: &State) {
    let Some(mut name) = join.new_department.take() else { return };
    one(&mut name);
    if let Some(listed) = state.department_called(&name) {
        join.department = listed.id.clone();
    } else if state.departments.is_empty() {
        join.department = DepartmentId::from(name);
    } else {
        join.new_department = Some(name);
    }
}

fn one(text: &mut String) {
    *text = line(text).into_owned();
}

fn many(text: &mut String) {
    *text = paragraphs(text).trim().to_owned();
}

impl Create {
    /// Brings its texts into the form that the board stores.
    pub fn tidy(&mut self) {
        let Self {
            title,
            effect,
            goals,
            questions,
            charter,
            branches,
            departments,
            agenda,
            competences,
            preparation,
            contents,
            governance,
            promised,
            team,
            ..
        } = self;
        let Goals { workshop, organisation } = goals;
        one(title);
        let Questions { importance, urgency } = questions;
        charter.tidy();
        let Governance { overseeing, executing } = governance;
        let texts = [effect, workshop, organisation, importance, urgency, overseeing, executing];
        texts.into_iter().for_each(many);
        for Promised { title, person, word, .. } in promised {
            one(title);
            person.iter_mut().chain(word).for_each(many);
        }
        for Bone { title, question, .. } in branches {
            one(title);
            one(question);
        }
        departments.iter_mut().for_each(tidy_department);
        agenda.iter_mut().for_each(tidy_meeting);
        competences.iter_mut().for_each(one);
        team.iter_mut().for_each(TeamCompetence::tidy);
        preparation.iter_mut().for_each(|point| one(&mut point.text));
        tidy_contents(contents);
    }
}

fn tidy_department(department: &mut Department) {
    one(&mut department.name);
}

fn tidy_meeting(meeting: &mut Meeting) {
    one(&mut meeting.title);
    for Activity { title, prompt, note, .. } in &mut meeting.activities {
        one(title);
        prompt.iter_mut().chain(note).for_each(many);
    }
}

/// Tidies a person.
fn tidy_person(name: &mut String, department: &mut DepartmentId, state: &State) {
    one(name);
    tidy_department_id(department, state);
}

/// If the department is not listed, somebody typed its name.
fn tidy_department_id(department: &mut DepartmentId, state: &State) {
    if state.departments.iter().all(|listed| listed.id != *department) {
        *department = line(department.as_str()).as_ref().into();
    }
}

fn tidy_project(new: &mut NewProject) {
    one(&mut new.title);
    one(&mut new.person);
    let NewProject { sponsor, budget, duration, measure, affects, value, helps, strategy, .. } = new;
    [sponsor, budget, duration, measure, affects, value, helps, strategy].into_iter().for_each(many);
    for items in [&mut new.competences, &mut new.tools, &mut new.methods] {
        items.iter_mut().for_each(one);
    }
}

fn tidy_contents(contents: &mut Contents) {
    for note in &mut contents.notes {
        // As it stands in the file, whose text may end in a space: what was exported comes back as it was.
        note.text = paragraphs(&note.text).into_owned();
        tidy_fields(&mut note.fields, &crate::schema::note::FIELDS);
    }
    for imported in &mut contents.projects {
        tidy_fields(&mut imported.fields, &project::FIELDS);
        for (key, items) in &mut imported.lists {
            // The other lists hold ids.
            if [project::COMPETENCES, project::TOOLS, project::METHODS].contains(&key.as_str()) {
                items.iter_mut().for_each(one);
                *items = super::projects::tidy(items);
            }
        }
    }
    contents.comments.iter_mut().for_each(|(_, said)| many(&mut said.text));
    contents.answers.iter_mut().for_each(|(_, said)| many(&mut said.text));
    for fact in &mut contents.facts {
        tidy_fields(&mut fact.fields, &crate::schema::fact::FIELDS);
    }
    for said in &mut contents.progress {
        said.name.iter_mut().for_each(one);
        said.word.iter_mut().for_each(many);
    }
    contents.people.values_mut().for_each(|person| one(&mut person.name));
    contents.reasons.values_mut().chain(contents.addressees.values_mut()).for_each(many);
    contents.vote.iter_mut().filter_map(|vote| vote.name.as_mut()).for_each(one);
    contents.votes.iter_mut().filter_map(|vote| vote.name.as_mut()).for_each(one);
    contents.polls.iter_mut().flat_map(|poll| &mut poll.items).for_each(|item| many(&mut item.text));
    if let Some(words) = contents.words.as_mut().and_then(|words| words.words.as_mut()) {
        words.iter_mut().for_each(many);
        words.sort();
    }
    let said = contents.approvals.values_mut().flat_map(|said| said.values_mut());
    said.filter_map(|approval| approval.comment.as_mut()).for_each(many);
}

fn tidy_fields(fields: &mut [(String, String)], known: &[crate::schema::Field]) {
    for (key, value) in fields {
        if find(known, key).is_some_and(|field| field.kind == Kind::Text) {
            many(value);
        }
    }
}
