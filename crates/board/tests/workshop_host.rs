//! What the host does to a board without leading it.
#![allow(clippy::unwrap_used)]

mod stage;

use board::workshop::{Action, Archive, Facilitator, HostLink, MOST_HOST_LINKS, Recover, RecoveryCode};
use board::{Actor, Code, Entry, Millis};
use serde_json::json;
use stage::{BOSS, Stage};

fn link(n: usize) -> Action {
    let (token_hash, projector_hash) = (format!("token{n}"), format!("projector{n}"));
    HostLink(Facilitator { token_hash, projector_hash, ..Facilitator::default() }).into()
}

fn holder(stage: &Stage, token: &str) -> Option<Actor> {
    stage.state.tokens.get(token).cloned()
}

#[test]
fn host_1_role_4_a_link_of_the_host_leads_a_finished_board_and_the_newest_ten_do() {
    let mut stage = Stage::newest();
    stage.boss(json!({ "do": "finish" }));
    let first = stage.act(link(0)).unwrap();
    assert_eq!(stage.act(link(0)), Ok(first), "the same one again is none");
    for n in 1..=MOST_HOST_LINKS {
        assert_eq!(holder(&stage, "token0"), Some(Actor::Facilitator));
        assert!(link(n).ends_tokens(&stage.state));
        stage.act(link(n)).unwrap();
    }
    assert_eq!(
        (holder(&stage, "token0"), holder(&stage, "projector0")),
        (None, None),
        "the oldest has ended"
    );
    assert_eq!(holder(&stage, "projector1"), Some(Actor::Projector));
    assert_eq!(stage.state.host_links.len(), MOST_HOST_LINKS);
    for command in [json!({ "do": "host_link" }), json!({ "do": "archive", "archived": true })] {
        assert_eq!(stage.give(&BOSS, command), Err(Code::Malformed), "no client opens or lays away boards");
    }
    // A device of the host that was lost is replaced as any facilitator's, and its place stays one of the ten.
    let code = RecoveryCode { token_hash: "token1".into(), code_hash: "code".into() };
    stage.act(code.into()).unwrap();
    let [code_hash, token_hash, projector_hash] = ["code", "new", "wall"].map(str::to_owned);
    stage.act(Recover { code_hash, token_hash, projector_hash }.into()).unwrap();
    assert_eq!((holder(&stage, "token1"), holder(&stage, "new")), (None, Some(Actor::Facilitator)));
    stage.act(link(99)).unwrap();
    for ended in ["new", "wall", "projector1"] {
        assert_eq!(holder(&stage, ended), None, "{ended}");
    }
    let again = stage.replayed();
    assert!(again.state == stage.state && again.document == stage.document);
}

#[test]
fn host_2_a_board_that_is_laid_away_goes_on_as_it_was() {
    let mut stage = Stage::newest();
    let before = (stage.state.session(), stage.document.clone());
    for archived in [true, false] {
        let action = || Action::from(Archive::new(archived));
        let seq = stage.act(action()).unwrap();
        assert_eq!(stage.act(action()), Ok(seq), "said again, it is none");
        assert_eq!(stage.state.archived, archived);
        assert_eq!((stage.state.session(), stage.document.clone()), before, "nobody on the board is told");
        let entry = Entry { seq: 4, at: Millis(5), body: board::Body::Action(action(), None) };
        assert_eq!(Entry::decode(&entry.encode()).unwrap(), entry, "as it is kept");
    }
    stage.boss(json!({ "do": "finish" }));
    stage.act(Archive::new(true).into()).unwrap();
    assert!(stage.replayed().state == stage.state);
}

#[test]
fn retn_2_keeping_a_board_is_an_entry_and_changes_nothing_else() {
    let mut stage = Stage::newest();
    stage.boss(json!({ "do": "finish" }));
    let before = (stage.state.session(), stage.document.clone());
    for archived in [false, true] {
        stage.act(Archive::new(archived).into()).unwrap();
        stage.at += 60 * 60 * 1000;
        let said = stage.act(Archive::keep(archived).into()).unwrap();
        stage.at += 59 * 60 * 1000;
        assert_eq!(
            stage.act(Archive::keep(archived).into()),
            Ok(said),
            "said again within the hour, it is none"
        );
        stage.at += 60 * 1000;
        assert_eq!(stage.act(Archive::keep(archived).into()), Ok(said + 1));
        assert_eq!(stage.state.archived, archived);
        assert_eq!((stage.state.session(), stage.document.clone()), before, "nobody on the board is told");
    }
    assert!(Archive::new(true).only_archives());
    assert!(
        ![Archive::new(false), Archive::keep(true), Archive::keep(false)]
            .iter()
            .any(|one| one.only_archives())
    );
    // An earlier version reads it as laying away, or taking back, what is so already.
    let entry = Entry { seq: 4, at: Millis(5), body: board::Body::Action(Archive::keep(true).into(), None) };
    let stored = entry.encode();
    assert!(String::from_utf8_lossy(&stored).contains(r#""do":"archive","archived":true,"kept":true"#));
    assert_eq!(Entry::decode(&stored).unwrap(), entry);
    assert!(stage.replayed().state == stage.state);
}
