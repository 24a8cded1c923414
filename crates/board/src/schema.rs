//! The document's schema: its key names, the values that each key may have, and the limits are defined only here. The
//! gate, the creation of boards and the import read it; `xtask codegen` writes the same for TypeScript.

pub mod board;
pub mod fact;
mod field;
pub mod note;

pub use field::{Field, Kind, NUMBER, Unfit, currencies, find, is_currency, is_date, is_number};

/// The Yjs client id of the server, itself a peer of every document.
pub const SERVER_CLIENT: u64 = 1;

/// The most Yjs client ids of one person that were shown as theirs and not yet written with.
pub const CLAIMS_OF_A_PERSON: usize = 32;

/// The most such ids of the facilitator's link, which several devices share.
pub const CLAIMS_OF_A_LINK: usize = 128;

/// Names of the document's root maps.
pub mod root {
    /// `note id → Y.Map`: the causes. Written by clients.
    pub const NOTES: &str = "notes";
    /// `project id → Y.Map`. Written by clients.
    pub const PROJECTS: &str = "projects";
    /// `bone id → Y.Map`. Written by the facilitator.
    pub const BRANCHES: &str = "branches";
    /// `effect: Y.Text`, the title, the goals, the charter and other texts of the board. Written by the facilitator.
    pub const BOARD: &str = "board";
    /// `fact id → Y.Map`: figures with their values over time. Written by the facilitator.
    pub const FACTS: &str = "facts";
    /// The session state, key by key, plain JSON values. Server only.
    pub const SESSION: &str = "session";
    /// `participant id → {name, department}`. Server only.
    pub const PEOPLE: &str = "people";
    /// `department id → {name}`, the expected departments. Server only.
    pub const DEPARTMENTS: &str = "departments";
    /// `note id → {department, author?}`. Server only.
    pub const ATTRIBUTION: &str = "attribution";
    /// `note id → "now" | "next" | "later" | "outside"`. Server only.
    pub const PRIORITIES: &str = "priorities";
    /// `note id → id of the note it was merged into`. Server only.
    pub const MERGES: &str = "merges";
    /// `project id → {department: {decision, comment?, by, at}}`. Server only.
    pub const APPROVALS: &str = "approvals";

    /// Number of the report → what was reported about a project, or answered on it. Server only, and only added to.
    pub const PROGRESS: &str = "progress";

    /// `note id → text`: why a cause got its priority. Server only.
    pub const REASONS: &str = "reasons";

    /// `note id → text`: the person or body who could change a cause that is outside the group's power. Server only.
    pub const ADDRESSEES: &str = "addressees";

    /// `comment id → {note, text, at, department, author?}`: what was said of causes. Server only.
    pub const COMMENTS: &str = "comments";

    /// `answer id → {fact, question, text?, reason?, at, department, author?, kept?}`: what was answered to questions about
    /// facts. Server only.
    pub const ANSWERS: &str = "answers";

    /// The roots that only the server writes.
    pub const SERVER: [&str; 12] = [
        SESSION,
        PEOPLE,
        DEPARTMENTS,
        ATTRIBUTION,
        PRIORITIES,
        MERGES,
        APPROVALS,
        PROGRESS,
        REASONS,
        ADDRESSEES,
        COMMENTS,
        ANSWERS,
    ];
    /// All roots.
    pub const ALL: [&str; 17] = [
        NOTES,
        PROJECTS,
        BRANCHES,
        BOARD,
        FACTS,
        SESSION,
        PEOPLE,
        DEPARTMENTS,
        ATTRIBUTION,
        PRIORITIES,
        MERGES,
        APPROVALS,
        PROGRESS,
        REASONS,
        ADDRESSEES,
        COMMENTS,
        ANSWERS,
    ];
}

/// Keys of a bone.
pub mod branch {
    use super::{Field, Kind};

