//! The options that say what boards may hold, and how fast one person may fill them.

use board::schema::Limits;
use clap::Args;
use room::EditRate;

/// What boards may hold.
#[derive(Debug, Args)]
pub struct LimitArgs {
    /// Characters of a cause.
    #[arg(long, env = "HERRINGBONE_LIMIT_NOTE_TEXT", value_name = "N", default_value_t = Limits::default().note_text)]
    pub limit_note_text: u32,
    /// Causes on a board.
    #[arg(long, env = "HERRINGBONE_LIMIT_NOTES", value_name = "N", default_value_t = Limits::default().notes)]
    pub limit_notes: u32,
    /// The number of levels of causes under causes.
    #[arg(long, env = "HERRINGBONE_LIMIT_DEPTH", value_name = "N", default_value_t = Limits::default().depth)]
    pub limit_depth: u32,
    /// People on a board.
    #[arg(long, env = "HERRINGBONE_LIMIT_PARTICIPANTS", value_name = "N", default_value_t = Limits::default().participants)]
    pub limit_participants: u32,
    /// Causes of one participant on a board; the facilitator has no share.
    #[arg(long, env = "HERRINGBONE_LIMIT_NOTES_PER_PERSON", value_name = "N", default_value_t = Limits::default().notes_per_person)]
    pub limit_notes_per_person: u32,
    /// Edits and commands of one person a second, once 6,000 at once are used up; what is faster waits.
    #[arg(long, env = "HERRINGBONE_LIMIT_EDITS", value_name = "N", default_value_t = EditRate::default().edits_per_second, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit_edits: u32,
    /// Bytes a second that one person makes a board's log grow by, once 8 MiB at once are used up.
    #[arg(long, env = "HERRINGBONE_LIMIT_EDIT_BYTES", value_name = "BYTES", default_value_t = EditRate::default().bytes_per_second, value_parser = clap::value_parser!(u32).range(1024..))]
    pub limit_edit_bytes: u32,
    /// Bytes of a websocket frame.
    #[arg(long, env = "HERRINGBONE_LIMIT_FRAME", value_name = "BYTES", default_value_t = Limits::default().frame)]
    pub limit_frame: u32,
    /// Bytes of the first answer of a client that reconnects.
    #[arg(long, env = "HERRINGBONE_LIMIT_FIRST_FRAME", value_name = "BYTES", default_value_t = Limits::default().first_frame)]
    pub limit_first_frame: u32,
    /// Bytes of one presence state.
    #[arg(long, env = "HERRINGBONE_LIMIT_AWARENESS", value_name = "BYTES", default_value_t = Limits::default().awareness)]
    pub limit_awareness: u32,
}

impl LimitArgs {
    /// The limits with these options over the defaults.
    pub fn limits(&self) -> Limits {
        Limits {
            note_text: self.limit_note_text,
            notes: self.limit_notes,
            depth: self.limit_depth,
            participants: self.limit_participants,
            notes_per_person: self.limit_notes_per_person,
            frame: self.limit_frame,
            first_frame: self.limit_first_frame,
            awareness: self.limit_awareness,
            ..Limits::default()
        }
    }

    /// The pace of one person with these options over the default.
    pub fn edit_rate(&self) -> EditRate {
        EditRate {
            edits_per_second: self.limit_edits,
            bytes_per_second: self.limit_edit_bytes,
            ..EditRate::default()
        }
    }
}
