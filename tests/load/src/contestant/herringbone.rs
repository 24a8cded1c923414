//! Boards and participants, made as people make them.

use anyhow::Context;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use super::{Seat, Table};
use crate::http;

/// Opens the making of boards.
pub const HOST_KEY: &str = "bench-bench";

/// Calls under way at a time.
const AT_ONCE: usize = 32;

/// Boards with so many participants each.
pub async fn tables(port: u16, rooms: usize, people: usize) -> anyhow::Result<Vec<Table>> {
    let boards = (0..rooms).map(|number| board(port, number));
    let boards: Vec<(Table, String, String)> = stream::iter(boards).buffered(AT_ONCE).try_collect().await?;
    let joins = boards.iter().flat_map(|(_, code, department)| {
        (0..people).map(move |person| join(port, code, department, person))
    });
    let joins: Vec<_> = joins.collect();
    let mut seats = stream::iter(joins).buffered(AT_ONCE).try_collect::<Vec<Seat>>().await?.into_iter();
    let mut tables = vec![];
    for (mut table, ..) in boards {
        table.seats = seats.by_ref().take(people).collect();
        tables.push(table);
    }
    Ok(tables)
}

async fn board(port: u16, number: usize) -> anyhow::Result<(Table, String, String)> {
    let wanted = json!({ "title": format!("Board {number}"), "template": "cx-5m" });
    let made = http::post(port, "/api/boards", HOST_KEY, &wanted).await?;
    let table =
        Table { seats: vec![], board: text(&made, "/id")?, facilitator: text(&made, "/facilitator_token")? };
    Ok((table, text(&made, "/join_code")?, text(&made, "/departments/0/id")?))
}

async fn join(port: u16, code: &str, department: &str, person: usize) -> anyhow::Result<Seat> {
    let wanted = json!({ "code": code, "name": format!("Person {person}"), "department": department });
    let joined = http::post(port, "/api/join", "", &wanted).await?;
    let (board, token) = (text(&joined, "/board")?, text(&joined, "/token")?);
    Ok(Seat { path: format!("/sync/{board}?token={token}"), room: board })
}

fn text(value: &Value, pointer: &str) -> anyhow::Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    Ok(found.with_context(|| format!("no {pointer} in the answer"))?.to_owned())
}
