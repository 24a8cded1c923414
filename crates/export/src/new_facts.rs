//! Reads facts for a board that is there already, from pasted cells, a CSV file or a workbook. Nothing is created here: whoever
//! looks at the answer applies it.
//!
//! A table may have a fact in each row, with a column for each day or with a column that names the day; or a day in each row,
//! with a column for each fact. The first row that has two cells names the columns.

mod columns;
mod preview;
mod values;

use std::collections::HashMap;

use board::reading::Board;
use board::schema::{Limits, Unfit, fact, is_number};
use board::text::{line, paragraphs};

use crate::spreadsheet::{self, Cell, Sheet, Unreadable, Value, named};
use crate::words::Words;
use columns::{Column, Layout};
pub use preview::{FactFault, FactFaultCode, FactsPreview, NewFact};
use values::{NoDay, NoNumber};

/// The most faults that are told.
const MOST_FAULTS: usize = 100;
/// The most characters of a cell that a fault repeats.
const SAID: usize = 60;

/// Reads facts for a board.
pub fn read_facts(bytes: &[u8], board: &Board, limits: &Limits) -> FactsPreview {
    let words = ["en", "pl", "uk"].map(Words::of);
    let names: Vec<&str> = words.iter().flat_map(|words| [words.fact_values, words.facts]).collect();
    let mut reading = Reading::new(board, limits);
    match spreadsheet::read(bytes, &names, &board.language) {
        Ok(sheet) => reading.sheet(sheet),
        Err(unreadable) => reading.unreadable(unreadable),
    }
    reading.preview
}

/// A sheet under way.
struct Reading<'b> {
    board: &'b Board,
    limits: &'b Limits,
    words: &'static Words,
    preview: FactsPreview,
    /// The facts of the preview by their names in lower case.
    named: HashMap<String, usize>,
    /// Whether it was told that the board has no more room.
    full: bool,
}

impl<'b> Reading<'b> {
    fn new(board: &'b Board, limits: &'b Limits) -> Self {
        let words = Words::of(&board.language);
        let (preview, named) = (FactsPreview::default(), HashMap::new());
        Self { board, limits, words, preview, named, full: false }
    }

    fn unreadable(&mut self, why: Unreadable) {
        let (code, cell) = match why {
            Unreadable::Damaged => (FactFaultCode::Damaged, None),
            Unreadable::Protected => (FactFaultCode::Protected, None),
            Unreadable::TooLarge => (FactFaultCode::TooLarge, None),
            Unreadable::TooManyCells(row, column) => (FactFaultCode::TooLarge, Some(named(row, column))),
            Unreadable::NotCalculated(cell) => (FactFaultCode::NotCalculated, Some(cell)),
            Unreadable::Unclosed(line, column) => {
                return self.preview.faults.push(FactFault {
                    cell: None,
                    text: format!("{line}:{column}"),
                    code: FactFaultCode::Unclosed,
                    most: None,
                });
            }
        };
        self.preview.faults.push(FactFault { cell, text: String::new(), code, most: None });
    }

    fn fault(&mut self, cell: &Cell, code: FactFaultCode, most: Option<u32>) {
        if self.preview.faults.len() < MOST_FAULTS {
            let text = match &cell.value {
                Value::Text(text) | Value::Day(text) | Value::Other(text) => text.clone(),
                Value::Number(number) => number.to_string(),
            };
            let text = crate::charts::shortened(&line(&text), SAID);
            let cell = Some(named(cell.row, cell.column));
            self.preview.faults.push(FactFault { cell, text, code, most });
        }
    }

    fn sheet(&mut self, sheet: Sheet) {
        self.preview.sheet = sheet.name.clone();
        self.preview.other_sheets = sheet.others;
        let rows: Vec<&[Cell]> = sheet.rows().collect();
        let whole = |code| FactFault { cell: None, text: String::new(), code, most: None };
        if rows.is_empty() {
            return self.preview.faults.push(whole(FactFaultCode::Empty));
        }
        let Some((heads, layout)) = columns::layout(&rows) else {
            return self.preview.faults.push(whole(FactFaultCode::NoColumns));
        };
        for cell in &layout.doubtful {
            self.fault(cell, FactFaultCode::TwoDays, None);
        }
        let mut last = None;
        for row in &rows[heads + 1..] {
            match layout.day {
                Some(day) => self.row_of_day(row, day, &layout),
                None => last = self.row_of_fact(row, &layout, last),
            }
        }
        if self.preview.facts.is_empty() && self.preview.faults.is_empty() {
            self.preview.faults.push(whole(FactFaultCode::NoColumns));
        }
        self.most_values();
    }

