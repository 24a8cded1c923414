//! Tasks for working on the product.

use std::process::{Child, Command};

use anyhow::{Context, ensure};

use crate::{program, root, sentence, target, web_build};

/// Installs the web packages and builds the geometry for the browser.
pub fn web() -> anyhow::Result<()> {
    web_build::packages(&root()).map_err(sentence)?;
    web_build::wasm(&root(), &target().join("web-wasm")).map_err(sentence)
}

/// The server, and Vite in front of it: open the address that Vite prints.
pub fn run() -> anyhow::Result<()> {
    web()?;
    let cargo = Command::new("cargo")
        .args(["build", "--bin", "herringbone"])
        .env("HERRINGBONE_WEB", "off")
        .current_dir(root())
        .status()?;
    ensure!(cargo.success(), "the server could not be built");
    let mut server = Ended(
        Command::new(program("debug"))
            .args(["--listen", "127.0.0.1:8080", "--host-key", "development"])
            .arg("--data")
            .arg(target().join("dev-data"))
            .current_dir(root())
            .spawn()
            .context("the server could not be started")?,
    );
    println!("Open the address that Vite prints, with #key=development at its end, to make a board.");
    let vite = Command::new("npx").arg("vite").current_dir(root().join("web")).status();
    server.0.kill().ok();
    ensure!(vite.context("Vite could not be started")?.success(), "Vite ended with an error");
    Ok(())
}

/// A process that ends with us.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
