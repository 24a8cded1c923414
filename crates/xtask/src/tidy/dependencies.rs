//! Checks dependencies and licences, from the versions that cargo and npm have resolved, without the network.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use anyhow::{Context, ensure};
use serde::Deserialize;
use toml::de::DeTable;

/// For each crate of this repository, the others that it may depend on; the map in the README gives the reasons.
/// Dependencies of tests are free.
const MAY_USE: &[(&str, &[&str])] = &[
    ("board", &[]),
    ("client", &[]),
    ("demo", &["board", "client"]),
    ("journal", &[]),
    ("fishbone", &[]),
    ("chart", &["fishbone"]),
    ("fishbone-wasm", &["chart", "fishbone"]),
    ("export", &["board", "chart", "fishbone"]),
    ("room", &["board", "journal"]),
];

/// For each crate, external crates that it must not reach, directly or indirectly.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("board", &["tokio"]),
    ("fishbone", &["yrs", "serde"]),
    ("chart", &["yrs", "serde"]),
    ("export", &["tokio"]),
    ("room", &["axum", "hyper", "tokio-tungstenite", "tungstenite"]),
];

/// The list of licences that fit a program under MIT or Apache-2.0. `cargo deny check` uses the same file, and also
/// knows advisories.
const LICENCES: &str = ".cargo/deny.toml";

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    dependencies: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Wanted {
    name: String,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

/// `None` for what the crate itself uses; `"dev"` and `"build"` are for its tests and its build script.
#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// All faults in the dependencies of the repository at `root`.
///
/// # Errors
/// When cargo does not report them, or a file of the repository cannot be read.
pub fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let metadata = metadata(root)?;
    let mut wrong = edges(&metadata)?;
    let allowed = allowed_licences(&fs::read_to_string(root.join(LICENCES)).context(LICENCES)?)?;
    wrong.extend(metadata.packages.iter().filter_map(|package| terms(package, &allowed)));
    let lock = fs::read_to_string(root.join("web/package-lock.json")).context("web/package-lock.json")?;
    wrong.extend(web_terms(&lock, &allowed)?);
    wrong.extend(unused(&fs::read_to_string(root.join("Cargo.toml"))?, &metadata)?);
    Ok(wrong)
}

/// The dependencies that cargo resolves for this kind of machine, so that nothing has to be downloaded for others.
fn metadata(root: &Path) -> anyhow::Result<Metadata> {
    let host = Command::new("rustc").args(["--print", "host-tuple"]).output().context("rustc")?;
    let host = String::from_utf8_lossy(&host.stdout).trim().to_owned();
    let said = Command::new("cargo")
        .args(["metadata", "--quiet", "--format-version", "1", "--locked", "--filter-platform", &host])
        .current_dir(root)
        .output()
        .context("cargo metadata")?;
    ensure!(said.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).context("cargo metadata")
}

fn edges(metadata: &Metadata) -> anyhow::Result<Vec<String>> {
    let name_of: BTreeMap<&str, &str> =
        metadata.packages.iter().map(|package| (package.id.as_str(), package.name.as_str())).collect();
    let ours: BTreeSet<&str> =
        metadata.workspace_members.iter().filter_map(|id| name_of.get(id.as_str()).copied()).collect();
    let id_of =
        |name: &str| metadata.workspace_members.iter().find(|id| name_of.get(id.as_str()) == Some(&name));
    let mut wrong = vec![];
    for (name, may_use) in MAY_USE {
        let forbidden =
            FORBIDDEN.iter().find(|(of, _)| of == name).map_or(&[][..], |(_, forbidden)| *forbidden);
        let reached = reached(metadata, id_of(name).with_context(|| format!("there is no crate {name}"))?);
        let names = reached.iter().filter_map(|id| name_of.get(id).copied()).filter(|other| other != name);
        let strangers = names
            .filter(|other| (ours.contains(other) && !may_use.contains(other)) || forbidden.contains(other));
        wrong.extend(strangers.map(|other| {
            format!("{name} must not depend on {other}; `cargo tree -p {name} -e normal -i {other}` shows how it does")
        }));
    }
    Ok(wrong)
}

