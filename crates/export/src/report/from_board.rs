//! Builds the report from the reading of a board.

use std::collections::{BTreeMap, HashMap, HashSet};

use board::reading::{Board, Note};
use board::schema::project as key;
use board::workshop::{DepartmentRating, NoteRating, RatingState, VoteState};
use board::{DepartmentId, Millis, NoteId, ParticipantId};

use crate::report::{
    Axes, Branch, Cause, Competence, Department, FORMAT, Field, MADE_WITH, Person, Project, Rated, Rating,
    Report, VERSION, Vote,
};

impl Report {
    /// Builds the report of a board.
    pub fn of(board: &Board, generated_at: Millis) -> Self {
        let mut report = Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            made_with: MADE_WITH.into(),
            generated_at,
            board: board.id.clone(),
            title: board.title.clone(),
            language: board.language.clone(),
            effect: board.effect.clone(),
            goals: board.goals.clone(),
            questions: board.questions.clone(),
            charter: board.charter.clone(),
            polls: board.polls.clone(),
            lists: Some(board.lists()).filter(|lists| !lists.is_empty()).unwrap_or_default(),
            governance: board.governance.clone(),
            finished: board.finished,
            agenda: Some(board.agenda.clone()),
            vote: board.vote.as_ref().map(vote),
            rating: board.rating.as_ref().map(rating),
            votes: board.votes.clone(),
            ratings: board.ratings.clone(),
            runs: board.runs.clone(),
            previous: board.previous.clone(),
            promised: board.promised.clone(),
            next: board.next.clone(),
            words: board.words.clone().filter(|words| words.revealed),
            facts: board.facts.clone(),
            projects: board.projects.iter().map(project).collect(),
            most_disputed: board.most_disputed().map(|note| note.id.clone()),
            ..Self::default()
        };
        // A person who was removed from the board is named only if a cause on the board has their name.
        let written = board.every_note();
        let named =
            |id: &ParticipantId| written.iter().any(|note| note.author.as_ref().is_some_and(|a| a.id == *id));
        for person in board.people.iter().filter(|p| !p.removed || named(&p.id)) {
            let (id, name) = (person.id.clone(), person.name.clone());
            let (department, seat, awaited) = (person.department.clone(), person.seat, person.awaited);
            report.people.push(Person { id, name, department, seat, awaited });
        }
        for branch in &board.branches {
            let (id, title) = (branch.id.clone(), branch.title.clone());
            report.branches.push(Branch {
                id,
                title,
                question: branch.question.clone(),
                colour: branch.colour.clone(),
            });
            walk(&branch.notes, None, 0, &mut report.notes);
        }
        walk(&board.parked, None, 0, &mut report.parked);
        for one in board.profile() {
            report.competences.push(Competence {
                name: one.name,
                projects: one.projects,
                expected: one.expected,
                needed: one.team.needed,
                has: one.team.has,
                learns: one.team.learns,
            });
        }
        report.departments = departments(board, &report.notes);
        report.amounts = board.amounts();
        report.forget_removed();
        report
    }

    /// Takes the names of causes that were removed from the board off its lists. An import refuses what names no cause.
    fn forget_removed(&mut self) {
        let known: HashSet<&NoteId> = self.notes.iter().map(|note| &note.id).collect();
        if let Some(rating) = &mut self.rating {
            rating.notes.retain(|note| known.contains(note));
        }
        if let Some(ballot) = self.vote.as_mut().and_then(|vote| vote.notes.as_mut()) {
            ballot.retain(|note| known.contains(note));
        }
        for project in &mut self.projects {
            if let Some(Field::List(notes)) = project.fields.get_mut(key::NOTES) {
                notes.retain(|note| known.contains(&NoteId::from(note.as_str())));
            }
        }
    }
}

/// The vote without its result, which stands at the causes.
fn vote(vote: &VoteState) -> Vote {
    Vote {
        dots: vote.dots,
        per_note: vote.per_note,
        voted: vote.voted,
        eligible: vote.eligible,
        revealed: vote.revealed,
        name: vote.name.clone(),
        notes: vote.notes.clone(),
        by_department: vote.by_department,
    }
}

