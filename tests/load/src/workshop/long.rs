//! A board with a long log: forty people at work in a real room, written through a real journal; only faster than
//! people are, because nothing is gathered and there is no wire.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, ensure};
use board::{
    Actor, BoardId, Code, NoteId, ParticipantId,
    workshop::{Action, Bone, Command, Create, Department, Join, NewProject},
};
use fastrand::Rng;
use journal::Journal;
use room::{RoomHandle, Rooms, Session, Settings, WallClock, Window, protocol};
use sha2::{Digest, Sha256};

use super::author::{Author, BONES};

/// The board's id.
pub const BOARD: &str = "along1longboard2";

/// A token that opens it, of somebody who joined and did nothing.
pub const TOKEN: &str = "a-newcomer-to-the-long-board";

/// Turns of writing between two rounds of ballots.
const WRITING: usize = 3_000;

/// Cards that each person wants on the board.
const EACH: usize = 60;

/// How long a log is wanted, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Long {
    /// At least so many entries.
    pub entries: u64,
    /// Entries after the last snapshot, at least: what a kill at the worst moment leaves to be replayed.
    pub after_snapshot: u64,
    /// How many write.
    pub people: usize,
    /// Decides who does what.
    pub seed: u64,
}

/// Counts refusals; there must be none.
#[derive(Default)]
struct Refusals(AtomicU64, Mutex<Option<Code>>);

impl room::Observer for Refusals {
    fn refused(&self, code: Code) {
        self.0.fetch_add(1, Ordering::Relaxed);
        self.1.lock().expect("nobody panics here").get_or_insert(code);
    }
}

/// Somebody in the room.
struct Person {
    id: ParticipantId,
    author: Author,
    session: Session,
}

/// The room with everybody in it.
struct Workshop {
    room: RoomHandle,
    people: Vec<Person>,
    random: Rng,
}

/// Makes the board; ends as a kill would end it, without a last snapshot. Gives the number of the last entry.
///
/// # Errors
/// When something of it is refused or cannot be stored.
pub async fn write(journal: Arc<dyn Journal>, long: Long) -> anyhow::Result<u64> {
    let refusals = Arc::new(Refusals::default());
    let none = Duration::ZERO;
    let settings = Settings {
        window: Window { few: none, crowd: none, crowded: 1, within: none, each: none },
        observer: Arc::<Refusals>::clone(&refusals),
        ..Settings::default()
    };
    let every = settings.snapshot_every;
    let rooms = Rooms::new(Arc::clone(&journal), Arc::new(WallClock), settings);
    let board = BoardId::from(BOARD);
    rooms.create(&board, &["code:LONGBD".to_owned()], first(long.people)).await?;
    let mut workshop = Workshop::open(rooms.open(&board).await?, long).await?;
    let mut last = 0;
    for turn in 1.. {
        last = workshop.write().await?;
        if turn % WRITING == 0 {
            workshop.vote(turn / WRITING).await?;
            workshop.talk(turn / WRITING).await?;
        }
        if last >= long.entries && turn % 64 == 0 {
            let snapshot = journal.latest_snapshot(BOARD).await?.map_or(0, |snapshot| snapshot.seq);
            // With more than that since the last one, the next is about to be written.
            if (long.after_snapshot..every).contains(&(last - snapshot)) {
                break;
            }
        }
    }
    let first = *refusals.1.lock().expect("nobody panics here");
    ensure!(refusals.0.load(Ordering::Relaxed) == 0, "something was refused: {first:?}");
    Ok(last)
}

impl Workshop {
    async fn open(room: RoomHandle, long: Long) -> anyhow::Result<Self> {
        let mut people = vec![];
        for at in 0..long.people {
            let id = ParticipantId::from(format!("p{at}"));
            let session = room.connect(Actor::Participant(id.clone())).await?;
            let author = Author::new(id.as_str(), 1_000 + at as u64, EACH);
            session.send(protocol::step2(&author.all())).await;
            people.push(Person { id, author, session });
        }
        Ok(Self { room, people, random: Rng::with_seed(long.seed) })
    }

    /// One to three people write at the same time: one entry. Gives the number of the last one before it.
    async fn write(&mut self) -> anyhow::Result<u64> {
        for _ in 0..self.random.usize(1..=3) {
            let at = self.random.usize(..self.people.len());
            let person = &mut self.people[at];
            let update = person.author.act(&mut self.random);
            person.session.send(protocol::update(&update)).await;
        }
        Ok(self.room.read(|live| live.seq()).await?)
    }

