//! Pictures of an experiment, as SVG and PNG: the same bytes on every machine.
//!
//! ```text
//! Summary, series ──► charts (levels, alliance, fan, outcome, claims) ──► Canvas: shapes and texts, measured
//!                        │ frame: title, legend, caption                      │ with the embedded font
//!                        └ axis: ticks, scales                                └──► render (plotters' backends)
//! ```
//!
//! A chart that has nothing to show is left out rather than drawn empty.

mod alliance;
mod audit;
mod axis;
mod bins;
mod calibrate;
mod canvas;
mod claims;
mod compare;
mod data;
mod discover;
mod dot;
mod fan;
mod figures;
mod font;
mod frame;
mod hindcast;
mod levels;
mod outcome;
mod pairs;
#[cfg(feature = "cli")]
mod png;
mod render;
#[cfg(test)]
mod secondary_tests;
mod sensitivity;
mod split;
mod sweep;
#[cfg(test)]
mod tests;
mod theme;
mod tip;
mod why;

use crate::analysis::{About, Findings, Report, SeriesSummary, Summary};
pub use canvas::Breadth;
use canvas::Canvas;
pub use data::Data;
pub(crate) use figures::brief;
#[cfg(feature = "cli")]
use rayon::prelude::*;
pub use theme::Theme;

/// The kind of a picture's file.
#[cfg(feature = "cli")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Vectors, with text that can be searched and a description for screen readers.
    Svg,
    /// Pixels: 2000 across, which is 600 an inch in a paper's column.
    Png,
}

#[cfg(feature = "cli")]
impl Format {
    /// The end of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// What to draw.
#[cfg(feature = "cli")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Files to make of each picture.
    pub formats: Vec<Format>,
    /// The ground that it stands on.
    pub theme: Theme,
    /// Charts (as in [`CHARTS`]) or single pictures (`fan-trade`) to draw; all where none are named.
    pub only: Option<Vec<String>>,
}

#[cfg(feature = "cli")]
impl Default for Options {
    fn default() -> Self {
        Self { formats: vec![Format::Svg, Format::Png], theme: Theme::default(), only: None }
    }
}

/// Why nothing was drawn.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A name that is neither a chart's nor a picture's.
    #[error("there is no chart `{name}`{}; there are: {}", hint.as_ref().map_or_else(String::new, |h| format!(" (did you mean `{h}`?)")), known.join(", "))]
    UnknownChart {
        /// The name.
        name: String,
        /// A known name that is much like it.
        hint: Option<String>,
        /// All known names.
        known: Vec<String>,
    },
    /// plotters could not draw.
    #[error("a picture could not be drawn: {0}")]
    Draw(String),
    /// The encoder of PNG failed.
    #[cfg(feature = "cli")]
    #[error("a picture could not be encoded: {0}")]
    Encode(#[from] ::png::EncodingError),
}

/// What a chart is made from.
#[derive(Clone)]
struct Context<'a> {
    about: About,
    report: &'a Report,
    palette: &'static theme::Palette,
    breadth: Breadth,
}

impl<'a> Context<'a> {
    fn new(report: &'a Report, theme: Theme, breadth: Breadth) -> Self {
        Self { about: report.about(), report, palette: theme.palette(), breadth }
    }

    /// The summary and the series of plain runs.
    fn run(&self) -> Option<(&'a Summary, &'a [SeriesSummary])> {
        match self.report {
            Report::Run { summary, series } => Some((summary, series)),
            Report::Findings(_) => None,
        }
    }

    /// What an analysis or an experiment other than plain runs found.
    fn findings(&self) -> Option<&'a Findings> {
        match self.report {
            Report::Findings(study) => Some(&study.findings),
            Report::Run { .. } => None,
        }
    }
}

/// A picture before it is encoded, its name without the file's ending, and its numbers.
struct Sheet {
    name: String,
    canvas: Canvas,
    /// The numbers behind it.
    data: Data,
}

