//! Who oversees what was promised, and who executes it.

use serde::{Deserialize, Serialize};

/// The overseeing committee and those who execute, as facilitators name them: one a line (GOV-1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Governance {
    /// The committee that oversees the projects.
    pub overseeing: String,
    /// Those who execute them.
    pub executing: String,
}

impl Governance {
    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.overseeing.is_empty() && self.executing.is_empty()
    }
}
