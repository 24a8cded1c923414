//! Filling a canvas: the largest type, and room for every text that fits with it.

mod choose;
mod columns;
mod draw;
mod half;
mod head;
mod measured;
mod outline;
mod rows;
mod solve;
mod style;

use crate::{Canvas, Drawing, Fish};

/// A fish drawn on a canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// In the canvas's units.
    pub drawing: Drawing,
    /// Type size of the causes.
    pub size: f64,
    /// Share of the characters that are drawn, from 0 to 1.
    pub share: f64,
}

pub(crate) fn fit(fish: &Fish, canvas: &Canvas) -> Fit {
    let widths = style::widths();
    let measured = measured::MeasuredFish::new(fish, &widths);
    let frame = solve::Canvas::new(&measured, canvas, widths);
    let choice = choose::Search::new(&measured, &frame, canvas.least, canvas.largest).choose();
    draw::Draw::new(&frame, &choice).draw()
}
#[cfg(test)]
#[path = "/tmp/ws.rs"]
mod workshop;
#[cfg(test)]
mod dbg {
    use super::*;
    #[test]
    fn dbg24() {
        let mut f = workshop::bare(24);
        let g = workshop::fish(5, 40, workshop::Spread::Even, 7);
        for (a, b) in f.bones.iter_mut().zip(g.bones) { a.causes = b.causes; }
        let c = Canvas { keep_free: vec![crate::Rect { x: 1500.0, y: 0.0, width: 420.0, height: 150.0 }], ..Canvas::new(1920.0, 1080.0) };
        let widths = style::widths();
        let measured = measured::MeasuredFish::new(&f, &widths);
        let frame = solve::Canvas::new(&measured, &c, widths);
        let hs: Vec<_> = measured.bones.iter().map(|b| b.heights(measured::Show::Marks)).collect();
        println!("true fit {:?}", fit(&f, &c).size);
        for short in [false, true] { for size in [16.0, 12.0, 8.0, 4.0] {
            let look = solve::Look { size, lean: 0.09, floor: 0, title: 1.05, head: 1.0, questions: false, short, gap: [0.9; 2] };
            let mut near = 0.5;
            println!("{short} {size} {:?}", frame.solve(&look, &hs, &mut near, &mut Default::default()).is_some());
        } }
    }
}