    /// String.
    pub const TITLE: &str = "title";
    /// String: the guiding question.
    pub const QUESTION: &str = "question";
    /// String: fractional index; bones alternate above and below the spine in this order.
    pub const ORDER: &str = "order";

    /// One of [`COLOURS`] or null: the colour in which it is drawn.
    pub const COLOUR: &str = "colour";

    /// What [`COLOUR`] may be, in the order of the palette that departments have, too.
    pub const COLOURS: [&str; 8] = ["blue", "amber", "green", "plum", "sky", "rust", "olive", "grey"];
    /// The fields of a bone.
    pub const FIELDS: [Field; 4] = [
        Field::new(TITLE, Kind::Text),
        Field::new(QUESTION, Kind::Text),
        Field::new(ORDER, Kind::Key),
        Field::optional(COLOUR, Kind::OneOf(&COLOURS)),
    ];
}

/// Keys of a project. Texts are strings; the lists are nested Y.Maps of `item → order`.
pub mod project {
    use super::{Field, Kind};

    /// String.
    pub const TITLE: &str = "title";
    /// `"this-year"`, `"next-years"` or `"3-5-years"`.
    pub const HORIZON: &str = "horizon";
    /// Department id.
    pub const OWNER: &str = "owner";
    /// String: the sponsor from the board of directors.
    pub const SPONSOR: &str = "sponsor";
    /// String.
    pub const BUDGET: &str = "budget";
    /// String.
    pub const DURATION: &str = "duration";
    /// String: how progress is measured.
    pub const MEASURE: &str = "measure";
    /// `"planned"`, `"running"`, `"done"` or `"stopped"`.
    pub const STATUS: &str = "status";
    /// String: how does it affect the customer?
    pub const AFFECTS: &str = "affects";
    /// String: what value does it bring?
    pub const VALUE: &str = "value";
    /// String: how does it help?
    pub const HELPS: &str = "helps";
    /// String: how it fits the company's strategy.
    pub const STRATEGY: &str = "strategy";
    /// String: who answers for it in the department that owns it.
    pub const PERSON: &str = "person";
    /// `YYYY-MM-DD`: the day on which it starts.
    pub const START: &str = "start";
    /// `YYYY-MM-DD`: the day on which it is due.
    pub const DUE: &str = "due";
    /// Number: the budget, as far as it is a sum of money.
    pub const AMOUNT: &str = "amount";
    /// String: the currency of the amount, by ISO 4217.
    pub const CURRENCY: &str = "currency";
    /// String: the id of the fact by which its progress is measured.
    pub const FACT: &str = "fact";
    /// Y.Map: `note id → order`.
    pub const NOTES: &str = "notes";
    /// Y.Map: `competence → order`.
    pub const COMPETENCES: &str = "competences";
    /// Y.Map: `tool → order`.
    pub const TOOLS: &str = "tools";
    /// Y.Map: `method → order`.
    pub const METHODS: &str = "methods";
    /// Y.Map: `department id → order`: who must accept it.
    pub const APPROVALS: &str = "approvals";
    /// Y.Map: `department id → order`: whom it affects.
    pub const AFFECTS_DEPARTMENTS: &str = "affects_departments";

