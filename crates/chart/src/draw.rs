//! Puts a chart together: the scale behind, the values, the target, the texts.

use fishbone::{Point, Rect, Weight, text_width};

use crate::labels::{HIGH, Label, Labels};
use crate::language::Precision;
use crate::scale::Scale;
use crate::{Chart, Day, Form, Mark, Role};

/// The most decimals of a value.
const DECIMALS: usize = 2;
/// The widest bar, in type sizes, and the part of its share of the width that it takes.
const BAR: f64 = 4.0;
const SHARE: f64 = 0.62;

/// The part of the chart in which values are, and where they are in it.
struct Plot<'c> {
    chart: &'c Chart,
    area: Rect,
    /// The target's name stands above the bars.
    above: bool,
    scale: Scale,
    /// The first and the last day of a line.
    days: (Day, Day),
}

pub(crate) fn draw(chart: &Chart) -> Vec<Mark> {
    let numbers = chart.values.iter().map(|(_, value)| *value).chain(chart.target);
    let Some((least, most)) = numbers.fold(None, |range: Option<(f64, f64)>, value| {
        let (least, most) = range.unwrap_or((value, value));
        Some((least.min(value), most.max(value)))
    }) else {
        return vec![];
    };
    let plot = Plot::new(chart, least, most);
    let mut marks = plot.grid();
    let mut labels = Labels { within: plot.inside(), taken: vec![], marks: vec![] };
    match chart.form {
        Form::Line => plot.line(&mut marks, &mut labels),
        Form::Bars => plot.bars(&mut marks, &mut labels),
    }
    plot.target(&mut marks, &mut labels);
    plot.values(&mut labels);
    labels.within.height = chart.height;
    plot.dates(&mut labels);
    marks.append(&mut labels.marks);
    marks
}

impl<'c> Plot<'c> {
    fn new(chart: &'c Chart, least: f64, most: f64) -> Self {
        let size = chart.size;
        let (top, bottom) = (size * 1.7, size * 1.9);
        let high = (chart.height - top - bottom).max(size);
        let steps = ((high / (size * 2.6)) as usize).clamp(1, 6);
        let scale = Scale::of(least, most, steps, chart.form == Form::Bars);
        let number = |value| text_width(&chart.language.number(value, scale.decimals), size, Weight::Regular);
        let left = scale.lines().map(number).fold(0.0, f64::max) + size * 0.6;
        // Bars leave no room for the target's name between them: it stands at their right.
        let named = chart.target.filter(|_| chart.form == Form::Bars);
        let beside = named.map_or(0.0, |target| target_label(chart, target).width() + size * 0.6);
        // Where it would take more than half of the width, it has a row of its own above them.
        let above = beside > (chart.width - left) / 2.0;
        let right = if above { size * 0.8 } else { beside.max(size * 0.8) };
        let row = if above { size * 1.4 } else { 0.0 };
        let (top, high) = (top + row, (high - row).max(size));
        let width = (chart.width - left - right).max(size);
        let days = chart.values.iter().map(|(day, _)| *day).chain(chart.target.and(chart.target_day));
        let first = days.clone().min().unwrap_or_default();
        let last = days.max().unwrap_or_default();
        Self { chart, area: Rect { x: left, y: top, width, height: high }, above, scale, days: (first, last) }
    }

    /// Where numbers may be: not beside the scale, and not where the dates are.
    fn inside(&self) -> Rect {
        let (x, size) = (self.area.x, self.chart.size);
        Rect {
            x: x - size * 0.4,
            y: 0.0,
            width: self.chart.width - x + size * 0.4,
            height: self.area.bottom() + size * 0.3,
        }
    }

    fn y(&self, value: f64) -> f64 {
        self.area.bottom() - self.scale.part(value) * self.area.height
    }

    /// The middle of a bar, or the point of a day on the line.
    fn x(&self, at: usize, day: Day) -> f64 {
        match self.chart.form {
            Form::Bars => self.area.x + self.slot() * (at as f64 + 0.5),
            Form::Line => self.on(day),
        }
    }

    fn on(&self, day: Day) -> f64 {
        let (first, last) = (self.days.0.0, self.days.1.0);
        // Dots at the ends are whole.
        let (left, width) = (self.area.x + self.chart.size * 0.6, self.area.width - self.chart.size * 1.2);
        if last == first {
            left + width / 2.0
        } else {
            left + width * f64::from(day.0 - first) / f64::from(last - first)
        }
    }

