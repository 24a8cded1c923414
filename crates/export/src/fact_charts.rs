//! Facts as charts, the same that the wall shows: the geometry is that of `chart`.

use board::reading::Fact;
use chart::{Chart, Day, Form, Language, Role};
use fishbone::Weight;

use crate::facts::name;
use crate::picture::{Colour, INK, INK_2, LINE, LINE_STRONG, Mark, Picture, SURFACE, rect};
use crate::table::Cell;
use crate::words::Words;

/// The colours of values, of the newest one, and of the target, as on the screens.
const VALUE: Colour = Colour(0x66, 0xa2, 0xcf);
const NEWEST: Colour = Colour(0x0a, 0x6b, 0xb5);
const TARGET: Colour = Colour(0xb8, 0x42, 0x0a);
/// The size of a chart in a page, and of its type, in CSS pixels.
const PAGE: (f64, f64, f64) = (704.0, 300.0, 15.0);

/// Whether there is anything to draw.
pub(crate) fn is_drawn(fact: &Fact) -> bool {
    !fact.values.is_empty() || fact.target.is_some()
}

/// The chart of a fact, as one mark that says its values.
pub(crate) fn marks(fact: &Fact, (width, height): (f64, f64), size: f64, words: &'static Words) -> Mark {
    let day = |(day, value): (&String, &f64)| Some((Day::parse(day)?, *value));
    let values: Vec<(Day, f64)> = fact.values.iter().filter_map(day).collect();
    let form = Form::of(&fact.kind, values.len());
    let target_day = fact.target_date.as_deref().and_then(Day::parse);
    let language = Language::of(words.code);
    let chart = Chart { values, target: fact.target, target_day, form, language, width, height, size };
    let marks = chart::draw(&chart).into_iter().map(|mark| drawn(mark, form)).collect();
    Mark::Group { whole: said(fact, words), note: None, marks }
}

/// The chart of a fact as a picture for a page.
pub(crate) fn picture(fact: &Fact, words: &'static Words) -> Picture {
    let (width, height, size) = PAGE;
    let area = rect(0.0, 0.0, width, height);
    let paper = Mark::Rect { area, radius: 0.0, fill: SURFACE, edge: None };
    let marks = vec![paper, marks(fact, (width, height), size, words)];
    Picture { title: name(fact).to_owned(), language: words.code, width, height, marks }
}

/// What a chart shows, in words: its values by their days, and its target.
pub(crate) fn said(fact: &Fact, words: &'static Words) -> String {
    let figure = |number: f64| Cell::figure(number, words).text();
    let mut parts: Vec<String> =
        fact.values.iter().map(|(day, value)| format!("{day}: {}", figure(*value))).collect();
    parts.extend(fact.target.map(|target| {
        let until = fact.target_date.as_ref().map_or_else(String::new, |day| format!(" ({day})"));
        format!("{}: {}{until}", words.target, figure(target))
    }));
    format!("{}: {}", name(fact), parts.join("; "))
}

fn drawn(mark: chart::Mark, form: Form) -> Mark {
    match mark {
        chart::Mark::Line { points, width, role } => Mark::Line { points, width, colour: colour(role, form) },
        chart::Mark::Rect { area, radius, role } => {
            Mark::Rect { area, radius, fill: colour(role, form), edge: None }
        }
        chart::Mark::Text { x, baseline, size, strong, role, text } => {
            let weight = if strong { Weight::Semibold } else { Weight::Regular };
            Mark::Text { x, baseline, size, weight, colour: colour(role, form), text }
        }
    }
}

fn colour(role: Role, form: Form) -> Colour {
    match role {
        Role::Grid => LINE,
        Role::Zero => LINE_STRONG,
        Role::Value if form == Form::Line => NEWEST,
        Role::Value => VALUE,
        Role::Newest => NEWEST,
        Role::Inside => SURFACE,
        Role::Target => TARGET,
        Role::Label => INK,
        Role::Quiet => INK_2,
    }
}
