//! `GET /api/session`: who is signed in, and whether anybody can be.

use axum::{Json, extract::State, http::HeaderMap};
use serde::Serialize;
use utoipa::ToSchema;

use super::refusals::Always;
use crate::{app::App, sign_in};

/// Who is signed in at this browser.
#[derive(Serialize, ToSchema)]
pub struct SignInState {
    /// Whether single sign-on is offered.
    offered: bool,
    /// Whether a facilitator's link opens a board only to who is signed in.
    facilitators_sign_in: bool,
    /// Who is signed in.
    #[schema(required = true)]
    person: Option<SignedInPerson>,
}

/// Somebody who is signed in.
#[derive(Serialize, ToSchema)]
pub struct SignedInPerson {
    /// What people call them.
    name: String,
    /// Their e-mail address, if the provider has verified it.
    #[schema(required = true)]
    email: Option<String>,
    /// Whether they may do what the host's key opens.
    host: bool,
    /// Whether a facilitator's link opens a board to them where that needs a sign-in.
    facilitator: bool,
    /// Until when the sign-in holds.
    #[schema(format = DateTime)]
    until: String,
}

/// Who is signed in at this browser, as its cookie says.
#[utoipa::path(get, path = "/api/session", operation_id = "session", tag = "operation",
    responses((status = 200, description = "Who is signed in.", body = SignInState), Always))]
pub async fn session(State(app): State<App>, headers: HeaderMap) -> Json<SignInState> {
    let Some(sign_in) = &app.sign_in else {
        return Json(SignInState { offered: false, facilitators_sign_in: false, person: None });
    };
    let person = sign_in.session(&headers, app.rooms.now()).map(|session| seen(session, sign_in));
    Json(SignInState { offered: true, facilitators_sign_in: sign_in.settings.facilitators.is_some(), person })
}

fn seen(session: sign_in::Session, sign_in: &sign_in::SignIn) -> SignedInPerson {
    let person = session.person;
    SignedInPerson {
        host: person.may_host(&sign_in.settings),
        facilitator: person.may_lead(&sign_in.settings),
        name: person.name,
        email: person.email,
        until: export::instant(session.until),
    }
}
