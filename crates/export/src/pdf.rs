//! PDF: the answer, the fishbone, then the whole document on pages to read. All text is real text: it can be searched and
//! copied, even a character that the fonts lack. The pages have a structure for screen readers (PDF/UA-1), bookmarks and
//! the language of their words.

use fishbone::{Point, Rect};
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use krilla::{Document, SerializeSettings, color::rgb};

use crate::glyphs::Fonts;
use crate::page;
use crate::picture::{Colour, Mark};
use crate::report::{MADE_WITH, Report};
use crate::sheet::{Layer, Page};
use crate::tags::{Content, Tags};
use crate::text::plain;
use crate::typeset::Place;
use crate::words::Words;
use crate::{ExportError, Paper};

pub(crate) fn write(report: &Report, paper: Paper, words: &'static Words) -> Result<Vec<u8>, ExportError> {
    let accessible = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let accessible = accessible.map_err(|error| ExportError::Write(format!("{error:?}")))?;
    // A text that the standard does not allow is no reason to give no file: it has the same pages and structure, and does
    // not say that it meets the standard.
    written(report, paper, words, accessible)
        .or_else(|_| written(report, paper, words, Configuration::default()))
}

fn written(
    report: &Report,
    paper: Paper,
    words: &'static Words,
    configuration: Configuration,
) -> Result<Vec<u8>, ExportError> {
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let title = Some(plain(&report.title).replace('\n', " ")).filter(|title| !title.trim().is_empty());
    let title = title.unwrap_or_else(|| words.workshop.to_owned());
    document.set_metadata(
        Metadata::new()
            .title(title.clone())
            .language(words.code.to_owned())
            .creator(MADE_WITH.to_owned())
            .creation_date(day(report))
            .document_id(format!("{} {}", report.board, report.generated_at.0)),
    );
    let mut writer = Writer { fonts: Fonts::default(), tags: Tags::default(), marks: vec![] };
    // Each page is packed and dropped before the next is drawn.
    for (n, page) in page::pages(report, paper, words).enumerate() {
        writer.page(n, &page, words, &mut document)?;
    }
    document.set_outline(outline(&writer.marks, &title));
    document.set_tag_tree(writer.tags.finish(words.code));
    document.finish().map_err(|error| ExportError::Write(error.to_string()))
}

/// A heading, for the bookmarks.
struct Bookmark {
    level: u16,
    title: String,
    page: usize,
    y: f64,
}

/// The document while its pages are written.
struct Writer {
    fonts: Fonts,
    tags: Tags,
    marks: Vec<Bookmark>,
}

impl Writer {
    fn page(
        &mut self,
        n: usize,
        page: &Page,
        words: &Words,
        document: &mut Document,
    ) -> Result<(), ExportError> {
        let size = PageSettings::from_wh(page.width as f32, page.height as f32);
        let size = size.ok_or_else(|| ExportError::Write("a page has no size".to_owned()))?;
        let mut out = document.start_page_with(size);
        let mut surface = out.surface();
        for layer in &page.layers {
            match &layer.place {
                Place::Heading { level, title, first: true } => {
                    self.marks.push(Bookmark { level: *level, title: title.clone(), page: n, y: layer.y });
                }
                // The pages of the fish have no heading of their own.
                Place::Figure { .. }
                    if page.layers.len() < 3 && !self.marks.iter().any(|m| m.title == words.fishbone) =>
                {
                    self.marks.push(Bookmark {
                        level: 2,
                        title: words.fishbone.to_owned(),
                        page: n,
                        y: layer.y,
                    });
                }
                _ => {}
            }
            let scale = layer.scale as f32;
            surface.push_transform(&Transform::from_row(
                scale,
                0.0,
                0.0,
                scale,
                layer.x as f32,
                layer.y as f32,
            ));
            let content = self.layer(layer, &mut surface);
            surface.pop();
            self.tags.add(&layer.place, content);
        }
        surface.finish();
        out.finish();
        Ok(())
    }

    /// Draws a layer; the parts of its content that have a meaning.
    fn layer(&mut self, layer: &Layer, surface: &mut Surface) -> Vec<Content> {
        match layer.place {
            Place::Figure { .. } => {
                let id = surface.start_tagged(ContentTag::Other);
                self.marks(&layer.marks, Meaning::Inside, surface, &mut vec![]);
                surface.end_tagged();
                vec![(None, id)]
            }
            Place::Nothing => {
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
                self.marks(&layer.marks, Meaning::Inside, surface, &mut vec![]);
                surface.end_tagged();
                vec![]
            }
            _ => {
                let mut content = vec![];
                self.marks(&layer.marks, Meaning::Text(None), surface, &mut content);
                content
            }
        }
    }

