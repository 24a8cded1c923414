//! The JSON Schema of the `json` format, from the types that write and read it.

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use crate::report::{FORMAT, Report, VERSION};

/// Where OpenAPI keeps schemas, and where a schema of its own does.
const OPENAPI: &str = "#/components/schemas/";
const OWN: &str = "#/$defs/";

/// The JSON Schema (draft 2020-12) of a `json` export.
pub fn schema() -> Value {
    let mut parts = vec![];
    Report::schemas(&mut parts);
    let part = |(name, schema)| (name, value(&schema));
    let parts: Map<String, Value> = parts.into_iter().map(part).collect();
    let mut whole = value(&Report::schema());
    if let Value::Object(fields) = &mut whole {
        fields.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        fields.insert("$id".into(), json!(format!("urn:{FORMAT}:{VERSION}")));
        fields.insert("title".into(), json!("A board that Herringbone exported as json"));
        fields.insert("$defs".into(), Value::Object(parts));
    }
    whole
}

fn value(schema: &impl serde::Serialize) -> Value {
    let mut value = serde_json::to_value(schema).unwrap_or_default();
    rename(&mut value);
    value
}

/// Lets references lead into the schema itself.
fn rename(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                match inner {
                    Value::String(to) if name == "$ref" => *to = to.replace(OPENAPI, OWN),
                    inner => rename(inner),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rename),
        _ => {}
    }
}
