//! Writes the changes of commands into the document, as one more Yjs peer.
//!
//! The writes are deterministic: one key at a time, in the order that the command gives. (A map of several keys
//! inserted at once would get its clocks in the order of a hash table.)

use std::sync::Arc;

use serde_json::Value;
use yrs::types::map::MapRef;
use yrs::{Any, Map, MapPrelim, Out, ReadTxn, TextPrelim, Transact, TransactionMut};

use super::content::{self, Reader};
use super::{Broken, Parts, Replayed, index_sync};
use crate::index::NOTES;
use crate::schema::{board, branch, fact, note, project, root};
use crate::wire::{Bounds, parse};
use crate::workshop::{Action, Write, apply, changes, order};
use crate::{Millis, Wrote};

/// The result of performing an action that was decided.
pub(super) enum Performed {
    /// The action changed nothing: there is nothing to record and nothing to tell.
    Nothing,
    /// The action was performed, and wrote this.
    Done(Wrote),
}

/// Performs an action that was decided, unless it would change nothing.
pub(super) fn perform(parts: &mut Parts, action: &Action, at: Millis) -> Result<Performed, Broken> {
    let before = parts.state.clone();
    let writes = applied(parts, action, at);
    if !changes(&before, parts.state, &writes) {
        *parts.state = before;
        return Ok(Performed::Nothing);
    }
    let update = write(parts, &writes)?.unwrap_or_default();
    Ok(Performed::Done(Wrote { update, checksum: checksum(&writes) }))
}

/// Repeats a recorded action. The state changes as the action says. The document changes as it was recorded, or, if that
/// was not recorded, as the action says. Earlier versions also recorded actions that changed nothing.
pub(super) fn repeat(
    parts: &mut Parts,
    action: &Action,
    wrote: Option<&Wrote>,
    at: Millis,
) -> Result<Replayed, Broken> {
    let writes = applied(parts, action, at);
    let Some(wrote) = wrote else {
        write(parts, &writes)?;
        return Ok(Replayed::Same);
    };
    if !wrote.update.is_empty() {
        index_sync::load(parts.doc, parts.index, &wrote.update)?;
    }
    Ok(if checksum(&writes) == wrote.checksum { Replayed::Same } else { Replayed::Differs })
}

/// The checksum of what an action asks to be written (LOG-2).
fn checksum(writes: &[Write]) -> u32 {
    let mut sum = Checksum(crc32fast::Hasher::new());
    serde_json::to_writer(&mut sum, writes).expect("writes are plain data");
    sum.0.finalize()
}

struct Checksum(crc32fast::Hasher);

