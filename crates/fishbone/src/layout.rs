//! Where everything goes.

use crate::{Drawing, Fish, Options};

pub(crate) fn layout(_fish: &Fish, _options: &Options) -> Drawing {
    Drawing::default()
}
