//! The command that makes an experiment anew, from its manifest and what it found: directories keep no command lines. Only
//! one that is determined is given; its words are those of a shell once they are joined ([`Source::command`]).

use super::source::{argument, quoted};
use super::{Material, Source};
use crate::analysis::audit::{Audit, Question};
use crate::analysis::discover::Event;
use crate::analysis::sweep::Sweep;
use crate::analysis::tip::Tip;
use crate::analysis::{Findings, Until};
use crate::design::target::CLAIM;
use crate::design::{Axis, Method, Range, Recipe, Spec, calibrated::Observation};
use crate::experiment::scans;
use crate::observed;
use crate::output::{digest, manifest::Manifest};
use crate::scenario::{self, source::BUILTIN_PREFIX};
use std::fmt::Display;

/// Contour lines of a map where nothing else is asked.
const CONTOURS: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];

/// Commands in the order in which they are to be given, of which the last makes the experiment. `file` is what the scenario of
/// the page is saved as. Empty where what is kept does not determine it.
pub(super) fn of(source: &Source, file: &str, material: &Material) -> Vec<String> {
    let Some(manifest) = &source.manifest else {
        return secondary(source, material).map(|words| join(source, &words)).into_iter().collect();
    };
    if let Spec::Hindcast { runs, observed } = &manifest.design {
        // A case that ships needs no file, and so no page about it.
        return hindcast(manifest, *runs, observed).map(|words| join(source, &words)).into_iter().collect();
    }
    if material.main().manifest.as_ref().is_none_or(|main| main.resolved != manifest.resolved) {
        return Vec::new();
    }
    let file = argument(file);
    match &manifest.design {
        Spec::Calibrate { recipe, replicates, .. } => {
            let (write, at) = seen(&recipe.observed, &manifest.scenario);
            let words = calibrate(recipe, *replicates, [&file, &at], manifest.seed);
            vec![write, join(source, &words)]
        }
        design => experiment(source, design, manifest)
            .map(|(name, words)| {
                let seed = option("seed", manifest.seed).to_vec();
                join(source, &[vec![name.to_owned(), file], words, seed].concat())
            })
            .into_iter()
            .collect(),
    }
}

