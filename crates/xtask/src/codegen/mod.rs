//! Generates every second copy: names, limits and codes from the board's schema, types from the OpenAPI document.

mod openapi;
mod rules;
mod schema;

use std::{fs, path::Path};

use anyhow::{Context, bail};

use crate::{needs::Needs, root};

/// A generated file: its path in the repository and its text.
struct Generated {
    path: &'static str,
    text: String,
}

/// Writes the generated files. With `check`, compares them instead and fails if one differs.
///
/// # Errors
/// When a source cannot be read, or, with `check`, when a file is not up to date.
pub fn run(needs: &Needs, check: bool) -> anyhow::Result<()> {
    let root = root();
    let mut stale = vec![];
    for file in [schema::generate(&root)?, rules::generate()?, openapi::generate(needs)?] {
        let path = root.join(file.path);
        if fs::read_to_string(&path).is_ok_and(|present| present == file.text) {
            continue;
        }
        if check {
            stale.push(file.path);
        } else {
            fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            fs::write(&path, &file.text).with_context(|| format!("writing {}", file.path))?;
            println!("wrote {}", file.path);
        }
    }
    if !stale.is_empty() {
        bail!("not up to date: {}; run `cargo xtask codegen` and commit the result", stale.join(", "));
    }
    Ok(())
}