    fn slot(&self) -> f64 {
        self.area.width / self.chart.values.len().max(1) as f64
    }

    fn grid(&self) -> Vec<Mark> {
        let size = self.chart.size;
        let mut marks = vec![];
        for value in self.scale.lines() {
            let y = self.y(value);
            let points = vec![Point { x: self.area.x, y }, Point { x: self.area.right(), y }];
            let is_zero = value.abs() < self.scale.step / 2.0 && self.scale.low <= 0.0;
            let (role, thick) = if is_zero { (Role::Zero, 0.09) } else { (Role::Grid, 0.05) };
            marks.push(Mark::Line { points, width: size * thick, role });
            let text = self.chart.language.number(value, self.scale.decimals);
            let x = self.area.x - size * 0.6 - text_width(&text, size, Weight::Regular);
            marks.push(Mark::Text {
                x,
                baseline: y + size * 0.35,
                size,
                strong: false,
                role: Role::Quiet,
                text,
            });
        }
        marks
    }

    fn line(&self, marks: &mut Vec<Mark>, labels: &mut Labels) {
        let size = self.chart.size;
        let point =
            |(at, (day, value)): (usize, &(Day, f64))| Point { x: self.x(at, *day), y: self.y(*value) };
        let points: Vec<Point> = self.chart.values.iter().enumerate().map(point).collect();
        marks.push(Mark::Line { points: points.clone(), width: size * 0.2, role: Role::Value });
        let last = points.len().saturating_sub(1);
        let slot = self.slot();
        for (at, point) in points.iter().enumerate() {
            let newest = at == last;
            // Of very many values only the ends have dots.
            if slot < size * 0.8 && at > 0 && !newest {
                continue;
            }
            let radius = size * if newest { 0.5 } else { 0.3 };
            let dot = |radius: f64, role| {
                let area = Rect {
                    x: point.x - radius,
                    y: point.y - radius,
                    width: 2.0 * radius,
                    height: 2.0 * radius,
                };
                Mark::Rect { area, radius, role }
            };
            marks.push(dot(radius, if newest { Role::Newest } else { Role::Value }));
            // The start is a ring.
            if at == 0 && !newest {
                marks.push(dot(radius * 0.55, Role::Inside));
            }
            labels.taken.push(Rect {
                x: point.x - radius,
                y: point.y - radius,
                width: 2.0 * radius,
                height: 2.0 * radius,
            });
        }
        // Texts do not lie on the line either, as far as that can be had.
        for pair in points.windows(2) {
            for step in 1..8 {
                let part = f64::from(step) / 8.0;
                let (x, y) =
                    (pair[0].x + (pair[1].x - pair[0].x) * part, pair[0].y + (pair[1].y - pair[0].y) * part);
                labels.taken.push(Rect { x, y: y - size * 0.1, width: 0.0, height: size * 0.2 });
            }
        }
    }

    fn bars(&self, marks: &mut Vec<Mark>, labels: &mut Labels) {
        let wide = (self.slot() * SHARE).min(self.chart.size * BAR);
        let last = self.chart.values.len().saturating_sub(1);
        for (at, (day, value)) in self.chart.values.iter().enumerate() {
            let (x, y, zero) = (self.x(at, *day), self.y(*value), self.y(0.0));
            let area = Rect { x: x - wide / 2.0, y: y.min(zero), width: wide, height: (zero - y).abs() };
            let role = if at == last { Role::Newest } else { Role::Value };
            marks.push(Mark::Rect { area, radius: self.chart.size * 0.12, role });
            labels.taken.push(area);
        }
    }

    /// A broken line at the target, up to the day by which it is to be reached.
    fn target(&self, marks: &mut Vec<Mark>, labels: &mut Labels) {
        let Some(target) = self.chart.target else { return };
        let (size, y) = (self.chart.size, self.y(target));
        let day = self.chart.target_day.filter(|_| self.chart.form == Form::Line);
        let end = day.map_or(self.area.right(), |day| self.on(day));
        let (dash, mut x) = (size * 0.55, self.area.x);
        while x < end {
            let points = vec![Point { x, y }, Point { x: (x + dash).min(end), y }];
            marks.push(Mark::Line { points, width: size * 0.14, role: Role::Target });
            x += dash * 1.7;
        }
        if day.is_some() {
            let radius = size * 0.4;
            for (radius, role) in [(radius, Role::Target), (radius * 0.5, Role::Inside)] {
                let area = Rect { x: end - radius, y: y - radius, width: 2.0 * radius, height: 2.0 * radius };
                marks.push(Mark::Rect { area, radius, role });
            }
            labels.taken.push(Rect {
                x: end - radius,
                y: y - radius,
                width: 2.0 * radius,
                height: 2.0 * radius,
            });
        }
        let label = target_label(self.chart, target);
        if self.chart.form == Form::Bars {
            let half = label.width() / 2.0;
            let beside = (self.area.right() + half + size * 0.4, y);
            let middle = if self.above { (self.area.x + half, size * 0.6) } else { beside };
            labels.place(label, &[middle], true);
            return;
        }
        let (half, away) = (label.width() / 2.0, size * 0.85);
        let (right, left) = (end - half, self.area.x + half + size * 0.3);
        let places = [(right, y - away), (right, y + away), (left, y - away), (left, y + away)];
        labels.place(label, &places, true);
    }

