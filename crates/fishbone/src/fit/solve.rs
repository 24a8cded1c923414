//! Decides whether a fish fits on a canvas with given sizes, and finds its columns.

use super::columns::{Load, Scratch};
use super::frame::{Frame, Look, Plan, Sketch, Strip};
use super::half::{Half, Obstacle};
use super::head::{self, Head};
use super::measured::Heights;
use super::style::{BONE_GAP, CLEAR, MARGIN, SPINE, STUB, TAIL, WIDTHS, at_least};
use crate::Rect;

/// The smallest move of the spine that is tried.
const NARROW: f64 = 0.1;

impl Frame<'_> {
    /// Tries a look. `near` is the probable position of the spine, as a part of the height.
    pub(crate) fn solve(
        &self,
        look: &Look,
        heights: &[Heights],
        near: &mut f64,
        scratch: &mut Scratch,
        plan: Option<&Plan>,
        tries: usize,
    ) -> Option<Sketch> {
        let labels: Vec<[f64; WIDTHS]> =
            (0..self.fish.bones.len()).map(|bone| self.label(bone, look)).collect();
        let free: Vec<Rect> = self
            .keep_free
            .iter()
            .map(|rect| Rect {
                x: rect.x / look.size,
                y: rect.y / look.size,
                width: rect.width / look.size,
                height: rect.height / look.size,
            })
            .collect();
        let attempt = Attempt {
            canvas: self,
            look,
            heights,
            labels: &labels,
            free: &free,
            plan,
            width: self.width / look.size,
            height: self.height / look.size,
        };
        attempt.solve(near, scratch, tries)
    }
}

struct Attempt<'a> {
    canvas: &'a Frame<'a>,
    look: &'a Look,
    heights: &'a [Heights],
    labels: &'a [[f64; WIDTHS]],
    free: &'a [Rect],
    plan: Option<&'a Plan>,
    width: f64,
    height: f64,
}

