//! Meetings, their activities, and what an activity does to the board.

use serde::{Deserialize, Deserializer, Serialize};

use crate::Millis;

/// What kind of work an activity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Opening, goals, who is here.
    Welcome,
    /// A shared understanding: prompts and evidence on the screen.
    Understand,
    /// Everybody writes causes at the same time.
    Collect,
    /// Everybody writes sealed causes that appear together.
    Silent,
    /// A pause.
    Break,
    /// Reading, asking why again, merging.
    Discuss,
    /// Dots.
    Vote,
    /// Rating on two axes, priorities.
    Prioritise,
    /// Projects.
    Plan,
    /// Closing.
    Close,
}

/// One activity of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Its id, unique on the board; given by the server (`a1`, `a2` …) where it is missing.
    #[serde(default)]
    pub id: String,
    /// What kind of work it is.
    pub kind: Kind,
    /// What the agenda calls it.
    #[serde(default)]
    pub title: String,
    /// How long it is meant to take; 0 for no countdown.
    #[serde(default)]
    pub minutes: u32,
    /// What the people are asked, shown while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
}

/// One meeting of a workshop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// What it is called.
    #[serde(default)]
    pub title: String,
    /// When it begins, if that is agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Millis>,
    /// Its activities, in order.
    #[serde(default)]
    pub activities: Vec<Activity>,
}

/// Reads a list of meetings, or a plain list of activities as one meeting.
pub(super) fn lenient<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Meeting>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Item {
        Activity(Activity),
        Meeting(Meeting),
    }
    let mut meetings: Vec<Meeting> = vec![];
    let mut in_plain_list = false;
    for item in Vec::<Item>::deserialize(input)? {
        match item {
            Item::Meeting(meeting) => meetings.push(meeting),
            Item::Activity(activity) => match meetings.last_mut().filter(|_| in_plain_list) {
                Some(last) => {
                    last.activities.push(activity);
                    continue;
                }
                None => meetings.push(Meeting { activities: vec![activity], ..Meeting::default() }),
            },
        }
        in_plain_list = meetings.last().is_some_and(|m| m.title.is_empty() && m.activities.len() == 1);
    }
    Ok(meetings)
}
