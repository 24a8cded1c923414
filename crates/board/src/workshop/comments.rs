//! Comments on causes.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Content, Owner, State, Write,
    verdict::{Verdict, ensure},
};
use crate::{Actor, Code, DepartmentId, Millis, NoteId, ParticipantId, schema::root, text::is_blank};

/// The most comments on one cause.
const ON_ONE_CAUSE: usize = 50;
/// The most comments of one participant. The facilitators have no share.
const OF_ONE_PERSON: usize = 200;

/// A comment on a cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// The cause.
    pub note: NoteId,
    /// What it says.
    pub text: String,
    /// Who said it, and how much may be told of them.
    pub owner: Owner,
    /// When.
    pub at: Millis,
}

/// A comment as everybody sees it, and as an export has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Said {
    /// What it says.
    pub text: String,
    /// When it was said.
    pub at: Millis,
    /// The department that it comes from, if that is told; none of a facilitator's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// Who said it, if that is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<ParticipantId>,
}

/// Decides whether a cause may be commented on, or a comment of one's own changed.
pub(super) fn decide(
    state: &State,
    content: &dyn Content,
    actor: &Actor,
    note: &NoteId,
    text: &str,
    changed: Option<&str>,
) -> Verdict {
    state.not_locked()?;
    ensure(content.note(note).is_some(), Code::Unknown, "There is no such cause on this board")?;
    ensure(!is_blank(text), Code::Invalid, "The comment is still empty; write something")?;
    ensure(
        state.limits.text(text, state.limits.note_text).is_ok(),
        Code::TooLong,
        "The comment is longer than fits; shorten it and send it again",
    )?;
    if let Some(id) = changed {
        let comment = state.comments.get(id).filter(|comment| comment.note == *note);
        ensure(comment.is_some(), Code::Unknown, "This comment is not there any more")?;
        let own = comment.is_some_and(|comment| comment.owner.actor == *actor);
        return ensure(own, Code::NotYours, "Only whoever wrote a comment changes it");
    }
    let on_it = state.comments.values().filter(|comment| comment.note == *note).count();
    ensure(
        on_it < ON_ONE_CAUSE,
        Code::TooMany,
        "This cause has as many comments as fit; remove one, or write a cause below it",
    )?;
    let theirs = || state.comments.values().filter(|comment| comment.owner.actor == *actor).count();
    ensure(
        !matches!(actor, Actor::Participant(_)) || theirs() < OF_ONE_PERSON,
        Code::TooMany,
        "You have written as many comments as one person may; remove some of them first",
    )
}

/// Decides whether a comment may be removed: by whoever wrote it, and by facilitators.
pub(super) fn decide_remove(state: &State, actor: &Actor, id: &str) -> Verdict {
    state.not_locked()?;
    let comment = state.comments.get(id);
    ensure(comment.is_some(), Code::Unknown, "This comment is not there any more")?;
    let own = comment.is_some_and(|comment| comment.owner.actor == *actor);
    ensure(own || *actor == Actor::Facilitator, Code::NotYours, "Only whoever wrote a comment removes it")
}

/// Adds a comment, or changes the text of one.
pub(super) fn apply(
    state: &mut State,
    (seq, at): (u64, Millis),
    actor: &Actor,
    note: &NoteId,
    text: &str,
    changed: Option<&str>,
    writes: &mut Vec<Write>,
) {
    let id = changed.map_or_else(|| format!("c{seq}"), str::to_owned);
    let before = changed.and_then(|id| state.comments.get(id));
    let comment = Comment {
        note: note.clone(),
        text: text.to_owned(),
        owner: before.map_or_else(|| state.owner_for(actor), |before| before.owner.clone()),
        at: before.map_or(at, |before| before.at),
    };
    writes.push(Write::Put { root: root::COMMENTS, key: id.clone(), value: state.comment_shown(&comment) });
    state.comments.insert(id, comment);
}

/// Removes the comments for which this holds.
pub(super) fn remove(state: &mut State, gone: impl Fn(&str, &Comment) -> bool, writes: &mut Vec<Write>) {
    if state.comments.is_empty() {
        return;
    }
    let ids: Vec<String> =
        state.comments.iter().filter(|(id, comment)| gone(id, comment)).map(|(id, _)| id.clone()).collect();
    for id in ids {
        state.comments.remove(&id);
        writes.push(Write::Remove { root: root::COMMENTS, key: id });
    }
}

/// Removes what was said of causes that are not on the board and cannot come back.
pub(super) fn forget(state: &mut State, content: &dyn Content, writes: &mut Vec<Write>) {
    if state.comments.is_empty() {
        return;
    }
    let bin = std::collections::BTreeSet::from_iter(state.bin.iter().map(|binned| binned.note.clone()));
    remove(state, |_, comment| !bin.contains(&comment.note) && content.note(&comment.note).is_none(), writes);
}

/// Writes every comment of a participant anew, because something else is shown of authors now.
pub(super) fn tell_anew(state: &State, writes: &mut Vec<Write>) {
    for (id, comment) in state.comments.iter() {
        if comment.owner.actor != Actor::Facilitator {
            let value = state.comment_shown(comment);
            writes.push(Write::Put { root: root::COMMENTS, key: id.clone(), value });
        }
    }
}

/// Takes over the comments of a file.
pub(super) fn carry(state: &mut State, seq: u64, said: &[(NoteId, Said)], writes: &mut Vec<Write>) {
    for (n, (note, said)) in said.iter().enumerate() {
        let id = format!("c{seq}.{}", n + 1);
        let owner = Owner::carried(said.author.as_ref(), said.department.as_ref());
        let comment = Comment { note: note.clone(), text: said.text.clone(), owner, at: said.at };
        let value = state.comment_shown(&comment);
        writes.push(Write::Put { root: root::COMMENTS, key: id.clone(), value });
        state.comments.insert(id, comment);
    }
}

impl State {
    /// A comment as everybody sees it, in the root map `comments`.
    fn comment_shown(&self, comment: &Comment) -> Value {
        let mut value = self.attribution(&comment.owner);
        value["note"] = json!(comment.note);
        value["text"] = json!(comment.text);
        value["at"] = json!(comment.at);
        value
    }
}
