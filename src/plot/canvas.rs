//! A sheet of shapes: what charts draw on, and what becomes an SVG or a PNG.

use super::font::{Type, clean};
use super::theme::{Color, Stroke};

/// How broad a picture is laid out. Its letters have the same size in units either way, so that they are larger beside a
/// narrow one, and it is higher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Breadth {
    /// For a page, a paper's column or a slide.
    #[default]
    Wide,
    /// For a telephone held upright.
    Narrow,
}

impl Breadth {
    /// Width of a picture, in units; a paper's column of 8.5 cm makes a unit of a wide one 0.085 mm.
    pub(super) const fn width(self) -> f64 {
        match self {
            Self::Wide => 1000.0,
            Self::Narrow => 640.0,
        }
    }

    /// So many lines of a text that may have `wide` in a wide picture.
    pub(super) const fn lines(self, wide: usize) -> usize {
        match self {
            Self::Wide => wide,
            Self::Narrow => 2 * wide,
        }
    }

    /// As many things beside one another as there is room for, where a wide picture has `wide`.
    pub(super) const fn beside(self, wide: usize) -> usize {
        match self {
            Self::Wide => wide,
            Self::Narrow => (2 * wide).div_ceil(3),
        }
    }
}

/// A point: to the right, and down.
pub(super) type Point = (f64, f64);

/// Where a text lies from its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A part of the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// One thing drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Area {
        points: Vec<Point>,
        fill: Color,
    },
    Line {
        points: Vec<Point>,
        stroke: Stroke,
    },
    Disc {
        centre: Point,
        radius: f64,
        fill: Color,
    },
    /// `at` is on the base line.
    Text {
        at: Point,
        text: String,
        style: Type,
        anchor: Anchor,
        color: Color,
    },
}

/// A picture before it is encoded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Canvas {
    pub width: f64,
    pub height: f64,
    pub background: Color,
    pub shapes: Vec<Shape>,
    /// The title, and in a sentence what the picture shows: the text that replaces it for who cannot see it.
    pub title: String,
    pub finding: String,
}

impl Canvas {
    pub(super) fn new((width, height): (f64, f64), background: Color, title: &str, finding: &str) -> Self {
        Self { width, height, background, shapes: Vec::new(), title: clean(title), finding: clean(finding) }
    }

    pub(super) fn area(&mut self, points: Vec<Point>, fill: Color) {
        self.shapes.push(Shape::Area { points, fill });
    }

    pub(super) fn rect(&mut self, r: Rect, fill: Color) {
        self.area(vec![(r.left, r.top), (r.right, r.top), (r.right, r.bottom), (r.left, r.bottom)], fill);
    }

    /// A band between an upper and a lower edge, both from left to right.
    pub(super) fn band(&mut self, upper: &[Point], lower: &[Point], fill: Color) {
        self.area(upper.iter().chain(lower.iter().rev()).copied().collect(), fill);
    }

    /// A line; its dashes are cut here, so that both formats show the same ones.
    pub(super) fn line(&mut self, points: &[Point], stroke: Stroke) {
        let whole = Stroke { dash: &[], ..stroke };
        for points in dashes(points, stroke.dash) {
            self.shapes.push(Shape::Line { points, stroke: whole });
        }
    }

    pub(super) fn segment(&mut self, from: Point, to: Point, stroke: Stroke) {
        self.line(&[from, to], stroke);
    }

    pub(super) fn outline(&mut self, r: Rect, stroke: Stroke) {
        // It begins in the middle of a side: a corner where it begins and ends would have a notch.
        let middle = (r.left, (r.top + r.bottom) / 2.0);
        let corners = [(r.left, r.top), (r.right, r.top), (r.right, r.bottom), (r.left, r.bottom)];
        self.line(&[&[middle], &corners[..], &[middle]].concat(), stroke);
    }

    pub(super) fn disc(&mut self, centre: Point, radius: f64, fill: Color) {
        self.shapes.push(Shape::Disc { centre, radius, fill });
    }

    pub(super) fn text(&mut self, at: Point, text: &str, style: Type, anchor: Anchor, color: Color) {
        let text = clean(text);
        if !text.trim().is_empty() {
            self.shapes.push(Shape::Text { at, text, style, anchor, color });
        }
    }
}

