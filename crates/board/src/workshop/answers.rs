//! Questions about a fact, what people answer to them, and the causes that become of answers.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Command, Content, Owner, State, Write, order,
    sealed::{last_orders, room},
    verdict::{Verdict, ensure},
};
use crate::schema::{Limits, note, root};
use crate::text::is_blank;
use crate::{Actor, Code, DepartmentId, FactId, Millis, NoteId, ParticipantId};

/// The most answers of one participant to one question about one fact.
const TO_ONE_QUESTION: usize = 5;
/// The most answers of one participant.
const OF_ONE_PERSON: usize = 100;
/// The most answers on a board.
pub(super) const ON_A_BOARD: usize = 5_000;
/// The most answers of which one cause is made.
const IN_ONE_CAUSE: usize = 100;

/// What is asked about a fact; screens ask it in the language of whoever reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FactQuestion {
    /// What do customers notice?
    #[default]
    Notice,
    /// What do they value?
    Value,
    /// Why does the figure change?
    Why,
}

/// A ready reason why a figure changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FactReason {
    /// The product changed.
    Product,
    /// The service changed.
    Service,
    /// It is the season.
    Season,
    /// There are other customers.
    Customers,
}

/// What is asked about a fact now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Asked {
    /// The fact.
    pub fact: FactId,
    /// The question.
    pub question: FactQuestion,
    /// The number of the entry with which it was asked.
    pub call: u64,
}

/// An answer to a question about a fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The fact.
    pub fact: FactId,
    /// The question.
    pub question: FactQuestion,
    /// What it says; empty if a ready reason says all.
    pub text: String,
    /// The ready reason, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<FactReason>,
    /// Who answered, and how much may be told of them.
    pub owner: Owner,
    /// When.
    pub at: Millis,
    /// The cause that was made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<NoteId>,
}

/// An answer as everybody sees it, and as an export has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactAnswer {
    /// The question.
    pub question: FactQuestion,
    /// What it says; empty if a ready reason says all.
    pub text: String,
    /// The ready reason, if one was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub reason: Option<FactReason>,
    /// When it was said.
    pub at: Millis,
    /// The department that it comes from, if that is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub department: Option<DepartmentId>,
    /// Who said it, if that is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub author: Option<ParticipantId>,
    /// The cause that was made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub kept: Option<NoteId>,
}

pub(super) fn decide_ask(
    content: &dyn Content,
    fact: Option<&FactId>,
    question: Option<FactQuestion>,
) -> Verdict {
    ensure(
        fact.is_some() == question.is_some(),
        Code::Invalid,
        "A question is about a fact; name both, or neither to ask nothing any more",
    )?;
    ensure(
        fact.is_none_or(|fact| content.fact(fact).is_some()),
        Code::Unknown,
        "This fact is not on the board any more; ask about another",
    )
}

pub(super) fn apply_ask(state: &mut State, seq: u64, fact: Option<&FactId>, question: Option<FactQuestion>) {
    let now = fact.cloned().zip(question);
    // The same question again is no other call.
    if let (Some(asked), Some((fact, question))) = (&state.asked, &now)
        && asked.fact == *fact
        && asked.question == *question
    {
        return;
    }
    state.asked = now.map(|(fact, question)| Asked { fact, question, call: seq });
}

/// Decides whether somebody may answer, or change an answer of their own. As a ballot, an answer does not depend on the lock.
pub(super) fn decide(
    state: &State,
    content: &dyn Content,
    person: &ParticipantId,
    text: Option<&str>,
    reason: Option<FactReason>,
    changed: Option<&str>,
) -> Verdict {
    let asked = state.asked.as_ref().filter(|asked| content.fact(&asked.fact).is_some());
    let Some(asked) = asked else {
        return ensure(
            false,
            Code::NotNow,
            "Nothing is asked about a figure now; wait for the next question",
        );
    };
    let text = text.unwrap_or_default();
    ensure(
        reason.is_none() || asked.question == FactQuestion::Why,
        Code::Invalid,
        "The ready reasons answer why a figure changes; answer this question in words",
    )?;
    ensure(
        reason.is_some() || !is_blank(text),
        Code::Invalid,
        "The answer is still empty; write something, or choose a reason",
    )?;
    text_fits(&state.limits, text)?;
    let actor = Actor::Participant(person.clone());
    if let Some(id) = changed {
        return state.decide_own(&actor, id);
    }
    ensure(
        state.answers.len() < ON_A_BOARD,
        Code::TooMany,
        "The board has as many answers as fit; the facilitator can remove some",
    )?;
    let theirs = || state.answers.values().filter(|answer| answer.owner.actor == actor);
    ensure(
        theirs().filter(|answer| answer.answers(asked)).count() < TO_ONE_QUESTION
            && theirs().count() < OF_ONE_PERSON,
        Code::TooMany,
        "You have given as many answers as one person may; change one of them instead",
    )
}

