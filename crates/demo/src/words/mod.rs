//! The texts of the demo's simulated people, in three languages.

mod en;
mod pl;
mod uk;

/// All texts of the demo's board.
pub struct Words {
    /// The board's title.
    pub title: &'static str,
    /// The fish's head.
    pub effect: &'static str,
    /// The workshop's goal.
    pub goal_workshop: &'static str,
    /// The organisation's goal.
    pub goal_organisation: &'static str,
    /// The people's names.
    pub people: &'static [&'static str],
    /// The causes that the departments know.
    pub causes: &'static [Cause],
    /// The first is the title; the others are competences, tools, and methods that the projects need.
    pub projects: [Project; 2],
}

/// A cause that people of a department know.
pub struct Cause {
    /// The department.
    pub department: &'static str,
    /// The bone it belongs on.
    pub branch: &'static str,
    /// The text.
    pub text: &'static str,
    /// The answer to "why?"; empty if nobody has one.
    pub why: &'static str,
}

/// A project that the group agrees on.
pub struct Project {
    /// Its title.
    pub title: &'static str,
    /// The department that owns it.
    pub owner: &'static str,
    /// The departments that must accept it.
    pub approvals: &'static [&'static str],
    /// The competences that it needs.
    pub competences: &'static [&'static str],
    /// How long it takes.
    pub duration: &'static str,
    /// How progress is measured.
    pub measure: &'static str,
}

/// The words of a language, by its tag.
pub fn of(language: &str) -> Option<&'static Words> {
    match language {
        "en" => Some(&en::WORDS),
        "pl" => Some(&pl::WORDS),
        "uk" => Some(&uk::WORDS),
        _ => None,
    }
}

/// Shorthand for the tables.
const fn cause(
    department: &'static str,
    branch: &'static str,
    text: &'static str,
    why: &'static str,
) -> Cause {
    Cause { department, branch, text, why }
}

#[cfg(test)]
mod tests {
    use super::*;
    use board::workshop::templates::{LANGUAGES, template};

    #[test]
    fn every_language_has_causes_for_every_department_and_bone() {
        for language in LANGUAGES {
            let words = of(language).unwrap();
            let board = template("cx-5m", language).unwrap();
            assert!(words.people.len() >= 9);
            assert_eq!(words.causes.len(), of("en").unwrap().causes.len());
            for bone in &board.branches {
                let known = words.causes.iter().any(|c| c.branch == bone.id.as_str());
                assert!(known, "{language} {}", bone.id);
            }
            for department in &board.departments {
                assert!(words.causes.iter().any(|c| c.department == department.id.as_str()));
            }
            for cause in words.causes {
                assert!(board.branches.iter().any(|b| b.id.as_str() == cause.branch), "{}", cause.branch);
                assert!(board.departments.iter().any(|d| d.id.as_str() == cause.department));
                assert!(cause.text.encode_utf16().count() < 200);
            }
        }
    }
}
