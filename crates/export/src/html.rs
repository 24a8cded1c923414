//! HTML: one self-contained page to read on a phone and on a laptop, and to print. The answer comes first, then the
//! fishbone, then everything else.
//!
//! No request leaves the page. Its only script searches and replays how the board grew; without it the page says the same.

mod answer;

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use board::NoteId;
use fishbone::Canvas;
use sha2::{Digest, Sha256};

use crate::bones::Bones;
use crate::fish_pages::is_whole;
use crate::picture::{Mark, PAPER, Picture, moved, rect, scaled};
use crate::report::{MADE_WITH, Report};
use crate::section::{self, Item, Part};
use crate::table::Table;
use crate::text::{plain, xml};
use crate::words::Words;
use crate::{ExportError, cards, fact_charts, font, legend, slide, svg};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The width of the fish, in CSS pixels, and the height of a small one. A narrower page shows a part of it and scrolls.
const WIDTH: f64 = 1_320.0;
const HEIGHT: f64 = 760.0;
const MARGIN: f64 = 24.0;
/// A canvas on which every text is whole is this many times finer. The smallest type of a canvas is 1.
const FINE: f64 = 100.0;
/// The smallest type of the fish: the signs on its cards are a little smaller.
const LEAST: f64 = 17.5;
/// The most bytes of text for which a fish as wide as a screen is looked for. Each try takes time that grows faster than the
/// text, and so much of it is longer than anybody scrolls.
const MOST_TRIED: usize = 40_000;
/// A lying sheet of paper without margins and heading, and the smallest type on it, in points. `page.css` has the same sheet.
const SHEET: (f64, f64) = (762.0, 470.0);
const LEAST_PRINTED: f64 = 6.0;

/// Writes the page. `grown` is the order in which the causes came to the board, as far as it is known.
pub(crate) fn write(
    report: &Report,
    grown: &[NoteId],
    words: &'static Words,
) -> Result<Vec<u8>, ExportError> {
    let bones = Bones::of(report, words);
    let mut out = String::from("<main>\n");
    answer::write(&bones, &mut out);
    tools(report, grown, words, &mut out)?;
    let fish = fish(&bones);
    let _ = write!(
        out,
        "<section class=\"fish\">\n<h2 id=\"fish\">{}</h2>\n<figure tabindex=\"0\" aria-labelledby=\"fish\" style=\"--least:{:.0}px\">\n",
        xml(words.fishbone),
        fish.width
    );
    svg::inline(&fish, &mut out);
    out.push_str("</figure>\n");
    if let Some(slide) = on_paper(report, &fish, words) {
        out.push_str("<figure class=\"paper\" aria-hidden=\"true\">\n");
        svg::inline(&slide, &mut out);
        out.push_str("</figure>\n");
    }
    out.push_str("</section>\n");
    for (n, section) in section::sections(report, words).into_iter().enumerate() {
        // The first section has the causes.
        let id = if n == 0 { " id=\"causes\"" } else { "" };
        let _ = writeln!(out, "<section{id}>\n<h2>{}</h2>", xml(&section.title));
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
                Part::Chart(fact) => {
                    let label = xml(&fact_charts::said(&fact, words));
                    let _ = writeln!(
                        out,
                        "<figure class=\"chart\" tabindex=\"0\" style=\"--least:560px\" role=\"img\" aria-label=\"{label}\">"
                    );
                    svg::inline(&fact_charts::picture(&fact, words), &mut out);
                    out.push_str("</figure>\n");
                }
                Part::Table(table) => rows(&table, &mut out),
            }
        }
        out.push_str("</section>\n");
    }
    let head = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-{}'; \
         style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"generator\" content=\"{MADE_WITH}\">\n<title>{}</title>\n<style>{}{STYLE}</style>\n</head>\n<body>\n",
        words.code,
        STANDARD.encode(Sha256::digest(SCRIPT)),
        xml(&report.title),
        font::face_rules(font::has_symbols(&out)),
    );
    let foot = format!("</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n");
    Ok([head.as_str(), &out, &foot].concat().into_bytes())
}

/// The search field and the replay. The script shows them.
fn tools(
    report: &Report,
    grown: &[NoteId],
    words: &'static Words,
    out: &mut String,
) -> Result<(), ExportError> {
    // Causes whose time is not known, as of an imported board, came with the board: they are there from the beginning.
    let order: Vec<&str> =
        grown.iter().filter(|id| report.note(id.as_str()).is_some()).map(NoteId::as_str).collect();
    let order = serde_json::to_string(&order).map_err(|error| ExportError::Write(error.to_string()))?;
    let _ = write!(
        out,
        "<section class=\"tools\" hidden>\n<label>{}<input type=\"search\" autocomplete=\"off\"><output class=\"found\" \
         data-said=\"{}\"></output></label>\n<fieldset><legend>{}</legend><div class=\"play\"><button type=\"button\" \
         data-play=\"{play}\" data-pause=\"{}\">{play}</button><input type=\"range\" min=\"0\" step=\"1\" \
         aria-label=\"{}\" data-order=\"{}\"></div><output class=\"shown\"></output></fieldset>\n</section>\n",
        xml(words.search),
        xml(words.found),
        xml(words.grew),
        xml(words.pause),
        xml(words.grew),
        xml(&order),
        play = xml(words.play),
    );
    Ok(())
}

