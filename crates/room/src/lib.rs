//! One live board as an actor: sessions, presence, outboxes, and the registry that opens boards.
//!
//! A room owns its board ([`board::live::Live`]) as plain `&mut` state in one task and takes events from one bounded
//! mailbox, in order. All edits and commands that come in within a window are judged, recorded and told together: one
//! entry, one commit, one frame, encoded once and shared by everybody. Nothing is told before it is durable. Each
//! connection has a [`Session`]: it hands frames in, takes frames out, and leaves when it is dropped. The room never
//! waits for a connection that does not read: that connection gets one diff once it reads again. The rules are in
//! `SPEC.md`.
//!
//! This crate is deliberately not a web server: it knows tokio, but neither sockets nor HTTP nor the making of
//! tokens. It does not know the rules of a board either; `board` judges, `journal` stores. A room that can no longer
//! trust its memory or its storage ends, and the board is opened anew from its log.
#![forbid(unsafe_code)]

mod actor;
mod answers;
mod batch;
mod clock;
mod close;
mod edit_rate;
mod end;
mod entry_form;
mod error;
mod event;
mod handle;
mod inbound;
mod load;
mod member;
mod outbox;
mod overview;
mod own_clocks;
mod past;
mod presence;
pub mod protocol;
mod registry;
mod schedule;
mod session;
mod settings;
mod shutdown;
mod slots;
mod sync_cache;
mod take_back;
mod token_bucket;
mod tokens;
mod unstored;
mod whole;
mod window;

pub use clock::{Clock, WallClock};
pub use close::CloseReason;
pub use edit_rate::EditRate;
pub use entry_form::EntryForm;
pub use error::{Closed, CommandError, ConnectError, DeleteError};
pub use event::SessionId;
pub use handle::RoomHandle;
pub use load::{OpenError, Opened, load};
pub use outbox::{Bounds, Wire, Written};
pub use past::{PastError, load_at};
pub use registry::{CreateError, Rooms};
pub use session::{Outgoing, Session, SessionCloser};
pub use settings::{
    Answers, BatchStats, Listener, Observer, PresenceLimits, PresencePace, Settings, Unobserved,
};
pub use slots::join_key;
pub use tokens::Denied;
pub use whole::{Whole, WholeError, load_whole};
pub use window::Window;
