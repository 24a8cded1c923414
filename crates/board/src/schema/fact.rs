//! Keys of a fact: a figure that the workshop works with, and its values over time.

use super::{Field, Kind};

/// One of [`KINDS`]: what it is about.
pub const KIND: &str = "kind";
/// String: what it is called.
pub const LABEL: &str = "label";
/// String: what its values count, such as `%`.
pub const UNIT: &str = "unit";
/// String: where it comes from.
pub const SOURCE: &str = "source";
/// String: the department that it is about.
pub const DEPARTMENT: &str = "department";
/// Y.Map: `YYYY-MM-DD → number`: its value on each day on which it was measured.
pub const VALUES: &str = "values";
/// Number: the value that is to be reached.
pub const TARGET: &str = "target";
/// `YYYY-MM-DD`: the day by which it is to be reached.
pub const TARGET_DATE: &str = "target_date";

/// What [`KIND`] may be.
pub const KINDS: [&str; 6] = ["nps", "satisfaction", "complaints", "cost", "quality", "other"];

/// The fields of a fact.
pub const FIELDS: [Field; 8] = [
    Field::optional(KIND, Kind::OneOf(&KINDS)),
    Field::optional(LABEL, Kind::Text),
    Field::optional(UNIT, Kind::Text),
    Field::optional(SOURCE, Kind::Text),
    Field::optional(DEPARTMENT, Kind::Key),
    Field::optional(TARGET, Kind::Number),
    Field::optional(TARGET_DATE, Kind::Date),
    Field::new(VALUES, Kind::Series),
];
/// The value of one day. The day is the key.
pub const VALUE: Field = Field::new("value", Kind::Number);
