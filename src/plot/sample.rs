//! Made-up results that look like real ones, for tests and for looking at the charts.

use crate::analysis::{
    ClaimSummary, Formation, NumberSummary, OutcomeSummary, PredictionSummary, SeriesSummary, Share, Summary, Verdict,
};

pub(super) const RUNS: u64 = 10_000;
const YEARS: usize = 36;

pub(super) fn share(count: u64, of: u64) -> Share {
    if of == 0 {
        return Share { count, of, share: 0.0, low: 0.0, high: 1.0 };
    }
    let (n, p, z2) = (of as f64, count as f64 / of as f64, 3.8416);
    let (middle, half) =
        ((p + z2 / (2.0 * n)) / (1.0 + z2 / n), (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() * 1.96);
    let half = half / (1.0 + z2 / n);
    Share { count, of, share: p, low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
}

fn dates() -> Vec<f64> {
    (0..YEARS).map(|i| 2015.0 + i as f64).collect()
}

/// A bell of counts over bins: triangular steps, no transcendental functions needed.
fn bell(bins: usize, middle: f64, width: f64) -> Vec<u64> {
    let weight = |i: usize| {
        let t = ((i as f64 - middle) / width).abs();
        1.0 / (1.0 + t * t * t * t)
    };
    let total: f64 = (0..bins).map(weight).sum();
    (0..bins).map(|i| (weight(i) / total * RUNS as f64).round() as u64).collect()
}

/// A series whose centre goes from `start` to `end` (shares of its range) while it spreads.
pub(super) fn series(panel: &str, text: &str, unit: &str, range: (f64, f64), from: f64, to: f64) -> SeriesSummary {
    let counts = (0..YEARS).map(|i| {
        let t = i as f64 / (YEARS - 1) as f64;
        let wobble = [0.0, 0.006, 0.002, -0.004][i % 4];
        let mut counts = vec![0];
        counts.extend(bell(100, 100.0 * (from + (to - from) * t * (2.0 - t) + wobble), 2.0 + 9.0 * t));
        counts.push(0);
        counts
    });
    SeriesSummary {
        id: format!("{panel}:{text}"),
        text: text.to_owned(),
        unit: unit.to_owned(),
        panel: panel.to_owned(),
        low: range.0,
        high: range.1,
        dates: dates(),
        counts: counts.collect(),
    }
}

pub(super) fn levels(pair: &str) -> SeriesSummary {
    let counts = (0..YEARS).map(|i| {
        let t = i as f64 / (YEARS - 1) as f64;
        let weights = [0.35 - 0.2 * t, 0.45 - 0.15 * t, 0.2 + 0.08 * t, 0.16 * t * t + 0.02 * t, 0.09 * t * t];
        let total: f64 = weights.iter().sum();
        let counts = weights.map(|w| (w / total * RUNS as f64).round() as u64);
        [&[0], &counts[..], &[0]].concat()
    });
    SeriesSummary {
        id: format!("level:{pair}"),
        text: format!("level of {pair}"),
        unit: "level".to_owned(),
        panel: String::new(),
        low: 0.0,
        high: 5.0,
        dates: dates(),
        counts: counts.collect(),
    }
}

pub(super) fn formation(pair: &str, focus: bool, end: f64) -> Formation {
    let at = |i: usize| {
        let t = i as f64 / (YEARS - 1) as f64;
        share((end * t * t * (3.0 - 2.0 * t) * RUNS as f64) as u64, RUNS)
    };
    Formation { pair: pair.to_owned(), focus, by: dates().into_iter().enumerate().map(|(i, d)| (d, at(i))).collect() }
}

pub(super) fn prediction(event: &str, count: u64, threshold: f64, above: bool) -> PredictionSummary {
    let probability = share(count, RUNS);
    let verdict = match (probability.low > threshold, probability.high < threshold) {
        (true, _) if above => Verdict::Supported,
        (_, true) if !above => Verdict::Supported,
        (false, false) => Verdict::Open,
        _ => Verdict::Contradicted,
    };
    let id = event.split(' ').next_back().unwrap_or("p").to_owned();
    PredictionSummary { outcome: id.clone(), id, event: event.to_owned(), probability, threshold, above, verdict }
}

pub(super) fn claim(id: &str, predictions: Vec<PredictionSummary>) -> ClaimSummary {
    let direction = "toward".to_owned();
    ClaimSummary { id: id.to_owned(), text: id.to_owned(), direction, verdict: None, predictions, shows: Vec::new() }
}

pub(super) fn claims() -> Vec<ClaimSummary> {
    let mut gap = prediction("mean belief gap of RUS in CHN 2015–2025 above 0", 9_940, 0.9, true);
    gap.verdict = Verdict::ByConstruction;
    vec![
        claim(
            "C2 no_alliance",
            vec![
                prediction("alliance RUS–CHN by 2025", 12, 0.05, false),
                prediction("alliance RUS–CHN by 2035", 310, 0.10, false),
                prediction("alliance RUS–CHN by 2050", 3_260, 0.33, false),
                prediction("pair level in 2025 at least 1 and at most 2", 6_410, 0.5, true),
            ],
        ),
        claim("C3 perception_gap", vec![gap]),
        claim("C4 own_calculus", Vec::new()),
        claim("C7 trade_target", vec![prediction("two-way trade of RUS and CHN in 2020 below 200", 8_120, 0.9, true)]),
        claim(
            "C12 cheap_probing",
            vec![
                prediction("mean coercion CHN→USA 2015–2025 not below its start", 7_100, 0.5, true),
                prediction("mean coercion USA→CHN 2015–2025 below 0.15", 5_230, 0.67, true),
            ],
        ),
        claim("C14 greater_peril", vec![prediction("threat CHN above RUS in 2035", 9_690, 0.9, true)]),
    ]
}

pub(super) fn outcome(id: &str, text: &str, unit: &str) -> OutcomeSummary {
    OutcomeSummary {
        id: id.to_owned(),
        text: text.to_owned(),
        unit: unit.to_owned(),
        count: RUNS,
        nulls: 0,
        share: None,
        values: None,
        number: None,
        plot: true,
    }
}

pub(super) fn number(low: f64, high: f64, counts: Vec<u64>) -> NumberSummary {
    let at = |q: f64| low + q * (high - low);
    NumberSummary {
        mean: at(0.5),
        mean_low: Some(at(0.49)),
        mean_high: Some(at(0.51)),
        sd: at(0.2) - low,
        min: low - 1.0,
        max: high + 1.0,
        quantiles: [at(0.1), at(0.3), at(0.45), at(0.6), at(0.8)],
        histogram: (low, high, counts),
    }
}

fn outcomes() -> Vec<OutcomeSummary> {
    let levels = vec![(0, 2_410), (1, 3_620), (2, 2_500), (3, 1_020), (4, 450)];
    let ranks = (3..=28).zip(bell(26, 8.0, 4.0)).collect();
    vec![
        OutcomeSummary { values: Some(levels), ..outcome("level_2050", "level of RUS and CHN in 2050", "level") },
        OutcomeSummary {
            share: Some(share(1_240, RUNS)),
            ..outcome("alliance", "alliance of RUS and CHN by 2050", "")
        },
        OutcomeSummary {
            number: Some(number(38.0, 412.0, bell(40, 15.0, 6.0))),
            nulls: 120,
            ..outcome("trade_2020", "two-way trade of RUS and CHN in 2020", "bn USD of 2014 a year")
        },
        OutcomeSummary {
            values: Some(ranks),
            ..outcome("rank", "rank of RUS among the partners of CHN in 2035", "rank")
        },
    ]
}

/// Results of the usual size: three pairs, 36 years, a handful of panels.
pub(super) fn results() -> (Summary, Vec<SeriesSummary>) {
    let summary = Summary {
        scenario: "essay".to_owned(),
        title: "Has American pressure driven Russia and China into an alliance?".to_owned(),
        question: "Will they form an alliance?".to_owned(),
        focus: "RUS-CHN".to_owned(),
        seed: 42,
        runs: RUNS,
        digest: "9f3ac2d07b1e4a5566778899aabbccdd".to_owned(),
        period: (2015.0, 2050.0),
        outcomes: outcomes(),
        formation: vec![
            formation("RUS-CHN", true, 0.124),
            formation("RUS-USA", false, 0.0),
            formation("USA-CHN", false, 0.021),
        ],
        claims: claims(),
    };
    let gap = "perception gap";
    let capability = "capability ratios";
    let series = vec![
        levels("RUS-CHN"),
        series(gap, "belief of RUS in CHN", "commitment, 0 to 1", (0.0, 1.0), 0.45, 0.52),
        series(gap, "actual commitment of CHN to RUS", "commitment, 0 to 1", (0.0, 1.0), 0.24, 0.40),
        series("trade shares", "RUS in all trade of CHN", "share of trade", (0.0, 0.08), 0.25, 0.45),
        series(capability, "CHN to USA", "ratio", (0.0, 2.0), 0.25, 0.55),
        series(capability, "RUS to USA", "ratio", (0.0, 2.0), 0.1, 0.09),
        series(capability, "RUS to CHN", "ratio", (0.0, 2.0), 0.35, 0.12),
        series("threat to USA", "horizon-weighted threat to USA from CHN", "threat, 0 to 1", (0.0, 1.0), 0.3, 0.85),
        series("threat to USA", "horizon-weighted threat to USA from RUS", "threat, 0 to 1", (0.0, 1.0), 0.35, 0.22),
    ];
    (summary, series)
}

/// Results that ask a lot of every chart: twenty pairs, 25 predictions, long and hostile texts, panels of five.
pub(super) fn crowded() -> (Summary, Vec<SeriesSummary>) {
    let (mut summary, mut all) = results();
    let long = "the level that the two sides <script>alert('x')</script> & \"others\" reach in the very long run, as seen \
                by every chancellery of the continent and its neighbours, year after year, without end";
    summary.scenario = format!("five-powers {long}");
    let actors = ["EUR", "IND", "JPN", "BRA", "IRN"];
    let others = actors
        .iter()
        .enumerate()
        .flat_map(|(i, a)| actors[..i].iter().chain(&["USA", "CHN", "RUS"]).map(move |b| (a, b)));
    for (i, (a, b)) in others.take(17).enumerate() {
        summary.formation.push(formation(&format!("{a}-{b}"), false, 0.12 - 0.006 * i as f64));
    }
    for i in 0..9 {
        let mut predictions: Vec<_> =
            (0..2).map(|j| prediction(&format!("{j} {long}"), 1_000 * i + 700, 0.5, i % 2 == 0)).collect();
        predictions[0].probability = share(10 * i + 7, 100);
        summary.claims.push(claim(&format!("C{} {long}", 20 + i), predictions));
    }
    summary.outcomes[0].text = long.to_owned();
    summary.outcomes[2].unit = long.to_owned();
    let wide = summary.outcomes[3].values.iter().flatten().map(|(v, n)| (v * 5_000, *n)).collect();
    summary.outcomes[3].values = Some(wide);
    for i in 0..5 {
        let at = 0.1 + 0.15 * f64::from(i);
        all.push(series("one unit, five series", &format!("series {i}: {long}"), long, (-3e6, 9e6), at, at + 0.2));
    }
    all.push(series("two units", "share of CHN", "share", (0.0, 0.4), 0.2, 0.9));
    all.push(series(
        "two units",
        "two-way trade of CHN and all of the others together",
        "bn USD a year",
        (0.0, 900.0),
        0.5,
        0.9,
    ));
    (summary, all)
}
