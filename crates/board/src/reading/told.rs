//! Parts of the session in their own types.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::Defect;

/// A part of the session in its own type; `None` if there is none. A key that the document does not have came with a later
/// version, and has its default.
pub(super) fn told<T: Default + Serialize + DeserializeOwned>(
    session: &Map<String, Value>,
    key: &str,
    defects: &mut Vec<Defect>,
) -> Option<T> {
    let mut value = session.get(key).filter(|value| !value.is_null())?.clone();
    if let (Value::Object(given), Ok(Value::Object(all))) = (&mut value, serde_json::to_value(T::default())) {
        for (key, default) in all {
            given.entry(key).or_insert(default);
        }
    }
    let read = serde_json::from_value(value);
    if let Err(error) = &read {
        defects.push(Defect { at: format!("session/{key}"), what: format!("{error}; left out") });
    }
    read.ok()
}

/// A list of the session in its own type. An item that cannot be read is left out.
pub(super) fn each_told<T: DeserializeOwned>(
    session: &Map<String, Value>,
    key: &str,
    defects: &mut Vec<Defect>,
) -> Vec<T> {
    let items = session.get(key).and_then(Value::as_array).into_iter().flatten().enumerate();
    let read = |(n, item): (usize, &Value)| match serde_json::from_value(item.clone()) {
        Ok(read) => Some(read),
        Err(error) => {
            defects.push(Defect { at: format!("session/{key}/{n}"), what: format!("{error}; left out") });
            None
        }
    };
    items.filter_map(read).collect()
}
