//! A picture for light and dark grounds in one: it is drawn on both, which gives the same shapes in other colours, and where
//! the two differ a custom property of the style sheet stands, that the reader's theme decides.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Attributes that say what holds without them, or what the style sheet of the page says.
const NEEDLESS: [&str; 4] = [
    " opacity=\"1\"",
    " stroke=\"none\"",
    " text-anchor=\"start\"",
    " font-family=\"DejaVu Sans, Verdana, sans-serif\"",
];

/// A picture without them. In texts there are no quotation marks, since they are escaped.
pub(super) fn lean(svg: &str) -> String {
    NEEDLESS.iter().fold(svg.to_owned(), |svg, needless| svg.replace(needless, ""))
}

/// The pairs of values that differ between the grounds, each with its number.
#[derive(Default)]
pub(super) struct Shades {
    numbers: BTreeMap<(String, String), usize>,
}

impl Shades {
    /// One picture of two. The light one where they are not of the same shape.
    pub(super) fn fold(&mut self, light: &str, dark: &str) -> String {
        // Between quotation marks stand the values of attributes; those in texts are escaped.
        let (one, other): (Vec<&str>, Vec<&str>) = (light.split('"').collect(), dark.split('"').collect());
        let alike = |(at, (a, b)): (usize, (&&str, &&str))| at % 2 == 1 || a == b;
        if one.len() != other.len() || !one.iter().zip(&other).enumerate().all(alike) {
            return light.to_owned();
        }
        let piece = |(at, (a, b)): (usize, (&&str, &&str))| {
            if at % 2 == 0 || a == b { (*a).to_owned() } else { format!("var(--k{})", self.number(a, b)) }
        };
        let pieces: Vec<String> = one.iter().zip(&other).enumerate().map(piece).collect();
        pieces.join("\"")
    }

    fn number(&mut self, light: &str, dark: &str) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry((light.to_owned(), dark.to_owned())).or_insert(next)
    }

    /// The style sheet's part: light on paper and by default, dark where the reader's screen is dark.
    pub(super) fn css(&self) -> String {
        let (mut light, mut dark) = (String::new(), String::new());
        for ((one, other), number) in &self.numbers {
            // A string takes all.
            let _ = write!(light, "--k{number}:{one};");
            let _ = write!(dark, "--k{number}:{other};");
        }
        format!(":root{{{light}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::Shades;

    #[test]
    fn what_is_needless_goes() {
        assert_eq!(super::lean("<text opacity=\"1\" x=\"2\" text-anchor=\"start\"/>"), "<text x=\"2\"/>");
    }

    #[test]
    fn what_differs_between_grounds_becomes_a_property() {
        let mut shades = Shades::default();
        let (light, dark) = ("<a fill=\"#FFF\" x=\"1\"/>t", "<a fill=\"#000\" x=\"1\"/>t");
        assert_eq!(shades.fold(light, dark), "<a fill=\"var(--k0)\" x=\"1\"/>t");
        assert_eq!(shades.fold(light, dark), "<a fill=\"var(--k0)\" x=\"1\"/>t", "the same again");
        assert!(shades.css().contains("--k0:#FFF;") && shades.css().contains("--k0:#000;"));
        assert_eq!(shades.fold(light, "<b fill=\"#000\" x=\"1\"/>t"), light, "other shapes");
    }
}
