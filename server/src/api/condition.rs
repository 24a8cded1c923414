//! `GET /api/server/condition`: how the server is, for the host.

use axum::{Json, extract::State};
use board::Millis;
use serde::Serialize;
use utoipa::ToSchema;

use super::refusals::{Always, OfKey};
use crate::{
    access::Token,
    app::App,
    condition::{self, Concern},
    problem::Problem,
    purpose::Purpose,
};

/// How the server is.
#[derive(Serialize, ToSchema)]
pub struct ServerCondition {
    /// Its version.
    version: &'static str,
    /// When it was started, in Unix milliseconds.
    started: Millis,
    /// Whether it serves, and keeps what is written.
    ready: bool,
    /// What somebody should see to, the most urgent first.
    concerns: Vec<Concern>,
    /// The boards.
    boards: BoardCounts,
    /// The websockets of people who are on boards now, by this server.
    websockets: u64,
    /// Where boards are kept.
    storage: Storage,
    /// What happens to boards that nobody changes; left out if nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    retention: Option<RetentionCondition>,
    /// The servers of the cluster; none if this one is alone.
    nodes: Vec<ServerNode>,
}

/// How many boards there are.
#[derive(Serialize, ToSchema)]
pub struct BoardCounts {
    /// All that are kept, archived ones included; rehearsals and saved templates are not. Left out while they cannot be
    /// read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    all: Option<usize>,
    /// Those that are open in this server now.
    open: usize,
}

/// What happens to boards that nobody changes.
#[derive(Serialize, ToSchema)]
pub struct RetentionCondition {
    /// The days after which they are archived, if they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    archive_after: Option<u32>,
    /// The days after which they are deleted, if they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    delete_after: Option<u32>,
    /// The days before, in which people are told.
    notice: u32,
    /// The boards that are under notice.
    due: usize,
    /// When the boards were looked at last, in Unix milliseconds; left out if they were not yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    looked: Option<Millis>,
}

/// Where boards are kept.
#[derive(Serialize, ToSchema)]
pub struct Storage {
    /// What it is.
    kind: StorageKind,
    /// The bytes that it takes, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    used: Option<u64>,
    /// The bytes that it may take, if there is a quota.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    most: Option<u64>,
    /// The bytes that are free on its disk, if this server can know.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    free: Option<u64>,
}

/// What boards are kept in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StorageKind {
    /// A directory of this machine.
    Directory,
    /// A PostgreSQL database.
    Database,
}

/// A server of the cluster.
#[derive(Serialize, ToSchema)]
pub struct ServerNode {
    /// Where other servers reach it.
    address: String,
    /// Its version.
    version: String,
}

/// How the server is, what space there is, and what somebody should see to. Of a cluster, the server that is asked answers
/// for itself.
#[utoipa::path(get, path = "/api/server/condition", operation_id = "server_condition", tag = "operation", security(("host_key" = [])),
    responses((status = 200, description = "How it is.", body = ServerCondition), OfKey, Always))]
pub async fn condition(State(app): State<App>, token: Token) -> Result<Json<ServerCondition>, Problem> {
    token.require_host(&app).await?;
    let found = condition::look(&app).await;
    // A storage that fails is what the host is to be told of.
    let ids = app.journal.boards().await.ok();
    let all = ids.map(|ids| ids.iter().filter(|id| Purpose::of(id) == Purpose::Workshop).count());
    let space = found.space;
    Ok(Json(ServerCondition {
        version: env!("CARGO_PKG_VERSION"),
        started: app.started,
        ready: found.is_ready,
        concerns: found.concerns,
        boards: BoardCounts { all, open: app.rooms.count() },
        websockets: app.metrics.websockets(),
        storage: Storage {
            kind: if app.pipe.is_some() { StorageKind::Database } else { StorageKind::Directory },
            used: space.map(|space| space.used),
            most: space.and_then(|space| space.most),
            free: space.and_then(|space| space.free),
        },
        retention: app.config.retention.map(|policy| RetentionCondition {
            archive_after: policy.archive_days(),
            delete_after: policy.delete_days(),
            notice: policy.notice_days(),
            due: app.retention.due(),
            looked: app.retention.looked(),
        }),
        nodes: found
            .nodes
            .into_iter()
            .map(|node| ServerNode { address: node.address, version: node.version })
            .collect(),
    }))
}
