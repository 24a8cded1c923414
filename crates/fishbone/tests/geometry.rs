//! What must be true of every fish, on random ones. A failure prints its seed.

use fishbone::{BoneShape, Cause, Detail, Drawing, Fish, Options, Point, Questions, Rect, Side, layout};

mod any;

fn all_options(rng: &mut fastrand::Rng, fish: &Fish) -> Vec<Options> {
    let bone = rng.usize(..fish.bones.len());
    let base = Options { questions: Questions::All, ..Options::default() };
    vec![
        base.clone(),
        Options {
            detail: Detail::Line,
            questions: Questions::Only(bone),
            aspect: 9.0 / 16.0,
            ..base.clone()
        },
        Options { detail: Detail::Marks, questions: Questions::None, ..base.clone() },
        Options { focus: Some(bone), aspect: 4.0 / 3.0, ..base },
    ]
}

fn for_random_fish(seeds: std::ops::Range<u64>, check: impl Fn(&Fish, &Options, &Drawing)) {
    for seed in seeds {
        let mut rng = fastrand::Rng::with_seed(seed);
        let notes = *rng.choice(&[0, 1, 2, 5, 12, 40, 90, 300]).unwrap_or(&0);
        let fish = any::fish(&mut rng, notes);
        for options in all_options(&mut rng, &fish) {
            let drawing = layout(&fish, &options);
            let told =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&fish, &options, &drawing)));
            assert!(told.is_ok(), "seed {seed}, {notes} causes, {options:?}");
        }
    }
}

fn label(bone: &BoneShape) -> Vec<Rect> {
    let mut label = vec![bone.title.area, bone.count, bone.question.area];
    label.retain(|area| area.width > 0.0 && area.height > 0.0);
    label
}

/// Cards, labels and head: what may not cover one another.
fn solids(drawing: &Drawing) -> Vec<Rect> {
    let cards = drawing.bones.iter().flat_map(|bone| bone.cards.iter().map(|card| card.area));
    let labels = drawing.bones.iter().flat_map(label);
    cards.chain(labels).chain([drawing.head.area]).collect()
}

#[test]
fn nothing_overlaps() {
    for_random_fish(0..160, |_, _, drawing| {
        let mut solids = solids(drawing);
        solids.sort_by(|a, b| a.x.total_cmp(&b.x));
        for (index, a) in solids.iter().enumerate() {
            for b in solids[index + 1..].iter().take_while(|b| b.x < a.right()) {
                assert!(!a.overlaps(b), "{a:?} {b:?}");
            }
        }
    });
}

#[test]
fn everything_lies_within_the_drawing() {
    for_random_fish(200..260, |_, _, drawing| {
        let page = Rect { x: 0.0, y: 0.0, width: drawing.width, height: drawing.height };
        for solid in solids(drawing) {
            assert!(page.contains(&solid), "{solid:?} in {page:?}");
        }
        let lines = drawing.bones.iter().flat_map(|bone| bone.strands.iter().flatten().chain(&bone.outline));
        for point in lines.chain(&drawing.spine).chain(&drawing.tail).chain(&drawing.head.outline) {
            assert!(
                (0.0..=page.width).contains(&point.x) && (0.0..=page.height).contains(&point.y),
                "{point:?}"
            );
        }
    });
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
    for_random_fish(300..380, |_, _, drawing| {
        let solids = solids(drawing);
        for bone in &drawing.bones {
            let side = [bone.outline[0], bone.outline[1]];
            let ticks = bone.cards.iter().map(|card| card.tick.as_slice());
            for line in bone.strands.iter().map(Vec::as_slice).chain(ticks).chain([side.as_slice()]) {
                for pair in line.windows(2) {
                    for solid in &solids {
                        let end = Rect { x: solid.x, y: solid.y, width: 0.5, height: solid.height };
                        let touches_own_end = crosses(pair[0], pair[1], *solid) && pair[1].x <= end.right();
                        let is_head = *solid == drawing.head.area;
                        assert!(
                            is_head || touches_own_end || !crosses(pair[0], pair[1], *solid),
                            "{pair:?} {solid:?}"
                        );
                    }
                }
            }
        }
    });
}

#[test]
fn every_card_shows_its_whole_text_within_itself() {
    for_random_fish(400..440, |fish, _, drawing| {
        for (bone, shape) in fish.bones.iter().zip(&drawing.bones) {
            assert_eq!(shape.cards.len(), bone.count());
            let mut open: Vec<&Cause> = bone.causes.iter().rev().collect();
            for card in &shape.cards {
                let cause = open.pop().expect("as many causes as cards");
                open.extend(cause.children.iter().rev());
                for inner in [card.badge, card.footer].into_iter().flatten().chain([card.text.area]) {
                    assert!(card.area.contains(&inner) || shape.detail == Detail::Marks, "{card:?}");
                    assert!(card.badge.is_none_or(|badge| badge == inner || !badge.overlaps(&inner)));
                    assert!(card.footer.is_none_or(|footer| footer == inner || !footer.overlaps(&inner)));
                }
                let shown: String =
                    card.text.lines.iter().map(|line| &cause.text[line.start..line.end]).collect();
                let bare = |text: &str| text.split_whitespace().collect::<String>();
                match shape.detail {
                    Detail::Full => assert_eq!(bare(&shown), bare(&cause.text)),
                    Detail::Line => assert!(bare(&cause.text).starts_with(&bare(&shown))),
                    Detail::Marks => assert!(card.text.lines.is_empty()),
                }
            }
        }
    });
}

