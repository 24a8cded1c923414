//! The links of a board, as addresses.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{app::Shared, secrets, startup};

/// Links for people. Secrets are in the fragment, so that they reach no log.
#[derive(Clone, Serialize, ToSchema)]
pub struct Links {
    /// The link of the facilitator.
    pub facilitator: String,
    /// The link by which everybody joins.
    pub join: String,
    /// The link for the screen in the room.
    pub projector: String,
}

/// The links of a board for people.
pub fn links(app: &Shared, id: &str, code: &str, facilitator: &str) -> Links {
    Links {
        facilitator: format!("{}/facilitate/{id}#{facilitator}", app.url),
        join: join_link(app, code),
        projector: projector_link(app, id, &secrets::projectors(facilitator)),
    }
}

/// The link for the screen in the room.
pub fn projector_link(app: &Shared, id: &str, token: &str) -> String {
    format!("{}/project/{id}#{token}", app.url)
}

/// The link by which people join.
pub fn join_link(app: &Shared, code: &str) -> String {
    format!("{}/join#{code}", app.url)
}

/// The link by every address at which the server is reached now. A laptop may have come into another network since it
/// was started.
pub fn join_links(app: &Shared, code: &str) -> Vec<String> {
    startup::reached_at(app).into_iter().map(|url| format!("{url}/join#{code}")).collect()
}