impl Attempt<'_> {
    fn solve(&self, near: &mut f64, scratch: &mut Scratch, tries: usize) -> Option<Sketch> {
        if !self.canvas.is_fish() {
            return self.columns(scratch);
        }
        let head = Head::new(&self.canvas.fish.effect, self.look.head, self.width, self.height);
        let least = |side: usize| {
            let bones = &self.canvas.sides[side];
            let tallest = bones.iter().map(|&bone| self.least(bone)).fold(0.0, f64::max);
            MARGIN + if bones.is_empty() { 0.3 } else { STUB + tallest }
        };
        // The spine keeps the distance from the edge that the head needs.
        let edge = head.least_beside() + 0.01;
        let (mut low, mut high) = (least(0).max(edge), self.height - least(1).max(edge));
        if low > high {
            return None;
        }
        let first = *near * self.height;
        if let Some(plan) = self.plan {
            (low, high) = (low.max(first - plan.drift), high.min(first + plan.drift));
            if low > high {
                return None;
            }
        }
        let mut spine = first.clamp(low, high);
        let mut found = None;
        for _ in 0..tries {
            let place = head.place(spine, self.width, self.height, self.free)?;
            let halves = [0, 1].map(|side| self.half(side, spine, &place));
            let above = self.row(0, &halves[0], scratch);
            let below =
                if above.is_some() || found.is_none() { self.row(1, &halves[1], scratch) } else { None };
            match (above, below) {
                (Some(above), Some(below)) => {
                    found = Some(Sketch {
                        look: *self.look,
                        height: self.height,
                        spine,
                        tail: self.tail(spine),
                        head: Some((head, place)),
                        halves,
                        strips: [above, below],
                    });
                    // The spine stays as near as possible to its last position.
                    let off = spine - first;
                    if self.plan.is_none() || off.abs() < 0.3 {
                        break;
                    }
                    if off > 0.0 { high = spine } else { low = spine }
                }
                // The fish does not fit at this nearer position.
                _ if found.is_some() => {
                    if spine > first {
                        low = spine
                    } else {
                        high = spine
                    }
                }
                (None, None) => return None,
                (None, Some(_)) => low = spine,
                (Some(_), None) => high = spine,
            }
            if high - low < NARROW {
                break;
            }
            spine = match (found.is_some(), self.canvas.bare) {
                // If the other side is nearly empty, a side is tried at once with all of the room.
                (false, [_, true]) if spine < high => high,
                (false, [true, _]) if spine > low => low,
                _ => (low + high) / 2.0,
            };
        }
        *near = found.as_ref().map_or(*near, |found| found.spine / found.height);
        found
    }

    /// The smallest height of a bone's title.
    fn least(&self, bone: usize) -> f64 {
        self.labels[bone].iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn columns(&self, scratch: &mut Scratch) -> Option<Sketch> {
        let (left, right) = (MARGIN, self.width - MARGIN);
        let far = self.height - MARGIN;
        let obstacles = self.obstacles(0, self.height, far);
        let joints = [0.0, right];
        let half = Half { lean: 0.0, near: MARGIN, far, left, right, joints, obstacles, has_spine: false };
        let strips = [self.row(0, &half, scratch)?, Vec::new()];
        Some(Sketch {
            look: *self.look,
            height: self.height,
            spine: self.height,
            tail: 0.0,
            head: None,
            halves: [half.clone(), half],
            strips,
        })
    }

    /// The left end of the spine, right of any area to keep free.
    fn tail(&self, spine: f64) -> f64 {
        let crossed = self.free.iter().map(head::wider).filter(|free| {
            free.x < self.width / 2.0 && free.y < spine + CLEAR && free.bottom() > spine - CLEAR
        });
        crossed.map(|free| free.right()).fold(MARGIN * 0.6, f64::max)
    }

    fn half(&self, side: usize, spine: f64, head: &Rect) -> Half {
        let far = if side == 0 { spine } else { self.height - spine } - MARGIN;
        let mut obstacles = self.obstacles(side, spine, far);
        let reach = if side == 0 { spine - head.y } else { head.bottom() - spine };
        obstacles.push(Obstacle { left: head.x, right: self.width, near: 0.0, far: reach });
        Half {
            lean: self.look.lean,
            near: SPINE,
            far,
            left: MARGIN,
            right: self.width - MARGIN,
            joints: [self.tail(spine) + TAIL + CLEAR, head.x - CLEAR],
            obstacles,
            has_spine: true,
        }
    }

    /// The areas to keep free, in the coordinates of one side.
    fn obstacles(&self, side: usize, spine: f64, far: f64) -> Vec<Obstacle> {
        self.free
            .iter()
            .map(|rect| {
                let (a, b) = (spine - rect.bottom(), spine - rect.y);
                let (near, far) = if side == 0 { (a, b) } else { (-b, -a) };
                Obstacle { left: rect.x, right: rect.right(), near, far }
            })
            .filter(|obstacle| obstacle.far > 0.0 && obstacle.near < far + MARGIN)
            .collect()
    }

    /// The bones of one side, from the tail to the head.
    fn row(&self, side: usize, half: &Half, scratch: &mut Scratch) -> Option<Vec<Strip>> {
        let bones = &self.canvas.sides[side];
        let is_short = |bone: usize| self.look.short && self.canvas.light[bone];
        let last = bones.iter().rposition(|&bone| !is_short(bone)).filter(|_| self.look.short);
        let (bones, trailing) = bones.split_at(last.map_or(bones.len(), |last| last + 1));
        let mut half = half.clone();
        let gap = if self.plan.is_some() { BONE_GAP } else { self.look.gap[side].max(BONE_GAP) };

        // Short bones next to the head are as near to it as possible, under the columns of the bone before them.
        let mut beside_head = Vec::new();
        let mut joints = half.joints[1];
        for &bone in trailing.iter().rev() {
            let open = Half { obstacles: Vec::new(), right: f64::INFINITY, ..half.clone() };
            let first = half.left + half.lean * half.far;
            let (strip, _) = self.short(bone, &open, first, scratch)?;
            let start = joints - (strip.end - first);
            let (strip, obstacle) = self.short(bone, &half, start, scratch)?;
            joints = start - BONE_GAP;
            half.obstacles.push(obstacle);
            beside_head.push(strip);
        }

        let mut strips = Vec::with_capacity(self.canvas.sides[side].len());
        let mut start = half.left + half.lean * half.far;
        let mut joint = 0.0;
        // The beginning of the short bones before a long bone. The long bone begins over them.
        let mut over = None;
        for &bone in bones {
            if is_short(bone) {
                // The first bone can begin further to the left than a long bone could.
                let from = if strips.is_empty() { start - half.lean * half.far * 0.5 } else { start };
                let from = from.max(half.joints[0]);
                let (strip, obstacle) = self.short(bone, &half, from, scratch)?;
                over.get_or_insert(start);
                start = strip.end + BONE_GAP;
                joint = start;
                half.obstacles.push(obstacle);
                strips.push(strip);
                continue;
            }
            let from = over.take().unwrap_or(start);
            let (columns, end) = match self.plan {
                Some(plan) => {
                    let planned = &plan.bones[bone];
                    let stays = planned.first().map_or(from, |first| first.from - plan.shift);
                    let load = self.load(bone, from.max(stays), [joint, joints]);
                    match load.planned(&half, planned, plan.more) {
                        None if plan.anew > 0 => {
                            load.refilled(&half, scratch, planned, plan.more, plan.anew)?
                        }
                        kept => kept?,
                    }
                }
                None => self.load(bone, from, [joint, joints]).columns(&half, scratch)?,
            };
            strips.push(Strip { bone, columns, end });
            start = end + gap;
            joint = 0.0;
        }
        strips.extend(beside_head.into_iter().rev());
        Some(strips)
    }

    fn load(&self, bone: usize, start: f64, joint: [f64; 2]) -> Load<'_> {
        Load {
            bone: &self.canvas.fish.bones[bone],
            heights: &self.heights[bone],
            depths: &self.canvas.depths[bone],
            label: &self.labels[bone],
            floor: if self.canvas.depths[bone].is_empty() { 0 } else { self.look.floor },
            widths: &self.canvas.widths,
            spacing: self.canvas.fish.spacing,
            start,
            joint,
        }
    }

    /// A bone that is only as long as necessary.
    fn short(
        &self,
        bone: usize,
        half: &Half,
        start: f64,
        scratch: &mut Scratch,
    ) -> Option<(Strip, Obstacle)> {
        let cards = self.canvas.depths[bone].len();
        let (label, heights) = (&self.labels[bone], &self.heights[bone]);
        let tall = |width: usize| {
            label[width]
                + if cards > 0 { heights.column(width, 0, cards) + 1e-6 } else { STUB - SPINE + 1e-6 }
        };
        let width = (self.look.floor..WIDTHS).find(|&width| label[width].is_finite())?;
        let width = if cards > 0 { width.max(at_least(10.5)) } else { width };
        let far = half.near + tall(width);
        let joints = [half.joints[0], f64::INFINITY];
        let own = Half { far: far.min(half.far), joints, ..half.clone() };
        let (columns, end) =
            self.load(bone, start, [f64::NEG_INFINITY, f64::INFINITY]).columns(&own, scratch)?;
        let left = start - half.lean * far;
        let obstacle = Obstacle { left, right: end, near: 0.0, far };
        Some((Strip { bone, columns, end }, obstacle))
    }
}