    /// A row with a day, and a value in the column of each fact.
    fn row_of_day(&mut self, row: &[Cell], day: u32, layout: &Layout) {
        let at = row.iter().find(|cell| cell.column == day);
        let day_of_row = at.and_then(|cell| self.day(cell));
        for (column, head) in &layout.facts {
            let Some(cell) = row.iter().find(|cell| cell.column == *column) else { continue };
            match (&day_of_row, at) {
                (Some(day), _) => {
                    if let Some(at) = self.named_by(head) {
                        self.value(at, day.clone(), cell);
                    }
                }
                // What is wrong with the day was told.
                (None, Some(_)) => {}
                (None, None) => self.fault(cell, FactFaultCode::NoPlace, None),
            }
        }
    }

    /// A row about a fact. Where its name is missing, it is about that of the row before, as in merged cells.
    fn row_of_fact(&mut self, row: &[Cell], layout: &Layout, last: Option<usize>) -> Option<usize> {
        let find = |wanted: Column| {
            let columns = layout.named.iter().filter(move |(_, column)| *column == wanted);
            columns.filter_map(|(at, _)| row.iter().find(|cell| cell.column == *at)).next()
        };
        let fact = match find(Column::Fact) {
            Some(cell) => self.named_by(cell),
            None => last,
        };
        let days = layout.days.iter().filter_map(|(at, day)| {
            row.iter().find(|cell| cell.column == *at).map(|cell| (Some(day.clone()), cell))
        });
        let mut measured: Vec<(Option<String>, &Cell)> = days.collect();
        if let Some(cell) = find(Column::Value) {
            let at = find(Column::Day);
            let day = at.and_then(|at| self.day(at));
            if at.is_none() || day.is_some() {
                measured.push((day, cell));
            }
        }
        let Some(fact) = fact else {
            if find(Column::Fact).is_none()
                && let Some((_, cell)) = measured.first()
            {
                self.fault(cell, FactFaultCode::NoPlace, None);
            }
            return None;
        };
        for (day, cell) in measured {
            match day {
                Some(day) => self.value(fact, day, cell),
                None => self.fault(cell, FactFaultCode::NoPlace, None),
            }
        }
        for (column, about) in [
            (Column::Kind, fact::KIND),
            (Column::Unit, fact::UNIT),
            (Column::Source, fact::SOURCE),
            (Column::Department, fact::DEPARTMENT),
            (Column::Target, fact::TARGET),
            (Column::TargetDate, fact::TARGET_DATE),
        ] {
            if let Some(cell) = find(column) {
                self.about(fact, about, cell);
            }
        }
        Some(fact)
    }

    /// The fact with the name in a cell, which is new to the preview or was there before.
    fn named_by(&mut self, cell: &Cell) -> Option<usize> {
        let label = line(&said(cell)).trim().to_owned();
        let key = label.to_lowercase();
        if let Some(at) = self.named.get(&key) {
            return Some(*at);
        }
        if let Err(Unfit::TooLong(most)) = self.limits.text(&label, self.limits.field_text) {
            self.fault(cell, FactFaultCode::TooLong, Some(most));
            return None;
        }
        let same = self.board.facts.iter().find(|fact| fact.label.trim().to_lowercase() == key);
        let same = same.map(|fact| fact.id.clone());
        let added = self.preview.facts.iter().filter(|fact| fact.same.is_none()).count();
        if same.is_none() && self.board.facts.len() + added >= self.limits.facts as usize {
            if !std::mem::replace(&mut self.full, true) {
                self.fault(cell, FactFaultCode::TooMany, Some(self.limits.facts));
            }
            return None;
        }
        let at = self.preview.facts.len();
        let kind = values::kind_of(&label).to_owned();
        let cell = named(cell.row, cell.column);
        self.preview.facts.push(NewFact { cell, label, kind, same, ..NewFact::default() });
        self.named.insert(key, at);
        Some(at)
    }

