//! The slide of the facts.

use board::reading::Fact;
use fishbone::Weight;

use super::{LEGIBLE, Sheet};
use crate::bones::Bones;
use crate::charts::{self, stacked, text_rows};
use crate::fact_charts;
use crate::picture::INK;

/// The most characters of a chart's title.
const TITLE: usize = 90;

/// The facts as charts beside and below each other, as many as can be read.
pub(super) fn draw(bones: &Bones, sheet: &mut Sheet) {
    sheet.head(bones, Some(bones.words.facts));
    let facts: Vec<&Fact> = bones.report.facts.iter().filter(|fact| fact_charts::is_drawn(fact)).collect();
    if facts.is_empty() {
        return sheet.say(bones.words.no_facts);
    }
    let (wide, high) = (sheet.wide(), sheet.bottom() - sheet.top - sheet.least * 1.6);
    let most = |room: f64, one: f64| ((room / (sheet.least * one)) as usize).clamp(1, 4);
    let (across, down) = (most(wide, 34.0), most(high, 17.0));
    // Few charts are as large as there is room for.
    let across = (1..=across).find(|across| facts.len() <= across * across.min(&down)).unwrap_or(across);
    let down = facts.len().div_ceil(across).min(down);
    let gap = sheet.least * 2.0;
    let each = |room: f64, count: usize| (room - gap * (count as f64 - 1.0)) / count as f64;
    let (width, height) = (each(wide, across), each(high, down));
    let shown = facts.len().min(across * down);
    let size = (sheet.least * if shown == 1 { 1.6 } else { 1.1 }).min(height / 12.0).max(LEGIBLE);
    let top = sheet.top;
    for (at, fact) in facts.iter().take(shown).enumerate() {
        let (x, y) = ((at % across) as f64 * (width + gap), top + (at / across) as f64 * (height + gap));
        let unit = if fact.unit.is_empty() { String::new() } else { format!(" ({})", fact.unit) };
        let title = charts::shortened(&format!("{}{unit}", crate::facts::name(fact)), TITLE);
        let mut rows = text_rows(&title, size * 1.2, Weight::Semibold, INK, width);
        // A long name leaves at least half of the height to the chart.
        let titled = charts::height(&rows).min(height / 2.0);
        sheet.put(stacked(&mut rows), x, y);
        let chart = fact_charts::marks(fact, (width, height - titled), size, bones.words);
        sheet.put(vec![chart], x, y + titled);
    }
    sheet.more(bones, facts.len() - shown);
}
