//! A workshop that plays itself, so that one person can see the product alive.
//!
//! The server is a real one, of which the demo knows only the address. The simulated people join by the code, write
//! through Yjs clients of their own, each with a real websocket, and give commands over HTTP. Their edits and
//! commands go through the gate, the log and the room like those of real people.

mod lead;
mod person;
mod place;
mod words;

use std::net::SocketAddr;

use board::workshop::{Create, Goals, templates};
use tokio::task::JoinSet;

use lead::Lead;
use person::Person;
use place::Place;
use words::{Cause, Words};

/// The board of the demo.
pub struct Board {
    /// The address of its server.
    pub server: SocketAddr,
    /// Its id.
    pub id: String,
    /// The code to join.
    pub join_code: String,
    /// The facilitator's token.
    pub facilitator: String,
}

/// The options of the demo.
pub struct Options {
    /// The tag of the participants' language.
    pub language: &'static str,
    /// The number of people.
    pub people: u16,
    /// The speed; 1 is a calm workshop.
    pub speed: f64,
    /// Whether a real person leads.
    pub you_lead: bool,
    /// What the board has, if it is not the demo's own.
    pub frame: Option<Frame>,
}

/// What a board has that is not the demo's own: the people come from its departments and write on its bones.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The ids of its departments. If there are none, people bring those of the demo.
    pub departments: Vec<String>,
    /// The ids of its bones. If there are none, nobody writes.
    pub bones: Vec<String>,
}

impl Frame {
    /// The bone on which a cause of the demo is written: its own if the board has it, else one that is the same for
    /// everybody.
    fn bone(&self, cause: &Cause) -> Option<&str> {
        let own = self.bones.iter().find(|bone| *bone == cause.branch);
        let place = cause.text.bytes().map(usize::from).sum::<usize>() % self.bones.len().max(1);
        own.or_else(|| self.bones.get(place)).map(String::as_str)
    }
}

/// The demo's board in a language; `None` if the demo does not have the language.
pub fn create(language: &str) -> Option<Create> {
    let (words, template) = (words::of(language)?, templates::template("cx-5m", language)?);
    Some(Create {
        title: words.title.to_owned(),
        language: language.to_owned(),
        effect: words.effect.to_owned(),
        goals: Goals {
            workshop: words.goal_workshop.to_owned(),
            organisation: words.goal_organisation.to_owned(),
        },
        branches: template.branches,
        departments: template.departments,
        agenda: template.agenda,
        competences: template.competences,
        ..Create::default()
    })
}

/// Plays the workshop. The people stay when it is over; they leave when the future is dropped.
pub async fn play(board: Board, options: Options) {
    let Some(words) = words::of(options.language) else { return };
    let mut tasks = JoinSet::new();
    for person in people(words, &options) {
        tasks.spawn(person.take_part(board.server, board.id.clone(), board.join_code.clone()));
    }
    if !options.you_lead {
        let place = Place { server: board.server, board: board.id, token: board.facilitator };
        let departments = options.frame.map(|frame| frame.departments);
        tasks.spawn(Lead { place, words, speed: options.speed, departments }.lead());
    }
    while tasks.join_next().await.is_some() {}
}

/// The wanted number of people. Each person writes the causes of their department.
fn people(words: &'static Words, options: &Options) -> Vec<Person> {
    let mut departments: Vec<&str> = vec![];
    for cause in words.causes {
        if !departments.contains(&cause.department) {
            departments.push(cause.department);
        }
    }
    let count = usize::from(options.people);
    (0..count)
        .map(|place| {
            let department = departments[place % departments.len()];
            let colleagues = count.div_ceil(departments.len());
            let known = words.causes.iter().filter(|cause| cause.department == department);
            let own: Vec<&Cause> = known.skip(place / departments.len()).step_by(colleagues.max(1)).collect();
            let (name, again) = (words.people[place % words.people.len()], place / words.people.len());
            let listed = options.frame.as_ref().map(|frame| &frame.departments).filter(|all| !all.is_empty());
            Person {
                name: if again == 0 { name.to_owned() } else { format!("{name} {}", again + 1) },
                department: listed.map_or(department, |all| &all[place % all.len()]).to_owned(),
                frame: options.frame.clone(),
                causes: own,
                chance: fastrand::Rng::with_seed(place as u64),
                speed: options.speed,
            }
        })
        .collect()
}

/// The causes for which a person has an answer to "why?".
fn words_with_why<'c>(causes: &'c [&'static Cause]) -> impl Iterator<Item = &'static Cause> + 'c {
    causes.iter().copied().filter(|cause| !cause.why.is_empty())
}
