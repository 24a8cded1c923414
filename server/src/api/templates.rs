//! `GET /api/templates`: the templates for a new board.

use axum::{Json, http::header, response::IntoResponse};
use board::workshop::templates::{IDS, LANGUAGES, Template, template};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{names::Language, refusals::Always};
use crate::problem::{InQuery, Problem, ProblemBody};

/// In which language.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// English, if none is named.
    #[param(inline, value_type = Option<Language>)]
    language: Option<String>,
}

/// The templates in one language.
#[utoipa::path(get, path = "/api/templates", operation_id = "templates", tag = "boards", params(Wanted),
    responses((status = 200, description = "The templates.", body = Vec<Template>),
              (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "There is no such language.", body = ProblemBody, content_type = "application/problem+json"),
              Always))]
pub async fn list(InQuery(wanted): InQuery<Wanted>) -> Result<impl IntoResponse, Problem> {
    let language = known(wanted.language.as_deref())?;
    let all: Vec<Template> = IDS.iter().filter_map(|id| template(id, language)).collect();
    Ok(([(header::CACHE_CONTROL, "max-age=300, private")], Json(all)))
}

/// The language with this tag; English if none is named.
///
/// # Errors
/// 422 for a language that has no templates.
pub fn known(language: Option<&str>) -> Result<&'static str, Problem> {
    let wanted = language.unwrap_or("en");
    LANGUAGES
        .into_iter()
        .find(|known| *known == wanted)
        .ok_or_else(|| Problem::invalid("Boards speak English (en), Polish (pl) or Ukrainian (uk)."))
}
