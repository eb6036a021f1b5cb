//! The likelihood of treaties and its gradient: the pass that a fit repeats.

use criterion::{Criterion, criterion_group, criterion_main};
use realpolitik::estimate::features::Side;
use realpolitik::estimate::panel::{PairYear, Panel, RAW, Spell};
use realpolitik::estimate::parameters::{Effects, Problem};
use realpolitik::estimate::prior::priors;
use realpolitik::model::theory::THEORIES;

/// As many pairs and years as the panel of 28 states, with made-up covariates.
fn panel() -> Panel {
    let side = |at: f64| Side {
        actual: [0.1 * at, 0.2, -0.3, 0.1, -0.2, at, 0.1, 0.2, 0.1],
        visible: -0.1,
        square: -0.25,
        security: [[0.01, 0.03, 0.06, 0.1]; 3],
    };
    let spell = |pair: (usize, usize)| {
        let year = |at: usize| {
            let x = ((pair.0 * 31 + pair.1 * 17 + at) % 13) as f64 / 13.0;
            PairYear {
                year: 1900 + at as i64,
                sides: [side(x), side(1.0 - x)],
                raw: [0.0; RAW.len()],
                class: 0,
                treaty: None,
                weight: 1.0,
            }
        };
        Spell { pair, first: 0, years: (0..90).map(year).collect() }
    };
    let pairs = (0..28).flat_map(|one| (one + 1..28).map(move |other| (one, other)));
    Panel { states: (0..28).map(|at| at.to_string()).collect(), spells: pairs.map(spell).collect(), notes: Vec::new() }
}

fn pass(c: &mut Criterion) {
    let panel = panel();
    let problem = Problem::new(&panel, priors(&panel, &THEORIES[0]), Effects { actor: 1.0, pair: 1.0 });
    let (x, mut by) = (vec![0.1; problem.len()], vec![0.0; problem.len()]);
    c.bench_function("density and gradient, 378 pairs, 90 years", |b| b.iter(|| problem.density(&x, &mut by)));
}

criterion_group!(benches, pass);
criterion_main!(benches);