/// The fish at the size at which it is shown, as high as its causes need.
fn fish(bones: &Bones) -> Picture {
    let excerpt = bones.whole();
    // Type that is half as large needs a quarter of the area.
    let canvas = |width: f64, height: f64, least: f64, largest: f64| Canvas {
        least,
        largest,
        ..Canvas::new(width, height)
    };
    let wide = WIDTH - 2.0 * MARGIN;
    let fine = canvas(wide * FINE, HEIGHT * FINE, 1.0, LEAST * 2.0 * FINE);
    let whole = fishbone::fit(&excerpt.fish, &fine, None);
    let needed = HEIGHT * (LEAST * FINE / whole.size).powi(2).max(1.0);
    let letters: usize =
        bones.all.iter().flat_map(|bone| &bone.causes).map(|(cause, _)| cause.text.len()).sum();
    let factors: &[f64] = if letters > MOST_TRIED { &[] } else { &[0.7, 0.85, 1.0, 1.2, 1.5, 2.0] };
    let tried = factors.iter().map(|factor| {
        let height = (needed * factor).max(HEIGHT);
        (height, fishbone::fit(&excerpt.fish, &canvas(wide, height, LEAST, LEAST * 2.0), None))
    });
    let (mut drawn, wide, high) = match tried.into_iter().find(|(_, fit)| is_whole(&excerpt.fish, fit)) {
        Some((height, fit)) => (cards::marks(bones, &excerpt, &fit.drawing, fit.size), wide, height),
        // Very many or very long causes make a sheet that is wider than a screen.
        None => {
            let scale = (LEAST / whole.size).max(1.0 / FINE);
            let mut drawn = cards::marks(bones, &excerpt, &whole.drawing, whole.size);
            scaled(&mut drawn, scale);
            (drawn, fine.width * scale, fine.height * scale)
        }
    };
    let (mut heading, top) = legend::heading(bones, wide, (LEAST * 1.5, LEAST));
    moved(&mut heading, MARGIN, MARGIN);
    let top = top + MARGIN + LEAST;
    moved(&mut drawn, MARGIN, top);
    let (width, height) = (wide + 2.0 * MARGIN, top + high + MARGIN);
    let mut marks =
        vec![Mark::Rect { area: rect(0.0, 0.0, width, height), radius: 0.0, fill: PAPER, edge: None }];
    marks.append(&mut heading);
    marks.append(&mut drawn);
    Picture { title: plain(&bones.report.title), language: bones.words.code, width, height, marks }
}

/// The slide that is printed instead of a fish on which type would be too small on paper. The causes that it counts are in
/// the list behind it, as all are.
fn on_paper(report: &Report, fish: &Picture, words: &'static Words) -> Option<Picture> {
    let scale = (SHEET.0 / fish.width).min(SHEET.1 / fish.height);
    if LEAST * scale >= LEAST_PRINTED {
        return None;
    }
    let mut slide = slide::picture(report, slide::Part::Fish, Some(slide::Size::SLIDE), words);
    // Its causes are on the page already.
    slide.marks.iter_mut().for_each(unnamed);
    Some(slide)
}

/// Takes the causes' ids off marks.
fn unnamed(mark: &mut Mark) {
    if let Mark::Group { note, marks, .. } = mark {
        *note = None;
        marks.iter_mut().for_each(unnamed);
    }
}

/// Facts with their labels.
fn facts(list: &[(&str, String)], out: &mut String) {
    if list.is_empty() {
        return;
    }
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
    let figures: Vec<bool> = (0..table.columns.len()).map(|n| table.has_figures(n)).collect();
    let class = |n: usize| if figures[n] { " class=\"n\"" } else { "" };
    out.push_str("<table>\n<thead><tr>");
    for (n, column) in table.columns.iter().enumerate() {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(n), xml(column));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (n, cell) in row.iter().enumerate() {
            let label = table.columns.get(n).copied().unwrap_or_default();
            let cell = xml(&cell.text());
            let _ = write!(out, "<td{} data-label=\"{}\" dir=\"auto\">{cell}</td>", class(n), xml(label));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}
