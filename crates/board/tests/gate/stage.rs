//! A small board with two people for the gate's tests and for the script that makes their fixtures.

use board::schema::Limits;
use board::workshop::{Action, Bone, Command, Create, Department, Join};
use board::{Actor, BoardId, Flow, Live, Millis, ParticipantId};

/// The time of everything here: a board does not look at clocks.
pub const AT: Millis = Millis(1_790_000_000_000);

/// An actor by the name that fixtures use.
pub fn actor(name: &str) -> Actor {
    match name {
        "facilitator" => Actor::Facilitator,
        "projector" => Actor::Projector,
        name => Actor::Participant(ParticipantId::from(name.to_owned())),
    }
}

/// Performs a command that must be allowed.
pub fn perform(live: &mut Live, who: &Actor, command: Command) {
    act(live, Action::Command(who.clone(), command));
}

/// Does what must be allowed.
fn act(live: &mut Live, action: Action) {
    let mut batch = live.batch(AT);
    batch.act(action).expect("the stage's actions are allowed");
    batch.finish().expect("nothing breaks");
}

/// Submits an update and gives its refusal, if any.
pub fn submit(
    live: &mut Live,
    who: &Actor,
    bytes: &[u8],
    flow: Flow,
) -> Result<board::Accepted, board::Refusal> {
    let mut batch = live.batch(AT);
    let answer = batch.update(who, bytes, flow);
    let outcome = batch.finish().expect("nothing breaks");
    // What is refused, or was known, is neither recorded nor told: other clients keep every byte they have.
    let told = usize::from(answer == Ok(board::Accepted::Applied));
    assert_eq!((outcome.entries.len(), outcome.updates.len()), (told, told), "{answer:?}");
    answer
}

/// A board with two bones and two people, alice of IT and bob of sales, and narrow limits.
pub fn stage() -> Live {
    let limits = Limits { note_text: 500, notes: 20, projects: 3, branches: 4, ..Limits::default() };
    board(limits, &[("alice", "it"), ("bob", "sales")])
}

/// The same with two people more and the limits that boards have.
pub fn wide() -> Live {
    wide_with(Limits::default())
}

/// The same with other limits.
pub fn wide_with(limits: Limits) -> Live {
    board(limits, &[("alice", "it"), ("bob", "sales"), ("carol", "it"), ("dave", "sales")])
}

/// The same by the newest edition of the rules.
pub fn newest() -> Live {
    board_of(board::workshop::EDITION, Limits::default(), &[("alice", "it"), ("bob", "sales")])
}

fn board(limits: Limits, people: &[(&str, &str)]) -> Live {
    board_of(0, limits, people)
}

fn board_of(edition: u32, limits: Limits, people: &[(&str, &str)]) -> Live {
    let mut live = Live::new(BoardId::from("stage"), limits);
    let bone = |id: &str, title: &str| Bone {
        id: id.into(),
        title: title.into(),
        question: "why?".into(),
        colour: None,
    };
    let department = |id: &str| Department { id: id.into(), name: id.to_uppercase() };
    let create = Create {
        title: "Stage".into(),
        language: "en".into(),
        effect: "Customers wait".into(),
        branches: vec![bone("people", "People"), bone("methods", "Methods")],
        departments: vec![department("it"), department("sales")],
        join_code: "ABC234".into(),
        facilitator_hash: "f".into(),
        projector_hash: "p".into(),
        edition,
        ..Create::default()
    };
    act(&mut live, create.into());
    for &(id, department) in people {
        let join = Join {
            participant: id.into(),
            name: id.into(),
            department: department.into(),
            token_hash: id.into(),
            ..Join::default()
        };
        act(&mut live, join.into());
    }
    live
}
