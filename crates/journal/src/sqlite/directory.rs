//! The data directory: which process may use it, who may read it, and what it contains before a database is opened.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use crate::JournalError;

/// The size of a page, in bytes. A commit writes whole pages, at least one for each board in it, and an edit is far
/// smaller than a page. So the page size decides what a commit costs. Measured with `examples/appends.rs`; see
/// `SPEC.md`, "The numbers behind the settings".
pub(super) const PAGE: usize = 4096;

/// The database in a data directory.
pub(super) const DATABASE: &str = "boards.sqlite";

/// The lock file. The process that holds its lock has the directory. The lock ends with the process; the file stays.
/// It is empty until there is a board.
const LOCK: &str = "lock";

/// The content of the lock file once there is a board.
const THERE_ARE_BOARDS: &str = "There are boards in boards.sqlite. Without it no server starts here; \
                                remove this file to start with no boards.\n";

/// If the disk takes this many more bytes, a failed write was not due to a full disk.
const TRIED: usize = 64 << 10;

/// A data directory that this process has taken.
pub(super) struct Hold {
    lock: File,
    /// The directory itself, which is locked, too, because the lock file can be deleted and a second one created.
    _directory: Option<File>,
}

/// The path of the database.
pub(super) fn database(dir: &Path) -> PathBuf {
    dir.join(DATABASE)
}

/// The path of the database's companion file with this suffix: `-wal` for the log in front of it.
pub(super) fn beside(dir: &Path, suffix: &str) -> PathBuf {
    dir.join(format!("{DATABASE}{suffix}"))
}

/// The path of the log in front of the database.
pub(super) fn log(dir: &Path) -> PathBuf {
    beside(dir, "-wal")
}

/// The path of the lock file.
pub(super) fn lock(dir: &Path) -> PathBuf {
    dir.join(LOCK)
}

/// The length of a file in bytes; 0 if there is none.
pub(super) fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}

/// Creates the directory if necessary, removes the rights of others, and takes it for this process until the hold is
/// dropped.
pub(super) fn take(dir: &Path) -> Result<Hold, JournalError> {
    let unwritable = |error: io::Error| not_writable(dir, &plain(&error));
    if !dir.is_dir() {
        private::make_directory(dir).map_err(unwritable)?;
        // The name of the new directory is durable once its parent is synced. Where the system does not support that,
        // only SQLite's own syncs remain.
        if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            let _ = sync_directory(parent);
        }
    }
    if let Err(error) = shut(dir) {
        tracing::warn!(%error, dir = %dir.display(), "others on this machine may be able to read the data directory");
    }
    let directory = lock_directory(dir)?;
    let mut options = File::options();
    options.create(true).truncate(false).read(true).write(true);
    private::keep_from_deletion(&mut options);
    let lock = private::open(&mut options, &lock(dir)).map_err(unwritable)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(JournalError::InUse(dir.into())),
        Err(TryLockError::Error(error)) => {
            return Err(unusable(dir, &format!("it cannot be locked: {}", plain(&error))));
        }
    }
    Ok(Hold { lock, _directory: directory })
}

/// Whether another process has taken the directory.
pub(super) fn is_taken(dir: &Path) -> bool {
    let Ok(lock) = File::open(lock(dir)) else { return false };
    // A lock that is shared is refused by the holder's, and is gone at the end of this function.
    matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock))
}

/// Locks the directory itself, if the system supports it.
fn lock_directory(dir: &Path) -> Result<Option<File>, JournalError> {
    if cfg!(not(unix)) {
        return Ok(None);
    }
    let Ok(directory) = File::open(dir) else { return Ok(None) };
    match directory.try_lock() {
        Ok(()) => Ok(Some(directory)),
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse(dir.into())),
        // Some network file systems do not support it; then only the lock file is locked.
        Err(TryLockError::Error(error)) => {
            tracing::debug!(%error, "the directory itself cannot be locked");
            Ok(None)
        }
    }
}

/// Removes the rights of others to the directory and to the journal's files in it.
fn shut(dir: &Path) -> io::Result<()> {
    private::shut_directory(dir)?;
    for file in fs::read_dir(dir)? {
        let file = file?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with(DATABASE) || name.starts_with("host-key") || name == LOCK;
        if ours && file.file_type()?.is_file() {
            private::shut_file(&file.path())?;
        }
    }
    Ok(())
}

