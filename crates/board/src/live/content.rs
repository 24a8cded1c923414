//! Reads the document for commands and for the bin.

use yrs::{Doc, GetString, Map, MapRef, Out, ReadTxn, Text, Transact, Transaction};

use crate::schema::{branch, fact, is_date, note, project, root};
use crate::workshop::{Content, FactContent, NoteContent, ProjectContent};
use crate::{Binned, BranchId, FactId, NoteId, ProjectId};

/// The document, as far as commands read it.
pub(super) struct Reader<'r> {
    txn: Transaction<'r>,
}

impl<'r> Reader<'r> {
    pub(super) fn of(doc: &'r Doc) -> Self {
        Self { txn: doc.transact() }
    }

    fn child(&self, root: &str, id: &str) -> Option<MapRef> {
        child(&self.txn, root, id)
    }

    fn keys(&self, root: &str) -> Vec<String> {
        let map = self.txn.get_map(root);
        let mut keys: Vec<String> =
            map.map(|map| map.keys(&self.txn).map(str::to_owned).collect()).unwrap_or_default();
        keys.sort_unstable();
        keys
    }
}

impl Reader<'_> {
    /// The day on which a project is due, unless it is done or stopped (PROG-6).
    pub(super) fn due(&self, id: &ProjectId) -> Option<String> {
        let map = self.child(root::PROJECTS, id.as_str())?;
        let status = string(&self.txn, &map, project::STATUS).unwrap_or_default();
        let open = !["done", "stopped"].contains(&status.as_str());
        string(&self.txn, &map, project::DUE).filter(|due| open && is_date(due))
    }
}

impl Content for Reader<'_> {
    fn note(&self, id: &NoteId) -> Option<NoteContent> {
        let map = self.child(root::NOTES, id.as_str())?;
        let field = |key: &str| string(&self.txn, &map, key).unwrap_or_default();
        Some(NoteContent {
            text: field(note::TEXT),
            branch: field(note::BRANCH).into(),
            order: field(note::ORDER),
            parent: Some(field(note::PARENT)).filter(|id| !id.is_empty()).map(Into::into),
            parked: !field(note::PARKED).is_empty(),
        })
    }

    fn binned(&self, id: &NoteId) -> Option<Binned> {
        binned(&self.txn, id)
    }

    fn notes(&self) -> Vec<NoteId> {
        self.keys(root::NOTES).into_iter().map(Into::into).collect()
    }

    fn branches(&self) -> Vec<BranchId> {
        let mut ordered: Vec<(String, String)> = self
            .keys(root::BRANCHES)
            .into_iter()
            .map(|id| {
                let map = self.child(root::BRANCHES, &id);
                (map.and_then(|map| string(&self.txn, &map, branch::ORDER)).unwrap_or_default(), id)
            })
            .collect();
        ordered.sort_unstable();
        ordered.into_iter().map(|(_, id)| id.into()).collect()
    }

    fn project(&self, id: &ProjectId) -> Option<ProjectContent> {
        let map = self.child(root::PROJECTS, id.as_str())?;
        let list = match map.get(&self.txn, project::APPROVALS) {
            Some(Out::YMap(list)) => {
                let mut items: Vec<(String, String)> = list
                    .keys(&self.txn)
                    .map(|key| (string(&self.txn, &list, key).unwrap_or_default(), key.to_owned()))
                    .collect();
                items.sort_unstable();
                items.into_iter().map(|(_, id)| id.into()).collect()
            }
            _ => vec![],
        };
        Some(ProjectContent {
            title: string(&self.txn, &map, project::TITLE).unwrap_or_default(),
            owner: string(&self.txn, &map, project::OWNER).filter(|s| !s.is_empty()).map(Into::into),
            approvals: list,
            start: string(&self.txn, &map, project::START).filter(|s| !s.is_empty()),
            due: string(&self.txn, &map, project::DUE).filter(|s| !s.is_empty()),
            fact: string(&self.txn, &map, project::FACT).filter(|s| !s.is_empty()).map(Into::into),
        })
    }

    fn board(&self, key: &str) -> Option<String> {
        let map = self.txn.get_map(root::BOARD)?;
        string(&self.txn, &map, key).filter(|text| !text.is_empty())
    }

    fn fact(&self, id: &FactId) -> Option<FactContent> {
        let map = self.child(root::FACTS, id.as_str())?;
        let mut days: Vec<String> = match map.get(&self.txn, fact::VALUES) {
            Some(Out::YMap(values)) => values.keys(&self.txn).map(str::to_owned).collect(),
            _ => vec![],
        };
        days.sort_unstable();
        Some(FactContent { days })
    }

    fn facts(&self) -> Vec<FactId> {
        self.keys(root::FACTS).into_iter().map(Into::into).collect()
    }

    fn projects(&self) -> Vec<ProjectId> {
        self.keys(root::PROJECTS).into_iter().map(Into::into).collect()
    }
}

/// A map in a root map.
pub(super) fn child(txn: &impl ReadTxn, root: &str, id: &str) -> Option<MapRef> {
    match txn.get_map(root)?.get(txn, id)? {
        Out::YMap(map) => Some(map),
        _ => None,
    }
}

/// A text or a string value.
pub(super) fn string(txn: &impl ReadTxn, map: &MapRef, key: &str) -> Option<String> {
    match map.get(txn, key)? {
        Out::YText(text) if text.len(txn) > 0 => Some(text.get_string(txn)),
        Out::YText(_) => Some(String::new()),
        Out::Any(yrs::Any::String(value)) => Some(value.to_string()),
        _ => None,
    }
}

/// A living note with its present content, for the bin.
pub(super) fn binned(txn: &impl ReadTxn, id: &NoteId) -> Option<Binned> {
    let map = child(txn, root::NOTES, id.as_str())?;
    let mut fields: Vec<(String, String)> = map
        .keys(txn)
        .filter(|key| *key != note::TEXT)
        .filter_map(|key| Some((key.to_owned(), string(txn, &map, key)?)))
        .collect();
    fields.sort_unstable();
    Some(Binned { note: id.clone(), text: string(txn, &map, note::TEXT).unwrap_or_default(), fields })
}
