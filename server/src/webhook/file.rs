//! The files of webhooks: one for each, which is replaced as a whole, so that it is never half written.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::PathBuf,
};

use board::BoardId;
use tempfile::NamedTempFile;

use super::queue::Hook;

/// The directory with the files. It is made with the first one.
pub struct Folder(pub PathBuf);

impl Folder {
    fn path(&self, board: &BoardId) -> PathBuf {
        self.0.join(format!("{board}.json"))
    }

    /// Keeps a webhook. Once this has succeeded, it is there after a power cut. Temporary files are their owner's alone, and
    /// so is what they become.
    ///
    /// # Errors
    /// When it cannot be written; then the file is as it was.
    pub fn write(&self, hook: &Hook) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let mut file = NamedTempFile::new_in(&self.0)?;
        file.write_all(&serde_json::to_vec(hook)?)?;
        file.as_file().sync_all()?;
        file.persist(self.path(&hook.board)).map_err(|error| error.error)?;
        // The name is durable once its directory is. Windows does not open directories.
        #[cfg(unix)]
        File::open(&self.0)?.sync_all()?;
        Ok(())
    }

    /// Forgets a webhook, if there is one.
    pub fn remove(&self, board: &BoardId) {
        match fs::remove_file(self.path(board)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::error!(%error, %board, "the file of a webhook could not be removed");
            }
            _ => {}
        }
    }

    /// All webhooks. What cannot be read is named in the log and left as it is. What was never finished is removed.
    pub fn read(&self) -> Vec<Hook> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let mut hooks = vec![];
        for path in entries.map(|entry| entry.path()) {
            if path.extension().is_none_or(|end| end != "json") {
                drop(fs::remove_file(&path));
                continue;
            }
            let read =
                File::open(&path).and_then(|file| Ok(serde_json::from_reader(io::BufReader::new(file))?));
            match read {
                Ok(hook) => hooks.push(hook),
                Err(error) => {
                    tracing::error!(%error, file = %path.display(), "the file of a webhook cannot be read; nothing is sent for it");
                }
            }
        }
        hooks
    }
}
