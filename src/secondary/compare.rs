//! Two run directories, compared.

use super::changes::changes;
use super::{Refused, scenario, short};
use crate::analysis::compare::{self, Measured, Overlay, Rows, Side};
use crate::analysis::estimate::Subject;
use crate::analysis::{About, Findings, Formation, Report, SeriesSummary, Study};
use crate::output::manifest::Manifest;
use crate::output::{digest, directory, table::Table, table::TableError};
use crate::plot::slug;
use crate::scenario::Scenario;
use std::path::{Path, PathBuf};

/// A run directory, opened.
struct Opened {
    table: Table,
    manifest: Manifest,
    scenario: Scenario,
}

/// Compares two run directories.
///
/// # Errors
/// Directories that are not of complete runs or keep no rows, and runs that share no outcome.
pub fn study(a: &Path, b: &Path) -> Result<Study, Refused> {
    let (a, b) = (open(a)?, open(b)?);
    if a.scenario.outcomes.iter().all(|one| b.scenario.outcomes.iter().all(|other| other.id != one.id)) {
        return Err(Refused::Other(format!(
            "{} and {} share no outcome: an outcome is compared with the one of the same id",
            a.table.path().display(),
            b.table.path().display()
        )));
    }
    let found =
        compare::compare(&rows(&a)?, &rows(&b)?, changes(&a.manifest.resolved, &b.manifest.resolved), overlay(&a, &b)?);
    Ok(Study { about: about(&a, &b), findings: Findings::Compare(Box::new(found)) })
}

/// Where the findings go where nothing else is said.
#[must_use]
pub fn directory(a: &Path, b: &Path) -> PathBuf {
    PathBuf::from("output").join(format!("compare-{}-{}", slug(&short(a)), slug(&short(b))))
}

fn open(path: &Path) -> Result<Opened, Refused> {
    let table = Table::open(path)?;
    let (Some(scenario), Some(manifest)) = (scenario(&table)?, table.manifest().cloned()) else {
        return Err(Refused::Other(format!("{}: a file; name the directory of a run", path.display())));
    };
    Ok(Opened { table, manifest, scenario })
}

fn rows(of: &Opened) -> Result<Rows, Refused> {
    let Opened { table, manifest, scenario } = of;
    let ids: Vec<&str> = scenario.outcomes.iter().map(|outcome| outcome.id.as_str()).collect();
    let columns = table.columns(&ids)?;
    let outcomes = scenario.outcomes.iter().zip(columns).map(|(outcome, column)| Measured {
        subject: Subject::from(outcome),
        whole: outcome.is_whole(),
        plot: outcome.plot,
        column,
    });
    let whole = |name: &str| Ok::<_, TableError>(table.column(name)?.values.iter().map(|x| *x as u64).collect());
    let point: Vec<u64> = whole("point")?;
    Ok(Rows {
        side: side(of),
        points: point.iter().max().map_or(1, |last| last + 1),
        design: design(manifest),
        replicate: whole("replicate")?,
        outcomes: outcomes.collect(),
    })
}

fn side(of: &Opened) -> Side {
    Side {
        name: short(of.table.path()),
        scenario: of.scenario.name.clone(),
        title: of.scenario.title.clone(),
        seed: of.manifest.seed,
        runs: of.manifest.runs,
        digest: of.manifest.rows.clone(),
    }
}

/// The design without its number of runs.
fn design(manifest: &Manifest) -> String {
    let mut design = serde_json::to_value(&manifest.design).unwrap_or_default(); // Numbers and texts: it cannot fail.
    if let Some(fields) = design.as_object_mut() {
        fields.retain(|name, _| name != "runs" && name != "replicates");
    }
    design.to_string()
}

/// The curves that the summaries of two plain runs hold for the same focus pair.
fn overlay(a: &Opened, b: &Opened) -> Result<Overlay, Refused> {
    let report = |of: &Opened| directory::read_report(of.table.path()).map_err(TableError::from);
    let (Report::Run { summary: one, series: first }, Report::Run { summary: other, series: second }) =
        (report(a)?, report(b)?)
    else {
        return Ok(Overlay::default());
    };
    if one.focus != other.focus {
        return Ok(Overlay::default());
    }
    let formation = |all: Vec<Formation>| all.into_iter().find(|formation| formation.focus);
    let id = format!("level:{}", one.focus);
    let levels = |all: Vec<SeriesSummary>| all.into_iter().find(|series| series.id == id);
    Ok(Overlay {
        formation: formation(one.formation).zip(formation(other.formation)).map(|(a, b)| Box::new([a, b])),
        levels: levels(first).zip(levels(second)).map(|(a, b)| Box::new([a, b])),
        distributions: Vec::new(),
    })
}

fn about(a: &Opened, b: &Opened) -> About {
    let (one, other) = (&a.scenario, &b.scenario);
    let both = |one: &str, other: &str| if one == other { one.to_owned() } else { format!("{one} and {other}") };
    About {
        scenario: both(&one.name, &other.name),
        title: both(&one.title, &other.title),
        question: both(&one.question, &other.question),
        focus: one.pair_name(one.focus),
        seed: a.manifest.seed,
        runs: a.manifest.runs.saturating_add(b.manifest.runs),
        digest: digest::text(format!("{} {}", a.manifest.rows, b.manifest.rows)),
        period: (one.time.start, one.time.end),
    }
}
