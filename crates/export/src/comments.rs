//! What was said of causes, as lines to read.

use board::workshop::Said;

use crate::report::{Cause, Report};
use crate::words::Words;

/// Every comment on a cause with who said it, the oldest first.
pub(crate) fn lines(report: &Report, cause: &Cause, words: &'static Words) -> Vec<String> {
    cause.comments.iter().map(|said| format!("{}: {}", by(report, said, words), said.text)).collect()
}

/// Who said it, as far as it is told.
fn by(report: &Report, said: &Said, words: &'static Words) -> String {
    let name = said.author.as_ref().and_then(|id| report.people.iter().find(|person| person.id == *id));
    let who = [said.department.as_ref().map(|id| report.department(id)), name.map(|person| &*person.name)];
    let who: Vec<&str> = who.into_iter().flatten().collect();
    if who.is_empty() { words.comment.to_owned() } else { format!("{} ({})", words.comment, who.join(", ")) }
}
