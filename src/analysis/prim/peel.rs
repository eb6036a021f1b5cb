//! Peeling.

use super::data::{Index, Whole};
use super::{Bound, Criterion, Data, PrimBox, Region, Restriction, Settings};

/// What a peel would take away.
#[derive(Clone, Copy, Debug)]
struct Peel {
    restriction: Restriction,
    count: u64,
    hits: u64,
}

/// The rows that are still in the box.
struct Inside<'a> {
    data: &'a Data<'a>,
    is: Vec<bool>,
    rows: Vec<u32>,
    /// Of ordered columns the rows by ascending value; empty for categories.
    orders: Vec<Vec<u32>>,
    count: u64,
    hits: u64,
}

impl Data<'_> {
    /// The trajectory of boxes among some rows. Mass and coverage refer to `whole`.
    pub(super) fn peel(&self, among: &[bool], whole: Whole, settings: &Settings) -> Vec<PrimBox> {
        let mut inside = Inside::new(self, among);
        let least = ((settings.min_mass * whole.rows as f64).ceil() as u64).max(1);
        let mut region = Region::default();
        let mut trajectory = Vec::new();
        loop {
            let [count, hits] = [inside.count, inside.hits];
            trajectory.push(PrimBox::new(region.clone(), [count, hits], whole));
            if hits == count {
                return trajectory;
            }
            let Some(peel) = inside.best(settings, least) else { return trajectory };
            region = region.with(peel.restriction);
            inside.remove(&peel);
        }
    }
}

impl<'a> Inside<'a> {
    fn new(data: &'a Data<'a>, among: &[bool]) -> Self {
        let kept = |order: &[u32]| order.iter().copied().filter(|&row| among[row as usize]).collect::<Vec<_>>();
        let order = |index: &Index| match index {
            Index::Order(order) => kept(order),
            Index::Codes(..) => Vec::new(),
        };
        let Whole { rows: count, hits } = data.tally(among);
        let rows = (0..among.len() as u32).filter(|&row| among[row as usize]).collect();
        Self { data, is: among.to_vec(), rows, orders: data.index().iter().map(order).collect(), count, hits }
    }

    /// The best peel that leaves at least `least` rows; of equals the one that takes fewer, then the first.
    fn best(&self, settings: &Settings, least: u64) -> Option<Peel> {
        let wanted = ((settings.alpha * self.count as f64) as usize).max(1);
        let columns = 0..self.orders.len();
        let peels: Vec<Peel> = columns
            .flat_map(|column| self.peels(column, wanted))
            .filter(|peel| peel.count < self.count && self.count - peel.count >= least)
            .collect();
        let choose = |criterion| {
            let merit = |peel: &Peel| (self.merit(peel, criterion), std::cmp::Reverse(peel.count));
            peels.iter().copied().reduce(|best, peel| if merit(&peel) > merit(&best) { peel } else { best })
        };
        let lenient = choose(settings.criterion)?;
        if self.merit(&lenient, settings.criterion) > 0.0 { Some(lenient) } else { choose(Criterion::Mean) }
    }

    /// How good a peel is.
    fn merit(&self, peel: &Peel, criterion: Criterion) -> f64 {
        let mean = (self.hits - peel.hits) as f64 / (self.count - peel.count) as f64;
        match criterion {
            Criterion::Mean => mean,
            Criterion::Lenient => (mean - self.hits as f64 / self.count as f64) / peel.count as f64,
        }
    }

    /// The peels of a column, about `wanted` rows each.
    fn peels(&self, column: usize, wanted: usize) -> Vec<Peel> {
        match &self.data.index()[column] {
            Index::Order(_) => self.ends(column, wanted).into_iter().flatten().collect(),
            Index::Codes(levels, codes) => self.levels(column, levels, codes),
        }
    }

    /// The peels at the two ends of an ordered column, by the quantile rule of the module.
    fn ends(&self, column: usize, wanted: usize) -> [Option<Peel>; 2] {
        let (order, values) = (&self.orders[column], self.data.values(column));
        let value = |rank: usize| values[order[rank] as usize];
        let last = order.len() - 1;
        let (least, greatest) = (value(0), value(last));
        if least == greatest {
            return [None, None];
        }
        // At least two rows, and alpha is at most one half: rank `wanted` exists.
        let [low, high] = [value(wanted), value(last - wanted)];
        let stays = |value: f64| if low > least { value >= low } else { value > least };
        let goes = |value: f64| if high < greatest { value > high } else { value >= greatest };
        let below = order.partition_point(|&row| !stays(values[row as usize]));
        let above = order.partition_point(|&row| !goes(values[row as usize]));
        let peel = |rows: &[u32], bound| {
            let hits = rows.iter().filter(|&&row| self.data.outcome()[row as usize]).count() as u64;
            Some(Peel { restriction: Restriction { dimension: column, bound }, count: rows.len() as u64, hits })
        };
        [peel(&order[..below], Bound::AtLeast(value(below))), peel(&order[above..], Bound::AtMost(value(above - 1)))]
    }

    /// The peels of a category: each of its values.
    fn levels(&self, column: usize, levels: &[f64], codes: &[u16]) -> Vec<Peel> {
        let mut tally = vec![(0, 0); levels.len()];
        for &row in &self.rows {
            let (count, hits) = &mut tally[usize::from(codes[row as usize])];
            *count += 1;
            *hits += u64::from(self.data.outcome()[row as usize]);
        }
        let peel = |(&level, (count, hits)): (&f64, (u64, u64))| {
            let restriction = Restriction { dimension: column, bound: Bound::Not(level) };
            (count > 0).then_some(Peel { restriction, count, hits })
        };
        levels.iter().zip(tally).filter_map(peel).collect()
    }

    /// Takes the rows of a peel away.
    fn remove(&mut self, peel: &Peel) {
        let values = self.data.values(peel.restriction.dimension);
        let Self { is, rows, orders, .. } = self;
        for &row in rows.iter() {
            is[row as usize] = peel.restriction.holds(values[row as usize]);
        }
        rows.retain(|&row| is[row as usize]);
        orders.iter_mut().for_each(|order| order.retain(|&row| is[row as usize]));
        self.count -= peel.count;
        self.hits -= peel.hits;
    }
}
