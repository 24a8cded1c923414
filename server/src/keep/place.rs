//! Where boards are kept: a data directory or a database, opened for reading or for writing.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use board::Form;
use journal::{ClusterStore, Directory, Journal, Options, Postgres, PostgresOptions, Sqlite};

/// A command that was killed is forgotten by the database within this time.
const LEASE: Duration = Duration::from_secs(10);

/// The time between two looks at who else works on a database.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// A data directory, or the address of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A data directory.
    Directory(PathBuf),
    /// A PostgreSQL database.
    Database(String),
}

/// What is kept in a place: boards, and the settings beside them.
pub struct Kept {
    /// The boards.
    pub journal: Arc<dyn Journal>,
    /// The settings.
    pub settings: Arc<dyn ClusterStore>,
    /// Whether there may be boards that the list does not name, because it is damaged.
    pub has_damaged_lists: bool,
}

/// An address may contain a password, so it is not shown.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(dir) => write!(f, "{}", dir.display()),
            Self::Database(_) => f.write_str("the database"),
        }
    }
}

impl Place {
    /// The place that the options of a command name.
    pub fn of(data: &Path, journal: Option<&str>) -> Self {
        match journal {
            Some(url) => Self::Database(url.to_owned()),
            None => Self::Directory(data.to_owned()),
        }
    }

    /// A place in one word: the address of a database, or the path of a directory.
    pub fn parse(text: &str) -> Self {
        let is_database = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        if is_database { Self::Database(text.to_owned()) } else { Self::Directory(text.into()) }
    }

    /// Opens what is there for reading. A server may be running on it.
    ///
    /// # Errors
    /// One sentence for the person who asked.
    pub async fn read(&self) -> Result<Kept, String> {
        match self {
            Self::Database(url) => connect(url).await,
            Self::Directory(dir) => {
                if !dir.is_dir() {
                    return Err(format!("There is no data directory {}.", dir.display()));
                }
                let journal = Sqlite::read_only(dir).map_err(|error| format!("{error}."))?;
                Ok(Kept {
                    has_damaged_lists: journal.has_damaged_lists(),
                    journal: Arc::new(journal),
                    settings: Arc::new(Directory::new(dir)),
                })
            }
        }
    }

    /// Opens it for writing, and makes it if it is not there. No server may be running on it.
    ///
    /// # Errors
    /// One sentence for the person who asked.
    pub async fn write(&self) -> Result<Kept, String> {
        match self {
            Self::Database(url) => {
                let kept = connect(url).await?;
                self.refuse_beside_a_server(&kept).await?;
                alone(&*kept.settings).await?;
                Ok(kept)
            }
            Self::Directory(dir) => {
                let journal = Sqlite::open(dir, Options::default()).map_err(|error| format!("{error}."))?;
                Ok(Kept {
                    has_damaged_lists: journal.has_damaged_lists(),
                    journal: Arc::new(journal),
                    settings: Arc::new(Directory::new(dir)),
                })
            }
        }
    }

    /// Refuses if a server is running on this place.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn refuse_beside_a_server(&self, kept: &Kept) -> Result<(), String> {
        let is_served = match self {
            Self::Directory(dir) => Sqlite::is_in_use(dir),
            Self::Database(_) => {
                let nodes = kept.settings.nodes().await.map_err(|error| format!("{error}."))?;
                // This process is one of them, and has no address.
                nodes.iter().any(|node| !node.address.is_empty())
            }
        };
        if is_served {
            return Err(format!(
                "A server is running on {self}. Stop it first, so that nothing is written there meanwhile."
            ));
        }
        Ok(())
    }
}

impl Kept {
    /// Lets go of it.
    ///
    /// # Errors
    /// One sentence.
    pub async fn close(&self) -> Result<(), String> {
        self.journal.close().await.map_err(|error| format!("{error}."))
    }
}

/// Waits until no other command works on the database. One that was killed counts as alive for some seconds more.
async fn alone(settings: &dyn ClusterStore) -> Result<(), String> {
    let began = Instant::now();
    loop {
        let nodes = settings.nodes().await.map_err(|error| format!("{error}."))?;
        if nodes.len() <= 1 {
            return Ok(());
        }
        if began.elapsed() > LEASE {
            return Err("Another command is working on the database. Try again when it is done.".to_owned());
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Connects to a database. For a moment there is one node more, which claims no board that it only reads.
async fn connect(url: &str) -> Result<Kept, String> {
    let node = journal::Node {
        name: String::new(),
        address: String::new(),
        reads: Form::NEWEST.number().into(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    let options = PostgresOptions { node, connections: 2, ..PostgresOptions::default() };
    let journal = Postgres::open(url, options).await;
    let journal = Arc::new(journal.map_err(|error| format!("The database cannot be used: {error}."))?);
    Ok(Kept { journal: Arc::clone(&journal) as _, settings: journal, has_damaged_lists: false })
}
