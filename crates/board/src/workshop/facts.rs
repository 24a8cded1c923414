//! Facts: as a file brings them, as participants add them, and what commands ask of those on the board.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    AddRight, Content, Owner, State, Write,
    verdict::{Verdict, ensure},
};
use crate::schema::{fact as key, is_date, is_number};
use crate::{Actor, Code, DepartmentId, FactId, Millis, ParticipantId, text::is_blank};

/// The most facts of one participant on a board.
const OF_ONE_PERSON: usize = 20;
/// Characters of the name of a fact that is added by a command. It is read on the wall.
const LABEL: u32 = 120;
/// Characters of its unit.
const UNIT: u32 = 40;
/// Characters of its source.
const SOURCE: u32 = 500;

/// An imported fact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportedFact {
    /// Its id.
    pub id: FactId,
    /// Its texts, by key of `schema::fact`.
    pub fields: Vec<(String, String)>,
    /// The value that is to be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// Its values, by the day on which they were measured.
    pub values: BTreeMap<String, f64>,
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FactKind {
    /// The net promoter score.
    Nps,
    /// How satisfied customers are.
    Satisfaction,
    /// Complaints.
    Complaints,
    /// What something costs.
    Cost,
    /// How good the work of an area is.
    Quality,
    /// Anything else.
    #[default]
    Other,
}

impl FactKind {
    /// The word by which the board knows it, one of `schema::fact::KINDS`.
    fn as_str(self) -> &'static str {
        key::KINDS[self as usize]
    }
}

/// A fact that somebody adds by a command.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddedFact {
    /// What it is called.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 120, pattern = r"\S"))]
    pub label: String,
    /// What it is about; `other`, if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<FactKind>,
    /// What its value counts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_length = 40))]
    pub unit: String,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_length = 500))]
    pub source: String,
    /// Its value; it needs its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The day on which that was measured, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "date"))]
    pub day: Option<String>,
}

/// Who added a fact, as far as it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddedBy {
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub department: Option<DepartmentId>,
    /// The person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub author: Option<ParticipantId>,
}

/// A fact in the document, as far as commands read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactContent {
    /// The days on which it was measured, in order.
    pub days: Vec<String>,
}

pub(super) fn apply(facts: &[ImportedFact], writes: &mut Vec<Write>) {
    for fact in facts {
        let ImportedFact { id, fields, target, values } = fact.clone();
        writes.push(Write::Fact { id, fields, target, values });
    }
}

/// Checks that a fact is on the board.
pub(super) fn decide_fact(content: &dyn Content, fact: &FactId) -> Verdict {
    ensure(
        content.fact(fact).is_some(),
        Code::Unknown,
        "The fact by which it is measured is not on the board; put it there first",
    )
}

/// Decides whether somebody may add a fact.
pub(super) fn decide_add(state: &State, content: &dyn Content, actor: &Actor, new: &AddedFact) -> Verdict {
    state.not_locked()?;
    let takes_part = matches!(actor, Actor::Participant(_));
    ensure(
        !takes_part || state.permissions.facts == AddRight::Own,
        Code::NotAllowed,
        "Facts are added by the facilitator alone now; ask for it, or send yours to the facilitator",
    )?;
    ensure(!is_blank(&new.label), Code::Invalid, "The fact has no name yet; say what was counted")?;
    let limits = &state.limits;
    let short = [(&new.label, LABEL), (&new.unit, UNIT), (&new.source, SOURCE)];
    ensure(
        short.into_iter().all(|(text, most)| limits.text(text, most).is_ok()),
        Code::TooLong,
        "One of the texts is longer than fits; shorten it and send it again",
    )?;
    ensure(
        new.value.is_some() == new.day.is_some(),
        Code::Invalid,
        "A value goes with the day on which it was measured; give both, or neither",
    )?;
    let readable = new.value.is_none_or(is_number) && new.day.as_deref().is_none_or(is_date);
    ensure(readable, Code::Invalid, "The value or its day cannot be read; give a number and a day")?;
    ensure(
        content.facts().len() < limits.facts as usize,
        Code::TooMany,
        "The board has as many facts as fit; remove one first",
    )?;
    if !takes_part {
        return Ok(());
    }
    let living = || state.fact_owners.iter().filter(|(id, _)| content.fact(id).is_some());
    let theirs = living().filter(|(_, owner)| owner.actor == *actor).count();
    ensure(
        theirs < OF_ONE_PERSON,
        Code::TooMany,
        "You have added as many facts as one person may; take one back first",
    )?;
    // Half of the sheet is the facilitators', whatever people add.
    ensure(
        living().count() < limits.facts as usize / 2,
        Code::TooMany,
        "People have added as many facts as fit beside the facilitator's; ask the facilitator to remove some",
    )
}

