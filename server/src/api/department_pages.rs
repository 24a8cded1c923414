//! `GET /api/boards/{id}/departments/{department}`, `…/calendar.ics`, `…/summary` and `GET /api/boards/{id}/summary`: what
//! concerns a department, as data, as a calendar and as text. All are made from the report that exports are made from.

use std::time::{Duration, SystemTime};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use board::{Actor, BoardId, DepartmentId, Millis, ParticipantId, reading::Board, workshop::DepartmentLink};
use export::{DepartmentOptions, DepartmentPage, Format, Zone};
use room::RoomHandle;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    department_links::page_of,
    names::Language,
    refusals::{Always, OfToken},
    templates::known,
};
use crate::{
    access::Token,
    app::App,
    export_pool::Person,
    problem::{InPath, InQuery, Problem, ProblemBody},
    secrets,
};

/// How it is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Language of headings and fixed words; the board's own if none is given.
    #[param(inline, value_type = Option<Language>)]
    language: Option<String>,
    /// The time zone in which days begin and times are printed, by its name in the IANA database, such as `Europe/Warsaw`;
    /// `UTC` if none is given.
    time_zone: Option<String>,
}

impl Wanted {
    fn options(self, now: Millis) -> Result<DepartmentOptions, Problem> {
        let language = match self.language.as_deref() {
            Some(tag) => Some(known(Some(tag))?.to_owned()),
            None => None,
        };
        let zone = match self.time_zone.as_deref() {
            Some(name) => Zone::parse(name).ok_or_else(|| {
                Problem::invalid(
                    "There is no such time zone; names are those of the IANA database, such as Europe/Warsaw.",
                )
            })?,
            None => Zone::default(),
        };
        Ok(DepartmentOptions { language, zone, now, changed: Millis(0) })
    }
}

/// A question about a department that was let in.
struct Asked {
    app: App,
    room: RoomHandle,
    /// All departments if there is none.
    department: Option<DepartmentId>,
    options: DepartmentOptions,
    /// What tells two answers apart: the board's last entry, the day, and how it is wanted.
    tag: String,
    /// The link of the department, if it has one.
    link: Option<DepartmentLink>,
}

impl Asked {
    async fn new(
        app: &App,
        room: RoomHandle,
        department: Option<DepartmentId>,
        wanted: Wanted,
    ) -> Result<Self, Problem> {
        let kind = format!("{:?} {:?} {department:?}", wanted.language, wanted.time_zone);
        let mut options = wanted.options(room.now())?;
        let id = department.clone();
        let look = room.read(move |live| {
            let state = live.state();
            let known = id.as_ref().is_none_or(|id| state.knows_department(id));
            let link = id.as_ref().and_then(|id| state.department_links.get(id)).cloned();
            (live.seq(), live.at(), known, link)
        });
        let (seq, at, known, link) = look.await.map_err(|_| Problem::restarting())?;
        if !known {
            return Err(Problem::new(
                StatusCode::NOT_FOUND,
                "no-such-department",
                "The board lists no such department, and nobody on it is from there.",
            ));
        }
        options.changed = at;
        let tag = secrets::digest(&format!("{seq} {at:?} {} {kind}", options.today()));
        Ok(Self { app: App::clone(app), room, department, options, tag: tag[..32].to_owned(), link })
    }

    fn etag(&self) -> String {
        // Packed answers have other bytes, so the tag is a weak one.
        format!("W/\"{}\"", self.tag)
    }

    /// The headers by which a program asks whether the answer is still the same.
    fn validators(&self) -> [(header::HeaderName, HeaderValue); 2] {
        let kept = HeaderValue::from_static("private, no-cache");
        let tag = HeaderValue::from_str(&self.etag()).unwrap_or_else(|_| HeaderValue::from_static("\"\""));
        [(header::CACHE_CONTROL, kept), (header::ETAG, tag)]
    }

    /// Whether the asker has this answer already.
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::IF_NONE_MATCH).and_then(|given| given.to_str().ok());
        given.is_some_and(|given| {
            given
                .split(',')
                .map(str::trim)
                .any(|one| one == "*" || one.trim_start_matches("W/") == &self.etag()[2..])
        })
    }

    fn last_modified(&self) -> SystemTime {
        // HTTP has whole seconds.
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.options.changed.0 / 1000)
    }

    /// Makes the answer in a turn of its own, as exports are made, and sends it.
    async fn answer(
        self,
        kind: &'static str,
        make: impl FnOnce(&Board, &Self) -> Vec<u8> + Send + 'static,
    ) -> Result<Response, Problem> {
        let app = App::clone(&self.app);
        // All who ask for a department are one asker. No person has such an id.
        let name = format!("department {}", self.department.as_ref().map_or("", DepartmentId::as_str));
        let asker =
            Person { board: self.room.board().clone(), actor: Actor::Participant(ParticipantId::from(name)) };
        let place = app.exports.place(asker)?;
        let turn = app.exports.turn(&place, Format::Md).await?;
        let read = self.room.read(|live| (live.state().id.clone(), live.document()));
        let (id, document): (BoardId, Vec<u8>) = read.await.map_err(|_| Problem::restarting())?;
        let turn = turn.weigh(document.len()).await?;
        let made = turn.make(move || {
            let (board, _) =
                board::live::read_document(&id, &document).map_err(|broken| broken.to_string())?;
            Ok::<_, String>(make(&board, &self))
        });
        let file = made.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(kind))];
        Ok((kind, Body::new(app.exports.deliver(file, place))).into_response())
    }
}

