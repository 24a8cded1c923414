//! The rights that participants have on notes.

use serde::{Deserialize, Serialize};

use super::objects;

/// Whether participants may add notes, or facts. What they add is their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AddRight {
    /// Nobody adds any.
    None,
    /// Everybody adds some of their own.
    #[default]
    Own,
}

/// The notes that participants may change in one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Right {
    /// No note.
    None,
    /// The notes they wrote themselves.
    #[default]
    Own,
    /// Every note.
    Any,
}

/// What participants may do with notes while the board is not locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Permissions {
    /// Adding notes.
    pub add: AddRight,
    /// Changing texts and fields.
    pub edit: Right,
    /// Moving notes to another place, bone or parent.
    #[serde(rename = "move")]
    pub move_: Right,
    /// Removing notes.
    pub remove: Right,
    /// Adding facts. Nobody does, if it is missing. It holds through all activities that do not name it.
    #[serde(default = "nobody", skip_serializing_if = "is_nobody")]
    pub facts: AddRight,
}

impl Default for Permissions {
    fn default() -> Self {
        let [edit, move_, remove] = [Right::default(); 3];
        Self { add: AddRight::default(), edit, move_, remove, facts: AddRight::None }
    }
}

fn nobody() -> AddRight {
    AddRight::None
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_nobody(right: &AddRight) -> bool {
    *right == AddRight::None
}

/// A change of permissions: what is not named stays. The contract leaves open whether the values stand in
/// the command itself or under `permissions`, so both are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PermissionChange {
    /// Adding notes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add: Option<AddRight>,
    /// Changing texts and fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<Right>,
    /// Moving notes.
    #[serde(default, rename = "move", skip_serializing_if = "Option::is_none")]
    pub move_: Option<Right>,
    /// Removing notes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<Right>,
    /// Adding facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<AddRight>,
    /// The same values, nested.
    #[serde(default, deserialize_with = "objects::object", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub permissions: Option<Box<PermissionChange>>,
}

impl PermissionChange {
    /// `now` with this change applied.
    pub(crate) fn made_to(&self, mut now: Permissions) -> Permissions {
        if let Some(nested) = &self.permissions {
            let flat = PermissionChange { permissions: None, ..(**nested).clone() };
            now = flat.made_to(now);
        }
        Permissions {
            add: self.add.unwrap_or(now.add),
            edit: self.edit.unwrap_or(now.edit),
            move_: self.move_.unwrap_or(now.move_),
            remove: self.remove.unwrap_or(now.remove),
            facts: self.facts.unwrap_or(now.facts),
        }
    }
}
