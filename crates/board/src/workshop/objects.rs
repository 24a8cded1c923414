//! Reading objects as objects. Serde reads a struct from a list as well, field by field in their order, which no document
//! says and nobody means.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

const EXPECTED: &str = "an object is expected here";

/// Reads an object, or nothing.
///
/// # Errors
/// When it is neither, or does not fit.
pub fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(input: D) -> Result<Option<T>, D::Error> {
    match Option::<Value>::deserialize(input)? {
        None => Ok(None),
        Some(value @ Value::Object(_)) => serde_json::from_value(value).map(Some).map_err(D::Error::custom),
        Some(_) => Err(D::Error::custom(EXPECTED)),
    }
}

/// Reads a list of objects.
///
/// # Errors
/// When it is none, or one of them does not fit.
pub fn objects<'de, D: Deserializer<'de>, T: DeserializeOwned>(input: D) -> Result<Vec<T>, D::Error> {
    let read = |value: Value| match value {
        Value::Object(_) => serde_json::from_value(value).map_err(D::Error::custom),
        _ => Err(D::Error::custom(EXPECTED)),
    };
    Vec::<Value>::deserialize(input)?.into_iter().map(read).collect()
}