impl Hold {
    /// Whether there were boards when the directory was last used.
    pub fn had_boards(&self) -> bool {
        self.lock.metadata().is_ok_and(|file| file.len() > 0)
    }

    /// Records that there are boards.
    pub fn note_boards(&self) -> io::Result<()> {
        if !self.had_boards() {
            let mut lock = &self.lock;
            lock.rewind()?;
            lock.write_all(THERE_ARE_BOARDS.as_bytes())?;
            lock.sync_all()?;
        }
        Ok(())
    }
}

/// Refuses a database that is empty or missing although there were boards. SQLite would create a new database and
/// delete the log in front of it.
pub(super) fn refuse_emptied(dir: &Path, had_boards: bool) -> Result<(), JournalError> {
    let (database, log) = (database(dir), log(dir));
    match length(&database) {
        0 => {}
        // SQLite would also replace a file that is shorter than one page.
        bytes if bytes < PAGE as u64 => {
            return Err(unusable(&database, &format!("it is cut off: {bytes} bytes are no database")));
        }
        _ => return Ok(()),
    }
    let is = if database.exists() { "it is empty" } else { "it is gone" };
    if length(&log) > 0 {
        let cause = format!(
            "{is}, but the log in front of it is not; put a copy of it back, or move {} away to start with no boards",
            log.display()
        );
        return Err(unusable(&database, &cause));
    }
    if had_boards {
        let lock = lock(dir);
        let cause = format!(
            "{is}, and there were boards in it; put a copy of it back, or remove {} to start with no boards",
            lock.display()
        );
        return Err(unusable(&database, &cause));
    }
    Ok(())
}

/// Creates an empty database that only its owner can read, before SQLite would create one that others can read. The
/// files that SQLite puts beside it get the same rights.
pub(super) fn make_database(dir: &Path) -> Result<(), JournalError> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    match private::open(&mut options, &database(dir)) {
        Ok(_) => Ok(()),
        Err(error) => Err(not_writable(dir, &plain(&error))),
    }
}

/// Creates a file that only its owner can read.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    private::open(File::options().create_new(true).write(true), path)
}

