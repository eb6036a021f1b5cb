//! The random words of a step, and what is made of them.

use crate::lanes::{LANES, Lanes, go};
use crate::random::{Block, Key, WORDS, uniform};
use bevy_ecs::prelude::Resource;

/// Words that are kept at most for a replicate that all lanes share.
const MOST_KEPT: usize = 1 << 20;

/// The random words of the present step, by [`super::Topology`] draw slot.
#[derive(Clone, Resource, Default, Debug)]
pub struct Draws {
    words: Vec<[u32; LANES]>,
    /// Standard normals of the words, where all lanes have the same ones; else empty.
    normals: Vec<f64>,
    shared: Shared,
}

/// All words of one replicate, with their normals. In an audit or a sweep group after group has one replicate in every
/// lane, and what it draws is worked out once.
#[derive(Clone, Default, Debug)]
struct Shared {
    of: Option<(Key, u64)>,
    words: Vec<u32>,
    normals: Vec<f64>,
}

impl Draws {
    /// Goes to a step of `steps` with `count` draws each: blocks `step * blocks_per_step` on, in every run's stream.
    pub fn draw(&mut self, key: Key, streams: &[u64; LANES], step: usize, steps: usize, count: usize) {
        let blocks = count.div_ceil(WORDS);
        self.words.resize(blocks * WORDS, [0; LANES]);
        self.normals.clear();
        if *streams == [streams[0]; LANES] && steps * blocks * WORDS <= MOST_KEPT {
            self.shared.keep(key, streams[0], steps * blocks);
            let now = step * blocks * WORDS..(step + 1) * blocks * WORDS;
            self.normals.extend_from_slice(&self.shared.normals[now.clone()]);
            self.words.iter_mut().zip(&self.shared.words[now]).for_each(|(lanes, word)| *lanes = [*word; LANES]);
            return;
        }
        go(
            #[inline(always)]
            || key.fill((step * blocks) as u64, streams, &mut self.words),
        );
    }

    /// A uniform number in (0, 1) per lane.
    #[inline(always)]
    #[must_use]
    pub fn uniform(&self, draw: usize) -> Lanes {
        uniform(&self.words[draw])
    }

    /// A standard normal per lane.
    #[inline(always)]
    #[must_use]
    pub fn normal(&self, draw: usize) -> Lanes {
        match self.normals.get(draw) {
            Some(x) => Lanes::splat(*x),
            None => self.uniform(draw).inverse_normal(),
        }
    }
}

impl Shared {
    /// Works out the first so many blocks of a replicate, unless they are there.
    fn keep(&mut self, key: Key, stream: u64, blocks: usize) {
        if self.of == Some((key, stream)) {
            return;
        }
        self.words.clear();
        self.normals.clear();
        for counter in 0..blocks {
            let block: Block = key.block(counter as u64, &[stream; LANES]);
            self.words.extend(block.iter().map(|word| word[0]));
            self.normals.extend(block.iter().map(|word| uniform(word).inverse_normal().0[0]));
        }
        self.of = Some((key, stream));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lane has the same words and the same bits of normals whether the others share its replicate or not.
    #[test]
    fn what_a_replicate_draws_does_not_depend_on_its_company() {
        let (key, count, steps) = (Key::new(42), 37, 50);
        let (mut together, mut apart) = (Draws::default(), Draws::default());
        for stream in [3, 4, 3] {
            let mut mixed: [u64; LANES] = std::array::from_fn(|lane| lane as u64 + 10);
            mixed[5] = stream;
            for step in (0..steps).rev() {
                together.draw(key, &[stream; LANES], step, steps, count);
                apart.draw(key, &mixed, step, steps, count);
                for draw in 0..count {
                    assert_eq!(together.uniform(draw).0[5].to_bits(), apart.uniform(draw).0[5].to_bits());
                    assert_eq!(together.normal(draw).0[5].to_bits(), apart.normal(draw).0[5].to_bits());
                }
            }
        }
    }
}
