//! How much can be read on canvases of the sizes that there are: the share of the characters and the type size, for
//! workshops of many sizes, evenly spread and all on one bone, nested, with marks.

use fishbone::{Canvas, Cause, Detail, Fish, Form, Rect, fit};

mod workshop;

use workshop::Spread;

/// A clock and a code in the upper right corner.
fn wall(width: f64, height: f64, least: f64, largest: f64) -> Canvas {
    let corner = (width * 420.0 / 1920.0, height * 150.0 / 1080.0);
    Canvas {
        keep_free: vec![Rect { x: width - corner.0, y: 0.0, width: corner.0, height: corner.1 }],
        least,
        largest,
        ..Canvas::new(width, height)
    }
}

fn spreads() -> impl Iterator<Item = Spread> {
    (0..5).map(Spread::One).chain([Spread::Even])
}

fn check(fish: &Fish, canvas: &Canvas, share: f64, size: f64, what: &str) {
    let drawn = fit(fish, canvas, None);
    assert!(drawn.share >= share, "{what}: {:.1} % of {:.0} %", drawn.share * 100.0, share * 100.0);
    assert!(drawn.size >= size * 0.9999, "{what}: {:.2} of {size}", drawn.size);
    assert!(drawn.drawing.bones.iter().all(|bone| bone.detail != Detail::Marks), "{what}: marks");
}

/// Causes, share of the characters, type size at a height of 1080.
const WANTED: [(usize, f64, f64); 7] = [
    (10, 1.0, 28.0),
    (20, 1.0, 25.0),
    (36, 1.0, 21.0),
    (45, 1.0, 20.0),
    (60, 1.0, 18.0),
    (90, 1.0, 16.0),
    (120, 0.8, 16.0),
];

#[test]
fn a_wall_shows_more_than_is_wanted() {
    for (width, height) in [(1920.0, 1080.0), (1280.0, 720.0)] {
        let canvas = wall(width, height, 16.0 * height / 1080.0, 36.0 * height / 1080.0);
        for (causes, share, size) in WANTED {
            for spread in spreads() {
                for seed in 0..4 {
                    let fish = workshop::fish(5, causes, spread, seed);
                    let what = format!("{causes} {spread:?} at {width}x{height}, seed {seed}");
                    check(&fish, &canvas, share, size * height / 1080.0, &what);
                }
            }
        }
    }
}

#[test]
fn two_hundred_causes_all_begin_to_be_read() {
    for spread in spreads() {
        let fish = workshop::fish(5, 200, spread, 7);
        check(&fish, &wall(1920.0, 1080.0, 16.0, 36.0), 0.45, 16.0, &format!("{spread:?}"));
    }
}

/// The causes of each bone in chains of five, or all directly on it, with more words if they are to be long.
fn rehung(fish: &Fish, deep: bool, more: &str) -> Fish {
    let mut rehung = fish.clone();
    for (bone, source) in rehung.bones.iter_mut().zip(&fish.bones) {
        bone.causes.clear();
        let mut open: Vec<&Cause> = source.causes.iter().rev().collect();
        let mut index = 0;
        while let Some(cause) = open.pop() {
            open.extend(cause.children.iter().rev());
            let text = format!("{}{more}", cause.text);
            let cause = Cause { text, children: Vec::new(), ..cause.clone() };
            workshop::hang(&mut bone.causes, if deep { index % 5 } else { 0 }, cause);
            index += 1;
        }
    }
    rehung
}

