//! The strict form of a command from a client.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::Command;

/// A command as somebody gives it. Reading one refuses a field that it does not have, also where a command has none at
/// all, which serde passes over.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenCommand(pub Command);

impl<'de> Deserialize<'de> for GivenCommand {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let fields = Map::<String, Value>::deserialize(input)?;
        let stranger = fields.keys().find(|name| *name != "do").cloned();
        let command: Command = serde_json::from_value(Value::Object(fields)).map_err(D::Error::custom)?;
        match stranger {
            Some(name) if command.has_no_fields() => Err(D::Error::custom(format!("unknown field `{name}`"))),
            _ => Ok(Self(command)),
        }
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use std::borrow::Cow;

    use utoipa::openapi::schema::AdditionalProperties;
    use utoipa::openapi::{Object, RefOr, Schema};
    use utoipa::{PartialSchema, ToSchema};

    use super::{Command, GivenCommand};

    /// The forms of [`Command`], each closed: unknown fields are refused. The derived schema leaves them open. For a
    /// command whose fields are a struct of their own, it puts that struct beside the tag, where neither could be
    /// closed without the other.
    impl PartialSchema for GivenCommand {
        fn schema() -> RefOr<Schema> {
            let RefOr::T(Schema::OneOf(mut forms)) = Command::schema() else {
                unreachable!("an enum of tagged forms is one of them")
            };
            forms.items = forms.items.into_iter().map(|form| Schema::Object(closed(form)).into()).collect();
            Schema::OneOf(forms).into()
        }
    }

    impl ToSchema for GivenCommand {
        fn name() -> Cow<'static, str> {
            Command::name()
        }

        fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            Command::schemas(schemas);
        }
    }

    fn closed(form: RefOr<Schema>) -> Object {
        let mut whole = match form {
            RefOr::T(Schema::Object(object)) => object,
            RefOr::T(Schema::AllOf(parts)) => {
                let mut whole = Object::new();
                for part in parts.items {
                    let part = closed(part);
                    whole.required.extend(part.required);
                    whole.properties.extend(part.properties);
                }
                whole.description = parts.description;
                whole
            }
            RefOr::Ref(to) => {
                let mut named = vec![];
                Command::schemas(&mut named);
                let (_, schema) = named
                    .into_iter()
                    .find(|(name, _)| to.ref_location.ends_with(&format!("/{name}")))
                    .expect("every schema that is referred to is listed");
                closed(schema)
            }
            RefOr::T(_) => unreachable!("a form is an object, or made of objects"),
        };
        whole.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        whole
    }
}

impl Command {
    /// Whether the command has no fields.
    fn has_no_fields(&self) -> bool {
        use Command::*;
        matches!(
            self,
            Lock | Unlock
                | NextActivity
                | PauseTimer
                | ResumeTimer
                | StopTimer
                | CloseVote
                | RevealVote
                | CloseRating
                | RevealRating
                | RevealWords
                | RevealPoll
                | DropPoll
                | TakeSeat
                | CloseDoor
                | OpenDoor
                | Leave
                | EmptyBin
                | Finish
                | Reopen
        )
    }
}
