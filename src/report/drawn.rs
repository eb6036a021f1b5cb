//! A picture of the page: what it shows in a sentence, and the table of its numbers.

use super::Refused;
use super::shade::{Shades, lean};
use crate::analysis::Report;
use crate::plot::{Data, Figure, figures};
use askama::Template;

/// A picture.
#[derive(Template)]
#[template(path = "report/picture.html")]
pub(super) struct Drawn {
    id: String,
    title: String,
    finding: String,
    /// The picture as SVG; empty where it is left out.
    svg: String,
    data: Data,
    file: String,
}

impl Drawn {
    fn new(source: &str, figure: Figure, shades: &mut Shades) -> Self {
        let Figure { name, title, finding, light, dark, data, .. } = figure;
        let id = format!("{source}-{name}");
        Self { svg: lean(&shades.fold(&light, &dark)), file: format!("{name}.csv"), id, title, finding, data }
    }

    /// Bytes of the picture.
    pub(super) fn size(&self) -> usize {
        self.svg.len()
    }

    /// Leaves the picture out; its finding and its numbers stay.
    pub(super) fn leave_out(&mut self) {
        self.svg.clear();
    }
}

/// The pictures of a report; `source` is a prefix of ids that no other source has, and `wanted` says which charts.
pub(super) fn all(
    source: &str,
    report: &Report,
    wanted: &dyn Fn(&str) -> bool,
    shades: &mut Shades,
) -> Result<Vec<Drawn>, Refused> {
    let figures = figures(report, source, wanted)?;
    Ok(figures.into_iter().map(|figure| Drawn::new(source, figure, shades)).collect())
}
