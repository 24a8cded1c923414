//! HTML: one self-contained page to read and to print, with the fishbone in it. No script, no request.

use std::fmt::Write;

use crate::report::Report;
use crate::section::{self, Item, Part};
use crate::table::{Cell, Table};
use crate::text::xml;
use crate::words::Words;
use crate::{ExportError, font, slide, svg};

const STYLE: &str = "
:root{--paper:#faf8f4;--ink:#1d1c1a;--ink-2:#57534c;--line:#ddd7cc}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:2rem 1.5rem 4rem;background:var(--paper);color:var(--ink);
font:400 1rem/1.5 Onest,'Noto Symbols',system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:2rem;line-height:1.2;margin:0 0 1rem}h2{font-size:1.4rem;margin:2.5rem 0 .5rem}
h3{font-size:1.1rem;margin:1.5rem 0 .25rem}h1,h2,h3,th,dt{font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem;margin:0}
dd{margin:0}dt,.about,.line,th{color:var(--ink-2)}
dd,td,.text{white-space:pre-line}.about{font-size:.875rem}
figure{margin:2rem calc(50% - 50vw + .75rem);overflow-x:auto}
figure svg{display:block;width:100%;min-width:var(--least);height:auto}
ul{margin:.25rem 0;padding-left:1.25rem}li{margin:.25rem 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
th{overflow-wrap:normal}td.n,th.n{text-align:right}
@media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}
@media print{body{background:#fff;max-width:none;padding:0;font-size:10pt}h2,h3,.line{break-after:avoid}
li,tr,dl{break-inside:avoid}figure{break-inside:avoid;margin:1rem 0}figure svg{min-width:0}@page{margin:15mm}}
";

/// The smallest type of the fish, in CSS pixels.
const LEGIBLE: f64 = 12.0;

pub(crate) fn write(report: &Report, words: &'static Words) -> Result<Vec<u8>, ExportError> {
    let title = xml(&report.title);
    let mut out = format!("<main>\n<h1 dir=\"auto\">{title}</h1>\n");
    facts(&section::head(report, words), &mut out);
    let fish = slide::picture(report, slide::Part::Fish, None, words);
    // In a narrower figure the type would be illegible. A phone shows a part of the figure and scrolls.
    let _ = writeln!(
        out,
        "<figure tabindex=\"0\" style=\"--least:{:.0}px\">",
        fish.width * LEGIBLE / slide::LEAST
    );
    svg::inline(&fish, &mut out);
    out.push_str("</figure>\n");
    for section in section::sections(report, words) {
        let _ = writeln!(out, "<section>\n<h2>{}</h2>", xml(&section.title));
        for part in section.parts {
            match part {
                Part::Heading(text) => {
                    let _ = writeln!(out, "<h3 dir=\"auto\">{}</h3>", xml(&text));
                }
                Part::Line(text) => {
                    let _ = writeln!(out, "<p class=\"line\" dir=\"auto\">{}</p>", xml(&text));
                }
                Part::Facts(list) => facts(&list, &mut out),
                Part::Causes(items) => causes(&items, &mut out),
                Part::Table(table) => rows(&table, &mut out),
            }
        }
        out.push_str("</section>\n");
    }
    let head = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; font-src data:\">\n\
         <title>{title}</title>\n<style>{}{STYLE}</style>\n</head>\n<body>\n",
        words.code,
        font::face_rules(font::has_symbols(&out)),
    );
    Ok([head.as_str(), &out, "</main>\n</body>\n</html>\n"].concat().into_bytes())
}

fn facts(list: &[(&str, String)], out: &mut String) {
    out.push_str("<dl>\n");
    for (label, value) in list {
        let _ = writeln!(out, "<dt>{}</dt><dd dir=\"auto\">{}</dd>", xml(label), xml(value));
    }
    out.push_str("</dl>\n");
}

fn causes(items: &[Item], out: &mut String) {
    // `open` lists are open. Each of them except the innermost has its last item open as well.
    let mut open = 0;
    for item in items {
        let depth = item.depth as usize + 1;
        if depth > open {
            // A cause is at most one level deeper than the one before, so one list opens at a time.
            out.push_str("<ul>\n");
            open += 1;
        } else {
            out.push_str("</li>\n");
            while open > depth {
                out.push_str("</ul>\n</li>\n");
                open -= 1;
            }
        }
        let _ = write!(out, "<li><span class=\"text\" dir=\"auto\">{}</span>", xml(&item.text));
        if !item.about.is_empty() {
            let _ = write!(out, "<br><span class=\"about\">{}</span>", xml(&item.about.join(" · ")));
        }
    }
    for _ in 0..open {
        out.push_str("</li>\n</ul>\n");
    }
}

fn rows(table: &Table, out: &mut String) {
    let figures: Vec<bool> = (0..table.columns.len())
        .map(|n| table.rows.iter().any(|row| matches!(row.get(n), Some(Cell::Number(..)))))
        .collect();
    let class = |n: usize| if figures[n] { " class=\"n\"" } else { "" };
    out.push_str("<table>\n<thead><tr>");
    for (n, column) in table.columns.iter().enumerate() {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(n), xml(column));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (n, cell) in row.iter().enumerate() {
            let _ = write!(out, "<td{} dir=\"auto\">{}</td>", class(n), xml(&cell.text()));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}