    /// The values as numbers: the newest one and the first one always, then the extremes, then what there is room for.
    fn values(&self, labels: &mut Labels) {
        let values = &self.chart.values;
        let Some(last) = values.len().checked_sub(1) else { return };
        let most = (0..=last).max_by(|a, b| values[*a].1.total_cmp(&values[*b].1));
        let least = (0..=last).min_by(|a, b| values[*a].1.total_cmp(&values[*b].1));
        let mut order = vec![last, 0];
        order.extend(most.into_iter().chain(least));
        // From the newest one backwards, because that is what people ask for.
        order.extend((0..=last).rev());
        let mut seen = vec![false; values.len()];
        for at in order {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            let (day, value) = values[at];
            let newest = at == last;
            let size = self.chart.size * if newest { 1.45 } else { 1.1 };
            let label = Label {
                text: self.chart.language.number(value, DECIMALS),
                size,
                strong: newest || at == 0,
                role: Role::Label,
            };
            let (x, y) = (self.x(at, day), self.y(value));
            let away = size * HIGH / 2.0 + self.chart.size * if newest { 0.55 } else { 0.4 };
            let beside = label.width() / 2.0 + self.chart.size * 0.8;
            let up = (x, y - away);
            let down = (x, y + away);
            let lower = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            let neighbours =
                lower.filter_map(|at| values.get(at)).filter(|(_, other)| *other > value).count();
            let places = match self.chart.form {
                Form::Bars if value < 0.0 => vec![down],
                Form::Bars => vec![up],
                // In a valley the number is below, elsewhere above.
                Form::Line if neighbours > 0 => vec![down, up, (x + beside, y), (x - beside, y)],
                Form::Line => vec![up, down, (x + beside, y), (x - beside, y)],
            };
            labels.place(label, &places, newest || at == 0);
        }
    }

    /// The days under the chart: the last and the first one, then as many as there is room for.
    fn dates(&self, labels: &mut Labels) {
        let chart = self.chart;
        let mut days: Vec<(f64, Day)> =
            chart.values.iter().enumerate().map(|(at, (day, _))| (self.x(at, *day), *day)).collect();
        if let (Form::Line, Some(day), Some(_)) = (chart.form, chart.target_day, chart.target) {
            days.push((self.on(day), day));
        }
        days.sort_by_key(|(_, day)| *day);
        days.dedup_by_key(|(_, day)| *day);
        let precision = Precision::of(&days.iter().map(|(_, day)| *day).collect::<Vec<_>>());
        let y = self.area.bottom() + chart.size * 1.1;
        let count = days.len();
        let ends = [count.checked_sub(1), (count > 1).then_some(0)].into_iter().flatten();
        let order: Vec<usize> = ends.chain((0..count).rev()).collect();
        let mut seen = vec![false; count];
        for at in order {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            let (x, day) = days[at];
            let text = chart.language.date(day, precision);
            let label = Label { text, size: chart.size, strong: false, role: Role::Quiet };
            // A little further apart than other texts.
            let half = label.width() / 2.0 + chart.size * 0.3;
            let inside = x - half >= 0.0 && x + half <= chart.width;
            let x = if inside {
                x
            } else {
                x.clamp(half.min(chart.width / 2.0), (chart.width - half).max(chart.width / 2.0))
            };
            labels.place(label, &[(x, y)], false);
        }
    }
}

/// What a target is called, with its value.
fn target_label(chart: &Chart, target: f64) -> Label {
    let text = format!("{} {}", chart.language.target(), chart.language.number(target, DECIMALS));
    Label { text, size: chart.size * 1.1, strong: true, role: Role::Target }
}
