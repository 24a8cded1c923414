//! `cargo xtask test`: everything that must hold, in the order in which a failure is cheapest to find.

use std::process::Command;

use crate::{chromium, codegen, program, root, sentence, suite::Suite, target, tidy, web_build};

/// Folders with packages of their own that tests need.
const PACKAGES: &[&str] = &["web", "tests/yjs", "tests/browser"];

/// Runs the whole suite, or the steps whose name contains `only`.
///
/// # Errors
/// When something is missing that cannot be installed, or a step failed.
pub fn run(only: Option<&str>) -> anyhow::Result<()> {
    let root = root();
    let wanted = |name: &str| only.is_none_or(|only| name.contains(only));
    let mut suite = Suite::default();

    for folder in
        PACKAGES.iter().map(|folder| root.join(folder)).filter(|folder| folder.join("package.json").exists())
    {
        web_build::install(&folder).map_err(sentence)?;
    }
    web_build::wasm_target().map_err(sentence)?;
    let browser_tests = root.join("tests/browser");
    let chromium = chromium::find(&browser_tests)?;

    let cargo = |arguments: &[&str]| {
        let mut cargo = Command::new("cargo");
        cargo.args(arguments).current_dir(&root);
        cargo
    };
    // What tests against the built product find it by.
    let product = |program_name: &str, folder: &str, arguments: &[&str]| {
        let mut command = Command::new(program_name);
        command.args(arguments).current_dir(root.join(folder));
        command
            .env("HERRINGBONE_BIN", program("debug"))
            .env("CHROMIUM", &chromium)
            .env("CI", "1")
            .env("NO_COLOR", "1");
        command
    };

    if wanted("fmt") {
        suite.step("fmt", &mut cargo(&["fmt", "--all", "--check"]));
    }
    if wanted("clippy") {
        suite.step(
            "clippy",
            &mut cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--locked",
                "--quiet",
                "--",
                "-D",
                "warnings",
            ]),
        );
    }
    // The product itself comes before what is generated from it and what is tried on it.
    suite.step("build", &mut cargo(&["build", "--locked", "--quiet", "--bin", "herringbone"]));
    if wanted("codegen") {
        suite.check("codegen", || codegen::run(true));
    }
    if wanted("tidy") {
        suite.check("tidy", tidy::run);
    }
    if wanted("rust") {
        let nextest = Command::new("cargo")
            .args(["nextest", "--version"])
            .output()
            .is_ok_and(|found| found.status.success());
        let runner: &[&str] =
            if nextest { &["nextest", "run", "--no-fail-fast"] } else { &["test", "--no-fail-fast"] };
        let faults = root.join("tests/faults/Cargo.toml").exists();
        let mut rust = cargo(runner);
        rust.args(["--workspace", "--locked"]);
        if faults {
            rust.args(["--exclude", "faults"]);
        }
        suite.step_of_this_machine("rust tests", &mut rust, &target());
        if faults && wanted("rust faults") {
            let mut rust = cargo(runner);
            rust.args(["--package", "faults", "--locked"]).env("HERRINGBONE_BIN", program("debug"));
            suite.step_of_this_machine("faults", &mut rust, &target());
        }
    }
    if wanted("web check") {
        suite.step("web check", &mut product(web_build::npm(), "web", &["run", "--silent", "check"]));
    }
    if wanted("web unit tests") {
        suite.step("web unit tests", &mut product(web_build::npm(), "web", &["run", "--silent", "test"]));
    }
    if wanted("web payload") {
        suite.step("web payload", &mut product(web_build::npm(), "web", &["run", "--silent", "payload"]));
    }
    if wanted("yjs") && root.join("tests/yjs/package.json").exists() {
        suite.step("stock yjs tests", &mut product(web_build::npm(), "tests/yjs", &["test", "--silent"]));
    }
    if wanted("browser") && browser_tests.join("package.json").exists() {
        suite.step("browser tests", &mut product(web_build::npm(), "tests/browser", &["test", "--silent"]));
    }
    suite.finish()
}
