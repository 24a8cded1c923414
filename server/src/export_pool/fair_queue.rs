//! The order of exports. Boards take turns, and so do the people of a board: a person who asks for much delays only
//! themselves.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use board::{Actor, BoardId};
use tokio::sync::oneshot;

/// A person on a board.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// The board.
    pub board: BoardId,
    /// The person's part on the board.
    pub actor: Actor,
}

/// Hands out a few turns at once, and never two at once to the same person.
#[derive(Clone)]
pub struct FairQueue(Arc<Inner>);

struct Inner {
    /// The number of turns at once.
    at_once: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The number of the next place. It tells the places of the queue apart.
    next_number: u64,
    /// The people who have a turn.
    running: Vec<Person>,
    /// The waiting boards in the order of their turns. Every board and every person in it has at least one waiting
    /// place.
    boards: VecDeque<WaitingBoard>,
}

struct WaitingBoard {
    id: BoardId,
    /// The waiting people in the order of their turns.
    people: VecDeque<WaitingPerson>,
}

struct WaitingPerson {
    actor: Actor,
    /// The waiting places in the order in which they were asked for.
    places: VecDeque<WaitingPlace>,
}

struct WaitingPlace {
    number: u64,
    reply: oneshot::Sender<Turn>,
}

/// A person's turn, which ends when it is dropped.
pub struct Turn {
    queue: Arc<Inner>,
    person: Person,
}

/// A place in the queue. It is given up when its caller stops waiting.
struct Place<'q> {
    queue: &'q Inner,
    person: &'q Person,
    number: u64,
}

