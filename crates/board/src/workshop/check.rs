//! Checks whether a board may be created from given data. New and imported boards use the same check (LIMIT-2).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{
    Contents, Create, ImportedNote, ImportedProject, Priority, agenda, check_rounds, competences, people,
    preparation, progress, projects, promised, rating, templates::LANGUAGES, verdict::Verdict, voting,
};
use crate::schema::{Field, Kind, Limits, Unfit, branch, fact, find, is_date, is_number, note, project};
use crate::text::is_blank;
use crate::{BranchId, Code, FactId, NoteId, ProjectId, Refusal};

/// The first value that does not fit when a board is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The place, by the names and indexes of an export: `title`, `notes[3].parent`.
    pub at: String,
    /// The reason for the refusal.
    pub refusal: Refusal,
    /// The limit that is exceeded, if there is one.
    pub most: Option<u32>,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.refusal)?;
        self.most.map_or(Ok(()), |most| write!(f, " (at most {most})"))
    }
}

impl std::error::Error for Misfit {}

pub(super) type Checked = Result<(), Misfit>;

fn misfit(at: impl fmt::Display, code: Code, sentence: &'static str) -> Checked {
    Err(Misfit { at: at.to_string(), refusal: Refusal::new(code, sentence), most: None })
}

pub(super) fn ensure(fits: bool, at: impl fmt::Display, code: Code, sentence: &'static str) -> Checked {
    if fits { Ok(()) } else { misfit(at, code, sentence) }
}

pub(super) fn most(count: usize, most: u32, at: impl fmt::Display, sentence: &'static str) -> Checked {
    if count <= most as usize {
        return Ok(());
    }
    let refusal = Refusal::new(Code::TooMany, sentence);
    Err(Misfit { at: at.to_string(), refusal, most: Some(most) })
}

pub(super) fn placed(at: impl fmt::Display, verdict: Verdict) -> Checked {
    verdict.map_err(|refusal| Misfit { at: at.to_string(), refusal, most: None })
}

fn fits(at: impl fmt::Display, result: Result<(), Unfit>) -> Checked {
    let (refusal, most) = match result {
        Ok(()) => return Ok(()),
        Err(Unfit::TooLong(most)) => {
            (Refusal::new(Code::TooLong, "This text is longer than fits; shorten it"), Some(most))
        }
        Err(Unfit::Unlisted(_)) => {
            (Refusal::new(Code::Invalid, "This is none of the words that may stand here"), None)
        }
        Err(Unfit::Form) => {
            (Refusal::new(Code::Invalid, "This is empty, or not plain text of one line"), None)
        }
    };
    Err(Misfit { at: at.to_string(), refusal, most })
}

const TWICE: &str = "This is the id of an earlier one; give each its own";

impl Create {
    /// Checks whether a board may be created from this.
    ///
    /// # Errors
    /// The first value that does not fit, and its place.
    pub fn check(&self, limits: &Limits) -> Checked {
        ensure(!is_blank(&self.title), "title", Code::Invalid, "The board has no title yet; give it one")?;
        let texts = [
            ("title", &self.title),
            ("effect", &self.effect),
            ("goals.workshop", &self.goals.workshop),
            ("goals.organisation", &self.goals.organisation),
            ("questions.importance", &self.questions.importance),
            ("questions.urgency", &self.questions.urgency),
        ];
        texts.iter().try_for_each(|(at, text)| placed(at, limits.field_fits(text)))?;
        if let Some((key, unfit)) = self.charter.misfit(limits) {
            fits(format_args!("charter.{key}"), Err(unfit))?;
        }
        ensure(
            LANGUAGES.contains(&self.language.as_str()),
            "language",
            Code::Invalid,
            "Boards speak English (en), Polish (pl) or Ukrainian (uk); choose one of these",
        )?;
        if let Some(previous) = &self.previous {
            placed("previous.board", limits.id_fits(previous.board.as_str()))?;
            placed("previous.title", limits.field_fits(&previous.title))?;
        }
        self.governance.check(limits)?;
        promised::check(limits, &self.promised)?;
        let bones = self.check_bones(limits)?;
        placed("departments", people::departments_fit(limits, &self.departments))?;
        placed("agenda", agenda::decide_set(limits, &self.agenda))?;
        placed("competences", projects::decide_items(limits, &self.competences))?;
        competences::check(limits, &self.team)?;
        placed("preparation", preparation::points_fit(limits, &self.preparation))?;
        Check { contents: &self.contents, limits, bones }.whole()
    }

