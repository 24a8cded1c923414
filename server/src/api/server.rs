//! `GET /api/server`: what a page needs to know of the server before it knows a board.

use axum::{Json, extract::State};
use board::{schema::Limits, workshop::templates::LANGUAGES};
use serde::Serialize;
use utoipa::ToSchema;

use super::refusals::{Always, OfKey};
use crate::{access::Token, app::App, problem::Problem, startup};

/// What anybody may know of the server.
#[derive(Serialize, ToSchema)]
pub struct About {
    /// Its version.
    version: &'static str,
    /// Where people reach it.
    url: String,
    /// The addresses of its local network, if it listens on all interfaces: what to show in the room.
    addresses: Vec<String>,
    /// What boards and messages may be at most.
    limits: Limits,
    /// The languages that templates and exports are written in.
    languages: [&'static str; 3],
}

/// What anybody may know of the server; only its operator, if the server was started with an operator's key.
#[utoipa::path(get, path = "/api/server", tag = "operation", security((), ("operator_key" = [])),
    responses((status = 200, description = "The server.", body = About), OfKey, Always))]
pub async fn about(State(app): State<App>, token: Token) -> Result<Json<About>, Problem> {
    token.require_operator(&app).await?;
    let addresses = match &app.config.public_url {
        Some(_) => vec![],
        None => startup::urls(app.address),
    };
    Ok(Json(About {
        version: env!("CARGO_PKG_VERSION"),
        url: app.url.clone(),
        addresses,
        limits: app.config.limits,
        languages: LANGUAGES,
    }))
}