/// The ids of all packages that a package is built from, without tests and build scripts.
fn reached<'m>(metadata: &'m Metadata, from: &'m str) -> BTreeSet<&'m str> {
    let nodes: BTreeMap<&str, &Node> =
        metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(id) = next.pop() {
        if reached.insert(id) {
            let edges = nodes.get(id).into_iter().flat_map(|node| &node.deps);
            let normal = edges.filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind.is_none()));
            next.extend(normal.map(|edge| edge.pkg.as_str()));
        }
    }
    reached
}

/// The fault in the source or the licence of a package, if there is one.
fn terms(package: &Package, allowed: &BTreeSet<String>) -> Option<String> {
    let Package { name, version, .. } = package;
    let source = package.source.as_deref()?;
    if source != CRATES_IO {
        return Some(format!("{name} {version} comes from {source}; dependencies come from crates.io"));
    }
    let Some(licence) = &package.license else {
        return Some(format!("{name} {version} says no licence"));
    };
    (!fits(licence, allowed)).then(|| format!("{name} {version} is under {licence}; see {LICENCES}"))
}

/// The faults in the licences of packages that the web app ships. Build tools may have any licence.
fn web_terms(lock: &str, allowed: &BTreeSet<String>) -> anyhow::Result<Vec<String>> {
    let lock: serde_json::Value = serde_json::from_str(lock).context("web/package-lock.json")?;
    let packages = lock["packages"].as_object().context("web/package-lock.json lists no packages")?;
    let shipped = packages.iter().filter(|(path, package)| !path.is_empty() && package["dev"] != true);
    let unfit =
        shipped.filter(|(_, package)| !fits(package["license"].as_str().unwrap_or_default(), allowed));
    Ok(unfit
        .map(|(path, package)| format!("web/{path} is under {}; see {LICENCES}", package["license"]))
        .collect())
}

/// Whether a licence expression is satisfied by the allowed licences.
fn fits(licence: &str, allowed: &BTreeSet<String>) -> bool {
    // Older packages write `MIT/Apache-2.0`.
    spdx::Expression::parse_mode(licence, spdx::ParseMode::LAX)
        .is_ok_and(|expression| expression.evaluate(|wanted| allowed.contains(&wanted.to_string())))
}

fn allowed_licences(deny: &str) -> anyhow::Result<BTreeSet<String>> {
    let deny = DeTable::parse(deny).context(LICENCES)?.into_inner();
    let allowed = deny.get("licenses").and_then(|licences| licences.as_ref().get("allow"));
    let allowed = allowed.and_then(|list| list.as_ref().as_array());
    let allowed = allowed.with_context(|| format!("{LICENCES} allows no licences"))?;
    Ok(allowed.iter().filter_map(|one| one.as_ref().as_str()).map(str::to_owned).collect())
}

