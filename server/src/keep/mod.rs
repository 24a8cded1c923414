//! What keeps boards beyond a server: copying all of a journal into another, and opening every board to see that it is
//! sound. `backup`, `restore`, `copy`, `check` and `log` are made of it.

mod board_copy;
mod copy;
pub mod in_words;
mod opened;
mod place;
mod progress;

pub use copy::{Copied, copy, refuse_unfinished};
pub use opened::{OpenedBoards, compare, open_every};
pub use place::{Kept, Place};
pub use progress::Progress;
