//! What must be true of every fish that fills a canvas, on random ones and on workshops. A failure prints its seed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use fastrand::Rng;
use fishbone::{
    Bone, BoneShape, Canvas, Card, Cause, Detail, Drawing, Fish, Fit, Form, Point, Rect, Side, fit,
};

mod any;
mod workshop;

/// Rounding of sums of lengths.
const ROUNDING: f64 = 1e-6;

fn for_random_fish(seeds: std::ops::Range<u64>, check: impl Fn(&Fish, &Canvas, &Fit)) {
    for seed in seeds {
        let mut rng = Rng::with_seed(seed);
        let notes = *rng.choice(&[0, 1, 2, 5, 12, 40, 90, 300]).unwrap_or(&0);
        let (fish, canvas) = if rng.bool() {
            let fish = any::fish(&mut rng, notes);
            let canvas = any::canvas(&mut rng, fish.bones.len());
            (fish, canvas)
        } else {
            let bones = *rng.choice(&[0, 1, 4, 5, 6, 8, 24]).unwrap_or(&5);
            let spread = if rng.bool() {
                workshop::Spread::Even
            } else {
                workshop::Spread::One(rng.usize(..bones.max(1)))
            };
            let fish =
                if bones == 0 { workshop::bare(0) } else { workshop::fish(bones, notes, spread, seed) };
            (fish, any::canvas(&mut rng, bones))
        };
        let drawn = fit(&fish, &canvas, None);
        let told = catch_unwind(AssertUnwindSafe(|| check(&fish, &canvas, &drawn)));
        assert!(told.is_ok(), "seed {seed}, {notes} causes, {canvas:?}");
        // The same fish as causes come and go, each drawn so that what was there moves little.
        let (mut grown, mut before) = (fish, drawn.arrangement);
        for step in 0..4 {
            let Some(bone) = (!grown.bones.is_empty()).then(|| rng.usize(..grown.bones.len())) else { break };
            if step == 2 {
                grown.bones[bone].causes.pop();
            } else {
                grown.bones[bone].causes.push(any::cause(&mut rng));
            }
            let after = fit(&grown, &canvas, Some(&before));
            let told = catch_unwind(AssertUnwindSafe(|| check(&grown, &canvas, &after)));
            assert!(told.is_ok(), "seed {seed}, changed {step} times, {notes} causes, {canvas:?}");
            before = after.arrangement;
        }
    }
}

fn causes(bone: &Bone) -> Vec<&Cause> {
    let mut all = Vec::new();
    let mut open: Vec<&Cause> = bone.causes.iter().rev().collect();
    while let Some(cause) = open.pop() {
        all.push(cause);
        open.extend(cause.children.iter().rev());
    }
    all
}

fn label(bone: &BoneShape) -> Vec<Rect> {
    let mut label = vec![bone.title.area, bone.question.area];
    label.retain(|area| area.width > 0.0 && area.height > 0.0);
    label
}

/// Cards, labels and head: what may not cover one another.
fn solids(drawing: &Drawing) -> Vec<Rect> {
    let cards = drawing.bones.iter().flat_map(|bone| bone.cards.iter().map(|card| card.area));
    let labels = drawing.bones.iter().flat_map(label);
    let head = Some(drawing.head.area).filter(|head| head.width > 0.0);
    cards.chain(labels).chain(head).collect()
}

/// A little smaller, so that rounding does not count.
fn within(rect: Rect) -> Rect {
    Rect {
        x: rect.x + ROUNDING,
        y: rect.y + ROUNDING,
        width: rect.width - 2.0 * ROUNDING,
        height: rect.height - 2.0 * ROUNDING,
    }
}

#[test]
fn nothing_overlaps() {
    for_random_fish(0..300, |_, _, drawn| {
        let mut solids: Vec<Rect> = solids(&drawn.drawing).into_iter().map(within).collect();
        solids.sort_by(|a, b| a.x.total_cmp(&b.x));
        for (index, a) in solids.iter().enumerate() {
            for b in solids[index + 1..].iter().take_while(|b| b.x < a.right()) {
                assert!(!a.overlaps(b), "{a:?} {b:?}");
            }
        }
    });
}

