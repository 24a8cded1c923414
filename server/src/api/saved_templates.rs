//! Templates that the host saved: `GET` and `POST /api/saved-templates`, `PUT` and `DELETE /api/saved-templates/{id}`, and
//! `POST /api/saved-templates/{id}/boards`.
//!
//! Each is a board of its own that nobody opens, so it is kept, checked and deleted as boards are.

use axum::{Json, extract::State, http::StatusCode};
use board::{
    BoardId,
    workshop::{Bone, Create, Department, Goals, Meeting, read_object},
};
use export::Copied;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    boards::{Made, make, make_as},
    copies::copied,
    new_board::{NewAgenda, NewDepartment, read_departments, read_meetings},
    refusals::{Always, OfBody, OfHost, OfKey},
};
use crate::{
    access::{self, Token},
    app::{App, Shared},
    body::Unread,
    problem::{InPath, Problem, ProblemBody},
    purpose::Purpose,
    secrets,
};

/// The most templates that a host keeps.
const MOST: usize = 50;

/// A template that the host saved.
#[derive(Serialize, ToSchema)]
pub struct SavedTemplate {
    /// Its id.
    id: String,
    /// Its name.
    title: String,
    /// The language of its words.
    language: String,
    /// The effect that a board begins with.
    effect: String,
    /// The goals that a board begins with.
    goals: Goals,
    /// Its bones, in order.
    branches: Vec<Bone>,
    /// The departments it expects.
    departments: Vec<Department>,
    /// Its meetings.
    agenda: Vec<Meeting>,
}

/// What to save.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTemplate {
    /// The id of the board whose frame it has.
    board: String,
    /// Its name; the title of the board, if it is left out.
    #[schema(min_length = 1, pattern = r"\S")]
    title: Option<String>,
}

/// What to change of a saved template.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateChange {
    /// The id of the board whose frame takes the place of the present one; as it was, if it is left out.
    board: Option<String>,
    /// Its new name; as it was, if it is left out.
    #[schema(min_length = 1, pattern = r"\S")]
    title: Option<String>,
}

/// A board to make of a saved template. Values that are left out come from the template.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardOfTemplate {
    /// Its title.
    #[schema(min_length = 1, pattern = r"\S")]
    title: String,
    /// The effect whose causes are looked for.
    effect: Option<String>,
    /// The goals of the workshop and of the organisation.
    #[serde(default, deserialize_with = "read_object")]
    goals: Option<Goals>,
    /// The departments that are expected.
    #[serde(default, deserialize_with = "read_departments")]
    departments: Option<Vec<NewDepartment>>,
    /// The meetings; a plain list of activities is read as one meeting.
    #[serde(default, deserialize_with = "read_meetings")]
    #[schema(value_type = Option<NewAgenda>)]
    agenda: Option<Vec<Meeting>>,
}

/// The templates that the host saved, the one saved last first.
#[utoipa::path(get, path = "/api/saved-templates", operation_id = "saved_templates", tag = "boards",
    security(("host_key" = [])),
    responses((status = 200, description = "The templates.", body = Vec<SavedTemplate>),
              OfKey,
              Always,
              (status = 503, description = "They could not be read. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list(State(app): State<App>, token: Token) -> Result<Json<Vec<SavedTemplate>>, Problem> {
    token.require_host(&app).await?;
    let mut saved = vec![];
    for id in ids(&app).await?.into_iter().rev() {
        match read(&app, &id).await {
            Ok(create) => saved.push(SavedTemplate::of(id, create)),
            // One that was deleted meanwhile, or cannot be read, does not hide the others.
            Err(problem) => tracing::warn!(?problem, template = %id, "a template could not be read"),
        }
    }
    Ok(Json(saved))
}

/// Saves the frame of a board as a template: goals, effect, bones, departments and agenda. A host keeps 50 at most.
#[utoipa::path(post, path = "/api/saved-templates", operation_id = "save_template", tag = "boards",
    request_body = NewTemplate, security(("host_key" = [])),
    responses((status = 201, description = "Saved.", body = SavedTemplate), OfHost, OfBody, Always))]
pub async fn save(
    State(app): State<App>,
    token: Token,
    body: Unread,
) -> Result<(StatusCode, Json<SavedTemplate>), Problem> {
    let host = token.require_host(&app).await?;
    let NewTemplate { board, title } = body.json(&host).await?;
    let create = copied(&app, &workshop(&board)?, Copied::Frame, title).await?;
    // Of two requests at once, the second one counts the first.
    let _turn = app.saving_template.lock().await;
    if ids(&app).await?.len() >= MOST {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too-many",
            "Fifty templates are saved already; delete one before you save another.",
        ));
    }
    let id = Purpose::Template.fresh_id();
    make_as(&app, create.clone(), &id, &secrets::token()).await?;
    Ok((StatusCode::CREATED, Json(SavedTemplate::of(id, create))))
}

