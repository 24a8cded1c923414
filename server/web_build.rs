// How the web app is built: shared by the server's build script and `cargo xtask`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::SystemTime,
};

/// Files and folders from which the web app is made.
pub fn sources(root: &Path) -> Vec<PathBuf> {
    let web = [
        "src",
        "messages",
        "public",
        "scripts",
        "index.html",
        "package.json",
        "package-lock.json",
        "vite.config.ts",
        "svelte.config.js",
        "tsconfig.json",
    ];
    let web = web.iter().map(|name| root.join("web").join(name));
    let rust = ["fishbone", "chart", "fishbone-wasm"].iter().map(|name| root.join("crates").join(name));
    web.chain(rust).filter(|path| path.exists()).collect()
}

/// Installs the web packages if they are missing or older than the lock file.
///
/// # Errors
/// One sentence that says what to install or what failed.
pub fn packages(root: &Path) -> Result<(), String> {
    install(&root.join("web"))
}

/// `npm ci` in a folder, if what is installed is missing or older than its lock file.
///
/// # Errors
/// One sentence that says what to install or what failed.
pub fn install(folder: &Path) -> Result<(), String> {
    node()?;
    let installed = modified(&folder.join("node_modules/.package-lock.json"));
    let locked = modified(&folder.join("package-lock.json"));
    if installed.is_some() && installed >= locked {
        return Ok(());
    }
    run(Command::new(npm()).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder))
        .map_err(|error| {
            format!("The web packages could not be installed (npm ci in {}): {error}", folder.display())
        })?;
    // npm may keep an older time; what counts from now on is that it was installed after the lock file.
    let stamp = folder.join("node_modules/.package-lock.json");
    if let Ok(file) = fs::File::options().append(true).open(stamp) {
        let _ = file.set_modified(SystemTime::now());
    }
    Ok(())
}

/// Builds the fishbone geometry for the browser and puts it where the web app imports it.
///
/// # Errors
/// One sentence that says what to install or what failed.
pub fn wasm(root: &Path, target: &Path) -> Result<(), String> {
    wasm_target()?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // A cargo inside cargo: what belongs to the outer build must not leak into this one.
    for name in [
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_BUILD_TARGET",
        "CARGO_TARGET_DIR",
        "CLIPPY_ARGS",
    ] {
        cargo.env_remove(name);
    }
    cargo
        .args(["build", "--quiet", "--release", "--locked", "--package", "fishbone-wasm"])
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(target)
        .args(["--config", "profile.release.opt-level=3", "--config", "profile.release.lto=true"])
        .args(["--config", "profile.release.panic='abort'", "--config", "profile.release.strip=true"])
        .args(["--config", "profile.release.codegen-units=1"])
        .current_dir(root);
    run(&mut cargo)
        .map_err(|error| format!("The fishbone geometry could not be built for the browser: {error}"))?;
    let built = target.join("wasm32-unknown-unknown/release/fishbone_wasm.wasm");
    let bytes =
        fs::read(&built).map_err(|error| format!("{} could not be read: {error}", built.display()))?;
    let asset = root.join("web/src/fishbone/fishbone.wasm");
    if fs::read(&asset).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    let written = asset.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&asset, bytes));
    written.map_err(|error| format!("{} could not be written: {error}", asset.display()))?;
    // It is a product among sources: dated back, so that writing it does not ask for another build.
    if let Ok(file) = fs::File::options().append(true).open(&asset) {
        let _ = file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000));
    }
    Ok(())
}

/// Adds the wasm target if it is missing.
///
/// # Errors
/// One sentence that says what to install.
pub fn wasm_target() -> Result<(), String> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let present = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .is_ok_and(|found| Path::new(String::from_utf8_lossy(&found.stdout).trim()).is_dir());
    if present || run(Command::new("rustup").args(["target", "add", TARGET])).is_ok() {
        return Ok(());
    }
    Err(format!(
        "Herringbone needs Rust's {TARGET} target; install it with `rustup target add {TARGET}` (or your system's package for it) and build again."
    ))
}

/// Bundles the web app into a folder.
///
/// # Errors
/// One sentence that says what failed.
pub fn bundle(root: &Path, dist: &Path) -> Result<(), String> {
    let web = root.join("web");
    let mut vite = Command::new(node()?);
    vite.arg(web.join("node_modules/vite/bin/vite.js"))
        .args(["build", "--emptyOutDir", "--logLevel", "warn", "--outDir"])
        .arg(dist)
        .env_remove("NODE_OPTIONS")
        .env("NODE_ENV", "production")
        .current_dir(&web);
    run(&mut vite).map_err(|error| format!("The web app could not be bundled: {error}"))
}

/// The Node.js to run, if there is one that is new enough for the web app's tools.
///
/// # Errors
/// One sentence that says what to install.
pub fn node() -> Result<&'static str, String> {
    const WANTED: &str = "Herringbone's web app is built with Node.js 20.19, 22.12 or newer; install it from https://nodejs.org (or your system's packages) and build again.";
    let found = Command::new("node").arg("--version").output().map_err(|_| WANTED.to_owned())?;
    let version = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    let mut numbers =
        version.trim_start_matches('v').split('.').map_while(|number| number.parse::<u32>().ok());
    match (numbers.next(), numbers.next()) {
        (Some(20), Some(19..)) | (Some(22), Some(12..)) | (Some(23..), _) => Ok("node"),
        _ => Err(format!("{WANTED} Found: {version}")),
    }
}

/// npm's name on this system.
pub fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

/// Runs a command; if it fails, what it said goes to stderr.
fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{name} could not be started ({error})."))?;
    if done.status.success() {
        return Ok(());
    }
    for said in [done.stdout, done.stderr] {
        eprint!("{}", String::from_utf8_lossy(&said));
    }
    Err(format!("{name} ended with {}; what it said is shown with this error.", done.status))
}
