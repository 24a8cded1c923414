//! How much space a journal takes and has left.

use std::{fs, io, path::Path};

/// The space of a journal, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Space {
    /// What its content takes now, what was deleted and not yet given back included.
    pub used: u64,
    /// The most that it may take, if it was told so.
    pub most: Option<u64>,
    /// What is free where it lies, if this machine can know.
    pub free: Option<u64>,
}

impl Space {
    /// The space of the files in a directory whose names begin with `prefix`.
    pub(crate) fn of_files(dir: &Path, prefix: &str, most: Option<u64>) -> io::Result<Self> {
        let mut used = 0;
        for file in fs::read_dir(dir)? {
            let file = file?;
            if file.file_name().to_string_lossy().starts_with(prefix) {
                // It may be gone again.
                used += file.metadata().map_or(0, |metadata| metadata.len());
            }
        }
        Ok(Self { used, most, free: free(dir) })
    }
}

/// The bytes that this process may still write on the disk of a directory.
#[cfg(unix)]
fn free(dir: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(dir).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// The standard library does not know.
#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}