/// Decides whether a fact may be removed by a command: by whoever added it, and by facilitators.
pub(super) fn decide_remove(state: &State, content: &dyn Content, actor: &Actor, fact: &FactId) -> Verdict {
    state.not_locked()?;
    ensure(content.fact(fact).is_some(), Code::Unknown, "This fact is not on the board any more")?;
    if *actor == Actor::Facilitator {
        return Ok(());
    }
    let own = state.fact_owners.get(fact).is_some_and(|owner| owner.actor == *actor);
    ensure(own, Code::NotYours, "Only whoever added a fact, or the facilitator, removes it")?;
    ensure(
        state.permissions.facts == AddRight::Own,
        Code::NotAllowed,
        "Facts are changed by the facilitator alone now; ask for it",
    )
}

pub(super) fn apply_add(
    state: &mut State,
    content: &dyn Content,
    (seq, at): (u64, Millis),
    actor: &Actor,
    new: &AddedFact,
    writes: &mut Vec<Write>,
) {
    state.fact_owners.retain(|id, _| content.fact(id).is_some());
    let id = FactId::from(format!("f{:0>9}{:0>2}{}x", base36(at.0), 0, base36(seq)));
    let kind = new.kind.unwrap_or_default().as_str();
    let texts =
        [(key::KIND, kind), (key::LABEL, &new.label), (key::UNIT, &new.unit), (key::SOURCE, &new.source)];
    let said = texts.into_iter().filter(|(_, text)| !is_blank(text));
    let fields = said.map(|(key, text)| (key.to_owned(), text.to_owned())).collect();
    let values = new.day.clone().zip(new.value).into_iter().collect();
    writes.push(Write::Fact { id: id.clone(), fields, target: None, values });
    if matches!(actor, Actor::Participant(_)) {
        let owner = state.owner_for(actor);
        state.fact_owners.insert(id, owner);
    }
}

pub(super) fn remove(state: &mut State, fact: &FactId, writes: &mut Vec<Write>) {
    state.fact_owners.remove(fact);
    writes.push(Write::RemoveFact { id: fact.clone() });
}

/// Removes all facts that somebody added.
pub(super) fn remove_of(state: &mut State, content: &dyn Content, actor: &Actor, writes: &mut Vec<Write>) {
    let theirs = state.fact_owners.iter().filter(|(_, owner)| owner.actor == *actor);
    let theirs: Vec<FactId> = theirs.map(|(id, _)| id.clone()).collect();
    for id in theirs {
        if content.fact(&id).is_some() {
            remove(state, &id, writes);
        } else {
            state.fact_owners.remove(&id);
        }
    }
}

/// A number in the digits that ids of facts have, in which they stand in the order of time.
fn base36(mut number: u64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut digits = vec![];
    while number > 0 {
        digits.push(char::from(DIGITS[(number % 36) as usize]));
        number /= 36;
    }
    digits.iter().rev().collect()
}

impl State {
    /// Who added each fact that participants added, as far as it is told.
    pub(super) fn facts_by(&self) -> Option<BTreeMap<FactId, AddedBy>> {
        let told = |owner: &Owner| AddedBy {
            department: self.department_told(owner).cloned(),
            author: self.named(owner).cloned(),
        };
        let all = self.fact_owners.iter().map(|(id, owner)| (id.clone(), told(owner)));
        (!self.fact_owners.is_empty()).then(|| all.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fact_8_a_kind_is_called_in_commands_as_on_the_board() {
        for (at, word) in key::KINDS.iter().enumerate() {
            let kind: FactKind = serde_json::from_value(serde_json::json!(word)).unwrap();
            assert_eq!((kind as usize, kind.as_str()), (at, *word));
        }
        assert_eq!(FactKind::default().as_str(), "other");
    }
}
