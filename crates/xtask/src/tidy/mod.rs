//! Checks the rules of the repository that no compiler knows.

mod dependencies;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};

use crate::root;

/// Crates whose rules are stated in a `SPEC.md`.
const SPECIFIED: &[&str] = &["board", "journal", "room"];

/// The only files that may be at the top of the repository.
const TOP: &[&str] = &[
    ".cargo",
    ".ci",
    ".clippy.toml",
    ".editorconfig",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".rustfmt.toml",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "crates",
    "rust-toolchain.toml",
    "server",
    "tests",
    "web",
];

/// The most lines of a file of each kind. A longer file needs a comment with `long because` that gives the reason.
const LONGEST: &[(&str, usize)] = &[("rs", 400), ("svelte", 200)];

/// The largest file that may be in the repository, in bytes, except pictures and fonts.
const LARGEST: u64 = 600_000;

/// Checks everything and lists all faults.
///
/// # Errors
/// When there is a fault.
pub fn run() -> anyhow::Result<()> {
    let root = root();
    let files = tracked(&root)?;
    let mut wrong = vec![];
    for name in SPECIFIED {
        wrong.extend(rules_and_tests(&root, name, &files)?);
    }
    wrong.extend(dependencies::check(&root)?);
    wrong.extend(top_level(&files));
    for file in &files {
        wrong.extend(file_rules(&root, file));
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}

/// The files that git knows, as paths from the root.
fn tracked(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let listed =
        Command::new("git").args(["ls-files", "-z"]).current_dir(root).output().context("git ls-files")?;
    if !listed.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
    }
    let names = String::from_utf8_lossy(&listed.stdout).into_owned();
    let files = names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from);
    Ok(files.filter(|file| root.join(file).exists()).collect())
}

/// Checks that every stated rule has a test that carries its id, and that every id in a test is stated.
fn rules_and_tests(root: &Path, name: &str, files: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    let home = format!("crates/{name}");
    let Ok(spec) = fs::read_to_string(root.join(&home).join("SPEC.md")) else {
        return Ok(vec![format!("{home}/SPEC.md is missing")]);
    };
    let stated = stated_rules(&spec);
    let areas: BTreeSet<String> =
        stated.iter().filter_map(|id| id.split_once('-')).map(|(area, _)| area.to_owned()).collect();
    let mut tested: BTreeMap<String, PathBuf> = BTreeMap::new();
    // A rule may also be tested from outside: against the built server, by stock clients, in the browser.
    for file in files.iter().filter(|file| is_test_source(file)) {
        let text = fs::read_to_string(root.join(file)).unwrap_or_default();
        for id in carried_ids(&text) {
            tested.entry(id).or_insert_with(|| file.clone());
        }
    }
    let untested = stated
        .iter()
        .filter(|id| !tested.contains_key(*id))
        .map(|id| format!("{home}/SPEC.md states {id}; no test carries it"));
    let unstated = tested
        .iter()
        .filter(|(id, file)| {
            file.starts_with(&home) && id.split_once('-').is_some_and(|(area, _)| areas.contains(area))
        })
        .filter(|(id, _)| !stated.contains(*id))
        .map(|(id, file)| {
            format!("{} has a test for {id}; {home}/SPEC.md does not state it", file.display())
        });
    Ok(untested.chain(unstated).collect())
}

fn is_test_source(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    (extension == "rs" || extension == "ts" || extension == "mjs")
        && (file.starts_with("crates") || file.starts_with("tests") || file.starts_with("server"))
}

/// Ids that open a line of the specification: `- **VOTE-5** …`, `### VOTE-5`, `| VOTE-5 |`.
fn stated_rules(spec: &str) -> BTreeSet<String> {
    let opening = |line: &str| {
        let line = line.trim_start_matches(['-', '*', '#', '|', '`', '[', ' ', '\t']);
        let id: String =
            line.chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '-').collect();
        is_id(&id).then_some(id)
    };
    spec.lines().filter_map(opening).collect()
}