/// What concerns a department: what it owns, must accept and is affected by, what is due, and what changed. By the
/// department's link, and for facilitators. Nothing sealed is in it, no dots or ratings, no comments, and no names in the
/// history while names are hidden.
#[utoipa::path(get, path = "/api/boards/{id}/departments/{department}", operation_id = "department_page", tag = "departments",
    params(("id" = String, Path,), ("department" = String, Path,), Wanted), security(("token" = [])),
    responses((status = 200, description = "What concerns it.", body = DepartmentPage),
              (status = 304, description = "`If-None-Match` names the answer as it is now."),
              OfToken,
              Always,
              (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 404, description = "There is no such board or department.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "There is no such language or time zone.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 429, description = "`too-many-exports`: this was asked for as often at once as is allowed. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 503, description = "`busy`: many exports are being made; or the server is restarting. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn page(
    State(app): State<App>,
    InPath((id, department)): InPath<(String, String)>,
    token: Token,
    headers: HeaderMap,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Response, Problem> {
    let department = DepartmentId::from(department);
    let room = token.authorize_department(&app, &id, &department).await?;
    let asked = Asked::new(&app, room, Some(department.clone()), wanted).await?;
    let etag = [(header::ETAG, asked.etag())];
    if asked.is_known(&headers) {
        return Ok((StatusCode::NOT_MODIFIED, etag).into_response());
    }
    let make = move |board: &Board, asked: &Asked| {
        let page = export::department_page(board, &department, &asked.options);
        serde_json::to_vec(&page).expect("a page is plain data")
    };
    Ok((etag, asked.answer("application/json", make).await?).into_response())
}

/// The meetings and the days that concern a department, as a calendar to subscribe to. Calendar programs send no headers of
/// ours, so the token stands in the query. This server writes no addresses down; a proxy's log may.
#[utoipa::path(get, path = "/api/boards/{id}/departments/{department}/calendar.ics", operation_id = "department_calendar", tag = "departments",
    params(("id" = String, Path,), ("department" = String, Path,), Wanted), security(("token" = [])),
    responses((status = 200, description = "The calendar.", content((String = "text/calendar"))),
              (status = 304, description = "`If-None-Match` or `If-Modified-Since` names the calendar as it is now."),
              OfToken,
              Always,
              (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 404, description = "There is no such board or department.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "There is no such language or time zone.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 429, description = "`too-many-exports`: this was asked for as often at once as is allowed. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 503, description = "`busy`: many exports are being made; or the server is restarting. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn calendar(
    State(app): State<App>,
    InPath((id, department)): InPath<(String, String)>,
    token: Token,
    headers: HeaderMap,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Response, Problem> {
    let department = DepartmentId::from(department);
    let room = token.authorize_department(&app, &id, &department).await?;
    let asked = Asked::new(&app, room, Some(department.clone()), wanted).await?;
    let validators = asked.validators();
    let modified = [(header::LAST_MODIFIED, httpdate::fmt_http_date(asked.last_modified()))];
    let since = headers.get(header::IF_MODIFIED_SINCE).and_then(|since| since.to_str().ok());
    let since = since.and_then(|since| httpdate::parse_http_date(since).ok());
    // A tag is the better question, so where there is one the time is not asked (RFC 9110).
    let tagged = headers.contains_key(header::IF_NONE_MATCH);
    if asked.is_known(&headers) || (!tagged && since.is_some_and(|since| asked.last_modified() <= since)) {
        return Ok((StatusCode::NOT_MODIFIED, validators, modified).into_response());
    }
    let make =
        move |board: &Board, asked: &Asked| export::department_calendar(board, &department, &asked.options);
    let answer = asked.answer("text/calendar; charset=utf-8", make).await?;
    Ok((validators, modified, answer).into_response())
}

/// What concerns a department as plain text, to send by mail. It ends with the department's link if the facilitator asks.
#[utoipa::path(get, path = "/api/boards/{id}/departments/{department}/summary", operation_id = "department_summary", tag = "departments",
    params(("id" = String, Path,), ("department" = String, Path,), Wanted), security(("token" = [])),
    responses((status = 200, description = "The text.", content((String = "text/plain"))),
              OfToken,
              Always,
              (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 404, description = "There is no such board or department.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "There is no such language or time zone.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 429, description = "`too-many-exports`: this was asked for as often at once as is allowed. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 503, description = "`busy`: many exports are being made; or the server is restarting. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn summary(
    State(app): State<App>,
    InPath((id, department)): InPath<(String, String)>,
    token: Token,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Response, Problem> {
    let department = DepartmentId::from(department);
    let room = token.authorize_department(&app, &id, &department).await?;
    let asked = Asked::new(&app, room, Some(department.clone()), wanted).await?;
    let link = page_of(&app, &id, asked.link.as_ref());
    let make = move |board: &Board, asked: &Asked| {
        export::summary_for_one(board, &department, link.as_deref(), &asked.options).into_bytes()
    };
    asked.answer("text/plain; charset=utf-8", make).await
}

/// What concerns each department as plain text, to send by mail; for the facilitator. No links are in it: each is for one
/// department.
#[utoipa::path(get, path = "/api/boards/{id}/summary", operation_id = "summary", tag = "departments",
    params(("id" = String, Path,), Wanted), security(("token" = [])),
    responses((status = 200, description = "The text.", content((String = "text/plain"))),
              OfToken,
              Always,
              (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "There is no such language or time zone.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 429, description = "`too-many-exports`: this was asked for as often at once as is allowed. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 503, description = "`busy`: many exports are being made; or the server is restarting. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn summary_of_all(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Response, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let asked = Asked::new(&app, visitor.room().clone(), None, wanted).await?;
    let make = |board: &Board, asked: &Asked| export::summary_for_all(board, &asked.options).into_bytes();
    asked.answer("text/plain; charset=utf-8", make).await
}
