//! Boards: making one, looking at one, deleting one.

use axum::{Json, extract::State, http::StatusCode};
use board::{
    Actor, BoardId, Millis,
    reading::{self, Person},
    schema::{Limits, root},
    workshop::{Activity, Bone, Command, Create, Department, Goals, Meeting, read_agenda, templates},
};
use journal::JournalError;
use room::{CreateError, join_key};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{session::Session, templates::known};
use crate::{
    access::Token,
    app::{App, Shared},
    body::Unread,
    problem::{InPath, Problem, ProblemBody},
    secrets,
};

/// The board that is wanted. What is left out comes from the template.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// What it is called.
    title: String,
    /// Its template: `cx-5m`, `6m`, `8p`, `4s`, `4p` or `blank`.
    template: String,
    /// `en` (the default), `pl` or `uk`.
    language: Option<String>,
    /// The effect whose causes are looked for: the fish's head.
    effect: Option<String>,
    /// What is to be reached.
    goals: Option<Goals>,
    /// The departments that are expected.
    #[serde(default, deserialize_with = "read_departments")]
    departments: Option<Vec<WantedDepartment>>,
    /// The meetings; a plain list of activities is read as one meeting.
    #[serde(default, deserialize_with = "read_meetings")]
    #[schema(value_type = Option<WantedAgenda>)]
    agenda: Option<Vec<Meeting>>,
}

/// A department as it is wanted: with an id, or as a name from which the id is made.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub enum WantedDepartment {
    /// An id of the template's, or a name.
    Name(String),
    /// A department in full.
    Full(FullDepartment),
}

/// A department in full.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FullDepartment {
    /// Its id; made from the name if it is left out.
    id: Option<String>,
    /// What people call it.
    name: String,
}

/// An agenda as it is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "read by `read_agenda`, which names what does not fit; this is its description")]
pub enum WantedAgenda {
    /// The activities of one meeting.
    Activities(Vec<Activity>),
    /// Several meetings.
    Meetings(Vec<Meeting>),
}

/// Reads each department by its form, so that an error names the field; an untagged enum only says that nothing fits.
fn read_departments<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<WantedDepartment>>, D::Error> {
    let Some(items) = Option::<Vec<Value>>::deserialize(input)? else { return Ok(None) };
    let read = |item: Value| match item {
        Value::String(name) => Ok(WantedDepartment::Name(name)),
        full => serde_json::from_value(full).map(WantedDepartment::Full),
    };
    items.into_iter().map(read).collect::<Result<_, _>>().map(Some).map_err(D::Error::custom)
}

fn read_meetings<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<Meeting>>, D::Error> {
    match Option::<Value>::deserialize(input)? {
        None => Ok(None),
        Some(agenda) => read_agenda(agenda).map(Some).map_err(D::Error::custom),
    }
}

/// A board that was made. The facilitator's token is told here and nowhere else.
#[derive(Serialize, ToSchema)]
pub struct Made {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What people type to join.
    pub join_code: String,
    /// Whoever has it leads the board.
    pub facilitator_token: String,
    /// For the screen in the room.
    pub projector_token: String,
    /// Its bones, in order.
    pub branches: Vec<Bone>,
    /// The departments that are expected.
    pub departments: Vec<Department>,
    /// Links for people.
    pub links: Links,
}

/// Links for people; secrets are in the fragment, so that they reach no log.
#[derive(Serialize, ToSchema)]
pub struct Links {
    /// Leads the board.
    pub facilitator: String,
    /// Joins it; for everybody.
    pub join: String,
    /// Shows it in the room.
    pub projector: String,
}

/// The state of a board.
#[derive(Serialize, ToSchema)]
pub struct BoardState {
    /// Its id.
    id: String,
    /// What it is called now.
    title: String,
    /// The fish's head.
    effect: String,
    /// What is to be reached.
    goals: Goals,
    /// Its bones, in order.
    branches: Vec<Bone>,
    /// The departments that are expected.
    departments: Vec<Department>,
    /// Who is on the board.
    #[schema(value_type = Vec<Object>)]
    people: Vec<Person>,
    /// What time it is on this board: the server's clock, which never steps back here.
    server_time: Millis,
    /// What the token makes of its holder: `facilitator`, `projector` or `participant`.
    role: &'static str,
    /// Their id, if they are a participant.
    #[serde(skip_serializing_if = "Option::is_none")]
    participant: Option<String>,
    /// What people type to join; for the facilitator and the projector.
    #[serde(skip_serializing_if = "Option::is_none")]
    join_code: Option<String>,
    /// The link that people join by; for the facilitator and the projector.
    #[serde(skip_serializing_if = "Option::is_none")]
    join_link: Option<String>,
    /// The link for the screen in the room; for the facilitator.
    #[serde(skip_serializing_if = "Option::is_none")]
    projector_link: Option<String>,
    /// The rules' numbers on this board.
    limits: Limits,
    /// The session, key by key.
    #[serde(flatten)]
    #[schema(value_type = Session)]
    session: Map<String, Value>,
}

