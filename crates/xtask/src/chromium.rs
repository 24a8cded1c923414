//! Finds a Chromium for the browser tests and the readers of files for those of exports, or installs them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::bail;

/// The names under which a usable browser is installed.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/// The browser's path: from `CHROMIUM`, from the search path, or freshly installed.
///
/// # Errors
/// When there is none and none can be installed: the sentence says what to install.
pub fn find(browser_tests: &Path) -> anyhow::Result<PathBuf> {
    if let Some(path) = env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.exists()) {
        return Ok(path);
    }
    if let Some(path) = on_path() {
        return Ok(path);
    }
    if install("chromium")
        && let Some(path) = on_path()
    {
        return Ok(path);
    }
    println!("installing Chromium with Playwright");
    let installed =
        Command::new("npx").args(["playwright", "install", "chromium"]).current_dir(browser_tests).status();
    let script = "process.stdout.write(require('playwright-core').chromium.executablePath())";
    if installed.is_ok_and(|status| status.success())
        && let Ok(found) = Command::new("node").args(["-e", script]).current_dir(browser_tests).output()
    {
        let path = PathBuf::from(String::from_utf8_lossy(&found.stdout).trim());
        if path.exists() {
            return Ok(path);
        }
    }
    bail!(
        "The browser tests need Chromium; install it (Debian: apt-get install chromium) or name it in CHROMIUM."
    )
}

/// The readers of PDFs and XML that the tests of exports run: found, or freshly installed.
///
/// # Errors
/// When there are none and they cannot be installed: the sentence says what to install.
pub fn readers() -> anyhow::Result<()> {
    for (package, programs) in
        [("poppler-utils", &["pdftotext", "pdffonts"][..]), ("libxml2-utils", &["xmllint"])]
    {
        let is_there = || programs.iter().all(|name| named(&[name]).is_some());
        if !(is_there() || install(package) && is_there()) {
            bail!(
                "The tests of exports read files with {programs:?}; install it (Debian: apt-get install {package})."
            )
        }
    }
    Ok(())
}

/// PostgreSQL for the tests of its journal, if it can be installed; without it those tests say that they were not made.
pub fn database() {
    let is_there = || {
        let programs = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        env::var_os("POSTGRES_BIN").is_some()
            || named(&["initdb"]).is_some()
            || programs.map(|version| version.path().join("bin/initdb")).any(|initdb| initdb.exists())
    };
    if !(is_there() || install("postgresql") && is_there()) {
        println!("the tests of boards in PostgreSQL need it (Debian: apt-get install postgresql)");
    }
}

/// OpenSSL's program, which makes the certificates of the browser tests.
pub fn openssl() {
    if named(&["openssl"]).is_none() && !install("openssl") {
        println!("the browser tests of https need openssl (Debian: apt-get install openssl)");
    }
}

/// Installs a package if this system has such packages and this process may install them.
fn install(package: &str) -> bool {
    if !is_root() || !Path::new("/etc/debian_version").exists() {
        return false;
    }
    println!("installing {package} with apt-get");
    let apt = |arguments: &[&str]| {
        Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").status()
    };
    let _ = apt(&["update", "-qq"]);
    let _ = apt(&["install", "-y", "-qq", "--no-install-recommends", package]);
    true
}

fn on_path() -> Option<PathBuf> {
    named(NAMES)
}

fn named(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}

/// Whether this process may install packages. Reading `/proc` needs no unsafe code. Without `/proc` the answer is no.
fn is_root() -> bool {
    fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| status.lines().find_map(|line| line.strip_prefix("Uid:").map(str::to_owned)))
        .is_some_and(|uids| uids.split_whitespace().nth(1) == Some("0"))
}
