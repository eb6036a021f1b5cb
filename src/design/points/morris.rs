//! Designs for elementary effects: trajectories (Morris 1991) chosen by their spread, and the radial design.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{PointsError, at_least, at_most, check_size, saltelli, sobol, stream};

/// Most trajectories to choose from, since the distance of every two is kept.
pub const MAX_CANDIDATES: usize = 4096;

/// Most levels of a trajectory design.
pub const MAX_LEVELS: usize = 1 << 16;

/// The least step of the radial design. An elementary effect divides by the step, so that a shorter one would show
/// chance and rounding and nothing else.
pub const LEAST_RADIAL_STEP: f64 = 1.0 / 1024.0;

/// The purpose of the random streams of this file.
const PURPOSE: u64 = 3;

/// `count` trajectories through a grid of `levels` levels in `dimensions` dimensions (Morris 1991).
///
/// A trajectory is `dimensions + 1` points that stand together. Each differs from the one before in one coordinate,
/// by a step of `levels / (2 (levels - 1))` up or down; each coordinate moves once, in random order. The levels are
/// 0, 1/(levels - 1), .., 1. Start, order and directions are equally likely, and so is each level of any point.
///
/// Of `candidates` random trajectories the `count` with the greatest spread are kept, in the order drawn: the sum of
/// squared distances of every two trajectories, a distance being the sum of the distances of their points (Campolongo,
/// Cariboni and Saltelli 2007). They are sought by local search in the manner of Ruano et al. (2012), which need not
/// find the greatest spread of all. With `candidates == count` all are kept; of one trajectory there is no spread. A choice by spread favours the edges, so
/// that the mean over designs of an index is then not quite that of random trajectories.
///
/// # Errors
/// No trajectories, no or too many dimensions, an odd number of levels, fewer candidates than trajectories, or too
/// many of them.
pub fn trajectories(
    dimensions: usize,
    count: usize,
    levels: usize,
    candidates: usize,
    seed: u64,
) -> Result<Vec<f64>, PointsError> {
    at_least("trajectories", count, 1)?;
    at_least("levels", levels, 2)?;
    at_most("levels", levels, MAX_LEVELS, "take fewer levels; 4 are usual")?;
    if levels % 2 == 1 {
        return Err(PointsError::OddLevels(levels));
    }
    at_least("candidate trajectories", candidates, count)?;
    at_most("candidate trajectories", candidates, MAX_CANDIDATES, "take fewer; 500 to 1000 are usual")?;
    check_size(candidates.saturating_mul(dimensions.saturating_add(1)), dimensions)?;
    let mut rng = stream(seed, PURPOSE, 0);
    let drawn: Vec<Vec<f64>> = (0..candidates).map(|_| trajectory(dimensions, levels as u32, &mut rng)).collect();
    if candidates == count || count == 1 {
        return Ok(drawn[..count].concat());
    }
    let chosen = widest(&squared_distances(&drawn, dimensions), count);
    Ok(chosen.into_iter().flat_map(|at| drawn[at].iter().copied()).collect())
}

/// One random trajectory.
fn trajectory(dimensions: usize, levels: u32, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let half = levels / 2;
    // A coordinate takes a level of the lower half and the one half the levels above it, in either order.
    let mut at: Vec<u32> = (0..dimensions).map(|_| rng.random_range(0..levels)).collect();
    let mut order: Vec<usize> = (0..dimensions).collect();
    order.shuffle(rng);
    let mut values = Vec::with_capacity((dimensions + 1) * dimensions);
    let mut push = |at: &[u32]| values.extend(at.iter().map(|&l| f64::from(l) / f64::from(levels - 1)));
    push(&at);
    for dimension in order {
        at[dimension] = if at[dimension] < half { at[dimension] + half } else { at[dimension] - half };
        push(&at);
    }
    values
}

/// The squared distance of every two trajectories, row by row.
fn squared_distances(drawn: &[Vec<f64>], dimensions: usize) -> Vec<Vec<f64>> {
    let mut out = vec![vec![0.0; drawn.len()]; drawn.len()];
    for a in 0..drawn.len() {
        for b in 0..a {
            let distance = distance(&drawn[a], &drawn[b], dimensions);
            out[a][b] = distance * distance;
            out[b][a] = out[a][b];
        }
    }
    out
}

