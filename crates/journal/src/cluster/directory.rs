//! The store of a server that is alone: a file for each setting in the data directory, and debts in memory.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;

use super::{Attempt, ClusterStore, Debts, Node};
use crate::sqlite::{create_private, sync_directory};
use crate::{Answer, JournalError};

/// A store in a directory that one process has (JRNL-12 sees to that). Clones are the same store.
#[derive(Clone, Debug)]
pub struct Directory {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    /// Held while a setting is compared and replaced.
    turn: Mutex<()>,
    debts: Debts,
}

/// The ending of a file that is being written.
const DRAFT: &str = ".new";

impl Directory {
    /// The store in this directory. A setting is the file of its name.
    pub fn new(dir: &Path) -> Self {
        Self { inner: Arc::new(Inner { dir: dir.into(), turn: Mutex::new(()), debts: Debts::default() }) }
    }

    fn answer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, JournalError> + Send + 'static,
    ) -> Answer<T> {
        let inner = Arc::clone(&self.inner);
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || {
                let _turn = inner.turn.lock().unwrap_or_else(PoisonError::into_inner);
                work(&inner)
            });
            done.await.unwrap_or_else(|panic| Err(JournalError::Storage(panic.to_string())))
        })
    }
}

impl Inner {
    /// The file of a setting. A name is one file, or one in one directory, and none that something else could have.
    fn file(&self, name: &str) -> Result<PathBuf, JournalError> {
        let plain = |part: &str| {
            let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            !part.is_empty() && !part.starts_with('.') && !part.ends_with(DRAFT) && part.bytes().all(letters)
        };
        let own = name.starts_with("boards.sqlite") || name == "lock";
        if name.split('/').count() > 2 || !name.split('/').all(plain) || own {
            return Err(JournalError::Storage(format!("{name:?} is no name of a setting")));
        }
        Ok(self.dir.join(name))
    }

    fn read(&self, name: &str) -> Result<Option<Bytes>, JournalError> {
        match fs::read(self.file(name)?) {
            Ok(value) => Ok(Some(value.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(name, &error)),
        }
    }

    fn write(&self, name: &str, value: Option<&[u8]>) -> Result<(), JournalError> {
        let file = self.file(name)?;
        let parent = file.parent().unwrap_or(&self.dir).to_owned();
        let written = || {
            let Some(value) = value else {
                fs::remove_file(&file)?;
                return sync_directory(&parent);
            };
            if !parent.is_dir() {
                fs::create_dir(&parent)?;
                sync_directory(&self.dir)?;
            }
            let mut draft = file.clone().into_os_string();
            draft.push(DRAFT);
            match fs::remove_file(&draft) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut new = create_private(Path::new(&draft))?;
            new.write_all(value)?;
            new.sync_all()?;
            fs::rename(&draft, &file)?;
            sync_directory(&parent)
        };
        written().map_err(|error| failed(name, &error))
    }

    fn names(&self, beginning: &str) -> Result<Vec<String>, JournalError> {
        let within = beginning.split_once('/').map(|(within, _)| within);
        let dir = within.map_or(Ok(self.dir.clone()), |within| self.file(within))?;
        let files = match fs::read_dir(&dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
            files => files.map_err(|error| failed(beginning, &error))?,
        };
        let mut names = Vec::new();
        for file in files {
            let file = file.map_err(|error| failed(beginning, &error))?;
            let Ok(name) = file.file_name().into_string() else { continue };
            let name = within.map_or(name.clone(), |within| format!("{within}/{name}"));
            let is_file = file.file_type().is_ok_and(|kind| kind.is_file());
            if is_file && name.starts_with(beginning) && self.file(&name).is_ok() {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }
}

fn failed(name: &str, error: &io::Error) -> JournalError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => JournalError::Full,
        _ => JournalError::Storage(format!("the setting {name}: {error}")),
    }
}

impl ClusterStore for Directory {
    fn setting(&self, name: &str) -> Answer<Option<Bytes>> {
        let name = name.to_owned();
        self.answer(move |inner| inner.read(&name))
    }

    fn settings(&self, beginning: &str) -> Answer<Vec<(String, Bytes)>> {
        let beginning = beginning.to_owned();
        self.answer(move |inner| {
            let names = inner.names(&beginning)?;
            let read = |name: String| Ok(inner.read(&name)?.map(|value| (name, value)));
            names.into_iter().filter_map(|name| read(name).transpose()).collect()
        })
    }

    fn replace_setting(&self, name: &str, expected: Option<Bytes>, value: Option<Bytes>) -> Answer<bool> {
        let name = name.to_owned();
        self.answer(move |inner| {
            let found = inner.read(&name)?;
            let fits = found == expected;
            if fits && found != value {
                inner.write(&name, value.as_deref())?;
            }
            Ok(fits)
        })
    }

    fn count_attempts(&self, attempts: Vec<Attempt>) -> Answer<Vec<Duration>> {
        let inner = Arc::clone(&self.inner);
        Box::pin(async move { Ok(inner.debts.count(&attempts)) })
    }

    fn debts(&self, keys: Vec<String>) -> Answer<Vec<Duration>> {
        let inner = Arc::clone(&self.inner);
        Box::pin(async move { Ok(inner.debts.of(&keys)) })
    }

    fn nodes(&self) -> Answer<Vec<Node>> {
        Box::pin(async { Ok(vec![]) })
    }
}
