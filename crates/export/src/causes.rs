//! Reads causes for a board that is there already, from a CSV file or from pasted lines. Nothing is created here: whoever
//! looks at the answer applies it.

use std::collections::{HashMap, HashSet};

use board::reading::Board;
use board::schema::{Limits, Unfit};
use board::text::{is_blank, paragraphs};
use board::{BranchId, NoteId};
use serde::Serialize;

use crate::spreadsheet::{plain_cell, unclosed};
use crate::words::Words;

/// What a text of causes comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CausesPreview {
    /// The causes in their order.
    pub causes: Vec<NewCause>,
    /// Everything that does not fit, with its place. While there is anything, nothing should be created.
    pub faults: Vec<Fault>,
}

/// A cause that would be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCause {
    /// The line that it begins in, from 1.
    pub line: usize,
    /// The bone it hangs on.
    pub branch: BranchId,
    /// The cause of this list that it hangs under, by its place from 0; missing if it hangs on the bone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub under: Option<usize>,
    /// Its text, in the form that the board stores.
    pub text: String,
    /// A cause on the board that says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub same: Option<NoteId>,
}

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, or the cell in the row of a table; from 1.
    pub column: usize,
    /// What is wrong.
    pub code: FaultCode,
    /// The limit that is exceeded, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub most: Option<u32>,
}

/// What may be wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FaultCode {
    /// The text is longer than a cause may be.
    TooLong,
    /// It would nest deeper than a board allows.
    TooDeep,
    /// The board has no room for it, and for those after it.
    TooMany,
    /// It names a bone that the board does not have.
    UnknownBone,
    /// It hangs under a cause that is not before it in the file, on the same bone.
    UnknownParent,
    /// A quotation mark opens a cell that never ends.
    Unclosed,
    /// The first line names columns, and none for causes.
    NoCauses,
    /// The board has no bone yet.
    NoBone,
}

/// The longest text that is read, in bytes.
pub const LONGEST_CAUSES: usize = 256 * 1024;
/// The most faults that are told.
const MOST_FAULTS: usize = 100;
/// The characters that make a row of columns, in the order in which they are looked for.
const SEPARATORS: [char; 3] = ['\t', ';', ','];

/// Reads causes for a board. `bone` is where those go that name no bone.
///
/// A text whose first line names columns (bone, cause, why of: in English, Polish or Ukrainian, as in this program's own
/// CSV export) is read as CSV. Any other is a list: a line each, indented lines under the one before them, `# Bone` or a
/// line that is a bone's name for those that follow.
pub fn read_causes(text: &str, board: &Board, bone: Option<&BranchId>, limits: &Limits) -> CausesPreview {
    let text = text.trim_start_matches('\u{feff}');
    let mut reading = Reading::new(board, bone, limits);
    match columns(text) {
        Some(columns) => reading.table(text, &columns),
        None => reading.list(text),
    }
    reading.preview
}

/// Where the columns are, and what stands between them.
struct Columns {
    separator: char,
    kind: Option<usize>,
    bone: Option<usize>,
    cause: Option<usize>,
    parent: Option<usize>,
}

fn columns(text: &str) -> Option<Columns> {
    let first = text.lines().next()?;
    let all = ["en", "pl", "uk"].map(Words::of);
    let named = |cell: &str, name: fn(&Words) -> &'static str| {
        all.iter().any(|words| name(words).to_lowercase() == cell.trim().trim_matches('"').to_lowercase())
    };
    for separator in SEPARATORS {
        let cells: Vec<&str> = first.split(separator).collect();
        let place = |name: fn(&Words) -> &'static str| cells.iter().position(|cell| named(cell, name));
        let columns = Columns {
            separator,
            kind: place(|words| words.kind),
            bone: place(|words| words.bone),
            cause: place(|words| words.cause).or_else(|| place(|words| words.text)),
            parent: place(|words| words.parent),
        };
        if columns.bone.is_some() && (cells.len() > 1 || columns.cause.is_some()) {
            return Some(columns);
        }
        if cells.len() > 1 && columns.cause.is_some() {
            return Some(columns);
        }
    }
    None
}

/// A text under way.
struct Reading<'b> {
    board: &'b Board,
    limits: &'b Limits,
    bone: Option<BranchId>,
    on_board: usize,
    /// Whether it was told that the board has no more room.
    full: bool,
    preview: CausesPreview,
    depths: Vec<u32>,
    /// The causes of the board by their words.
    said: HashMap<String, NoteId>,
    /// The last cause of the text with these words on a bone.
    written: HashMap<(BranchId, String), usize>,
}

impl<'b> Reading<'b> {
    fn new(board: &'b Board, bone: Option<&BranchId>, limits: &'b Limits) -> Self {
        let first = board.branches.first().map(|branch| &branch.id);
        let known = |id: &&BranchId| board.branches.iter().any(|branch| branch.id == **id);
        let bone = bone.filter(known).or(first).cloned();
        let on_board = board.every_note().len();
        let words = |note: &&board::reading::Note| (note.text.trim().to_lowercase(), note.id.clone());
        let said = board.causes().iter().map(words).collect();
        let (preview, depths, written) = (CausesPreview::default(), vec![], HashMap::new());
        Self { board, limits, bone, on_board, full: false, preview, depths, said, written }
    }

