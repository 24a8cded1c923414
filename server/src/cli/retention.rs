//! The options that say how long boards are kept.

use clap::Args;

use crate::retention::Policy;

/// How long boards are kept.
#[derive(Debug, Args)]
pub struct RetentionArgs {
    /// Days after which a board that nobody changed is archived, as the host does it by hand. By default none is.
    #[arg(long, env = "HERRINGBONE_ARCHIVE_AFTER", value_name = "DAYS", value_parser = days())]
    pub archive_after: Option<u32>,
    /// Days after which a board that nobody changed is deleted for good; more than --archive-after. By default none is.
    #[arg(long, env = "HERRINGBONE_DELETE_AFTER", value_name = "DAYS", value_parser = days())]
    pub delete_after: Option<u32>,
    /// Days for which facilitators and the host are told before that happens, also after these options were set or shortened.
    #[arg(long, env = "HERRINGBONE_RETENTION_NOTICE", value_name = "DAYS", default_value_t = 14, value_parser = days())]
    pub retention_notice: u32,
}

/// From a day to a hundred years.
fn days() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=36_500)
}

impl RetentionArgs {
    /// What happens to boards that nobody changes any more.
    ///
    /// # Errors
    /// One sentence, if the options do not fit together.
    pub fn policy(&self) -> Result<Option<Policy>, String> {
        Policy::new(self.archive_after, self.delete_after, self.retention_notice)
    }
}
