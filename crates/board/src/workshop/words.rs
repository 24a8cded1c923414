//! Closing: whether it was worth the time, and a word from everybody; secret until the reveal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    CopyOnWrite, State,
    verdict::{Verdict, ensure, refuse},
};
use crate::{Code, ParticipantId};

/// What people said at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    /// Secret until they are revealed: what each person said.
    pub said: CopyOnWrite<BTreeMap<ParticipantId, Word>>,
    /// Whether they are shown.
    pub revealed: bool,
    /// What was shown on the board that this one was imported from. Nothing tells who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<WordsState>,
}

/// What one person said at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Word {
    /// Whether it was worth the time, 1 to 5.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    pub worth: u8,
    /// A word or a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub word: Option<String>,
}

/// What everybody sees of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WordsState {
    /// How many people said something.
    pub said: u32,
    /// Whether it is shown.
    pub revealed: bool,
    /// How many gave 1, 2, 3, 4 and 5, once it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, min_items = 5, max_items = 5))]
    pub worth: Option<Vec<u32>>,
    /// The words, once they are shown, in the order of their letters, so that nothing tells who said which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub words: Option<Vec<String>>,
}

/// The best grade.
const BEST: u8 = super::poll::GRADES;

pub(super) fn decide_say(state: &State, worth: u8, word: Option<&str>) -> Verdict {
    if state.words.as_ref().is_some_and(|words| words.revealed) {
        return refuse(Code::NotNow, "What people said is on the screen already, so nothing is added to it");
    }
    ensure((1..=BEST).contains(&worth), Code::Invalid, "Say from 1 (not at all) to 5 (very much)")?;
    state.limits.field_fits(word.unwrap_or_default())
}

pub(super) fn decide_reveal(state: &State) -> Verdict {
    let said = state.words.as_ref().is_some_and(|words| !words.said.is_empty());
    ensure(said, Code::NotNow, "Nobody has said anything yet; ask people for a word first")
}

impl State {
    pub(super) fn say(&mut self, person: &ParticipantId, worth: u8, word: Option<&str>) {
        let word = word.map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned);
        self.words.get_or_insert_default().said.insert(person.clone(), Word { worth, word });
    }

    pub(super) fn reveal_words(&mut self) {
        if let Some(words) = &mut self.words {
            words.revealed = true;
        }
    }
}

impl Words {
    /// Words that were shown on another board.
    pub(super) fn carried(shown: WordsState) -> Self {
        Self { revealed: true, carried: Some(shown), ..Self::default() }
    }

    pub(super) fn shown(&self) -> WordsState {
        if let Some(carried) = &self.carried {
            return carried.clone();
        }
        let mut shown =
            WordsState { said: self.said.len() as u32, revealed: self.revealed, ..WordsState::default() };
        if self.revealed {
            let gave = |grade: u8| self.said.values().filter(|word| word.worth == grade).count() as u32;
            shown.worth = Some((1..=BEST).map(gave).collect());
            let mut words: Vec<String> = self.said.values().filter_map(|word| word.word.clone()).collect();
            words.sort();
            shown.words = Some(words);
        }
        shown
    }
}
