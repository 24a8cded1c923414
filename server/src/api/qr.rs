//! `GET /api/boards/{id}/qr.svg`: the join link as a QR code, for whoever is on the board.

use axum::{extract::State, http::header, response::IntoResponse};
use fast_qr::{
    ECL, QRBuilder,
    convert::{Builder, Shape, svg::SvgBuilder},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    access::Token,
    app::App,
    problem::{InPath, InQuery, Problem, ProblemBody},
};

/// Under which address people are to join.
#[derive(Deserialize, IntoParams)]
pub struct Wanted {
    /// The origin for the link, such as `http://192.168.1.20:8080`, if it is not the server's own.
    base: Option<String>,
}

/// The join link as a QR code.
#[utoipa::path(get, path = "/api/boards/{id}/qr.svg", tag = "board", params(("id" = String, Path,), Wanted), security(("token" = [])),
    responses((status = 200, description = "The drawing.", content_type = "image/svg+xml", body = String),
              (status = 422, description = "The base is not an origin.", body = ProblemBody)))]
pub async fn join(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<impl IntoResponse, Problem> {
    let visitor = token.opens(&app, &id).await?;
    let base = match wanted.base.as_deref().map(|base| base.trim_end_matches('/')) {
        None => app.url.clone(),
        Some(base) if is_origin(base) => base.to_owned(),
        Some(_) => {
            return Err(Problem::invalid("The base must be an origin, such as http://192.168.1.20:8080."));
        }
    };
    let code = visitor.read(|live| live.state().join_code.clone()).await?;
    let drawn = QRBuilder::new(format!("{base}/join#{code}"))
        .ecl(ECL::M)
        .build()
        .map_err(|error| Problem::internal(format!("{error:?}")))?;
    let svg = SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&drawn);
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "private, max-age=300")], svg))
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
        !host.is_empty() && host.len() <= 100 && host.bytes().all(fits)
    })
}
