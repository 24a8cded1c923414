//! The demo's facilitator: leads the workshop through its agenda at a calm pace.

use std::time::Duration;

use board::{
    NoteId,
    workshop::{Command, Horizon, Kind, NewProject, Session, suggest},
};
use tokio::time::{Instant, sleep};

use crate::{place::Place, words::Words};

/// Leads one board.
pub struct Lead {
    /// The facilitator's place.
    pub place: Place,
    /// The names of the projects.
    pub words: &'static Words,
    /// The speed; 1 is calm.
    pub speed: f64,
    /// The departments of the board, if it is not the demo's own.
    pub departments: Option<Vec<String>>,
}

impl Lead {
    /// Leads from the welcome to the closing. Changes that another facilitator makes meanwhile are accepted.
    pub async fn lead(self) {
        self.wait(12.0).await;
        self.start(Kind::Welcome).await;
        self.wait(8.0).await;
        self.start(Kind::Silent).await;
        self.wait(20.0).await;
        self.give(Command::RevealNotes { branch: None, next: false }).await;
        self.wait(4.0).await;
        self.start(Kind::Collect).await;
        self.wait(75.0).await;
        self.start(Kind::Discuss).await;
        self.wait(25.0).await;
        self.vote().await;
        self.rate().await;
        self.plan().await;
        self.wait(30.0).await;
        self.start(Kind::Close).await;
    }

    async fn vote(&self) {
        self.start(Kind::Vote).await;
        self.give(Command::OpenVote {
            dots: 5,
            per_note: Some(2),
            notes: None,
            name: None,
            by_department: None,
        })
        .await;
        self.until(45.0, |now| now.vote.as_ref().is_none_or(|vote| vote.voted >= vote.eligible)).await;
        self.wait(6.0).await;
        self.give(Command::CloseVote).await;
        self.wait(3.0).await;
        self.give(Command::RevealVote).await;
        self.wait(15.0).await;
    }

    async fn rate(&self) {
        self.start(Kind::Prioritise).await;
        let notes = self.shortlist(6).await;
        self.give(Command::OpenRating { notes, by_department: None }).await;
        self.until(45.0, |now| now.rating.as_ref().is_none_or(|rating| rating.complete >= rating.eligible))
            .await;
        self.wait(4.0).await;
        self.give(Command::CloseRating).await;
        self.wait(3.0).await;
        self.give(Command::RevealRating).await;
        self.wait(10.0).await;
        let rating = self.place.session().await.and_then(|now| now.rating);
        for (note, result) in rating.and_then(|rating| rating.tally).unwrap_or_default() {
            let priority = Some(suggest(result.importance, result.urgency));
            self.give(Command::SetPriority { note, priority, reason: None, addressee: None }).await;
            self.wait(1.5).await;
        }
    }

    async fn plan(&self) {
        self.start(Kind::Plan).await;
        let causes = self.shortlist(4).await;
        let owned = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect::<Vec<String>>();
        for (project, notes) in self.words.projects.iter().zip(causes.chunks(2)) {
            self.wait(6.0).await;
            let project = NewProject {
                title: project.title.to_owned(),
                notes: notes.to_vec(),
                horizon: Horizon::ThisYear,
                owner: Some(project.owner).filter(|owner| self.lists(owner)).map(Into::into),
                competences: owned(project.competences),
                duration: project.duration.to_owned(),
                measure: project.measure.to_owned(),
                approvals: project
                    .approvals
                    .iter()
                    .filter(|asked| self.lists(asked))
                    .map(|&asked| asked.into())
                    .collect(),
                ..NewProject::default()
            };
            self.give(Command::CreateProject(Box::new(project))).await;
        }
    }

    /// Whether the board lists this department.
    fn lists(&self, department: &str) -> bool {
        self.departments.as_ref().is_none_or(|listed| listed.iter().any(|one| one == department))
    }

    /// The causes with the most dots.
    async fn shortlist(&self, count: usize) -> Vec<NoteId> {
        let vote = self.place.session().await.and_then(|now| now.vote);
        let mut ranking: Vec<_> = vote.and_then(|vote| vote.tally).unwrap_or_default().into_iter().collect();
        ranking.sort_by_key(|(_, result)| std::cmp::Reverse(result.dots));
        ranking.into_iter().take(count).map(|(note, _)| note).collect()
    }

    /// Starts the first activity of a kind, if the agenda has one.
    async fn start(&self, kind: Kind) {
        let Some(now) = self.place.session().await else { return };
        let mut all = now.agenda.iter().flat_map(|meeting| &meeting.activities);
        if let Some(activity) = all.find(|activity| activity.kind == kind).map(|activity| activity.id.clone())
        {
            self.give(Command::StartActivity { activity, minutes: None, until: None }).await;
        }
    }

    async fn give(&self, command: Command) {
        self.place.give(&command).await;
    }

    async fn wait(&self, calm: f64) {
        sleep(Duration::from_secs_f64(calm / self.speed)).await;
    }

    /// Waits until something is true of the board, but at most for this many calm seconds.
    async fn until(&self, calm: f64, is_so: fn(&Session) -> bool) {
        let end = Instant::now() + Duration::from_secs_f64(calm / self.speed);
        while Instant::now() < end && !self.place.session().await.as_ref().is_none_or(is_so) {
            self.wait(1.0).await;
        }
    }
}
