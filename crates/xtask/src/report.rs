//! The reports of test runners in JUnit's XML, which nextest, vitest, Playwright and Node's own runner all write.

use std::{fs, ops::AddAssign, path::Path};

use anyhow::Context;

/// The numbers of tests (or checks) by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that were not run, or that could not do their test on this machine.
    pub skipped: u64,
}

impl Count {
    /// One check that passed.
    pub const PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    /// One check that failed.
    pub const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// Counts the test cases of a JUnit file.
///
/// # Errors
/// When there is no such file, or it is not XML, because the runner ended before it could report.
pub fn junit(file: &Path) -> anyhow::Result<Count> {
    let text = fs::read_to_string(file).with_context(|| format!("no report in {}", file.display()))?;
    cases(&text).with_context(|| format!("no report in {}", file.display()))
}

fn cases(xml: &str) -> anyhow::Result<Count> {
    let document = roxmltree::Document::parse(xml)?;
    let mut count = Count::default();
    for case in document.descendants().filter(|node| node.has_tag_name("testcase")) {
        let has = |name| case.children().any(|child| child.has_tag_name(name));
        if has("failure") || has("error") {
            count.failed += 1;
        } else if has("skipped") {
            count.skipped += 1;
        } else {
            count.passed += 1;
        }
    }
    Ok(count)
}

/// Reads the closing lines of `cargo test`, which has no report for programs: `test result: ok. 5 passed; 0 failed; 1
/// ignored; …`, one for each test program. An indented line of this form was printed by a failed test, so it is
/// ignored.
pub fn libtest(said: &str) -> Count {
    let mut count = Count::default();
    for line in said.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        for part in line.split([';', '.']) {
            let mut words = part.split_whitespace();
            let number = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            match words.next() {
                Some("passed") => count.passed += number,
                Some("failed") => count.failed += number,
                _ => {}
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cases_of_every_runner_are_counted() {
        // As nextest, vitest, Playwright and Node write them, shortened.
        let nextest = r#"<?xml version="1.0"?><testsuites name="nextest-run" tests="2" failures="1" errors="0">
            <testsuite name="board::gate" tests="2" disabled="0" errors="0" failures="1">
              <testcase name="a" classname="board::gate" time="0.1"/>
              <testcase name="b" classname="board::gate"><failure type="test failure">x</failure></testcase>
            </testsuite></testsuites>"#;
        let vitest = r#"<testsuites name="vitest tests" tests="2" failures="0"><testsuite name="a.test.ts">
            <testcase name="one"></testcase><testcase name="two"><skipped/></testcase></testsuite></testsuites>"#;
        let playwright = r#"<testsuites id="" tests="1"><testsuite name="a.spec.ts"><testcase name="t">
            <failure message="x" type="FAILURE"><![CDATA[<testcase>]]></failure></testcase></testsuite></testsuites>"#;
        let node = r#"<testsuites><testcase name="top" time="1" classname="test"/><testsuite name="nested">
            <testcase name="in"><error type="x"/></testcase></testsuite><!-- tests 2 --></testsuites>"#;
        for (xml, passed, failed, skipped) in
            [(nextest, 1, 1, 0), (vitest, 1, 0, 1), (playwright, 0, 1, 0), (node, 1, 1, 0)]
        {
            assert_eq!(cases(xml).unwrap(), Count { passed, failed, skipped }, "{xml}");
        }
        cases("Error: Cannot find module").unwrap_err();
        junit(Path::new("no such file")).unwrap_err();
    }

    #[test]
    fn the_closing_lines_of_cargo_test_are_understood() {
        let said = "running 5 tests\ntest result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                    test result: FAILED. 2 passed; 1 failed; 0 ignored\n    test result: ok. 9 passed; 0 failed";
        assert_eq!(libtest(said), Count { passed: 7, failed: 1, skipped: 0 });
    }
}
