//! Draws workshops of many sizes as SVG files and tells how well they fill the canvas:
//! `cargo run --release -p fishbone --example fill -- 1920x1080 DIRECTORY`; `-` for a directory draws none. A third
//! argument is the name of the only one that is wanted, such as `60-Even`.

#![allow(clippy::print_stdout)]

use std::fmt::Write;
use std::time::Instant;

use fishbone::{Block, Canvas, Cause, Fish, Fit, Form, Point, Rect, Weight, fit};

#[path = "../tests/workshop/mod.rs"]
mod workshop;

use workshop::Spread;

const DEPARTMENTS: [(&str, &str); 7] = [
    ("A", "#3d5a80"),
    ("M", "#b5651d"),
    ("O", "#2a7f62"),
    ("I", "#7a4988"),
    ("P", "#8c2f39"),
    ("S", "#5c6b2f"),
    ("B", "#4b5d67"),
];

fn main() {
    let mut args = std::env::args().skip(1);
    let size = args.next().unwrap_or_else(|| "1920x1080".into());
    let into = args.next();
    let (width, height) = size.split_once('x').expect("WIDTHxHEIGHT");
    let (width, height): (f64, f64) = (width.parse().expect("a number"), height.parse().expect("a number"));
    let scale = height / 1080.0;
    let canvas = Canvas {
        keep_free: vec![Rect {
            x: width - 420.0 * scale,
            y: 0.0,
            width: 420.0 * scale,
            height: 150.0 * scale,
        }],
        least: 16.0 * scale,
        largest: 36.0 * scale,
        ..Canvas::new(width, height)
    };
    println!("causes  spread      share   type   cards  free    ms");
    for causes in [0, 1, 5, 10, 20, 36, 45, 60, 90, 120, 200] {
        for spread in [Spread::Even, Spread::One(0), Spread::One(1), Spread::One(2), Spread::One(4)] {
            if causes == 0 && spread != Spread::Even {
                continue;
            }
            let fish = workshop::fish(5, causes, spread, 7);
            let name = format!("{causes}-{spread:?}");
            show(&name, &fish, &canvas, into.as_deref());
        }
    }
    for bones in [0, 1, 4, 6, 8, 24] {
        let fish = workshop::fish(bones.max(1), 40, Spread::Even, 7);
        let fish = if bones == 0 { workshop::bare(0) } else { fish };
        show(&format!("bones-{bones}"), &fish, &canvas, into.as_deref());
    }
    for causes in [5, 12, 36, 60] {
        let fish = workshop::fish(5, causes, Spread::Even, 7);
        show(
            &format!("columns-{causes}"),
            &fish,
            &Canvas { form: Form::Columns, ..canvas.clone() },
            into.as_deref(),
        );
        let fish = workshop::fish(5, causes, Spread::One(2), 7);
        show(
            &format!("bone-{causes}"),
            &fish,
            &Canvas { form: Form::Bone(2), ..canvas.clone() },
            into.as_deref(),
        );
    }
}

fn show(name: &str, fish: &Fish, canvas: &Canvas, into: Option<&str>) {
    if std::env::args().nth(3).is_some_and(|only| only != name) {
        return;
    }
    let mut best = f64::INFINITY;
    let mut drawn = Fit::default();
    for _ in 0..10 {
        let start = Instant::now();
        drawn = fit(fish, canvas, None);
        best = best.min(start.elapsed().as_secs_f64() * 1000.0);
    }
    let cards: f64 = drawn
        .drawing
        .bones
        .iter()
        .flat_map(|bone| &bone.cards)
        .map(|card| card.area.width * card.area.height)
        .sum();
    let part = 100.0 * cards / (canvas.width * canvas.height);
    let share = 100.0 * drawn.share;
    println!("{name:16} {share:8.1} {:7.2} {part:6.1} {best:8.2}", drawn.size);
    if let Some(into) = into.filter(|&into| into != "-") {
        std::fs::write(format!("{into}/{name}.svg"), svg(fish, canvas, &drawn)).expect("the file is written");
    }
}

