//! Boards: create, read and delete one.

use axum::{Json, extract::State, http::StatusCode};
use board::{
    Actor, BoardId, Millis, ParticipantId,
    reading::{self, Person},
    schema::{Limits, root},
    workshop::{Bone, Create, Department, EDITION, Facilitator, Goals, Point, SealedDepartments, Session},
};
use journal::JournalError;
use room::{CreateError, OpenError, join_key};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    facilitators::NamedFacilitator,
    keep::Retained,
    links::{Links, join_link, join_links, links, projector_link},
    new_board::NewBoard,
    refusals::{Always, OfBody, OfKey, OfToken},
};
use crate::{
    access::{self, Token},
    app::{App, Shared},
    body::Unread,
    pipe::Elsewhere,
    problem::{InPath, Problem},
    purpose::Purpose,
    secrets,
};

/// A new board. Only this answer has the facilitator's token.
#[derive(Serialize, ToSchema)]
pub struct Made {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The code that people type to join.
    pub join_code: String,
    /// The facilitator's token. Its holder leads the board.
    pub facilitator_token: String,
    /// The token for the screen in the room.
    pub projector_token: String,
    /// Its bones, in order.
    pub branches: Vec<Bone>,
    /// The departments that are expected.
    pub departments: Vec<Department>,
    /// Links for people.
    pub links: Links,
}

/// The state of a board.
#[derive(Serialize, ToSchema)]
pub struct BoardState {
    /// Its id.
    id: String,
    /// The fish's head.
    effect: String,
    /// The goals of the workshop and of the organisation.
    goals: Goals,
    /// Its bones, in order.
    branches: Vec<Bone>,
    /// The departments that are expected.
    departments: Vec<Department>,
    /// Who is on the board.
    people: Vec<Person>,
    /// The time on this board. It is the server's, and never goes back.
    server_time: Millis,
    /// The role that the token gives to its holder.
    role: Role,
    /// Their id, if they are a participant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    participant: Option<ParticipantId>,
    /// The code that people type to join. Only the facilitator and the projector get it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    join_code: Option<String>,
    /// The link by which people join. Only the facilitator and the projector get it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    join_link: Option<String>,
    /// The same link by every address of the server, if it listens on all interfaces. The likeliest comes first. The
    /// facilitator chooses from them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(nullable = false, required = false)]
    join_links: Vec<String>,
    /// The link for the screen in the room. Only the facilitator gets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    projector_link: Option<String>,
    /// Who is not finished with the running activity; for the facilitator.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    waiting: Option<Vec<ParticipantId>>,
    /// Who leads by a link of their own; for the facilitator.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    facilitators: Option<Vec<NamedFacilitator>>,
    /// The checklist, as far as something was ticked or added; for the facilitator.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    preparation: Option<Vec<Point>>,
    /// How long it stays unless it changes; for the facilitator.
    #[serde(flatten)]
    retention: Retained,
    /// The limits of this board.
    limits: Limits,
    /// The session, key by key. Its title is what the board is called now, and of the keys that came with later versions
    /// those are always there that have a value.
    #[serde(flatten)]
    session: Session,
}

/// The role that a token gives to its holder.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The link of the facilitator.
    Facilitator,
    /// The link for the screen in the room.
    Projector,
    /// Takes part.
    Participant,
}

/// Makes a board.
#[utoipa::path(post, path = "/api/boards", tag = "boards", request_body = NewBoard, security(("host_key" = [])),
    responses((status = 201, description = "Made.", body = Made), OfKey, OfBody, Always))]
pub async fn create(
    State(app): State<App>,
    token: Token,
    body: Unread,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let host = token.require_host(&app).await?;
    let wanted: NewBoard = body.json(&host).await?;
    Ok((StatusCode::CREATED, Json(make(&app, wanted.into_create()?).await?)))
}