fn is_id(text: &str) -> bool {
    text.split_once('-').is_some_and(|(area, number)| {
        area.len() >= 2
            && area.bytes().all(|b| b.is_ascii_uppercase())
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Ids in the names of tests: `fn vote_5_a_repeat_is_harmless` carries `VOTE-5`, `gate_2_gate_3_…` carries two. A
/// suite that a macro expands has only the names. In JavaScript the id opens the name.
fn carried_ids(source: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for line in source.lines().map(str::trim) {
        let name = line.trim_start_matches("async ").trim_start_matches("fn ");
        let mut parts = name.split(|c: char| !c.is_ascii_alphanumeric());
        while let (Some(area), Some(number)) = (parts.next(), parts.next()) {
            let id = format!("{}-{number}", area.to_uppercase());
            if !area.bytes().all(|b| b.is_ascii_lowercase()) || !is_id(&id) {
                break;
            }
            ids.insert(id);
        }
        for opening in ["test('", "test(\"", "test(`", "it('", "it(\"", "it(`"] {
            if let Some(name) = line.strip_prefix(opening) {
                let id =
                    name.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap_or_default();
                if is_id(id) {
                    ids.insert(id.to_owned());
                }
            }
        }
    }
    ids
}

fn top_level(files: &[PathBuf]) -> Vec<String> {
    let names: BTreeSet<String> = files
        .iter()
        .filter_map(|file| file.iter().next())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let strange = names.iter().filter(|name| !TOP.contains(&name.as_str()));
    strange.map(|name| format!("{name} does not belong at the top of the repository")).collect()
}

fn file_rules(root: &Path, file: &Path) -> Vec<String> {
    let mut wrong = vec![];
    let path = root.join(file);
    let shown = file.display();
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let size = fs::metadata(&path).map_or(0, |data| data.len());
    let binary = ["png", "jpg", "webp", "ttf", "woff2", "pdf", "ico"].contains(&extension);
    if size > LARGEST && !binary && !file.ends_with("Cargo.lock") {
        wrong.push(format!("{shown} has {size} bytes; nothing written by hand is that large"));
    }
    let Ok(text) = fs::read_to_string(&path) else { return wrong };
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    if ["rs", "ts", "svelte", "css", "html", "mjs", "md", "toml", "yml"].contains(&extension)
        && !file.starts_with("web/src/generated")
    {
        for mark in marks.iter().filter(|mark| text.lines().any(|line| in_comment(line, mark))) {
            wrong.push(format!("{shown} has a {mark}: do it, or open an issue"));
        }
    }
    let lines = text.lines().count();
    for (kind, longest) in LONGEST {
        if extension == *kind && lines > *longest && !text.contains("long because") && !is_tests_only(file) {
            wrong.push(format!(
                "{shown} has {lines} lines; {longest} is the most, or a comment that says `long because …`"
            ));
        }
    }
    if extension == "rs" && file.ends_with("src/lib.rs") && !text.starts_with("//!") {
        wrong.push(format!("{shown} does not open with what the crate is and is not"));
    }
    wrong
}

/// Whether a mark is in a line after the start of a comment.
fn in_comment(line: &str, mark: &str) -> bool {
    let before = line.find(mark).map(|at| &line[..at]);
    before
        .is_some_and(|before| ["//", "#", "/*", "<!--", "* "].iter().any(|opening| before.contains(opening)))
}

fn is_tests_only(file: &Path) -> bool {
    file.iter().any(|part| part == "tests") || file.file_name().is_some_and(|name| name == "tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_found_in_the_specification() {
        let spec = "# Rules\n- **VOTE-5** A repeat is harmless, as in VOTE-4.\n### GATE-3: whole\n| SYNC-1 | every message |\nsee UTF-8";
        let stated: Vec<String> = stated_rules(spec).into_iter().collect();
        assert_eq!(stated, ["GATE-3", "SYNC-1", "VOTE-5"]);
    }

    #[test]
    fn tests_carry_ids_in_their_names() {
        let source = "    fn vote_5_a_repeat_is_harmless() {\n    async fn sync_12_x() {\n  test('GATE-3: whole', () => {\nfn plain() {}\nfn gate_7_gate_8_x() {\n  jrnl_2_written_by_a_macro(journal) {";
        let carried: Vec<String> = carried_ids(source).into_iter().collect();
        assert_eq!(carried, ["GATE-3", "GATE-7", "GATE-8", "JRNL-2", "SYNC-12", "VOTE-5"]);
    }
}