/// Makes a board.
#[utoipa::path(post, path = "/api/boards", tag = "boards", request_body = Wanted, security(("host_key" = [])),
    responses((status = 201, description = "Made.", body = Made),
              (status = 401, description = "Not the host's key.", body = ProblemBody),
              (status = 422, description = "Something of it does not fit.", body = ProblemBody),
              (status = 429, description = "Too many wrong keys.", body = ProblemBody)))]
pub async fn create(
    State(app): State<App>,
    token: Token,
    body: Unread,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let host = token.require_host(&app).await?;
    let wanted: Wanted = body.json(&host).await?;
    Ok((StatusCode::CREATED, Json(make(&app, wanted.into_create()?).await?)))
}

/// The state of a board.
#[utoipa::path(get, path = "/api/boards/{id}", tag = "board", params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 200, description = "The board's state.", body = BoardState),
              (status = 401, description = "No token, or not one of this board.", body = ProblemBody),
              (status = 403, description = "Removed from the board.", body = ProblemBody),
              (status = 404, description = "No such board.", body = ProblemBody)))]
pub async fn state(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<Json<BoardState>, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    let projectors = token.projectors();
    let (mut session, code, projectors, departments, limits, shown) = visitor
        .read(move |live| {
            let state = live.state();
            // Worked out from whatever token came: told only if it opens this board, and as a projector's.
            let projectors =
                projectors.filter(|token| state.actor(&secrets::digest(token)) == Some(Actor::Projector));
            // Only the small roots: the notes are in the document, and reading them all takes long.
            let small = [root::BOARD, root::BRANCHES, root::PEOPLE];
            let shown: Map<String, Value> =
                small.iter().map(|name| ((*name).to_owned(), live.root_json(name))).collect();
            let shown = Value::Object(shown);
            let (code, departments) = (state.join_code.clone(), state.departments.clone());
            let mut session = state.session();
            session.entry("door").or_insert_with(|| json!(state.door()));
            (session, code, projectors, departments, state.limits, shown)
        })
        .await?;
    let (board, _) = reading::read(&BoardId::from(id.as_str()), &shown);
    let called =
        session.remove("title").and_then(|title| title.as_str().map(str::to_owned)).unwrap_or_default();
    let (role, participant) = match &visitor.actor {
        Actor::Facilitator => ("facilitator", None),
        Actor::Projector => ("projector", None),
        Actor::Participant(person) => ("participant", Some(person.to_string())),
        Actor::Server => return Err(Problem::token_invalid()),
    };
    let require_facilitator = participant.is_none();
    Ok(Json(BoardState {
        title: if board.title.is_empty() { called } else { board.title },
        effect: board.effect,
        goals: Goals { workshop: board.goals.workshop, organisation: board.goals.organisation },
        branches: board
            .branches
            .into_iter()
            .map(|b| Bone { id: b.id, title: b.title, question: b.question })
            .collect(),
        departments,
        people: board.people.into_iter().filter(|person| !person.removed).collect(),
        server_time: visitor.room().now(),
        role,
        participant,
        join_link: require_facilitator.then(|| join_link(&app, &code)),
        join_code: require_facilitator.then_some(code),
        projector_link: projectors.map(|token| projector_link(&app, &id, &token)),
        limits,
        session,
        id,
    }))
}

/// Deletes a board and all that was kept of it.
#[utoipa::path(delete, path = "/api/boards/{id}", tag = "board", params(("id" = String, Path,)), security(("token" = [])),
    responses((status = 204, description = "Deleted."),
              (status = 403, description = "Only the facilitator deletes a board.", body = ProblemBody),
              (status = 404, description = "No such board.", body = ProblemBody)))]
pub async fn delete(
    State(app): State<App>,
    InPath(id): InPath<String>,
    token: Token,
) -> Result<StatusCode, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    visitor.require_facilitator()?;
    match app.rooms.delete(visitor.room().board()).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(room::OpenError::NotFound) => Err(Problem::no_such_board()),
        Err(room::OpenError::Stopping) => Err(Problem::restarting()),
        Err(error) => Err(Problem::storage(error)),
    }
}

