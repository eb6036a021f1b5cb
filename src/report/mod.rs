//! A result as one page of HTML that needs nothing from any network.
//!
//! ```text
//! directories ──► source: what each found, and its scenario ──► sections, one file each ──► parts: text, pictures
//!                                      pictures: drawn on both grounds, folded into one (shade) ──┐
//!                                                templates/report/*.html, which escape all texts ◄┘──► the page
//! ```
//!
//! Texts of a scenario are hostile input. The templates (askama) escape what they print; the only things printed as they are
//! are bodies that templates made, and pictures, whose texts the writer of SVG escapes. Besides, a policy in the head of the
//! page names the digests of the one style and the one script that may be used.

mod command;
mod drawn;
mod sections;
mod shade;
mod source;

pub use source::{Refused, Source};

use crate::output::policy;
use crate::scenario::clean_lines;
use askama::Template;
use drawn::Drawn;
use shade::Shades;

/// The most bytes of a page: the largest pictures, tables of numbers or the scenario are left out of one that would be
/// longer.
pub const MOST_BYTES: usize = 1_000_000;

const STYLE: &str = include_str!("../../templates/report/page.css");
const SCRIPT: &str = include_str!("../../templates/report/page.js");

/// What a section is made from.
struct Material {
    sources: Vec<Source>,
}

impl Material {
    /// The source that the page is about: the first plain runs, else the first of all.
    fn main(&self) -> &Source {
        let runs = self.sources.iter().find(|source| source.summary().is_some());
        runs.unwrap_or(&self.sources[0]) // There is one at least.
    }
}

/// A part of the page under a heading.
struct Section {
    /// Its anchor.
    id: String,
    title: String,
    parts: Vec<Part>,
}

/// A piece of a section.
enum Part {
    /// What a template made.
    Html(String),
    /// A picture with its numbers.
    Picture(Box<Drawn>),
    /// The scenario as text.
    Scenario(Box<Whole>),
}

/// The scenario, whole.
#[derive(Template)]
#[template(path = "report/scenario.html")]
struct Whole {
    /// What it is to be saved as.
    file: String,
    /// Empty where it is left out.
    text: String,
    /// The manifest that holds it.
    manifest: String,
}

/// What can be left out of a page that is too large.
#[derive(Clone, Copy)]
enum Bulk {
    Picture,
    Numbers,
    Scenario,
}

impl Part {
    fn of(template: &impl Template) -> Result<Self, Refused> {
        Ok(Self::Html(template.render()?))
    }

    fn html(&self) -> Result<String, Refused> {
        match self {
            Self::Html(html) => Ok(html.clone()),
            Self::Picture(drawn) => Ok(drawn.render()?),
            Self::Scenario(whole) => Ok(whole.render()?),
        }
    }

    /// The thing in it that is left out first, with the bytes by which it is chosen among those of other parts. Numbers go
    /// before the picture that shows them.
    fn largest(&self) -> (Bulk, usize) {
        match self {
            Self::Html(_) => (Bulk::Picture, 0),
            Self::Picture(drawn) if drawn.numbers() > 0 => (Bulk::Numbers, drawn.numbers().max(drawn.picture())),
            Self::Picture(drawn) => (Bulk::Picture, drawn.picture()),
            Self::Scenario(whole) => (Bulk::Scenario, whole.text.len()),
        }
    }

    /// Leaves it out.
    fn leave_out(&mut self) {
        match (self.largest().0, self) {
            (Bulk::Picture, Self::Picture(drawn)) => drawn.leave_out_picture(),
            (Bulk::Numbers, Self::Picture(drawn)) => drawn.leave_out_numbers(),
            (_, Self::Scenario(whole)) => whole.text.clear(),
            _ => {}
        }
    }
}

#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'a> {
    title: &'a str,
    policy: &'a str,
    style: &'a str,
    script: &'a str,
    sections: &'a [Rendered],
    program: &'static str,
}

/// A section as the page takes it.
struct Rendered {
    id: String,
    title: String,
    body: String,
}

/// A page, and how many pictures, tables and texts were left out of it.
pub struct Written {
    /// The page.
    pub html: String,
    /// How many things were left out, since it would have had more than [`MOST_BYTES`].
    pub left_out: usize,
}

/// The page of these sources, of which there must be one at least.
///
/// # Errors
/// Where a run cannot be told again, a picture cannot be drawn, or there is no source.
pub fn page(sources: Vec<Source>) -> Result<Written, Refused> {
    if sources.is_empty() {
        return Err(Refused::Nothing);
    }
    let (material, mut shades) = (Material { sources }, Shades::default());
    let mut sections: Vec<Section> = Vec::new();
    for section in sections::LIST {
        sections.extend(section(&material, &mut shades)?);
    }
    let mut left_out = 0;
    loop {
        let html = assemble(&material, &sections, &shades)?;
        if html.len() <= MOST_BYTES {
            return Ok(Written { html, left_out });
        }
        // What is there twice goes first.
        if leave_out_narrow(&mut sections) {
            continue;
        }
        if !leave_out_largest(&mut sections) {
            return Ok(Written { html, left_out });
        }
        left_out += 1;
    }
}

fn assemble(material: &Material, sections: &[Section], shades: &Shades) -> Result<String, Refused> {
    let rendered = |section: &Section| {
        let body = section.parts.iter().map(Part::html).collect::<Result<Vec<_>, _>>()?.concat();
        Ok(Rendered { id: section.id.clone(), title: section.title.clone(), body })
    };
    let sections = sections.iter().map(rendered).collect::<Result<Vec<_>, Refused>>()?;
    let style = format!("{STYLE}{}", shades.css());
    let about = material.main().report.about();
    let page = Page {
        title: &about.title,
        policy: &policy::of((&style, SCRIPT), &[], &[]),
        style: &style,
        script: SCRIPT,
        sections: &sections,
        program: env!("CARGO_PKG_VERSION"),
    };
    Ok(clean_lines(&page.render()?))
}

/// Leaves out the largest of the pictures that are laid out for a telephone; says whether there was any.
fn leave_out_narrow(sections: &mut [Section]) -> bool {
    let pictures = sections.iter_mut().flat_map(|section| &mut section.parts).filter_map(|part| match part {
        Part::Picture(drawn) => Some(drawn),
        Part::Html(_) | Part::Scenario(_) => None,
    });
    let Some(largest) = pictures.max_by_key(|drawn| drawn.narrow()).filter(|drawn| drawn.narrow() > 0) else {
        return false;
    };
    largest.leave_out_narrow();
    true
}

/// Leaves out what is largest of the pictures, the tables of their numbers and the scenario; says whether there was
/// anything.
fn leave_out_largest(sections: &mut [Section]) -> bool {
    let parts = sections.iter_mut().flat_map(|section| &mut section.parts);
    let Some(largest) = parts.max_by_key(|part| part.largest().1).filter(|part| part.largest().1 > 0) else {
        return false;
    };
    largest.leave_out();
    true
}
