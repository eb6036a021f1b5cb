//! The embedded font: how wide a text is, where its lines break, which pixels it covers.
//!
//! No font of the system is ever asked for, so a picture has the same bytes on every machine. Widths are
//! sums of the font's own whole units, multiplied once.

pub(super) use crate::scenario::clean;
use ab_glyph::{Font, FontRef, PxScale, point};
use std::sync::OnceLock;

static REGULAR: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans.subset.ttf");
static BOLD: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans-Bold.subset.ttf");

/// What an SVG asks its viewer for; the second has nearly the same widths as the first.
pub(super) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// Longer texts are cut before they are laid out.
const LONGEST: usize = 400;

/// How heavy the letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// A size in units of the canvas and a weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Type {
    pub size: f64,
    pub weight: Weight,
}

impl Type {
    pub(super) const fn regular(size: f64) -> Self {
        Self { size, weight: Weight::Regular }
    }

    pub(super) const fn bold(size: f64) -> Self {
        Self { size, weight: Weight::Bold }
    }

    /// Width of a line of text.
    pub(super) fn width(self, text: &str) -> f64 {
        let font = face(self.weight);
        let units: f32 = placed(font, text).last().map_or(0.0, |(x, id)| x + font.h_advance_unscaled(id));
        f64::from(units) * self.size / f64::from(units_per_em(font))
    }

    /// The text, or as much of it as fits in the width, with an ellipsis.
    pub(super) fn shorten(self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let letters: Vec<char> = text.chars().take(LONGEST).collect();
        let cut = |n: usize| letters[..n].iter().collect::<String>().trim_end().to_owned() + "…";
        (0..letters.len()).rev().map(cut).find(|short| self.width(short) <= width).unwrap_or_else(|| "…".to_owned())
    }

    /// The text in lines of at most the width, broken at spaces; what is beyond the last line becomes an ellipsis.
    pub(super) fn wrap(self, text: &str, width: f64, lines: usize) -> Vec<String> {
        let text: String = text.chars().take(LONGEST).collect();
        let mut done: Vec<String> = Vec::new();
        let mut line = String::new();
        let mut words = text.split(' ').filter(|w| !w.is_empty());
        while let Some(word) = words.next() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if line.is_empty() || self.width(&longer) <= width {
                line = longer;
            } else if done.len() + 1 == lines {
                line = std::iter::once(longer.as_str()).chain(words).collect::<Vec<_>>().join(" ");
                break;
            } else {
                done.push(std::mem::replace(&mut line, word.to_owned()));
            }
        }
        if !line.is_empty() {
            done.push(line);
        }
        done.iter().map(|l| self.shorten(l, width)).collect()
    }

    /// Calls `ink` with each pixel that a line covers and how much of it; (0, `baseline`) is where the line starts.
    pub(super) fn rasterise<E>(
        self,
        text: &str,
        baseline: f32,
        mut ink: impl FnMut(i32, i32, f32) -> Result<(), E>,
    ) -> Result<(), E> {
        let font = face(self.weight);
        let em = units_per_em(font);
        let size = self.size as f32;
        let scale = PxScale::from(size * font.height_unscaled() / em);
        for (x, id) in placed(font, text) {
            let glyph = id.with_scale_and_position(scale, point(x * size / em, baseline));
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let corner = outline.px_bounds().min;
            let mut covered = Vec::new();
            outline.draw(|x, y, share| covered.push((x as i32 + corner.x as i32, y as i32 + corner.y as i32, share)));
            covered.into_iter().try_for_each(|(x, y, share)| ink(x, y, share))?;
        }
        Ok(())
    }
}

/// The letters of a line and where each starts, in the font's units.
fn placed<'a>(font: &'a FontRef<'static>, text: &'a str) -> impl Iterator<Item = (f32, ab_glyph::GlyphId)> + 'a {
    let mut x = 0.0;
    let mut previous = None;
    text.chars().map(move |c| {
        let id = font.glyph_id(c);
        if let Some(before) = previous {
            x += font.h_advance_unscaled(before) + font.kern_unscaled(before, id);
        }
        previous = Some(id);
        (x, id)
    })
}

fn face(weight: Weight) -> &'static FontRef<'static> {
    static FACES: OnceLock<[FontRef<'static>; 2]> = OnceLock::new();
    let load = |bytes| {
        // The bytes are part of the program, and a test loads them.
        FontRef::try_from_slice(bytes).expect("the embedded font is sound")
    };
    let [regular, bold] = FACES.get_or_init(|| [load(REGULAR), load(BOLD)]);
    match weight {
        Weight::Regular => regular,
        Weight::Bold => bold,
    }
}

fn units_per_em(font: &FontRef<'static>) -> f32 {
    font.units_per_em().unwrap_or(2048.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Type = Type::regular(20.0);

    #[test]
    fn widths_are_those_of_the_font() {
        // DejaVu Sans: "0" advances by 1303 of 2048 units, "A" by 1401, "V" by 1401, the pair kerned by -131.
        assert_eq!(Type::regular(2048.0).width("0"), 1303.0);
        assert_eq!(Type::regular(2048.0).width("AV"), 1401.0 + 1401.0 - 131.0);
        assert!(Type::bold(20.0).width("alliance") > T.width("alliance"));
        assert_eq!(T.width(""), 0.0);
    }

    #[test]
    fn letters_that_pictures_use_are_in_both_weights() {
        for weight in [Weight::Regular, Weight::Bold] {
            for c in "Aaéőß§αΩЖ–—−…·→↔≥≤±×%\u{a0}0123456789".chars() {
                assert_ne!(face(weight).glyph_id(c).0, 0, "{c:?} is missing");
            }
        }
    }

    #[test]
    fn long_lines_wrap_and_end_in_an_ellipsis() {
        let lines = T.wrap("level of the pair of Russia and China in every single year", 200.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'), "{lines:?}");
        assert!(lines.iter().all(|l| T.width(l) <= 200.0));
        let word = T.wrap(&"m".repeat(100_000), 200.0, 3);
        assert!(word.len() == 1 && T.width(&word[0]) <= 200.0);
        assert!(T.wrap("", 200.0, 2).is_empty());
    }

    #[test]
    fn hostile_characters_are_removed() {
        assert_eq!(clean("a\u{0}b\nc\u{202e}d\u{fffe}"), "a b cd");
    }
}
