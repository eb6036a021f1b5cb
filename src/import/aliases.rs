//! Names of columns in tables that others have tidied, such as those of the R packages peacesciencer and isard, or DataHub's.

/// The producer's name of a column, and another that it is known by. The producer's counts where a table has both.
const ALIASES: &[(&str, &str)] = &[
    // GDP of the World Bank
    ("country name", "country"),
    ("country code", "iso3"),
    ("value", "gdp_current_usd"),
    // COW Dyadic Trade: flow1 is what state 1 imports from state 2
    ("flow1", "imports_1_from_2_musd"),
    ("flow2", "imports_2_from_1_musd"),
    // COW Direct Contiguity, episodes
    ("state1no", "ccode1"),
    ("state2no", "ccode2"),
    ("begin", "stdate"),
    ("end", "enddate"),
    // Dyadic MID without the dead of each side: those of both
    ("fatleva", "fatlev"),
    ("fatlevb", "fatlev"),
];

/// The other name of a column.
pub fn alias(name: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(own, _)| *own == name).map(|(_, other)| *other)
}
