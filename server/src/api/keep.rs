//! `POST /api/boards/{id}/keep`: a board stays although it is old. And what boards tell of how long they stay.

use axum::{Json, extract::State};
use board::{Actor, Millis, workshop::Archive};
use room::RoomHandle;
use serde::Serialize;
use utoipa::ToSchema;

use super::refusals::{Always, OfToken};
use crate::{
    access::{self, Token, Visitor},
    app::{App, Shared},
    problem::{InPath, Problem},
    retention::{self, Dates},
};

/// When a board will be archived and deleted. Both are left out on a server that keeps boards for ever.
#[derive(Default, Serialize, ToSchema)]
pub struct Retained {
    /// When it will be archived unless it changes, in Unix milliseconds; left out if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    archives_at: Option<Millis>,
    /// When it will be deleted for good unless it changes, in Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    deletes_at: Option<Millis>,
    /// Whether either is so near that people are told; left out if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    expiring: bool,
}

impl Retained {
    /// Of a board whose last entry is of this time.
    ///
    /// # Errors
    /// 503 when its log cannot be read.
    pub async fn of(app: &Shared, board: &str, changed: Millis, archived: bool) -> Result<Self, Problem> {
        let dates = retention::dates(app, board, changed, archived).await.map_err(Problem::storage)?;
        let Dates { archives_at, deletes_at, is_near } = dates;
        Ok(Self { archives_at, deletes_at, expiring: is_near })
    }

    /// What a visitor is told: a facilitator everything, others nothing.
    ///
    /// # Errors
    /// 503 when the room ended or its log cannot be read.
    pub async fn told_to(visitor: &Visitor, app: &Shared, board: &str) -> Result<Self, Problem> {
        match visitor.actor {
            Actor::Facilitator => Self::of_room(app, board, visitor.room()).await,
            _ => Ok(Self::default()),
        }
    }

    async fn of_room(app: &Shared, board: &str, room: &RoomHandle) -> Result<Self, Problem> {
        let standing = room.read(|live| (live.at(), live.state().archived)).await;
        let (changed, archived) = standing.map_err(|_| Problem::restarting())?;
        Self::of(app, board, changed, archived).await
    }
}

/// Keeps a board, which makes it as young as if somebody had worked on it. Its facilitators and the host may do so. What it
/// is otherwise, archived or finished, it stays.
#[utoipa::path(post, path = "/api/boards/{id}/keep", operation_id = "keep_board", tag = "board",
    params(("id" = String, Path,)), security(("token" = []), ("host_key" = [])),
    responses((status = 200, description = "How long it stays now.", body = Retained), OfToken, Always))]
pub async fn keep(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<Retained>, Problem> {
    let room = match token.authorize(&app, &id).await {
        Ok(visitor) => {
            visitor.require_facilitator()?;
            visitor.room().clone()
        }
        // What opens no board may be the host's key. A wrong one is counted as anywhere, and is a wrong token here.
        Err(problem) if problem.is("token-invalid") => {
            token.require_host(&app).await.map_err(|_| problem)?;
            access::open_workshop(&app, &id).await?
        }
        Err(problem) => return Err(problem),
    };
    let archived = room.read(|live| live.state().archived).await.map_err(|_| Problem::restarting())?;
    access::act(&app, &room, Archive::keep(archived).into()).await?;
    Ok(Json(Retained::of_room(&app, &id, &room).await?))
}