    fn fault(&mut self, line: usize, column: usize, code: FaultCode, most: Option<u32>) {
        if self.preview.faults.len() < MOST_FAULTS {
            self.preview.faults.push(Fault { line, column, code, most });
        }
    }

    /// The bone with this title, or this id.
    fn named(&self, title: &str) -> Option<BranchId> {
        let wanted = title.trim().to_lowercase();
        let is = |branch: &&board::reading::Branch| {
            branch.title.to_lowercase() == wanted || branch.id.as_str() == title.trim()
        };
        self.board.branches.iter().find(is).map(|branch| branch.id.clone())
    }

    /// Adds a cause; its place among the causes.
    fn add(&mut self, (line, column): (usize, usize), text: &str, under: Option<usize>) -> Option<usize> {
        let Some(bone) = self.bone.clone() else {
            self.fault(line, column, FaultCode::NoBone, None);
            return None;
        };
        let text = paragraphs(text).trim().to_owned();
        if let Err(Unfit::TooLong(most)) = self.limits.text(&text, self.limits.note_text) {
            self.fault(line, column, FaultCode::TooLong, Some(most));
        }
        let depth = under.and_then(|at| self.depths.get(at)).map_or(1, |depth| depth + 1);
        if depth > self.limits.depth {
            self.fault(line, column, FaultCode::TooDeep, Some(self.limits.depth));
        }
        if self.on_board + self.preview.causes.len() >= self.limits.notes as usize {
            if !std::mem::replace(&mut self.full, true) {
                self.fault(line, column, FaultCode::TooMany, Some(self.limits.notes));
            }
            return None;
        }
        let same = self.said.get(&text.to_lowercase()).cloned();
        let at = self.preview.causes.len();
        self.written.insert((bone.clone(), text.clone()), at);
        self.preview.causes.push(NewCause { line, branch: bone, under, text, same });
        self.depths.push(depth);
        Some(at)
    }

    fn list(&mut self, text: &str) {
        // The lines above the next one: their indentation and their causes.
        let mut above: Vec<(usize, Option<usize>)> = vec![];
        for (n, line) in text.lines().enumerate() {
            let indent =
                line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 });
            let (indent, column) = (indent.sum::<usize>(), line.len() - line.trim_start().len());
            let column = line[..column].chars().count() + 1;
            let said = line.trim();
            if is_blank(bulleted(said)) {
                continue;
            }
            if let Some(title) = said.strip_prefix('#') {
                above.clear();
                match self.named(title.trim_start_matches('#')) {
                    Some(bone) => self.bone = Some(bone),
                    None => self.fault(n + 1, column, FaultCode::UnknownBone, None),
                }
                continue;
            }
            if indent == 0
                && let Some(bone) = self.named(said.trim_end_matches(':'))
            {
                above.clear();
                self.bone = Some(bone);
                continue;
            }
            while above.last().is_some_and(|(over, _)| *over >= indent) {
                above.pop();
            }
            let under = above.last().and_then(|(_, cause)| *cause);
            let cause = self.add((n + 1, column), bulleted(said), under);
            above.push((indent, cause));
        }
    }

    fn table(&mut self, text: &str, columns: &Columns) {
        if let Some((line, column)) = unclosed(text, columns.separator) {
            return self.fault(line, column, FaultCode::Unclosed, None);
        }
        let Some(cause) = columns.cause else {
            return self.fault(1, 1, FaultCode::NoCauses, None);
        };
        let separator = u8::try_from(columns.separator).unwrap_or(b',');
        let mut rows = csv::ReaderBuilder::new();
        rows.delimiter(separator).flexible(true).has_headers(true);
        let of_causes: HashSet<String> =
            ["en", "pl", "uk"].map(|language| Words::of(language).cause.to_lowercase()).into();
        let default = self.bone.clone();
        for row in rows.from_reader(text.as_bytes()).records() {
            // The text is UTF-8 and rows may have any number of cells, so every row can be read.
            let Ok(row) = row else { continue };
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map_or("", plain_cell);
            if columns.kind.is_some() && !of_causes.contains(&cell(columns.kind).to_lowercase()) {
                continue;
            }
            let words = cell(Some(cause));
            let line = row.position().map_or(1, |position| position.line() as usize);
            let column = 1 + cause;
            if is_blank(words) {
                continue;
            }
            let title = cell(columns.bone);
            self.bone = if is_blank(title) { default.clone() } else { self.named(title) };
            if self.bone.is_none() && !is_blank(title) {
                self.fault(line, 1 + columns.bone.unwrap_or_default(), FaultCode::UnknownBone, None);
                continue;
            }
            let parent = cell(columns.parent);
            let under = self.written(parent);
            if under.is_none() && !is_blank(parent) {
                self.fault(line, 1 + columns.parent.unwrap_or_default(), FaultCode::UnknownParent, None);
                continue;
            }
            self.add((line, column), words, under);
        }
    }

    /// The last cause of the text with these words on the present bone.
    fn written(&self, text: &str) -> Option<usize> {
        let key = (self.bone.clone()?, paragraphs(text).trim().to_owned());
        self.written.get(&key).copied()
    }
}

/// A line without the sign of a list in front.
fn bulleted(line: &str) -> &str {
    let signs = ["- ", "* ", "• ", "– "];
    signs.into_iter().find_map(|sign| line.strip_prefix(sign)).unwrap_or(line).trim_start()
}
