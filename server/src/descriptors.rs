//! How many files and connections this process may have open.

/// Takes as many as the system's administrator allows: many systems begin a process with 1,024, and a workshop of five
/// hundred people needs more. Answers how many there are.
#[cfg(unix)]
pub fn most() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let before = getrlimit(Resource::Nofile);
    let take = |current| setrlimit(Resource::Nofile, Rlimit { current, maximum: before.maximum });
    // macOS says that there is no limit and then allows no more than this.
    if before.current != before.maximum && take(before.maximum).is_err() && before.current < Some(10_240) {
        // What it is then is asked below.
        let _ = take(Some(10_240));
    }
    let now = getrlimit(Resource::Nofile).current;
    now.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX)
}

/// There is no such number here.
#[cfg(not(unix))]
pub fn most() -> usize {
    65_536
}
