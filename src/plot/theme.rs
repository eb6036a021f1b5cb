//! Colours, dashes and sizes: everything that a theme decides.
//!
//! Lines take their colours from the set of Okabe and Ito (2008), which readers with any of the common
//! colour deficiencies can tell apart; every line also has a dash of its own, every verdict its own mark.
//! Levels take a sequence whose luminance rises or falls step by step, so that it survives a grey printer.

use super::font::Type;

/// A colour and how much it covers, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Color {
    pub rgb: (u8, u8, u8),
    pub alpha: f64,
}

impl Color {
    /// The colour that a hexadecimal number such as `0x0072B2` names, covering wholly.
    const fn hex(rgb: u32) -> Self {
        let [_, r, g, b] = rgb.to_be_bytes();
        Self { rgb: (r, g, b), alpha: 1.0 }
    }

    /// The same colour, covering less.
    pub(super) const fn fade(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    /// On the way to another colour: none of it at 0, all of it at 1.
    pub(super) fn mix(self, other: Self, part: f64) -> Self {
        let part = part.clamp(0.0, 1.0);
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * part) as u8;
        let ((r0, g0, b0), (r1, g1, b1)) = (self.rgb, other.rgb);
        Self { rgb: (mix(r0, r1), mix(g0, g1), mix(b0, b1)), alpha: 1.0 }
    }

    /// The one of two colours that stands out more from this one.
    pub(super) fn legible(self, a: Self, b: Self) -> Self {
        let apart = |other: Self| (luminance(self) - luminance(other)).abs();
        if apart(a) >= apart(b) { a } else { b }
    }
}

/// Luminance without the curve of sRGB: enough to put colours in order.
fn luminance(color: Color) -> f64 {
    let (r, g, b) = color.rgb;
    (0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)) / 255.0
}

/// Lengths drawn and left out in turn; empty for a whole line.
pub(super) type Dash = &'static [f64];

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    pub color: Color,
    pub width: f64,
    pub dash: Dash,
}

impl Stroke {
    pub(super) const fn solid(color: Color, width: f64) -> Self {
        Self { color, width, dash: &[] }
    }
}

/// One dash a line, in the order of [`Palette::series`].
pub(super) const DASHES: [Dash; 6] =
    [&[], &[16.0, 8.0], &[4.0, 6.0], &[22.0, 7.0, 4.0, 7.0], &[10.0, 5.0], &[22.0, 6.0, 4.0, 6.0, 4.0, 6.0]];

pub(super) const TITLE: Type = Type::bold(31.0);
pub(super) const LABEL: Type = Type::regular(25.0);
pub(super) const STRONG: Type = Type::bold(25.0);
pub(super) const TICK: Type = Type::regular(25.0);
pub(super) const CAPTION: Type = Type::regular(22.0);

/// On which ground a picture stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Theme {
    /// Colours on white.
    #[default]
    Light,
    /// Colours on a dark slide.
    Dark,
    /// Black and greys on white.
    Print,
}

/// The colours of a theme.
#[derive(Debug)]
pub(super) struct Palette {
    pub background: Color,
    /// Axes and text.
    pub ink: Color,
    /// The caption, and what else steps back.
    pub muted: Color,
    pub grid: Color,
    /// The predicted side of a threshold.
    pub shade: Color,
    /// Lines and fans, in order of use.
    pub series: [Color; 6],
    /// Lines that are not singled out.
    pub rest: Color,
    /// The five levels, from aloof to alliance.
    pub levels: [Color; 5],
    /// What separates stacked areas and bars.
    pub gap: Color,
    /// Bars, and the line that marks their median.
    pub bar: Color,
    pub mark: Color,
    /// Supported, contradicted, open, by construction.
    pub verdicts: [Color; 4],
    /// Below 0, at 0 and above 0, where both sides matter.
    pub diverging: [Color; 3],
    /// How much the outer and the inner band of a fan cover.
    pub fan: (f64, f64),
}

impl Theme {
    pub(super) const fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
            Self::Print => &PRINT,
        }
    }
}

const BLUE: Color = Color::hex(0x0072B2);
const VERMILLION: Color = Color::hex(0xD55E00);
const GREEN: Color = Color::hex(0x009E73);
const PURPLE: Color = Color::hex(0xCC79A7);
const ORANGE: Color = Color::hex(0xE69F00);
const SKY: Color = Color::hex(0x56B4E9);
const YELLOW: Color = Color::hex(0xF0E442);
const WHITE: Color = Color::hex(0xFFFFFF);
const BLACK: Color = Color::hex(0x000000);

