//! The head of the page: the effect, the finding, the causes with most dots, the square, the projects.

use std::fmt::Write;

use board::schema::project as key;

use crate::answer::{decisions, owner};
use crate::bones::Bones;
use crate::finding::{cover, finding};
use crate::matrix;
use crate::picture::{Colour, INK, LINE_STRONG, PAPER, Picture};
use crate::progress::read_due;
use crate::report::Cause;
use crate::section;
use crate::table::{self, Cell};
use crate::text::xml;
use crate::{html, svg};

/// The most causes with bars, and the most numbered points.
const BARS: usize = 10;
const POINTS: usize = 12;
/// The most characters of a cause in the finding.
const QUOTED: usize = 110;
/// Side and type size of the square: on a phone it is as wide as the page.
const SQUARE: (f64, f64) = (350.0, 17.0);

/// Writes the answer.
pub(crate) fn write(bones: &Bones, out: &mut String) {
    let (report, words) = (bones.report, bones.words);
    let [held, made] = cover(report, words);
    let held = if held.is_empty() { held } else { format!("<p class=\"held\">{}</p>\n", xml(&held)) };
    let _ = write!(
        out,
        "<header>\n<h1 dir=\"auto\">{}</h1>\n{held}<p class=\"made\">{}</p>\n<p class=\"effect\" dir=\"auto\"><small>{}</small>{}</p>\n\
         <p class=\"finding\">{}</p>\n",
        xml(&report.title),
        xml(&made),
        xml(words.effect),
        xml(&report.effect),
        xml(&finding(report, QUOTED, words)),
    );
    let goals = section::head(report, words).into_iter();
    let said = [words.effect, words.made, words.as_of];
    let goals: Vec<_> = goals.filter(|(label, _)| !said.contains(label)).collect();
    html::facts(&goals, out);
    out.push_str("</header>\n");
    bars(bones, out);
    square(bones, out);
    projects(bones, out);
}

fn bars(bones: &Bones, out: &mut String) {
    let ranking = bones.report.ranking();
    let Some(most) = ranking.first().and_then(|cause| cause.dots) else { return };
    let _ = writeln!(out, "<section>\n<h2>{}</h2>\n<ol class=\"bars\">", xml(bones.words.top));
    for cause in ranking.iter().take(BARS) {
        let dots = cause.dots.unwrap_or_default();
        let share = f64::from(dots) * 88.0 / f64::from(most.max(1));
        let _ = write!(
            out,
            "<li data-note=\"{}\"><span class=\"text\" dir=\"auto\">{}</span><span class=\"bar\"><span style=\"width:{share:.1}%\">",
            xml(cause.id.as_str()),
            xml(&cause.text)
        );
        let mut rest = dots;
        let mut parts: Vec<_> = cause.dots_by_department.iter().collect();
        parts.sort_by_key(|(id, _)| bones.badges.get(*id).map_or(usize::MAX, |badge| badge.place));
        for (id, count) in parts {
            let count = (*count).min(rest);
            rest -= count;
            match bones.badges.get(id) {
                Some(badge) => {
                    part(count, badge.colour, badge.ink, &badge.letter, bones.report.department(id), out)
                }
                None => part(count, LINE_STRONG, PAPER, "", bones.report.department(id), out),
            }
        }
        part(rest, LINE_STRONG, INK, "", "", out);
        let _ = writeln!(out, "</span>{dots}</span></li>");
    }
    out.push_str("</ol>\n</section>\n");
}

/// A part of a bar.
fn part(count: u32, colour: Colour, ink: Colour, letter: &str, name: &str, out: &mut String) {
    if count > 0 {
        let _ = write!(
            out,
            "<b style=\"flex-grow:{count};background:{};color:{}\" title=\"{} {count}\">{}</b>",
            svg::hex(colour),
            svg::hex(ink),
            xml(name),
            xml(letter)
        );
    }
}

fn square(bones: &Bones, out: &mut String) {
    let (report, words) = (bones.report, bones.words);
    let rated = table::chosen(report).into_iter().filter(|cause| cause.rated.is_some());
    let rated: Vec<&Cause> = rated.take(POINTS).collect();
    if rated.is_empty() {
        return;
    }
    let _ = writeln!(out, "<section>\n<h2>{}</h2>\n<div class=\"square\">", xml(words.rating));
    let marks = matrix::square(bones, &rated, SQUARE.0, SQUARE.1);
    let title = words.rating.to_owned();
    let picture = Picture { title, language: words.code, width: SQUARE.0, height: SQUARE.0, marks };
    svg::inline(&picture, out);
    out.push_str("<ol class=\"key\">\n");
    let figure = |value: f64| Cell::figure(value, words).text();
    for (n, cause) in rated.into_iter().enumerate() {
        let Some(rating) = &cause.rated else { continue };
        let mut about: Vec<String> =
            cause.priority.as_deref().map(|priority| words.value(priority).to_owned()).into_iter().collect();
        about.push(format!("{} {}", words.importance, figure(rating.importance)));
        about.push(format!("{} {}", words.urgency, figure(rating.urgency)));
        let disputed = report.most_disputed.as_ref() == Some(&cause.id);
        about.extend(disputed.then(|| words.most_disputed.to_owned()));
        let _ = writeln!(
            out,
            "<li><b>{}</b><span><span class=\"text\" dir=\"auto\">{}</span><small>{}</small></span></li>",
            n + 1,
            xml(&cause.text),
            xml(&about.join(" · "))
        );
    }
    out.push_str("</ol>\n</div>\n</section>\n");
}

fn projects(bones: &Bones, out: &mut String) {
    let (report, words) = (bones.report, bones.words);
    if report.projects.is_empty() {
        return;
    }
    let _ = writeln!(out, "<section>\n<h2>{}</h2>\n<div class=\"cards\">", xml(words.projects));
    for project in &report.projects {
        let _ = writeln!(out, "<article>\n<h3 dir=\"auto\">{}</h3>", xml(project.text(key::TITLE)));
        let facts = [
            (words.owner, owner(report, project)),
            (words.horizon, words.value(project.text(key::HORIZON)).to_owned()),
            (words.duration, project.text(key::DURATION).to_owned()),
            (words.due, read_due(report, project, words)),
            (words.budget, table::cost(project, words)),
            (words.decisions, decisions(report, project, words)),
        ];
        let facts: Vec<_> = facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        html::facts(&facts, out);
        out.push_str("</article>\n");
    }
    out.push_str("</div>\n");
    let totals = table::totals(report, words);
    if !totals.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", xml(&totals));
    }
    out.push_str("</section>\n");
}
