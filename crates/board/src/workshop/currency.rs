//! The form of a currency's code in the OpenAPI document.

use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::schema::currencies;

/// The code of a currency by ISO 4217.
#[derive(Debug)]
pub struct CurrencyCode;

impl PartialSchema for CurrencyCode {
    fn schema() -> RefOr<Schema> {
        let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(currencies()));
        Schema::Object(code.description(Some("The code of a currency by ISO 4217.")).build()).into()
    }
}

impl ToSchema for CurrencyCode {}