#[test]
fn everything_lies_on_the_canvas_and_nothing_where_it_stays_free() {
    for_random_fish(1000..1300, |_, canvas, drawn| {
        let drawing = &drawn.drawing;
        let page = Rect { x: 0.0, y: 0.0, width: canvas.width, height: canvas.height };
        for solid in solids(drawing) {
            assert!(page.contains(&within(solid)), "{solid:?} in {page:?}");
            for free in &canvas.keep_free {
                assert!(!free.overlaps(&within(solid)), "{solid:?} in {free:?}");
            }
        }
        for line in lines(drawing) {
            for pair in line.windows(2) {
                for point in pair {
                    assert!((0.0..=page.width).contains(&point.x), "{point:?}");
                    assert!((0.0..=page.height).contains(&point.y), "{point:?}");
                }
                for free in &canvas.keep_free {
                    assert!(!crosses(pair[0], pair[1], *free), "{pair:?} in {free:?}");
                }
            }
        }
    });
}

/// Everything that is drawn as a line: bones along their middle, ticks, the lines of further columns.
fn lines(drawing: &Drawing) -> Vec<Vec<Point>> {
    let mut lines = Vec::new();
    for bone in &drawing.bones {
        if bone.outline.is_empty() {
            continue;
        }
        lines.push(middle(&bone.outline).to_vec());
        lines.extend(bone.side_lines.iter().cloned());
        lines.extend(bone.cards.iter().map(|card| card.tick.clone()));
    }
    lines
}

/// From the joint of a bone to its end.
fn middle(outline: &[Point]) -> [Point; 2] {
    let between = |a: Point, b: Point| Point { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 };
    [between(outline[0], outline[3]), between(outline[1], outline[2])]
}

fn crosses(from: Point, to: Point, area: Rect) -> bool {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (start, step, low, high) in
        [(from.x, to.x - from.x, area.x, area.right()), (from.y, to.y - from.y, area.y, area.bottom())]
    {
        if step == 0.0 {
            if start <= low || start >= high {
                return false;
            }
            continue;
        }
        let (a, b) = ((low - start) / step, (high - start) / step);
        enter = enter.max(a.min(b));
        leave = leave.min(a.max(b));
    }
    enter + 1e-9 < leave
}

#[test]
fn no_line_crosses_a_card_or_a_label() {
    for_random_fish(2000..2300, |_, _, drawn| {
        let solids: Vec<Rect> = solids(&drawn.drawing).into_iter().map(within).collect();
        for line in lines(&drawn.drawing) {
            for pair in line.windows(2) {
                for solid in &solids {
                    assert!(!crosses(pair[0], pair[1], *solid), "{pair:?} {solid:?}");
                }
            }
        }
    });
}

fn is_on_edge(area: Rect, point: Point, slack: f64) -> bool {
    let wide = Rect {
        x: area.x - slack,
        y: area.y - slack,
        width: area.width + 2.0 * slack,
        height: area.height + 2.0 * slack,
    };
    let at = Rect { x: point.x, y: point.y, width: 0.0, height: 0.0 };
    let inner = point.x > area.x + slack
        && point.x < area.right() - slack
        && point.y > area.y + slack
        && point.y < area.bottom() - slack;
    wide.contains(&at) && !inner
}

/// How far a point is from a line.
fn distance(line: &[Point], point: Point) -> f64 {
    line.windows(2)
        .map(|pair| {
            let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
            let length = dx * dx + dy * dy;
            let along = (point.x - pair[0].x) * dx + (point.y - pair[0].y) * dy;
            let t = if length > 0.0 { (along / length).clamp(0.0, 1.0) } else { 0.0 };
            let (x, y) = (pair[0].x + t * dx - point.x, pair[0].y + t * dy - point.y);
            (x * x + y * y).sqrt()
        })
        .fold(f64::INFINITY, f64::min)
}

