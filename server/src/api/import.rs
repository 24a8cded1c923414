//! `POST /api/boards/import`: a board from a `json` export, or from the text of a Mermaid diagram.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use export::{Import, Report};
use serde::{Deserialize, de::IgnoredAny};
use tokio::time::timeout;
use utoipa::IntoParams;

use super::{
    boards::{Made, make},
    names::Language,
    refusals::{Always, OfBody, OfKey},
    templates::known,
};
use crate::{
    access::Token,
    app::App,
    body::{Unread, with_whole_numbers},
    problem::{InQuery, Problem},
};

/// How a diagram is read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Read {
    /// Language of a board that is made from a diagram; English if none is given. A `json` export has its own.
    #[param(inline, value_type = Option<Language>)]
    language: Option<String>,
}

/// Makes a board from a `json` export, or from the text of a Mermaid `ishikawa` diagram. It gets a new id, new tokens and
/// a new code.
#[utoipa::path(post, path = "/api/boards/import", tag = "boards", security(("host_key" = [])), params(Read),
    request_body(content((Report = "application/json"), (String = "text/vnd.mermaid")),
        description = "The answer of `GET /api/boards/{id}/export/json` or `…/mermaid`."),
    responses((status = 201, description = "Made.", body = Made), OfKey, OfBody, Always))]
pub async fn import(
    State(app): State<App>,
    token: Token,
    InQuery(read): InQuery<Read>,
    body: Unread,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let host = token.require_host(&app).await?;
    // An import may take many times its length in memory while it is read. A sender that waits for another import has
    // sent only its head.
    let turn = timeout(app.config.stall, Arc::clone(&app.import_turn).acquire_owned());
    let turn = turn.await.map_err(|_| Problem::busy())?.map_err(Problem::internal)?;
    let body = body.bytes(Import::LONGEST, &host).await?;
    let limits = app.config.limits;
    let language = known(read.language.as_deref())?;
    let parsed = tokio::task::spawn_blocking(move || {
        // The turn is held until parsing ends, even if the sender stops waiting.
        let _turn = turn;
        if Import::is_diagram(&body) {
            return Import::parse_diagram(&body, language, &limits)
                .map_err(|error| Problem::invalid(format!("{error}.")));
        }
        serde_json::from_slice::<IgnoredAny>(&body).map_err(|_| Problem::broken_json())?;
        Import::parse(&body, &limits).or_else(|error| {
            let whole = serde_json::from_slice(&body).ok().and_then(|body| with_whole_numbers(&body));
            let again = whole.and_then(|body| Import::parse(body.to_string().as_bytes(), &limits).ok());
            again.ok_or_else(|| Problem::invalid(format!("{error}.")))
        })
    });
    let import = parsed.await.map_err(Problem::internal)??;
    Ok((StatusCode::CREATED, Json(make(&app, import.into_create()).await?)))
}
