//! The OpenAPI document as a test reads it: what it says of an answer, and values that fit it or just do not.

use std::{cell::RefCell, collections::BTreeMap};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::open::{Answer, Open};

/// The document.
pub struct Document {
    said: Value,
    /// By the schema that they are of: making one takes long.
    validators: RefCell<BTreeMap<String, Validator>>,
}

/// One operation of it.
pub struct Operation {
    pub method: String,
    pub path: String,
    said: Value,
}

impl Document {
    pub async fn of(server: &Open) -> Self {
        let said = server.call("GET", "/api/openapi.json", &[], b"").await.json();
        Self { said, validators: RefCell::default() }
    }

    pub fn operations(&self) -> Vec<Operation> {
        let paths = self.said["paths"].as_object().unwrap();
        let operations = paths.iter().flat_map(|(path, methods)| {
            methods.as_object().unwrap().iter().map(|(method, said)| Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                said: said.clone(),
            })
        });
        operations.collect()
    }

    pub fn operation(&self, method: &str, path: &str) -> Operation {
        let found = self.operations().into_iter().find(|one| one.method == method && one.path == path);
        found.unwrap_or_else(|| panic!("{method} {path} is not documented"))
    }

    /// What is wrong with a value, by a schema of the document.
    pub fn wrong(&self, schema: &Value, value: &Value) -> Option<String> {
        let known = || {
            let whole = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "allOf": [schema],
                "components": self.said["components"],
            });
            jsonschema::validator_for(&whole).unwrap_or_else(|error| panic!("{schema}: {error}"))
        };
        let mut validators = self.validators.borrow_mut();
        let validator = validators.entry(schema.to_string()).or_insert_with(known);
        validator.validate(value).err().map(|error| format!("{error} at {}", error.instance_path))
    }

    /// Whether the document has this text.
    pub fn says(&self, text: &str) -> bool {
        self.said.to_string().contains(text)
    }

    /// Checks that an answer is one that the document has for this operation.
    pub fn check(&self, operation: &Operation, answer: &Answer, asked: &str) {
        let asked =
            format!("{} {} ({asked}): {}\n{}", operation.method, operation.path, answer.head, answer.text);
        let said = &operation.said["responses"][answer.status.to_string()];
        assert!(said.is_object(), "status {} is not documented: {asked}", answer.status);
        let Some(kinds) = said["content"].as_object() else {
            assert_eq!(answer.text, "", "nothing is documented: {asked}");
            return;
        };
        let header =
            answer.head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap_or_default();
        let kind = header.split(';').next().unwrap_or_default();
        let schema =
            &kinds.get(kind).unwrap_or_else(|| panic!("{kind} is not documented: {asked}"))["schema"];
        if kind.ends_with("json") {
            assert_eq!(self.wrong(schema, &answer.json()), None, "{asked}");
        }
    }

    /// The schema itself, where it is only named.
    fn resolved<'d>(&'d self, schema: &'d Value) -> &'d Value {
        match schema["$ref"].as_str() {
            Some(to) => self.resolved(self.said.pointer(to.trim_start_matches('#')).unwrap()),
            None => schema,
        }
    }

    /// The forms that a body may have, each an object with named fields.
    pub fn forms(&self, operation: &Operation) -> Vec<Value> {
        let body = self.resolved(operation.body().unwrap());
        match body["oneOf"].as_array() {
            Some(forms) => forms.iter().map(|form| self.resolved(form).clone()).collect(),
            None => vec![body.clone()],
        }
    }

    /// The smallest value that fits a schema.
    pub fn sample(&self, schema: &Value) -> Value {
        let schema = self.resolved(schema);
        if let Some(one) = schema["enum"].as_array().and_then(|all| all.first()) {
            return one.clone();
        }
        if let Some(one) = forms(schema).next() {
            return self.sample(one);
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("object");
        match kind {
            "string" if schema["format"] == "date" => json!("2027-01-31"),
            "string" => json!("x"),
            "null" => Value::Null,
            "boolean" => json!(true),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
            "array" => {
                let least = schema["minItems"].as_u64().unwrap_or(0);
                (0..least).map(|_| self.sample(&schema["items"])).collect()
            }
            _ => {
                let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let fields = required.map(|name| (name.to_owned(), self.sample(&schema["properties"][name])));
                Value::Object(fields.collect())
            }
        }
    }

    /// Values of one field that fit, at the edges of what is said of it.
    pub fn fitting(&self, schema: &Value) -> Vec<Value> {
        let schema = self.resolved(schema);
        let mut values = vec![self.sample(schema)];
        values.extend(schema["enum"].as_array().cloned().unwrap_or_default());
        for form in forms(schema) {
            values.extend(self.fitting(form));
        }
        for edge in ["minimum", "maximum"] {
            let Some(edge) = schema[edge].as_i64() else { continue };
            values.push(json!(edge));
            // The validator does not know it for a whole number where null may stand as well.
            if schema["type"] == "integer" {
                values.push(json!(edge as f64));
            }
        }
        if let Some(longest) = schema["maxLength"].as_u64() {
            values.push(json!("x".repeat(longest as usize)));
        }
        values
    }

    /// Values of one field that do not fit: by one beyond each edge, and of every other type.
    pub fn unfit(&self, schema: &Value) -> Vec<Value> {
        let edges = self.resolved(schema);
        let mut values = vec![
            json!(null),
            json!(true),
            json!("no such name"),
            json!(1.5),
            json!([[]]),
            json!([]),
            json!([null]),
            json!({ "no": 1 }),
        ];
        values.extend(edges["minimum"].as_i64().map(|edge| json!(edge - 1)));
        values.extend(edges["maximum"].as_i64().map(|edge| json!(edge + 1)));
        values.extend(edges["minLength"].as_u64().map(|_| json!("")));
        values.extend(edges["pattern"].as_str().map(|_| json!(" ")));
        values.extend(edges["maxLength"].as_u64().map(|edge| json!("x".repeat(edge as usize + 1))));
        values.extend(edges["minItems"].as_u64().map(|_| json!([])));
        if let Some(edge) = edges["maxItems"].as_u64() {
            values.push((0..=edge).map(|_| self.sample(&edges["items"])).collect());
        }
        values.retain(|value| self.wrong(schema, value).is_some());
        values
    }
}

/// The forms of which a value has one.
fn forms(schema: &Value) -> impl Iterator<Item = &Value> {
    ["oneOf", "anyOf"].into_iter().filter_map(|how| schema[how].as_array()).flatten()
}

impl Operation {
    /// The schema of its body, if it takes one.
    pub fn body(&self) -> Option<&Value> {
        self.said["requestBody"]["content"].get("application/json").map(|kind| &kind["schema"])
    }

    /// Its path with these values in it.
    pub fn at(&self, values: &BTreeMap<&str, String>) -> String {
        values
            .iter()
            .fold(self.path.clone(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value))
    }
}

/// An object with one field set.
pub fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut fields: Map<String, Value> = object.as_object().unwrap().clone();
    fields.insert(name.to_owned(), value);
    Value::Object(fields)
}
