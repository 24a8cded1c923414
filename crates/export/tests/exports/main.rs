//! The exports from outside: every format says everything, and what is imported is what was exported.
#![allow(clippy::unwrap_used)]

mod boards;
mod damaged_import;
mod drawn;
mod formats;
mod html;
mod import;
mod names;
mod pages;
mod pdf;
mod readers;
mod same_tree;
mod slides;
mod written_texts;
