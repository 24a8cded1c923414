//! Gives memory that is free back to the system.
//!
//! It is not an allocator: the system's own is used. It is a crate, because this is the one call into the C library
//! that the server makes itself, and the server forbids unsafe code.

/// Gives back what was freed and is kept for the next allocation. Takes milliseconds, in which other threads may wait
/// to allocate: call it after what needed much memory, not after everything.
///
/// GNU's allocator keeps freed memory between blocks that are still in use, for each thread, and gives it back only
/// when asked. Others give it back by themselves; there this does nothing.
pub fn trim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[allow(unsafe_code, reason = "the C library has no other door")]
    // SAFETY: it may be called at any time from any thread, and touches nothing that is in use.
    unsafe {
        libc::malloc_trim(0);
    }
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::trim;

    fn resident() -> usize {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
    }

    #[test]
    fn what_lies_free_between_what_is_used_is_given_back() {
        let mut blocks: Vec<Vec<u8>> = (0..100_000).map(|n| vec![n as u8; 1_000]).collect();
        let mut at = 0;
        blocks.retain(|_| {
            at += 1;
            at % 100 == 0
        });
        let before = resident();
        trim();
        let after = resident();
        assert!(before > 90_000 && after + 60_000 < before, "{before} kB, then {after}");
        assert!(blocks.iter().enumerate().all(|(n, block)| block[999] == (n * 100 + 99) as u8));
    }
}
