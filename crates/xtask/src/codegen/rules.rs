//! The table of rules of `board::gate::rules`, as TypeScript: the web app enables what the gate allows.

use std::fmt::Write;

use anyhow::ensure;
use board::gate::rules::{Change, Moment, Role, decide};
use board::workshop::{AddRight, DISPUTED, HIGH, Permissions, Right};

use super::Generated;

const ROLES: [(&str, Role); 3] =
    [("facilitator", Role::Facilitator), ("participant", Role::Participant), ("projector", Role::Projector)];
const RIGHTS: [Right; 3] = [Right::None, Right::Own, Right::Any];
const BOOLS: [bool; 2] = [false, true];

/// A change to a note; the argument tells whether it is one's own note.
type Made = fn(bool) -> Change;

/// The changes by the name that the web app uses, each with the right that governs it.
const CHANGES: [(&str, Made, Governs); 10] = [
    ("addNote", |_| Change::AddNote, Governs::None),
    ("restoreNote", |own| Change::RestoreNote { own }, Governs::Remove),
    ("editNote", |own| Change::EditNote { own }, Governs::Edit),
    ("moveNote", |own| Change::MoveNote { own }, Governs::Move),
    ("removeNote", |own| Change::RemoveNote { own }, Governs::Remove),
    ("writeProjects", |_| Change::WriteProjects, Governs::None),
    ("editProject", |_| Change::EditProject, Governs::None),
    ("writeBranches", |_| Change::WriteBranches, Governs::None),
    ("writeBoard", |_| Change::WriteBoard, Governs::None),
    ("writeFacts", |_| Change::WriteFacts, Governs::None),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Governs {
    None,
    Edit,
    Move,
    Remove,
}

impl Governs {
    fn of(self, permissions: &Permissions) -> Right {
        match self {
            Governs::None => Right::None,
            Governs::Edit => permissions.edit,
            Governs::Move => permissions.move_,
            Governs::Remove => permissions.remove,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Governs::None => "null",
            Governs::Edit => "'edit'",
            Governs::Move => "'move'",
            Governs::Remove => "'remove'",
        }
    }
}

/// Writes the table, after checking that no cell depends on anything outside the table.
pub fn generate() -> anyhow::Result<Generated> {
    let mut codes: Vec<&'static str> = vec![];
    let mut rows = String::new();
    for (role_name, role) in ROLES {
        let _ = writeln!(rows, "  {role_name}: {{");
        for (name, change, governs) in CHANGES {
            let mut row = String::new();
            for moment in moments() {
                let right = governs.of(&moment.permissions);
                let rest = [moment.permissions.edit, moment.permissions.move_, moment.permissions.remove];
                if governs == Governs::None && right != rest[0] || rest.iter().any(|other| *other != rest[0])
                {
                    continue;
                }
                for own in BOOLS {
                    let cell = decide(role, &moment, change(own)).err().map(|refusal| refusal.code.as_str());
                    row.push(match cell {
                        None => '.',
                        Some(code) => {
                            let at = codes.iter().position(|known| *known == code).unwrap_or_else(|| {
                                codes.push(code);
                                codes.len() - 1
                            });
                            char::from(b'a' + at as u8)
                        }
                    });
                }
            }
            complete(role, change, governs)?;
            let _ = writeln!(rows, "    {name}: '{row}',");
        }
        rows.push_str("  },\n");
    }
    let governs: String =
        CHANGES.iter().map(|(name, _, governs)| format!("  {name}: {},\n", governs.key())).collect();
    let codes: String = codes.iter().map(|code| format!("'{code}', ")).collect();
    let thresholds = format!(
        "/** From this median on, on the scale of 1 to 5, a cause counts as important, or as urgent. */\n\
         export const HIGH = {HIGH};\n\
         /** From this disagreement on a cause counts as disputed. */\n\
         export const DISPUTED = {DISPUTED};\n\n"
    );
    let text = format!(
        "{HEAD}{thresholds}const CODES = [{}] as const;\n\nconst GOVERNS = {{\n{governs}}} as const;\n\nconst TABLE = {{\n{rows}}} as const;\n{TAIL}",
        codes.trim_end_matches(", ")
    );
    Ok(Generated { path: "web/src/generated/rules.ts", text })
}

/// Every moment, in the order of the table's digits.
fn moments() -> impl Iterator<Item = Moment> {
    BOOLS.into_iter().flat_map(|finished| {
        BOOLS.into_iter().flat_map(move |locked| {
            BOOLS.into_iter().flat_map(move |planning| {
                [AddRight::None, AddRight::Own].into_iter().flat_map(move |add| {
                    RIGHTS.into_iter().flat_map(move |edit| {
                        RIGHTS.into_iter().flat_map(move |move_| {
                            RIGHTS.into_iter().map(move |remove| Moment {
                                finished,
                                locked,
                                planning,
                                permissions: Permissions {
                                    add,
                                    edit,
                                    move_,
                                    remove,
                                    ..Permissions::default()
                                },
                            })
                        })
                    })
                })
            })
        })
    })
}

/// Checks that a change does not depend on a right that does not govern it.
fn complete(role: Role, change: fn(bool) -> Change, governs: Governs) -> anyhow::Result<()> {
    for moment in moments() {
        let right = governs.of(&moment.permissions);
        let permissions = Permissions { edit: right, move_: right, remove: right, ..moment.permissions };
        for own in BOOLS {
            let (whole, narrow) = (
                decide(role, &moment, change(own)).is_ok(),
                decide(role, &Moment { permissions, ..moment }, change(own)).is_ok(),
            );
            ensure!(whole == narrow, "{:?} depends on more than the generated table holds", change(own));
        }
    }
    Ok(())
}

const HEAD: &str = "// Generated from crates/board by `cargo xtask codegen`; change it there.

/** What somebody is on a board. */
export type Role = keyof typeof TABLE;

/** A change to the document, as the rules see it. */
export type Change = keyof typeof GOVERNS;

/** The part of the session that the rules depend on; `planning` while an activity of the kind `plan` runs. */
export interface Moment {
  finished: boolean;
  locked: boolean;
  planning: boolean;
  permissions: { add: string; edit: string; move: string; remove: string };
}

/** Why something is refused. */
export type Refused = (typeof CODES)[number];

";

const TAIL: &str = "
const RIGHTS = ['none', 'own', 'any'];

/** The code with which the server would refuse a change, or null if it may happen. */
export function refusal(role: Role, moment: Moment, change: Change, own = true): Refused | null {
  const governs = GOVERNS[change];
  const right = governs ? Math.max(0, RIGHTS.indexOf(moment.permissions[governs])) : 0;
  const add = moment.permissions.add === 'own' ? 1 : 0;
  const state = (Number(moment.finished) * 2 + Number(moment.locked)) * 2 + Number(moment.planning);
  const rights = governs ? 3 : 1;
  const cell = TABLE[role][change][((state * 2 + add) * rights + right) * 2 + Number(own)];
  return cell === '.' || cell === undefined ? null : (CODES[cell.charCodeAt(0) - 97] ?? null);
}
";
