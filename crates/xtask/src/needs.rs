//! The things that steps need before they can run. Each is found or made once, when the first step asks for it.

use std::{
    cell::{Cell, OnceCell},
    path::PathBuf,
    process::Command,
};

use anyhow::anyhow;

use crate::{chromium, program, root, sentence, target, web_build};

/// The things that were found or made so far.
#[derive(Default)]
pub struct Needs {
    product: OnceCell<Result<PathBuf, String>>,
    chromium: OnceCell<Result<PathBuf, String>>,
    geometry: Cell<bool>,
}

impl Needs {
    /// The debug build of the program, with its web app. Cargo is asked for all packages and a small example, because it
    /// then builds the libraries as the tests need them: asked for the program alone it would build most of them twice.
    ///
    /// # Errors
    /// When it does not build.
    pub fn product(&self) -> anyhow::Result<PathBuf> {
        let built = self.product.get_or_init(|| {
            let cargo = Command::new("cargo")
                .args([
                    "build",
                    "--locked",
                    "--quiet",
                    "--workspace",
                    "--bin",
                    "herringbone",
                    "--example",
                    "fill",
                ])
                .current_dir(root())
                .status();
            if cargo.is_ok_and(|status| status.success()) {
                // The build script puts the geometry where the web app imports it.
                self.geometry.set(true);
                Ok(program("debug"))
            } else {
                Err("The product could not be built.".to_owned())
            }
        });
        built.clone().map_err(|error| anyhow!(error))
    }

    /// Installs the packages of a folder, as its lock file lists them.
    ///
    /// # Errors
    /// When they cannot be installed; one sentence says why.
    pub fn packages(&self, folder: &str) -> anyhow::Result<PathBuf> {
        let folder = root().join(folder);
        web_build::install(&folder).map_err(sentence)?;
        Ok(folder)
    }

    /// The web app's packages, and the geometry that it imports.
    ///
    /// # Errors
    /// When one of them is not available; one sentence says why.
    pub fn web(&self) -> anyhow::Result<PathBuf> {
        let folder = self.packages("web")?;
        if !self.geometry.replace(true) {
            web_build::wasm(&root(), &target().join("web-wasm")).map_err(sentence)?;
        }
        Ok(folder)
    }

    /// The path of a browser.
    ///
    /// # Errors
    /// When there is none and none can be installed.
    pub fn chromium(&self) -> anyhow::Result<PathBuf> {
        let found = self.chromium.get_or_init(|| {
            chromium::openssl();
            let folder = self.packages("tests/browser").map_err(|error| format!("{error:#}"))?;
            chromium::find(&folder).map_err(|error| format!("{error:#}"))
        });
        found.clone().map_err(|error| anyhow!(error))
    }
}
