//! `cargo xtask test`: everything that must hold, in the order in which a failure is cheapest to find.

use std::{path::PathBuf, process::Command};

use anyhow::ensure;

use crate::{
    chromium, codegen,
    needs::Needs,
    report::Count,
    root,
    suite::{Report, Suite, counted, counted_as_far_as_possible},
    target, tidy, web_build,
};

/// A step: its name and its work. It asks for its needs itself, so that nothing is made for steps that are not run.
type Step = (&'static str, fn(&Needs) -> anyhow::Result<Count>);

const STEPS: &[Step] = &[
    ("fmt", |_| checked(&mut cargo(&["fmt", "--all", "--check"]))),
    ("clippy", |_| checked(&mut cargo(CLIPPY))),
    ("docs", |_| checked(cargo(DOCS).env("RUSTDOCFLAGS", "-D warnings"))),
    ("tidy", |_| passed(tidy::run())),
    // The product comes before the files generated from it and the tests that use it.
    ("build", |needs| passed(needs.product().map(drop))),
    ("codegen", |needs| passed(codegen::run(needs, true))),
    ("rust tests", |_| {
        chromium::readers()?;
        chromium::database();
        let (mut cargo, report) =
            rust_tests("rust", &["--workspace", "--exclude", "faults"], "not package(faults)");
        counted_as_far_as_possible(&mut cargo, &report, &target().join("not-tested"))
    }),
    ("faults", |needs| {
        chromium::database();
        chromium::failover();
        let product = needs.product()?;
        let (mut cargo, report) = rust_tests("faults", &["--package", "faults"], "package(faults)");
        let cargo = cargo.env("HERRINGBONE_BIN", product);
        counted_as_far_as_possible(cargo, &report, &target().join("not-tested"))
    }),
    ("web check", |needs| checked(&mut npm(&needs.packages("web")?, "check", &[]))),
    ("web lint", |needs| checked(&mut npm(&needs.packages("web")?, "lint", &[]))),
    ("web unit tests", |needs| {
        let report = junit("web");
        let file = format!("--outputFile.junit={}", report.display());
        let mut vitest = npm(&needs.web()?, "test", &["--reporter=default", "--reporter=junit", &file]);
        counted(&mut vitest, &Report::JUnit(report))
    }),
    ("web payload", |needs| checked(&mut npm(&needs.web()?, "payload", &[]))),
    ("stock yjs tests", |needs| {
        let report = junit("yjs");
        let file = format!("--test-reporter-destination={}", report.display());
        let mut node = npm(
            &needs.packages("tests/yjs")?,
            "test",
            &["--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=junit", &file],
        );
        counted(node.env("HERRINGBONE_BIN", needs.product()?), &Report::JUnit(report))
    }),
    ("browser tests", |needs| {
        // Printed pages are read with it.
        chromium::readers()?;
        let report = junit("browser");
        let mut playwright = npm(&needs.packages("tests/browser")?, "test", &["--reporter=list,junit"]);
        playwright
            .env("PLAYWRIGHT_JUNIT_OUTPUT_FILE", &report)
            .env("CHROMIUM", needs.chromium()?)
            .env("HERRINGBONE_BIN", needs.product()?);
        counted(&mut playwright, &Report::JUnit(report))
    }),
];

const CLIPPY: &[&str] =
    &["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"];
const DOCS: &[&str] = &["doc", "--workspace", "--no-deps", "--locked", "--quiet"];

/// Runs the whole suite, or the steps whose name contains `only`.
///
/// # Errors
/// When no step has such a name, or one failed.
pub fn run(only: Option<&str>) -> anyhow::Result<()> {
    let wanted: Vec<_> =
        STEPS.iter().filter(|(name, _)| only.is_none_or(|only| name.contains(only))).collect();
    let names: Vec<_> = STEPS.iter().map(|(name, _)| *name).collect();
    ensure!(!wanted.is_empty(), "no step is called so; there are: {}", names.join(", "));
    let (needs, mut suite) = (Needs::default(), Suite::default());
    for (name, run) in wanted {
        suite.step(name, || run(&needs));
    }
    suite.finish()
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).current_dir(root());
    cargo
}

/// The Rust tests of these packages, run by nextest, or by `cargo test` if nextest is not installed. Nextest is given
/// all packages and told which to run: chosen by cargo, some would be built twice, since others ask for less of tokio.
fn rust_tests(name: &str, packages: &[&str], chosen: &str) -> (Command, Report) {
    let asked = Command::new("cargo").args(["nextest", "--version"]).output();
    if asked.is_ok_and(|found| found.status.success()) {
        let mut nextest = cargo(&["nextest", "run", "--workspace", "--no-fail-fast", "--locked"]);
        // A nextest profile has the name of its report; nextest writes the report to a folder of its own.
        nextest.args(["--config-file", "crates/xtask/nextest.toml", "--profile", name, "-E", chosen]);
        let report = target().join("nextest").join(name).join("junit.xml");
        (nextest, Report::JUnit(report))
    } else {
        let mut test = cargo(&["test", "--no-fail-fast", "--locked"]);
        test.args(packages);
        (test, Report::Libtest)
    }
}

/// A script of a `package.json`, with further arguments for its runner.
fn npm(folder: &std::path::Path, script: &str, words: &[&str]) -> Command {
    let mut npm = Command::new(web_build::npm());
    npm.args(["run", "--silent", script, "--"]).args(words).current_dir(folder);
    npm.env("CI", "1").env("NO_COLOR", "1");
    npm
}

fn junit(name: &str) -> PathBuf {
    target().join("reports").join(format!("{name}.xml"))
}

fn checked(command: &mut Command) -> anyhow::Result<Count> {
    counted(command, &Report::Exit)
}

fn passed(done: anyhow::Result<()>) -> anyhow::Result<Count> {
    done.map(|()| Count::PASSED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contributors_are_told_every_step() {
        let told = std::fs::read_to_string(root().join(".github/CONTRIBUTING.md")).unwrap();
        // Names with two words may be broken across lines.
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        for (name, _) in STEPS {
            assert!(told.contains(&format!("`{name}`")), "{name}");
        }
    }

    #[test]
    fn a_step_that_is_not_there_is_said_before_anything_is_run() {
        let error = run(Some("browsers")).unwrap_err().to_string();
        assert!(error.contains("browser tests"), "{error}");
    }
}
