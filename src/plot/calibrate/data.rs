//! The numbers behind the pictures of a calibration.

use super::super::data::{Data, cell, cells, option};
use crate::analysis::calibration::{Bin, Calibration, Generation, Learned, Match};

/// Quantiles of every parameter, before and after.
pub(super) fn learned(found: &Calibration) -> Data {
    let columns =
        ["parameter", "prior 5%", "prior median", "prior 95%", "posterior 5%", "posterior median", "posterior 95%"];
    let three = |q: [f64; 5]| [q[0], q[2], q[4]];
    let row = |one: &Learned| {
        let (prior, posterior) = (three(one.prior.quantiles), three(one.posterior.quantiles));
        std::iter::once(one.parameter.name.clone()).chain(cells(prior)).chain(cells(posterior)).collect()
    };
    Data::new(columns).with(found.parameters.iter().map(row))
}

/// What was observed, and medians of runs.
pub(super) fn matched(found: &Calibration) -> Data {
    let columns = ["outcome", "observed", "runs from the prior", "accepted runs", "fresh runs of the particles"];
    let row = |one: &Match| {
        let medians = [&one.prior, &one.accepted, &one.predicted].map(|spread| spread.quantiles[2]);
        std::iter::once(one.outcome.id.clone()).chain([cell(one.value)]).chain(cells(medians)).collect()
    };
    Data::new(columns).with(found.observed.iter().map(row))
}

/// The way of the search.
pub(super) fn path(found: &Calibration) -> Data {
    let row = |(at, one): (usize, &Generation)| {
        vec![at.to_string(), option(one.tolerance), cell(one.acceptance), one.runs.to_string()]
    };
    Data::new(["generation", "tolerance", "accepted", "runs"]).with(found.generations.iter().enumerate().map(row))
}

/// Prior beside posterior of a parameter.
pub(super) fn bins(one: &Learned) -> Data {
    let row = |bin: &Bin| cells([bin.low, bin.high, bin.prior, bin.posterior]).collect();
    Data::new(["from", "to", "prior", "posterior"]).with(one.bins.iter().map(row))
}
