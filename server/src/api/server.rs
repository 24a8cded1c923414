//! `GET /api/server`: what a page needs to know of the server before it knows a board.

use axum::{Json, extract::State};
use board::{schema::Limits, workshop::templates::LANGUAGES};
use serde::Serialize;
use utoipa::ToSchema;

use super::refusals::{Always, OfKey};
use crate::{access::Token, app::App, problem::Problem, startup};

/// Public facts about the server.
#[derive(Serialize, ToSchema)]
pub struct About {
    /// Its version.
    version: &'static str,
    /// The address under which people reach it.
    url: String,
    /// Its addresses in the local network, if it listens on all interfaces. One of them is shown in the room.
    addresses: Vec<String>,
    /// The limits of boards and messages.
    limits: Limits,
    /// The languages that templates and exports are written in.
    languages: [&'static str; 3],
}

/// Public facts about the server. With an operator's key, only the operator may read them.
#[utoipa::path(get, path = "/api/server", tag = "operation", security((), ("operator_key" = [])),
    responses((status = 200, description = "The server.", body = About), OfKey, Always))]
pub async fn about(State(app): State<App>, token: Token) -> Result<Json<About>, Problem> {
    token.require_operator(&app).await?;
    let addresses = startup::reached_at(&app);
    Ok(Json(About {
        version: env!("CARGO_PKG_VERSION"),
        url: app.url.clone(),
        addresses,
        limits: app.config.limits,
        languages: LANGUAGES,
    }))
}
