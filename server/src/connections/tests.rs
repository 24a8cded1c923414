use super::*;
use crate::metrics::Metrics;

fn connections(all: usize, strangers: usize) -> Arc<Connections> {
    let limits = ConnectionLimits { all, strangers };
    Connections::new(limits, LargeReads::new(1 << 20), 1 << 20, Metrics::default().counts())
}

fn tally(connections: &Connections) -> (usize, usize) {
    let tally = connections.tally();
    (tally.open, tally.strangers)
}

/// Gives the connection a task that never ends by itself. The handle shows whether the connection was hung up on.
fn carried(connection: &Connection) -> tokio::task::JoinHandle<()> {
    let task = tokio::spawn(std::future::pending());
    connection.carried_by(task.abort_handle());
    task
}

#[tokio::test]
async fn the_stranger_who_waited_longest_makes_room_for_the_next() {
    let all = connections(10, 2);
    let [one, two] = [all.admit().unwrap(), all.admit().unwrap()];
    let [task_of_one, task_of_two] = [carried(&one), carried(&two)];
    // A stranger who is answered begins to wait again.
    one.answered();
    let three = all.admit().unwrap();
    let task_of_three = carried(&three);
    assert!(task_of_two.await.unwrap_err().is_cancelled());
    assert_eq!(tally(&all), (2, 2));
    drop(two);
    assert_eq!(tally(&all), (2, 2));
    let _four = all.admit().unwrap();
    assert!(task_of_one.await.unwrap_err().is_cancelled());
    assert!(!task_of_three.is_finished());
}

#[tokio::test]
async fn who_was_hung_up_on_before_anybody_carried_them_is_carried_no_further() {
    let all = connections(10, 1);
    let one = all.admit().unwrap();
    let _two = all.admit().unwrap();
    assert!(carried(&one).await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn people_are_never_displaced_and_leave_a_way_in() {
    let all = connections(8, 4);
    let ann = all.person([1; 16], 10);
    let hers = std::iter::repeat_with(|| {
        let connection = all.admit().unwrap();
        connection.belongs_to(&ann);
        connection
    });
    let hers: Vec<_> = hers.take(8).collect();
    // A quarter of the strangers' places stays theirs.
    assert_eq!(tally(&all), (8, 1));
    let strangers: Vec<_> = (0..5).map(|_| all.admit().unwrap()).collect();
    assert_eq!(tally(&all), (8, 1));
    drop((strangers, hers));
    assert_eq!(tally(&all), (0, 0));
    assert_eq!(all.register().known, 0);
}

#[tokio::test]
async fn a_person_holds_no_more_than_their_share() {
    let all = connections(100, 50);
    let ann = all.person([1; 16], 3);
    let hers: Vec<_> = (0..5).map(|_| all.admit().unwrap()).collect();
    for connection in &hers {
        connection.belongs_to(&ann);
        connection.belongs_to(&ann);
    }
    assert_eq!(tally(&all), (5, 2), "two wait among strangers");
    // A websocket is counted by its seat instead.
    hers[0].is_socket();
    hers[4].belongs_to(&ann);
    assert_eq!(tally(&all), (5, 1));
    drop((hers, ann));
    assert!(all.people.lock().unwrap().is_empty());
    let ann = all.person([1; 16], 3);
    assert!(ann.may_hold_another());
}

#[tokio::test]
async fn who_says_goodbye_is_the_first_to_go() {
    let all = connections(100, 3);
    let ann = all.person([1; 16], 10);
    let [one, two] = [all.admit().unwrap(), all.admit().unwrap()];
    let stranger = all.admit().unwrap();
    let [task_of_one, task_of_two, task_of_stranger] = [&one, &two, &stranger].map(|who| carried(who));
    two.belongs_to(&ann);
    one.is_socket();
    one.says_goodbye();
    one.says_goodbye();
    assert_eq!(tally(&all), (3, 2));
    let _more = [all.admit().unwrap(), all.admit().unwrap()];
    assert!(task_of_one.await.unwrap_err().is_cancelled());
    two.says_goodbye();
    assert!(task_of_two.await.unwrap_err().is_cancelled(), "there is no place left for it");
    assert!(!task_of_stranger.is_finished());
    drop((one, two, stranger, _more));
    assert_eq!((tally(&all), all.register().known), ((0, 0), 0));
}

#[test]
fn the_limits_leave_descriptors_for_files() {
    let limits = |descriptors, strangers| {
        let ConnectionLimits { all, strangers } = ConnectionLimits::of(descriptors, strangers);
        (all, strangers)
    };
    assert_eq!(limits(200, None), (136, 68));
    assert_eq!(limits(1_024, None), (960, 480));
    assert_eq!(limits(1_048_576, None), (1_048_512, 2_048));
    assert_eq!(limits(1_048_576, Some(10_000)), (1_048_512, 10_000));
    assert_eq!(limits(200, Some(10_000)), (136, 136));
    assert_eq!(limits(70, None), (35, 17));
}
