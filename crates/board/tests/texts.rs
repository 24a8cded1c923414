//! The texts of a board are in one form, whichever way they came.
#![allow(clippy::unwrap_used)]

use board::{
    Actor, BoardId, Code, Live, Millis,
    schema::Limits,
    workshop::{Action, Bone, Command, Create, Department, Join},
};
use serde_json::{Value, json};

const NFD: &str = "z\u{301}ro\u{301}d\u{142}o\u{ad}\u{202e}";
const NFC: &str = "źródło";

/// A board, and what giving it commands says.
struct Made(Live);

impl Made {
    fn new() -> Self {
        let mut made = Self(Live::new(BoardId::from("texts"), Limits::default()));
        let create = Create {
            title: format!("  {NFD}\u{b}{NFD} "),
            language: "pl".into(),
            effect: format!("{NFD}\u{85}{NFD}"),
            branches: vec![Bone {
                id: "people".into(),
                title: NFD.into(),
                question: NFD.into(),
                colour: None,
            }],
            departments: vec![Department { id: "it".into(), name: NFD.into() }],
            facilitator_hash: "f".into(),
            projector_hash: "p".into(),
            join_code: "ABC234".into(),
            ..Create::default()
        };
        made.act(create.into()).unwrap();
        made
    }

    fn give(&mut self, actor: Actor, command: Command) -> Result<u64, Code> {
        self.act(Action::Command(actor, command))
    }

    fn act(&mut self, action: Action) -> Result<u64, Code> {
        let mut batch = self.0.batch(Millis(1));
        let answer = batch.act(action).map_err(|refusal| refusal.code);
        batch.finish().unwrap();
        answer
    }

    fn leads(&mut self, command: Value) {
        self.give(Actor::Facilitator, serde_json::from_value(command).unwrap()).unwrap();
    }

    fn join(&mut self, id: &str, name: &str) -> Result<u64, Code> {
        let join = Join {
            participant: id.into(),
            name: name.into(),
            department: "it".into(),
            token_hash: format!("token of {id}"),
            ..Join::default()
        };
        self.act(join.into())
    }
}

#[test]
fn text_5_what_commands_say_is_recorded_in_the_form_that_the_board_keeps() {
    let mut made = Made::new();
    made.join("ann", NFD).unwrap();
    made.leads(json!({ "do": "set_competences", "competences": [NFD] }));
    made.leads(json!({ "do": "set_agenda", "agenda": [{ "kind": "collect", "title": NFD, "prompt": NFD }] }));
    made.leads(
        json!({ "do": "create_project", "title": NFD, "helps": NFD, "tools": [NFD], "approvals": ["it"] }),
    );
    let approve = json!({ "do": "approve", "project": "p5", "decision": "accept", "comment": NFD });
    made.give(Actor::Participant("ann".into()), serde_json::from_value(approve).unwrap()).unwrap();
    let seal = json!({ "do": "seal_note", "branch": "people", "text": format!("{NFD}\r\n{NFD}") });
    made.give(Actor::Participant("ann".into()), serde_json::from_value(seal).unwrap()).unwrap();
    made.leads(json!({ "do": "reveal_notes" }));
    made.leads(json!({ "do": "open_poll", "kind": "belief", "items": [format!("{NFD}\r\n{NFD} ")] }));
    made.leads(json!({ "do": "set_competence", "name": NFD, "has": [NFD], "learns": [{ "name": NFD }] }));
    let document = made.0.document_json().to_string();
    assert!(
        !document.contains('\u{301}') && !document.contains('\u{ad}') && !document.contains('\u{202e}'),
        "{document}"
    );
    let (board, _) = made.0.reading();
    assert_eq!(board.title, format!("{NFC} {NFC}"));
    assert_eq!(board.effect, format!("{NFC}\n{NFC}"));
    assert_eq!(board.branches[0].notes[0].text, format!("{NFC}\n{NFC}"));
    assert_eq!(board.projects[0].tools, [NFC]);
    assert_eq!(board.people[0].name, NFC);
    assert_eq!(made.0.document_json()["session"]["poll"]["items"][0]["text"], format!("{NFC}\n{NFC}"));
}

#[test]
fn text_4_what_nobody_can_see_is_no_name_and_no_title() {
    let mut made = Made::new();
    for blank in
        ["", " ", "\u{200b}", "\u{3164}", "\u{2800}", "\u{2060}", "\u{ad}", "\u{202e}", "\u{200d}\u{fe0f}"]
    {
        assert_eq!(made.join("nobody", blank), Err(Code::Invalid), "{blank:?}");
        let project = serde_json::from_value(json!({ "do": "create_project", "title": blank })).unwrap();
        assert_eq!(made.give(Actor::Facilitator, project), Err(Code::Invalid), "{blank:?}");
    }
    made.join("marks", &format!("Z{}", "\u{324}".repeat(60))).unwrap();
    assert_eq!(made.0.state().people[&board::ParticipantId::from("marks")].name.chars().count(), 9);
}