/// Makes the names in a directory durable, if the system supports it.
pub(crate) fn sync_directory(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

/// Whether a file in this directory cannot become longer than the longest existing one. The file system may have
/// space that this process may not use (a quota, a limit to the size of files). The test uses a file of its own.
pub(super) fn is_limited(dir: &Path) -> bool {
    let path = beside(dir, "-trial");
    let longest = length(&database(dir)).max(length(&log(dir)));
    let tried = (|| {
        let mut file = create_private(&path)?;
        file.seek(io::SeekFrom::Start(longest))?;
        file.write_all(&[1; TRIED])?;
        file.sync_all()
    })();
    let _ = fs::remove_file(&path);
    let limited = [io::ErrorKind::FileTooLarge, io::ErrorKind::QuotaExceeded, io::ErrorKind::StorageFull];
    tried.is_err_and(|error| limited.contains(&error.kind()))
}

/// The files of an open journal. They are watched, because content written after they were deleted, moved or replaced
/// is lost at the end of the process.
#[derive(Debug)]
pub(super) struct Files {
    database: PathBuf,
    known: Option<private::Identity>,
    log: PathBuf,
    /// The open log. It is kept open because it is checked at each commit, and an open file answers three times as
    /// fast as a path. SQLite keeps no lock on the log that closing it would release.
    held: Option<File>,
}

impl Files {
    /// The files that exist now.
    pub fn of(dir: &Path) -> Self {
        let (database, log) = (database(dir), log(dir));
        let (known, held) = (private::identity(&database).ok(), File::open(&log).ok());
        Self { database, known, log, held }
    }

    /// Whether the same files still exist.
    pub fn are_there(&self) -> Result<(), JournalError> {
        let missing = |path: &Path| Err(JournalError::Missing(path.into()));
        match private::identity(&self.database) {
            Ok(found) if self.known.as_ref().is_none_or(|known| *known == found) => {}
            Ok(_) => return missing(&self.database),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return missing(&self.database),
            Err(error) => return Err(JournalError::Storage(error.to_string())),
        }
        match self.held.as_ref().map(private::is_deleted) {
            Some(Ok(true)) => missing(&self.log),
            Some(Err(error)) => Err(JournalError::Storage(error.to_string())),
            Some(Ok(false)) | None => Ok(()),
        }
    }
}

/// The operating system's message without its error number.
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

pub(super) fn not_writable(dir: &Path, cause: &str) -> JournalError {
    JournalError::NotWritable { path: dir.into(), cause: cause.into() }
}

pub(super) fn unusable(path: &Path, cause: &str) -> JournalError {
    JournalError::Unusable { path: path.into(), cause: cause.into() }
}

/// Rights and identities of files on Unix.
#[cfg(unix)]
mod private {
    use std::fs::{DirBuilder, Permissions};
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};

    #[cfg(target_os = "linux")]
    use rustix::fs::StatxFlags;

    use super::{File, OpenOptions, Path, fs, io};

    /// The device and inode number of a file.
    pub type Identity = (u64, u64);

    #[cfg(not(target_os = "linux"))]
    pub fn identity(path: &Path) -> io::Result<Identity> {
        fs::metadata(path).map(|file| (file.dev(), file.ino()))
    }

    #[cfg(not(target_os = "linux"))]
    pub fn is_deleted(file: &File) -> io::Result<bool> {
        file.metadata().map(|file| file.nlink() == 0)
    }

    #[cfg(target_os = "linux")]
    pub fn identity(path: &Path) -> io::Result<Identity> {
        let found = look(rustix::fs::CWD, path, StatxFlags::INO)?;
        Ok((u64::from(found.stx_dev_major) << 32 | u64::from(found.stx_dev_minor), found.stx_ino))
    }

    #[cfg(target_os = "linux")]
    pub fn is_deleted(file: &File) -> io::Result<bool> {
        look(file, Path::new(""), StatxFlags::NLINK).map(|found| found.stx_nlink == 0)
    }

    /// Requests only the wanted fields. Requesting the time of a file's last change makes the next write record a
    /// finer time, which the file system journals: that costs a third more processor time for each commit.
    #[cfg(target_os = "linux")]
    fn look(at: impl std::os::fd::AsFd, path: &Path, wanted: StatxFlags) -> io::Result<rustix::fs::Statx> {
        Ok(rustix::fs::statx(at, path, rustix::fs::AtFlags::EMPTY_PATH, wanted)?)
    }

    pub fn make_directory(dir: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(dir)
    }

    /// Opens a file that only its owner can read, whatever the umask is. If the call creates the file, it has these
    /// rights from the beginning.
    pub fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
        let file = options.mode(0o600).open(path)?;
        if file.metadata()?.mode() & 0o777 != 0o600 {
            // This fails for a file of another user; that others may read it was logged already.
            let _ = file.set_permissions(Permissions::from_mode(0o600));
        }
        Ok(file)
    }

    /// A directory that is shared by design (`/tmp`), or is the root, is left as it is.
    pub fn shut_directory(dir: &Path) -> io::Result<()> {
        let mode = fs::metadata(dir)?.mode();
        let shared = mode & 0o1000 != 0 || dir.parent().is_none();
        if mode & 0o777 == 0o700 || shared {
            Ok(())
        } else {
            fs::set_permissions(dir, Permissions::from_mode(0o700))
        }
    }

    pub fn shut_file(path: &Path) -> io::Result<()> {
        let mode = fs::metadata(path)?.mode();
        if mode & 0o777 == 0o600 { Ok(()) } else { fs::set_permissions(path, Permissions::from_mode(0o600)) }
    }

    /// A file can be deleted while it is open, so this does nothing.
    pub fn keep_from_deletion(_: &mut OpenOptions) {}
}

/// On other systems the directory above decides the rights, and an open file cannot be deleted or moved.
#[cfg(not(unix))]
mod private {
    use super::{File, OpenOptions, Path, fs, io};

    pub type Identity = ();

    pub fn identity(path: &Path) -> io::Result<Identity> {
        fs::metadata(path).map(|_| ())
    }

    pub fn is_deleted(_: &File) -> io::Result<bool> {
        Ok(false)
    }

    pub fn make_directory(dir: &Path) -> io::Result<()> {
        fs::create_dir_all(dir)
    }

    pub fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
        options.open(path)
    }

    pub fn shut_directory(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub fn shut_file(_: &Path) -> io::Result<()> {
        Ok(())
    }

    #[cfg(windows)]
    pub fn keep_from_deletion(options: &mut OpenOptions) {
        use std::os::windows::fs::OpenOptionsExt;
        const READ: u32 = 1;
        const WRITE: u32 = 2;
        options.share_mode(READ | WRITE);
    }

    #[cfg(not(windows))]
    pub fn keep_from_deletion(_: &mut OpenOptions) {}
}
