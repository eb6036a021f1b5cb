//! Pasting: growing a box again.

use super::{Bound, Data, Region, Restriction};

/// A larger box with what it adds.
struct Paste {
    region: Region,
    count: u64,
    hits: u64,
}

impl Data<'_> {
    /// Grows a box at the bound where that raises its density most, by about the share `alpha` of its rows, until no
    /// growth raises it (Friedman and Fisher 1999). Rows are added up to a value strictly nearer than the one of rank
    /// k + 1, or where that is the nearest all rows that have it: the quantile rule of peeling, turned outward. A
    /// bound beyond which no row is left is dropped.
    pub(super) fn paste(&self, among: &[bool], region: &Region, alpha: f64) -> Region {
        let mut region = region.clone();
        loop {
            let (outside, [count, hits]) = self.outside(among, &region);
            let wanted = ((alpha * count as f64) as usize).max(1);
            let pastes =
                outside.into_iter().enumerate().filter_map(|(at, rows)| self.paste_at(&region, at, rows, wanted));
            let density = |paste: &Paste| (hits + paste.hits) as f64 / (count + paste.count) as f64;
            let better = |a: &Paste, b: &Paste| (density(a), a.count) > (density(b), b.count);
            let best = pastes.reduce(|best, paste| if better(&paste, &best) { paste } else { best });
            match best {
                Some(best) if count > 0 && density(&best) > hits as f64 / count as f64 => region = best.region,
                _ => return region,
            }
        }
    }

    /// For each bound the rows that it alone keeps out, and the number of rows and hits in the box.
    pub(super) fn outside(&self, among: &[bool], region: &Region) -> (Vec<Vec<u32>>, [u64; 2]) {
        let mut outside = vec![Vec::new(); region.restrictions.len()];
        let mut inside = [0, 0];
        for row in (0..self.rows()).filter(|&row| among[row]) {
            let fails = |restriction: &Restriction| !restriction.holds(self.value(restriction.dimension, row));
            let mut failed = region.restrictions.iter().enumerate().filter(|(_, restriction)| fails(restriction));
            match (failed.next(), failed.next()) {
                (None, _) => {
                    inside[0] += 1;
                    inside[1] += u64::from(self.outcome()[row]);
                }
                // Rows fit into 32 bits: checked when the data were taken.
                (Some((at, _)), None) => outside[at].push(row as u32),
                _ => {}
            }
        }
        (outside, inside)
    }

    /// The box grown at one of its bounds, given the rows that this bound alone keeps out.
    fn paste_at(&self, region: &Region, at: usize, mut rows: Vec<u32>, wanted: usize) -> Option<Paste> {
        let restriction = region.restrictions[at];
        let values = self.values(restriction.dimension);
        // What grows away from the box. All rows of a category's value are alike.
        let far = |row: &u32| match restriction.bound {
            Bound::AtLeast(_) => -values[*row as usize],
            Bound::AtMost(_) => values[*row as usize],
            Bound::Not(_) => 0.0,
        };
        rows.sort_by(|a, b| far(a).total_cmp(&far(b)));
        let nearest = far(rows.first()?);
        let taken = match rows.get(wanted).map(far) {
            None => rows.len(),
            Some(cut) if cut > nearest => rows.partition_point(|row| far(row) < cut),
            Some(_) => rows.partition_point(|row| far(row) <= nearest),
        };
        let edge = values[rows[taken - 1] as usize];
        let bound = match restriction.bound {
            Bound::AtLeast(_) => Bound::AtLeast(edge),
            Bound::AtMost(_) => Bound::AtMost(edge),
            Bound::Not(level) => Bound::Not(level),
        };
        let all = taken == rows.len();
        let region = if all { region.without(at) } else { region.with(Restriction { bound, ..restriction }) };
        let hits = rows[..taken].iter().filter(|&&row| self.outcome()[row as usize]).count() as u64;
        Some(Paste { region, count: taken as u64, hits })
    }
}