/// A kind of picture.
struct Chart {
    name: &'static str,
    shows: &'static str,
    sheets: fn(&Context<'_>) -> Vec<Sheet>,
}

/// The charts, in the order of drawing. A new one is a file and a line here.
const LIST: [Chart; 21] = [
    Chart { name: "levels", shows: "level of the focus pair over time, in shares of the runs", sheets: levels::sheets },
    Chart { name: "alliance", shows: "cumulative probability of an alliance, a line a pair", sheets: alliance::sheets },
    Chart { name: "fan", shows: "declared series over time, a picture a panel (fan-PANEL)", sheets: fan::sheets },
    Chart {
        name: "outcome",
        shows: "distribution of an outcome, a picture each (outcome-ID)",
        sheets: outcome::sheets,
    },
    Chart { name: "sweep", shows: "an outcome as one or two things are moved (sweep-ID)", sheets: sweep::sheets },
    Chart {
        name: "tip",
        shows: "a probability along a move, with the level that it crosses (tip-PATH)",
        sheets: tip::sheets,
    },
    Chart {
        name: "audit-tornado",
        shows: "what each claim does to an outcome, alone and by its Shapley value (audit-tornado-ID)",
        sheets: audit::tornado::sheets,
    },
    Chart {
        name: "audit-waterfall",
        shows: "from an outcome with no claim to that with all, a step a claim (audit-waterfall-ID)",
        sheets: audit::waterfall::sheets,
    },
    Chart {
        name: "audit-interaction",
        shows: "what pairs of claims do together beyond each by itself (audit-interaction-ID)",
        sheets: audit::interaction::sheets,
    },
    Chart {
        name: "sensitivity-indices",
        shows: "what an outcome depends on, by parameter",
        sheets: sensitivity::sheets,
    },
    Chart { name: "sensitivity-pairs", shows: "interactions of pairs of parameters", sheets: pairs::sheets },
    Chart { name: "claims", shows: "predictions of the claims against their thresholds", sheets: claims::sheets },
    Chart {
        name: "calibrate",
        shows: "prior against posterior, what was observed against runs, the tolerance (calibrate-PATH and others)",
        sheets: calibrate::sheets,
    },
    Chart {
        name: "hindcast",
        shows: "what came against the runs, the probability integral transform, skill (hindcast-fan-KIND and others)",
        sheets: hindcast::sheets,
    },
    Chart {
        name: "why",
        shows: "what an alliance was worth where an outcome came and where not, term by term (why-ID)",
        sheets: why::sheets,
    },
    Chart {
        name: "discover-tradeoff",
        shows: "coverage against density along the search for a box",
        sheets: discover::tradeoff::sheets,
    },
    Chart {
        name: "discover-box",
        shows: "a box and the rows around it in its two leading inputs",
        sheets: discover::scatter::sheets,
    },
    Chart {
        name: "compare-differences",
        shows: "difference of every outcome between two runs",
        sheets: compare::differences::sheets,
    },
    Chart {
        name: "compare-alliance",
        shows: "cumulative probability of an alliance in two runs",
        sheets: compare::alliance::sheets,
    },
    Chart {
        name: "compare-levels",
        shows: "level of the focus pair over time in two runs, a panel a level",
        sheets: compare::levels::sheets,
    },
    Chart {
        name: "compare-outcome",
        shows: "distribution of an outcome in two runs, a picture each (compare-outcome-ID)",
        sheets: compare::outcome::sheets,
    },
];

/// Every chart's name and what it shows.
pub const CHARTS: &[(&str, &str)] = &{
    let mut names = [("", ""); LIST.len()];
    let mut i = 0;
    while i < LIST.len() {
        names[i] = (LIST[i].name, LIST[i].shows);
        i += 1;
    }
    names
};

/// A picture in vectors, and its words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Picture {
    /// Its name, without the ending of a file.
    pub name: String,
    /// Its title.
    pub title: String,
    /// In a sentence what it shows: the text that replaces it for who cannot see it.
    pub finding: String,
    /// The picture as SVG, byte for byte what [`draw`] writes where it is wide.
    pub svg: String,
}

/// Draws the pictures of these charts (as in [`CHARTS`]) in vectors, of all where none are named.
///
/// # Errors
/// Where plotters cannot draw.
pub fn vectors(report: &Report, (theme, breadth): (Theme, Breadth), charts: &[&str]) -> Result<Vec<Picture>, Error> {
    let picture = |(_, sheet): (_, Sheet)| {
        let svg = String::from_utf8_lossy(&render::svg(&sheet.canvas, "")?).into_owned();
        Ok(Picture { name: sheet.name, title: sheet.canvas.title, finding: sheet.canvas.finding, svg })
    };
    let cx = Context::new(report, theme, breadth);
    sheets_of(&cx, |chart| charts.is_empty() || charts.contains(&chart)).into_iter().map(picture).collect()
}

/// Draws the pictures of an experiment: names, such as `levels.svg` (lower-case letters, digits, `-`, `_` and a dot), and
/// bytes. A chart without anything to show is left out.
///
/// # Errors
/// Where `options.only` names what is neither a chart nor one of this experiment's pictures.
#[cfg(feature = "cli")]
pub fn draw(report: &Report, options: &Options) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let cx = Context::new(report, options.theme, Breadth::Wide);
    let sheets = select(sheets(&cx), options.only.as_deref())?;
    let files: Vec<_> = sheets.iter().flat_map(|s| options.formats.iter().map(move |f| (s, *f))).collect();
    files.into_par_iter().map(|(sheet, format)| encode(sheet, format)).collect()
}

/// A picture for a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its chart, as in [`CHARTS`].
    pub chart: &'static str,
    /// Its name, as of its file.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it shows, in a sentence.
    pub finding: String,
    /// The picture as SVG on a light ground, and the same shapes on a dark one.
    pub wide: [String; 2],
    /// The same laid out narrow; none where that would take another number of pictures.
    pub narrow: Option<[String; 2]>,
    /// The numbers behind it.
    pub data: Data,
}

