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

mod drawn;
mod policy;
mod sections;
mod shade;
mod source;

pub use source::{Refused, Source};

use askama::Template;
use drawn::Drawn;
use shade::Shades;

/// The most bytes of a page: the largest pictures are left out of one that would be longer.
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
}

impl Part {
    fn of(template: &impl Template) -> Result<Self, Refused> {
        Ok(Self::Html(template.render()?))
    }

    fn html(&self) -> Result<String, Refused> {
        match self {
            Self::Html(html) => Ok(html.clone()),
            Self::Picture(drawn) => Ok(drawn.render()?),
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

/// The page of these sources, of which there must be one at least.
///
/// # Errors
/// Where a run cannot be told again, a picture cannot be drawn, or there is no source.
pub fn page(sources: Vec<Source>) -> Result<String, Refused> {
    if sources.is_empty() {
        return Err(Refused::Nothing);
    }
    let (material, mut shades) = (Material { sources }, Shades::default());
    let mut sections: Vec<Section> = Vec::new();
    for section in sections::LIST {
        sections.extend(section(&material, &mut shades)?);
    }
    loop {
        let text = assemble(&material, &sections, &shades)?;
        if text.len() <= MOST_BYTES || !leave_out_largest(&mut sections) {
            return Ok(text);
        }
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
        policy: &policy::of(&style, SCRIPT),
        style: &style,
        script: SCRIPT,
        sections: &sections,
        program: env!("CARGO_PKG_VERSION"),
    };
    Ok(plain(&page.render()?))
}

/// Without marks that turn the direction of what follows, and control characters: no text of a scenario may order the page
/// about.
fn plain(page: &str) -> String {
    let kept = |c: &char| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    page.chars().filter(kept).map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c }).collect()
}

/// Leaves out the largest picture that is still there; says whether there was one.
fn leave_out_largest(sections: &mut [Section]) -> bool {
    let pictures = sections.iter_mut().flat_map(|section| &mut section.parts).filter_map(|part| match part {
        Part::Picture(drawn) if drawn.size() > 0 => Some(drawn),
        _ => None,
    });
    let Some(largest) = pictures.max_by_key(|drawn| drawn.size()) else { return false };
    largest.leave_out();
    true
}
