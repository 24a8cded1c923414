//! The OpenAPI document that the server generates, as TypeScript types.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, ensure};

use super::Generated;
use crate::{program, sentence, target, web_build};

/// Asks the built server for its document and gives it to openapi-typescript.
pub fn generate(root: &Path) -> anyhow::Result<Generated> {
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--bin", "herringbone"])
        .current_dir(root)
        .status()
        .context("cargo could not be started")?;
    ensure!(built.success(), "the server could not be built");
    let document =
        Command::new(program("debug")).arg("openapi").output().context("the server could not be started")?;
    ensure!(document.status.success(), "the server gave no OpenAPI document");
    let folder = target().join("codegen");
    fs::create_dir_all(&folder)?;
    let (from, to) = (folder.join("openapi.json"), folder.join("api.ts"));
    fs::write(&from, document.stdout)?;

    web_build::packages(root).map_err(sentence)?;
    let done = Command::new(web_build::node().map_err(sentence)?)
        .arg(root.join("web/node_modules/openapi-typescript/bin/cli.js"))
        .arg(&from)
        .arg("--output")
        .arg(&to)
        .current_dir(root.join("web"))
        .output()
        .context("node could not be started")?;
    ensure!(done.status.success(), "openapi-typescript failed: {}", String::from_utf8_lossy(&done.stderr));
    Ok(Generated { path: "web/src/generated/api.ts", text: fs::read_to_string(&to)? })
}
