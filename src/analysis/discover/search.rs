//! The search: boxes one after the other, each among the rows that those before it left.

use super::{Asked, FEWEST, Found, Input, Refused, Sample};
use crate::analysis::prim::{
    Column, Data, Discovery, Kind, Name, PrimBox, PrimError, Region, Restriction, Selection, Settings, Stability,
};

/// Rows that are left, and how many there were.
struct Left<'a> {
    inputs: &'a [Input],
    /// By input.
    values: Vec<Vec<f64>>,
    outcome: Vec<bool>,
    rows: u64,
    cases: u64,
}

/// The boxes; the first one even where it is no denser than all rows.
pub(super) fn boxes(
    inputs: &[Input],
    values: Vec<Vec<f64>>,
    outcome: &[bool],
    asked: &Asked,
) -> Result<Vec<Found>, Refused> {
    let cases = outcome.iter().filter(|&&case| case).count() as u64;
    let rows = outcome.len() as u64;
    let mut left = Left { inputs, values, outcome: outcome.to_vec(), rows, cases };
    let mut found: Vec<Found> = Vec::new();
    while found.is_empty() || found.len() < asked.boxes && left.has_more(asked) {
        let next = left.next(asked)?;
        let PrimBox { region, density, .. } = &next.discovery.found;
        let denser = !region.restrictions.is_empty() && density * rows as f64 > cases as f64;
        if !found.is_empty() && !denser {
            break;
        }
        left.remove(region);
        found.push(next);
    }
    Ok(found)
}

impl Left<'_> {
    /// Whether there is something to tell apart, and room for a box of the least mass.
    fn has_more(&self, asked: &Asked) -> bool {
        let (rows, cases) = (self.outcome.len(), self.cases_left());
        rows >= FEWEST && cases > 0 && cases < rows && rows as f64 > asked.settings.min_mass * self.rows as f64
    }

    fn cases_left(&self) -> usize {
        self.outcome.iter().filter(|&&case| case).count()
    }

    /// The next box.
    fn next(&self, asked: &Asked) -> Result<Found, Refused> {
        let among = self.outcome.len() as u64;
        // The least mass is of all rows.
        let min_mass = asked.settings.min_mass * self.rows as f64 / among.max(1) as f64;
        let settings = Settings { min_mass, ..asked.settings };
        let all: Vec<usize> = (0..self.inputs.len()).collect();
        let columns = self.columns(&all);
        let data = Data::new(&columns, &self.outcome)?;
        let wide = data.discover(&settings, Selection::Knee { most: usize::MAX })?;
        let best = &wide.trajectory[wide.selected];
        let narrowed = best.dimensions > asked.most;
        let kept = if narrowed { leading(&data, &best.region, asked.most)? } else { all };
        let columns = self.columns(&kept);
        let data_kept = Data::new(&columns, &self.outcome)?;
        let selection = asked.chosen.map_or(Selection::Knee { most: asked.most }, Selection::Index);
        let discovery = data_kept.discover(&settings, selection)?;
        let stability = stability([&data, &data_kept], &settings, &discovery.found, asked)?;
        let discovery = self.of_whole(discovery, &kept);
        let names: Vec<Name> = self.inputs.iter().map(|input| input.name.clone()).collect();
        Ok(Found {
            rule: discovery.found.region.rule(&names)?,
            wide: narrowed.then(|| wide.trajectory.iter().map(|step| self.coverage_and_density(step)).collect()),
            among,
            sample: Sample::new(&discovery, stability.as_ref(), &self.values, &self.outcome),
            discovery,
            stability,
        })
    }

    fn columns(&self, kept: &[usize]) -> Vec<Column<'_>> {
        let kind = |input: &Input| if input.yes_no { Kind::Category } else { Kind::Ordered };
        kept.iter().map(|&at| Column { values: &self.values[at], kind: kind(&self.inputs[at]) }).collect()
    }

    /// A search over some inputs of the rows left as one over all inputs, with coverage and mass of all rows and cases,
    /// and bounds that can be read.
    fn of_whole(&self, mut found: Discovery, kept: &[usize]) -> Discovery {
        found.trajectory.iter_mut().chain([&mut found.found]).for_each(|step| {
            step.coverage = step.hits as f64 / self.cases as f64;
            step.mass = step.count as f64 / self.rows as f64;
            step.region.restrictions.iter_mut().for_each(|r| r.dimension = kept[r.dimension]);
        });
        for bound in &mut found.significance {
            bound.restriction = Restriction { dimension: kept[bound.restriction.dimension], ..bound.restriction };
            bound.coverage_without *= self.cases_left() as f64 / self.cases as f64;
        }
        let restrictions = found.found.region.restrictions.iter_mut();
        for bound in restrictions.chain(found.significance.iter_mut().map(|bound| &mut bound.restriction)) {
            *bound = bound.brief(&self.values[bound.dimension]);
        }
        found
    }

    fn coverage_and_density(&self, step: &PrimBox) -> (f64, f64) {
        (step.hits as f64 / self.cases as f64, step.density)
    }

    /// Takes the rows of a box away.
    fn remove(&mut self, region: &Region) {
        let values = &self.values;
        let stays: Vec<bool> = (0..self.outcome.len())
            .map(|row| !region.restrictions.iter().all(|r| r.holds(values[r.dimension][row])))
            .collect();
        let mut at = stays.iter();
        self.outcome.retain(|_| at.next() == Some(&true));
        for column in &mut self.values {
            let mut at = stays.iter();
            column.retain(|_| at.next() == Some(&true));
        }
    }
}

/// The inputs that matter most for a box, ascending: of those that it restricts the one without which it stays densest
/// is dropped, until so many are left (Bryant and Lempert 2010 drop restrictions by hand).
fn leading(data: &Data<'_>, region: &Region, most: usize) -> Result<Vec<usize>, PrimError> {
    let mut region = region.clone();
    while region.dimensions().len() > most.max(1) {
        let mut best: Option<(f64, Region)> = None;
        for dimension in region.dimensions() {
            let others = region.restrictions.iter().filter(|r| r.dimension != dimension).copied();
            let without = Region { restrictions: others.collect() };
            let density = data.measure(&without)?.density;
            if best.as_ref().is_none_or(|(densest, _)| density > *densest) {
                best = Some((density, without));
            }
        }
        match best {
            Some((_, without)) => region = without,
            None => break,
        }
    }
    Ok(region.dimensions())
}

/// Of half-samples: how often inputs are restricted in searches over all of them, and what boxes of the kept ones are
/// worth. None where it is not asked for, or cases are too few.
fn stability(
    [all, kept]: [&Data<'_>; 2],
    settings: &Settings,
    found: &PrimBox,
    asked: &Asked,
) -> Result<Option<Stability>, PrimError> {
    if asked.resamples == 0 {
        return Ok(None);
    }
    let of = |data: &Data<'_>| match data.stability(settings, found, asked.resamples, asked.seed) {
        Err(PrimError::Resamples(usable)) if usable < asked.resamples => Ok(None),
        stability => stability.map(Some),
    };
    let Some(stability) = of(kept)? else { return Ok(None) };
    let wide = if all.dimensions() == kept.dimensions() { None } else { of(all)? };
    let dimensions = wide.map_or_else(|| stability.dimensions.clone(), |wide| wide.dimensions);
    Ok(Some(Stability { dimensions, ..stability }))
}