    fn marks(&mut self, all: &[Mark], meaning: Meaning, surface: &mut Surface, content: &mut Vec<Content>) {
        for mark in all {
            match mark {
                Mark::Group { marks, .. } => self.marks(marks, meaning, surface, content),
                Mark::Cell { column, marks } => {
                    let inner = match meaning {
                        Meaning::Inside => Meaning::Inside,
                        Meaning::Text(_) => Meaning::Text(Some(*column)),
                    };
                    self.marks(marks, inner, surface, content);
                }
                Mark::Text { .. } => match meaning {
                    Meaning::Inside => self.text(mark, surface),
                    Meaning::Text(column) => {
                        let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                        self.text(mark, surface);
                        surface.end_tagged();
                        content.push((column, id));
                    }
                },
                _ => {
                    let decorates = !matches!(meaning, Meaning::Inside);
                    if decorates {
                        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
                    }
                    shape(mark, surface);
                    if decorates {
                        surface.end_tagged();
                    }
                }
            }
        }
    }

    fn text(&mut self, mark: &Mark, surface: &mut Surface) {
        let Mark::Text { x, baseline, size, weight, colour, text } = mark else { return };
        surface.set_stroke(None);
        surface.set_fill(Some(ink(*colour)));
        self.fonts.draw(text, (*x, *baseline), *size, *weight, surface);
    }
}

/// What a mark means where it stands.
#[derive(Clone, Copy)]
enum Meaning {
    /// Nothing of its own: it is a part of a figure or a footer.
    Inside,
    /// Texts are content, of the cell in this column; shapes are decoration.
    Text(Option<usize>),
}

fn shape(mark: &Mark, surface: &mut Surface) {
    let path = match mark {
        Mark::Area { points, fill } => {
            surface.set_fill(Some(ink(*fill)));
            surface.set_stroke(None);
            polygon(points, true)
        }
        Mark::Line { points, width, colour } => {
            surface.set_fill(None);
            surface.set_stroke(Some(pen(*colour, *width)));
            polygon(points, false)
        }
        Mark::Rect { area, radius, fill, edge } => {
            surface.set_fill(Some(ink(*fill)));
            surface.set_stroke(edge.map(|edge| pen(edge, 1.0)));
            round(area, *radius)
        }
        // Lines are divided among fonts when they are drawn. This mark is only made for the renderer of images.
        Mark::Text { .. } | Mark::Spare { .. } | Mark::Group { .. } | Mark::Cell { .. } => None,
    };
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn polygon(points: &[Point], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (n, point) in points.iter().enumerate() {
        let (x, y) = (point.x as f32, point.y as f32);
        if n == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
    }
    if closed {
        path.close();
    }
    path.finish()
}

fn round(area: &Rect, radius: f64) -> Option<Path> {
    let radius = radius.min(area.width / 2.0).min(area.height / 2.0);
    let [x1, y1, x2, y2, r] = [area.x, area.y, area.right(), area.bottom(), radius].map(|v| v as f32);
    let mut path = PathBuilder::new();
    if r <= 0.0 {
        path.push_rect(krilla::geom::Rect::from_ltrb(x1, y1, x2, y2)?);
        return path.finish();
    }
    // A quarter of a circle as a Bézier curve: the length of its handles is 0.5523 of the radius.
    let h = r * (1.0 - 0.552_284_8);
    path.move_to(x1 + r, y1);
    path.line_to(x2 - r, y1);
    path.cubic_to(x2 - h, y1, x2, y1 + h, x2, y1 + r);
    path.line_to(x2, y2 - r);
    path.cubic_to(x2, y2 - h, x2 - h, y2, x2 - r, y2);
    path.line_to(x1 + r, y2);
    path.cubic_to(x1 + h, y2, x1, y2 - h, x1, y2 - r);
    path.line_to(x1, y1 + r);
    path.cubic_to(x1, y1 + h, x1 + h, y1, x1 + r, y1);
    path.close();
    path.finish()
}

fn paint(Colour(red, green, blue): Colour) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}

fn ink(colour: Colour) -> Fill {
    Fill { paint: paint(colour).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn pen(colour: Colour, width: f64) -> Stroke {
    Stroke { paint: paint(colour).into(), width: width as f32, ..Stroke::default() }
}

/// The bookmarks: each heading with those of lower levels under it.
fn outline(marks: &[Bookmark], title: &str) -> Outline {
    let mut outline = Outline::new();
    let node = |mark: &Bookmark, text: &str| {
        let at = krilla::geom::Point::from_xy(0.0, mark.y as f32);
        let text = if text.trim().is_empty() { title } else { text };
        OutlineNode::new(text.to_owned(), XyzDestination::new(mark.page, at))
    };
    let mut open: Option<OutlineNode> = None;
    for mark in marks {
        match &mut open {
            Some(above) if mark.level > 2 => above.push_child(node(mark, &mark.title)),
            _ => outline.children_of(open.replace(node(mark, &mark.title))),
        }
    }
    outline.children_of(open);
    outline
}

trait Children {
    fn children_of(&mut self, node: Option<OutlineNode>);
}

impl Children for Outline {
    fn children_of(&mut self, node: Option<OutlineNode>) {
        if let Some(node) = node {
            self.push_child(node);
        }
    }
}

fn day(report: &Report) -> DateTime {
    let [year, month, day, hour, minute, second] = crate::time::parts(report.generated_at);
    let [month, day, hour, minute, second] = [month, day, hour, minute, second].map(|n| n as u8);
    DateTime::new(year).month(month).day(day).hour(hour).minute(minute).second(second).utc_offset_hour(0)
}
