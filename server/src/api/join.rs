//! `POST /api/join`: from a code to a place on the board. Only failed attempts are limited.

use axum::{Json, extract::State, http::StatusCode};
use board::{
    Actor, BoardId, DepartmentId, ParticipantId, join_code,
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
    /// The name of a department that the board does not list. The board lists it from then on, and `department` does
    /// not matter.
    #[serde(default)]
    #[schema(min_length = 1, pattern = r"\S")]
    new_department: Option<String>,
    /// What to do if somebody of this name and department is on the board already: join anew all the same (if it is
    /// left out), be told so (409 `already-here`), or ask to go on as that person.
    #[serde(default)]
    if_here: IfHere,
    /// The token that opens the board before, the one that this board goes on from, to the person. Then they go on as
    /// themselves and nobody is asked; `if_here` does not matter. A token that is not valid there changes nothing.
    #[serde(default)]
    before: Option<String>,
    /// Whether this only rehearses the workshop: whoever rehearses is gone, with everything they did, as soon as the
    /// first person joins.
    #[serde(default)]
    rehearsal: bool,
}

/// What joining does if somebody of the same name and department is on the board.
// Read from a string: serde_json calls another type in an enum's place broken JSON.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum IfHere {
    /// Joins as one more person.
    #[default]
    Join,
    /// Refuses, so that people can be asked who they are.
    Tell,
    /// Asks the facilitator to let this device go on as that person.
    GoOn,
}

impl TryFrom<String> for IfHere {
    type Error = &'static str;

    fn try_from(said: String) -> Result<Self, Self::Error> {
        match said.as_str() {
            "join" => Ok(Self::Join),
            "tell" => Ok(Self::Tell),
            "go_on" => Ok(Self::GoOn),
            _ => Err("if_here is join, tell or go_on"),
        }
    }
}

/// A place on the board; where the answer is 202, one that the facilitator has to give first.
#[derive(Serialize, ToSchema)]
pub struct Joined {
    /// The board.
    board: String,
    /// Their id on it.
    participant: String,
    /// The token that opens the board to them.
    token: String,
    /// The request that waits for the facilitator's answer. Until then the token opens nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request: Option<String>,
}

/// What became of a request to go on as somebody.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// The facilitator has not answered yet.
    Waiting,
    /// It waits no longer: the token opens the board now, or never will.
    Over,
}

/// The state of a request to go on as somebody.
#[derive(Serialize, ToSchema)]
pub struct RequestState {
    /// What became of it.
    state: Answered,
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
    /// The board that this one goes on from. Whoever has a token of it joins with it, as `before`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    previous: Option<BoardId>,
    /// `open` or `closed`. While it is closed nobody can join.
    door: Door,
}

