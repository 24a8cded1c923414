//! `herringbone demo`: a board with simulated participants, so that one person can see the product alive.
//!
//! The server is the real one. The participants are Yjs clients of their own, each behind a real websocket; what
//! they type goes through the gate, the log and the room like anybody else's.

mod client;
mod lead;
mod person;
mod words;

use std::io::{self, Write};

use board::workshop::{Create, Goals, templates};

use crate::{access, api, cli::DemoArgs, config::Config, serve::Server, signals::Signals, startup};
use lead::Lead;
use person::Person;
use words::{Cause, Words};

/// Runs the demo until Ctrl-C.
///
/// # Errors
/// One sentence, when it could not start or had to stop.
pub async fn run(arguments: DemoArgs) -> Result<(), String> {
    let forgotten = tempfile::tempdir().map_err(|error| format!("No temporary directory: {error}."))?;
    let data = arguments.data.clone().unwrap_or_else(|| forgotten.path().to_owned());
    let config = Config { limits: Default::default(), ..arguments.door.config(data) };
    let bound = Server::new(config).map_err(|e| e.to_string())?.bind().await.map_err(|e| e.to_string())?;
    let signals = Signals::install().map_err(|error| format!("Signals cannot be received: {error}."))?;
    startup::ready(bound.address(), bound.url(), bound.host_key());

    let (app, stop) = (bound.app(), bound.stop());
    let words = words::of(arguments.language);
    let tag = arguments.language.tag();
    let template = templates::template("cx-5m", tag).ok_or("There is no CX template.")?;
    let create = Create {
        title: words.title.to_owned(),
        language: tag.to_owned(),
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
    };
    let made = api::make(&app, create).await.map_err(|problem| format!("{problem:?}"))?;
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "facilitator: {}", made.links.facilitator);
    let _ = writeln!(out, "projector: {}", made.links.projector);
    let _ = writeln!(out, "join: {} (code {})", made.links.join, made.join_code);
    let _ = out.flush();
    drop(out);

    let serving = tokio::spawn(bound.listen());
    let room = access::open(&app, &made.id).await.map_err(|denied| format!("{denied:?}"))?;
    let mut tasks = tokio::task::JoinSet::new();
    for person in people(words, &arguments) {
        tasks.spawn(person.take_part(app.clone(), room.clone()));
    }
    if !arguments.you_lead {
        let lead = Lead { app: app.clone(), room: room.clone(), words, speed: arguments.speed };
        tasks.spawn(lead.lead());
    }
    drop(room);
    signals.received().await;
    // People leave first: a room does not end well while somebody holds it.
    tasks.shutdown().await;
    stop.shutdown();
    serving
        .await
        .map_err(|error| format!("{error}."))?
        .map_err(|error| format!("The server had to stop: {error}."))
}

/// As many people as wanted; each knows what their department knows.
fn people(words: &'static Words, arguments: &DemoArgs) -> Vec<Person> {
    let mut departments: Vec<&str> = vec![];
    for cause in words.causes {
        if !departments.contains(&cause.department) {
            departments.push(cause.department);
        }
    }
    let count = usize::from(arguments.people);
    (0..count)
        .map(|place| {
            let department = departments[place % departments.len()];
            let colleagues = count.div_ceil(departments.len());
            let known = words.causes.iter().filter(|cause| cause.department == department);
            let own: Vec<&Cause> = known.skip(place / departments.len()).step_by(colleagues.max(1)).collect();
            let (name, again) = (words.people[place % words.people.len()], place / words.people.len());
            Person {
                name: if again == 0 { name.to_owned() } else { format!("{name} {}", again + 1) },
                department: department.to_owned(),
                causes: own,
                chance: fastrand::Rng::with_seed(place as u64),
                speed: arguments.speed,
            }
        })
        .collect()
}

/// The causes to which somebody has an answer when asked why.
fn words_with_why<'c>(causes: &'c [&'static Cause]) -> impl Iterator<Item = &'static Cause> + 'c {
    causes.iter().copied().filter(|cause| !cause.why.is_empty())
}
