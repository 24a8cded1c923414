//! A board as it was at an earlier moment, by the rules of today (ROOM-29).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Broken, Live, json_of};
use crate::NoteId;
use crate::reading::{Board, Defect, read};
use crate::schema::root;
use crate::workshop::Authors;

/// What the board of today lets an earlier moment show.
pub struct Today {
    /// The document, as of [`Live::document`].
    document: Vec<u8>,
    /// The causes in the bin, from which they can come back.
    bin: BTreeSet<NoteId>,
    /// What notes show of their authors.
    authors: Authors,
}

impl Today {
    /// The bytes of today's document.
    pub fn size(&self) -> usize {
        self.document.len()
    }
}

impl Live {
    /// What today's board lets an earlier moment show, for [`read_past`](Self::read_past).
    pub fn today(&self) -> Today {
        let state = self.state();
        let bin = state.bin.iter().map(|binned| binned.note.clone()).collect();
        Today { document: self.document(), bin, authors: state.authors() }
    }

    /// The reading of this board, which is an earlier moment of the board of today.
    ///
    /// # Errors
    /// [`Broken`] when today's document is not whole.
    pub fn read_past(&self, today: &Today) -> Result<(Board, Vec<Defect>), Broken> {
        let now = json_of(&today.document)?;
        let mut then = self.document_json();
        today.veil(&mut then, &now);
        Ok(read(&self.state().id, &then))
    }
}

impl Today {
    fn veil(&self, then: &mut Value, now: &Value) {
        let of_now = |name: &str| now.get(name).and_then(Value::as_object);
        let is_now = |name: &str, id: &str| of_now(name).is_some_and(|map| map.contains_key(id));
        // What was taken off the board for good is in no earlier moment either.
        let kept = |id: &str| is_now(root::NOTES, id) || self.bin.contains(id);
        change(then, root::NOTES, |notes| notes.retain(|id, _| kept(id)));
        change(then, root::MERGES, |merges| {
            merges.retain(|id, into| kept(id) && into.as_str().is_some_and(kept));
        });
        change(then, root::ATTRIBUTION, |said| {
            said.retain(|id, _| kept(id));
            for (id, attribution) in said {
                let Some(fields) = attribution.as_object_mut() else { continue };
                match of_now(root::ATTRIBUTION).and_then(|now| now.get(id)) {
                    Some(now) => fields.retain(|key, _| now.get(key).is_some_and(|value| !value.is_null())),
                    None => {
                        if self.authors > Authors::Shown {
                            fields.remove("author");
                        }
                        if self.authors > Authors::Hidden {
                            fields.remove("department");
                        }
                    }
                }
            }
        });
        for root in [root::COMMENTS, root::ANSWERS] {
            change(then, root, |said| {
                said.retain(|id, _| is_now(root, id));
                for (id, one) in said {
                    // What it said then, by whom as it is told today.
                    let now = of_now(root).and_then(|now| now.get(id));
                    let (Some(now), Some(fields)) = (now, one.as_object_mut()) else { continue };
                    for key in ["author", "department"] {
                        match now.get(key) {
                            Some(told) => drop(fields.insert(key.to_owned(), told.clone())),
                            None => drop(fields.remove(key)),
                        }
                    }
                }
            });
        }
        if self.authors > Authors::Shown {
            // Who reported and answered is told by the rule of today, too (PROG-8).
            change(then, root::PROGRESS, |reports| {
                for fields in reports.values_mut().filter_map(Value::as_object_mut) {
                    fields.remove("by");
                    fields.remove("name");
                }
            });
        }
        let mut rehearsed = false;
        change(then, root::PEOPLE, |people| {
            let before = people.len();
            people.retain(|id, _| is_now(root::PEOPLE, id));
            rehearsed = people.len() < before;
        });
        if rehearsed {
            // Only those who rehearse leave no trace, and only they gave ballots while they did.
            change(then, root::SESSION, |session| {
                for key in ["vote", "votes", "rating", "ratings", "words", "poll", "polls"] {
                    session.remove(key);
                }
            });
        }
    }
}

fn change(document: &mut Value, root: &str, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Some(map) = document.get_mut(root).and_then(Value::as_object_mut) {
        change(map);
    }
}
