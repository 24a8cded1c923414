//! A report of some of the causes only.

use std::collections::{HashMap, HashSet};

use board::NoteId;
use board::schema::note::LISTS;

use super::{Cause, Report};
use crate::words::Words;

/// What the causes of an export rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Facts.
    Fact,
    /// Assumptions.
    Assumption,
    /// Causes that are still to be verified.
    Verify,
    /// Causes of which nobody said it.
    Unsaid,
}

impl Evidence {
    /// All of them.
    pub const ALL: [Evidence; 4] = [Evidence::Fact, Evidence::Assumption, Evidence::Verify, Evidence::Unsaid];

    /// What this is called in an address or on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Evidence::Fact => "fact",
            Evidence::Assumption => "assumption",
            Evidence::Verify => "verify",
            Evidence::Unsaid => "unsaid",
        }
    }

    /// The evidence with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|evidence| evidence.name() == name)
    }
}

impl Report {
    /// Leaves only the causes that rest on this, with what was merged into them. The title says what is left out.
    pub(crate) fn narrow(&mut self, evidence: Evidence, words: &'static Words) {
        let wanted = match evidence {
            Evidence::Unsaid => None,
            other => Some(other.name()),
        };
        self.keep(|cause| cause.evidence.as_deref() == wanted);
        self.lists = Default::default();
        let said = wanted.map_or(words.unsaid, |wanted| words.value(wanted));
        self.title = format!("{} ({}: {said})", self.title, words.evidence);
    }

    /// Leaves only the causes of this list (`results`, `quality` or `goals`) in the same way.
    pub(crate) fn narrow_to_list(&mut self, list: &str, words: &'static Words) {
        self.keep(|cause| cause.list.as_deref() == Some(list));
        let [_, quality, goals] = LISTS;
        // What stands beside another list is about other causes.
        if list != quality {
            self.lists.areas.clear();
        }
        if list != goals {
            self.lists.goals.clear();
        }
        self.title = format!("{} ({}: {})", self.title, words.list, words.value(list));
    }

    /// Leaves only the causes that are wanted, with what was merged into them. A cause whose parent is left out hangs under
    /// the nearest one above that is there.
    fn keep(&mut self, wanted: impl Fn(&Cause) -> bool) {
        let stands = self.notes.iter().filter(|cause| cause.merged_into.is_none());
        let kept: HashSet<NoteId> =
            stands.filter(|cause| wanted(cause)).map(|cause| cause.id.clone()).collect();
        let above: HashMap<NoteId, Option<NoteId>> =
            self.notes.iter().map(|cause| (cause.id.clone(), cause.parent.clone())).collect();
        self.notes.retain(|cause| kept.contains(cause.merged_into.as_ref().unwrap_or(&cause.id)));
        let mut depths: HashMap<NoteId, u32> = HashMap::new();
        for cause in &mut self.notes {
            // The way up ends: the report has no circles.
            while let Some(parent) = cause.parent.take() {
                if kept.contains(&parent) {
                    cause.parent = Some(parent);
                    break;
                }
                cause.parent = above.get(&parent).cloned().flatten();
            }
            let over = cause.parent.as_ref().or(cause.merged_into.as_ref());
            cause.depth = over.and_then(|id| depths.get(id)).map_or(0, |depth| depth + 1);
            depths.insert(cause.id.clone(), cause.depth);
        }
        self.parked.clear();
        self.most_disputed = self.most_disputed.take().filter(|id| kept.contains(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrowed_report_keeps_the_tree_of_what_is_left_and_says_so() {
        let cause = |id: &str, parent: Option<&str>, evidence: Option<&str>, into: Option<&str>| Cause {
            id: id.into(),
            parent: parent.map(NoteId::from),
            evidence: evidence.map(str::to_owned),
            merged_into: into.map(NoteId::from),
            ..Cause::default()
        };
        let whole = Report {
            title: "Why".to_owned(),
            notes: vec![
                cause("a", None, Some("fact"), None),
                cause("b", Some("a"), None, None),
                cause("c", Some("b"), Some("fact"), None),
                cause("m", None, Some("assumption"), Some("c")),
                cause("d", None, Some("assumption"), None),
                cause("n", None, Some("fact"), Some("d")),
            ],
            most_disputed: Some("d".into()),
            ..Report::default()
        };
        let narrowed = |evidence| {
            let mut report = whole.clone();
            report.narrow(evidence, Words::of("en"));
            let left = report.notes.iter().map(|cause| {
                let parent = cause.parent.as_ref().map(ToString::to_string).unwrap_or_default();
                format!("{} {parent} {}", cause.id, cause.depth)
            });
            (left.collect::<Vec<_>>(), report.title.clone(), report.most_disputed.is_some())
        };
        assert_eq!(
            narrowed(Evidence::Fact),
            (vec!["a  0".to_owned(), "c a 1".into(), "m  2".into()], "Why (Evidence: fact)".into(), false)
        );
        assert_eq!(narrowed(Evidence::Assumption).0, ["d  0", "n  1"]);
        assert!(narrowed(Evidence::Assumption).2);
        assert_eq!(narrowed(Evidence::Unsaid).0, ["b  0"]);
        assert!(narrowed(Evidence::Verify).0.is_empty());
        let mut report = whole.clone();
        report.notes[2].list = Some("goals".to_owned());
        report.narrow_to_list("goals", Words::of("en"));
        let left: Vec<String> = report.notes.iter().map(|cause| cause.id.to_string()).collect();
        assert_eq!((left, report.title), (vec!["c".into(), "m".into()], "Why (List: goals)".into()));
        assert!(Evidence::ALL.iter().all(|one| Evidence::parse(one.name()) == Some(*one)));
    }
}
