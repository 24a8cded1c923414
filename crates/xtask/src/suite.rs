//! Runs a step of the suite, shows what it says while it says it, and counts its tests.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Instant,
};

/// What a step, or the whole suite, came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests (or checks) that passed.
    pub passed: u64,
    /// Tests (or checks) that failed.
    pub failed: u64,
}

/// The steps so far.
#[derive(Default)]
pub struct Suite {
    total: Count,
    failed_steps: Vec<String>,
    /// What tests could not try here, one line for each.
    not_tested: Vec<String>,
}

impl Suite {
    /// Runs a command as a step.
    pub fn step(&mut self, name: &str, command: &mut Command) {
        println!("\n=== {name}");
        let started = Instant::now();
        let (ok, said) = match shown(command) {
            Ok(done) => done,
            Err(error) => {
                println!("{} could not be started: {error}", command.get_program().to_string_lossy());
                (false, String::new())
            }
        };
        let mut count = counted(&said);
        if count == Count::default() && ok {
            count.passed = 1;
        }
        if !ok && count.failed == 0 {
            count.failed = 1;
        }
        self.add(name, count, started);
    }

    /// Runs tests that may not be able to try something here (a tracer is missing, nothing may be mounted). Such a
    /// test says so in the file named by `NOT_TESTED`, and is not counted as passed.
    pub fn step_of_this_machine(&mut self, name: &str, command: &mut Command, scratch: &Path) {
        let file = scratch.join("not-tested");
        // Left by an earlier run, if it is there.
        let _ = fs::remove_file(&file);
        self.step(name, command.env("NOT_TESTED", &file));
        let said = fs::read_to_string(&file).unwrap_or_default();
        for line in said.lines() {
            println!("not tested here: {line}");
            self.not_tested.push(line.to_owned());
        }
        self.total.passed = self.total.passed.saturating_sub(said.lines().count() as u64);
    }

    /// Runs something of our own as a step.
    pub fn check(&mut self, name: &str, check: impl FnOnce() -> anyhow::Result<()>) {
        println!("\n=== {name}");
        let started = Instant::now();
        let count = match check() {
            Ok(()) => Count { passed: 1, failed: 0 },
            Err(error) => {
                println!("{error:#}");
                Count { passed: 0, failed: 1 }
            }
        };
        self.add(name, count, started);
    }

    fn add(&mut self, name: &str, count: Count, started: Instant) {
        let took = started.elapsed().as_secs_f32();
        println!("--- {name}: {} passed, {} failed ({took:.1} s)", count.passed, count.failed);
        self.total.passed += count.passed;
        self.total.failed += count.failed;
        if count.failed > 0 {
            self.failed_steps.push(name.to_owned());
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
        let not_tested = match self.not_tested.len() {
            0 => String::new(),
            count => format!(", {count} not tested here"),
        };
        println!("\n{} passed, {} failed{not_tested}", self.total.passed, self.total.failed);
        anyhow::ensure!(self.total.failed == 0, "the suite failed");
        Ok(())
    }
}

/// Runs a command; its output goes on at once and is kept.
fn shown(command: &mut Command) -> std::io::Result<(bool, String)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let said = Arc::new(Mutex::new(String::new()));
    let copy = |from: Option<Box<dyn Read + Send>>| {
        let said = Arc::clone(&said);
        thread::spawn(move || {
            for line in
                from.into_iter().flat_map(|from| BufReader::new(from).split(b'\n')).map_while(Result::ok)
            {
                let line = String::from_utf8_lossy(&line);
                let _ = writeln!(std::io::stdout(), "{line}");
                let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                said.push_str(&line);
                said.push('\n');
            }
        })
    };
    let out = copy(child.stdout.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>));
    let err = copy(child.stderr.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>));
    let status = child.wait()?;
    let _ = (out.join(), err.join());
    let said = std::mem::take(&mut *said.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((status.success(), said))
}

/// Reads the summaries of the runners we use: nextest, cargo test, vitest, node, playwright.
fn counted(said: &str) -> Count {
    let mut count = Count::default();
    for line in said.lines() {
        let plain = without_colours(line);
        let words: Vec<&str> = plain.split_whitespace().collect();
        let summary = match words.as_slice() {
            // `Summary [ 1.2s] 53 tests run: 52 passed, 1 failed, 0 skipped`
            ["Summary", ..] if plain.contains("run:") => true,
            // `test result: ok. 5 passed; 0 failed; …`; indented it is what a failed test said under nextest
            ["test", "result:", ..] => !plain.starts_with(' '),
            // `Tests  1 failed | 12 passed (13)`
            ["Tests", rest @ ..] => rest.iter().any(|word| *word == "passed" || *word == "failed"),
            // `ℹ pass 5`, `# fail 0`
            ["ℹ" | "#", "pass", number] => {
                count.passed += number.parse().unwrap_or(0);
                false
            }
            ["ℹ" | "#", "fail", number] => {
                count.failed += number.parse().unwrap_or(0);
                false
            }
            // `  5 passed (3.2s)`, `  1 failed`
            [number, "passed" | "failed", rest @ ..] => {
                number.bytes().all(|b| b.is_ascii_digit()) && rest.iter().all(|word| word.starts_with('('))
            }
            _ => false,
        };
        if summary {
            for pair in words.windows(2) {
                let number = pair[0].parse().unwrap_or(0);
                match pair[1].trim_end_matches([',', ';', '.']) {
                    "passed" => count.passed += number,
                    "failed" => count.failed += number,
                    _ => {}
                }
            }
        }
    }
    count
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once(|c: char| c.is_ascii_alphabetic()).map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summaries_of_the_runners_are_understood() {
        for (said, passed, failed) in [
            ("     Summary [   1.204s] 53 tests run: 52 passed, 1 failed, 3 skipped", 52, 1),
            ("test result: ok. 5 passed; 0 failed; 0 ignored\ntest result: ok. 2 passed; 0 failed", 7, 0),
            (" Test Files  2 passed (2)\n      Tests  1 failed | 12 passed (13)", 12, 1),
            (
                "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m44 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (44)\u{1b}[39m",
                44,
                0,
            ),
            ("ℹ tests 6\nℹ pass 5\nℹ fail 1", 5, 1),
            ("  1 failed\n    a.spec.ts:3\n  5 passed (3.2s)", 5, 1),
            ("it passed 5 passed things", 0, 0),
        ] {
            assert_eq!(counted(said), Count { passed, failed }, "{said}");
        }
    }
}
