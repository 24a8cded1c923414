//! A card's text that is set by itself, in the room that the drawing gave it, stands as the drawing set it.

use fishbone::{Form, Room, fit, set_in};

mod any;

/// What `web/src/fishbone/retype.ts` leaves free at the right of a text, and between its lines, in type sizes.
const PAD: f64 = 0.4;
const LEADING: f64 = 1.2;
/// Room for one mark, and before the first.
const MARK: f64 = 1.55;
const MARKS_GAP: f64 = 0.35;

#[test]
fn a_text_set_by_itself_stands_as_in_the_drawing() {
    let (mut whole, mut cut) = (0, 0);
    for seed in 0..60 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let notes = rng.usize(1..160);
        let fish = any::fish(&mut rng, notes);
        let mut canvas = any::canvas(&mut rng, fish.bones.len());
        canvas.form = Form::Fish;
        let drawn = fit(&fish, &canvas, None);
        for (bone, shape) in fish.bones.iter().zip(&drawn.drawing.bones) {
            let mut open: Vec<_> = bone.causes.iter().rev().collect();
            for card in &shape.cards {
                let cause = open.pop().expect("as many causes as cards");
                open.extend(cause.children.iter().rev());
                let Some(last) = card.text.lines.last() else { continue };
                let marks = card.footer.map_or(0.0, |footer| footer.width / drawn.size);
                let tail = if marks > 0.0 { MARKS_GAP + (marks / MARK).round() * MARK } else { 0.0 };
                let width = card.area.right() - PAD * drawn.size - last.x;
                let room = Room {
                    size: drawn.size,
                    leading: LEADING * drawn.size,
                    width,
                    cut_width: width - tail * drawn.size,
                    lines: card.text.lines.len(),
                };
                let again = set_in(&cause.text, &room);
                let said = |lines: &[fishbone::Line]| -> Vec<_> {
                    lines.iter().map(|line| (line.start, line.end, line.hyphen, line.ellipsis)).collect()
                };
                assert_eq!(
                    said(&again.block.lines),
                    said(&card.text.lines),
                    "seed {seed}: {:?} {card:?} {room:?}",
                    cause.text
                );
                if last.ellipsis { cut += 1 } else { whole += 1 }
            }
        }
    }
    assert!(whole > 1_000 && cut > 100, "not trivial: {whole} whole, {cut} cut");
}

#[test]
fn a_room_of_any_size_is_filled() {
    for length in [f64::NAN, -1.0, 0.0, 1e-9, 1e12] {
        let room = Room { size: length, leading: length, width: length, cut_width: length, lines: 2 };
        let filled = set_in("Nieporozumienia między działami", &room);
        assert!(filled.block.lines.len() <= 2 && filled.lines >= filled.block.lines.len());
    }
}
