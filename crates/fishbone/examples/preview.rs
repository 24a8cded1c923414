//! Writes an SVG of a made-up fish, to look at: `cargo run -p fishbone --example preview -- 40 full > fish.svg`.
//! The first argument is the number of causes, the second `marks`, `line`, `full` or `focus`, the third a seed.

#![allow(clippy::print_stdout)]

use fishbone::{Block, Detail, Options, Point, Questions, Rect};

#[path = "../tests/any/mod.rs"]
mod any;

fn main() {
    let mut args = std::env::args().skip(1);
    let notes = args.next().and_then(|count| count.parse().ok()).unwrap_or(40);
    let level = args.next().unwrap_or_default();
    let seed = args.next().and_then(|seed| seed.parse().ok()).unwrap_or(7);
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut fish = any::fish(&mut rng, notes);
    fish.effect =
        "Klienci są niezadowoleni z pierwszych trzydziestu dni po zamówieniu usługi (NPS −12)".into();
    let options = Options {
        detail: match level.as_str() {
            "marks" => Detail::Marks,
            "line" => Detail::Line,
            _ => Detail::Full,
        },
        focus: (level == "focus").then_some(1),
        questions: Questions::All,
        ..Options::default()
    };
    let drawing = fishbone::layout(&fish, &options);
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {} {}' font-family='Onest'><rect width='100%' height='100%' fill='#faf8f4'/>",
        drawing.width, drawing.height
    );
    for outline in std::iter::once(&drawing.spine).chain([&drawing.tail, &drawing.head.outline]) {
        svg += &format!("<polygon points='{}' fill='#cfc8bb'/>", points(outline));
    }
    svg += &texts(&drawing.head.text, &fish.effect);
    for (bone, source) in drawing.bones.iter().zip(&fish.bones) {
        svg += &format!("<polygon points='{}' fill='#cfc8bb'/>", points(&bone.outline));
        for strand in &bone.strands {
            svg += &format!(
                "<polyline points='{}' fill='none' stroke='#cfc8bb' stroke-width='2'/>",
                points(strand)
            );
        }
        svg += &texts(&bone.title, &source.title);
        svg += &texts(&bone.question, &source.question);
        svg += &rect(bone.count, "none", "#cfc8bb");
        let mut open: Vec<_> = source.causes.iter().rev().collect();
        for card in &bone.cards {
            svg += &format!(
                "<polyline points='{}' fill='none' stroke='#cfc8bb' stroke-width='1.5'/>",
                points(&card.tick)
            );
            svg += &rect(card.area, "#fff", "#ddd6c8");
            if let Some(badge) = card.badge {
                svg += &rect(badge, "#2b6cb0", "none");
            }
            if let Some(footer) = card.footer {
                svg += &rect(footer, "none", "#ddd6c8");
            }
            if let Some(cause) = open.pop() {
                svg += &texts(&card.text, &cause.text);
                open.extend(cause.children.iter().rev());
            }
        }
    }
    println!("{svg}</svg>");
}

fn points(points: &[Point]) -> String {
    points.iter().map(|point| format!("{:.1},{:.1} ", point.x, point.y)).collect()
}

fn rect(area: Rect, fill: &str, stroke: &str) -> String {
    let Rect { x, y, width, height } = area;
    format!(
        "<rect x='{x}' y='{y}' width='{width}' height='{height}' rx='4' fill='{fill}' stroke='{stroke}'/>"
    )
}

fn texts(block: &Block, source: &str) -> String {
    let mut out = String::new();
    for line in &block.lines {
        let tail = if line.hyphen {
            "-"
        } else if line.ellipsis {
            "…"
        } else {
            ""
        };
        let text = source[line.start..line.end].replace('&', "&amp;").replace('<', "&lt;");
        out += &format!(
            "<text x='{}' y='{}' font-size='{}' xml:space='preserve'>{text}{tail}</text>",
            line.x, line.baseline, block.size
        );
    }
    out
}