/// The rating without its result, which stands at the causes.
fn rating(rating: &RatingState) -> Rating {
    Rating {
        notes: rating.notes.clone(),
        voted: rating.voted,
        eligible: rating.eligible,
        revealed: rating.revealed,
        by_department: rating.by_department,
    }
}

fn walk(notes: &[Note], parent: Option<&NoteId>, depth: u32, out: &mut Vec<Cause>) {
    for note in notes {
        let mut cause = cause(note);
        cause.parent = parent.cloned();
        cause.depth = depth;
        out.push(cause);
        for merged in &note.merged {
            let at = out.len();
            walk(std::slice::from_ref(merged), None, depth + 1, out);
            out[at].merged_into = Some(note.id.clone());
        }
        walk(&note.children, Some(&note.id), depth + 1, out);
    }
}

fn cause(note: &Note) -> Cause {
    let cause = Cause {
        id: note.id.clone(),
        branch: note.branch.clone(),
        text: note.text.clone(),
        department: note.department.clone(),
        author: note.author.as_ref().map(|a| a.id.clone()),
        author_name: note.author.as_ref().map(|a| a.name.clone()).filter(|name| !name.is_empty()),
        comments: note.comments.clone(),
        priority: note.priority.clone(),
        reason: note.reason.clone(),
        addressee: note.addressee.clone(),
        dots: note.dots,
        dots_by_department: note.dots_by_department.clone(),
        rated: note.rated.as_ref().map(rated),
        ..Cause::default()
    };
    Cause { also: note.also.clone(), ..cause.with(note.details.clone()) }
}

fn rated(result: &NoteRating) -> Rated {
    let medians = |(id, of): (&DepartmentId, &DepartmentRating)| {
        (id.clone(), Axes { importance: of.importance, urgency: of.urgency })
    };
    Rated {
        importance: result.importance,
        urgency: result.urgency,
        disagreement: result.disagreement,
        by_department: result.by_department.iter().map(medians).collect(),
    }
}

fn project(project: &board::reading::Project) -> Project {
    let mut fields: BTreeMap<String, Field> =
        project.fields.iter().map(|(key, text)| (key.clone(), Field::Text(text.clone()))).collect();
    let notes: Vec<String> = project.notes.iter().map(|id| id.to_string()).collect();
    let affected: Vec<String> = project.affects_departments.iter().map(DepartmentId::to_string).collect();
    let lists = [
        (key::NOTES, &notes),
        (key::COMPETENCES, &project.competences),
        (key::TOOLS, &project.tools),
        (key::METHODS, &project.methods),
        (key::AFFECTS_DEPARTMENTS, &affected),
    ];
    for (key, items) in lists {
        fields.insert(key.to_owned(), Field::List(items.clone()));
    }
    // These are separate fields of the format.
    fields.remove("id");
    fields.remove(key::APPROVALS);
    fields.remove(key::AMOUNT);
    let (id, amount, approvals) = (project.id.clone(), project.amount, project.approvals.clone());
    fields.remove("progress");
    Project { id, amount, fields, progress: project.progress.clone(), approvals }
}

fn departments(board: &Board, notes: &[Cause]) -> Vec<Department> {
    let mut written: HashMap<&DepartmentId, usize> = HashMap::new();
    let mut owned: HashMap<&DepartmentId, usize> = HashMap::new();
    // Merged causes are not counted, as in the board's count of causes.
    for note in notes.iter().filter(|note| note.merged_into.is_none()) {
        for (count, id) in [(&mut written, &note.department), (&mut owned, &note.owner)] {
            if let Some(id) = id {
                *count.entry(id).or_default() += 1;
            }
        }
    }
    let of = |d: &board::reading::Department| Department {
        id: d.id.clone(),
        name: d.name.clone(),
        people: board.people.iter().filter(|p| p.department == d.id && !p.removed && !p.awaited).count(),
        written: written.get(&d.id).copied().unwrap_or_default(),
        owned: owned.get(&d.id).copied().unwrap_or_default(),
        projects: board
            .projects
            .iter()
            .filter(|p| p.field(key::OWNER) == d.id.as_str())
            .map(|p| p.id.clone())
            .collect(),
    };
    board.departments.iter().map(of).collect()
}