/// Dependencies that the workspace declares and no crate uses.
fn unused(manifest: &str, metadata: &Metadata) -> anyhow::Result<Vec<String>> {
    let manifest = DeTable::parse(manifest).context("Cargo.toml")?.into_inner();
    let stated = manifest.get("workspace").and_then(|workspace| workspace.as_ref().get("dependencies"));
    let stated = stated.and_then(|stated| stated.as_ref().as_table());
    let stated = stated.context("Cargo.toml states no dependencies of the workspace")?;
    let members = metadata.packages.iter().filter(|package| metadata.workspace_members.contains(&package.id));
    let taken: BTreeSet<&str> =
        members.flat_map(|package| &package.dependencies).map(|wanted| wanted.name.as_str()).collect();
    let unused = stated.keys().map(|name| &**name.as_ref()).filter(|name| !taken.contains(name));
    Ok(unused.map(|name| format!("Cargo.toml states the dependency {name}, which no crate takes")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: serde_json::Value) -> Metadata {
        serde_json::from_value(json).unwrap()
    }

    /// A workspace in which crates have the additional dependencies of `extra`. All have `outside` for tests.
    fn workspace(extra: &[(&str, &str)]) -> Metadata {
        let names: Vec<&str> =
            MAY_USE.iter().map(|(name, _)| *name).chain(["server", "tokio", "between"]).collect();
        let package = |name: &&str| {
            serde_json::json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT", "source": null,
                "dependencies": [{ "name": "tokio" }] })
        };
        let node = |name: &&str| {
            let edges = extra.iter().filter(|(from, _)| from == name);
            let mut deps: Vec<_> = edges
                .map(|(_, to)| serde_json::json!({ "pkg": to, "dep_kinds": [{ "kind": null }] }))
                .collect();
            deps.push(
                serde_json::json!({ "pkg": "tokio", "dep_kinds": [{ "kind": "dev" }, { "kind": "build" }] }),
            );
            serde_json::json!({ "id": name, "deps": deps })
        };
        let members = names.iter().filter(|name| !["tokio", "between"].contains(name));
        of(serde_json::json!({
            "packages": names.iter().map(package).collect::<Vec<_>>(),
            "workspace_members": members.collect::<Vec<_>>(),
            "resolve": { "nodes": names.iter().map(node).collect::<Vec<_>>() },
        }))
    }

    #[test]
    fn an_edge_that_must_not_be_is_found_however_long_the_way() {
        for (extra, wrong) in [
            (&[("room", "board"), ("room", "journal"), ("room", "tokio")][..], &[][..]),
            (&[("board", "between"), ("between", "tokio")], &["board must not depend on tokio"]),
            (&[("room", "server")], &["room must not depend on server"]),
            (&[("journal", "room")], &["journal must not depend on room"]),
            (&[("fishbone", "journal")], &["fishbone must not depend on journal"]),
            (&[("export", "board"), ("board", "fishbone")], &["board must not depend on fishbone"]),
        ] {
            let found = edges(&workspace(extra)).unwrap();
            assert_eq!(found.len(), wrong.len(), "{found:?}");
            assert!(found.iter().zip(wrong).all(|(found, wrong)| found.starts_with(wrong)), "{found:?}");
        }
    }

    #[test]
    fn licences_and_sources_that_do_not_fit_are_found() {
        let allowed =
            allowed_licences("[licenses]\nallow = ['MIT', 'Apache-2.0 WITH LLVM-exception']").unwrap();
        for (licence, fitting) in [
            ("MIT OR GPL-3.0-only", true),
            ("MIT/Apache-2.0", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("MIT AND GPL-3.0-only", false),
            ("Apache-2.0", false),
            ("", false),
        ] {
            assert_eq!(fits(licence, &allowed), fitting, "{licence}");
        }
        let package = |source: &str| Package {
            id: "x".into(),
            name: "x".into(),
            version: "1.0.0".into(),
            license: Some("MIT".into()),
            source: Some(source.into()),
            dependencies: vec![],
        };
        assert_eq!(terms(&package(CRATES_IO), &allowed), None);
        assert!(terms(&package("git+https://example.org/x"), &allowed).is_some());
        let lock = r#"{ "packages": { "": {}, "node_modules/tool": { "dev": true, "license": "GPL-3.0-only" },
            "node_modules/a": { "license": "MIT" }, "node_modules/b": { "license": "AGPL-3.0-only" }, "node_modules/c": {} } }"#;
        assert_eq!(web_terms(lock, &allowed).unwrap().len(), 2);
    }

    #[test]
    fn a_stated_dependency_that_nobody_takes_is_found() {
        let manifest =
            "[workspace.dependencies]\ntokio = \"1\"\nuuid = { version = \"1\" }\n[profile.dev]\nuuid2 = 1";
        let found = unused(manifest, &workspace(&[])).unwrap();
        assert_eq!(found, ["Cargo.toml states the dependency uuid, which no crate takes"]);
    }
}
