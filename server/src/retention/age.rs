//! How old a board is, from the end of its log alone.

use board::{Body, Entry, Millis, workshop::Action};
use journal::{Journal, JournalError};

/// Entries that are read back in one step, at first; then eight times as many, and so on.
const BACK: u64 = 8;

/// How far the end of a log is read back at most. A board that so many people looked at since is as young as the first of
/// them.
const MOST: u64 = 4_096;

/// The bytes of entries that are read at once.
const PAGE: usize = 1024 * 1024;

/// How old a board is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// The number of its last entry.
    pub last: u64,
    /// When it changed last (RETN-2).
    pub changed: Millis,
    /// Whether it is known to be laid away.
    pub archived: bool,
}

/// How old a board is; nothing if its log is empty or cannot be read by this program.
///
/// # Errors
/// Those of the journal.
pub async fn of(journal: &dyn Journal, board: &str) -> Result<Option<Age>, JournalError> {
    let Some(stored) = journal.last(board).await? else { return Ok(None) };
    let Ok(entry) = Entry::decode(&stored.bytes) else { return Ok(None) };
    let (last, mut changed, mut step) = (stored.seq, entry.is_change().then_some(entry.at), BACK);
    let (mut earliest, mut archived) = (entry.at, archives(&entry));
    // Everything after this number was read, and none of it is a change.
    let mut read = last.saturating_sub(1);
    while changed.is_none() && read > 0 && last - read < MOST {
        let from = read.saturating_sub(step);
        let (mut after, mut first, mut is_archived) = (from, None, false);
        while after < read {
            let page = journal.read_some(board, after, PAGE).await?;
            let Some(end) = page.last() else { return Ok(None) };
            for stored in page.iter().filter(|stored| stored.seq <= read) {
                let Ok(entry) = Entry::decode(&stored.bytes) else { return Ok(None) };
                first.get_or_insert(entry.at);
                if entry.is_change() {
                    (changed, is_archived) = (Some(entry.at), archives(&entry));
                }
                is_archived |= archives(&entry);
            }
            after = end.seq;
        }
        archived |= is_archived;
        earliest = first.unwrap_or(earliest);
        (read, step) = (from, step.saturating_mul(BACK));
    }
    Ok(Some(Age { last, changed: changed.unwrap_or(earliest), archived }))
}

/// Whether the board is laid away by this entry.
fn archives(entry: &Entry) -> bool {
    matches!(&entry.body, Body::Action(Action::Archive(archive), _) if archive.archived)
}

#[cfg(test)]
mod tests {
    use board::{Actor, Edits, ParticipantId, workshop::Archive};
    use journal::{Memory, Stored};

    use super::*;

    fn looked(client: u64) -> Body {
        let claims = vec![(client, Actor::Participant(ParticipantId::from("ada")))];
        Body::Edits(Edits {
            claims,
            update: if client.is_multiple_of(2) { vec![] } else { vec![0, 0] },
            ..Edits::default()
        })
    }

    fn wrote() -> Body {
        Body::Edits(Edits { update: vec![1; 40], ..Edits::default() })
    }

    fn acts(action: impl Into<Action>) -> Body {
        Body::Action(action.into(), None)
    }

    /// The time of the last change in seconds, which are the numbers of entries, and whether the board is laid away.
    async fn age(bodies: Vec<Body>) -> (u64, bool) {
        let journal = Memory::new();
        let entries = (1..).zip(bodies).map(|(seq, body)| {
            let entry = Entry { seq, at: Millis(seq * 1000), body };
            Stored::new(seq, entry.encode())
        });
        let entries: Vec<Stored> = entries.collect();
        let last = entries.len() as u64;
        journal.create("b", &[], entries).await.unwrap();
        let age = of(&journal, "b").await.unwrap().unwrap();
        assert_eq!(age.last, last);
        (age.changed.0 / 1000, age.archived)
    }

    #[tokio::test]
    async fn retn_2_looking_at_a_board_and_laying_it_away_make_it_no_younger() {
        let away = || acts(Archive::new(true));
        assert_eq!(age(vec![wrote()]).await, (1, false));
        assert_eq!(age(vec![wrote(), wrote()]).await, (2, false));
        assert_eq!(age(vec![wrote(), looked(1)]).await, (1, false));
        assert_eq!(age(vec![wrote(), looked(1), away(), looked(2)]).await, (1, true));
        assert_eq!(age(vec![wrote(), away(), acts(Archive::new(false)), looked(2)]).await, (3, false));
        assert_eq!(age(vec![wrote(), away(), acts(Archive::keep(true)), looked(2)]).await, (3, true));
        assert_eq!(age(vec![wrote(), away(), wrote(), looked(2)]).await, (3, false), "not known any more");
        for count in [6, 7, 8, 9, 62, 63, 64, 65, 66, 500, 1_000] {
            for changes in [1, 2, 30] {
                let mut bodies: Vec<Body> = (0..changes).map(|_| wrote()).collect();
                bodies.push(away());
                bodies.extend((0..count).map(looked));
                assert_eq!(age(bodies).await, (changes, true), "{count} looks after {changes} changes");
            }
        }
        // However many come to look, what is read is bounded; the board is taken for younger than it is.
        let bodies = std::iter::once(wrote()).chain((0..10_000).map(looked)).collect();
        let (changed, _) = age(bodies).await;
        assert!((2..=10_000 - MOST).contains(&changed), "{changed}");
        assert_eq!(of(&Memory::new(), "b").await, Err(JournalError::Unknown("b".into())));
    }
}
