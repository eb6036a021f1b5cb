//! Marks of points that differ in shape, so that they need no colour.

use super::canvas::{Canvas, Point, Rect};
use super::theme::{Color, Palette, Stroke};

/// A shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Disc,
    Ring,
    Cross,
    Triangle,
    Square,
    Diamond,
}

/// All shapes, in order of use.
pub(super) const SHAPES: [Shape; 6] =
    [Shape::Disc, Shape::Ring, Shape::Cross, Shape::Triangle, Shape::Square, Shape::Diamond];

/// Draws a mark that reaches about `r` from its centre.
pub(super) fn draw(canvas: &mut Canvas, palette: &Palette, shape: Shape, (x, y): Point, r: f64, color: Color) {
    match shape {
        Shape::Disc => canvas.disc((x, y), r, color),
        Shape::Ring => {
            canvas.disc((x, y), r, color);
            canvas.disc((x, y), 0.6 * r, palette.background);
        }
        Shape::Cross => {
            let (a, stroke) = (0.8 * r, Stroke::solid(color, 0.45 * r));
            canvas.segment((x - a, y - a), (x + a, y + a), stroke);
            canvas.segment((x - a, y + a), (x + a, y - a), stroke);
        }
        Shape::Triangle => {
            canvas.area(vec![(x, y - 1.15 * r), (x + 1.1 * r, y + 0.8 * r), (x - 1.1 * r, y + 0.8 * r)], color)
        }
        Shape::Square => {
            let a = 0.9 * r;
            canvas.rect(Rect { left: x - a, top: y - a, right: x + a, bottom: y + a }, color);
        }
        Shape::Diamond => {
            let a = 1.2 * r;
            canvas.area(vec![(x, y - a), (x + a, y), (x, y + a), (x - a, y)], color);
        }
    }
}
