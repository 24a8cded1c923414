//! What holds for every chart: it stays within its sheet, texts are apart, and the newest value is said.
#![allow(clippy::unwrap_used)]

use chart::{Chart, Day, Form, Language, Mark, Role, draw};
use fishbone::{Rect, Weight, text_width};

fn texts(marks: &[Mark]) -> Vec<(Rect, Role, &str)> {
    let mut texts = vec![];
    for mark in marks {
        if let Mark::Text { x, baseline, size, strong, role, text } = mark {
            let weight = if *strong { Weight::Semibold } else { Weight::Regular };
            let width = text_width(text, *size, weight);
            texts.push((
                Rect { x: *x, y: baseline - size * 0.8, width, height: *size },
                *role,
                text.as_str(),
            ));
        }
    }
    texts
}

fn chart(values: &[(&str, f64)], form: Form) -> Chart {
    Chart {
        values: values.iter().map(|(day, value)| (Day::parse(day).unwrap(), *value)).collect(),
        form,
        language: Language::Polish,
        width: 900.0,
        height: 500.0,
        size: 24.0,
        ..Chart::default()
    }
}

#[test]
fn a_chart_says_its_values_its_dates_and_its_target() {
    let mut nps = chart(&[("2026-01-31", 31.0), ("2026-02-28", 28.5), ("2026-03-31", 33.0)], Form::Line);
    (nps.target, nps.target_day) = (Some(40.0), Day::parse("2026-12-31"));
    let marks = draw(&nps);
    let said: Vec<&str> = texts(&marks).iter().map(|(_, _, text)| *text).collect();
    for text in ["31", "28,5", "33", "cel 40", "sty\u{a0}2026", "mar\u{a0}2026", "gru\u{a0}2026"] {
        assert!(said.contains(&text), "{text} of {said:?}");
    }
    // What is counted stands on zero, with a number for each.
    let counted = draw(&chart(&[("2025-12-31", 312.0), ("2026-12-31", 280.0)], Form::Bars));
    let said: Vec<&str> = texts(&counted).iter().map(|(_, _, text)| *text).collect();
    for text in ["0", "312", "280", "2025", "2026"] {
        assert!(said.contains(&text), "{text} of {said:?}");
    }
    assert_eq!(draw(&chart(&[], Form::Line)), [], "nothing to show");
}

#[test]
fn marks_stay_within_the_chart_and_numbers_do_not_cover_one_another() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(14);
    println!("SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut drawn = 0;
    for _ in 0..600 {
        let count = random.usize(0..60);
        let scale = 10f64.powi(random.i32(-2..10));
        let mut day = random.i32(10_000..25_000);
        let values = (0..count).map(|_| {
            day += random.i32(1..400);
            (Day(day), ((random.f64() - 0.3) * 100.0).round() / 10.0 * scale)
        });
        let values: Vec<_> = values.collect();
        let target_day = random.bool().then(|| Day(day + random.i32(-300..900)));
        let chart = Chart {
            form: if random.bool() { Form::Line } else { Form::Bars },
            values,
            target: random.bool().then(|| (random.f64() * 100.0 * scale).round()),
            target_day,
            language: [Language::English, Language::Polish, Language::Ukrainian][random.usize(0..3)],
            width: 400.0 + random.f64() * 1500.0,
            height: 250.0 + random.f64() * 700.0,
            size: 12.0 + random.f64() * 16.0,
        };
        let marks = draw(&chart);
        drawn += usize::from(!marks.is_empty());
        let inside = |x: f64, y: f64| {
            let (right, bottom) = (chart.width + 0.5, chart.height + 0.5);
            assert!(x.is_finite() && y.is_finite());
            (-0.5..=right).contains(&x) && (-0.5..=bottom).contains(&y)
        };
        for mark in &marks {
            match mark {
                Mark::Line { points, .. } => {
                    assert!(points.iter().all(|p| inside(p.x, p.y)), "{mark:?} in {chart:?}")
                }
                Mark::Rect { area, .. } => {
                    assert!(
                        inside(area.x, area.y) && inside(area.right(), area.bottom()),
                        "{mark:?} in {chart:?}"
                    );
                }
                Mark::Text { .. } => {}
            }
        }
        let texts = texts(&marks);
        let bars = marks.iter().filter_map(|mark| match mark {
            Mark::Rect { area, role: Role::Value | Role::Newest, .. } if chart.form == Form::Bars => {
                Some(area)
            }
            _ => None,
        });
        for bar in bars {
            let covers = |area: &Rect| {
                area.x < bar.right() && bar.x < area.right() && area.y < bar.bottom() && bar.y < area.bottom()
            };
            let covered = texts.iter().find(|(area, role, _)| *role == Role::Target && covers(area));
            assert!(covered.is_none(), "{covered:?} lies on a bar of {chart:?}");
        }
        for (at, (area, role, text)) in texts.iter().enumerate() {
            assert!(inside(area.x, area.y), "{text} in {chart:?}");
            // The first and the newest value are said in any case, also where there is no room.
            let needed = |role: Role| matches!(role, Role::Label | Role::Target);
            for (other, other_role, said) in &texts[at + 1..] {
                let apart = area.x >= other.right() - 0.1
                    || other.x >= area.right() - 0.1
                    || area.y >= other.bottom() - 0.1
                    || other.y >= area.bottom() - 0.1;
                assert!(apart || (needed(*role) && needed(*other_role)), "{text} covers {said} in {chart:?}");
            }
        }
    }
    assert!(drawn > 500, "{drawn} were drawn");
}

#[test]
fn what_crosses_to_the_browser_is_what_was_drawn() {
    let mut bytes = vec![];
    for length in [900.0f64, 500.0, 24.0] {
        bytes.extend(length.to_le_bytes());
    }
    let text = |bytes: &mut Vec<u8>, text: &str| {
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.as_bytes());
    };
    text(&mut bytes, "pl");
    text(&mut bytes, "complaints");
    bytes.extend(1u32.to_le_bytes());
    bytes.extend(40f64.to_le_bytes());
    text(&mut bytes, "");
    bytes.extend(2u32.to_le_bytes());
    for (day, value) in [("2025-12-31", 312.0f64), ("2026-12-31", 280.0)] {
        text(&mut bytes, day);
        bytes.extend(value.to_le_bytes());
    }
    let mut expect = chart(&[("2025-12-31", 312.0), ("2026-12-31", 280.0)], Form::Bars);
    expect.target = Some(40.0);
    let read = chart::encoding::read(&bytes).unwrap();
    assert_eq!(read, expect);
    let numbers = chart::encoding::write(&draw(&read));
    assert_eq!(numbers[0], draw(&expect).len() as f64);
    for end in 0..bytes.len() {
        assert_eq!(chart::encoding::read(&bytes[..end]), None, "{end} bytes");
    }
}
