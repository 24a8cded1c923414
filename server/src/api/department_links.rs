//! `GET /api/boards/{id}/departments`, `POST` and `DELETE …/{department}/link`: the links by which departments read what
//! concerns them. What they read is in [`department_pages`](super::department_pages).

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use board::{
    DepartmentId,
    workshop::{DepartmentLink, LinkDepartment, UnlinkDepartment},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::refusals::{Always, OfToken};
use crate::{
    access::{self, Token},
    app::{App, Shared},
    problem::{InPath, Problem, ProblemBody},
    secrets,
    startup::escaped,
};

/// A department and its link.
#[derive(Serialize, ToSchema)]
pub struct LinkedDepartment {
    /// Its id.
    id: DepartmentId,
    /// What it is called.
    name: String,
    /// Its link, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    links: Option<DepartmentLinks>,
    /// Whether it has a link that cannot be shown any more, because the server's host key is another one since. The link
    /// opens the page all the same until it is withdrawn or made anew.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    hidden: bool,
}

/// What a department gets.
#[derive(Serialize, ToSchema)]
pub struct DepartmentLinks {
    /// Opens the department's page. The secret is in the fragment, so that it reaches no log.
    page: String,
    /// The address of its calendar, for a program that asks again and again. Such programs send no headers of ours, so the
    /// secret is in the query.
    calendar: String,
}

fn links(app: &Shared, board: &str, department: &DepartmentId, token: &str) -> DepartmentLinks {
    let (url, name) = (&app.url, escaped(department.as_str()));
    DepartmentLinks {
        page: format!("{url}/department/{board}/{name}#{token}"),
        calendar: format!("{url}/api/boards/{board}/departments/{name}/calendar.ics?token={token}"),
    }
}

/// The links of a department, if the server can still make the secret that was given out.
fn shown(app: &Shared, board: &str, link: &DepartmentLink) -> Option<DepartmentLinks> {
    let token = secrets::department(&app.host_key, board, &link.seed);
    (secrets::digest(&token) == link.token_hash).then(|| links(app, board, &link.department, &token))
}

/// The page of a department, if it has a link that can be shown.
pub fn page_of(app: &Shared, board: &str, link: Option<&DepartmentLink>) -> Option<String> {
    shown(app, board, link?).map(|links| links.page)
}

/// The departments of the board with their links, for the facilitator.
#[utoipa::path(get, path = "/api/boards/{id}/departments", operation_id = "department_links", tag = "departments",
    params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "The departments that the board lists, then those that people are from.", body = Vec<LinkedDepartment>),
              OfToken, Always))]
pub async fn list(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<Vec<LinkedDepartment>>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let (listed, others, known) = visitor
        .read(|live| {
            let state = live.state();
            let others = state.people.values().filter(|person| !person.removed);
            let others: Vec<DepartmentId> = others.map(|person| person.department.clone()).collect();
            (state.departments.clone(), others, state.department_links.clone())
        })
        .await?;
    let listed: Vec<(DepartmentId, String)> = listed.into_iter().map(|one| (one.id, one.name)).collect();
    let others = others.into_iter().chain(known.keys().cloned());
    let others: BTreeMap<DepartmentId, String> = others
        .filter(|id| listed.iter().all(|(one, _)| one != id))
        .map(|id| (id.clone(), id.to_string()))
        .collect();
    let department = |(one, name): (DepartmentId, String)| {
        let link = known.get(&one);
        let links = link.and_then(|link| shown(&app, &id, link));
        LinkedDepartment { hidden: link.is_some() && links.is_none(), links, id: one, name }
    };
    Ok(Json(listed.into_iter().chain(others).map(department).collect()))
}

/// Gives a department a link to what concerns it, also once the workshop is finished. An earlier link of the same
/// department ends. By this link nobody takes part, and nothing else opens.
#[utoipa::path(post, path = "/api/boards/{id}/departments/{department}/link", operation_id = "link_department", tag = "departments",
    params(("id" = String, Path,), ("department" = String, Path,)), security(("token" = [])),
    responses((status = 201, description = "Made.", body = DepartmentLinks),
              OfToken,
              Always,
              (status = 422, description = "The board has no such department, or as many links as it may have: 100.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn make(
    State(app): State<App>,
    InPath((id, department)): InPath<(String, String)>,
    token: Token,
) -> Result<(StatusCode, Json<DepartmentLinks>), Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let department = DepartmentId::from(department);
    let seed = secrets::token();
    let secret = secrets::department(&app.host_key, &id, &seed);
    let link = DepartmentLink { department: department.clone(), token_hash: secrets::digest(&secret), seed };
    access::act(&app, visitor.room(), LinkDepartment(link).into()).await?;
    Ok((StatusCode::CREATED, Json(links(&app, &id, &department, &secret))))
}

/// Ends the link of a department: page, calendar and summary are refused from then on.
#[utoipa::path(delete, path = "/api/boards/{id}/departments/{department}/link", operation_id = "unlink_department", tag = "departments",
    params(("id" = String, Path,), ("department" = String, Path,)), security(("token" = [])),
    responses((status = 204, description = "The link has ended."),
              OfToken,
              Always,
              (status = 422, description = "The department has no link.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn withdraw(
    State(app): State<App>,
    InPath((id, department)): InPath<(String, String)>,
    token: Token,
) -> Result<StatusCode, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let gone = UnlinkDepartment { department: DepartmentId::from(department) };
    access::act(&app, visitor.room(), gone.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