#[test]
fn over_the_newest_cause_most_of_what_is_nested_or_long_is_read() {
    // The corner and the line at the bottom that the projector keeps for itself.
    let corner = Rect { x: 1480.0, y: 0.0, width: 440.0, height: 150.0 };
    let canvas = Canvas { keep_free: vec![corner], least: 16.0, largest: 36.0, ..Canvas::new(1920.0, 985.0) };
    let long = ". Konstantynopolitańczykowianeczka nie odpowiada na najniezrozumialsze zgłoszenia";
    for seed in 0..4 {
        let fish = |causes| workshop::fish(5, causes, Spread::Even, seed);
        for (causes, deep, more, share) in [
            (90, false, "", 1.0),
            (90, true, "", 0.95),
            (120, false, "", 0.79),
            (120, true, "", 0.73),
            (200, false, "", 0.38),
            (200, true, "", 0.27),
            (60, false, long, 0.65),
            (120, false, long, 0.29),
        ] {
            let fish = rehung(&fish(causes), deep, more);
            let what = format!("{causes}, nested: {deep}, long: {}, seed {seed}", !more.is_empty());
            check(&fish, &canvas, share, 16.0, &what);
        }
    }
}

#[test]
fn a_laptop_shows_forty_causes_whole() {
    for spread in spreads() {
        for causes in [6, 20, 40] {
            let fish = workshop::fish(5, causes, spread, 3);
            check(
                &fish,
                &Canvas { least: 12.0, largest: 18.0, ..Canvas::new(1440.0, 900.0) },
                1.0,
                12.0,
                "laptop",
            );
        }
    }
}

#[test]
fn slides_pages_and_phones_are_filled_too() {
    let even = |causes| workshop::fish(5, causes, Spread::Even, 5);
    let slide = Canvas { least: 12.0, largest: 30.0, ..Canvas::new(1600.0, 900.0) };
    check(&even(60), &slide, 1.0, 15.0, "slide");
    let page = Canvas { least: 6.0, largest: 14.0, ..Canvas::new(842.0, 595.0) };
    check(&even(60), &page, 1.0, 8.5, "page");
    check(&even(120), &page, 0.95, 6.0, "page of 120");
    let phone = Canvas { least: 12.0, largest: 18.0, form: Form::Bone(1), ..Canvas::new(390.0, 700.0) };
    check(&even(36), &phone, 1.0, 15.0, "phone");
}

#[test]
fn one_bone_in_focus_is_whole_and_large() {
    for (causes, size) in [(5, 36.0), (12, 36.0), (36, 24.0), (60, 19.0)] {
        let fish = workshop::fish(5, causes, Spread::One(2), 5);
        let mut canvas = wall(1920.0, 1080.0, 16.0, 36.0);
        canvas.form = Form::Bone(2);
        // Room for the small fish.
        canvas.keep_free.push(Rect { x: 1560.0, y: 840.0, width: 360.0, height: 240.0 });
        check(&fish, &canvas, 1.0, size, &format!("{causes} on the bone in focus"));
    }
}

#[test]
fn columns_are_as_large_as_a_fish() {
    for (causes, size) in [(12, 28.0), (36, 21.0), (60, 18.0)] {
        let canvas = Canvas { form: Form::Columns, ..wall(1920.0, 1080.0, 16.0, 36.0) };
        check(&workshop::fish(5, causes, Spread::Even, 5), &canvas, 1.0, size, "columns");
    }
}

#[test]
fn the_templates_of_every_number_of_bones_are_read() {
    for (bones, size) in [(1, 20.0), (4, 20.0), (5, 20.0), (6, 20.0), (8, 19.0), (24, 16.0)] {
        let fish = workshop::fish(bones, 40, Spread::Even, 7);
        check(&fish, &wall(1920.0, 1080.0, 16.0, 36.0), 1.0, size, &format!("{bones} bones"));
    }
}

#[test]
fn type_is_larger_where_less_than_all_is_wanted() {
    let fish = workshop::fish(5, 90, Spread::Even, 2);
    let canvas = wall(1920.0, 1080.0, 16.0, 36.0);
    let whole = fit(&fish, &canvas, None);
    let part = fit(&fish, &Canvas { wanted: 0.8, ..canvas }, None);
    assert!(part.size > whole.size * 1.05, "{} and {}", part.size, whole.size);
    assert!((0.79..1.0).contains(&part.share), "{}", part.share);
}
