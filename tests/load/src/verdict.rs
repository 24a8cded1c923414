//! What the numbers have to show.

use crate::report::{Claim, Row, Target};

/// Issue by issue: a scenario, a number in it, and how good it has to be.
const WANTED: &[(&str, &str, Target)] = &[
    ("typing: 50 in one room", "µs/delivery", Target::Times(5.0)),
    ("typing: 200 in one room", "µs/delivery", Target::Times(8.0)),
    ("typing: 500 in one room", "µs/delivery", Target::Times(5.0)),
    ("typing: 50 in one room", "p99 ms", Target::AtMost(40.0)),
    ("typing: 200 in one room", "p99 ms", Target::AtMost(40.0)),
    ("typing: 500 in one room", "p99 ms", Target::AtMost(40.0)),
    ("typing: 50 in one room", "lost", Target::AtMost(0.0)),
    ("typing: 200 in one room", "lost", Target::AtMost(0.0)),
    ("typing: 500 in one room", "lost", Target::AtMost(0.0)),
    ("saturation: 200 in one room, p99 <= 200 ms", "deliveries/s", Target::Times(4.0)),
    ("joining: 100 at once, board of 2,000 notes", "p99 ms", Target::Times(5.0)),
    ("joining: 100 at once, board of 2,000 notes", "CPU ms/join", Target::Times(5.0)),
    ("idle: 3000 connections in 300 rooms", "KB/connection", Target::AtMost(25.0)),
    ("idle: 3000 connections in 300 rooms", "cpu %", Target::AtMost(1.0)),
    ("opening: a log of 100000 entries", "after stop ms", Target::AtMost(100.0)),
    ("opening: a log of 100000 entries", "after kill ms", Target::AtMost(100.0)),
    ("export: a board of 4800 while 50 write", "p99 times", Target::AtMost(1.5)),
    ("export: a board of 4800 while 50 write", "lost", Target::AtMost(0.0)),
    ("endurance: workshops of 15", "rooms left", Target::AtMost(0.0)),
    ("endurance: workshops of 15", "connected left", Target::AtMost(0.0)),
    ("endurance: workshops of 15", "RSS grown", Target::AtMost(1.25)),
    ("endurance: workshops of 15", "disk/written", Target::AtMost(2.0)),
    ("slow reader: 1 of 100 stops reading, 40 paste", "lost", Target::AtMost(0.0)),
    ("slow reader: 1 of 100 stops reading, 40 paste", "p99 ms others", Target::AtMost(40.0)),
];

/// The claims about what was measured; those about what was not measured are left out.
pub fn verdict(rows: &[Row]) -> Vec<Claim> {
    let claim = |&(scenario, name, target): &(&str, &str, Target)| {
        let of = |row: &&Row| row.scenario == scenario;
        let value = |row: &Row| row.values.as_ref().ok().and_then(|values| values.get(name));
        let ours = rows.iter().filter(of).find(|row| row.server == "herringbone").and_then(value)?;
        let more_is_better = name == "deliveries/s";
        // A peer that loses edits is not the best at anything.
        let kept =
            |row: &&Row| row.values.as_ref().is_ok_and(|v| v.get("lost").is_none_or(|lost| lost == 0.0));
        let peers = rows.iter().filter(of).filter(|row| row.is_peer).filter(kept);
        let numbers = peers.filter_map(|row| value(row).map(|value| (row.server, value)));
        let best = numbers.reduce(|best, next| {
            let is_better = if more_is_better { next.1 > best.1 } else { next.1 < best.1 };
            if is_better { next } else { best }
        });
        Some(Claim { text: format!("{} | {name}", scenario.split(',').next()?), ours, best, target })
    };
    WANTED.iter().filter_map(claim).collect()
}