/// The state of a board.
#[utoipa::path(get, path = "/api/boards/{id}", tag = "board", params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "The board's state.", body = BoardState), OfToken, Always))]
pub async fn state(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<BoardState>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    let projectors = token.projectors();
    let leads = matches!(visitor.actor, Actor::Facilitator);
    let (mut session, code, projectors, departments, limits, shown, waiting, facilitators, preparation) =
        visitor
            .read(move |live| {
                let state = live.state();
                // The projector's token is computed from whatever token came. It is told only if it opens this board as a
                // projector's.
                let projectors =
                    projectors.filter(|token| state.actor(&secrets::digest(token)) == Some(Actor::Projector));
                // Only the small roots are read: the notes are in the document, and reading them all takes long.
                let small = [root::BOARD, root::BRANCHES, root::PEOPLE];
                let shown: Map<String, Value> =
                    small.iter().map(|name| ((*name).to_owned(), live.root_json(name))).collect();
                let shown = Value::Object(shown);
                let (code, departments) = (state.join_code.clone(), state.departments.clone());
                let mut session = state.session();
                session.door.get_or_insert(state.door());
                session.sealed_departments.get_or_insert(SealedDepartments::All);
                if leads {
                    session.agenda = state.agenda_with_notes().into();
                }
                let waiting = leads.then(|| state.waiting().into_iter().cloned().collect());
                let named = |(id, one): (&String, &Facilitator)| NamedFacilitator {
                    id: id.clone(),
                    name: one.name.clone(),
                };
                let facilitators = leads.then(|| state.facilitators.iter().map(named).collect());
                let preparation = leads.then(|| state.points().to_vec());
                (
                    session,
                    code,
                    projectors,
                    departments,
                    state.limits,
                    shown,
                    waiting,
                    facilitators,
                    preparation,
                )
            })
            .await?;
    let (board, _) = reading::read(&BoardId::from(id.as_str()), &shown);
    if !board.title.is_empty() {
        session.title = board.title;
    }
    let (role, participant) = match &visitor.actor {
        Actor::Facilitator => (Role::Facilitator, None),
        Actor::Projector => (Role::Projector, None),
        Actor::Participant(person) => (Role::Participant, Some(person.clone())),
        Actor::Server => return Err(Problem::token_invalid()),
    };
    let require_facilitator = participant.is_none();
    let retention = Retained::told_to(&visitor, &app, &id).await?;
    Ok(Json(BoardState {
        effect: board.effect,
        goals: board.goals,
        branches: board.branches.into_iter().map(bone).collect(),
        departments,
        people: board.people.into_iter().filter(|person| !person.removed).collect(),
        server_time: visitor.room().now(),
        role,
        participant,
        join_link: require_facilitator.then(|| join_link(&app, &code)),
        join_links: if require_facilitator { join_links(&app, &code) } else { vec![] },
        join_code: require_facilitator.then_some(code),
        projector_link: projectors.map(|token| projector_link(&app, &id, &token)),
        waiting,
        facilitators,
        preparation,
        retention,
        limits,
        session,
        id,
    }))
}

/// Deletes a board and all that was kept of it. The host may do so as well, also if the board is damaged.
#[utoipa::path(delete, path = "/api/boards/{id}", tag = "board", params(("id" = String, Path,)), security(("token" = []), ("host_key" = [])),
    responses((status = 204, description = "Deleted."), OfToken, Always))]