#[test]
fn every_connector_meets_its_bone_or_its_parent() {
    for_random_fish(3000..3300, |_, canvas, drawn| {
        let slack = 1e-6 * canvas.width;
        for bone in drawn.drawing.bones.iter().filter(|bone| !bone.outline.is_empty()) {
            let own = middle(&bone.outline);
            let mut tied = vec![own.to_vec()];
            for line in &bone.side_lines {
                let joined = tied.iter().any(|line| distance(line, line[0]) <= slack);
                assert!(joined, "{:?} hangs on nothing", line[0]);
                tied.push(line.clone());
            }
            if matches!(canvas.form, Form::Fish | Form::Marks) {
                let spine = drawn.drawing.spine[0].y.midpoint(drawn.drawing.spine[3].y);
                assert!((own[0].y - spine).abs() <= slack, "the bone leaves the spine");
                let ends = drawn.drawing.spine[1].x..=drawn.drawing.spine[0].x;
                assert!(ends.contains(&own[0].x), "{:?} is not on the spine", own[0]);
            }
            for card in &bone.cards {
                let (from, to) = (card.tick[0], card.tick[card.tick.len() - 1]);
                assert!(is_on_edge(card.area, to, slack), "{to:?} {:?}", card.area);
                let parent = card.parent.map(|parent| &bone.cards[parent]);
                let on_parent = parent.is_some_and(|parent| is_on_edge(parent.area, from, slack));
                let on_line = tied.iter().any(|line| distance(line, from) <= slack);
                assert!(on_parent || on_line, "{from:?} of {card:?}");
            }
        }
    });
}

fn shown(cause: &Cause, card: &Card) -> String {
    card.text.lines.iter().map(|line| &cause.text[line.start..line.end]).collect()
}

#[test]
fn every_text_is_whole_or_ends_in_an_ellipsis() {
    for_random_fish(4000..4300, |fish, canvas, drawn| {
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        for (index, (bone, shape)) in fish.bones.iter().zip(&drawn.drawing.bones).enumerate() {
            if matches!(canvas.form, Form::Bone(only) if only != index) {
                assert!(shape.cards.is_empty());
                continue;
            }
            assert_eq!(shape.cards.len(), bone.count());
            for (cause, card) in causes(bone).into_iter().zip(&shape.cards) {
                if shape.detail == Detail::Marks {
                    assert!(card.text.lines.is_empty());
                    continue;
                }
                let (shown, whole) = (bare(&shown(cause, card)), bare(&cause.text));
                let cut = card.text.lines.last().is_some_and(|line| line.ellipsis);
                assert!(if cut { whole.starts_with(&shown) } else { whole == shown }, "{shown} of {whole}");
                assert!(card.text.size >= drawn.size * 0.999);
                for inner in [card.badge, card.footer].into_iter().flatten().chain([card.text.area]) {
                    assert!(card.area.contains(&within(inner)), "{card:?}");
                }
                for line in &card.text.lines {
                    let end = line.x + line.width;
                    assert!(end <= card.area.right() + ROUNDING, "{line:?} in {card:?}");
                    let beside = |footer: &Rect| {
                        footer.y >= line.baseline
                            || end <= footer.x + ROUNDING
                            || footer.bottom() <= line.baseline - 0.5 * card.text.size
                    };
                    assert!(card.footer.as_ref().is_none_or(beside), "{line:?} under {:?}", card.footer);
                }
            }
        }
    });
}

#[test]
fn texts_are_left_out_only_where_they_would_be_under_the_least_size() {
    for_random_fish(5000..5200, |_, canvas, drawn| {
        let texts =
            drawn.drawing.bones.iter().filter(|bone| bone.detail != Detail::Marks && !bone.cards.is_empty());
        if texts.count() > 0 {
            assert!(drawn.size >= canvas.least * 0.999, "{} under {}", drawn.size, canvas.least);
        }
        assert!(drawn.size <= canvas.largest.max(canvas.least) * 1.001);
    });
}

