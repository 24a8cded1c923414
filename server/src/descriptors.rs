//! How many files and connections this process may have open.

/// Raises this process's limit as far as the system's administrator allows. Many systems begin a process with 1,024
/// descriptors, and a workshop of five hundred people needs more. Returns the limit.
#[cfg(unix)]
pub fn most() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let before = getrlimit(Resource::Nofile);
    let take = |current| setrlimit(Resource::Nofile, Rlimit { current, maximum: before.maximum });
    // macOS reports no limit and then allows no more than this.
    if before.current != before.maximum && take(before.maximum).is_err() && before.current < Some(10_240) {
        // The resulting limit is read below.
        let _ = take(Some(10_240));
    }
    let now = getrlimit(Resource::Nofile).current;
    now.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX)
}

/// This system has no such limit.
#[cfg(not(unix))]
pub fn most() -> usize {
    65_536
}
