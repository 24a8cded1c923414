//! Why a call to the database failed, and what is certain then.

use tokio_postgres::error::SqlState;

use crate::JournalError;

/// A failed call: by the database or the way to it, or by what was found there.
#[derive(Debug)]
pub(super) enum Failed {
    Sql(tokio_postgres::Error),
    Judged(JournalError),
    /// There was no answer in time. The connection is good for nothing more.
    Late,
}

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Self {
        Failed::Sql(error)
    }
}

impl From<JournalError> for Failed {
    fn from(error: JournalError) -> Self {
        Failed::Judged(error)
    }
}

impl Failed {
    /// Whether the connection is gone or useless. What was asked on it may have been done or not.
    pub fn lost(&self) -> bool {
        match self {
            Failed::Late => true,
            Failed::Judged(_) => false,
            Failed::Sql(error) => error.code().is_none_or(|code| {
                // The server stops or crashed (57P), the connection broke (08), or it is a standby by now.
                let code = code.code();
                code.starts_with("57P") || code.starts_with("08") || code == "25006"
            }),
        }
    }

    /// Whether the database gave way to another transaction: nothing was done, and the same call may succeed.
    pub fn gave_way(&self) -> bool {
        let Failed::Sql(error) = self else { return false };
        let code = error.code();
        code.is_some_and(|code| {
            [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(code)
        })
    }
}

impl From<Failed> for JournalError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Judged(error) => error,
            Failed::Late => JournalError::Storage("the database did not answer in time".into()),
            Failed::Sql(error) if error.code() == Some(&SqlState::DISK_FULL) => JournalError::Full,
            Failed::Sql(error) => JournalError::Storage(sentence(&error)),
        }
    }
}

/// The database's own words, or those of whatever broke the connection. None of them holds a parameter of a call.
fn sentence(error: &tokio_postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return format!("the database says: {} ({})", said.message(), said.code().code());
    }
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        text = format!("{text}: {deeper}");
        cause = deeper.source();
    }
    text
}
