//! `GET /api/boards`: the host's boards.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
};
use board::{
    BoardId, Millis,
    live::{Overview, Phase},
    workshop::day_of,
};
use room::OpenError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    keep::Retained,
    refusals::{Always, OfKey},
};
use crate::{
    access::Token,
    app::App,
    problem::{InQuery, Problem, ProblemBody},
    purpose::Purpose,
};

/// How many boards an answer has, if nothing else is said, and at most. Boards that are not open are read one after the
/// other, so an answer must not have too many.
const USUAL: usize = 50;
const MOST: usize = 100;

/// Which boards.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only boards made before this one: the last of the answer before.
    after: Option<String>,
    /// At most so many boards: 50 if it is left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// A board in the host's list.
#[derive(Serialize, ToSchema)]
pub struct Listed {
    /// Its id.
    id: String,
    /// What it is called now.
    title: String,
    /// How far it is.
    state: ListedState,
    /// Whether the host laid it away.
    archived: bool,
    /// What happened when.
    dates: Dates,
    /// When it will be archived and deleted, unless it changes.
    #[serde(flatten)]
    retention: Retained,
    /// How much is on it.
    counts: Counts,
    /// The projects that were due before today, in UTC, and are neither done nor stopped.
    late: usize,
}

/// How far a workshop is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ListedState {
    /// No activity has run.
    New,
    /// Activities run, or have run.
    Running,
    /// It is finished.
    Finished,
    /// It cannot be read; the server's log says why.
    Damaged,
}

/// What happened when, in Unix milliseconds.
#[derive(Default, Serialize, ToSchema)]
pub struct Dates {
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    made: Option<Millis>,
    /// When its first activity began.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    started: Option<Millis>,
    /// When it was finished, as long as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    finished: Option<Millis>,
    /// When something happened on it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    changed: Option<Millis>,
}

/// How much is on a board.
#[derive(Default, Serialize, ToSchema)]
pub struct Counts {
    /// The people on it.
    people: usize,
    /// Its causes; merged and parked ones are not counted.
    causes: usize,
    /// Its projects.
    projects: usize,
}

/// The boards, the one made last first. The header `Link` has the address of the next part, if there is one.
#[utoipa::path(get, path = "/api/boards", operation_id = "boards", tag = "boards", params(Wanted), security(("host_key" = [])),
    responses((status = 200, description = "The boards.", body = Vec<Listed>),
              OfKey,
              Always,
              (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "There is no such board, or no such number of boards.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 503, description = "The boards could not be read. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn boards(
    State(app): State<App>,
    token: Token,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<(HeaderMap, Json<Vec<Listed>>), Problem> {
    token.require_host(&app).await?;
    let most = wanted.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&most) {
        return Err(Problem::invalid("One answer has between 1 and 100 boards."));
    }
    let mut ids = app.journal.boards().await.map_err(Problem::storage)?;
    ids.retain(|id| Purpose::of(id) == Purpose::Workshop);
    ids.reverse();
    if let Some(after) = &wanted.after {
        let at = ids.iter().position(|id| id == after);
        let at = at.ok_or_else(|| Problem::invalid("There is no such board; begin with the first ones."))?;
        ids.drain(..=at);
    }
    let more = ids.len() > most;
    ids.truncate(most);
    let mut headers = HeaderMap::new();
    if let Some(last) = ids.last().filter(|_| more) {
        let next = format!("</api/boards?after={last}&limit={most}>; rel=\"next\"");
        headers.insert(header::LINK, HeaderValue::from_str(&next).map_err(Problem::internal)?);
    }
    let today = day_of(app.rooms.now());
    let mut boards = Vec::with_capacity(ids.len());
    for id in ids {
        match app.rooms.overview(&BoardId::from(id.as_str())).await {
            Ok(overview) => {
                let (changed, archived) = (overview.changed, overview.archived);
                let retained = Retained::of(&app, &id, changed, archived).await?;
                boards.push(Listed::of(id, overview, retained, &today));
            }
            // It was deleted meanwhile.
            Err(OpenError::NotFound) => {}
            Err(OpenError::Stopping) => return Err(Problem::restarting()),
            // One that cannot be read does not hide the others.
            Err(error) => {
                tracing::error!(%error, board = %id, "a board could not be read for the list");
                boards.push(Listed::damaged(id));
            }
        }
    }
    Ok((headers, Json(boards)))
}

impl Listed {
    /// A board that could be read. `today` is the day by which what is due is late.
    pub fn of(id: String, overview: Overview, retention: Retained, today: &str) -> Self {
        let late = overview.due.iter().filter(|due| due.as_str() < today).count();
        let Overview {
            title,
            phase,
            made,
            started,
            finished,
            changed,
            people,
            causes,
            projects,
            archived,
            ..
        } = overview;
        let state = match phase {
            Phase::New => ListedState::New,
            Phase::Running => ListedState::Running,
            Phase::Finished => ListedState::Finished,
        };
        let dates = Dates { made, started, finished, changed: Some(changed) };
        let counts = Counts { people, causes, projects };
        Self { id, title, state, archived, dates, retention, counts, late }
    }

    fn damaged(id: String) -> Self {
        let (dates, counts) = (Dates::default(), Counts::default());
        let (title, state) = (String::new(), ListedState::Damaged);
        let retention = Retained::default();
        Self { id, title, state, archived: false, dates, retention, counts, late: 0 }
    }
}