/// The parts of a line that its dashes leave; the line itself where there are none.
fn dashes(points: &[Point], dash: &[f64]) -> Vec<Vec<Point>> {
    if dash.is_empty() || points.len() < 2 {
        return vec![points.to_vec()];
    }
    let mut parts = Vec::new();
    let mut part = vec![points[0]];
    let (mut turn, mut left) = (0, dash[0]);
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let length = ((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)).sqrt();
        let mut gone = 0.0;
        while length - gone > left {
            gone += left;
            let here = (x0 + (x1 - x0) * gone / length, y0 + (y1 - y0) * gone / length);
            part.push(here);
            if turn % 2 == 0 {
                parts.push(std::mem::take(&mut part));
            }
            turn += 1;
            part = vec![here];
            left = dash[turn % dash.len()];
        }
        left -= length - gone;
        part.push((x1, y1));
    }
    if turn % 2 == 0 && part.len() > 1 {
        parts.push(part);
    }
    parts
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{Context, Sheet, Theme, sheets};
    use super::*;
    use crate::analysis::Report;

    /// The box around a text: left, top, right, bottom.
    fn extent(at: Point, text: &str, style: Type, anchor: Anchor) -> Rect {
        let width = style.width(text);
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - width / 2.0,
            Anchor::End => at.0 - width,
        };
        Rect { left, top: at.1 - 0.74 * style.size, right: left + width, bottom: at.1 + 0.2 * style.size }
    }

    /// Panics where a text leaves the sheet, two texts overlap, or a shape has a coordinate that is no number.
    fn assert_tidy(canvas: &Canvas, name: &str) {
        let mut boxes: Vec<(Rect, &str)> = Vec::new();
        for shape in &canvas.shapes {
            match shape {
                Shape::Area { points, .. } | Shape::Line { points, .. } => {
                    let inside =
                        |&(x, y): &Point| (0.0..=canvas.width).contains(&x) && (0.0..=canvas.height).contains(&y);
                    assert!(points.iter().all(inside), "{name}: a shape leaves the sheet: {points:?}");
                }
                Shape::Disc { centre, .. } => assert!(centre.0.is_finite() && centre.1.is_finite()),
                Shape::Text { at, text, style, anchor, .. } => {
                    assert!(style.size >= 22.0, "{name}: small text");
                    boxes.push((extent(*at, text, *style, *anchor), text));
                }
            }
        }
        for (i, (a, text)) in boxes.iter().enumerate() {
            let inside = a.left >= 0.0 && a.right <= canvas.width && a.top >= 0.0 && a.bottom <= canvas.height;
            assert!(inside, "{name}: {text:?} leaves the sheet: {a:?}");
            for (b, other) in &boxes[..i] {
                let apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
                assert!(apart, "{name}: {text:?} covers {other:?}");
            }
        }
    }

    /// Panics where a picture of a report is not tidy, wide or narrow, or says nothing, or where there are other narrow ones
    /// than wide ones.
    pub(crate) fn assert_all_tidy(report: &Report) {
        let drawn = |breadth| sheets(&Context::new(report, Theme::Light, breadth));
        let (wide, narrow) = (drawn(Breadth::Wide), drawn(Breadth::Narrow));
        let names = |of: &[(&str, Sheet)]| of.iter().map(|(_, sheet)| sheet.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&wide), names(&narrow));
        for (breadth, (_, sheet)) in
            wide.iter().map(|one| ("wide", one)).chain(narrow.iter().map(|one| ("narrow", one)))
        {
            assert_tidy(&sheet.canvas, &format!("{}, {breadth}", sheet.name));
            assert!(sheet.canvas.finding.len() > 20, "{} says nothing", sheet.name);
        }
    }

    #[test]
    fn dashes_follow_the_line_round_its_corners() {
        let parts = dashes(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], &[6.0, 2.0]);
        assert_eq!(
            parts,
            [vec![(0.0, 0.0), (6.0, 0.0)], vec![(8.0, 0.0), (10.0, 0.0), (10.0, 4.0)], vec![(10.0, 6.0), (10.0, 10.0)],]
        );
        assert_eq!(dashes(&[(0.0, 0.0), (5.0, 0.0)], &[]).len(), 1);
    }
}
