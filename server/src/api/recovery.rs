//! `POST /api/boards/{id}/recovery-code`, `POST /api/recover`: a facilitator whose device is lost leads on from another.

use axum::{Json, extract::State, http::StatusCode};
use board::{
    join_code,
    workshop::{Recover, RecoveryCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    join,
    refusals::{Always, OfBody, OfCode, OfToken},
};
use crate::{
    access::{self, Token},
    app::App,
    body::Unread,
    caller::Caller,
    problem::{InPath, Problem},
    secrets,
};

/// A code to come back by. It is told here and nowhere else.
#[derive(Serialize, ToSchema)]
pub struct Recoverable {
    /// The code: four groups of four characters. It works once.
    recovery_code: String,
}

/// A facilitator who comes back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComingBack {
    /// The board's join code, as the projector shows it.
    code: String,
    /// The recovery code. Case, spaces and dashes do not matter.
    recovery_code: String,
}

/// A facilitator's place on another device.
#[derive(Serialize, ToSchema)]
pub struct Recovered {
    /// The board.
    board: String,
    /// What lets them lead the board.
    token: String,
    /// The same as a link.
    link: String,
}

/// Makes a code by which the sender can lead the board from another device. An earlier code of the sender ends.
#[utoipa::path(post, path = "/api/boards/{id}/recovery-code", operation_id = "recovery_code", tag = "board",
    params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 201, description = "The code.", body = Recoverable), OfToken, Always))]
pub async fn code(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<(StatusCode, Json<Recoverable>), Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let code = secrets::recovery_code();
    let kept = RecoveryCode {
        token_hash: token.digest().ok_or_else(Problem::token_missing)?,
        code_hash: secrets::digest(&code),
    };
    access::act(&app, visitor.room(), kept.into()).await?;
    Ok((StatusCode::CREATED, Json(Recoverable { recovery_code: secrets::in_fours(&code) })))
}

/// Moves the facilitator's place to this device. The code is used up, and the link of the lost device ends.
#[utoipa::path(post, path = "/api/recover", operation_id = "recover", tag = "boards", request_body = ComingBack,
    responses((status = 201, description = "The facilitator's place.", body = Recovered), OfCode, OfBody, Always))]
pub async fn recover(
    State(app): State<App>,
    Caller(address): Caller,
    body: Unread,
) -> Result<(StatusCode, Json<Recovered>), Problem> {
    let ComingBack { code, recovery_code } = body.json_of_stranger().await?;
    let room = join::behind(&app, address, &code).await?;
    let code = join_code::read_secret(&recovery_code, secrets::RECOVERY_LENGTH).unwrap_or_default();
    let token = secrets::token();
    let recover = Recover {
        code_hash: secrets::digest(&code),
        token_hash: secrets::digest(&token),
        projector_hash: secrets::digest(&secrets::projectors(&token)),
    };
    access::act(&app, &room, recover.into()).await?;
    let board = room.board().to_string();
    let link = format!("{}/facilitate/{board}#{token}", app.url);
    Ok((StatusCode::CREATED, Json(Recovered { board, token, link })))
}
