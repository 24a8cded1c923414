//! The table of rules, every cell: role × state × change.

use board::gate::rules::{Change, Moment, Role, decide};
use board::workshop::{AddRight, Permissions, Right};
use board::{Code, Refusal};

const ROLES: [Role; 3] = [Role::Facilitator, Role::Participant, Role::Projector];
const RIGHTS: [Right; 3] = [Right::None, Right::Own, Right::Any];
const BOOLS: [bool; 2] = [false, true];

fn changes() -> Vec<Change> {
    let mut changes = vec![
        Change::AddNote,
        Change::WriteProjects,
        Change::EditProject,
        Change::WriteBranches,
        Change::WriteBoard,
        Change::WriteFacts,
    ];
    for own in BOOLS {
        changes.extend([
            Change::RestoreNote { own },
            Change::EditNote { own },
            Change::MoveNote { own },
            Change::RemoveNote { own },
        ]);
    }
    changes
}

fn moments() -> Vec<Moment> {
    let mut moments = vec![];
    for finished in BOOLS {
        for locked in BOOLS {
            for planning in BOOLS {
                for add in [AddRight::None, AddRight::Own] {
                    for edit in RIGHTS {
                        for move_ in RIGHTS {
                            for remove in RIGHTS {
                                let permissions =
                                    Permissions { add, edit, move_, remove, ..Permissions::default() };
                                moments.push(Moment { finished, locked, planning, permissions });
                            }
                        }
                    }
                }
            }
        }
    }
    moments
}

fn code(role: Role, moment: &Moment, change: Change) -> Option<Code> {
    decide(role, moment, change).err().map(|Refusal { code, .. }| code)
}

/// What the rules of `SPEC.md` say, written a second time from their text.
fn stated(role: Role, moment: &Moment, change: Change) -> Option<Code> {
    let by_right = |right: Right, own: bool| match right {
        Right::None => Some(Code::NotAllowed),
        Right::Own => (!own).then_some(Code::NotYours),
        Right::Any => None,
    };
    let rights = moment.permissions;
    if role == Role::Projector {
        Some(Code::ReadOnly)
    } else if moment.finished {
        Some(Code::Finished)
    } else if moment.locked {
        Some(Code::Locked)
    } else if role == Role::Facilitator {
        None
    } else {
        match change {
            Change::AddNote => (rights.add == AddRight::None).then_some(Code::NotAllowed),
            Change::RestoreNote { own: false } => Some(Code::NotYours),
            Change::RestoreNote { own: true } => {
                (rights.add == AddRight::None && rights.remove == Right::None).then_some(Code::NotAllowed)
            }
            Change::EditNote { own } => by_right(rights.edit, own),
            Change::MoveNote { own } => by_right(rights.move_, own),
            Change::RemoveNote { own } => by_right(rights.remove, own),
            Change::EditProject => (!moment.planning).then_some(Code::NotAllowed),
            Change::WriteProjects | Change::WriteBranches | Change::WriteBoard | Change::WriteFacts => {
                Some(Code::NotAllowed)
            }
        }
    }
}

#[test]
fn gate_5_gate_6_gate_7_gate_8_gate_9_gate_10_gate_11_every_cell_of_the_table_is_as_stated() {
    let (mut cells, mut open) = (0, 0);
    for role in ROLES {
        for moment in moments() {
            for change in changes() {
                let got = code(role, &moment, change);
                assert_eq!(got, stated(role, &moment, change), "{role:?} {moment:?} {change:?}");
                cells += 1;
                open += u32::from(got.is_none());
            }
        }
    }
    assert_eq!(cells, 3 * 432 * 14, "every cell");
    assert!(open > 1_000, "and not all of them closed");
}

#[test]
fn gate_6_locked_is_locked_for_everybody() {
    for moment in moments().iter().filter(|moment| moment.locked) {
        for role in ROLES {
            for change in changes() {
                assert!(code(role, moment, change).is_some(), "{role:?} {change:?}");
            }
        }
    }
}
