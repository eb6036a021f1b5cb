//! Random streams with an address for every draw.
//!
//! The generator is ChaCha8 (as in `rand_chacha`, which the tests compare with): the key comes from the master
//! seed, the stream is the replicate, and a draw is a word of a block. What a run draws in step `s` begins at block
//! `s * blocks_per_step`; what it draws for a parameter is the block addressed by a hash of the parameter's path, in
//! the upper half of the counter. So no draw depends on the order of systems, threads or lanes, and relaxing one
//! claim moves no other draw.

use crate::lanes::{LANES, Lanes};

/// Words in a ChaCha block.
pub const WORDS: usize = 16;

/// `LANES` ChaCha blocks: word `w` of each lane is `block[w][lane]`.
pub type Block = [[u32; LANES]; WORDS];

/// The key of all streams of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key([u32; 8]);

impl Key {
    /// The key of a master seed: four outputs of SplitMix64 (Steele, Lea and Flood 2014).
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut state = seed;
        let mut key = [0; 8];
        for pair in key.chunks_exact_mut(2) {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            pair[0] = z as u32;
            pair[1] = (z >> 32) as u32;
        }
        Self(key)
    }

    /// The block with this counter in the streams of `LANES` replicates.
    #[inline(always)]
    #[must_use]
    pub fn block(&self, counter: u64, streams: &[u64; LANES]) -> Block {
        let mut out = [[0; LANES]; WORDS];
        self.fill(counter, streams, &mut out);
        out
    }

    /// Fills whole blocks, from the one with this counter on, in place.
    #[inline(always)]
    pub fn fill(&self, counter: u64, streams: &[u64; LANES], out: &mut [[u32; LANES]]) {
        for (counter, words) in (counter..).zip(out.chunks_exact_mut(WORDS)) {
            for first in (0..LANES).step_by(GROUP) {
                self.group(counter, &streams[first..first + GROUP], first, words);
            }
        }
    }

    /// A block in `GROUP` lanes from the first on.
    #[inline(always)]
    fn group(&self, counter: u64, streams: &[u64], first: usize, out: &mut [[u32; LANES]]) {
        let mut start = [[0u32; GROUP]; WORDS];
        for (word, constant) in [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574].into_iter().enumerate() {
            start[word] = [constant; GROUP];
        }
        for (word, &key) in self.0.iter().enumerate() {
            start[4 + word] = [key; GROUP];
        }
        start[12] = [counter as u32; GROUP];
        start[13] = [(counter >> 32) as u32; GROUP];
        for lane in 0..GROUP {
            start[14][lane] = streams[lane] as u32;
            start[15][lane] = (streams[lane] >> 32) as u32;
        }
        let mut x = start;
        for _ in 0..4 {
            for [a, b, c, d] in [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15]] {
                quarter_round(&mut x, a, b, c, d);
            }
            for [a, b, c, d] in [[0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]] {
                quarter_round(&mut x, a, b, c, d);
            }
        }
        for word in 0..WORDS {
            out[word][first..first + GROUP].copy_from_slice(&add(x[word], start[word]));
        }
    }
}

/// Lanes that one pass over the state works on: as many 32-bit words as an AVX2 register holds.
const GROUP: usize = 8;
type Words = [u32; GROUP];

#[inline(always)]
fn add(mut a: Words, b: Words) -> Words {
    for lane in 0..GROUP {
        a[lane] = a[lane].wrapping_add(b[lane]);
    }
    a
}

#[inline(always)]
fn xor_rotate(mut a: Words, b: Words, by: u32) -> Words {
    for lane in 0..GROUP {
        a[lane] = (a[lane] ^ b[lane]).rotate_left(by);
    }
    a
}

#[inline(always)]
fn quarter_round(x: &mut [Words; WORDS], a: usize, b: usize, c: usize, d: usize) {
    x[a] = add(x[a], x[b]);
    x[d] = xor_rotate(x[d], x[a], 16);
    x[c] = add(x[c], x[d]);
    x[b] = xor_rotate(x[b], x[c], 12);
    x[a] = add(x[a], x[b]);
    x[d] = xor_rotate(x[d], x[a], 8);
    x[c] = add(x[c], x[d]);
    x[b] = xor_rotate(x[b], x[c], 7);
}

/// A uniform number in (0, 1) in every lane from one 32-bit word w each: (w + 1/2) / 2^32, exactly.
#[inline(always)]
#[must_use]
pub fn uniform(words: &[u32; LANES]) -> Lanes {
    let mut out = [0.0; LANES];
    for lane in 0..LANES {
        // The bits of 1 + (w + 1/2) / 2^32.
        out[lane] = f64::from_bits(0x3FF0_0000_0008_0000 | u64::from(words[lane]) << 20) - 1.0;
    }
    Lanes(out)
}

/// A uniform number in (0, 1) with 52 bits from two words.
#[must_use]
pub fn uniform_52(low: u32, high: u32) -> f64 {
    let bits = (u64::from(high) << 20) | u64::from(low >> 12);
    (bits as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

/// The block counter of a parameter's draw: the upper half of the counter, by the FNV-1a hash of its path.
#[must_use]
pub fn address(path: &str) -> u64 {
    let hash = path
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash | 1 << 63
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn blocks_equal_those_of_rand_chacha() {
        let key = Key::new(42);
        let mut seed = [0; 32];
        for (bytes, word) in seed.chunks_exact_mut(4).zip(key.0) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        let streams = std::array::from_fn(|lane| 1_000_000_007 * lane as u64);
        let counter = (1 << 40) + 5;
        let block = key.block(counter, &streams);
        for lane in 0..LANES {
            let mut reference = ChaCha8Rng::from_seed(seed);
            reference.set_stream(streams[lane]);
            reference.set_word_pos(u128::from(counter) * WORDS as u128);
            for word in &block {
                assert_eq!(word[lane], reference.next_u32());
            }
        }
    }

    #[test]
    fn uniforms_stay_inside() {
        for word in [0, 1, u32::MAX] {
            let u = uniform(&[word; LANES]).0[0];
            assert!(u > 0.0 && u < 1.0);
            assert_eq!(u, (f64::from(word) + 0.5) / 4_294_967_296.0);
        }
        assert!(uniform_52(0, 0) > 0.0 && uniform_52(u32::MAX, u32::MAX) < 1.0);
    }
}
