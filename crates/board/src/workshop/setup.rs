//! Creates a board.

use serde::{Deserialize, Serialize};

use super::{
    Charter, Contents, Department, Governance, Linked, Meeting, Point, Promised, SealedDepartments, State,
    TeamCompetence, Write, import, order, people, preparation, projects,
    verdict::{Verdict, ensure},
};
use crate::{Actor, BranchId, Code, schema::board};

/// A bone of the fishbone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bone {
    /// Its id, such as `people`.
    pub id: BranchId,
    /// Its title.
    pub title: String,
    /// Its guiding question.
    #[serde(default)]
    pub question: String,
    /// The colour in which it is drawn, if one was chosen: `blue`, `amber`, `green`, `plum`, `sky`, `rust`, `olive` or
    /// `grey`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
}

/// What the workshop and the organisation want to reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Goals {
    /// The workshop's goal.
    pub workshop: String,
    /// The organisation's goal.
    pub organisation: String,
}

/// What is asked on the two axes of a rating (RATE-8); empty where the screens ask in words of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Questions {
    /// On the axis of importance.
    pub importance: String,
    /// On the axis of urgency.
    pub urgency: String,
}

impl Questions {
    /// Whether the board has none of its own.
    pub fn is_empty(&self) -> bool {
        self.importance.is_empty() && self.urgency.is_empty()
    }
}

/// Creates the board; the first entry of its log. Only the server makes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Create {
    /// The board's title.
    pub title: String,
    /// `en`, `pl` or `uk`: the language of its template and exports.
    pub language: String,
    /// The fish's head.
    pub effect: String,
    /// The goals of the workshop and the organisation.
    pub goals: Goals,
    /// What is asked on the axes of a rating.
    #[serde(skip_serializing_if = "Questions::is_empty")]
    pub questions: Questions,
    /// The team's charter.
    #[serde(skip_serializing_if = "Charter::is_empty")]
    pub charter: Charter,
    /// Who oversees and who executes.
    #[serde(skip_serializing_if = "Governance::is_empty")]
    pub governance: Governance,
    /// The bones, in order.
    pub branches: Vec<Bone>,
    /// The expected departments, in order.
    pub departments: Vec<Department>,
    /// The meetings.
    pub agenda: Vec<Meeting>,
    /// The competences that the workshop starts from. The needs of the projects are compared with them.
    pub competences: Vec<String>,
    /// What is said of the team's competences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub team: Vec<TeamCompetence>,
    /// Which departments revealed causes may name. Boards from before this choice existed have none, and name all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed_departments: Option<SealedDepartments>,
    /// The edition of the rules that the board keeps: [`EDITION`](super::EDITION) for a new board, 0 for boards from
    /// before there were editions.
    #[serde(skip_serializing_if = "super::state::is_first_edition")]
    pub edition: u32,
    /// The board that it goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Linked>,
    /// The facilitators' own points on the checklist.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub preparation: Vec<Point>,
    /// What that board had promised.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub promised: Vec<Promised>,
    /// The code that people type to join.
    pub join_code: String,
    /// SHA-256 of the facilitator's token, in hex.
    pub facilitator_hash: String,
    /// SHA-256 of the projector's token, in hex.
    pub projector_hash: String,
    /// The content of an import.
    pub contents: Contents,
}

pub(super) fn decide(state: &State, create: &Create) -> Verdict {
    ensure(state.tokens.is_empty(), Code::NotNow, "This board is made already")?;
    create.check(&state.limits).map_err(|misfit| misfit.refusal)
}

pub(super) fn apply(state: &mut State, seq: u64, create: &Create, writes: &mut Vec<Write>) {
    state.title = create.title.trim().to_owned();
    state.language.clone_from(&create.language);
    state.join_code.clone_from(&create.join_code);
    state.sealed_departments = create.sealed_departments;
    state.edition = create.edition;
    state.previous.clone_from(&create.previous);
    state.preparation = preparation::begun(seq, &create.preparation);
    state.promised = create.promised.clone().into();
    state.competences = projects::tidy(&create.competences);
    state.team = create.team.clone().into();
    state.plan(&create.agenda);
    state.tokens.insert(create.facilitator_hash.clone(), Actor::Facilitator);
    state.tokens.insert(create.projector_hash.clone(), Actor::Projector);
    for (key, value) in [
        (board::TITLE, &state.title),
        (board::EFFECT, &create.effect),
        (board::GOAL_WORKSHOP, &create.goals.workshop),
        (board::GOAL_ORGANISATION, &create.goals.organisation),
    ] {
        writes.push(Write::Board { key, value: value.clone() });
    }
    let asked = [
        (board::IMPORTANCE_QUESTION, &create.questions.importance),
        (board::URGENCY_QUESTION, &create.questions.urgency),
        (board::OVERSEEING, &create.governance.overseeing),
        (board::EXECUTING, &create.governance.executing),
    ];
    for (key, value) in asked.into_iter().filter(|(_, value)| !value.is_empty()) {
        writes.push(Write::Board { key, value: value.clone() });
    }
    for (key, value) in create.charter.values() {
        writes.extend(value.map(|value| Write::Board { key, value: value.to_owned() }));
    }
    for (bone, order) in create.branches.iter().zip(order::row(None, create.branches.len())) {
        let Bone { id, title, question, colour } = bone.clone();
        writes.push(Write::Branch { id, title, question, order, colour });
    }
    people::apply_departments(state, &create.departments, writes);
    import::apply(state, seq, &create.contents, writes);
}