#[test]
fn causes_and_bones_keep_their_order() {
    for_random_fish(6000..6200, |_, canvas, drawn| {
        let is_fish = matches!(canvas.form, Form::Fish | Form::Marks);
        for side in [Side::Above, Side::Below] {
            let joints = |bone: &BoneShape| middle(&bone.outline)[0].x;
            let own = drawn.drawing.bones.iter().filter(|bone| bone.side == side && !bone.outline.is_empty());
            let joints: Vec<f64> = own.map(joints).collect();
            assert!(joints.is_sorted(), "{joints:?}");
        }
        for (index, bone) in drawn.drawing.bones.iter().enumerate() {
            assert!(!is_fish || bone.side as usize == index % 2);
            // Downwards in a column, then to the right, as the bone leans.
            let Some([joint, end]) = (!bone.outline.is_empty()).then(|| middle(&bone.outline)) else {
                continue;
            };
            let lean = (joint.x - end.x) / (joint.y - end.y);
            let along = |area: Rect| area.x + area.width / 2.0 - lean * area.y;
            for pair in bone.cards.windows(2) {
                let below = pair[1].area.y >= pair[0].area.bottom();
                let beside = along(pair[1].area) > along(pair[0].area);
                assert!(below || beside, "{pair:?}");
            }
        }
    });
}

#[test]
fn the_effect_stands_within_the_head() {
    for_random_fish(7000..7100, |_, canvas, drawn| {
        let head = &drawn.drawing.head;
        if matches!(canvas.form, Form::Fish | Form::Marks) {
            let text = head.text.area;
            assert!(head.area.contains(&text) && !head.outline.is_empty());
            for (x, y) in [
                (text.x, text.y),
                (text.right(), text.y),
                (text.x, text.bottom()),
                (text.right(), text.bottom()),
            ] {
                assert!(text.width == 0.0 || is_inside(&head.outline, Point { x, y }), "{text:?}");
            }
        }
    });
}

fn is_inside(outline: &[Point], point: Point) -> bool {
    let mut inside = false;
    for (index, a) in outline.iter().enumerate() {
        let b = outline[(index + 1) % outline.len()];
        if (a.y > point.y) != (b.y > point.y) && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x {
            inside = !inside;
        }
    }
    inside
}

#[test]
fn the_same_fish_is_drawn_alike_again() {
    for_random_fish(8000..8060, |fish, canvas, drawn| {
        let again = fit(fish, canvas, Some(&drawn.arrangement));
        for (before, after) in drawn.drawing.bones.iter().zip(&again.drawing.bones) {
            for (before, after) in before.cards.iter().zip(&after.cards) {
                let (dx, dy) = (before.area.x - after.area.x, before.area.y - after.area.y);
                let sizes = (drawn.size, again.size);
                assert!(dx.abs() < 0.1 && dy.abs() < 0.1, "{dx} {dy} {sizes:?} {before:?} {after:?}");
            }
        }
    });
}

#[test]
fn a_canvas_without_room_and_one_without_sense_are_drawn_on() {
    let fish = workshop::fish(5, 30, workshop::Spread::Even, 1);
    let all = Rect { x: 0.0, y: 0.0, width: 1920.0, height: 1080.0 };
    let taken = Canvas { keep_free: vec![all], ..Canvas::new(1920.0, 1080.0) };
    assert!(fit(&fish, &taken, None).size > 0.0);
    for odd in [f64::NAN, 0.0, -3.0, f64::INFINITY, 1e300] {
        let canvas = Canvas { least: odd, largest: odd, wanted: odd, ..Canvas::new(odd, odd) };
        assert!(fit(&fish, &canvas, None).size > 0.0, "{odd}");
    }
}

#[test]
fn a_chain_of_any_depth_is_drawn() {
    let mut chain = Cause::default();
    for _ in 0..400 {
        chain = Cause { text: "why?".into(), children: vec![chain], ..Cause::default() };
    }
    let bone = Bone { causes: vec![chain], ..Bone::default() };
    let drawn = fit(&Fish { bones: vec![bone], ..Fish::default() }, &Canvas::default(), None);
    assert_eq!(drawn.drawing.bones[0].cards.len(), 401);
}
