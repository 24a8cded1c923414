//! An arrangement as numbers, for a caller that keeps it without understanding it.

use super::frame::Look;
use super::keep::{Arrangement, KeptBone, KeptColumn};
use super::measured::Show;
use super::style::WIDTHS;
use crate::{Form, Rect};

const LEFT: u32 = 1;
const TITLED: u32 = 2;

impl Arrangement {
    /// The arrangement as numbers, for [`Arrangement::from_numbers`].
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let flag = |on: bool| f64::from(u8::from(on));
        let (form, bone) = match self.form {
            Form::Fish => (0.0, 0.0),
            Form::Marks => (1.0, 0.0),
            Form::Columns => (2.0, 0.0),
            Form::Bone(bone) => (3.0, bone as f64),
        };
        let look = &self.look;
        let mut out = vec![self.canvas[0], self.canvas[1], form, bone];
        out.extend([look.size, look.lean, look.floor as f64, look.title, look.head]);
        out.extend([
            flag(look.questions),
            flag(look.short),
            flag(look.tight),
            look.gap[0],
            look.gap[1],
            self.spine,
        ]);
        out.push(self.keep_free.len() as f64);
        out.extend(self.keep_free.iter().flat_map(|rect| [rect.x, rect.y, rect.width, rect.height]));
        for bone in &self.bones {
            let cut = if let Show::Text(cut) = bone.show { cut } else { -1.0 };
            out.extend([cut, bone.columns.len() as f64]);
            for column in &bone.columns {
                let flags = u32::from(column.left) * LEFT + u32::from(column.titled) * TITLED;
                out.extend([column.width as f64, column.cut, column.from, f64::from(flags)]);
                out.push(column.keys.len() as f64);
                out.extend(column.keys.iter().map(|&key| f64::from(key)));
            }
        }
        out
    }

    /// Reads numbers from [`Arrangement::numbers`]; `None` if they are malformed.
    #[must_use]
    pub fn from_numbers(numbers: &[f64]) -> Option<Arrangement> {
        let mut from = numbers.iter().copied();
        let mut next = || from.next().filter(|number| number.is_finite());
        let canvas = [next()?, next()?];
        let form = match (whole(next()?)?, whole(next()?)?) {
            (0, _) => Form::Fish,
            (1, _) => Form::Marks,
            (2, _) => Form::Columns,
            (3, bone) => Form::Bone(bone as usize),
            _ => return None,
        };
        let (size, lean) = (next()?, next()?);
        let floor = whole(next()?).map(|floor| floor as usize).filter(|&floor| floor < WIDTHS)?;
        let (title, head) = (next()?, next()?);
        let (questions, short, tight) = (next()? != 0.0, next()? != 0.0, next()? != 0.0);
        let gap = [next()?, next()?];
        let look = Look { size, lean, floor, title, head, questions, short, tight, gap };
        let sound = [(size, 1e-3, 1e6), (lean, 0.0, 2.0), (title, 0.1, 9.0), (head, 0.1, 9.0)];
        if sound.iter().any(|(value, least, most)| !(least..=most).contains(&value)) {
            return None;
        }
        let spine = next().filter(|spine| (0.0..=1.0).contains(spine))?;
        let mut keep_free = Vec::new();
        for _ in 0..whole(next()?)? {
            keep_free.push(Rect { x: next()?, y: next()?, width: next()?, height: next()? });
        }
        let mut bones = Vec::new();
        while let Some(cut) = next() {
            let show = if cut < 0.0 { Show::Marks } else { Show::Text(cut.min(1.0)) };
            let mut columns = Vec::new();
            for _ in 0..whole(next()?)? {
                let width = whole(next()?).map(|width| width as usize).filter(|&width| width < WIDTHS)?;
                let cut = next().filter(|cut| (0.0..=1.0).contains(cut))?;
                let (column, flags) = (next()?, whole(next()?)?);
                let mut keys = Vec::new();
                for _ in 0..whole(next()?)? {
                    keys.push(whole(next()?)?);
                }
                let (left, titled) = (flags & LEFT != 0, flags & TITLED != 0);
                columns.push(KeptColumn { keys, width, cut, from: column, left, titled });
            }
            if !columns.is_empty() && columns.iter().filter(|column| column.titled).count() != 1 {
                return None;
            }
            if columns.iter().enumerate().any(|(index, column)| column.left != index.is_multiple_of(2)) {
                return None;
            }
            bones.push(KeptBone { show, columns });
        }
        Some(Arrangement { canvas, keep_free, form, look, spine, bones })
    }
}

/// A number that counts something.
fn whole(number: f64) -> Option<u32> {
    let whole = number as u32;
    (f64::from(whole) == number).then_some(whole)
}