impl Wanted {
    /// The template with what is wanted over it.
    fn into_create(self) -> Result<Create, Problem> {
        let language = known(self.language.as_deref())?;
        let template = templates::template(&self.template, language).ok_or_else(|| {
            Problem::invalid(format!(
                "There is no such template; choose one of {}.",
                templates::IDS.join(", ")
            ))
        })?;
        let departments = match self.departments {
            Some(wanted) => wanted.into_iter().map(|one| one.named(&template.departments)).collect(),
            None => template.departments,
        };
        let agenda = self.agenda.unwrap_or(template.agenda);
        Ok(Create {
            title: self.title,
            language: language.to_owned(),
            effect: self.effect.unwrap_or_default(),
            goals: self.goals.unwrap_or_default(),
            branches: template.branches,
            departments,
            agenda,
            competences: template.competences,
            ..Create::default()
        })
    }
}

impl WantedDepartment {
    fn named(self, known: &[Department]) -> Department {
        match self {
            Self::Name(name) => known
                .iter()
                .find(|department| department.id.as_str() == name)
                .cloned()
                .unwrap_or_else(|| Department { id: slug(&name).into(), name }),
            Self::Full(FullDepartment { id: Some(id), name }) if !id.is_empty() => {
                Department { id: id.into(), name }
            }
            Self::Full(FullDepartment { name, .. }) => Department { id: slug(&name).into(), name },
        }
    }
}

/// A department's id from its name: `Customer service` → `customer-service`. Letters of any alphabet stay.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

/// Makes a board with fresh ids and tokens.
///
/// # Errors
/// The refusal, or 503.
pub async fn make(app: &Shared, mut create: Create) -> Result<Made, Problem> {
    let facilitator = secrets::token();
    let projector = secrets::projectors(&facilitator);
    create.facilitator_hash = secrets::digest(&facilitator);
    create.projector_hash = secrets::digest(&projector);
    let (title, branches, departments) =
        (create.title.trim().to_owned(), create.branches.clone(), create.departments.clone());
    // Codes are short, so one may be taken: another is tried. Ten in a row are never taken by chance.
    for _ in 0..10 {
        let (id, code) = (secrets::board_id(), secrets::join_code());
        create.join_code.clone_from(&code);
        let first = vec![Command::Create(Box::new(create.clone()))];
        match app.rooms.create(&BoardId::from(id.as_str()), &[join_key(&code)], first).await {
            Ok(()) => {
                let links = Links {
                    facilitator: format!("{}/facilitate/{id}#{facilitator}", app.url),
                    join: join_link(app, &code),
                    projector: projector_link(app, &id, &projector),
                };
                return Ok(Made {
                    id,
                    title,
                    join_code: code,
                    facilitator_token: facilitator,
                    projector_token: projector,
                    branches,
                    departments,
                    links,
                });
            }
            Err(CreateError::Storage(JournalError::Taken(_))) => {}
            Err(CreateError::Refused(refusal)) => return Err(refusal.into()),
            Err(CreateError::Storage(error)) => return Err(Problem::storage(error)),
            Err(CreateError::Broken(error)) => return Err(Problem::internal(error)),
        }
    }
    Err(Problem::internal("no free join code was found"))
}

/// The link for the screen in the room.
fn projector_link(app: &Shared, id: &str, token: &str) -> String {
    format!("{}/project/{id}#{token}", app.url)
}

/// The link that people join by.
pub fn join_link(app: &Shared, code: &str) -> String {
    format!("{}/join#{code}", app.url)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wanted(body: Value) -> Create {
        serde_json::from_value::<Wanted>(body).unwrap().into_create().unwrap()
    }

    #[test]
    fn what_is_left_out_comes_from_the_template() {
        let create = wanted(json!({ "title": "T", "template": "cx-5m" }));
        assert_eq!(create.language, "en");
        assert_eq!(create.branches.len(), 5);
        assert_eq!(create.departments.len(), 7);
        assert!(!create.agenda.is_empty());
    }

    #[test]
    fn departments_are_taken_by_id_by_name_or_in_full() {
        let create = wanted(json!({ "title": "T", "template": "cx-5m", "language": "pl", "departments": [
            "it", "Dział prawny", { "name": "Nowy dział" }, { "id": "x", "name": "X" } ] }));
        let ids: Vec<&str> = create.departments.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(ids, ["it", "dział-prawny", "nowy-dział", "x"]);
    }

    #[test]
    fn an_agenda_is_meetings_or_plain_activities() {
        let activity = json!({ "kind": "collect", "title": "A", "minutes": 5 });
        let plain = wanted(json!({ "title": "T", "template": "6m", "agenda": [activity] }));
        let meetings = wanted(
            json!({ "title": "T", "template": "6m", "agenda": [{ "title": "M", "activities": [activity] }] }),
        );
        assert_eq!(plain.agenda[0].activities, meetings.agenda[0].activities);
        assert!(wanted(json!({ "title": "T", "template": "6m", "agenda": [] })).agenda.is_empty());
    }
}
