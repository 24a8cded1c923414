//! The causes of a board by bone, in the order in which a laid-out fish returns their cards, and excerpts of them to
//! draw.

use std::collections::{HashMap, HashSet};
use std::iter::Peekable;
use std::ops::Range;
use std::slice::Iter;

use board::{DepartmentId, NoteId};
use fishbone::Fish;

use crate::palette::{Badge, badges, bone_colour};
use crate::picture::Colour;
use crate::report::{Branch, Cause, Report};
use crate::text::plain;
use crate::words::Words;

/// An excerpt repeats the parents of its first causes with at most this many characters each.
const AGAIN: usize = 60;

/// A board in the form that a fish shows.
pub(crate) struct Bones<'r> {
    /// The content of the board.
    pub report: &'r Report,
    /// The fixed words.
    pub words: &'static Words,
    /// The departments' badges.
    pub badges: HashMap<DepartmentId, Badge>,
    /// The bones in their order.
    pub all: Vec<OneBone<'r>>,
    /// The causes that were merged into another, by the id of that cause.
    merged: HashMap<&'r NoteId, Vec<&'r Cause>>,
}

/// A bone with its causes, depth first. Merged causes are not among them: the card of their target lists them.
pub(crate) struct OneBone<'r> {
    branch: &'r Branch,
    /// The causes, each with its level.
    pub causes: Vec<(&'r Cause, usize)>,
    /// The causes of other bones that are shown here as well.
    further: Vec<&'r Cause>,
}

/// Some of the causes of one bone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The index of the bone.
    pub bone: usize,
    /// The range of its causes.
    pub causes: Range<usize>,
    /// The number of this run, from 1, and the number of runs of the bone; `None` if there is only one.
    pub part: Option<(usize, usize)>,
}

/// A card of an excerpt.
#[derive(Clone, Copy)]
pub(crate) struct Slot<'r> {
    /// The content of the card.
    pub shows: Shows<'r>,
    depth: usize,
}

/// The content of a card.
#[derive(Clone, Copy)]
pub(crate) enum Shows<'r> {
    /// A cause.
    Cause(&'r Cause),
    /// A cause that is shown whole elsewhere, and here only as the parent of others.
    Again(&'r Cause),
    /// The number of causes of the bone that have no card.
    More(usize),
}

impl<'r> Slot<'r> {
    /// The cause that is shown here.
    pub fn cause(&self) -> Option<&'r Cause> {
        match self.shows {
            Shows::Cause(cause) => Some(cause),
            Shows::Again(_) | Shows::More(_) => None,
        }
    }
}

/// The part of a board that is drawn at once.
pub(crate) struct Excerpt<'r> {
    /// The fish to lay out.
    pub fish: Fish,
    /// The cards of each bone, in their order.
    pub slots: Vec<Vec<Slot<'r>>>,
    /// The colour of each bone, if one was chosen.
    pub colours: Vec<Option<Colour>>,
}

impl<'r> Bones<'r> {
    pub fn of(report: &'r Report, words: &'static Words) -> Self {
        let mut merged: HashMap<_, Vec<_>> = HashMap::new();
        for cause in &report.notes {
            if let Some(into) = &cause.merged_into {
                merged.entry(into).or_default().push(cause);
            }
        }
        let all = report.branches.iter().map(|branch| OneBone::of(report, branch)).collect();
        Self { report, words, badges: badges(report), all, merged }
    }

    /// The whole board.
    pub fn whole(&self) -> Excerpt<'r> {
        let slot = |&(cause, depth): &(&'r Cause, usize)| Slot { shows: Shows::Cause(cause), depth };
        let slots = self.all.iter().map(|bone| bone.causes.iter().map(slot).chain(bone.again()).collect());
        self.drawn(slots.collect())
    }

