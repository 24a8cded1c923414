//! `GET`, `PUT` and `DELETE /api/boards/{id}/webhook`, `POST …/test`: where a board tells what happens to its projects.

use axum::{Json, extract::State, http::StatusCode};
use board::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::refusals::{Always, OfBody, OfToken};
use crate::{
    access::Token,
    app::App,
    body::Unread,
    problem::{InPath, Problem, ProblemBody},
    webhook::{self, Delivery, Outcome, Outgoing, Refused},
};

/// Where events are sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// An https address, 2,000 bytes at most.
    #[schema(min_length = 1)]
    url: String,
}

/// What receivers check signatures with.
#[derive(Serialize, ToSchema)]
pub struct WebhookSecret {
    /// The secret, as libraries for Standard Webhooks take it. It is told here and nowhere else.
    secret: String,
}

/// The webhook of a board.
#[derive(Serialize, ToSchema)]
pub struct WebhookState {
    /// Whether this server sends to anybody.
    allowed: bool,
    /// Where events are sent; missing if the board has no webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    url: Option<String>,
    /// Since when, in Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    made: Option<Millis>,
    /// Whether the receiver said that it is gone for good (410). Nothing is sent until the address is set or tested again.
    gone: bool,
    /// The events that wait, the next one first. 500 wait at most; beyond that, what is new stays on the board until there
    /// is room.
    waiting: Vec<WaitingEvent>,
    /// The last 20 events that were taken or given up, the newest first.
    deliveries: Vec<Delivery>,
}

/// An event that waits until the receiver takes it.
#[derive(Serialize, ToSchema)]
pub struct WaitingEvent {
    /// Its id.
    id: String,
    /// What it is, such as `project.changed`.
    kind: String,
    /// How often it was tried.
    tries: u32,
    /// When it is tried next, in Unix milliseconds.
    due: Millis,
    /// What became of the last attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<Outcome>,
    /// The HTTP status that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status: Option<u16>,
}

/// A test that was put in the queue.
#[derive(Serialize, ToSchema)]
pub struct QueuedTest {
    /// The id of its event.
    id: String,
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let form = |code: &'static str, sentence: String| {
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, sentence)
        };
        match refused {
            Refused::Off => {
                Self::not_allowed("This server sends to nobody; whoever runs it can allow webhooks.")
            }
            Refused::Address(misfit) => form("invalid", misfit.to_string()),
            Refused::Full => form("too-many", "This server has as many webhooks as it may: 1,000.".into()),
            Refused::None => form("unknown", "This board has no webhook; give an address first.".into()),
            Refused::Waiting => form(
                "too-many",
                "As many events wait as may; they are sent once the receiver answers.".into(),
            ),
            Refused::Elsewhere => Self::restarting(),
            Refused::Storage(error) => Self::storage(error),
        }
    }
}

/// The webhook of the board, for the facilitator.
#[utoipa::path(get, path = "/api/boards/{id}/webhook", operation_id = "webhook", tag = "webhook",
    params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "What is sent where.", body = WebhookState), OfToken, Always))]
pub async fn state(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<WebhookState>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let allowed = app.webhooks.outgoing() != Outgoing::Off;
    let Some(seen) = app.webhooks.seen(&app, visitor.room().board()).await else {
        let (waiting, deliveries) = (vec![], vec![]);
        return Ok(Json(WebhookState { allowed, url: None, made: None, gone: false, waiting, deliveries }));
    };
    let waiting = seen.waiting.into_iter().map(|one| WaitingEvent {
        id: one.id,
        kind: one.kind,
        tries: one.tries,
        due: one.due,
        outcome: one.last.map(|(outcome, _)| outcome),
        status: one.last.and_then(|(_, status)| status),
    });
    Ok(Json(WebhookState {
        allowed,
        url: Some(seen.url),
        made: Some(seen.made),
        gone: seen.gone,
        waiting: waiting.collect(),
        deliveries: seen.deliveries,
    }))
}

/// Sets where the board tells what happens to its projects: `board.finished`, `board.reopened`, `project.created`,
/// `project.changed`, `project.removed`, `project.progress`, `approval.asked`, `approval.given`. What is on the board already
/// is not told. Events are JSON (`type`, `timestamp`, `data`), sent in their order, each until it is answered with 2xx or
/// three days have passed, and signed as <https://www.standardwebhooks.com> says; `webhook-id` is the same each time. An
/// earlier address of the board ends, with what waits.
#[utoipa::path(put, path = "/api/boards/{id}/webhook", operation_id = "set_webhook", tag = "webhook",
    params(("id" = String, Path,)), request_body = NewWebhook, security(("token" = [])),
    responses((status = 200, description = "Set. From now on this is told, signed with this secret.", body = WebhookSecret),
              OfToken,
              OfBody,
              Always,
              (status = 403, description = "Only facilitators do this; or this server has webhooks switched off.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "`invalid`: that is no address, not https, or of a private network, which this server does not send to. `too-many`: there are 1,000 webhooks.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn set(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
    body: Unread,
) -> Result<Json<WebhookSecret>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let NewWebhook { url } = body.json(&visitor).await?;
    let present = webhook::read(visitor.room()).await.map_err(Problem::internal)?;
    let secret = app.webhooks.set(&app, visitor.room().board(), &url, present.told).await?;
    Ok(Json(WebhookSecret { secret }))
}

/// Ends the webhook of the board. What waits is not sent any more.
#[utoipa::path(delete, path = "/api/boards/{id}/webhook", operation_id = "withdraw_webhook", tag = "webhook",
    params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 204, description = "The board tells nobody any more."),
              OfToken,
              Always,
              (status = 422, description = "The board has no webhook.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn withdraw(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<StatusCode, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    if !app.webhooks.withdraw(visitor.room().board()).await {
        return Err(Refused::None.into());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a test event (`webhook.test`) after what waits already. The state of the webhook tells what became of it.
#[utoipa::path(post, path = "/api/boards/{id}/webhook/test", operation_id = "test_webhook", tag = "webhook",
    params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 202, description = "It is sent in its turn.", body = QueuedTest),
              OfToken,
              Always,
              (status = 422, description = "The board has no webhook, or as many events wait as may.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn test(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<(StatusCode, Json<QueuedTest>), Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    let title = visitor.read(|live| live.overview().title).await?;
    let id = app.webhooks.test(&app, visitor.room().board(), &title).await?;
    Ok((StatusCode::ACCEPTED, Json(QueuedTest { id })))
}
