use std::time::Duration;

use bytes::Bytes;

use super::{Attempt, ClusterStore, Node};
use crate::{Answer, Memory};

impl ClusterStore for Memory {
    fn setting(&self, name: &str) -> Answer<Option<Bytes>> {
        let name = name.to_owned();
        self.answer(move |kept| Ok(kept.settings.get(&name).cloned()))
    }

    fn settings(&self, beginning: &str) -> Answer<Vec<(String, Bytes)>> {
        let beginning = beginning.to_owned();
        self.answer(move |kept| {
            let settings = kept.settings.iter().filter(|(name, _)| name.starts_with(&beginning));
            Ok(settings.map(|(name, value)| (name.clone(), value.clone())).collect())
        })
    }

    fn replace_setting(&self, name: &str, expected: Option<Bytes>, value: Option<Bytes>) -> Answer<bool> {
        let name = name.to_owned();
        self.answer(move |kept| {
            if kept.settings.get(&name) != expected.as_ref() {
                return Ok(false);
            }
            match value {
                Some(value) => kept.settings.insert(name, value),
                None => kept.settings.remove(&name),
            };
            Ok(true)
        })
    }

    fn count_attempts(&self, attempts: Vec<Attempt>) -> Answer<Vec<Duration>> {
        self.answer(move |kept| Ok(kept.debts.count(&attempts)))
    }

    fn debts(&self, keys: Vec<String>) -> Answer<Vec<Duration>> {
        self.answer(move |kept| Ok(kept.debts.of(&keys)))
    }

    fn nodes(&self) -> Answer<Vec<Node>> {
        self.answer(|kept| {
            let mut nodes: Vec<_> = kept.living().collect();
            nodes.sort_unstable_by(|one, other| one.name.cmp(&other.name));
            Ok(nodes)
        })
    }
}