fn join(source: &Source, words: &[String]) -> String {
    source.command(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// An option with its value, which may begin with `-`.
fn option(name: &str, value: impl Display) -> [String; 1] {
    [format!("--{name}={value}")]
}

/// The options of those that are there.
fn options<const N: usize>(of: [(&str, Option<f64>); N]) -> Vec<String> {
    of.into_iter().filter_map(|(name, value)| value.map(|x| option(name, x))).flatten().collect()
}

/// A list, or all without it.
fn list(name: &str, of: Option<&[String]>) -> Vec<String> {
    of.map_or_else(Vec::new, |names| option(name, names.join(",")).to_vec())
}

/// An experiment on the scenario: its command, and the options behind the scenario but the seed.
fn experiment(source: &Source, design: &Spec, manifest: &Manifest) -> Option<(&'static str, Vec<String>)> {
    match (design, source.findings()) {
        (Spec::Grid { axes, .. }, None) if design.is_plain() => Some((
            "run",
            [axes.iter().filter_map(held).flatten().collect(), option("runs", manifest.runs).to_vec()].concat(),
        )),
        (Spec::MonteCarlo { .. }, None) => Some(("run", option("runs", manifest.runs).to_vec())),
        (Spec::Grid { axes, replicates }, Some(Findings::Sweep(found))) => {
            Some(("sweep", sweep(axes, found, manifest, *replicates)?))
        }
        (Spec::Cells { replicates, .. }, Some(Findings::Audit(found))) => {
            Some(("audit", audit(source, found, manifest, *replicates)?))
        }
        (Spec::Moves { moves, .. }, Some(Findings::Tip(found))) => Some(("tip", tip(source, moves, found)?)),
        (Spec::Sample { method, parameters, ranges, points_seed, replicates }, Some(Findings::Sensitivity(found))) => {
            let of = (*points_seed == manifest.seed).then(|| sensitivity(*method, *replicates))?;
            let named = [list("parameters", parameters.as_deref()), ranged(ranges)].concat();
            Some(("sensitivity", [option("outcome", &found.outcome.id).to_vec(), of, named].concat()))
        }
        _ => None,
    }
}

/// What plain runs hold at one value: a claim at a strength, or a parameter.
fn held(axis: &Axis) -> Option<[String; 1]> {
    let x = axis.values.first()?; // Of plain runs there is one.
    Some(match axis.target.strip_prefix(CLAIM) {
        Some(id) => option("claim", format!("{id}={x}")),
        None => option("set", format!("{}={x:?}", axis.target)),
    })
}

/// How many runs: as many replicates, or until an interval was narrow.
fn size(manifest: &Manifest, points: u64, replicates: u64) -> Vec<String> {
    match &manifest.stopped {
        None => option("replicates", replicates).to_vec(),
        Some(stopped) => {
            let Until { outcome, half_width } = &stopped.until;
            let most = points.saturating_mul(replicates);
            [option("until", format!("{outcome} +-{half_width}")), option("max-runs", most)].concat()
        }
    }
}

fn sweep(axes: &[Axis], found: &Sweep, manifest: &Manifest, replicates: u64) -> Option<Vec<String>> {
    let over = |axis: &Axis| {
        let [first, .., last] = axis.values[..] else { return None };
        let text = format!("{}={first}:{last}:{}", axis.target, axis.values.len());
        (text.parse::<Axis>().ok()? == *axis).then(|| option("over", text))
    };
    let over: Vec<[String; 1]> = axes.iter().map(over).collect::<Option<_>>()?;
    let outcomes = manifest.record.iter().flatten().flat_map(|id| option("outcome", id));
    let contours = found.contours.iter().map(f64::to_string).collect::<Vec<_>>();
    let contours = if found.contours == CONTOURS { None } else { Some(contours.as_slice()) };
    let points = axes.iter().map(|axis| axis.values.len() as u64).product();
    let all = [outcomes.collect(), over.concat(), size(manifest, points, replicates), list("contours", contours)];
    Some(all.concat())
}

fn audit(source: &Source, found: &Audit, manifest: &Manifest, replicates: u64) -> Option<Vec<String>> {
    let (scenario, outcome) = (&source.plan.as_ref()?.scenario, manifest.record.as_ref()?.first()?);
    let orders = found.orders.map(|orders| orders as usize);
    let claims: Vec<String> = found.claims.iter().map(|claim| claim.id.clone()).collect();
    // Without names it is about all claims that can be audited, and without orders about all combinations.
    let fits = |claims: Option<&[String]>, orders: Option<usize>| {
        let question = Question::new(scenario, outcome, claims, orders, manifest.seed).ok()?;
        (question.spec(replicates) == manifest.design).then(|| {
            let orders = orders.map_or_else(Vec::new, |orders| option("orders", orders).to_vec());
            [list("claims", claims), orders].concat()
        })
    };
    let asked = fits(None, None).or_else(|| fits(None, orders)).or_else(|| fits(Some(&claims), orders))?;
    Some([option("outcome", outcome).to_vec(), asked, size(manifest, found.combinations, replicates)].concat())
}

/// Results of before kept no range that was asked for: then the points that they have are others.
fn tip(source: &Source, moves: &[Axis], found: &Tip) -> Option<Vec<String>> {
    if !scans(source.plan.as_ref()?, moves, found.within) {
        return None;
    }
    let names: Vec<String> = moves.iter().map(|one| one.target.clone()).collect();
    let what = if found.ranked { vec!["--all".to_owned()] } else { list("move", Some(&names)) };
    let event = found.event.as_deref().and_then(|words| words.split_once(' '));
    let event = event.map_or_else(Vec::new, |(side, x)| option(side, x).to_vec());
    let within = found.within.map_or_else(Vec::new, |(low, high)| option("within", format!("{low}:{high}")).to_vec());
    let rest = [option("at", found.level), option("replicates", found.replicates)].concat();
    Some([option("outcome", &found.outcome.id).to_vec(), event, what, within, rest].concat())
}

fn sensitivity(method: Method, replicates: u64) -> Vec<String> {
    let sizes = match method {
        Method::Sobol { base_samples, second_order } => {
            let pairs = second_order.then(|| "--second-order".to_owned());
            option("base-samples", base_samples).into_iter().chain(pairs).collect()
        }
        Method::Trajectories { trajectories, levels, candidates } => {
            [option("trajectories", trajectories), option("levels", levels), option("candidates", candidates)].concat()
        }
        Method::Radial { blocks } => {
            std::iter::once("--radial".to_owned()).chain(option("trajectories", blocks)).collect()
        }
        Method::Pawn { samples, slices } => [option("samples", samples), option("slices", slices)].concat(),
    };
    // PAWN takes one run a point.
    let replicates =
        if let Method::Pawn { .. } = method { Vec::new() } else { option("replicates", replicates).to_vec() };
    [option("method", method.name()).to_vec(), sizes, replicates].concat()
}

fn ranged(ranges: &[Range]) -> Vec<String> {
    ranges.iter().flat_map(|range| option("range", format!("{}={}:{}", range.target, range.low, range.high))).collect()
}

/// A case that ships with the program, with what was observed of it; of another one the page has no such file.
fn hindcast(manifest: &Manifest, runs: u64, seen: &crate::design::observed::Observed) -> Option<Vec<String>> {
    let name = format!("{BUILTIN_PREFIX}{}", manifest.scenario);
    let scenario = scenario::load(&name, &scenario::Builtin, &[]).ok()?.scenario;
    let own = observed::parse(scenario::observed_of(&name)?.as_bytes(), &scenario).ok()?;
    let same = scenario.resolved == manifest.resolved && own == *seen;
    same.then(|| {
        [vec!["hindcast".to_owned(), name], [option("runs", runs), option("seed", manifest.seed)].concat()].concat()
    })
}

/// A command that writes what was observed, a line an outcome, and the file that it writes. Its name holds the digest of the
/// lines, so that it is none of the reader's own.
fn seen(observed: &[Observation], scenario: &str) -> (String, String) {
    let cell = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
    let line = |one: &Observation| format!("{},{},{},{}", one.outcome, one.value, cell(one.sd), cell(one.scale));
    let lines: Vec<String> =
        std::iter::once("outcome,value,sd,scale".to_owned()).chain(observed.iter().map(line)).collect();
    let at = argument(&format!("{scenario}-observed-{}.csv", &digest::text(lines.join("\n"))[..8])); // Of 64 digits.
    let words = ["printf", "%s\\n"].into_iter().chain(lines.iter().map(String::as_str)).map(quoted);
    (format!("{} > {}", words.collect::<Vec<_>>().join(" "), quoted(&at)), at)
}

fn calibrate(recipe: &Recipe, replicates: u64, [file, observed]: [&str; 2], seed: u64) -> Vec<String> {
    let s = &recipe.settings;
    let sizes = [
        option("observed", observed),
        option("particles", s.particles),
        option("generations", s.generations),
        option("max-runs", s.most_runs),
        option("tolerance", s.tolerance),
        option("keep", s.keep),
        option("min-acceptance", s.least_acceptance),
        option("replicates", replicates),
        option("seed", seed),
    ];
    let over = list("over", recipe.parameters.as_deref());
    [vec!["calibrate".to_owned(), file.to_owned()], sizes.concat(), over, ranged(&recipe.ranges)].concat()
}

/// An analysis of rows whose directory is on the page too.
fn secondary(source: &Source, material: &Material) -> Option<Vec<String>> {
    let at = |digest: &str| {
        let of = |other: &&Source| other.manifest.as_ref().is_some_and(|manifest| manifest.rows == digest);
        material.sources.iter().find(of)
    };
    let (own, path) = (source.report.about().digest, |source: &Source| source.given());
    let bounds = |event: &Event| options([("above", event.above), ("below", event.below)]);
    match source.findings()? {
        Findings::Compare(found) => {
            let [a, b] = [at(&found.a.digest)?, at(&found.b.digest)?];
            Some(vec!["compare".to_owned(), path(a), path(b)])
        }
        Findings::Why(found) => {
            let rows = at(&own)?;
            let pair = source.report.about().focus;
            let other = rows.report.about().focus != pair;
            let pair = if other { option("pair", pair).to_vec() } else { Vec::new() };
            let asked = option("why", &found.outcome.id).to_vec();
            Some([vec!["explain".to_owned(), path(rows)], asked, bounds(&found.event), pair].concat())
        }
        Findings::Discover(found) => {
            let inputs: Vec<String> = found.inputs.iter().map(|input| input.column.clone()).collect();
            let (asked, settings) = (&found.asked, &found.asked.settings);
            let sizes = match asked.chosen {
                Some(chosen) => option("box", chosen),
                None => option("boxes", asked.boxes),
            };
            let rest = [
                option("peel", settings.alpha),
                option("mass", settings.min_mass),
                option("most", asked.most),
                sizes,
                option("resamples", asked.resamples),
                option("seed", asked.seed),
            ];
            let what = option("outcome", &found.outcome.id).to_vec();
            let of = [what, bounds(&found.event), list("inputs", Some(&inputs)), rest.concat()];
            Some([vec!["discover".to_owned(), path(at(&own)?)], of.concat()].concat())
        }
        _ => None,
    }
}
