//! `cargo xtask bench`: builds the server and the generator, installs the neighbours, and measures.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, ensure};

use crate::{program, root, web_build};

/// Runs load tests against a release build; `arguments` are passed to the generator.
///
/// # Errors
/// When something cannot be built, or the measurement fails. A neighbour that cannot be installed is skipped.
pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let (root, bench) = (root(), root().join(".bench"));
    let built = Command::new("cargo")
        .args(["build", "--release", "--locked", "--package", "server", "--package", "load"])
        .current_dir(&root)
        .status()?;
    ensure!(built.success(), "the server and the generator could not be built");
    if let Err(error) = neighbours(&root.join("tests/load/peers"), &bench.join("peers")) {
        println!("without the neighbours: {error:#}");
    }
    let done = Command::new(program("release").with_file_name("load"))
        .args([
            "--herringbone".as_ref(),
            program("release").as_os_str(),
            "--bench".as_ref(),
            bench.as_os_str(),
        ])
        .args(arguments)
        .current_dir(&root)
        .status()?;
    ensure!(done.success(), "the load tests failed");
    Ok(())
}

/// Installs the neighbours from the npm registry, once.
fn neighbours(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    let mut changed = false;
    for file in ["package.json", "package-lock.json", "hocuspocus.mjs"] {
        let wanted = fs::read(from.join(file)).with_context(|| format!("tests/load/peers/{file}"))?;
        if fs::read(to.join(file)).ok().as_ref() != Some(&wanted) {
            fs::write(to.join(file), wanted)?;
            changed = true;
        }
    }
    if changed || !to.join("node_modules").exists() {
        println!("installing the neighbours");
        // Install scripts would download from other places. The one native part that is needed is built below.
        let installed = Command::new(web_build::npm())
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(to)
            .status()
            .context("npm is missing")?;
        ensure!(installed.success(), "npm ci failed");
    }
    let sqlite = to.join("node_modules/better-sqlite3");
    if !sqlite.join("build/Release/better_sqlite3.node").exists() {
        println!("building hocuspocus' SQLite");
        let mut gyp = Command::new("node");
        gyp.arg(node_gyp()?).args(["rebuild", "--release", "--loglevel=error"]).current_dir(&sqlite);
        if Path::new("/usr/include/node").exists() {
            gyp.arg("--nodedir=/usr");
        }
        if !gyp.status()?.success() {
            println!("without hocuspocus: its SQLite could not be built");
        }
    }
    Ok(())
}

/// The node-gyp that comes with npm.
fn node_gyp() -> anyhow::Result<PathBuf> {
    let own = env::var_os("NODE_GYP").map(PathBuf::from);
    let asked = || {
        let said = Command::new(web_build::npm()).args(["root", "--global"]).output().ok()?;
        let global = PathBuf::from(String::from_utf8_lossy(&said.stdout).trim());
        Some(global.join("npm/node_modules/node-gyp/bin/node-gyp.js"))
    };
    own.or_else(asked)
        .filter(|path| path.exists())
        .context("npm's node-gyp was not found; name it in NODE_GYP")
}
