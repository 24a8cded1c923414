//! The gate before real bytes of real Yjs, and the whole table of its rules.

mod bones;
mod cases;
mod charter;
mod clients;
mod fact_values;
mod facts;
mod further;
mod goals;
mod kept;
mod length;
mod open_bones;
mod parked;
mod projects;
mod questions;
mod sessions;
mod shares;
mod stage;
mod table;
mod unchanged;