/// The sum of the Euclidean distances of every point of one trajectory to every point of the other.
fn distance(a: &[f64], b: &[f64], dimensions: usize) -> f64 {
    let mut sum = 0.0;
    for p in a.chunks_exact(dimensions) {
        for q in b.chunks_exact(dimensions) {
            sum += p.iter().zip(q).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt();
        }
    }
    sum
}

/// `count` candidates with a great sum of squared distances, in ascending order.
///
/// For every size from 1 below `count` up, a start is the best of the sets made of a candidate and those farthest
/// from it; it grows by the candidate that adds most. The best of all that were grown is the result.
fn widest(squared: &[Vec<f64>], count: usize) -> Vec<usize> {
    let farthest: Vec<Vec<usize>> = squared.iter().map(|row| descending(row)).collect();
    let mut best = (f64::NEG_INFINITY, Vec::new());
    for companions in 1..count {
        let mut start = (f64::NEG_INFINITY, Vec::new());
        for (at, others) in farthest.iter().enumerate() {
            let mut set: Vec<usize> = others.iter().copied().filter(|&o| o != at).take(companions).collect();
            set.push(at);
            keep_wider(&mut start, set, squared);
        }
        keep_wider(&mut best, grow(start.1, squared, count), squared);
    }
    best.1.sort_unstable();
    best.1
}

/// The places of the values from the greatest to the least.
fn descending(row: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..row.len()).collect();
    order.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
    order
}

/// Replaces the best set where this one is wider.
fn keep_wider(best: &mut (f64, Vec<usize>), set: Vec<usize>, squared: &[Vec<f64>]) {
    let spread = spread(&set, squared);
    if spread > best.0 {
        *best = (spread, set);
    }
}

/// The sum of squared distances of every two of the set.
fn spread(set: &[usize], squared: &[Vec<f64>]) -> f64 {
    set.iter().enumerate().map(|(at, &a)| set[..at].iter().map(|&b| squared[a][b]).sum::<f64>()).sum()
}

/// Adds candidates one at a time, each time the one that is farthest from the set.
fn grow(mut set: Vec<usize>, squared: &[Vec<f64>], count: usize) -> Vec<usize> {
    let mut added: Vec<f64> = (0..squared.len()).map(|at| set.iter().map(|&s| squared[at][s]).sum()).collect();
    while set.len() < count {
        let next = descending(&added).into_iter().find(|at| !set.contains(at));
        let Some(next) = next else { break };
        for (sum, distance) in added.iter_mut().zip(&squared[next]) {
            *sum += distance;
        }
        set.push(next);
    }
    set
}

