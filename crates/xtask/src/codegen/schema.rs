//! `crates/board/src/schema.rs`, its `board.rs`, `note.rs` and `fact.rs`, and the refusal codes, as TypeScript constants and types.

use std::{fmt::Write, fs, path::Path};

use anyhow::{Context, bail, ensure};
use board::schema::{Kind, Limits, note::DETAILS};

use super::Generated;

/// Reads the names with their comments from the Rust source, and the limits from the value itself.
pub fn generate(root: &Path) -> anyhow::Result<Generated> {
    let source = read(root, "crates/board/src/schema.rs")?
        + &module_of(root, "board")?
        + &module_of(root, "note")?
        + &module_of(root, "fact")?;
    let refusal = read(root, "crates/board/src/refusal.rs")?;
    let mut text =
        String::from("// Generated from crates/board by `cargo xtask codegen`; change it there.\n\n");
    let modules = modules(&source);
    ensure!(modules.len() >= 5, "schema.rs has no modules of names where they were expected");
    for module in &modules {
        let _ = writeln!(text, "/** {} */", module.about);
        let _ = writeln!(text, "export const {} = {{", module.name.to_uppercase());
        for name in &module.names {
            let _ = writeln!(text, "  /** {} */", name.about);
            let _ = writeln!(text, "  {}: '{}',", camel(&name.name), name.value);
        }
        text.push_str("} as const;\n\n");
        for words in &module.words {
            let (name, list) = (&words.name, &words.value);
            let _ = writeln!(text, "/** {} */", words.about.replace(['[', ']'], ""));
            let _ =
                writeln!(text, "export const {}_{name} = [{list}] as const;\n", module.name.to_uppercase());
        }
    }
    let note = modules.iter().find(|module| module.name == "note").context("the schema has no notes")?;
    text.push_str(&details(note)?);
    text.push_str(
        "/** The limits that the server keeps unless it was told others. */\nexport const LIMITS = {\n",
    );
    let limits = serde_json::to_value(Limits::default())?;
    for (name, value) in limits.as_object().context("limits are an object")? {
        let _ = writeln!(text, "  {}: {value},", camel(name));
    }
    text.push_str("} as const;\n\n/** The stable codes of refusals. */\nexport const CODES = [\n");
    let codes = codes(&refusal);
    ensure!(codes.len() >= 12, "refusal.rs has no codes where they were expected");
    for code in codes {
        let _ = writeln!(text, "  '{code}',");
    }
    text.push_str(
        "] as const;\n\n/** A stable code of a refusal. */\nexport type Code = (typeof CODES)[number];\n",
    );
    Ok(Generated { path: "web/src/generated/schema.ts", text })
}

/// The details of a note: their type, and the table by which they are read.
fn details(note: &Module) -> anyhow::Result<String> {
    let (mut fields, mut table) = (String::new(), String::new());
    for field in DETAILS {
        let key = field.key;
        let name = note.names.iter().find(|name| name.value == key).context("a detail has no name")?;
        let words = |words: &[&str]| {
            let list = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ");
            let list = note.words.iter().find(|known| known.value == list).context("words without a list")?;
            anyhow::Ok(format!("NOTE_{}", list.name))
        };
        let (kind, of) = match field.kind {
            Kind::Text => ("'text'".to_owned(), "string".to_owned()),
            Kind::Key => ("'key'".to_owned(), "string".to_owned()),
            Kind::Keys => ("'keys'".to_owned(), "readonly string[]".to_owned()),
            Kind::Date => ("'date'".to_owned(), "string".to_owned()),
            Kind::OneOf(list) => (words(list)?, format!("(typeof {})[number]", words(list)?)),
            Kind::SharedText | Kind::List | Kind::Series | Kind::Number | Kind::Currency => {
                bail!("a note has no detail of the kind of `{key}`")
            }
        };
        let none = if field.kind == Kind::Keys { "" } else { " | null" };
        let _ = writeln!(fields, "  /** {} */\n  {key}: {of}{none};", name.about);
        let _ = writeln!(table, "  {key}: {kind},");
    }
    Ok(format!(
        "/** What is said of a cause besides its text and its place. */\nexport interface NoteDetails {{\n{fields}}}\n\n\
         /** The form of each: a text that people wrote, the id of something, or one of these words. */\n\
         export const NOTE_DETAILS = {{\n{table}}} as const;\n\n"
    ))
}

/// The file of the keys of one thing, as a module like the others.
fn module_of(root: &Path, name: &str) -> anyhow::Result<String> {
    let source = read(root, &format!("crates/board/src/schema/{name}.rs"))?;
    let (about, names) = source.split_once('\n').context("the module is empty")?;
    Ok(format!("\n///{}\npub mod {name} {{\n{names}", about.trim_start_matches("//!")))
}

struct Module {
    about: String,
    name: String,
    names: Vec<Name>,
    /// The lists of words that a key may have.
    words: Vec<Name>,
}

struct Name {
    about: String,
    name: String,
    value: String,
}

/// `pub mod x { pub const A: &str = "a"; … }` with their doc comments.
fn modules(source: &str) -> Vec<Module> {
    let mut modules: Vec<Module> = vec![];
    let mut about: Vec<&str> = vec![];
    for line in source.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix("///") {
            about.push(comment.trim());
            continue;
        }
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(" {")) {
            modules.push(Module {
                about: about.join(" "),
                name: name.to_owned(),
                names: vec![],
                words: vec![],
            });
        } else if let Some((name, value)) =
            line.strip_prefix("pub const ").and_then(|rest| rest.split_once(": &str = "))
            && let Some(module) = modules.last_mut()
        {
            let value = value.trim_matches([';', '"']).to_owned();
            module.names.push(Name { about: about.join(" "), name: name.to_lowercase(), value });
        } else if let Some((name, list)) =
            line.strip_prefix("pub const ").and_then(|rest| rest.split_once(": [&str; "))
            && let Some((_, list)) = list.split_once("= [\"")
            && let Some(module) = modules.last_mut()
        {
            let value = format!("'{}", list.trim_end_matches("];").replace('"', "'"));
            module.words.push(Name { about: about.join(" "), name: name.to_owned(), value });
        }
        about.clear();
    }
    modules.retain(|module| !module.names.is_empty());
    modules
}

/// `Code::NotYours => "not-yours",`
fn codes(source: &str) -> Vec<&str> {
    let arms = source.lines().filter_map(|line| line.trim().strip_prefix("Code::"));
    arms.filter_map(|arm| arm.split_once(" => \"")).filter_map(|(_, code)| code.strip_suffix("\",")).collect()
}

fn camel(snake: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for c in snake.chars() {
        if c == '_' {
            upper = true;
        } else if std::mem::take(&mut upper) {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}

fn read(root: &Path, path: &str) -> anyhow::Result<String> {
    fs::read_to_string(root.join(path)).with_context(|| format!("reading {path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_their_comments() {
        let source = "/// Keys of a note.\npub mod note {\n    /// What it says,\n    /// in full.\n    pub const NOTE_TEXT: &str = \"text\";\n}\n";
        let found = modules(source);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].about, "Keys of a note.");
        assert_eq!(found[0].names[0].about, "What it says, in full.");
        assert_eq!(camel(&found[0].names[0].name), "noteText");
        assert_eq!(found[0].names[0].value, "text");
    }

    #[test]
    fn codes_are_read() {
        assert_eq!(
            codes("            Code::NotYours => \"not-yours\",\n Code::A | Code::B => x,"),
            ["not-yours"]
        );
    }
}