    /// The board with these causes only. The last card of a bone says how many it has besides.
    pub fn chosen(&self, chosen: &HashSet<&NoteId>) -> Excerpt<'r> {
        let slots = self.all.iter().map(|bone| {
            let has = |(cause, _): &&(&'r Cause, usize)| chosen.contains(&cause.id);
            let slot = |&(cause, depth): &(&'r Cause, usize)| Slot { shows: Shows::Cause(cause), depth };
            let mut slots: Vec<_> = bone.causes.iter().filter(has).map(slot).collect();
            let more = bone.causes.len() - slots.len();
            let again = bone
                .again()
                .filter(|slot| matches!(slot.shows, Shows::Again(cause) if chosen.contains(&cause.id)));
            slots.extend(again);
            slots.extend((more > 0).then_some(Slot { shows: Shows::More(more), depth: 0 }));
            slots
        });
        self.drawn(slots.collect())
    }

    fn drawn(&self, slots: Vec<Vec<Slot<'r>>>) -> Excerpt<'r> {
        let bones = self.all.iter().zip(&slots);
        let bones = bones.map(|(bone, slots)| bone.drawn(None, slots, self.words)).collect();
        Excerpt {
            fish: Fish { effect: plain(&self.report.effect), bones },
            slots,
            colours: self.all.iter().map(OneBone::colour).collect(),
        }
    }

    /// The causes of one run, alone. Before them come their parents that are in another run.
    pub fn excerpt(&self, run: &Run) -> Excerpt<'r> {
        let bone = &self.all[run.bone];
        let mut slots = vec![];
        let mut least = bone.causes.get(run.causes.start).map_or(0, |(_, depth)| *depth);
        for &(cause, depth) in bone.causes[..run.causes.start].iter().rev() {
            if depth < least {
                slots.push(Slot { shows: Shows::Again(cause), depth });
                least = depth;
            }
        }
        slots.reverse();
        let own = bone.causes[run.causes.clone()].iter();
        slots.extend(own.map(|&(cause, depth)| Slot { shows: Shows::Cause(cause), depth }));
        // What is shown here as well comes at the bone's end.
        if run.causes.end == bone.causes.len() {
            slots.extend(bone.again());
        }
        let bones = vec![bone.drawn(run.part, &slots, self.words)];
        Excerpt {
            fish: Fish { effect: String::new(), bones },
            slots: vec![slots],
            colours: vec![bone.colour()],
        }
    }

    /// The words that stand for a drawing of an excerpt: the effect, and how many causes each bone has there.
    pub fn words_for(&self, excerpt: &Excerpt) -> String {
        let mut said = vec![self.words.fishbone.to_owned(), plain(&self.report.effect)];
        for (bone, slots) in excerpt.fish.bones.iter().zip(&excerpt.slots) {
            let own = slots.iter().filter(|slot| slot.cause().is_some()).count();
            said.push(format!("{}: {own}", bone.title));
        }
        said.retain(|part| !part.is_empty());
        said.join(". ")
    }

    /// The causes that were merged into a cause.
    pub fn merged_into(&self, cause: &Cause) -> &[&'r Cause] {
        self.merged.get(&cause.id).map_or(&[], Vec::as_slice)
    }
}

impl<'r> OneBone<'r> {
    fn of(report: &'r Report, branch: &'r Branch) -> Self {
        let mut under: HashMap<Option<&NoteId>, Vec<&'r Cause>> = HashMap::new();
        for cause in report.causes().filter(|cause| cause.branch == branch.id) {
            under.entry(cause.parent.as_ref()).or_default().push(cause);
        }
        let mut causes = vec![];
        let mut open: Vec<_> = under.remove(&None).into_iter().flatten().rev().map(|c| (c, 0)).collect();
        while let Some((cause, depth)) = open.pop() {
            causes.push((cause, depth));
            let children = under.remove(&Some(&cause.id)).into_iter().flatten().rev();
            open.extend(children.map(|child| (child, depth + 1)));
        }
        let further = report.causes().filter(|cause| cause.also.contains(&branch.id)).collect();
        Self { branch, causes, further }
    }

    /// The cards of the causes that are shown here as well, without the causes under them.
    fn again(&self) -> impl Iterator<Item = Slot<'r>> {
        self.further.iter().map(|cause| Slot { shows: Shows::Again(cause), depth: 0 })
    }

    fn colour(&self) -> Option<Colour> {
        self.branch.colour.as_deref().and_then(bone_colour)
    }

    fn drawn(&self, part: Option<(usize, usize)>, slots: &[Slot], words: &Words) -> fishbone::Bone {
        let mut title = plain(&self.branch.title);
        if let Some((which, of)) = part {
            title.push_str(&format!(" ({which}/{of})"));
        }
        fishbone::Bone {
            title,
            question: plain(&self.branch.question),
            causes: forest(&mut slots.iter().peekable(), 0, words),
        }
    }
}

fn forest(slots: &mut Peekable<Iter<Slot>>, depth: usize, words: &Words) -> Vec<fishbone::Cause> {
    let mut causes = vec![];
    while let Some(slot) = slots.next_if(|slot| slot.depth >= depth) {
        let children = forest(slots, depth + 1, words);
        let of = |text: String| fishbone::Cause { text, ..fishbone::Cause::default() };
        causes.push(match slot.shows {
            Shows::Again(cause) => fishbone::Cause { children, ..of(shortened(&plain(&cause.text))) },
            Shows::More(count) => of(words.and_more(count)),
            Shows::Cause(cause) => fishbone::Cause {
                badge: cause.department.is_some(),
                marks: cause.marks().len() as u8,
                children,
                ..of(plain(&cause.text))
            },
        });
    }
    causes
}