impl FairQueue {
    /// A queue with this many turns at once.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Inner { at_once: at_once.max(1), state: Mutex::default() }))
    }

    /// Waits for a turn. A caller that stops waiting loses the place, and the others move up.
    pub async fn turn(&self, person: &Person) -> Turn {
        loop {
            let (reply, turn) = oneshot::channel();
            let number = self.0.state().enter(person, reply);
            let _place = Place { queue: &self.0, person, number };
            self.0.hand_out();
            // The sender is dropped only with the place, which is held here.
            if let Ok(turn) = turn.await {
                return turn;
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.queue.state();
        if let Some(at) = state.running.iter().position(|person| *person == self.person) {
            state.running.swap_remove(at);
        }
        drop(state);
        self.queue.hand_out();
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.queue.state().leave(self.person, self.number);
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands out the free turns.
    fn hand_out(self: &Arc<Self>) {
        loop {
            let next = self.state().next(self.at_once);
            let Some((person, reply)) = next else { return };
            // If the caller has just gone, the turn is dropped, and dropping it hands it to the next place.
            let _ = reply.send(Turn { queue: Arc::clone(self), person });
        }
    }
}

impl State {
    /// Adds a place after the person's other places. A new person comes last on the board, a new board last of all.
    fn enter(&mut self, person: &Person, reply: oneshot::Sender<Turn>) -> u64 {
        self.next_number += 1;
        let place = WaitingPlace { number: self.next_number, reply };
        let board = match self.boards.iter().position(|board| board.id == person.board) {
            Some(at) => &mut self.boards[at],
            None => {
                self.boards.push_back(WaitingBoard { id: person.board.clone(), people: VecDeque::new() });
                self.boards.back_mut().expect("it was put there")
            }
        };
        match board.people.iter_mut().find(|waiting| waiting.actor == person.actor) {
            Some(waiting) => waiting.places.push_back(place),
            None => {
                let (actor, places) = (person.actor.clone(), VecDeque::from([place]));
                board.people.push_back(WaitingPerson { actor, places });
            }
        }
        self.next_number
    }

    fn leave(&mut self, person: &Person, number: u64) {
        for board in self.boards.iter_mut().filter(|board| board.id == person.board) {
            for waiting in board.people.iter_mut().filter(|waiting| waiting.actor == person.actor) {
                waiting.places.retain(|place| place.number != number);
            }
            board.people.retain(|waiting| !waiting.places.is_empty());
        }
        self.boards.retain(|board| !board.people.is_empty());
    }

    /// Takes out the next place if a turn is free. It is a place of the first board with a person who has no turn
    /// now. The board and the person go to the end of their queues.
    fn next(&mut self, at_once: usize) -> Option<(Person, oneshot::Sender<Turn>)> {
        if self.running.len() >= at_once {
            return None;
        }
        let running = &self.running;
        let idle = |board: &WaitingBoard, waiting: &WaitingPerson| {
            !running.iter().any(|person| person.board == board.id && person.actor == waiting.actor)
        };
        let (board_at, person_at) = self.boards.iter().enumerate().find_map(|(at, board)| {
            Some((at, board.people.iter().position(|waiting| idle(board, waiting))?))
        })?;
        let mut board = self.boards.remove(board_at)?;
        let mut waiting = board.people.remove(person_at)?;
        let place = waiting.places.pop_front()?;
        let person = Person { board: board.id.clone(), actor: waiting.actor.clone() };
        if !waiting.places.is_empty() {
            board.people.push_back(waiting);
        }
        if !board.people.is_empty() {
            self.boards.push_back(board);
        }
        self.running.push(person.clone());
        Some((person, place.reply))
    }
}

#[cfg(test)]
mod tests {
    use std::{future::Future, pin::Pin, task::Poll};

    use super::*;

    /// The turns that people ask for: `"A1"` is the person 1 on the board A.
    struct Asked<'q> {
        who: Vec<(Person, String)>,
        waiting: Vec<Option<Pin<Box<dyn Future<Output = Turn> + 'q>>>>,
        held: Vec<(usize, Turn)>,
    }

    fn people(names: &[&str]) -> Vec<(Person, String)> {
        let person = |name: &&str| {
            let (board, who) = name.split_at(1);
            let actor = Actor::Participant(who.into());
            (Person { board: board.into(), actor }, (*name).to_owned())
        };
        names.iter().map(person).collect()
    }

    impl<'q> Asked<'q> {
        fn ask(queue: &'q FairQueue, who: &'q [(Person, String)]) -> Self {
            let waiting = who.iter().map(|(person, _)| {
                let turn: Pin<Box<dyn Future<Output = Turn> + 'q>> = Box::pin(queue.turn(person));
                Some(turn)
            });
            let mut asked = Self { who: who.to_vec(), waiting: waiting.collect(), held: vec![] };
            asked.look();
            asked
        }

        /// Polls each waiting turn once, in the order of asking.
        fn look(&mut self) {
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            for (at, waiting) in self.waiting.iter_mut().enumerate() {
                if let Some(Poll::Ready(turn)) = waiting.as_mut().map(|turn| turn.as_mut().poll(&mut context))
                {
                    *waiting = None;
                    self.held.push((at, turn));
                }
            }
        }

        fn running(&self) -> Vec<&str> {
            self.held.iter().map(|(at, _)| self.who[*at].1.as_str()).collect()
        }

        /// Ends the oldest turns one after another. Returns the order in which all people were served.
        fn serve(&mut self) -> Vec<String> {
            let mut served = vec![];
            while !self.held.is_empty() {
                let (at, turn) = self.held.remove(0);
                served.push(self.who[at].1.clone());
                drop(turn);
                self.look();
            }
            served
        }
    }

    fn check(at_once: usize, asked: &[&str], served: &[&str]) {
        let (queue, who) = (FairQueue::new(at_once), people(asked));
        assert_eq!(Asked::ask(&queue, &who).serve(), served);
        let state = queue.0.state();
        assert!(state.running.is_empty() && state.boards.is_empty(), "somebody was forgotten");
    }

    #[test]
    fn people_of_a_board_take_turns() {
        check(1, &["A1", "A1", "A1", "A2"], &["A1", "A1", "A2", "A1"]);
        check(1, &["A1", "A1", "A2", "A2", "A3"], &["A1", "A1", "A2", "A3", "A2"]);
        check(1, &[], &[]);
    }

    #[test]
    fn boards_take_turns_however_many_people_each_has() {
        check(1, &["A1", "A2", "A3", "A4", "B1"], &["A1", "A2", "B1", "A3", "A4"]);
        check(1, &["A1", "A2", "B1", "B2", "A3"], &["A1", "A2", "B1", "A3", "B2"]);
    }

    #[test]
    fn nobody_has_two_turns_at_once_even_if_one_is_free() {
        let (queue, who) = (FairQueue::new(3), people(&["A1", "A1", "A1", "A2", "B1", "B2"]));
        let mut asked = Asked::ask(&queue, &who);
        assert_eq!(asked.running(), ["A1", "A2", "B1"]);
        let first = asked.held.remove(0);
        drop(first);
        asked.look();
        assert_eq!(asked.running(), ["A2", "B1", "A1"], "now their second");
        assert_eq!(asked.serve(), ["A2", "B1", "A1", "B2", "A1"]);
    }

    #[test]
    fn who_stops_waiting_is_passed_over_also_at_the_last_moment() {
        let (queue, who) = (FairQueue::new(1), people(&["A1", "A2", "A3", "A4"]));
        let mut asked = Asked::ask(&queue, &who);
        asked.waiting[1] = None;
        let (_, turn) = asked.held.remove(0);
        drop(turn);
        // The turn has gone to A3, who leaves without noticing it.
        asked.waiting[2] = None;
        asked.look();
        assert_eq!(asked.running(), ["A4"]);
        assert_eq!(asked.serve(), ["A4"]);
        assert!(queue.0.state().running.is_empty());
    }

    #[test]
    fn with_any_comings_and_goings_nobody_is_served_twice_while_another_waits() {
        let seed = std::env::var("SEED").map_or(20_261_121, |seed| seed.parse().unwrap());
        println!("SEED={seed}");
        let mut random = fastrand::Rng::with_seed(seed);
        for _ in 0..200 {
            let names: Vec<String> =
                (0..30).map(|_| format!("{}{}", ["A", "B"][random.usize(..2)], random.u8(..4))).collect();
            let who = people(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let queue = FairQueue::new(random.usize(1..4));
            let mut asked = Asked::ask(&queue, &who);
            for at in 0..who.len() {
                if random.u8(..4) == 0 {
                    asked.waiting[at] = None;
                }
            }
            let left: usize = asked.waiting.iter().flatten().count() + asked.held.len();
            let served = asked.serve();
            assert_eq!(served.len(), left, "everybody who stayed is served");
            // Between two turns of a person each of the others on their board has one turn, or two if one of these
            // began before.
            for (at, name) in served.iter().enumerate() {
                let until = served[at + 1..].iter().position(|next| next == name);
                let between = &served[at + 1..at + 1 + until.unwrap_or_default()];
                for other in between.iter().filter(|other| other[..1] == name[..1]) {
                    let times = between.iter().filter(|one| *one == other).count();
                    assert!(times <= 2, "{other} had {times} turns between two of {name}: {served:?}");
                }
            }
        }
    }
}
