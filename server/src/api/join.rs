//! `POST /api/join`: from a code to a place on the board. Only failed attempts are limited.

use axum::{Json, extract::State, http::StatusCode};
use board::{
    DepartmentId, ParticipantId, join_code,
    workshop::{Department, Door, Join},
};
use room::{RoomHandle, join_key};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::refusals::{Always, OfBody, OfCode};
use crate::{
    access,
    app::{App, Shared},
    body::Unread,
    caller::Caller,
    problem::{InPath, Problem, ProblemBody},
    secrets,
};

/// The person who wants to join.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Joining {
    /// The code that the projector shows. Case, spaces and dashes do not matter, nor whether a letter is a Cyrillic,
    /// Greek or wide one that looks the same.
    code: String,
    /// Their name. `x-limits` gives its greatest length.
    #[schema(min_length = 1, pattern = r"\S")]
    name: String,
    /// The id of their department. If the board lists no departments, it is the text that they type.
    department: Option<String>,
}

/// The answer to a join.
#[derive(Serialize, ToSchema)]
pub struct Joined {
    /// The board.
    board: String,
    /// Their id on it.
    participant: String,
    /// The token that opens the board to them.
    token: String,
}

/// The board behind a code, for somebody who has not joined yet.
#[derive(Serialize, ToSchema)]
pub struct JoinForm {
    /// The code as the board has it, however it was typed.
    code: String,
    /// The board's title.
    title: String,
    /// The board's language.
    language: String,
    /// The departments to choose from. If there is none, people type theirs.
    departments: Vec<Department>,
    /// Whether the workshop is finished. Then nobody can join.
    finished: bool,
    /// `open` or `closed`. While it is closed nobody can join.
    door: Door,
}

/// Joins a board.
#[utoipa::path(post, path = "/api/join", tag = "boards", request_body = Joining,
    responses((status = 201, description = "Joined.", body = Joined),
              OfCode,
              OfBody,
              Always,
              (status = 409, description = "The workshop is finished, or the facilitator has closed the door.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn join(
    State(app): State<App>,
    Caller(address): Caller,
    body: Unread,
) -> Result<(StatusCode, Json<Joined>), Problem> {
    let joining: Joining = body.json_of_stranger().await?;
    let room = behind(&app, address, &joining.code).await?;
    let token = secrets::token();
    let participant = ParticipantId::from(secrets::participant_id());
    let join = Join {
        participant: participant.clone(),
        name: joining.name,
        department: DepartmentId::from(joining.department.unwrap_or_default()),
        token_hash: secrets::digest(&token),
        code: join_code::read(&joining.code),
    };
    access::act(&app, &room, join.into()).await.map_err(renewed)?;
    let board = room.board().to_string();
    Ok((StatusCode::CREATED, Json(Joined { board, participant: participant.to_string(), token })))
}

/// The board behind a code, for somebody who has not joined yet.
#[utoipa::path(get, path = "/api/join/{code}", tag = "boards", params(("code" = String, Path,)),
    responses((status = 200, description = "The board behind the code.", body = JoinForm), OfCode, Always))]
pub async fn form(
    State(app): State<App>,
    Caller(address): Caller,
    InPath(code): InPath<String>,
) -> Result<Json<JoinForm>, Problem> {
    let room = behind(&app, address, &code).await?;
    let form = room.read(|live| {
        let state = live.state();
        JoinForm {
            code: state.join_code.clone(),
            title: state.title.clone(),
            language: state.language.clone(),
            departments: state.departments.clone(),
            finished: state.finished,
            door: state.door(),
        }
    });
    Ok(Json(form.await.map_err(|_| Problem::restarting())?))
}

/// The board with this code. The right code is accepted whatever was tried before; wrong ones are counted.
async fn behind(app: &Shared, address: std::net::IpAddr, typed: &str) -> Result<RoomHandle, Problem> {
    let too_many = |wait| {
        Problem::too_many_attempts(
            wait,
            "Too many codes were tried that open nothing; wait a little, then look at the code again.",
        )
    };
    let attempt = app.join_attempts.attempt(address).await.map_err(too_many)?;
    let code = join_code::read(typed);
    let board = match &code {
        Some(code) => app.journal.find(&join_key(code)).await.map_err(Problem::storage)?,
        None => None,
    };
    let Some(board) = board else {
        app.metrics.counts().failed_join();
        attempt.failed(code.as_deref()).map_err(too_many)?;
        return Err(unknown_code());
    };
    drop(attempt);
    Ok(access::open(app, &board).await?)
}

fn unknown_code() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "unknown-code",
        "No workshop has this code; look at it again on the projector.",
    )
}

/// If the code was renewed between the look-up and the joining, the answer is that for an unknown code.
fn renewed(problem: Problem) -> Problem {
    if problem.is("unknown") { unknown_code() } else { problem }
}
