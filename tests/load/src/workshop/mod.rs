//! Whole workshops: people who write, move, remove, seal, vote and rate, as people do, and not one edit over and
//! over. In memory of this process, to make a long log fast ([`long`]); and over the wire, to let a server live
//! through many of them ([`hour`]).

mod attendee;
pub mod author;
pub mod hour;
pub mod long;