/// Joins a board.
#[utoipa::path(post, path = "/api/join", tag = "boards", request_body = Joining,
    responses((status = 201, description = "Joined.", body = Joined),
              (status = 202, description = "The facilitator is asked; GET /api/join/{code}/requests/{request} tells when that is answered.", body = Joined),
              OfCode,
              OfBody,
              Always,
              (status = 409, description = "The workshop is finished, the facilitator has closed the door, or somebody of this name and department is here (`already-here`, if asked for).", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn join(
    State(app): State<App>,
    Caller(address): Caller,
    body: Unread,
) -> Result<(StatusCode, Json<Joined>), Problem> {
    let joining: Joining = body.json_of_stranger().await?;
    let room = behind(&app, address, &joining.code).await?;
    let token = secrets::token();
    let id = ParticipantId::from(secrets::participant_id());
    let department = DepartmentId::from(match joining.new_department {
        Some(_) => secrets::participant_id(),
        None => joining.department.unwrap_or_default(),
    });
    let proven = match &joining.before {
        Some(token) => known_before(&app, &room, token).await?,
        None => None,
    };
    let goes_on_as = match joining.if_here {
        _ if proven.is_some() => proven.clone(),
        IfHere::Join => None,
        IfHere::Tell | IfHere::GoOn => same_person(&room, &joining.name, &department).await?,
    };
    if goes_on_as.is_some() && proven.is_none() && joining.if_here == IfHere::Tell {
        return Err(already_here());
    }
    let join = Join {
        participant: id.clone(),
        name: joining.name,
        department,
        new_department: joining.new_department,
        token_hash: secrets::digest(&token),
        code: join_code::read(&joining.code),
        goes_on_as: goes_on_as.clone(),
        proven: proven.is_some(),
        rehearsal: joining.rehearsal,
    };
    access::act(&app, &room, join.into()).await.map_err(renewed)?;
    let board = room.board().to_string();
    Ok(match goes_on_as {
        None => {
            (StatusCode::CREATED, Json(Joined { board, participant: id.to_string(), token, request: None }))
        }
        Some(person) => {
            let (status, request) = match proven {
                Some(_) => (StatusCode::CREATED, None),
                None => (StatusCode::ACCEPTED, Some(id.to_string())),
            };
            (status, Json(Joined { board, participant: person.to_string(), token, request }))
        }
    })
}

/// The person of this board whom the token opens the board before to, if there is one.
async fn known_before(
    app: &Shared,
    room: &RoomHandle,
    token: &str,
) -> Result<Option<ParticipantId>, Problem> {
    let before = room.read(|live| live.state().previous.as_ref().map(|before| before.board.clone()));
    let Some(before) = before.await.map_err(|_| Problem::restarting())? else { return Ok(None) };
    let Ok((_, Actor::Participant(person))) = access::enter(app, before.as_str(), token, None).await else {
        return Ok(None);
    };
    let here = room.read(move |live| {
        live.state().people.get(&person).is_some_and(|known| !known.removed).then_some(person)
    });
    here.await.map_err(|_| Problem::restarting())
}

/// The person of this name and department, if one is on the board.
async fn same_person(
    room: &RoomHandle,
    name: &str,
    department: &DepartmentId,
) -> Result<Option<ParticipantId>, Problem> {
    let (name, department) = (name.to_owned(), department.clone());
    let person = room.read(move |live| live.state().same_person(&name, &department).cloned());
    person.await.map_err(|_| Problem::restarting())
}

/// Whether the facilitator has answered a request to go on as somebody. Whoever asked then tries the token.
#[utoipa::path(get, path = "/api/join/{code}/requests/{request}", operation_id = "join_request", tag = "boards",
    params(("code" = String, Path,), ("request" = String, Path,)),
    responses((status = 200, description = "Whether it still waits.", body = RequestState), OfCode, Always))]
pub async fn request(
    State(app): State<App>,
    Caller(address): Caller,
    InPath((code, request)): InPath<(String, String)>,
) -> Result<Json<RequestState>, Problem> {
    let room = behind(&app, address, &code).await?;
    let request = ParticipantId::from(request);
    let waits = room.read(move |live| {
        live.state().returning.as_ref().is_some_and(|waiting| waiting.contains_key(&request))
    });
    let waits = waits.await.map_err(|_| Problem::restarting())?;
    Ok(Json(RequestState { state: if waits { Answered::Waiting } else { Answered::Over } }))
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
            previous: state.previous.as_ref().map(|before| before.board.clone()),
            door: state.door(),
        }
    });
    Ok(Json(form.await.map_err(|_| Problem::restarting())?))
}

/// The board with this code. The right code is accepted whatever was tried before; wrong ones are counted.
pub(super) async fn behind(
    app: &Shared,
    address: std::net::IpAddr,
    typed: &str,
) -> Result<RoomHandle, Problem> {
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
        attempt.failed(code.as_deref()).await.map_err(too_many)?;
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

fn already_here() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "already-here",
        "Somebody of this name and department is on the board; go on as that person, or join as one more.",
    )
}

/// If the code was renewed between the look-up and the joining, the answer is that for an unknown code.
fn renewed(problem: Problem) -> Problem {
    if problem.is("unknown") { unknown_code() } else { problem }
}
