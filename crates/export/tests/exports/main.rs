//! The exports from outside: every format says everything, and what is imported is what was exported.
#![allow(clippy::unwrap_used)]

mod boards;
mod calendar;
mod causes;
mod charter;
mod competences;
mod copy;
mod damaged_import;
mod departments;
mod diagram;
mod drawn;
mod facts;
mod finding;
mod formats;
mod hostile;
mod html;
mod import;
mod lists;
mod names;
mod next;
mod pages;
mod pdf;
mod projects;
mod readers;
mod rounds;
mod same_facts;
mod same_tree;
mod sealed;
mod slides;
mod spreadsheets;
mod steps;
mod written_texts;
