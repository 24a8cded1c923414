//! The gate before real bytes of real Yjs, and the whole table of its rules.

mod cases;
mod clients;
mod facts;
mod sessions;
mod stage;
mod table;
