//! The pictures of plain runs.

use super::super::{Material, Part, Refused, Section, drawn, shade::Shades};
use super::which;

/// What plain runs show beside their claims, which stand with their own picture.
const BESIDE: &str = "claims";

pub(super) fn sections(material: &Material, shades: &mut Shades) -> Result<Vec<Section>, Refused> {
    let mut sections = Vec::new();
    let runs: Vec<_> = material.sources.iter().filter(|source| source.summary().is_some()).collect();
    for source in &runs {
        let drawn = drawn::all(source, &|chart| chart != BESIDE, shades)?;
        if drawn.is_empty() {
            continue;
        }
        let which = which(source, &runs);
        sections.push(Section {
            id: format!("pictures-{}", source.key),
            title: format!("What happens in the runs{which}"),
            parts: drawn.into_iter().map(|drawn| Part::Picture(Box::new(drawn))).collect(),
        });
    }
    Ok(sections)
}
