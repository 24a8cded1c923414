//! Reads the text of a Mermaid `ishikawa` diagram as Mermaid does: the first line is the effect, the lines under it are
//! bones, those under a bone its causes, by indentation alone.

use board::schema::Limits;
use board::workshop::Misfit;
use board::{BranchId, NoteId};

use super::{Import, ImportError, create};
use crate::mermaid::{BLANK, unescaped};
use crate::report::{Branch, Cause, FORMAT, Report, VERSION};

/// What stands where, for the sentence about what does not fit.
#[derive(Default)]
struct Lines {
    bones: Vec<usize>,
    causes: Vec<usize>,
    effect: usize,
}

/// A line that is no comment: its number, its indentation and its text.
struct Line<'t> {
    number: usize,
    level: usize,
    text: &'t str,
}

/// Whether the text begins as such a diagram.
pub(super) fn looks_so(bytes: &[u8]) -> bool {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    lines(text).next().is_some_and(|line| keyword(line.text).is_some())
}

pub(super) fn parse(bytes: &[u8], language: &str, limits: &Limits) -> Result<Import, ImportError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        ImportError::Form(format!("line {line} is not UTF-8"))
    })?;
    let mut lines = lines(text);
    let form = |what: &str| ImportError::Form(what.to_owned());
    let first = lines.next().ok_or_else(|| form("it is empty"))?;
    let rest = keyword(first.text).ok_or_else(|| form("its first line is not `ishikawa-beta`"))?;
    // The effect may stand beside the keyword.
    let beside = Line { number: first.number, level: indent(rest), text: rest.trim() };
    let effect = if beside.text.is_empty() { lines.next() } else { Some(beside) };
    let effect = effect.ok_or_else(|| form("it has no effect under its first line"))?;
    let mut report = Report {
        format: FORMAT.to_owned(),
        version: VERSION,
        effect: words(effect.text),
        language: language.to_owned(),
        ..Report::default()
    };
    let mut places = Lines { effect: effect.number, ..Lines::default() };
    // The lines above the next one, from the bone downwards: their levels, and the causes among them.
    let mut above: Vec<(usize, Option<NoteId>)> = vec![];
    for line in lines {
        // As in Mermaid, a line that is not under the effect is.
        let level = line.level.saturating_sub(effect.level).max(1);
        while above.last().is_some_and(|(over, _)| *over >= level) {
            above.pop();
        }
        if above.is_empty() {
            let id = BranchId::from(format!("b{}", places.bones.len() + 1));
            places.bones.push(line.number);
            let title = words(line.text);
            report.branches.push(Branch { id, title, question: String::new(), colour: None });
            above.push((level, None));
            continue;
        }
        let id = NoteId::from(format!("n{}", places.causes.len() + 1));
        places.causes.push(line.number);
        report.notes.push(Cause {
            id: id.clone(),
            branch: report.branches.last().map(|bone| bone.id.clone()).unwrap_or_default(),
            parent: above.last().and_then(|(_, cause)| cause.clone()),
            depth: above.len() as u32 - 1,
            text: words(line.text),
            ..Cause::default()
        });
        if places.causes.len() > limits.notes as usize {
            // A file of lines without end is not kept in memory to be refused at last.
            break;
        }
        above.push((level, Some(id)));
    }
    let create = create(&report)?;
    create.check(limits).map_err(|misfit| placed(misfit, &places))?;
    Ok(Import { report, create })
}

/// The text of a line; nothing for the sign of a line without words.
fn words(text: &str) -> String {
    let text = unescaped(text);
    if text == BLANK { String::new() } else { text }
}

/// The fault with the number of its line instead of the place in a board.
fn placed(misfit: Misfit, places: &Lines) -> ImportError {
    let of = |list: &str, lines: &[usize]| -> Option<usize> {
        let number = misfit.at.strip_prefix(list)?.strip_prefix('[')?.split(']').next()?;
        lines.get(number.parse::<usize>().ok()?).copied()
    };
    let whole = |list: &str, most: u32, lines: &[usize]| {
        (misfit.at == list).then(|| lines.get(most as usize).copied()).flatten()
    };
    let most = misfit.most.unwrap_or_default();
    let line = of("notes", &places.causes)
        .or_else(|| of("branches", &places.bones))
        .or_else(|| whole("notes", most, &places.causes))
        .or_else(|| whole("branches", most, &places.bones))
        .unwrap_or(places.effect);
    let most = misfit.most.map_or_else(String::new, |most| format!(" (at most {most})"));
    ImportError::Value { at: format!("line {line}"), what: format!("{}{most}", misfit.refusal) }
}

/// What stands behind the keyword of the first line.
fn keyword(line: &str) -> Option<&str> {
    let rest = ["ishikawa-beta", "ishikawa"].into_iter().find_map(|word| {
        let begin = line.get(..word.len())?;
        begin.eq_ignore_ascii_case(word).then(|| &line[word.len()..])
    })?;
    rest.chars().next().is_none_or(char::is_whitespace).then_some(rest)
}

/// The lines that say something: no comments, no settings in front.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut settings = text.trim_start().starts_with("---");
    let mut opened = false;
    text.lines().enumerate().filter_map(move |(n, line)| {
        let said = line.trim();
        if settings {
            if said == "---" {
                settings = !opened;
                opened = true;
            }
            return None;
        }
        if said.is_empty() || said.starts_with("%%") {
            return None;
        }
        Some(Line { number: n + 1, level: indent(line), text: said })
    })
}

/// How many characters a line is indented by.
fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}