    async fn lead(&self, command: Command) -> anyhow::Result<u64> {
        let name = format!("{command:?}");
        self.room.command(Actor::Facilitator, command).await.context(name)
    }

    fn some_cause(&mut self) -> Option<NoteId> {
        let person = self.random.usize(..self.people.len());
        let causes = self.people[person].author.causes();
        self.random.choice(causes).map(|cause| NoteId::from(cause.clone()))
    }

    /// Dots, or ratings: the board is locked meanwhile.
    async fn vote(&mut self, round: usize) -> anyhow::Result<()> {
        let rating = round.is_multiple_of(3);
        let mut short: Vec<NoteId> = (0..8).filter_map(|_| self.some_cause()).collect();
        short.sort();
        short.dedup();
        self.lead(match rating {
            true => Command::OpenRating { notes: short.clone(), by_department: None },
            false => {
                Command::OpenVote { dots: 5, per_note: Some(5), notes: None, name: None, by_department: None }
            }
        })
        .await?;
        for at in 0..self.people.len() {
            for dots in 1..=3 {
                let note = short[self.random.usize(..short.len())].clone();
                let (importance, urgency) = (self.random.u8(1..=5), self.random.u8(1..=5));
                let command = match rating {
                    true => Command::Rate { note, importance, urgency, seat: None },
                    // Taken away again before the next ones are placed.
                    false if dots == 2 => Command::Done { done: true, seat: None },
                    false => Command::Cast { note: short[0].clone(), dots, seat: None },
                };
                self.room.command(Actor::Participant(self.people[at].id.clone()), command).await?;
            }
        }
        let closing = match rating {
            true => [Command::CloseRating, Command::RevealRating, Command::Unlock],
            false => [Command::CloseVote, Command::RevealVote, Command::Unlock],
        };
        for command in closing {
            self.lead(command).await?;
        }
        Ok(())
    }

    /// Sealed causes and their reveal, a project, a priority, a merge, somebody who comes late.
    async fn talk(&mut self, round: usize) -> anyhow::Result<()> {
        for at in (0..self.people.len()).step_by(4) {
            let branch = BONES[self.random.usize(..BONES.len())].into();
            let text = format!("Was not said aloud before round {round}");
            let by = Actor::Participant(self.people[at].id.clone());
            self.room.command(by, Command::SealNote { branch, text, note: None, seat: None }).await?;
        }
        self.lead(Command::RevealNotes { branch: None, next: false }).await?;
        self.room.act(joining(&format!("late{round}"), &format!("late token {round}")).into()).await?;
        if let Some(note) = self.some_cause() {
            let priority = Some(board::workshop::Priority::Next);
            self.lead(Command::SetPriority { note: note.clone(), priority, reason: None, addressee: None })
                .await?;
            self.lead(Command::Summon { branch: None, note: Some(note) }).await?;
        }
        // Of two people, so that neither explains the other.
        let [into, note] =
            [0, 1].map(|at| self.people[at].author.causes().first().cloned().map(NoteId::from));
        if let Some((into, note)) = into.zip(note) {
            self.lead(Command::MergeNotes { into, notes: vec![note.clone()] }).await?;
            self.lead(Command::Unmerge { note }).await?;
        }
        let project = NewProject { title: format!("Project {round}"), ..NewProject::default() };
        self.lead(Command::CreateProject(Box::new(project))).await?;
        Ok(())
    }
}

fn joining(id: &str, token: &str) -> Join {
    let hash = Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Join {
        participant: id.into(),
        name: format!("Person {id}"),
        department: "it".into(),
        token_hash: hash,
        ..Join::default()
    }
}

fn first(people: usize) -> Vec<Action> {
    let bone =
        |id: &&str| Bone { id: (*id).into(), title: (*id).into(), question: String::new(), colour: None };
    let create = Create {
        title: "A long workshop".into(),
        language: "en".into(),
        branches: BONES.iter().map(bone).collect(),
        departments: vec![Department { id: "it".into(), name: "IT".into() }],
        join_code: "LONGBD".into(),
        facilitator_hash: "f".into(),
        projector_hash: "j".into(),
        ..Create::default()
    };
    let people = (0..people).map(|at| joining(&format!("p{at}"), &format!("token of {at}")));
    let joins = people.chain([joining("newcomer", TOKEN)]).map(Action::Join);
    [Action::from(create)].into_iter().chain(joins).collect()
}