    fn check_bones(&self, limits: &Limits) -> Result<BTreeSet<&BranchId>, Misfit> {
        most(
            self.branches.len(),
            limits.branches,
            "branches",
            "That is more bones than a board has room for; leave some out",
        )?;
        let mut bones = BTreeSet::new();
        for (n, bone) in self.branches.iter().enumerate() {
            placed(format_args!("branches[{n}].id"), limits.id_fits(bone.id.as_str()))?;
            placed(format_args!("branches[{n}].title"), limits.field_fits(&bone.title))?;
            placed(format_args!("branches[{n}].question"), limits.field_fits(&bone.question))?;
            if let Some(colour) = &bone.colour
                && let Some(field) = find(&branch::FIELDS, branch::COLOUR)
            {
                fits(format_args!("branches[{n}].colour"), field.fits(colour, limits))?;
            }
            ensure(
                bones.insert(&bone.id),
                format_args!("branches[{n}].id"),
                Code::Invalid,
                "Two bones have the same id; give each its own",
            )?;
        }
        Ok(bones)
    }
}

/// The content of an import, checked against the limits and for consistency.
struct Check<'c> {
    contents: &'c Contents,
    limits: &'c Limits,
    bones: BTreeSet<&'c BranchId>,
}

impl<'c> Check<'c> {
    fn whole(&self) -> Checked {
        let contents = self.contents;
        let Contents {
            notes, projects, people, merges, priorities, reasons, approvals, vote, rating, ..
        } = contents;
        let (addressees, limits) = (&contents.addressees, self.limits);
        most(notes.len(), limits.notes, "notes", "The file has more causes than a board has room for")?;
        most(
            projects.len(),
            limits.projects,
            "projects",
            "The file has more projects than a board has room for",
        )?;
        most(
            people.len(),
            limits.people_ever,
            "people",
            "The file has more people than a board can remember",
        )?;
        let by_id = self.check_notes()?;
        let mut ids: BTreeSet<&ProjectId> = BTreeSet::new();
        for (n, project) in projects.iter().enumerate() {
            placed(format_args!("projects[{n}].id"), limits.id_fits(project.id.as_str()))?;
            ensure(ids.insert(&project.id), format_args!("projects[{n}].id"), Code::Invalid, TWICE)?;
            self.check_project(n, project, &by_id)?;
        }
        self.check_facts()?;
        for (id, person) in people {
            placed(format_args!("people.{id}.id"), limits.id_fits(id.as_str()))?;
            fits(format_args!("people.{id}.name"), limits.text(&person.name, limits.name))?;
            placed(format_args!("people.{id}.department"), limits.id_fits(person.department.as_str()))?;
        }
        let known = contents.seats.iter().all(|seat| people.contains_key(seat));
        ensure(known, "seats", Code::Invalid, "This is the seat of nobody in the file")?;
        most(
            contents.seats.len(),
            limits.participants,
            "seats",
            "The file has more seats than a board has room for",
        )?;
        for (merged, into) in merges {
            if by_id.contains_key(merged) && by_id.contains_key(into) && !merges.contains_key(into) {
                continue;
            }
            // Looked for only now: a file may have thousands of merged causes.
            let place = notes.iter().position(|note| note.id == *merged).unwrap_or(notes.len());
            let at = format_args!("notes[{place}].merged_into");
            return misfit(at, Code::Invalid, "This names no cause that stands on the board");
        }
        let known = |note: &NoteId| by_id.contains_key(note);
        let unknown = "This names a cause that is not in the file";
        ensure(priorities.keys().all(known), "priorities", Code::Invalid, unknown)?;
        for (note, reason) in reasons {
            let set = priorities.contains_key(note);
            ensure(set, "reasons", Code::Invalid, "This is the reason for a priority that is not set")?;
            placed("reasons", self.limits.field_fits(reason))?;
        }
        for (note, addressee) in addressees {
            let outside = priorities.get(note) == Some(&Priority::Outside);
            let alone = "This is who could change a cause that is not outside the group's power";
            ensure(outside, "addressees", Code::Invalid, alone)?;
            placed("addressees", self.limits.field_fits(addressee))?;
        }
        for (n, (note, said)) in contents.comments.iter().enumerate() {
            ensure(known(note), format_args!("comments[{n}]"), Code::Invalid, unknown)?;
            fits(format_args!("comments[{n}].text"), limits.text(&said.text, limits.note_text))?;
        }
        for (id, said) in approvals {
            ensure(
                ids.contains(id),
                "approvals",
                Code::Invalid,
                "This names a project that is not in the file",
            )?;
            for (department, approval) in said {
                placed("approvals", limits.id_fits(department.as_str()))?;
                placed("approvals", limits.field_fits(approval.comment.as_deref().unwrap_or_default()))?;
            }
        }
        most(
            contents.progress.len(),
            limits.progress,
            "progress",
            "The file has more reports about projects than a board keeps",
        )?;
        for (n, said) in contents.progress.iter().enumerate() {
            let at = format_args!("progress[{n}]");
            ensure(
                ids.contains(&said.project),
                at,
                Code::Invalid,
                "This names a project that is not in the file",
            )?;
            placed(at, progress::fits(limits, said))?;
        }
        if let Some(vote) = vote {
            placed("vote", voting::dots_fit(vote.dots, Some(vote.per_note)))?;
            placed("vote.name", limits.field_fits(vote.name.as_deref().unwrap_or_default()))?;
            let ballot = vote.notes.as_deref().unwrap_or_default();
            ensure(ballot.iter().all(known), "vote.notes", Code::Invalid, unknown)?;
            let tally = vote.tally.iter().flat_map(|tally| tally.keys());
            ensure(tally.into_iter().all(known), "vote", Code::Invalid, unknown)?;
        }
        if let Some(rating) = rating {
            placed("rating", rating::number_fits(rating.notes.len()))?;
            ensure(rating.notes.iter().all(known), "rating", Code::Invalid, unknown)?;
        }
        check_rounds::check(contents, limits)
    }

