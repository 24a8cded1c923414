//! The settings that an operator or a test may change, and the observer of a room.

use std::sync::Arc;
use std::time::Duration;

use board::schema::Limits;
use board::{BoardId, Code};

use crate::close::CloseReason;
use crate::edit_rate::EditRate;
use crate::entry_form::EntryForm;
use crate::outbox::Bounds;
use crate::window::Window;

/// How rooms behave. The defaults are right for production.
#[derive(Clone)]
pub struct Settings {
    /// The limits of boards that are created here, and of frames.
    pub limits: Limits,
    /// The window in which edits are gathered.
    pub window: Window,
    /// The pace at which presence is told.
    pub presence: PresencePace,
    /// The limits of presence.
    pub presence_limits: PresenceLimits,
    /// A room without connections and handles closes after this time.
    pub idle: Duration,
    /// In a journal that several nodes share, the longest that a turn may take to be recorded. After that the room ends,
    /// and the board is opened anew (ROOM-31).
    pub append_deadline: Duration,
    /// A snapshot is kept after this many entries, and on closing.
    pub snapshot_every: u64,
    /// The form in which entries are written.
    pub entry_form: EntryForm,
    /// The number of events that may wait for a room, besides one place for each session's leaving.
    pub mailbox: usize,
    /// The number of connections that a room admits.
    pub sessions: usize,
    /// The most that may wait to be written to one connection.
    pub outbox: Bounds,
    /// What one connection may hand in before the room has taken it, in KiB. A larger frame is handed in alone.
    pub intake_kib: u32,
    /// How fast one person's edits and commands are taken in, over all their connections.
    pub edit_rate: EditRate,
    /// The number of refusals that a session may get at once.
    pub refusals_burst: u64,
    /// The number of refusals that are forgiven per second.
    pub refusals_per_second: u64,
    /// How much one person is answered.
    pub answers: Answers,
    /// A batch that takes longer than this, from its oldest edit's arrival until it is told, is logged as a warning
    /// that says where the time went.
    pub slow: Duration,
    /// The observer that is told what happens.
    pub observer: Arc<dyn Observer>,
    /// Is told of every board of which something became durable.
    pub listener: Arc<dyn Listener>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            window: Window::default(),
            presence: PresencePace::default(),
            presence_limits: PresenceLimits::default(),
            idle: Duration::from_secs(60),
            append_deadline: Duration::from_secs(5),
            snapshot_every: 1_000,
            entry_form: EntryForm::default(),
            mailbox: 1_024,
            sessions: 2_000,
            outbox: Bounds { frames: 64, bytes: 512 * 1024 },
            intake_kib: 256,
            edit_rate: EditRate::default(),
            refusals_burst: 20,
            refusals_per_second: 1,
            answers: Answers::default(),
            slow: Duration::from_millis(250),
            observer: Arc::new(Unobserved),
            listener: Arc::new(Unobserved),
        }
    }
}

/// The pace at which presence is told.
#[derive(Clone, Copy, Debug)]
pub struct PresencePace {
    /// The shortest time between two frames of changes.
    pub least: Duration,
    /// The longest time between two frames of changes, however much there is to tell.
    pub most: Duration,
    /// The time between two frames grows by this for each connection, because each has to be written to and echoes
    /// the frame.
    pub each: Duration,
    /// The most bytes of presence per second to all connections of the room together. If there is more to tell, the
    /// time between two frames grows, up to `most`.
    pub bytes_per_second: u64,
    /// The longest time that a mere renewal waits for others. Clients renew every 15 to 18 s and forget a state after
    /// 30 s, so this has to stay below 12 s.
    pub renewals: Duration,
    /// Every connection is sent a frame this often: y-websocket's provider gives up after 30 s of silence.
    pub life_sign: Duration,
    /// The owner of a Yjs client is recorded with the next batch, at the latest after this time.
    pub claims: Duration,
}

/// The limits of presence.
#[derive(Clone, Copy, Debug)]
pub struct PresenceLimits {
    /// The number of Yjs clients that one connection may speak for.
    pub clients_per_session: usize,
    /// The number of Yjs clients of one person over all connections: those that are here, and those that left lately.
    pub clients_per_person: usize,
    /// The number of screens that may share the facilitator's or the projector's link. It multiplies the clients that
    /// one person may have.
    pub screens_per_link: usize,
    /// The bytes of one person's states over all connections.
    pub bytes_per_person: usize,
    /// The bytes of one person's changes that everybody is told per second, after a burst of `bytes_per_person`.
    /// Further changes are told later.
    pub told_per_second: usize,
    /// The bytes that a person may have however much the others have.
    pub bytes_always: usize,
    /// The bytes that all people together may have beyond `bytes_always` each.
    pub bytes_per_room: usize,
    /// The bytes of one frame of presence. A single state may be longer.
    pub frame: usize,
}

