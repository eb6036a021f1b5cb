//! From a canvas to bytes, by the backends of plotters: vectors for SVG, a bitmap at twice the final size for PNG.

use super::Error;
use super::canvas::{Anchor, Canvas, Point, Shape};
use super::font::{FAMILY, Type, Weight};
use super::theme::{Color, Stroke};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily, FontStyle,
};
#[cfg(feature = "cli")]
use plotters_bitmap::BitMapBackend;
use plotters_svg::SVGBackend;
use std::convert::Infallible;

/// Backend coordinates are whole numbers: this many to a unit of the canvas.
const GRAIN: f64 = 4.0;

/// A text hangs from a line this share of its size above its base line: where plotters' SVG writer hangs it.
const HANG: f64 = 0.76;

/// plotters divides the size of a text by this for SVG.
const SVG_SIZE: f64 = 1.24;

/// The picture as SVG, with its title and description for who cannot see it. Their ids begin with `prefix`, which several
/// pictures of one page must not share.
pub(super) fn svg(canvas: &Canvas, prefix: &str) -> Result<Vec<u8>, Error> {
    let mut text = String::new();
    let mut backend = SVGBackend::with_string(&mut text, size(canvas));
    paint(canvas, &mut backend)?;
    drop(backend);
    let Some((_, shapes)) = text.split_once('\n') else { return Err(Error::Draw("an empty SVG".to_owned())) };
    let (width, height) = size(canvas);
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"{prefix}title {prefix}desc\" stroke-linejoin=\"round\">\n\
         <title id=\"{prefix}title\">{}</title>\n<desc id=\"{prefix}desc\">{}</desc>\n",
        canvas.width,
        canvas.height,
        escape(&canvas.title),
        escape(&canvas.finding)
    );
    Ok((head + shapes).into_bytes())
}

/// The picture as pixels, `GRAIN` to a unit: width, height, and three bytes a pixel.
#[cfg(feature = "cli")]
pub(super) fn pixels(canvas: &Canvas) -> Result<(usize, usize, Vec<u8>), Error> {
    let (width, height) = size(canvas);
    let mut buffer = vec![0; 3 * width as usize * height as usize];
    let mut backend = BitMapBackend::with_buffer(&mut buffer, (width, height));
    paint(canvas, &mut backend)?;
    drop(backend);
    Ok((width as usize, height as usize, buffer))
}

fn size(canvas: &Canvas) -> (u32, u32) {
    ((canvas.width * GRAIN).round() as u32, (canvas.height * GRAIN).round() as u32)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&apos;")
}

fn paint<B: DrawingBackend>(canvas: &Canvas, backend: &mut B) -> Result<(), Error> {
    let (width, height) = size(canvas);
    let ground = canvas.background.backend();
    backend.draw_rect((0, 0), (width as i32, height as i32), &ground, true).map_err(failed)?;
    for shape in &canvas.shapes {
        draw(shape, backend).map_err(failed)?;
    }
    backend.present().map_err(failed)
}

fn draw<B: DrawingBackend>(shape: &Shape, backend: &mut B) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    match shape {
        Shape::Area { points, fill } => backend.fill_polygon(points.iter().map(|p| place(*p)), &fill.backend()),
        Shape::Line { points, stroke } => backend.draw_path(points.iter().map(|p| place(*p)), stroke),
        Shape::Disc { centre, radius, fill } => {
            backend.draw_circle(place(*centre), (radius * GRAIN).round() as u32, &fill.backend(), true)
        }
        Shape::Text { at, text, style, anchor, color } => {
            let hung = HungText { style: *style, anchor: *anchor, color: *color };
            backend.draw_text(text, &hung, place((at.0, at.1 - HANG * style.size)))
        }
    }
}

fn place((x, y): Point) -> BackendCoord {
    ((x * GRAIN).round() as i32, (y * GRAIN).round() as i32)
}

fn failed<E: std::error::Error + Send + Sync>(error: DrawingErrorKind<E>) -> Error {
    Error::Draw(error.to_string())
}

impl Color {
    fn backend(self) -> BackendColor {
        BackendColor { alpha: self.alpha, rgb: self.rgb }
    }
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        self.color.backend()
    }

    fn stroke_width(&self) -> u32 {
        (self.width * GRAIN).round() as u32
    }
}

/// A text as plotters' backends ask for it: SVG names the font, the bitmap takes our glyphs.
struct HungText {
    style: Type,
    anchor: Anchor,
    color: Color,
}

impl HungText {
    fn scaled(&self) -> Type {
        Type { size: self.style.size * GRAIN, ..self.style }
    }
}

impl BackendTextStyle for HungText {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        self.color.backend()
    }

    fn size(&self) -> f64 {
        self.scaled().size * SVG_SIZE
    }

    fn style(&self) -> FontStyle {
        match self.style.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        }
    }

    fn anchor(&self) -> Pos {
        let across = match self.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        Pos::new(across, VPos::Top)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FAMILY)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        let scaled = self.scaled();
        Ok(((0, 0), (scaled.width(text).round() as i32, scaled.size.round() as i32)))
    }

    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        pos: BackendCoord,
        mut draw: F,
    ) -> Result<Result<(), E>, Infallible> {
        let scaled = self.scaled();
        let ink = |x: i32, y: i32, share: f32| {
            let color = self.color.fade(self.color.alpha * f64::from(share).min(1.0));
            draw(pos.0 + x, pos.1 + y, color.backend())
        };
        Ok(scaled.rasterise(text, (HANG * scaled.size) as f32, ink))
    }
}
