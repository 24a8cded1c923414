//! An in-process fuzzer for everything a client can send to a board: mutated real updates, random but
//! syntactically valid updates, state vectors, commands and stored entries. Seeds are passed in and named
//! when something fails; `examples/fuzz.rs` runs it for long and counts allocations.

use board::workshop::Command;
use board::{Accepted, Actor, Entry, Flow, Live};
use fastrand::Rng;

use crate::stage::{AT, actor, perform, wide};
use inputs::{generated, mutated, mutated_json, mutated_stored, someone};

#[path = "inputs.rs"]
mod inputs;

/// What is fuzzed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Real updates with bytes changed, cut, doubled and spliced.
    Mutated,
    /// Random updates in valid syntax, pointing near what exists.
    Generated,
    /// State vectors.
    Vectors,
    /// Commands as JSON, mutated.
    Commands,
    /// Stored entries and snapshots, mutated.
    Stored,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Inputs tried.
    pub inputs: u64,
    /// Inputs that changed a board.
    pub applied: u64,
    /// Inputs that were known already or without effect.
    pub nothing: u64,
    /// Inputs refused.
    pub refused: u64,
}

/// Real updates to start from: whole sessions in their order, and single cases.
pub struct Corpus {
    sessions: Vec<Vec<(Actor, Vec<u8>)>>,
    cases: Vec<Vec<u8>>,
}

impl Corpus {
    /// The updates of the gate's fixtures.
    pub fn load() -> Self {
        let parse =
            |text: &str| -> serde_json::Value { serde_json::from_str(text).expect("a fixture is JSON") };
        let update = |step: &serde_json::Value| -> Vec<u8> {
            let hex = step["update"].as_str().expect("an update in hex");
            (0..hex.len()).step_by(2).filter_map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
        };
        let sessions = parse(include_str!("../gate/fixtures/sessions.json"));
        let cases = parse(include_str!("../gate/fixtures/cases.json"));
        let list = |value: &serde_json::Value| value.as_array().expect("a list").clone();
        Self {
            sessions: list(&sessions)
                .iter()
                .map(|session| {
                    list(&session["log"])
                        .iter()
                        .map(|step| (actor(step["who"].as_str().expect("a name")), update(step)))
                        .collect()
                })
                .collect(),
            cases: list(&cases["cases"]).iter().map(update).filter(|bytes| bytes.len() < 10_000).collect(),
        }
    }
}

/// A board in the middle of a session, and what comes next in it.
struct Scene<'c> {
    live: Live,
    session: &'c [(Actor, Vec<u8>)],
    next: usize,
}

impl<'c> Scene<'c> {
    fn new(corpus: &'c Corpus, random: &mut Rng) -> Self {
        let session = random.choice(&corpus.sessions).expect("a session");
        let mut scene = Self { live: permissive(), session, next: 0 };
        for _ in 0..random.usize(0..session.len()) {
            scene.step();
        }
        scene
    }

    /// Takes the next update of the session as it is.
    fn step(&mut self) {
        if let Some((who, update)) = self.session.get(self.next) {
            let mut batch = self.live.batch(AT);
            let _ = batch.update(who, update, Flow::Update);
            batch.finish().expect("nothing breaks");
            self.next += 1;
        }
    }
}

/// The most permissive moment: whatever is refused is refused for its form.
fn permissive() -> Live {
    let mut live = wide();
    perform(
        &mut live,
        &Actor::Facilitator,
        command(r#"{"do":"set_permissions","edit":"any","move":"any","remove":"any"}"#),
    );
    live
}

fn command(json: &str) -> Command {
    serde_json::from_str(json).expect("a command")
}

/// Runs `inputs` inputs; `around` is called around each one, for whoever measures it.
pub fn run(
    target: Target,
    corpus: &Corpus,
    seed: u64,
    inputs: u64,
    mut around: impl FnMut(&[u8], &mut dyn FnMut()),
) -> Count {
    let mut random = Rng::with_seed(seed);
    let mut count = Count::default();
    // To find the input that breaks a promise: compare after every one.
    let thorough = std::env::var_os("THOROUGH").is_some();
    let mut scene = Scene::new(corpus, &mut random);
    for number in 0..inputs {
        if number % 1_000 == 999 {
            scene = Scene::new(corpus, &mut random);
        }
        let (who, bytes) = match target {
            Target::Mutated => mutated(&mut random, corpus, &scene),
            Target::Vectors => (Actor::Facilitator, mutated(&mut random, corpus, &scene).1),
            Target::Generated => generated(&mut random, &scene.live),
            Target::Commands => (someone(&mut random), mutated_json(&mut random)),
            Target::Stored => (Actor::Facilitator, mutated_stored(&mut random, &scene.live)),
        };
        let mut outcome = Fed::Refused;
        around(&bytes, &mut || outcome = feed(target, &mut scene.live, &who, &bytes));
        count.inputs += 1;
        match outcome {
            Fed::Applied => count.applied += 1,
            Fed::Nothing => count.nothing += 1,
            Fed::Refused => count.refused += 1,
        }
        if number % 16 == 15 {
            scene.step();
        }
        if number % 200 == 199 || (thorough && matches!(outcome, Fed::Applied)) {
            scene
                .live
                .verify()
                .unwrap_or_else(|e| panic!("{target:?}, seed {seed}, input {number}: {e}: {bytes:?}"));
        }
    }
    count
}

enum Fed {
    Applied,
    Nothing,
    Refused,
}

fn feed(target: Target, live: &mut Live, who: &Actor, bytes: &[u8]) -> Fed {
    match target {
        Target::Mutated | Target::Generated => {
            let mut batch = live.batch(AT);
            let answer = batch.update(who, bytes, Flow::Update);
            batch.finish().unwrap_or_else(|broken| panic!("{broken}: {bytes:?}"));
            match answer {
                Ok(Accepted::Applied) => Fed::Applied,
                Ok(Accepted::Nothing) => Fed::Nothing,
                Err(_) => Fed::Refused,
            }
        }
        Target::Vectors => match live.diff(bytes) {
            Ok(_) => Fed::Applied,
            Err(_) => Fed::Refused,
        },
        Target::Commands => match serde_json::from_slice::<Command>(bytes) {
            Ok(command) => {
                let mut batch = live.batch(AT);
                let answer = batch.command(who, command);
                batch
                    .finish()
                    .unwrap_or_else(|broken| panic!("{broken}: {}", String::from_utf8_lossy(bytes)));
                if answer.is_ok() { Fed::Applied } else { Fed::Refused }
            }
            Err(_) => Fed::Refused,
        },
        Target::Stored => {
            match (Entry::decode(bytes), board::wire::parse(bytes, &board::wire::Bounds::CLIENT)) {
                (Ok(_), _) | (_, Ok(_)) => Fed::Applied,
                _ => Fed::Refused,
            }
        }
    }
}
