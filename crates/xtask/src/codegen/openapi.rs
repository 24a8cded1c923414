//! The OpenAPI document that the server generates, as TypeScript types.

use std::{fs, process::Command};

use anyhow::{Context, ensure};

use super::Generated;
use crate::{needs::Needs, sentence, target, web_build};

/// Asks the built server for its document and gives it to openapi-typescript.
pub fn generate(needs: &Needs) -> anyhow::Result<Generated> {
    let document =
        Command::new(needs.product()?).arg("openapi").output().context("the server could not be started")?;
    ensure!(document.status.success(), "the server gave no OpenAPI document");
    let folder = target().join("codegen");
    fs::create_dir_all(&folder)?;
    let (from, to) = (folder.join("openapi.json"), folder.join("api.ts"));
    fs::write(&from, document.stdout)?;

    let web = needs.packages("web")?;
    let done = Command::new(web_build::node().map_err(sentence)?)
        .arg(web.join("node_modules/openapi-typescript/bin/cli.js"))
        .arg(&from)
        .arg("--output")
        .arg(&to)
        .current_dir(web)
        .output()
        .context("node could not be started")?;
    ensure!(done.status.success(), "openapi-typescript failed: {}", String::from_utf8_lossy(&done.stderr));
    Ok(Generated { path: "web/src/generated/api.ts", text: fs::read_to_string(&to)? })
}
