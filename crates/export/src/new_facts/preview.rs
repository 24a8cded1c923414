//! What a spreadsheet of facts would add to a board, and what of it does not fit.

use std::collections::BTreeMap;

use board::{DepartmentId, FactId};
use serde::Serialize;

/// What a spreadsheet of facts comes to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactsPreview {
    /// The sheet of the workbook that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub sheet: Option<String>,
    /// The number of further sheets with content, which were not read.
    pub other_sheets: u32,
    /// The facts in their order.
    pub facts: Vec<NewFact>,
    /// Everything that does not fit, with its cell. While there is anything, nothing should be created.
    pub faults: Vec<FactFault>,
}

/// A fact that would be added, or that would get values.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewFact {
    /// The cell with its name.
    pub cell: String,
    /// What it is called.
    pub label: String,
    /// What it is about.
    #[cfg_attr(feature = "openapi", schema(pattern = "^(nps|satisfaction|complaints|cost|quality|other)$"))]
    pub kind: String,
    /// What its values count; empty if nothing says it.
    pub unit: String,
    /// Where it comes from; empty if nothing says it.
    pub source: String,
    /// The department that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub department: Option<DepartmentId>,
    /// The value that is to be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub target: Option<f64>,
    /// The day by which it is to be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = "date"))]
    pub target_date: Option<String>,
    /// Its values, by the day on which they were measured.
    pub values: BTreeMap<String, f64>,
    /// The fact on the board that is called the same, and gets these values.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub same: Option<FactId>,
}

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactFault {
    /// The cell, such as `B7`; missing if it is the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub cell: Option<String>,
    /// What stands in the cell, or the beginning of it; empty if it is the whole file.
    pub text: String,
    /// What is wrong.
    pub code: FactFaultCode,
    /// The limit that is exceeded, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub most: Option<u32>,
}

/// What may be wrong with a cell or a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FactFaultCode {
    /// The file is damaged, or neither text nor a workbook.
    Damaged,
    /// The file is protected by a password, or an xls.
    Protected,
    /// The file holds or unpacks to more than is read.
    TooLarge,
    /// A quotation mark opens a cell that never ends.
    Unclosed,
    /// A formula has no result in the file.
    NotCalculated,
    /// There is nothing in it.
    Empty,
    /// No row names columns from which facts can be read.
    NoColumns,
    /// The cell is no number.
    NotANumber,
    /// The cell may be two numbers: a thousand, or one and a fraction.
    TwoNumbers,
    /// The number is larger than a board holds.
    OutOfRange,
    /// The cell is no day.
    NotADay,
    /// The cell may be two days: the month or the day may come first.
    TwoDays,
    /// A value has no fact or no day.
    NoPlace,
    /// The fact has another value on the same day.
    Twice,
    /// The text is longer than a fact's may be.
    TooLong,
    /// The board has no such department.
    UnknownDepartment,
    /// There is no such kind of fact.
    UnknownKind,
    /// The board has no room for it, and for those after it.
    TooMany,
    /// The fact has more values than a board keeps.
    TooManyValues,
}
