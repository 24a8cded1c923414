//! Schemas for texts that must be one of a few names. The names come from the code that checks them.

use board::schema::note::LISTS;
use board::workshop::templates::{IDS, LANGUAGES};
use export::{Evidence, Format, Paper, Part, Separator};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

/// The tag of a language that boards speak.
pub struct Language;

impl PartialSchema for Language {
    fn schema() -> RefOr<Schema> {
        one_of("A language that boards speak.", LANGUAGES)
    }
}

impl ToSchema for Language {}

/// The id of a template.
pub struct TemplateId;

impl PartialSchema for TemplateId {
    fn schema() -> RefOr<Schema> {
        one_of("A template for new boards.", IDS)
    }
}

impl ToSchema for TemplateId {}

/// The name of an export format.
pub struct FormatName;

impl PartialSchema for FormatName {
    fn schema() -> RefOr<Schema> {
        one_of("A format of exports.", Format::ALL.map(Format::name))
    }
}

impl ToSchema for FormatName {}

/// The name of a size of paper.
pub struct PaperName;

impl PartialSchema for PaperName {
    fn schema() -> RefOr<Schema> {
        one_of("A size of paper.", Paper::ALL.map(Paper::name))
    }
}

impl ToSchema for PaperName {}

/// The name of what causes rest on.
pub struct EvidenceName;

impl PartialSchema for EvidenceName {
    fn schema() -> RefOr<Schema> {
        one_of("What the causes rest on.", Evidence::ALL.map(Evidence::name))
    }
}

impl ToSchema for EvidenceName {}

/// The name of a list that causes come from.
pub struct ListName;

impl PartialSchema for ListName {
    fn schema() -> RefOr<Schema> {
        one_of("A list that causes come from.", LISTS)
    }
}

impl ToSchema for ListName {}

/// The name of a part of a board.
pub struct PartName;

impl PartialSchema for PartName {
    fn schema() -> RefOr<Schema> {
        one_of("The content of a svg or png.", Part::ALL.map(Part::name))
    }
}

impl ToSchema for PartName {}

/// The name of a separator of csv files.
pub struct SeparatorName;

impl PartialSchema for SeparatorName {
    fn schema() -> RefOr<Schema> {
        one_of("A separator of csv files.", Separator::ALL.map(Separator::name))
    }
}

impl ToSchema for SeparatorName {}

fn one_of<const N: usize>(about: &str, names: [&'static str; N]) -> RefOr<Schema> {
    let names =
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).description(Some(about));
    names.build().into()
}