/// Checks the length of an answer. It fits on a cause, because it may become one.
pub(super) fn text_fits(limits: &Limits, text: &str) -> Verdict {
    ensure(
        limits.text(text, limits.note_text).is_ok(),
        Code::TooLong,
        "The answer is longer than fits; shorten it and send it again",
    )
}

/// Decides whether an answer may be removed: by whoever gave it while its question is asked, and by facilitators.
pub(super) fn decide_remove(state: &State, actor: &Actor, id: &str) -> Verdict {
    if *actor == Actor::Facilitator {
        return ensure(state.answers.contains_key(id), Code::Unknown, GONE);
    }
    state.decide_own(actor, id)
}

const GONE: &str = "This answer is not there any more";

/// Decides whether one cause may be made of these answers.
pub(super) fn decide_keep(state: &State, content: &dyn Content, command: &Command) -> Verdict {
    let Command::KeepAnswers { answers, text, branch, reference } = command else { return Ok(()) };
    state.not_locked()?;
    ensure(!answers.is_empty(), Code::Invalid, "No answer is named here; choose at least one")?;
    ensure(
        answers.len() <= IN_ONE_CAUSE,
        Code::TooMany,
        "That is more than one cause is made of; choose 100 answers at most",
    )?;
    let found: Vec<&Answer> = answers.iter().filter_map(|id| state.answers.get(id)).collect();
    ensure(found.len() == answers.len(), Code::Unknown, GONE)?;
    ensure(
        found.windows(2).all(|two| two[0].fact == two[1].fact),
        Code::Invalid,
        "These answers are about different figures; make a cause of those about one",
    )?;
    ensure(
        found.iter().all(|answer| !answer.is_kept(content)),
        Code::NotNow,
        "One of these answers is a cause already; remove that cause first, or leave the answer out",
    )?;
    let first = found.first().map(|first| first.text.as_str());
    let text = text.as_deref().filter(|text| !is_blank(text)).or(first).unwrap_or_default();
    ensure(!is_blank(text), Code::Invalid, "The cause says nothing yet; write what it says")?;
    ensure(
        state.limits.text(text, state.limits.note_text).is_ok(),
        Code::TooLong,
        "The cause is longer than fits; shorten it and send it again",
    )?;
    state.limits.field_fits(reference.as_deref().unwrap_or_default())?;
    let branches = content.branches();
    ensure(
        branch.as_ref().map_or(!branches.is_empty(), |branch| branches.contains(branch)),
        Code::Unknown,
        "There is no such bone on this board",
    )?;
    ensure(
        room(state, content) > 0,
        Code::TooMany,
        "The board has as many causes as fit; remove or merge some first",
    )
}

/// Adds an answer, or changes one.
pub(super) fn apply(
    state: &mut State,
    (seq, at): (u64, Millis),
    person: &ParticipantId,
    text: Option<&str>,
    reason: Option<FactReason>,
    changed: Option<&str>,
    writes: &mut Vec<Write>,
) {
    let Some(asked) = state.asked.clone() else { return };
    let id = changed.map_or_else(|| format!("a{seq}"), str::to_owned);
    let before = state.answers.get(&id);
    let answer = Answer {
        fact: asked.fact,
        question: asked.question,
        text: text.unwrap_or_default().to_owned(),
        reason,
        owner: before.map_or_else(
            || state.owner_for(&Actor::Participant(person.clone())),
            |before| before.owner.clone(),
        ),
        at: before.map_or(at, |before| before.at),
        kept: None,
    };
    put(state, id, answer, writes);
}