fn svg(fish: &Fish, canvas: &Canvas, drawn: &Fit) -> String {
    let (width, height) = (canvas.width, canvas.height);
    let size = drawn.size;
    let mut out = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' font-family='Onest'>\
         <style>text{{font-kerning:none;white-space:pre}}</style>\
         <rect width='100%' height='100%' fill='#faf8f4'/>"
    );
    for free in &canvas.keep_free {
        out += &rect(*free, 0.0, "#efe9dd", "none");
    }
    let drawing = &drawn.drawing;
    for outline in [&drawing.spine, &drawing.tail] {
        let _ = write!(out, "<polygon points='{}' fill='#b9b1a3'/>", points(outline));
    }
    let _ = write!(out, "<polygon points='{}' fill='#1d1c1a'/>", points(&drawing.head.outline));
    out += &texts(&drawing.head.text, &fish.effect, "#faf8f4");
    for (bone, source) in drawing.bones.iter().zip(&fish.bones) {
        let _ = write!(out, "<polygon points='{}' fill='#b9b1a3'/>", points(&bone.outline));
        for beside in &bone.side_lines {
            out += &line(beside, size * 0.1);
        }
        for card in &bone.cards {
            out += &line(&card.tick, size * 0.08);
        }
        out += &texts(&bone.title, &source.title, "#1d1c1a");
        out += &texts(&bone.question, &source.question, "#57534c");
        let count = bone.count;
        let _ = write!(
            out,
            "<text x='{:.1}' y='{:.1}' font-size='{:.1}' fill='#57534c'>{}</text>",
            count.x,
            count.y + count.height / 2.0 + bone.title.size * 0.3,
            bone.title.size * 0.85,
            source.count()
        );
        let mut open: Vec<&Cause> = source.causes.iter().rev().collect();
        for card in &bone.cards {
            let Some(cause) = open.pop() else { continue };
            open.extend(cause.children.iter().rev());
            let (letter, colour) = DEPARTMENTS[(cause.key % 7) as usize];
            if card.text.lines.is_empty() {
                out += &rect(card.area, size * 0.2, colour, "none");
                continue;
            }
            out += &rect(card.area, size * 0.28, "#fff", "#ddd7cc");
            let band = card.badge.unwrap_or(Rect { width: size * 0.25, ..card.area });
            out += &rect(band, size * 0.28, if card.badge.is_some() { colour } else { "#8d867a" }, "none");
            if card.badge.is_some() {
                let _ = write!(
                    out,
                    "<text x='{:.1}' y='{:.1}' font-size='{:.1}' font-weight='600' fill='#fff' text-anchor='middle'>{letter}</text>",
                    band.x + band.width / 2.0,
                    card.text.lines[0].baseline,
                    size * 0.72,
                );
            }
            out += &texts(&card.text, &cause.text, "#1d1c1a");
            if let Some(footer) = card.footer {
                out += &rect(footer, size * 0.4, "#e6dfd2", "none");
            }
        }
    }
    out + "</svg>"
}

fn points(points: &[Point]) -> String {
    points.iter().map(|point| format!("{:.1},{:.1} ", point.x, point.y)).collect()
}

fn line(along: &[Point], width: f64) -> String {
    format!("<polyline points='{}' fill='none' stroke='#b9b1a3' stroke-width='{width:.1}'/>", points(along))
}

fn rect(area: Rect, round: f64, fill: &str, stroke: &str) -> String {
    let Rect { x, y, width, height } = area;
    format!(
        "<rect x='{x:.1}' y='{y:.1}' width='{width:.1}' height='{height:.1}' rx='{round:.1}' fill='{fill}' stroke='{stroke}'/>"
    )
}

fn texts(block: &Block, source: &str, fill: &str) -> String {
    let weight = if block.weight == Weight::Semibold { 600 } else { 400 };
    let mut out = String::new();
    for line in &block.lines {
        let end = if line.hyphen {
            "-"
        } else if line.ellipsis {
            "…"
        } else {
            ""
        };
        let text = source[line.start..line.end].replace('&', "&amp;").replace('<', "&lt;");
        let _ = write!(
            out,
            "<text x='{:.1}' y='{:.1}' font-size='{:.2}' font-weight='{weight}' fill='{fill}'>{text}{end}</text>",
            line.x, line.baseline, block.size
        );
    }
    out
}