fn inside(outline: &[Point], point: Point) -> bool {
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
fn the_effect_stands_within_the_head() {
    for_random_fish(500..560, |_, _, drawing| {
        let text = drawing.head.text.area;
        for (x, y) in
            [(text.x, text.y), (text.right(), text.y), (text.x, text.bottom()), (text.right(), text.bottom())]
        {
            assert!(text.width == 0.0 || inside(&drawing.head.outline, Point { x, y }), "{text:?}");
        }
    });
}

#[test]
fn proportions_come_near_to_the_wanted_ones() {
    let mut far = 0;
    for seed in 600..700 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let notes = rng.usize(5..250);
        let fish = any::fish(&mut rng, notes);
        let options =
            Options { aspect: *rng.choice(&[16.0 / 9.0, 4.0 / 3.0]).unwrap_or(&1.0), ..Options::default() };
        let drawing = layout(&fish, &options);
        let off = drawing.width / drawing.height / options.aspect;
        far += usize::from(!(0.9..=1.1).contains(&off));
    }
    assert!(far <= 10, "{far} of 100 fish are far from the wanted proportions");
}

/// Displacement of what was there before, per card; both drawings seen from the head's gill.
fn moves(before: &Drawing, after: &Drawing, bone: usize, skip: Option<usize>) -> Vec<(f64, f64)> {
    let from = |drawing: &Drawing, area: Rect| {
        let tip = drawing.bones[bone].title.area;
        match drawing.bones[bone].side {
            Side::Above => (area.x - tip.x, area.y - tip.bottom()),
            Side::Below => (area.x - drawing.spine[1].x, area.y - drawing.spine[1].y),
        }
    };
    let kept = after.bones[bone]
        .cards
        .iter()
        .enumerate()
        .filter(|(index, _)| Some(*index) != skip)
        .map(|(_, card)| card);
    let round = |n: f64| (n * 16.0).round() / 16.0;
    before.bones[bone]
        .cards
        .iter()
        .zip(kept)
        .map(|(old, new)| {
            let (old, new) = (from(before, old.area), from(after, new.area));
            (round(new.0 - old.0), round(new.1 - old.1))
        })
        .collect()
}

#[test]
fn a_new_cause_leaves_the_others_where_they_hang() {
    let (mut additions, mut calm, mut regrown) = (0, 0, 0);
    for seed in 700..740 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut fish = any::fish(&mut rng, 20);
        let mut options = Options::default();
        let mut before = layout(&fish, &options);
        for _ in 0..20 {
            options.keep_reach = Some(before.reach);
            let bone = rng.usize(..fish.bones.len());
            fish.bones[bone].causes.push(any::cause(&mut rng));
            let after = layout(&fish, &options);
            additions += 1;
            if before.reach == after.reach {
                let mut still = true;
                for index in 0..fish.bones.len() {
                    let new = (index == bone).then(|| after.bones[index].cards.len() - 1);
                    let moves = moves(&before, &after, index, new);
                    still &= moves.iter().all(|by| *by == (0.0, 0.0));
                }
                calm += usize::from(still);
            } else {
                regrown += 1;
            }
            before = after;
        }
    }
    assert!(regrown * 5 <= additions, "{regrown} of {additions} additions laid the fish out anew");
    assert!(calm * 3 >= additions, "{calm} of {additions} additions moved nothing along a bone");
    println!("{additions} additions: {calm} moved nothing, {regrown} laid the fish out anew");
}

#[test]
fn a_fish_without_bones_and_an_empty_bone_are_drawn() {
    let nothing = layout(&Fish::default(), &Options { aspect: f64::NAN, ..Options::default() });
    assert!(nothing.width > 0.0 && nothing.height > 0.0 && nothing.bones.is_empty());
    let mut rng = fastrand::Rng::with_seed(1);
    let empty = any::fish(&mut rng, 0);
    let drawing = layout(&empty, &Options::default());
    assert_eq!(drawing.bones.len(), empty.bones.len());
}

#[test]
fn a_chain_of_any_depth_is_laid_out() {
    let mut chain = Cause::default();
    for _ in 0..400 {
        chain = Cause { text: "why?".into(), children: vec![chain], ..Cause::default() };
    }
    let bone = fishbone::Bone { causes: vec![chain], ..fishbone::Bone::default() };
    let drawing = layout(&Fish { bones: vec![bone], ..Fish::default() }, &Options::default());
    assert_eq!(drawing.bones[0].cards.len(), 401);
}
