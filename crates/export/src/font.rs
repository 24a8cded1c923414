//! The one font of the product, in the forms that the formats take. See `fonts/README.md`.

use std::sync::{Arc, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fishbone::Weight;
use resvg::usvg::fontdb;

/// The family's name.
pub(crate) const FAMILY: &str = "Onest";

const REGULAR: &[u8] = include_bytes!("../fonts/onest-400.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../fonts/onest-600.ttf");
const REGULAR_WEB: &[u8] = include_bytes!("../fonts/onest-400.woff2");
const SEMIBOLD_WEB: &[u8] = include_bytes!("../fonts/onest-600.woff2");

/// The TrueType file of a weight.
pub(crate) fn file(weight: Weight) -> &'static [u8] {
    match weight {
        Weight::Regular => REGULAR,
        Weight::Semibold => SEMIBOLD,
    }
}

/// A weight as CSS has it.
pub(crate) fn css(weight: Weight) -> u16 {
    match weight {
        Weight::Regular => 400,
        Weight::Semibold => 600,
    }
}

/// `@font-face` rules with the font in them, so that a file looks the same where the font is not installed.
pub(crate) fn face_rules() -> &'static str {
    static RULES: OnceLock<String> = OnceLock::new();
    RULES.get_or_init(|| {
        [(400, REGULAR_WEB), (600, SEMIBOLD_WEB)]
            .map(|(weight, file)| {
                format!(
                    "@font-face{{font-family:{FAMILY};font-weight:{weight};\
                     src:url(data:font/woff2;base64,{}) format('woff2')}}\n",
                    STANDARD.encode(file)
                )
            })
            .concat()
    })
}

/// The same two files for rendering. No font of the machine is looked at: the same board gives the same picture.
pub(crate) fn database() -> Arc<fontdb::Database> {
    static DATABASE: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let build = || {
        let mut database = fontdb::Database::new();
        for file in [REGULAR, SEMIBOLD] {
            database.load_font_source(fontdb::Source::Binary(Arc::new(file)));
        }
        Arc::new(database)
    };
    DATABASE.get_or_init(build).clone()
}