/// Makes a cause of answers. The server writes it, as it writes a revealed cause. That of one answer is its author's.
pub(super) fn apply_keep(
    state: &mut State,
    content: &dyn Content,
    seq: u64,
    command: &Command,
    writes: &mut Vec<Write>,
) {
    let Command::KeepAnswers { answers, text, branch, reference } = command else { return };
    let found: Vec<Answer> = answers.iter().filter_map(|id| state.answers.get(id).cloned()).collect();
    let Some(first) = found.first() else { return };
    let branches = content.branches();
    let Some(bone) = branch.as_ref().or(branches.first()).cloned() else { return };
    let ids = (1u64..).map(|number| NoteId::from(format!("{seq}-{number}")));
    let mut free = ids.filter(|id| content.note(id).is_none() && !state.owners.contains_key(id));
    let Some(id) = free.next() else { return };
    let order = order::after(last_orders(content).get(&bone).map(String::as_str));
    let mut fields = vec![
        (note::BRANCH.to_owned(), bone.to_string()),
        (note::ORDER.to_owned(), order),
        (note::FACT.to_owned(), first.fact.to_string()),
        (note::LIST.to_owned(), note::LISTS[0].to_owned()),
    ];
    let reference = reference.clone().filter(|text| !is_blank(text));
    fields.extend(reference.map(|text| (note::REFERENCE.to_owned(), text)));
    if branch.is_none() {
        fields.push((note::PARKED.to_owned(), note::PARKS[0].to_owned()));
    }
    let text = text.clone().filter(|text| !is_blank(text)).unwrap_or_else(|| first.text.clone());
    let owner = if found.len() == 1 { first.owner.clone() } else { state.owner_for(&Actor::Facilitator) };
    writes.push(Write::Note { id: id.clone(), text, fields });
    let value = state.attribution(&owner);
    writes.push(Write::Put { root: root::ATTRIBUTION, key: id.to_string(), value });
    state.owners.insert(id.clone(), owner);
    for (key, answer) in answers.iter().zip(found) {
        put(state, key.clone(), Answer { kept: Some(id.clone()), ..answer }, writes);
    }
}

fn put(state: &mut State, id: String, answer: Answer, writes: &mut Vec<Write>) {
    let value = state.answer_shown(&answer);
    writes.push(Write::Put { root: root::ANSWERS, key: id.clone(), value });
    state.answers.insert(id, answer);
}

/// Removes the answers for which this holds.
pub(super) fn remove(state: &mut State, gone: impl Fn(&str, &Answer) -> bool, writes: &mut Vec<Write>) {
    if state.answers.is_empty() {
        return;
    }
    let ids: Vec<String> =
        state.answers.iter().filter(|(id, answer)| gone(id, answer)).map(|(id, _)| id.clone()).collect();
    for id in ids {
        state.answers.remove(&id);
        writes.push(Write::Remove { root: root::ANSWERS, key: id });
    }
}

/// Writes every answer anew, because something else is shown of authors now.
pub(super) fn tell_anew(state: &State, writes: &mut Vec<Write>) {
    for (id, answer) in state.answers.iter() {
        let value = state.answer_shown(answer);
        writes.push(Write::Put { root: root::ANSWERS, key: id.clone(), value });
    }
}

/// Takes over the answers of a file.
pub(super) fn carry(state: &mut State, seq: u64, said: &[(FactId, FactAnswer)], writes: &mut Vec<Write>) {
    for (n, (fact, said)) in said.iter().enumerate() {
        let FactAnswer { question, text, reason, at, department, author, kept } = said.clone();
        let owner = Owner::carried(author.as_ref(), department.as_ref());
        let answer = Answer { fact: fact.clone(), question, text, reason, owner, at, kept };
        put(state, format!("a{seq}.{}", n + 1), answer, writes);
    }
}

impl Answer {
    /// Whether it answers what is asked.
    fn answers(&self, asked: &Asked) -> bool {
        self.fact == asked.fact && self.question == asked.question
    }

    /// Whether there is a cause that was made of it.
    fn is_kept(&self, content: &dyn Content) -> bool {
        self.kept.as_ref().is_some_and(|note| content.note(note).is_some())
    }
}

impl State {
    /// Whether somebody may change or remove this answer of theirs now.
    fn decide_own(&self, actor: &Actor, id: &str) -> Verdict {
        let Some(answer) = self.answers.get(id) else { return ensure(false, Code::Unknown, GONE) };
        ensure(answer.owner.actor == *actor, Code::NotYours, "Only whoever gave an answer changes it")?;
        let asked = self.asked.as_ref().is_some_and(|asked| answer.answers(asked));
        ensure(asked, Code::NotNow, "This question has passed, so its answers stay as they are")?;
        ensure(
            answer.kept.is_none(),
            Code::NotNow,
            "This answer was made a cause, so it stays as it is; change the cause instead",
        )
    }

    /// An answer as everybody sees it, in the root map `answers`.
    fn answer_shown(&self, answer: &Answer) -> Value {
        let mut value = self.attribution(&answer.owner);
        value["fact"] = json!(answer.fact);
        value["question"] = json!(answer.question);
        value["text"] = json!(answer.text);
        value["at"] = json!(answer.at);
        if let Some(reason) = answer.reason {
            value["reason"] = json!(reason);
        }
        if let Some(kept) = &answer.kept {
            value["kept"] = json!(kept);
        }
        value
    }
}
