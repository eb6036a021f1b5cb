//! A picture of the page: what it shows in a sentence, and the table of its numbers.

use super::shade::{Shades, lean};
use super::{Refused, Source};
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
    /// The same laid out for a telephone; empty where there is none, and the other is scrolled there.
    narrow: String,
    data: Data,
    file: String,
    /// What draws it, and what writes its numbers, where they are left out.
    plot: String,
    export: String,
    without_numbers: bool,
}

impl Drawn {
    fn new(source: &Source, figure: Figure, shades: &mut Shades) -> Self {
        let Figure { name, title, finding, wide, narrow, data, .. } = figure;
        let mut folded = |[light, dark]: [String; 2]| lean(&shades.fold(&light, &dark));
        let id = format!("{}-{name}", source.key);
        let given = source.given();
        let (plot, export) = (source.command(&["plot", &given]), source.command(&["export", &given]));
        Self {
            svg: folded(wide),
            narrow: narrow.map(folded).unwrap_or_default(),
            file: format!("{name}.csv"),
            id,
            title,
            finding,
            data,
            plot,
            export,
            without_numbers: false,
        }
    }

    /// Bytes of the picture.
    pub(super) fn picture(&self) -> usize {
        self.svg.len()
    }

    /// Bytes of the table of its numbers, with its marks.
    pub(super) fn numbers(&self) -> usize {
        let row = |row: &Vec<String>| row.iter().map(|cell| cell.len() + "<td></td>".len()).sum::<usize>();
        self.data.rows.iter().map(row).sum()
    }

    /// Bytes of the picture as it is laid out for a telephone.
    pub(super) fn narrow(&self) -> usize {
        self.narrow.len()
    }

    /// Leaves out how it is laid out for a telephone.
    pub(super) fn leave_out_narrow(&mut self) {
        self.narrow.clear();
    }

    /// Leaves the picture out; its finding stays.
    pub(super) fn leave_out_picture(&mut self) {
        self.svg.clear();
    }

    /// Leaves its numbers out.
    pub(super) fn leave_out_numbers(&mut self) {
        self.without_numbers = !self.data.rows.is_empty();
        self.data.rows.clear();
    }
}

/// The pictures of a source; `wanted` says which charts.
pub(super) fn all(source: &Source, wanted: &dyn Fn(&str) -> bool, shades: &mut Shades) -> Result<Vec<Drawn>, Refused> {
    let figures = figures(&source.report, &source.key, wanted)?;
    Ok(figures.into_iter().map(|figure| Drawn::new(source, figure, shades)).collect())
}