fn shortened(text: &str) -> String {
    let line = text.split('\n').next().unwrap_or_default();
    let short: String = line.chars().take(AGAIN).collect();
    if short.len() < text.len() { format!("{}…", short.trim_end()) } else { short }
}

/// A result of the group about a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said<'c> {
    /// The number of its dots.
    Dots(u32),
    /// Its priority.
    Priority(&'c str),
    /// Whether it is a fact, an assumption, or still to be verified.
    Evidence(&'c str),
}

impl Cause {
    /// The marks on its card, beside its text.
    pub(crate) fn marks(&self) -> Vec<Said<'_>> {
        let dots = self.dots.filter(|&dots| dots > 0).map(Said::Dots);
        let priority = self.priority.as_deref().map(Said::Priority);
        dots.into_iter().chain(priority).chain(self.evidence.as_deref().map(Said::Evidence)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let cause = |id: &str, parent: Option<&str>, text: &str| Cause {
            id: id.into(),
            branch: "b".into(),
            parent: parent.map(NoteId::from),
            text: text.to_owned(),
            department: Some("it".into()),
            dots: Some(3),
            ..Cause::default()
        };
        let long =
            "Konsultanci nie znają nowej oferty w dniu jej startu, bo szkolenie jest później\nniż oferta";
        let mut merged = cause("m", None, "Tak samo");
        merged.merged_into = Some("c".into());
        Report {
            branches: vec![Branch {
                id: "b".into(),
                title: "Ludzie".to_owned(),
                question: String::new(),
                ..Branch::default()
            }],
            notes: vec![
                cause("a", None, long),
                cause("b", Some("a"), "Dlaczego"),
                cause("c", Some("b"), "Dlatego"),
                merged,
                cause("d", Some("a"), "Ponadto"),
                cause("e", None, "Obok"),
            ],
            ..Report::default()
        }
    }

    #[test]
    fn also_2_a_cause_is_drawn_again_on_a_further_bone_and_counted_once() {
        let mut report = report();
        let other = Branch { id: "c".into(), title: "Metody".to_owned(), ..Branch::default() };
        report.branches.push(other);
        report.notes[1].also = vec!["c".into()];
        let bones = Bones::of(&report, Words::of("pl"));
        let whole = bones.whole();
        let again: Vec<_> = whole.slots[1].iter().map(|slot| slot.shows).collect();
        assert!(matches!(again[..], [Shows::Again(cause)] if cause.id.as_str() == "b"));
        assert_eq!((whole.slots[0].len(), whole.fish.bones[1].causes.len()), (5, 1));
        let chosen = bones.chosen(&[&report.notes[0].id].into());
        assert!(chosen.slots[1].is_empty(), "it comes with its cause");
        let last = bones.excerpt(&Run { bone: 0, causes: 4..5, part: None });
        assert_eq!(last.slots[0].len(), 1);
    }

    #[test]
    fn an_excerpt_says_again_what_its_first_causes_hang_under() {
        let report = report();
        let bones = Bones::of(&report, Words::of("pl"));
        let ids = |slots: &[Slot]| -> Vec<String> {
            slots
                .iter()
                .map(|slot| match slot.shows {
                    Shows::Cause(cause) => cause.id.to_string(),
                    Shows::Again(cause) => format!("{}…", cause.id),
                    Shows::More(count) => format!("+{count}"),
                })
                .collect()
        };
        let part = |causes: Range<usize>| bones.excerpt(&Run { bone: 0, causes, part: Some((2, 3)) });
        assert_eq!(ids(&bones.whole().slots[0]), ["a", "b", "c", "d", "e"]);
        let middle = part(2..4);
        assert_eq!(ids(&middle.slots[0]), ["a…", "b…", "c", "d"]);
        let bone = &middle.fish.bones[0];
        assert_eq!((bone.title.as_str(), bone.causes.len()), ("Ludzie (2/3)", 1));
        let again = &bone.causes[0];
        assert_eq!(again.text, "Konsultanci nie znają nowej oferty w dniu jej startu, bo szk…");
        assert_eq!((again.badge, again.marks, again.children.len()), (false, 0, 2));
        assert_eq!(again.children[1].text, "Ponadto");
        assert!(again.children[0].children[0].badge && again.children[0].children[0].marks == 1);
        assert_eq!(ids(&part(4..5).slots[0]), ["e"]);
        assert_eq!(bones.merged_into(&report.notes[2]).len(), 1);
        let some = bones.chosen(&report.notes.iter().take(2).map(|cause| &cause.id).collect());
        assert_eq!(ids(&some.slots[0]), ["a", "b", "+3"]);
        assert_eq!(some.fish.bones[0].causes[1].text, "i jeszcze 3");
    }
}