    fn check_notes(&self) -> Result<BTreeMap<&'c NoteId, &'c ImportedNote>, Misfit> {
        let (limits, mut by_id) = (self.limits, BTreeMap::new());
        for (n, note) in self.contents.notes.iter().enumerate() {
            placed(format_args!("notes[{n}].id"), limits.id_fits(note.id.as_str()))?;
            let twice = by_id.insert(&note.id, note).is_some();
            ensure(!twice, format_args!("notes[{n}].id"), Code::Invalid, TWICE)?;
        }
        for (n, note) in self.contents.notes.iter().enumerate() {
            fits(format_args!("notes[{n}].text"), limits.text(&note.text, limits.note_text))?;
            check_fields(format_args!("notes[{n}]"), &note.fields, &note::FIELDS, limits)?;
            let department = note.department.as_ref().map_or(Ok(()), |id| limits.id_fits(id.as_str()));
            placed(format_args!("notes[{n}].department"), department)?;
            self.check_place(n, note, &by_id)?;
        }
        Ok(by_id)
    }

    /// Checks that the cause hangs on a bone of this board. Its parents must lead up to the bone: on the same bone,
    /// in no circle, not too deep.
    fn check_place(
        &self,
        n: usize,
        note: &ImportedNote,
        notes: &BTreeMap<&NoteId, &ImportedNote>,
    ) -> Checked {
        let bone = note.field(note::BRANCH).map(BranchId::from);
        ensure(
            bone.is_some_and(|bone| self.bones.contains(&bone)),
            format_args!("notes[{n}].branch"),
            Code::Invalid,
            "This names no bone of the file",
        )?;
        let also = note.field(note::ALSO).unwrap_or_default();
        ensure(
            also.split('\n').all(|id| id.is_empty() || self.bones.contains(&BranchId::from(id))),
            format_args!("notes[{n}].also"),
            Code::Invalid,
            "This names no bone of the file",
        )?;
        let order = note.field(note::ORDER).unwrap_or_default();
        placed(format_args!("notes[{n}].order"), self.limits.id_fits(order))?;
        let (mut at, mut depth) = (note, 1);
        while let Some(parent) = at.field(note::PARENT) {
            depth += 1;
            most(
                depth,
                self.limits.depth,
                format_args!("notes[{n}].parent"),
                "Causes in the file nest deeper than a board allows, or in a circle; move them and export again",
            )?;
            match notes.get(&NoteId::from(parent)) {
                Some(above) if above.field(note::BRANCH) == at.field(note::BRANCH) => at = above,
                _ => {
                    let at = format_args!("notes[{n}].parent");
                    return misfit(at, Code::Invalid, "This names no cause on the same bone");
                }
            }
        }
        Ok(())
    }

