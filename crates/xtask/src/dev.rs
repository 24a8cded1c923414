//! Tasks for working on the product.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, SystemTime},
};

use anyhow::{Context, bail, ensure};

use crate::{needs::Needs, program, root, sentence, target, web_build};

/// The time between two checks of the sources. Reading the times of a few hundred files takes a few milliseconds, and
/// works on every system and every kind of disk.
const LOOK: Duration = Duration::from_millis(400);

const HOST_KEY: &str = "development";

/// Installs the web packages and builds the geometry for the browser.
///
/// # Errors
/// When one of them is not available; one sentence says why.
pub fn web() -> anyhow::Result<()> {
    Needs::default().web().map(drop)
}

/// Runs the server, which is built and started again whenever a Rust source changes; Vite in front of it, which
/// reloads the web app by itself; and a board with causes on it.
///
/// The build is the same as that of `cargo run` and `cargo xtask test`, so that none of them invalidates the others'
/// work. A copy of the program runs, so that building never waits for it.
///
/// # Errors
/// When the product does not build at first, or something could not be started, or Vite ended.
pub fn run(port: u16) -> anyhow::Result<()> {
    let needs = Needs::default();
    let folder = target().join("dev");
    fs::create_dir_all(&folder)?;
    // A change from here on, while the build runs, starts another build.
    let mut built_from = newest(&root());
    build()?;
    let address = format!("http://localhost:{port}");
    let mut server = Server::start(&folder, "127.0.0.1:0", &address)?;
    let links = seeded(&needs, &folder, &server.url, &address)?;
    let mut vite = Ended(
        Command::new(web_build::node().map_err(sentence)?)
            .arg("node_modules/vite/bin/vite.js")
            .args(["--port", &port.to_string(), "--strictPort", "--clearScreen", "false"])
            .env("HERRINGBONE_SERVER", &server.url)
            .stdin(Stdio::null())
            .current_dir(needs.packages("web")?)
            .spawn()
            .context("Vite could not be started")?,
    );
    println!("\n{links}  make a board   {address}/#key={HOST_KEY}\n");
    loop {
        thread::sleep(LOOK);
        if let Some(ended) = vite.0.try_wait()? {
            bail!("Vite ended with {ended}");
        }
        let found = newest(&root());
        if found == built_from {
            continue;
        }
        built_from = found;
        match build() {
            Ok(()) => {
                let listen = server.listen.clone();
                drop(server);
                server = Server::start(&folder, &listen, &address)?;
                println!("the server is new");
            }
            // The compiler has already reported the fault.
            Err(_) => println!("the server goes on as it was"),
        }
    }
}

fn build() -> anyhow::Result<()> {
    let cargo = Command::new("cargo")
        .args(["build", "--quiet", "--bin", "herringbone"])
        .current_dir(root())
        .status()
        .context("cargo could not be started")?;
    ensure!(cargo.success(), "the server could not be built");
    Ok(())
}

/// The server with a directory of its own, which is kept between runs.
struct Server {
    /// The process, which ends when this is dropped.
    _process: Ended,
    /// The address that it listens on, so that the next server listens there again.
    listen: String,
    /// The same address as a URL.
    url: String,
}

impl Server {
    /// Starts a copy of the built program. Returns once it listens.
    fn start(folder: &Path, listen: &str, public: &str) -> anyhow::Result<Self> {
        let copy = folder.join(format!("herringbone{}", std::env::consts::EXE_SUFFIX));
        fs::copy(program("debug"), &copy).context("the server could not be copied")?;
        let mut process = Ended(
            Command::new(copy)
                .args(["--listen", listen, "--host-key", HOST_KEY, "--public-url", public, "--data"])
                .arg(folder.join("data"))
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .current_dir(root())
                .spawn()
                .context("the server could not be started")?,
        );
        let mut said = BufReader::new(process.0.stdout.take().context("its output is piped")?).lines();
        let first = said.next().transpose()?.unwrap_or_default();
        let url = first.strip_prefix("listening on ").context("the server did not start")?.to_owned();
        let listen = url.trim_start_matches("http://").to_owned();
        // The other lines are links of a server without Vite. They are read so that printing them never blocks the
        // server.
        thread::spawn(move || said.map_while(Result::ok).for_each(drop));
        Ok(Self { _process: process, listen, url })
    }
}

/// The links of a board with people and causes on it. The board is created once and kept, so that pages stay open.
fn seeded(needs: &Needs, folder: &Path, url: &str, shown: &str) -> anyhow::Result<String> {
    let script = needs.packages("tests/yjs")?.join("play/seed.js");
    let said = Command::new(web_build::node().map_err(sentence)?)
        .arg(script)
        .args([url, HOST_KEY])
        .arg(folder.join("board.json"))
        .arg(shown)
        .output()
        .context("node could not be started")?;
    ensure!(said.status.success(), "no board could be made: {}", String::from_utf8_lossy(&said.stderr));
    Ok(String::from_utf8_lossy(&said.stdout).into_owned())
}

/// The time of the newest change to a source of the server, and the number of sources.
fn newest(root: &Path) -> (usize, Option<SystemTime>) {
    let mut next: Vec<PathBuf> =
        ["Cargo.toml", "Cargo.lock", "crates", "server"].iter().map(|name| root.join(name)).collect();
    let (mut count, mut newest) = (0, None);
    while let Some(path) = next.pop() {
        let Ok(data) = fs::metadata(&path) else { continue };
        if data.is_dir() {
            // These folders are not part of the server: the tasks themselves, and tests.
            let outside = ["xtask", "tests", "examples", "node_modules"].map(std::ffi::OsStr::new);
            if path.file_name().is_none_or(|name| !outside.contains(&name)) {
                let inside = fs::read_dir(&path).into_iter().flatten().map_while(Result::ok);
                next.extend(inside.map(|entry| entry.path()));
            }
        } else {
            count += 1;
            newest = newest.max(data.modified().ok());
        }
    }
    (count, newest)
}

/// A process that ends with this one.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
