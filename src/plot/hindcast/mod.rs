//! A hindcast: what came against the fans of the runs, the probability integral transform, and skill against forecasts
//! without a model.

mod fan;
mod pit;
mod skill;
#[cfg(test)]
mod tests;

use super::{Context, Sheet};
use crate::analysis::Findings;

/// All pictures.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(Findings::Hindcast(found)) = cx.findings() else { return Vec::new() };
    let mut sheets = fan::sheets(cx, found);
    if !found.outcomes.is_empty() {
        sheets.push(Sheet { name: "hindcast-pit".to_owned(), canvas: pit::canvas(cx, found), data: pit::data(found) });
    }
    if found.groups.iter().any(|group| group.against.iter().any(|against| against.count > 0)) {
        sheets.push(Sheet {
            name: "hindcast-skill".to_owned(),
            canvas: skill::canvas(cx, found),
            data: skill::data(found),
        });
    }
    sheets
}