    fn check_facts(&self) -> Checked {
        let (facts, limits) = (&self.contents.facts, self.limits);
        most(facts.len(), limits.facts, "facts", "The file has more facts than a board has room for")?;
        let mut ids: BTreeSet<&FactId> = BTreeSet::new();
        for (n, fact) in facts.iter().enumerate() {
            placed(format_args!("facts[{n}].id"), limits.id_fits(fact.id.as_str()))?;
            ensure(ids.insert(&fact.id), format_args!("facts[{n}].id"), Code::Invalid, TWICE)?;
            check_fields(format_args!("facts[{n}]"), &fact.fields, &fact::FIELDS, limits)?;
            let large = "This number is larger than a board holds";
            let target = fact.target.is_none_or(is_number);
            ensure(target, format_args!("facts[{n}].target"), Code::Invalid, large)?;
            most(
                fact.values.len(),
                limits.fact_values,
                format_args!("facts[{n}].values"),
                "That is more than one fact holds; leave some values out",
            )?;
            for (day, value) in &fact.values {
                let at = format_args!("facts[{n}].values.{day}");
                ensure(is_date(day), at, Code::Invalid, "This is no day of the calendar")?;
                ensure(is_number(*value), at, Code::Invalid, large)?;
            }
        }
        Ok(())
    }

    fn check_project(
        &self,
        n: usize,
        project: &ImportedProject,
        notes: &BTreeMap<&NoteId, &ImportedNote>,
    ) -> Checked {
        let limits = self.limits;
        check_fields(format_args!("projects[{n}]"), &project.fields, &project::FIELDS, limits)?;
        ensure(
            project.amount.is_none_or(is_number),
            format_args!("projects[{n}].amount"),
            Code::Invalid,
            "This number is larger than a board holds",
        )?;
        for (key, items) in &project.lists {
            let at = format_args!("projects[{n}].{key}");
            let list = find(&project::FIELDS, key).is_some_and(|field| field.kind == Kind::List);
            ensure(list, at, Code::Invalid, "This is no field of a project")?;
            most(
                items.len(),
                limits.list_items,
                at,
                "That is more than one list holds; leave some entries out",
            )?;
            items.iter().try_for_each(|item| fits(at, limits.item(item)))?;
            let known = |item: &String| notes.contains_key(&NoteId::from(item.as_str()));
            ensure(
                key != project::NOTES || items.iter().all(known),
                at,
                Code::Invalid,
                "This names a cause that is not in the file",
            )?;
        }
        Ok(())
    }
}

fn check_fields(
    at: fmt::Arguments,
    fields: &[(String, String)],
    known: &[Field],
    limits: &Limits,
) -> Checked {
    let mut seen = BTreeSet::new();
    for (key, value) in fields {
        let at = format_args!("{at}.{key}");
        match find(known, key) {
            Some(field) if seen.insert(key) => fits(at, field.fits(value, limits))?,
            Some(_) => return misfit(at, Code::Invalid, "This field is there twice"),
            None => return misfit(at, Code::Invalid, "This is no field of a board"),
        }
    }
    Ok(())
}