    fn day(&mut self, cell: &Cell) -> Option<String> {
        match values::day(&cell.value) {
            Ok(day) => Some(day),
            Err(NoDay::None) => {
                self.fault(cell, FactFaultCode::NotADay, None);
                None
            }
            Err(NoDay::Two) => {
                self.fault(cell, FactFaultCode::TwoDays, None);
                None
            }
        }
    }

    fn number(&mut self, cell: &Cell) -> Option<f64> {
        let number = match values::number(&cell.value, self.words) {
            Ok(number) if is_number(number) => return Some(number),
            Ok(_) => FactFaultCode::OutOfRange,
            Err(NoNumber::None) => FactFaultCode::NotANumber,
            Err(NoNumber::Two) => FactFaultCode::TwoNumbers,
        };
        self.fault(cell, number, None);
        None
    }

    fn value(&mut self, fact: usize, day: String, cell: &Cell) {
        let Some(number) = self.number(cell) else { return };
        let before = self.preview.facts[fact].values.insert(day, number);
        if before.is_some_and(|before| before != number) {
            self.fault(cell, FactFaultCode::Twice, None);
        }
    }

    /// Something else about a fact. Of several the first counts.
    fn about(&mut self, fact: usize, key: &str, cell: &Cell) {
        let text = said(cell);
        let limit = self.limits.field_text;
        let new = &self.preview.facts[fact];
        let known = match key {
            fact::UNIT => !new.unit.is_empty(),
            fact::SOURCE => !new.source.is_empty(),
            fact::DEPARTMENT => new.department.is_some(),
            fact::TARGET => new.target.is_some(),
            fact::TARGET_DATE => new.target_date.is_some(),
            _ => false,
        };
        if known {
            return;
        }
        match key {
            fact::TARGET => self.preview.facts[fact].target = self.number(cell),
            fact::TARGET_DATE => self.preview.facts[fact].target_date = self.day(cell),
            fact::KIND => match values::kind(&text) {
                Some(kind) => kind.clone_into(&mut self.preview.facts[fact].kind),
                None => self.fault(cell, FactFaultCode::UnknownKind, None),
            },
            fact::DEPARTMENT => {
                let wanted = text.trim().to_lowercase();
                let mut all = self.board.departments.iter();
                let found =
                    all.find(|one| one.name.to_lowercase() == wanted || one.id.as_str() == text.trim());
                match found.map(|one| one.id.clone()) {
                    Some(id) => self.preview.facts[fact].department = Some(id),
                    None => self.fault(cell, FactFaultCode::UnknownDepartment, None),
                }
            }
            _ => {
                let text = paragraphs(&text).trim().to_owned();
                if let Err(Unfit::TooLong(most)) = self.limits.text(&text, limit) {
                    return self.fault(cell, FactFaultCode::TooLong, Some(most));
                }
                let new = &mut self.preview.facts[fact];
                if key == fact::UNIT { new.unit = line(&text).into_owned() } else { new.source = text }
            }
        }
    }

    /// Tells the facts that would have more values than a board keeps.
    fn most_values(&mut self) {
        let most = self.limits.fact_values;
        for new in &self.preview.facts {
            let there = self.board.facts.iter().find(|fact| Some(&fact.id) == new.same.as_ref());
            let kept = there
                .map_or(0, |fact| fact.values.keys().filter(|day| !new.values.contains_key(*day)).count());
            if kept + new.values.len() > most as usize && self.preview.faults.len() < MOST_FAULTS {
                let (cell, text) = (Some(new.cell.clone()), crate::charts::shortened(&new.label, SAID));
                let code = FactFaultCode::TooManyValues;
                self.preview.faults.push(FactFault { cell, text, code, most: Some(most) });
            }
        }
    }
}

/// The content of a cell as a text.
fn said(cell: &Cell) -> String {
    match &cell.value {
        Value::Text(text) | Value::Day(text) | Value::Other(text) => text.clone(),
        Value::Number(number) => number.to_string(),
    }
}
