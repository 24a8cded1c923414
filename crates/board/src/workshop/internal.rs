//! What OpenAPI learns of the commands that only the server makes: nothing.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Object, RefOr, Schema},
};

use super::{Create, Join};

impl PartialSchema for Create {
    fn schema() -> RefOr<Schema> {
        Schema::Object(Object::new()).into()
    }
}

impl ToSchema for Create {}

impl PartialSchema for Join {
    fn schema() -> RefOr<Schema> {
        Schema::Object(Object::new()).into()
    }
}

impl ToSchema for Join {}
