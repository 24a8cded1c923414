//! `POST /api/boards/{id}/next`: the board for the next meeting, which begins with what this one promised.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use board::{
    BoardId, Millis,
    workshop::{Follow, Linked, MOST_NEXT, Meeting},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    boards::{Made, again, make_as},
    refusals::{Always, OfBody, OfToken},
};
use crate::{
    access::{self, Token},
    app::App,
    body::Unread,
    problem::{InPath, Problem, ProblemBody},
    purpose::Purpose,
    secrets,
};

/// The name of the header by which a request is known again.
const KEY: &str = "idempotency-key";

/// The longest key, in bytes.
const LONGEST_KEY: usize = 64;

/// How a next board itself waits before one goes on from it, in milliseconds: whoever leads a board could otherwise make
/// boards without end.
const REST: u64 = 60 * 60 * 1000;

/// What is said of the next board. All of it may be left out, and so may the body.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NextBoard {
    /// Its title; that of the board before, if it is left out.
    #[schema(min_length = 1, pattern = r"\S")]
    title: Option<String>,
    /// When its first meeting begins, in Unix milliseconds.
    #[schema(value_type = Option<u64>, maximum = 253_402_300_799_999_i64)]
    starts_at: Option<Millis>,
}

/// Makes the board for the next meeting. It has the goals, bones, departments, agenda and facts of this one, its people
/// as seats that can be taken over, the projects that are neither done nor stopped, with their history, and the causes
/// that are parked or have no priority. No ballots, results, words or hidden causes go along. Each of the two boards says
/// which the other is. Ten boards go on from one at most.
#[utoipa::path(post, path = "/api/boards/{id}/next", operation_id = "next_board", tag = "board",
    params(("id" = String, Path,), ("Idempotency-Key" = Option<String>, Header,
        description = "At most 64 printable characters of ASCII. The same request with the same key and token makes one board, and is answered alike.")),
    request_body(content = NextBoard), security(("token" = [])),
    responses((status = 201, description = "Made.", body = Made),
              OfToken,
              OfBody,
              Always,
              (status = 409, description = "People rehearse; or this board is a next board and was made just now.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn next(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    headers: HeaderMap,
    body: Unread,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    if Purpose::of(&id) == Purpose::Rehearsal {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "not-now",
            "This is a rehearsal, of which nothing is left; go on from the board itself.",
        ));
    }
    let wanted: NextBoard = body.json_if_any(&visitor).await?;
    let (next, facilitator) = match headers.get(KEY) {
        None => (secrets::board_id(), secrets::token()),
        Some(key) => {
            let key = key.to_str().ok().filter(|key| (1..=LONGEST_KEY).contains(&key.len()));
            let key =
                key.ok_or_else(|| Problem::invalid("A key has 1 to 64 printable characters of ASCII."))?;
            token.next(&app, &id, key).ok_or_else(Problem::token_missing)?
        }
    };
    let follow = |made: &Made| {
        let next = Linked { board: BoardId::from(made.id.as_str()), title: made.title.clone() };
        Follow { next }
    };
    // The board may have been made and the answer lost, or the server killed before this board knew of it.
    if let Some(made) = again(&app, &next, &facilitator).await? {
        access::act(&app, visitor.room(), follow(&made).into()).await?;
        return Ok((StatusCode::CREATED, Json(made)));
    }
    let (document, rehearsing, full, young) = visitor
        .read(|live| {
            let state = live.state();
            let made = state.made.filter(|_| state.previous.is_some());
            (live.document(), !state.rehearsing().is_empty(), state.next.len() >= MOST_NEXT, made)
        })
        .await?;
    let now = visitor.room().now();
    if rehearsing || young.is_some_and(|made| now.0.saturating_sub(made.0) < REST) {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "not-now",
            "People rehearse here, or this board was made as a next one within the hour; go on from it later.",
        ));
    }
    if full {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too-many",
            "Ten boards go on from this one already; go on from one of them.",
        ));
    }
    let limits = app.config.limits;
    let board = visitor.room().board().clone();
    let now = app.rooms.now();
    let made = tokio::task::spawn_blocking(move || {
        let (board, _) = board::live::read_document(&board, &document).map_err(Problem::internal)?;
        let mut create = export::next(&board, now, &limits)
            .map_err(|error| Problem::invalid(format!("The board does not fit on a new one: {error}.")))?;
        if let Some(title) = wanted.title {
            create.title = title;
        }
        if let Some(starts_at) = wanted.starts_at {
            if create.agenda.is_empty() {
                create.agenda.push(Meeting { title: create.title.clone(), ..Meeting::default() });
            }
            create.agenda[0].starts_at = Some(starts_at);
        }
        create.tidy();
        create.check(&limits).map_err(|misfit| Problem::from(misfit.refusal))?;
        Ok::<_, Problem>(create)
    });
    let create = made.await.map_err(Problem::internal)??;
    let made = match make_as(&app, create, &next, &facilitator).await {
        Ok(made) => made,
        // The same request may have come twice at once, and the other one was first.
        Err(problem) => again(&app, &next, &facilitator).await?.ok_or(problem)?,
    };
    access::act(&app, visitor.room(), follow(&made).into()).await?;
    Ok((StatusCode::CREATED, Json(made)))
}
