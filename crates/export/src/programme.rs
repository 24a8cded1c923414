//! The projects of a programme: of several boards, each of which goes on from another one (NEXT-6).

use std::collections::HashMap;

use board::reading::{self, Board};
use board::schema::project as key;
use board::{BoardId, Millis, ProjectId};
use serde::Serialize;

use crate::report::{Project, Report};
use crate::time::{Zone, day};

/// A project of a programme, as the newest board that has it tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProgrammeProject {
    /// All that is said of the project.
    pub project: Project,
    /// The boards that have it, the oldest first. What is said of it is from the last one.
    pub boards: Vec<BoardId>,
    /// What the department that owns it is called.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub owner_name: String,
    /// Whether it was due before today and is neither done nor stopped.
    pub late: bool,
}

/// Adds up boards, each after the one that it goes on from.
#[derive(Debug, Default)]
pub struct Programme {
    projects: Vec<ProgrammeProject>,
    /// Where the projects of each board are among them.
    places: HashMap<BoardId, HashMap<ProjectId, usize>>,
}

impl Programme {
    /// Adds a board. A project that came along from the board before is the same one; it came along if it was open there, or
    /// is still called the same.
    pub fn add(&mut self, board: &Board, now: Millis, zone: &Zone) {
        let (report, today) = (Report::of(board, now), day(now, zone));
        let before = board.previous.as_ref().and_then(|before| self.places.get(&before.board));
        let mut places = HashMap::new();
        for (project, read) in report.projects.iter().zip(&board.projects) {
            let came = before.and_then(|before| before.get(&project.id)).copied().filter(|place| {
                let there = &self.projects[*place].project;
                let is_over = ["done", "stopped"].contains(&there.text(key::STATUS));
                !is_over || there.text(key::TITLE) == project.text(key::TITLE)
            });
            let place = came.unwrap_or(self.projects.len());
            if place == self.projects.len() {
                self.projects.push(ProgrammeProject::default());
            }
            let one = &mut self.projects[place];
            one.project = project.clone();
            one.owner_name = report.department_named(project.text(key::OWNER)).to_owned();
            one.late = reading::late(read, &today);
            one.boards.push(board.id.clone());
            places.insert(project.id.clone(), place);
        }
        self.places.insert(board.id.clone(), places);
    }

    /// The projects, in the order in which they came.
    pub fn projects(self) -> Vec<ProgrammeProject> {
        self.projects
    }
}