/// Changes a saved template: another name, or the frame of another board. The template that comes of it takes the place of
/// this one and has an id of its own; boards that were made of it stay as they are.
#[utoipa::path(put, path = "/api/saved-templates/{id}", operation_id = "change_template", tag = "boards",
    params(("id" = String, Path,)), request_body = TemplateChange, security(("host_key" = [])),
    responses((status = 200, description = "Changed.", body = SavedTemplate), OfHost, OfBody, Always))]
pub async fn change(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<Json<SavedTemplate>, Problem> {
    let host = token.require_host(&app).await?;
    let TemplateChange { board, title } = body.json(&host).await?;
    template(&id)?;
    let _turn = app.saving_template.lock().await;
    let now = access::open(&app, &id).await?;
    let create = match board {
        Some(board) => {
            // Without another name it keeps the one it has.
            let title = match title {
                Some(title) => title,
                None => copied(&app, now.board(), Copied::Frame, None).await?.title,
            };
            copied(&app, &workshop(&board)?, Copied::Frame, Some(title)).await?
        }
        None => copied(&app, now.board(), Copied::Frame, title).await?,
    };
    drop(now);
    // The new one is there before the old one goes: a failure between the two leaves both, and loses nothing.
    let fresh = Purpose::Template.fresh_id();
    make_as(&app, create.clone(), &fresh, &secrets::token()).await?;
    super::boards::remove(&app, &id).await?;
    Ok(Json(SavedTemplate::of(fresh, create)))
}

/// Deletes a saved template. Boards that were made of it stay.
#[utoipa::path(delete, path = "/api/saved-templates/{id}", operation_id = "delete_template", tag = "boards",
    params(("id" = String, Path,)), security(("host_key" = [])),
    responses((status = 204, description = "Deleted."), OfHost, Always))]
pub async fn delete(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<StatusCode, Problem> {
    token.require_host(&app).await?;
    template(&id)?;
    super::boards::remove(&app, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a board of a saved template.
#[utoipa::path(post, path = "/api/saved-templates/{id}/boards", operation_id = "board_of_template", tag = "boards",
    params(("id" = String, Path,)), request_body = BoardOfTemplate, security(("host_key" = [])),
    responses((status = 201, description = "Made.", body = Made), OfHost, OfBody, Always))]
pub async fn make_board(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let host = token.require_host(&app).await?;
    let wanted: BoardOfTemplate = body.json(&host).await?;
    template(&id)?;
    let mut create = read(&app, &id).await?;
    create.title = wanted.title;
    if let Some(departments) = wanted.departments {
        create.departments = departments.into_iter().map(|one| one.named(&create.departments)).collect();
    }
    create.effect = wanted.effect.unwrap_or(create.effect);
    create.goals = wanted.goals.unwrap_or(create.goals);
    create.agenda = wanted.agenda.unwrap_or(create.agenda);
    create.tidy();
    Ok((StatusCode::CREATED, Json(make(&app, create).await?)))
}

/// The ids of the templates, in the order in which they were saved.
async fn ids(app: &Shared) -> Result<Vec<String>, Problem> {
    let all = app.journal.boards().await.map_err(Problem::storage)?;
    Ok(all.into_iter().filter(|id| Purpose::of(id) == Purpose::Template).collect())
}

/// A board on which people work, of which a template is made. It may be open on another node than the template.
fn workshop(id: &str) -> Result<BoardId, Problem> {
    let is = Purpose::of(id) == Purpose::Workshop;
    is.then(|| BoardId::from(id)).ok_or_else(Problem::no_such_board)
}

fn template(id: &str) -> Result<BoardId, Problem> {
    let is = Purpose::of(id) == Purpose::Template;
    is.then(|| BoardId::from(id)).ok_or_else(Problem::no_such_board)
}

async fn read(app: &Shared, id: &str) -> Result<Create, Problem> {
    copied(app, &BoardId::from(id), Copied::Frame, None).await
}

impl SavedTemplate {
    fn of(id: String, create: Create) -> Self {
        let Create { title, language, effect, goals, branches, departments, agenda, .. } = create;
        Self { id, title, language, effect, goals, branches, departments, agenda }
    }
}