impl std::io::Write for Checksum {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn applied(parts: &mut Parts, action: &Action, at: Millis) -> Vec<Write> {
    let seq = *parts.seq + 1;
    parts.said.clear();
    let reader = Reader::of(parts.doc);
    apply(parts.state, &reader, seq, at, action)
}

fn write(parts: &mut Parts, writes: &[Write]) -> Result<Option<Vec<u8>>, Broken> {
    if writes.is_empty() {
        return Ok(None);
    }
    let mut txn = parts.doc.transact_mut();
    for write in writes {
        execute(&mut txn, parts, write)?;
    }
    txn.commit();
    let bytes = txn.encode_update_v1();
    let update = parse(&bytes, &Bounds::OWN)
        .map_err(|bad| Broken(format!("an own write is not readable: {bad:?}")))?;
    index_sync::enter(&txn, parts.index, &update)?;
    Ok(Some(bytes))
}

fn map(txn: &TransactionMut, root: &str) -> Result<MapRef, Broken> {
    txn.get_map(root).ok_or_else(|| Broken(format!("the root {root} is missing")))
}

fn execute(txn: &mut TransactionMut, parts: &Parts, write: &Write) -> Result<(), Broken> {
    match write {
        Write::Put { root, key, value } => {
            map(txn, root)?.insert(txn, key.as_str(), any(value));
        }
        Write::Remove { root, key } => {
            map(txn, root)?.remove(txn, key);
        }
        Write::Note { id, text, fields } => {
            let made = map(txn, root::NOTES)?.insert(txn, id.as_str(), MapPrelim::default());
            made.insert(txn, note::TEXT, TextPrelim::new(text.as_str()));
            for (key, value) in fields {
                if key != note::PARENT || !closes_circle(parts, id.as_str(), value) {
                    made.insert(txn, key.as_str(), value.as_str());
                }
            }
        }
        Write::RemoveNote { id } => {
            map(txn, root::NOTES)?.remove(txn, id.as_str());
        }
        Write::Branch { id, title, question, order, colour } => {
            let made = map(txn, root::BRANCHES)?.insert(txn, id.as_str(), MapPrelim::default());
            made.insert(txn, branch::TITLE, title.as_str());
            made.insert(txn, branch::QUESTION, question.as_str());
            made.insert(txn, branch::ORDER, order.as_str());
            if let Some(colour) = colour {
                made.insert(txn, branch::COLOUR, colour.as_str());
            }
        }
        Write::Board { key, value } => {
            let board = map(txn, root::BOARD)?;
            if *key == board::EFFECT {
                board.insert(txn, *key, TextPrelim::new(value.as_str()));
            } else {
                board.insert(txn, *key, value.as_str());
            }
        }
        Write::Fact { id, fields, target, values } => {
            let made = map(txn, root::FACTS)?.insert(txn, id.as_str(), MapPrelim::default());
            for (key, value) in fields {
                made.insert(txn, key.as_str(), value.as_str());
            }
            if let Some(target) = target {
                made.insert(txn, fact::TARGET, *target);
            }
            let series = made.insert(txn, fact::VALUES, MapPrelim::default());
            for (day, value) in values {
                series.insert(txn, day.as_str(), *value);
            }
        }
        Write::RemoveFact { id } => {
            map(txn, root::FACTS)?.remove(txn, id.as_str());
        }
        // What is no longer there cannot be written: the command was decided before.
        Write::FactValue { id, day, value } => {
            if let Some(fact) = content::child(txn, root::FACTS, id.as_str())
                && let Some(Out::YMap(series)) = fact.get(txn, fact::VALUES)
            {
                series.insert(txn, day.as_str(), *value);
            } else if let Some(fact) = content::child(txn, root::FACTS, id.as_str()) {
                let series = fact.insert(txn, fact::VALUES, MapPrelim::default());
                series.insert(txn, day.as_str(), *value);
            }
        }
        Write::ProjectField { id, key, value } => {
            if let Some(project) = content::child(txn, root::PROJECTS, id.as_str()) {
                project.insert(txn, *key, value.as_str());
            }
        }
        Write::Project { id, fields, amount, lists } => {
            let made = map(txn, root::PROJECTS)?.insert(txn, id.as_str(), MapPrelim::default());
            for (key, value) in fields {
                made.insert(txn, key.as_str(), value.as_str());
            }
            if let Some(amount) = amount {
                made.insert(txn, project::AMOUNT, *amount);
            }
            for (key, items) in lists {
                let list = made.insert(txn, key.as_str(), MapPrelim::default());
                for (item, order) in items.iter().zip(order::row(None, items.len())) {
                    list.insert(txn, item.as_str(), order);
                }
            }
        }
    }
    Ok(())
}

/// Whether a note that comes back under this cause would stand under itself. The cause may have been moved below the
/// note's causes while the note was in the bin.
fn closes_circle(parts: &Parts, note: &str, parent: &str) -> bool {
    let index = &parts.index;
    let Some(note) = index.keys.get(note) else { return false };
    let mut at = index.keys.get(parent);
    for _ in 0..=parts.state.limits.notes {
        match at {
            Some(key) if key == note => return true,
            Some(key) => at = index.child(NOTES, key).and_then(|ty| index.above(ty)),
            None => return false,
        }
    }
    true
}

/// A JSON value as Yjs writes it.
pub(super) fn any(value: &Value) -> Any {
    match value {
        Value::Null => Any::Null,
        Value::Bool(value) => Any::Bool(*value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Any::from(whole),
            (None, Some(real)) => Any::from(real),
            (None, None) => Any::Null,
        },
        Value::String(text) => Any::String(Arc::from(text.as_str())),
        Value::Array(items) => Any::Array(items.iter().map(any).collect()),
        Value::Object(fields) => {
            Any::Map(Arc::new(fields.iter().map(|(key, value)| (key.clone(), any(value))).collect()))
        }
    }
}

/// A Yjs value as JSON; whole numbers come back whole.
pub(super) fn json(any: &Any) -> Value {
    match any {
        Any::Null | Any::Undefined => Value::Null,
        Any::Bool(value) => Value::Bool(*value),
        Any::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, Some(real)) => real.into(),
            (None, None) => Value::Null,
        },
        Any::String(text) => Value::String(text.to_string()),
        Any::Buffer(_) => Value::Null,
        Any::Array(items) => items.iter().map(json).collect(),
        Any::Map(fields) => {
            Value::Object(fields.iter().map(|(key, value)| (key.clone(), json(value))).collect())
        }
    }
}
