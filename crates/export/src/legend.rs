//! The heading of a fish: the workshop's title, and the meaning of the colours and marks on the cards.

use std::collections::BTreeSet;

use board::DepartmentId;
use fishbone::{Point, Weight};

use crate::bones::{Bones, Said};
use crate::cards::{STAND, WIDE, letter, said_as};
use crate::palette::Badge;
use crate::picture::{INK, INK_2, Mark, label, lines, moved, rect};
use crate::text::plain;

/// Title and legend within a width, with their upper left corner at 0, 0, and their height. `sizes` are the type
/// sizes of the title and of the legend.
pub(crate) fn heading(bones: &Bones, width: f64, sizes: (f64, f64)) -> (Vec<Mark>, f64) {
    let title = plain(&bones.report.title);
    let block = fishbone::set(&title, sizes.0, sizes.0 * 1.25, Weight::Semibold, width);
    let mut marks =
        vec![Mark::Group { whole: title.clone(), note: None, marks: lines(&title, &block, (0.0, 0.0), INK) }];
    let size = sizes.1;
    let top = block.area.height + size * 0.8;
    let (mut legend, height) = laid(entries(bones, size), width, size);
    moved(&mut legend, 0.0, top);
    marks.append(&mut legend);
    (marks, if height > 0.0 { top + height } else { block.area.height })
}

/// The meaning of the departments' colours, for a picture in which nothing else is drawn.
pub(crate) fn departments(bones: &Bones, width: f64, size: f64) -> (Vec<Mark>, f64) {
    let mut entries = entries(bones, size);
    entries.truncate(bones.badges.len());
    laid(entries, width, size)
}

/// The entries in lines of a width, and their height.
fn laid(entries: Vec<Entry>, width: f64, size: f64) -> (Vec<Mark>, f64) {
    let (mut marks, mut height) = (vec![], 0.0);
    let (mut x, mut y) = (0.0, 0.0);
    for mut entry in entries {
        if x > 0.0 && x + entry.width > width {
            (x, y) = (0.0, y + size * 2.0);
        }
        moved(&mut entry.marks, x, y);
        marks.append(&mut entry.marks);
        x += entry.width + size * 1.35;
        height = y + size * 1.4;
    }
    (marks, height)
}

/// A mark and its explanation.
struct Entry {
    marks: Vec<Mark>,
    width: f64,
}

fn entries(bones: &Bones, size: f64) -> Vec<Entry> {
    let mut entries = vec![];
    let high = size * 1.4;
    let mut put = |sign: Vec<Mark>, wide: f64, word: &str| {
        let at = Point { x: wide + size * 0.4, y: high / 2.0 + size * STAND };
        let (word, width) = label(word, at, size, Weight::Regular, INK_2);
        let marks = sign.into_iter().chain([word]).collect();
        entries.push(Entry { marks, width: at.x + width });
    };
    let mut departments: Vec<(&DepartmentId, &Badge)> = bones.badges.iter().collect();
    departments.sort_by_key(|(_, badge)| badge.place);
    for (id, badge) in departments {
        let place = rect(0.0, 0.0, high, high);
        let mut sign = vec![Mark::Rect { area: place, radius: size * 0.25, fill: badge.colour, edge: None }];
        letter(badge, place, size * 0.95, &mut sign);
        put(sign, high, bones.report.department(id));
    }
    for said in said_at_all(bones) {
        let word = match said {
            Said::Dots(_) => bones.words.dots,
            Said::Priority(value) | Said::Evidence(value) => bones.words.value(value),
        };
        let mut sign = vec![];
        said_as(said, Point { x: 0.0, y: high / 2.0 }, size, &mut sign);
        put(sign, size * (WIDE - 0.15), word);
    }
    entries
}

/// Every kind of mark that some cause has, each once: the most dots, the priorities, the evidence.
fn said_at_all<'b>(bones: &'b Bones) -> Vec<Said<'b>> {
    let causes = || bones.all.iter().flat_map(|bone| bone.causes.iter().map(|(cause, _)| *cause));
    let dots = causes().filter_map(|cause| cause.dots).max().filter(|&dots| dots > 0);
    let priorities: BTreeSet<&str> = causes().filter_map(|cause| cause.priority.as_deref()).collect();
    let evidence: BTreeSet<&str> = causes().filter_map(|cause| cause.evidence.as_deref()).collect();
    let rank = |priority: &&str| ["now", "next", "later"].iter().position(|known| known == priority);
    let mut priorities: Vec<&str> = priorities.into_iter().collect();
    priorities.sort_by_key(|priority| rank(priority).unwrap_or(usize::MAX));
    let dots = dots.map(Said::Dots).into_iter();
    dots.chain(priorities.into_iter().map(Said::Priority))
        .chain(evidence.into_iter().rev().map(Said::Evidence))
        .collect()
}
