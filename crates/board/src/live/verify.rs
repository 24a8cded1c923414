//! The promise that the index equals the document, as a check for tests, fuzzers and simulations.

use std::collections::BTreeMap;

use yrs::{GetString, Map, Out, ReadTxn, Transact};

use super::{Live, content};
use crate::index::{NOTES, VOID};
use crate::length::Length;
use crate::schema::{note, root};
use crate::{gate, wire};

impl Live {
    /// Compares the index with the document: state vector, deletions, content, notes, lengths of texts, tree.
    ///
    /// # Errors
    /// The first difference.
    pub fn verify(&self) -> Result<(), String> {
        let txn = self.doc.transact();
        let known: BTreeMap<u64, u32> = self.index.clients().iter().map(|c| (c.id, c.end())).collect();
        same("state vector", &self.clocks(), &known)?;
        same("deletions", &self.deletions(&txn), &self.dead_ranges())?;
        let whole = txn.encode_state_as_update_v1(&yrs::StateVector::default());
        let update = wire::parse(&whole, &wire::Bounds::OWN).map_err(|bad| format!("own bytes: {bad:?}"))?;
        let effect =
            gate::resolve(&self.index, &update, false).map_err(|fault| format!("own bytes: {fault:?}"))?;
        same("what is new in own bytes", &effect.is_empty(), &true)?;
        let notes = txn.get_map(root::NOTES).ok_or("no notes")?;
        let mut ids: Vec<String> = notes.keys(&txn).map(str::to_owned).collect();
        let keys = self.index.living_keys(NOTES);
        let mut indexed: Vec<String> = keys.iter().map(|key| self.index.keys.name(*key).to_owned()).collect();
        ids.sort();
        indexed.sort();
        same("notes", &ids, &indexed)?;
        for key in keys {
            let id = self.index.keys.name(key);
            let ty = self.index.child(NOTES, key).ok_or_else(|| format!("{id} is no type"))?;
            let Some(Out::YMap(map)) = notes.get(&txn, id) else { return Err(format!("{id} is no map")) };
            let text = self.index.keys.get(note::TEXT).and_then(|text| self.index.child(ty, text));
            let said = match map.get(&txn, note::TEXT) {
                Some(Out::YText(text)) => Some(text.get_string(&txn)),
                _ => None,
            };
            let (length, indexed) =
                (said.as_deref().map(Length::of), text.map(|text| self.index.text_len(text)));
            let units = |length: Option<Length>| length.map(|length| length.units);
            same(&format!("code units of {id}"), &units(length), &units(indexed))?;
            // Where a character was split, Yjs writes U+FFFD for both halves; the index counts the character.
            if !said.is_some_and(|said| said.contains('\u{fffd}')) {
                same(&format!("length of {id}"), &length, &indexed)?;
            }
            let parent = content::string(&txn, &map, note::PARENT).filter(|parent| !parent.is_empty());
            let above = self.index.above(ty).map(|above| self.index.keys.name(above).to_owned());
            same(&format!("parent of {id}"), &parent, &above)?;
        }
        Ok(())
    }

    /// The document's state vector, in the order of client ids.
    pub fn clocks(&self) -> BTreeMap<u64, u32> {
        self.doc.transact().state_vector().iter().map(|(client, clock)| (client.get(), *clock)).collect()
    }

    /// The document's deletions as sorted, joined ranges by client.
    pub fn deleted(&self) -> Vec<(u64, u32, u32)> {
        self.deletions(&self.doc.transact())
    }

    fn deletions(&self, txn: &impl ReadTxn) -> Vec<(u64, u32, u32)> {
        let set = txn.snapshot().delete_set;
        let ranges = set.iter().flat_map(|(client, ranges)| {
            ranges.iter().map(|range| (client.get(), range.start, range.end)).collect::<Vec<_>>()
        });
        joined(ranges.collect())
    }

    fn dead_ranges(&self) -> Vec<(u64, u32, u32)> {
        let mut ranges = vec![];
        for client in self.index.clients() {
            for run in (0..client.len()).map(|at| client.run(at)) {
                if run.dead || (run.ty != VOID && self.index.is_dead(run.ty)) {
                    ranges.push((client.id, run.clock, run.clock + run.len));
                }
            }
        }
        joined(ranges)
    }
}

fn joined(mut ranges: Vec<(u64, u32, u32)>) -> Vec<(u64, u32, u32)> {
    ranges.sort_unstable();
    let mut out: Vec<(u64, u32, u32)> = vec![];
    for (client, start, end) in ranges {
        match out.last_mut() {
            Some(last) if last.0 == client && last.2 >= start => last.2 = last.2.max(end),
            _ => out.push((client, start, end)),
        }
    }
    out
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, document: &T, index: &T) -> Result<(), String> {
    if document == index { Ok(()) } else { Err(format!("{what}: document {document:?}, index {index:?}")) }
}
