//! What came out: rows of named numbers, as tables and as JSON.

use std::fmt::Write;

use serde_json::{Map, Value, json};

/// Named numbers in the order in which they are shown.
#[derive(Clone, Debug, Default)]
pub struct Values(Vec<(&'static str, f64)>);

impl Values {
    /// Adds a number.
    pub fn put(&mut self, name: &'static str, value: f64) {
        self.0.push((name, value));
    }

    /// Adds others.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// A number by its name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(of, _)| *of == name).map(|(_, value)| *value)
    }
}

/// One server in one scenario.
#[derive(Clone, Debug)]
pub struct Row {
    /// The scenario.
    pub scenario: String,
    /// The server.
    pub server: &'static str,
    /// Whether it keeps documents, and is compared with.
    pub is_peer: bool,
    /// What was measured; or why nothing was.
    pub values: Result<Values, String>,
}

/// A statement about ours and the best peer's numbers.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What is claimed.
    pub text: String,
    /// Our number.
    pub ours: f64,
    /// The best peer and its number.
    pub best: Option<(&'static str, f64)>,
    /// How many times better than the best peer we are, or are to be; or the most that ours may be.
    pub target: Target,
}

/// What a claim asks.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// At least so many times better than the best peer.
    Times(f64),
    /// At most this.
    AtMost(f64),
}

impl Claim {
    fn ratio(&self, smaller_is_better: bool) -> Option<f64> {
        let (_, best) = self.best.filter(|(_, best)| *best > 0.0)?;
        Some(if smaller_is_better { best / self.ours } else { self.ours / best })
    }

    /// Whether it holds; `None` if there was nobody to compare with.
    pub fn holds(&self) -> Option<bool> {
        match self.target {
            Target::AtMost(most) => Some(self.ours <= most),
            Target::Times(times) => self.ratio(self.smaller_is_better()).map(|ratio| ratio >= times),
        }
    }

    fn smaller_is_better(&self) -> bool {
        !self.text.contains("deliveries/s")
    }
}

/// The table of one scenario.
pub fn table(scenario: &str, rows: &[Row]) -> String {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.scenario == scenario).collect();
    let mut names: Vec<&str> = vec![];
    for values in rows.iter().filter_map(|row| row.values.as_ref().ok()) {
        for (name, _) in &values.0 {
            if !names.contains(name) {
                names.push(name);
            }
        }
    }
    // A column of zeros says nothing, unless it says that nothing was lost.
    let says = |name: &&str| {
        *name == "lost"
            || rows.iter().any(|row| row.values.as_ref().is_ok_and(|v| v.get(name).is_some_and(|v| v != 0.0)))
    };
    names.retain(says);
    let mut out = format!("\n{scenario}\n");
    let _ = write!(out, "{:<20}", "");
    for name in &names {
        let _ = write!(out, "{name:>14}");
    }
    out.push('\n');
    for row in rows {
        let _ = write!(out, "{:<20}", row.server);
        match &row.values {
            Ok(values) => {
                for name in &names {
                    let shown = values.get(name).map_or_else(|| "-".to_owned(), number);
                    let _ = write!(out, "{shown:>14}");
                }
            }
            Err(why) => drop(write!(out, "  {why}")),
        }
        out.push('\n');
    }
    out
}

/// The claims as a table.
pub fn claims(claims: &[Claim]) -> String {
    let mut out = String::from("\nclaims\n");
    for claim in claims {
        let best =
            claim.best.map_or_else(|| "-".to_owned(), |(name, value)| format!("{} ({name})", number(value)));
        let ratio =
            claim.ratio(claim.smaller_is_better()).map_or_else(|| "-".to_owned(), |r| format!("{r:.1}x"));
        let target = match claim.target {
            Target::Times(times) => format!(">= {times}x"),
            Target::AtMost(most) => format!("<= {most}"),
        };
        let holds = match claim.holds() {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "?",
        };
        let _ = writeln!(
            out,
            "{:<52}{:>10}{best:>34}{ratio:>9}{target:>10}{holds:>5}",
            claim.text,
            number(claim.ours)
        );
    }
    out
}

/// Everything as JSON.
pub fn json(rows: &[Row], claims: &[Claim], about: Value) -> Value {
    let row = |row: &Row| {
        let mut object = Map::new();
        object.insert("scenario".to_owned(), json!(row.scenario));
        object.insert("server".to_owned(), json!(row.server));
        match &row.values {
            Ok(values) => object.extend(values.0.iter().map(|(name, v)| ((*name).to_owned(), json!(v)))),
            Err(why) => drop(object.insert("error".to_owned(), json!(why))),
        }
        Value::Object(object)
    };
    let claim = |claim: &Claim| {
        json!({
            "claim": claim.text, "herringbone": claim.ours,
            "best": claim.best.map(|(server, value)| json!({ "server": server, "value": value })),
            "ratio": claim.ratio(claim.smaller_is_better()), "holds": claim.holds(),
        })
    };
    json!({
        "about": about,
        "rows": rows.iter().map(row).collect::<Vec<_>>(),
        "claims": claims.iter().map(claim).collect::<Vec<_>>(),
    })
}

/// Three figures, without noise.
fn number(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 || v == 0.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
