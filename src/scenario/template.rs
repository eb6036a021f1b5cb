//! The text that a new scenario begins with.

use super::load::stem;
use super::text::write_text;

/// A commented scenario of three invented powers, in which every number is marked as a guess, for its author to
/// replace. `name` becomes its name (what a name may not hold is replaced).
#[must_use]
pub fn template(name: &str) -> String {
    let name = stem(name);
    TEMPLATE.replace("{name}", &write_text(&name))
}

const TEMPLATE: &str = include_str!("template.toml");