static LIGHT: Palette = Palette {
    background: WHITE,
    ink: Color::hex(0x1F2328),
    muted: Color::hex(0x59626C),
    grid: Color::hex(0xDDE1E5),
    shade: Color::hex(0xE3E8ED),
    series: [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY],
    rest: Color::hex(0xA9B0B7),
    levels: [
        Color::hex(0xECE8DA),
        Color::hex(0xABD6B9),
        Color::hex(0x59B6BC),
        Color::hex(0x2477A8),
        Color::hex(0x26286B),
    ],
    gap: WHITE,
    bar: Color::hex(0x7FB2D4),
    mark: VERMILLION,
    verdicts: [BLUE, VERMILLION, Color::hex(0x59626C), PURPLE],
    diverging: [BLUE, Color::hex(0xF4F4F2), VERMILLION],
    fan: (0.18, 0.34),
};

static DARK: Palette = Palette {
    background: Color::hex(0x14181E),
    ink: Color::hex(0xF1F3F5),
    muted: Color::hex(0xB4BCC5),
    grid: Color::hex(0x39414B),
    shade: Color::hex(0x2B323B),
    series: [SKY, ORANGE, Color::hex(0x2CC9A0), Color::hex(0xE59AC4), YELLOW, Color::hex(0xFF8A4C)],
    rest: Color::hex(0x6B7580),
    levels: [
        Color::hex(0x343A5E),
        Color::hex(0x2F6491),
        Color::hex(0x2F9AA5),
        Color::hex(0x86CE8E),
        Color::hex(0xF6EE8F),
    ],
    gap: Color::hex(0x14181E),
    bar: Color::hex(0x3C7EA8),
    mark: ORANGE,
    verdicts: [SKY, Color::hex(0xFF8A4C), Color::hex(0xC4CBD2), Color::hex(0xE59AC4)],
    diverging: [SKY, Color::hex(0x262C34), ORANGE],
    fan: (0.24, 0.40),
};

static PRINT: Palette = Palette {
    background: WHITE,
    ink: BLACK,
    muted: Color::hex(0x333333),
    grid: Color::hex(0xDADADA),
    shade: Color::hex(0xDDDDDD),
    series: [
        BLACK,
        Color::hex(0x6A6A6A),
        Color::hex(0x000000),
        Color::hex(0x6A6A6A),
        Color::hex(0x3A3A3A),
        Color::hex(0x8A8A8A),
    ],
    rest: Color::hex(0xB8B8B8),
    levels: [
        Color::hex(0xF2F2F2),
        Color::hex(0xC9C9C9),
        Color::hex(0x9A9A9A),
        Color::hex(0x626262),
        Color::hex(0x1C1C1C),
    ],
    gap: BLACK,
    bar: Color::hex(0xB0B0B0),
    mark: BLACK,
    verdicts: [BLACK, BLACK, BLACK, BLACK],
    diverging: [Color::hex(0x5A5A5A), Color::hex(0xF6F6F6), Color::hex(0xB4B4B4)],
    fan: (0.14, 0.26),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_ordered_by_luminance_in_every_theme() {
        for (theme, rising) in [(Theme::Light, false), (Theme::Dark, true), (Theme::Print, false)] {
            let steps: Vec<f64> =
                theme.palette().levels.windows(2).map(|w| luminance(w[1]) - luminance(w[0])).collect();
            assert!(steps.iter().all(|d| d.abs() > 0.08 && (*d > 0.0) == rising), "{theme:?}: {steps:?}");
        }
    }

    #[test]
    fn text_stands_out_from_its_ground() {
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            let p = theme.palette();
            for color in [p.ink, p.muted] {
                assert!((luminance(color) - luminance(p.background)).abs() > 0.55, "{theme:?}");
            }
        }
    }

    #[test]
    fn lines_that_share_a_colour_differ_in_their_dash() {
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            let looks: Vec<_> = theme.palette().series.into_iter().zip(DASHES).collect();
            assert!((0..6).all(|i| (0..i).all(|j| looks[i] != looks[j])));
        }
    }
}