/// The pictures of an experiment for a page, those of the charts that are wanted. Ids in them begin with `prefix` and the
/// name of the picture; those of narrow ones go on with `narrow`.
///
/// # Errors
/// Where a picture cannot be drawn.
pub fn figures(report: &Report, prefix: &str, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Figure>, Error> {
    let laid = |theme, breadth| sheets_of(&Context::new(report, theme, breadth), wanted);
    let both = |breadth| -> Vec<_> {
        laid(Theme::Light, breadth).into_iter().zip(laid(Theme::Dark, breadth)).map(|(a, b)| (a, b.1)).collect()
    };
    let (wide, narrow) = (both(Breadth::Wide), both(Breadth::Narrow));
    let figure = |((chart, light), dark): ((&'static str, Sheet), Sheet)| {
        let svg = |sheets: [&Sheet; 2], more: &str| {
            let ids = format!("{prefix}-{}-{more}", light.name);
            let [one, other] = sheets.map(|sheet| render::svg(&sheet.canvas, &ids));
            Ok::<_, Error>([one?, other?].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
        };
        let same = |((other, sheet), dark): &((&str, Sheet), Sheet)| {
            (*other == chart && sheet.name == light.name && sheet.canvas.title == light.canvas.title)
                .then(|| svg([sheet, dark], "narrow-"))
        };
        Ok(Figure {
            chart,
            title: light.canvas.title.clone(),
            finding: light.canvas.finding.clone(),
            wide: svg([&light, &dark], "")?,
            narrow: narrow.iter().find_map(same).transpose()?,
            name: light.name.clone(),
            data: light.data,
        })
    };
    wide.into_iter().map(figure).collect()
}

/// All sheets with the chart that each belongs to, under names that differ.
#[cfg(any(test, feature = "cli"))]
fn sheets(cx: &Context<'_>) -> Vec<(&'static str, Sheet)> {
    sheets_of(cx, |_| true)
}

/// As [`sheets`], of the charts that are wanted.
fn sheets_of(cx: &Context<'_>, wanted: impl Fn(&str) -> bool) -> Vec<(&'static str, Sheet)> {
    let mut all: Vec<(&str, Sheet)> = Vec::new();
    for chart in LIST.iter().filter(|chart| wanted(chart.name)) {
        for mut sheet in (chart.sheets)(cx) {
            let name = sheet.name.clone();
            let mut copies = 2..;
            while all.iter().any(|(_, other)| other.name == sheet.name) {
                sheet.name = format!("{name}-{}", copies.next().unwrap_or(u32::MAX));
            }
            all.push((chart.name, sheet));
        }
    }
    all
}

#[cfg(feature = "cli")]
fn select(sheets: Vec<(&'static str, Sheet)>, only: Option<&[String]>) -> Result<Vec<Sheet>, Error> {
    let Some(only) = only else { return Ok(sheets.into_iter().map(|s| s.1).collect()) };
    let mut known: Vec<String> = CHARTS.iter().map(|c| c.0.to_owned()).collect();
    known.extend(sheets.iter().map(|s| s.1.name.clone()).filter(|n| CHARTS.iter().all(|c| c.0 != n)));
    if let Some(name) = only.iter().find(|name| !known.contains(name)) {
        let near = known.iter().map(|k| (strsim::jaro_winkler(k, name), k)).max_by(|a, b| a.0.total_cmp(&b.0));
        let hint = near.filter(|(likeness, _)| *likeness > 0.75).map(|(_, k)| k.clone());
        return Err(Error::UnknownChart { name: name.clone(), hint, known });
    }
    let wanted = |(chart, sheet): &(&str, Sheet)| only.iter().any(|n| n == chart || *n == sheet.name);
    Ok(sheets.into_iter().filter(wanted).map(|s| s.1).collect())
}

#[cfg(feature = "cli")]
fn encode(sheet: &Sheet, format: Format) -> Result<(String, Vec<u8>), Error> {
    let bytes = match format {
        Format::Svg => render::svg(&sheet.canvas, "")?,
        Format::Png => {
            let (width, height, pixels) = render::pixels(&sheet.canvas)?;
            png::encode(width, height, &pixels)?
        }
    };
    Ok((format!("{}.{}", sheet.name, format.extension()), bytes))
}

/// A pair as text: `RUS-CHN` with a dash as long as between years.
fn pair(id: &str) -> String {
    id.replace('-', "–")
}

/// Lower-case letters, digits and `_` of a text, with `-` for whatever lies between; never empty.
pub(crate) fn slug(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { ' ' };
    let words: String = text.chars().take(80).map(plain).collect();
    let slug = words.split_whitespace().collect::<Vec<_>>().join("-");
    if slug.is_empty() { "unnamed".to_owned() } else { slug }
}
