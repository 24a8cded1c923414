//! Markdown (CommonMark with GFM tables).

use std::fmt::Write;

use crate::markdown::{markdown, markdown_cell, markdown_line};
use crate::report::Report;
use crate::section::{self, Item, Part};
use crate::table::Table;
use crate::words::Words;

pub(crate) fn write(report: &Report, words: &'static Words) -> Vec<u8> {
    let mut out = format!("# {}\n\n", markdown_line(&report.title));
    facts(&section::head(report, words), &mut out);
    for section in section::sections(report, words) {
        let _ = write!(out, "## {}\n\n", markdown_line(&section.title));
        for part in section.parts {
            match part {
                Part::Heading(text) => {
                    let _ = write!(out, "### {}\n\n", markdown_line(&text));
                }
                Part::Line(text) => {
                    let _ = write!(out, "{}\n\n", markdown(&text, ""));
                }
                Part::Facts(list) => facts(&list, &mut out),
                Part::Causes(items) => causes(&items, &mut out),
                // Its values stand under it.
                Part::Chart(_) => {}
                Part::Table(table) => rows(&table, &mut out),
            }
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out.into_bytes()
}

fn facts(list: &[(&str, String)], out: &mut String) {
    for (label, value) in list {
        let _ = writeln!(out, "- **{label}:** {}", markdown(value, "  "));
    }
    out.push('\n');
}

fn causes(items: &[Item], out: &mut String) {
    for item in items {
        let indent = "  ".repeat(item.depth as usize);
        let inner = format!("{indent}  ");
        let text = if item.text.trim().is_empty() { "…".to_owned() } else { markdown(&item.text, &inner) };
        let _ = write!(out, "{indent}- {text}");
        if !item.about.is_empty() {
            let about: Vec<String> = item.about.iter().map(|a| markdown_line(a)).collect();
            let _ = write!(out, "\\\n{inner}<small>{}</small>", about.join(" · "));
        }
        out.push('\n');
    }
    out.push('\n');
}

fn rows(table: &Table, out: &mut String) {
    let _ = writeln!(out, "| {} |", table.columns.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(table.columns.len()));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| markdown_cell(&cell.text())).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}
