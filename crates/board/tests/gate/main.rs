//! The gate before real bytes of real Yjs, and the whole table of its rules.

mod cases;
mod sessions;
mod stage;