/// A stock client may write a state back in this many times the bytes that it heard: `1e20` becomes
/// `100000000000000000000`.
const ECHO: usize = 5;

impl PresenceLimits {
    /// Limits with frames so small that a stock client's echo of one stays within the limit of a frame (in bytes).
    pub(crate) fn within(self, frame: u32) -> Self {
        Self { frame: self.frame.min(frame as usize / ECHO), ..self }
    }
}

impl Default for PresenceLimits {
    fn default() -> Self {
        Self {
            clients_per_session: 4,
            clients_per_person: 32,
            screens_per_link: 8,
            bytes_per_person: 16 * 1024,
            told_per_second: 8 * 1024,
            bytes_always: 512,
            bytes_per_room: 64 * 1024,
            frame: 32 * 1024,
        }
    }
}

/// How much one person is answered to questions whose answers are larger: "what do I not have", "who is here".
#[derive(Clone, Copy, Debug)]
pub struct Answers {
    /// Asking again on the same connection costs a quarter of a refusal for each started block of this many KiB.
    pub kib_per_quarter: u32,
    /// The KiB that one person is answered at once, over all connections, first answers included.
    pub burst_kib: u64,
    /// The KiB that one person is answered per second after the burst.
    pub kib_per_second: u64,
}

impl Default for Answers {
    fn default() -> Self {
        Self { kib_per_quarter: 64, burst_kib: 64 * 1024, kib_per_second: 2 * 1024 }
    }
}

impl Default for PresencePace {
    fn default() -> Self {
        Self {
            least: Duration::from_millis(50),
            most: Duration::from_millis(500),
            each: Duration::from_micros(200),
            bytes_per_second: 32 * 1024 * 1024,
            renewals: Duration::from_secs(9),
            life_sign: Duration::from_secs(20),
            claims: Duration::from_secs(1),
        }
    }
}

/// Figures of one batch that was told.
#[derive(Clone, Copy, Debug, Default)]
pub struct BatchStats {
    /// Edits in the batch that had an effect or were known already.
    pub edits: usize,
    /// Commands in the batch that were carried out.
    pub commands: usize,
    /// Edits in the batch that were refused.
    pub refused_edits: usize,
    /// Commands in the batch that were refused.
    pub refused_commands: usize,
    /// Connections that the batch was told to.
    pub recipients: usize,
    /// Bytes of the frames that each connection was sent.
    pub bytes: usize,
    /// The time from the oldest edit's arrival until judging began: the window, and the turn before.
    pub gathered: Duration,
    /// The time for judging and applying.
    pub judged: Duration,
    /// The time for making the batch durable: waiting for the journal's writer, and its commit.
    pub committed: Duration,
    /// The time for handing the frames to all outboxes.
    pub told: Duration,
}

impl BatchStats {
    /// The time that the oldest edit in the batch waited until it was told.
    pub fn took(&self) -> Duration {
        self.gathered + self.judged + self.committed + self.told
    }
}

/// Is told what happens in rooms. The room calls it from its own task, so a method must not block. Every method does
/// nothing by default.
pub trait Observer: Send + Sync + 'static {
    /// A board was opened, which took this long.
    fn room_opened(&self, _board: &BoardId, _took: Duration) {}
    /// A board was opened with this many entries that this program would perform differently. What they recorded holds.
    fn replayed_differently(&self, _entries: u64) {}
    /// A room ended.
    fn room_closed(&self, _board: &BoardId) {}
    /// A connection joined a room.
    fn session_joined(&self) {}
    /// A connection left a room.
    fn session_left(&self) {}
    /// The server ended a connection.
    fn session_closed(&self, _why: CloseReason) {}
    /// An edit, a presence message or a command was refused.
    fn refused(&self, _code: Code) {}
    /// A batch was told.
    fn told(&self, _batch: &BatchStats) {}
    /// A frame of presence was told to this many connections.
    fn presence_told(&self, _recipients: usize, _bytes: usize) {}
    /// All frames that waited for a connection were written; the first of them had waited for `_lag`. Most frames
    /// never wait.
    fn outbox_emptied(&self, _lag: Duration) {}
    /// A connection's outbox was full: it gets one diff once it has read what waits.
    fn fell_behind(&self) {}
    /// A connection that had fallen behind was sent a diff of this many bytes.
    fn caught_up(&self, _bytes: usize) {}
    /// The whole document, of this many bytes, was encoded for newcomers.
    fn encoded_whole(&self, _bytes: usize, _took: Duration) {}
}

/// Is told that something of a board became durable. The room calls it from its own task, so it must not block.
pub trait Listener: Send + Sync + 'static {
    /// Entries of the board became durable.
    fn recorded(&self, board: &BoardId);
    /// The board was opened here.
    fn opened(&self, _board: &BoardId) {}
}

impl Listener for Unobserved {
    fn recorded(&self, _board: &BoardId) {}
}

/// Observes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}
