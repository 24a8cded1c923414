//! A board in a few figures, for a list of boards.

use super::{Live, content::Reader};
use crate::index::{NOTES, PROJECTS};
use crate::schema::{board, note, root};
use crate::text::line;
use crate::workshop::Content;
use crate::{Millis, NoteId};

/// How far a workshop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No activity has run.
    New,
    /// Activities run, or have run.
    Running,
    /// It is finished.
    Finished,
}

/// A board in a few figures. Whoever has the host's key may know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// What it is called now.
    pub title: String,
    /// How far its workshop is.
    pub phase: Phase,
    /// When it was made; missing where a snapshot of an earlier version does not say it.
    pub made: Option<Millis>,
    /// When its first activity began; missing on boards of an earlier edition.
    pub started: Option<Millis>,
    /// When it was finished, as long as it is; missing if an earlier version finished it.
    pub finished: Option<Millis>,
    /// The time of its last entry.
    pub changed: Millis,
    /// The people on it.
    pub people: usize,
    /// Its causes, as the board counts them: merged and parked ones are none.
    pub causes: usize,
    /// Its projects.
    pub projects: usize,
    /// The days on which the projects are due that are neither done nor stopped, in order.
    pub due: Vec<String>,
    /// Whether the host laid it away.
    pub archived: bool,
}

impl Live {
    /// The board in a few figures. Its texts are not read, so this costs little on a large board, too.
    pub fn overview(&self) -> Overview {
        let state = self.state();
        let started = state.runs.first().map(|run| run.from);
        let phase = match (state.finished, started.is_some() || state.activity.is_some()) {
            (true, _) => Phase::Finished,
            (false, true) => Phase::Running,
            (false, false) => Phase::New,
        };
        let title = self.root_json(root::BOARD);
        let title = title.get(board::TITLE).and_then(|title| title.as_str()).map(line).unwrap_or_default();
        Overview {
            title: if title.is_empty() { state.title.clone() } else { title.into_owned() },
            phase,
            made: state.made,
            started,
            finished: state.finished_at,
            changed: self.at,
            people: state.present() as usize,
            causes: self.count_causes(),
            projects: self.index.living_count(PROJECTS),
            due: self.due(),
            archived: state.archived,
        }
    }

    fn due(&self) -> Vec<String> {
        let reader = Reader::of(&self.doc);
        let mut due: Vec<String> = reader.projects().iter().filter_map(|id| reader.due(id)).collect();
        due.sort_unstable();
        due
    }

    fn count_causes(&self) -> usize {
        let reader = Reader::of(&self.doc);
        let parked_key = self.index.keys.get(note::PARKED);
        let lives = |note: &NoteId| {
            let key = self.index.keys.get(note.as_str());
            key.is_some_and(|key| self.index.living(NOTES, key).is_some())
        };
        let counted = |key: &u32| {
            let name = self.index.keys.name(*key);
            let merged = self.state.merges.get(name).is_some_and(lives);
            // Only a cause that has a value there is asked what it is.
            let marked = parked_key.is_some_and(|parked| {
                let note = self.index.child(NOTES, *key);
                note.is_some_and(|note| self.index.living(note, parked).is_some())
            });
            let parked = marked && reader.note(&NoteId::from(name)).is_some_and(|note| note.parked);
            !merged && !parked
        };
        self.index.living_keys(NOTES).iter().filter(|key| counted(key)).count()
    }
}
