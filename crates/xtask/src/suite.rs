//! Runs the steps of the suite, shows their output at once, and counts their tests.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::Instant,
};

use anyhow::Context;

use crate::report::{self, Count};

/// The place where a step reports the results of its tests.
pub enum Report {
    /// No report: the step is one check, and its exit code is the result.
    Exit,
    /// A JUnit file, which the runner overwrites.
    JUnit(PathBuf),
    /// The closing lines of `cargo test`.
    Libtest,
}

/// The results of the steps so far.
#[derive(Default)]
pub struct Suite {
    total: Count,
    failed_steps: Vec<&'static str>,
}

impl Suite {
    /// Runs a step and counts its results. A step that could not be run has failed.
    pub fn step(&mut self, name: &'static str, run: impl FnOnce() -> anyhow::Result<Count>) {
        println!("\n=== {name}");
        let started = Instant::now();
        let count = run().unwrap_or_else(|error| {
            println!("{error:#}");
            Count::FAILED
        });
        let took = started.elapsed().as_secs_f32();
        println!("--- {name}: {} ({took:.1} s)", summary(count));
        self.total += count;
        if count.failed > 0 {
            self.failed_steps.push(name);
        }
    }

    /// Prints the last line.
    ///
    /// # Errors
    /// When something failed.
    pub fn finish(self) -> anyhow::Result<()> {
        if !self.failed_steps.is_empty() {
            println!("\nfailed: {}", self.failed_steps.join(", "));
        }
        println!("\n{}", summary(self.total));
        anyhow::ensure!(self.total.failed == 0, "the suite failed");
        Ok(())
    }
}

fn summary(count: Count) -> String {
    let skipped = match count.skipped {
        0 => String::new(),
        skipped => format!(", {skipped} skipped"),
    };
    format!("{} passed, {} failed{skipped}", count.passed, count.failed)
}

/// Runs a command to its end and counts the results that it reports.
///
/// # Errors
/// When it could not be started.
pub fn counted(command: &mut Command, report: &Report) -> anyhow::Result<Count> {
    if let Report::JUnit(file) = report {
        // A report of an earlier run must not count for this one.
        let _ = fs::remove_file(file);
        fs::create_dir_all(file.parent().context("a report is in a folder")?)?;
    }
    let program = command.get_program().to_string_lossy().into_owned();
    let (status, mut count) = match report {
        Report::Libtest => {
            let (status, said) = shown(command).with_context(|| format!("{program} could not be started"))?;
            (status, report::libtest(&said))
        }
        Report::JUnit(file) => {
            let status = run(command).with_context(|| format!("{program} could not be started"))?;
            (
                status,
                report::junit(file).unwrap_or_else(|error| {
                    println!("{error:#}");
                    Count::FAILED
                }),
            )
        }
        Report::Exit => {
            let status = run(command).with_context(|| format!("{program} could not be started"))?;
            (status, if status.success() { Count::PASSED } else { Count::FAILED })
        }
    };
    // A runner that fails without a failed test (its own fault, or nothing to run) counts as one failure.
    if !status.success() && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// Like [`counted`], for tests that may be impossible on this machine (no tracer, no right to mount). Such a test
/// writes a line into the file named by `NOT_TESTED` and passes; it is counted as skipped.
///
/// # Errors
/// When the command could not be started.
pub fn counted_as_far_as_possible(
    command: &mut Command,
    report: &Report,
    not_tested: &Path,
) -> anyhow::Result<Count> {
    // An earlier run may have left the file.
    let _ = fs::remove_file(not_tested);
    let mut count = counted(command.env("NOT_TESTED", not_tested), report)?;
    for line in fs::read_to_string(not_tested).unwrap_or_default().lines() {
        println!("not tested here: {line}");
        count.passed = count.passed.saturating_sub(1);
        count.skipped += 1;
    }
    Ok(count)
}

fn run(command: &mut Command) -> std::io::Result<ExitStatus> {
    command.stdin(Stdio::null()).status()
}

/// Runs a command. Its standard output is shown at once and returned; its standard error is only shown.
fn shown(command: &mut Command) -> std::io::Result<(ExitStatus, String)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut said = String::new();
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            let _ = writeln!(std::io::stdout(), "{line}");
            said.push_str(&line);
            said.push('\n');
        }
    }
    Ok((child.wait()?, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_one_that_programs_read() {
        assert_eq!(summary(Count { passed: 5, failed: 0, skipped: 0 }), "5 passed, 0 failed");
        assert_eq!(summary(Count { passed: 5, failed: 1, skipped: 2 }), "5 passed, 1 failed, 2 skipped");
    }

    #[test]
    fn a_step_that_fails_or_cannot_be_run_fails_the_suite() {
        for wrong in [|| Ok(Count::FAILED), || anyhow::bail!("no Chromium")] {
            let mut suite = Suite::default();
            suite.step("good", || Ok(Count::PASSED));
            suite.step("wrong", wrong);
            assert_eq!((suite.total.passed, suite.total.failed), (1, 1));
            suite.finish().unwrap_err();
        }
    }

    #[test]
    fn a_runner_that_leaves_no_report_has_failed() {
        let folder = crate::target().join("reports");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("test-of-suite.xml");
        fs::write(&file, "<testsuites><testcase/></testsuites>").unwrap();
        // `cargo --version` succeeds and reports nothing. The report of an earlier run must not count.
        let count = counted(Command::new("cargo").arg("--version"), &Report::JUnit(file)).unwrap();
        assert_eq!(count, Count::FAILED);
        counted(&mut Command::new("no such program"), &Report::Exit).unwrap_err();
    }
}