/// `count` blocks of the radial design in `dimensions` dimensions (Campolongo, Saltelli and Cariboni 2011).
///
/// A block is `dimensions + 1` points that stand together: a base point, then for each coordinate in turn the base
/// point with that coordinate from a second point. Base and second point are the halves of a point of an
/// Owen-scrambled Sobol' sequence in `2 dimensions` dimensions; the scrambling takes the place of the authors' shift
/// of the second by four rows. Where a step would be below [`LEAST_RADIAL_STEP`], that Sobol' point is passed over.
///
/// # Errors
/// No blocks, no dimensions or more than 128, or more blocks than Sobol' points allow.
pub fn radial(dimensions: usize, count: usize, seed: u64) -> Result<Vec<f64>, PointsError> {
    at_least("blocks", count, 1)?;
    at_most("blocks", count, sobol::MAX_POINTS / 2, "take fewer blocks")?;
    at_most("dimensions", dimensions, super::MAX_DIMENSIONS / 2, "hold the least important parameters fixed")?;
    check_size(count.saturating_mul(dimensions.saturating_add(1)), dimensions)?;
    // With 128 dimensions about one point in five is passed over.
    let sample = sobol::scrambled((2 * count + 64).min(sobol::MAX_POINTS), 2 * dimensions, seed)?;
    let long =
        |(base, second): &(&[f64], &[f64])| base.iter().zip(*second).all(|(a, b)| (a - b).abs() >= LEAST_RADIAL_STEP);
    let usable: Vec<_> = sample.chunks_exact(2 * dimensions).map(|row| row.split_at(dimensions)).filter(long).collect();
    at_most("blocks", count, usable.len(), "take fewer blocks, or another seed")?;
    let mut values = Vec::with_capacity(count * (dimensions + 1) * dimensions);
    for (base, second) in &usable[..count] {
        values.extend_from_slice(base);
        saltelli::exchange(&mut values, base, second);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks that every block has its points one step apart, each coordinate once; `from(j)` is what point j is
    /// compared with.
    fn assert_steps(x: &[f64], dimensions: usize, from: fn(usize) -> usize, step: impl Fn(f64) -> bool) {
        for block in x.chunks_exact((dimensions + 1) * dimensions) {
            let rows: Vec<_> = block.chunks_exact(dimensions).collect();
            let mut moved = vec![false; dimensions];
            for j in 1..=dimensions {
                let changed: Vec<_> = (0..dimensions).filter(|&d| rows[j][d] != rows[from(j)][d]).collect();
                assert_eq!(changed.len(), 1);
                assert!(step((rows[j][changed[0]] - rows[from(j)][changed[0]]).abs()));
                assert!(!std::mem::replace(&mut moved[changed[0]], true));
            }
        }
    }

    #[test]
    fn trajectories_move_each_coordinate_once_by_the_step() {
        for (levels, step) in [(2, 1.0), (4, 2.0 / 3.0), (6, 0.6), (8, 4.0 / 7.0)] {
            let x = trajectories(5, 10, levels, 40, 3).unwrap();
            assert_eq!(x.len(), 10 * 6 * 5);
            assert_steps(&x, 5, |j| j - 1, |s| (s - step).abs() < 1e-12);
            let scaled = x.iter().map(|v| v * (levels - 1) as f64);
            assert!(
                scaled.into_iter().all(|v| (v - v.round()).abs() < 1e-9 && (0.0..=levels as f64 - 1.0).contains(&v))
            );
        }
    }

    /// Each of 4 levels of each coordinate of each point of 4000 trajectories: 1000 expected, standard deviation 27.4.
    #[test]
    fn every_level_of_every_point_is_equally_likely() {
        let x = trajectories(3, 4000, 4, 4000, 11).unwrap();
        let mut counts = [[0; 4]; 12];
        for block in x.chunks_exact(12) {
            for (count, v) in counts.iter_mut().zip(block) {
                count[(v * 3.0).round() as usize] += 1;
            }
        }
        assert!(counts.iter().flatten().all(|&c| (c - 1000_i32).abs() < 4 * 28), "{counts:?}");
    }

    #[test]
    fn the_search_finds_nearly_the_widest_set() {
        let mut shares = Vec::new();
        for seed in 0..20 {
            let mut rng = stream(seed, PURPOSE, 0);
            let drawn: Vec<_> = (0..14).map(|_| trajectory(3, 4, &mut rng)).collect();
            let squared = squared_distances(&drawn, 3);
            let exhaustive = (0_u32..1 << 14)
                .filter(|bits| bits.count_ones() == 4)
                .map(|bits| spread(&(0..14).filter(|at| bits >> at & 1 == 1).collect::<Vec<_>>(), &squared))
                .fold(0.0, f64::max);
            let first: f64 = spread(&[0, 1, 2, 3], &squared);
            let found = spread(&widest(&squared, 4), &squared);
            assert!(found > first && found <= exhaustive * (1.0 + 1e-12));
            shares.push(found / exhaustive);
        }
        assert!(shares.iter().all(|&share| share > 0.95), "{shares:?}");
    }

    #[test]
    fn chosen_trajectories_are_some_of_those_drawn() {
        let all = trajectories(4, 30, 4, 30, 9).unwrap();
        let chosen = trajectories(4, 6, 4, 30, 9).unwrap();
        let mut drawn = all.chunks_exact(20);
        assert!(chosen.chunks_exact(20).all(|c| drawn.any(|d| d == c)));
    }

    #[test]
    fn radial_blocks_move_each_coordinate_from_the_base() {
        let x = radial(7, 100, 3).unwrap();
        assert_eq!(x.len(), 100 * 8 * 7);
        assert_steps(&x, 7, |_| 0, |s| s >= LEAST_RADIAL_STEP);
        assert!(x.iter().all(|&v| v > 0.0 && v < 1.0));
        assert_eq!(radial(128, 1000, 1).unwrap().len(), 1000 * 129 * 128);
    }
}
