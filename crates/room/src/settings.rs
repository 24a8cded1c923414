//! What an operator or a test may set, and what a room lets be observed.

use std::sync::Arc;
use std::time::Duration;

use board::schema::Limits;
use board::{BoardId, Code};

use crate::close::CloseReason;
use crate::edit_rate::EditRate;
use crate::outbox::Bounds;
use crate::window::Window;

/// How rooms behave. The defaults are right for production.
#[derive(Clone)]
pub struct Settings {
    /// The limits of boards made here, and of frames.
    pub limits: Limits,
    /// How edits are gathered.
    pub window: Window,
    /// How presence is gathered.
    pub presence: PresencePace,
    /// What presence may take.
    pub presence_limits: PresenceLimits,
    /// A room nobody is in and nobody asks for closes after this time.
    pub idle: Duration,
    /// A snapshot is kept after so many entries, and on closing.
    pub snapshot_every: u64,
    /// Events that may wait for a room, beside one place for each session's leaving.
    pub mailbox: usize,
    /// Connections that a room admits.
    pub sessions: usize,
    /// What may wait to be written to one connection.
    pub outbox: Bounds,
    /// What one connection may hand in before the room has taken it, in KiB; a larger frame goes alone.
    pub intake_kib: u32,
    /// How fast one person's edits and commands are taken in, over all their connections.
    pub edit_rate: EditRate,
    /// Refusals that are borne at once …
    pub refusals_burst: u64,
    /// … and how many are forgiven in a second.
    pub refusals_per_second: u64,
    /// What one person is answered.
    pub answers: Answers,
    /// A batch that takes longer than this, from the oldest edit's arrival until it is told, is a warning in the log
    /// that says where the time went.
    pub slow: Duration,
    /// Is told what happens.
    pub observer: Arc<dyn Observer>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            window: Window::default(),
            presence: PresencePace::default(),
            presence_limits: PresenceLimits::default(),
            idle: Duration::from_secs(60),
            snapshot_every: 1_000,
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
        }
    }
}

/// How presence is told.
#[derive(Clone, Copy, Debug)]
pub struct PresencePace {
    /// The least time between two frames of what changed.
    pub least: Duration,
    /// The most, however much there is to tell.
    pub most: Duration,
    /// Between the two, it is so much for each connection, each of which has to be written to and echoes it …
    pub each: Duration,
    /// … and presence takes no more than so many bytes a second from the room as a whole.
    pub bytes_per_second: u64,
    /// How long a mere renewal may wait for others. Clients renew every 15 to 18 s and forget after 30 s, so it
    /// has to stay below 12 s.
    pub renewals: Duration,
    /// Every connection hears something this often: y-websocket's provider gives up after 30 s of silence.
    pub life_sign: Duration,
    /// That a Yjs client was shown as somebody's is recorded with the next batch, at the latest after this time.
    pub claims: Duration,
}

/// What presence may take.
#[derive(Clone, Copy, Debug)]
pub struct PresenceLimits {
    /// Yjs clients that one connection speaks for.
    pub clients_per_session: usize,
    /// Yjs clients of one person, over all connections: those that are here, and those that left lately.
    pub clients_per_person: usize,
    /// Screens that may share the facilitator's or the projector's link: so many times the clients of a person.
    pub screens_per_link: usize,
    /// Bytes of one person's states, over all connections.
    pub bytes_per_person: usize,
    /// Bytes of one person's changes that everybody is told in a second; at once as much as all their states. What is
    /// more is told later.
    pub told_per_second: usize,
    /// Bytes that a person may have however much the others have.
    pub bytes_always: usize,
    /// Bytes that all people together may have beyond that.
    pub bytes_per_room: usize,
    /// Bytes of one frame of presence; one state alone may be longer.
    pub frame: usize,
}

/// How much longer a stock client's words for a state may be than those it heard: `1e20` is written back as
/// `100000000000000000000`.
const ECHO: usize = 5;

impl PresenceLimits {
    /// With frames so small that whatever a stock client sends back of one is within the limit of a frame.
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

/// What one person is answered to questions whose answers are larger: "what do I not have", "who is here".
#[derive(Clone, Copy, Debug)]
pub struct Answers {
    /// Asking again on the same connection takes a quarter of a refusal's patience for each of so many KiB, or part.
    pub kib_per_quarter: u32,
    /// KiB that one person is answered at once, over all connections, first answers included …
    pub burst_kib: u64,
    /// … and how many more in a second.
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

/// One batch that was told.
#[derive(Clone, Copy, Debug, Default)]
pub struct BatchStats {
    /// Edits in it that had an effect or were known already.
    pub edits: usize,
    /// Commands in it that were done.
    pub commands: usize,
    /// Edits in it that were refused.
    pub refused_edits: usize,
    /// Commands in it that were refused.
    pub refused_commands: usize,
    /// Connections it was told to.
    pub recipients: usize,
    /// Bytes of the frames told to each.
    pub bytes: usize,
    /// From the oldest edit's arrival until it was judged: the window, and the turn before.
    pub gathered: Duration,
    /// Judging and applying.
    pub judged: Duration,
    /// Making durable: waiting for the journal's writer, and its commit.
    pub committed: Duration,
    /// Handing the frames to everybody's outbox.
    pub told: Duration,
}

impl BatchStats {
    /// How long the oldest edit in it waited until it was told.
    pub fn took(&self) -> Duration {
        self.gathered + self.judged + self.committed + self.told
    }
}

/// Is told what happens in rooms, from within: must not block. Every method does nothing by default.
pub trait Observer: Send + Sync + 'static {
    /// A board was opened; how long that took.
    fn room_opened(&self, _board: &BoardId, _took: Duration) {}
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
    /// A frame of presence was told to so many connections.
    fn presence_told(&self, _recipients: usize, _bytes: usize) {}
    /// What waited for a connection was written; how long the first of it had waited. Most frames wait for nothing.
    fn outbox_emptied(&self, _lag: Duration) {}
    /// A connection's outbox was full: it gets one diff once it has read what waits.
    fn fell_behind(&self) {}
    /// It read, and got a diff of so many bytes.
    fn caught_up(&self, _bytes: usize) {}
    /// The whole document was encoded for newcomers; how many bytes it has.
    fn encoded_whole(&self, _bytes: usize, _took: Duration) {}
}

/// Observes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}
