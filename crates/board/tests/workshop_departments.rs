//! The links by which departments read what concerns them.
#![allow(clippy::unwrap_used)]

mod stage;

use board::workshop::{Action, DepartmentLink, LinkDepartment, UnlinkDepartment};
use board::{Code, DepartmentId, Entry, Millis};
use serde_json::json;
use stage::{BOSS, Stage};

fn link(department: &str, token: &str) -> Action {
    let link = DepartmentLink {
        department: department.into(),
        token_hash: token.into(),
        seed: format!("seed of {token}"),
    };
    LinkDepartment(link).into()
}

fn unlink(department: &str) -> Action {
    UnlinkDepartment { department: department.into() }.into()
}

fn linked(stage: &Stage) -> Vec<(String, String)> {
    let links = stage.state.department_links.values();
    links.map(|link| (link.department.to_string(), link.token_hash.clone())).collect()
}

#[test]
fn dept_2_role_4_a_department_has_one_link_that_can_be_withdrawn_also_once_the_board_is_finished() {
    let mut stage = Stage::newest();
    let [first, second] = [0, 1].map(|n| stage.state.departments[n].id.to_string());
    assert_eq!(stage.act(link("nowhere", "t")), Err(Code::Unknown));
    assert_eq!(stage.act(unlink(&first)), Err(Code::Unknown), "there is none yet");
    stage.boss(json!({ "do": "lock" }));
    stage.act(link(&first, "one")).unwrap();
    stage.boss(json!({ "do": "finish" }));
    stage.act(link(&first, "newer")).unwrap();
    stage.act(link(&second, "two")).unwrap();
    let both = vec![(first.clone(), "newer".to_owned()), (second.clone(), "two".to_owned())];
    let mut found = linked(&stage);
    found.sort_by_key(|(id, _)| *id != first);
    assert_eq!(found, both, "a newer link ends the older one");
    stage.act(unlink(&first)).unwrap();
    assert_eq!(linked(&stage), [(second, "two".to_owned())]);
    // Nobody takes part or leads by it, and no client gives one.
    assert_eq!(stage.state.actor("two"), None);
    for name in ["link_department", "unlink_department"] {
        let command = json!({ "do": name, "department": first, "token_hash": "x", "seed": "x" });
        assert_eq!(stage.give(&BOSS, command), Err(Code::Malformed), "{name}");
    }
    let again = stage.replayed();
    assert!(again.state == stage.state && again.document == stage.document);
    for body in [link("it", "t"), unlink("it")] {
        let entry = Entry { seq: 4, at: Millis(5), body: board::Body::Action(body, None) };
        assert_eq!(Entry::decode(&entry.encode()).unwrap(), entry, "as it is kept");
    }
}

#[test]
fn dept_2_the_link_of_a_department_ends_when_the_department_leaves_the_board() {
    let mut stage = Stage::newest();
    let known = stage.state.departments.clone();
    let free = known.iter().find(|one| stage.state.people.values().all(|person| person.department != one.id));
    let free = free.expect("nobody is from there").id.clone();
    let other = known.iter().find(|one| one.id != free).unwrap().id.clone();
    stage.act(link(free.as_str(), "gone")).unwrap();
    stage.act(link(other.as_str(), "stays")).unwrap();
    let left: Vec<_> = known.into_iter().filter(|one| one.id != free).collect();
    stage.boss(json!({ "do": "set_departments", "departments": left }));
    let ids: Vec<&DepartmentId> = stage.state.department_links.keys().collect();
    assert_eq!(ids, [&other]);
    assert!(stage.replayed().state == stage.state);
}
