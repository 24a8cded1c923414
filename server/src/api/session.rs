//! The form of the session state, for the OpenAPI document. The values themselves come from the board.

use std::collections::BTreeMap;

use board::{
    Millis,
    workshop::{Door, Meeting, NoteDots, NoteRating, Permissions, SealedDepartments, Summon},
};
use utoipa::ToSchema;

/// What everybody on a board may know of its session; also in the document's root map `session`, key by key.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it describes; the board makes the values")]
pub struct Session {
    /// What the board is called.
    title: String,
    /// `en`, `pl` or `uk`.
    language: String,
    /// While true, content does not change.
    locked: bool,
    /// What participants may do now.
    permissions: Permissions,
    /// The id of the activity that runs.
    activity: Option<String>,
    /// The meetings and their activities.
    agenda: Vec<Meeting>,
    /// The countdown.
    timer: Option<Countdown>,
    /// The vote, open or past.
    vote: Option<VoteState>,
    /// The rating, open or past.
    rating: Option<RatingState>,
    /// While true, nothing changes.
    finished: bool,
    /// Where everybody was asked to look.
    summon: Option<Summon>,
    /// How many sealed notes wait to be revealed.
    hidden: u32,
    /// `shown` or `hidden`: whether notes tell who wrote them.
    authors: String,
    /// Of which departments sealed notes, once revealed, say that they came from them.
    sealed_departments: SealedDepartments,
    /// How many people said they are done with the activity.
    done: u32,
    /// The competences one started from.
    competences: Vec<String>,
    /// `open` or `closed`: while it is closed nobody new comes in. In the document only once it was closed.
    door: Door,
    /// The entry that renewed the join code last; none if it is the first one.
    #[schema(required = false)]
    code_renewed: Option<u64>,
}

/// A countdown.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it describes")]
pub struct Countdown {
    /// Whether it runs.
    running: bool,
    /// When it ends, while it runs.
    ends_at: Option<Millis>,
    /// What is left, while it is paused, in milliseconds.
    remaining_ms: Option<i64>,
}

/// A vote as everybody sees it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it describes")]
pub struct VoteState {
    /// Its id.
    id: String,
    /// Whether dots may be placed.
    open: bool,
    /// Whether the result is shown.
    revealed: bool,
    /// Dots a person has.
    dots: u32,
    /// Dots a person may put on one note.
    per_note: u32,
    /// How many people placed at least one.
    voted: u32,
    /// How many people could.
    eligible: u32,
    /// The result, once it is revealed: note id → dots.
    #[schema(required = false)]
    tally: Option<BTreeMap<String, NoteDots>>,
}

/// A rating as everybody sees it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it describes")]
pub struct RatingState {
    /// Its id.
    id: String,
    /// Whether notes may be rated.
    open: bool,
    /// Whether the result is shown.
    revealed: bool,
    /// The short list: note ids.
    notes: Vec<String>,
    /// How many people rated at least one note.
    voted: u32,
    /// How many people rated every note.
    complete: u32,
    /// How many people could.
    eligible: u32,
    /// The result, once it is revealed: note id → medians and disagreement.
    #[schema(required = false)]
    tally: Option<BTreeMap<String, NoteRating>>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use board::workshop::{Door, SealedDepartments, State};

    #[test]
    fn the_description_names_exactly_what_the_board_gives() {
        let document = serde_json::to_value(crate::api::openapi(&board::schema::Limits::default())).unwrap();
        let described = document["components"]["schemas"]["Session"]["properties"].as_object().unwrap();
        let described: BTreeSet<String> = described.keys().cloned().collect();
        let state = State {
            door: Some(Door::Closed),
            code_renewed: Some(1),
            sealed_departments: Some(SealedDepartments::All),
            ..State::default()
        };
        let given: BTreeSet<String> = state.session().keys().cloned().collect();
        assert_eq!(described, given);
    }
}