    /// What [`HORIZON`] may be.
    pub const HORIZONS: [&str; 3] = ["this-year", "next-years", "3-5-years"];
    /// What [`STATUS`] may be.
    pub const STATUSES: [&str; 4] = ["planned", "running", "done", "stopped"];
    /// The fields of a project.
    pub const FIELDS: [Field; 24] = [
        Field::optional(TITLE, Kind::Text),
        Field::optional(HORIZON, Kind::OneOf(&HORIZONS)),
        Field::optional(OWNER, Kind::Key),
        Field::optional(SPONSOR, Kind::Text),
        Field::optional(BUDGET, Kind::Text),
        Field::optional(DURATION, Kind::Text),
        Field::optional(MEASURE, Kind::Text),
        Field::optional(STATUS, Kind::OneOf(&STATUSES)),
        Field::optional(AFFECTS, Kind::Text),
        Field::optional(VALUE, Kind::Text),
        Field::optional(HELPS, Kind::Text),
        Field::optional(STRATEGY, Kind::Text),
        Field::optional(PERSON, Kind::Text),
        Field::optional(START, Kind::Date),
        Field::optional(DUE, Kind::Date),
        Field::optional(AMOUNT, Kind::Number),
        Field::optional(CURRENCY, Kind::Currency),
        Field::optional(FACT, Kind::Key),
        Field::new(NOTES, Kind::List),
        Field::new(COMPETENCES, Kind::List),
        Field::new(TOOLS, Kind::List),
        Field::new(METHODS, Kind::List),
        Field::new(APPROVALS, Kind::List),
        Field::new(AFFECTS_DEPARTMENTS, Kind::List),
    ];
    /// The value under an item of a list: its order.
    pub const ITEM: Field = Field::new("order", Kind::Key);
}

/// The limits that the server enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(default))]
#[serde(default)]
pub struct Limits {
    /// Characters of a note's text, as people count them (LENGTH-1).
    pub note_text: u32,
    /// Living notes on a board.
    pub notes: u32,
    /// The number of levels of causes under causes.
    pub depth: u32,
    /// People on a board.
    pub participants: u32,
    /// People who ever joined a board, those who were removed included.
    pub people_ever: u32,
    /// Causes of one participant on a board, hidden ones included. The facilitator has no share.
    pub notes_per_person: u32,
    /// Causes that one participant may ever add to a board, removed ones included. A facilitator may add ten times as many.
    pub notes_added_per_person: u32,
    /// Yjs client ids that one person may write with. Each loading of a page that writes takes one.
    pub clients_per_person: u32,
    /// Removed causes that are kept for restoring. Beyond this number the one removed first is deleted.
    pub bin: u32,
    /// Removed causes of one participant that are kept for restoring.
    pub bin_per_person: u32,
    /// Bones on a board.
    pub branches: u32,
    /// Projects on a board.
    pub projects: u32,
    /// Facts on a board.
    pub facts: u32,
    /// Values of a fact, one for a day.
    pub fact_values: u32,
    /// Reports about the projects of a board, with the answers on them.
    pub progress: u32,
    /// Of these, those of one participant.
    pub progress_per_person: u32,
    /// Items of a project's list, and of the competences that a workshop starts from.
    pub list_items: u32,
    /// Bytes of an item of a list, which is a key of the document.
    pub item: u32,
    /// Characters of a person's name.
    pub name: u32,
    /// Departments on a board.
    pub departments: u32,
    /// Meetings of a workshop.
    pub meetings: u32,
    /// Activities of all meetings.
    pub activities: u32,
    /// Characters of any other text (effect, goals, project fields).
    pub field_text: u32,
    /// Bytes of an id or an order key.
    pub key: u32,
    /// Bytes of a websocket frame.
    pub frame: u32,
    /// Bytes of the first SyncStep2 of a connection.
    pub first_frame: u32,
    /// Bytes of one awareness state.
    pub awareness: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            note_text: 1_000,
            notes: 5_000,
            depth: 5,
            participants: 500,
            people_ever: 5_000,
            notes_per_person: 500,
            notes_added_per_person: 2_000,
            clients_per_person: 2_000,
            bin: 5_000,
            bin_per_person: 500,
            branches: 24,
            projects: 200,
            facts: 100,
            fact_values: 500,
            progress: 2_000,
            progress_per_person: 200,
            list_items: 100,
            item: 256,
            name: 80,
            departments: 40,
            meetings: 24,
            activities: 200,
            field_text: 2_000,
            key: 64,
            frame: 256 * 1024,
            first_frame: 4 * 1024 * 1024,
            awareness: 8 * 1024,
        }
    }
}