pub async fn delete(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<StatusCode, Problem> {
    match token.authorize(&app, &id).await {
        Ok(visitor) => visitor.require_facilitator()?,
        // A host who is signed in needs no token.
        Err(problem) if problem.is("token-missing") => drop(token.require_host(&app).await?),
        // What opens no board may be the host's key. A wrong one is counted as anywhere, and is a wrong token here.
        Err(problem) if problem.is("token-invalid") || problem.is("damaged") => {
            token.require_host(&app).await.map_err(|_| problem)?;
        }
        Err(problem) => return Err(problem),
    }
    // The people of a rehearsal leave before its board is gone, and a rehearsal does not outlive its board.
    app.rehearsals.end(&id).await;
    match remove(&app, &id).await {
        Err(problem) if problem.is("no-such-board") && Purpose::of(&id) == Purpose::Rehearsal => {}
        removed => removed?,
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a board that there is, also a damaged one.
///
/// # Errors
/// 404 or 503.
pub async fn remove(app: &Shared, id: &str) -> Result<(), Problem> {
    match app.rooms.delete(&BoardId::from(id)).await {
        Ok(()) => {
            app.webhooks.withdraw(&BoardId::from(id)).await;
            Ok(())
        }
        Err(OpenError::NotFound | OpenError::Journal(JournalError::Unknown(_))) => {
            Err(Problem::no_such_board())
        }
        Err(OpenError::Stopping) => Err(Problem::restarting()),
        Err(OpenError::Elsewhere { address }) => {
            Err(Problem::restarting().is_elsewhere(Elsewhere(address.into())))
        }
        // No room can be opened for it, so none holds it.
        Err(OpenError::Broken(_) | OpenError::Journal(JournalError::Damaged { .. })) => {
            let claim = app.journal.claim(id).await.map_err(Problem::storage)?;
            app.journal.delete(&claim).await.map_err(Problem::storage)?;
            app.webhooks.withdraw(&BoardId::from(id)).await;
            Ok(())
        }
        Err(error) => Err(Problem::storage(error)),
    }
}

/// Creates a board with fresh ids and tokens. Its texts are in the form that the board stores.
///
/// # Errors
/// The refusal, or 503.
pub async fn make(app: &Shared, create: Create) -> Result<Made, Problem> {
    make_as(app, create, &secrets::board_id(), &secrets::token()).await
}

/// Creates a board with this id and this facilitator's token.
///
/// # Errors
/// The refusal, or 503.
pub async fn make_as(app: &Shared, mut create: Create, id: &str, facilitator: &str) -> Result<Made, Problem> {
    let projector = secrets::projectors(facilitator);
    create.edition = EDITION;
    create.sealed_departments = Some(SealedDepartments::default());
    create.facilitator_hash = secrets::digest(facilitator);
    create.projector_hash = secrets::digest(&projector);
    let (title, branches, departments) =
        (create.title.clone(), create.branches.clone(), create.departments.clone());
    // Codes are short, so a code may be in use; then another one is tried. Ten in a row are never in use by chance.
    for _ in 0..10 {
        let code = secrets::join_code();
        create.join_code.clone_from(&code);
        let first = vec![create.clone().into()];
        match app.rooms.create(&BoardId::from(id), &[join_key(&code)], first).await {
            Ok(()) => {
                let links = links(app, id, &code, facilitator);
                return Ok(Made {
                    id: id.to_owned(),
                    title,
                    join_code: code,
                    facilitator_token: facilitator.to_owned(),
                    projector_token: projector,
                    branches,
                    departments,
                    links,
                });
            }
            Err(CreateError::Storage(JournalError::Taken(taken))) if taken == id => break,
            Err(CreateError::Storage(JournalError::Taken(_))) => {}
            Err(CreateError::Refused(refusal)) => return Err(refusal.into()),
            Err(CreateError::Storage(error)) => return Err(Problem::storage(error)),
            Err(CreateError::Broken(error)) => return Err(Problem::internal(error)),
        }
    }
    Err(Problem::internal("the board exists, or no free join code was found"))
}

/// What was answered when a board was made, if there is one with this id that this token leads.
///
/// # Errors
/// 503 when it cannot be read.
pub async fn again(app: &Shared, id: &str, facilitator: &str) -> Result<Option<Made>, Problem> {
    if !app.journal.exists(id).await.map_err(Problem::storage)? {
        return Ok(None);
    }
    let leader = secrets::digest(facilitator);
    let read = access::read(app, id, move |live| {
        let small = [root::BOARD, root::BRANCHES];
        let shown: Map<String, Value> =
            small.iter().map(|name| ((*name).to_owned(), live.root_json(name))).collect();
        let state = live.state();
        let leads = state.actor(&leader) == Some(Actor::Facilitator);
        leads.then(|| {
            (Value::Object(shown), state.title.clone(), state.join_code.clone(), state.departments.clone())
        })
    });
    let Some((shown, title, join_code, departments)) = read.await? else { return Ok(None) };
    let (board, _) = reading::read(&BoardId::from(id), &shown);
    Ok(Some(Made {
        id: id.to_owned(),
        title,
        links: links(app, id, &join_code, facilitator),
        join_code,
        facilitator_token: facilitator.to_owned(),
        projector_token: secrets::projectors(facilitator),
        branches: board.branches.into_iter().map(bone).collect(),
        departments,
    }))
}

fn bone(branch: reading::Branch) -> Bone {
    Bone { id: branch.id, title: branch.title, question: branch.question, colour: branch.colour }
}
