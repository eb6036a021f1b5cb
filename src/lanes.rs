//! Lane arithmetic and deterministic maths: `LANES` runs side by side, the same bits on every machine.
//!
//! Everything here is made of `+ - * /`, `sqrt` and bit operations, all exactly rounded by IEEE 754, so that a
//! vector instruction and a scalar one, or two processors, cannot differ. Std's `exp` and `ln` can, and do.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// Runs side by side in one component. `--cfg lanes="8"` or `"32"` builds another width; results do not depend on it.
#[cfg(not(any(lanes = "8", lanes = "32")))]
pub const LANES: usize = 16;
/// Runs side by side in one component.
#[cfg(lanes = "8")]
pub const LANES: usize = 8;
/// Runs side by side in one component.
#[cfg(lanes = "32")]
pub const LANES: usize = 32;

/// One number in each of `LANES` runs.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Lanes(pub [f64; LANES]);

impl Default for Lanes {
    fn default() -> Self {
        Self::ZERO
    }
}

/// Runs `f` compiled for the widest vectors that the processor has, AVX-512 or AVX2, with the same bits as without.
/// `--cfg no_avx512` leaves out the former, `--cfg no_avx2` both. `vbmi2` stands for processors whose clock does not fall
/// under AVX-512: Intel since Ice Lake, AMD since Zen 4.
#[cfg_attr(
    not(any(no_avx2, no_avx512)),
    multiversion::multiversion(targets(
        "x86_64+avx2+avx512f+avx512bw+avx512cd+avx512dq+avx512vl+avx512vbmi2",
        "x86_64+avx2"
    ))
)]
#[cfg_attr(all(no_avx512, not(no_avx2)), multiversion::multiversion(targets("x86_64+avx2")))]
pub fn go<R, F: FnOnce() -> R>(f: F) -> R {
    f()
}

/// The vector instructions that [`go`] uses on this processor: `avx512`, `avx2` or `baseline`.
#[must_use]
pub fn instructions() -> &'static str {
    #[cfg(all(target_arch = "x86_64", not(no_avx2)))]
    {
        use std::arch::is_x86_feature_detected as has;
        let wide = has!("avx512f") && has!("avx512bw") && has!("avx512cd") && has!("avx512dq") && has!("avx512vl");
        if cfg!(not(no_avx512)) && wide && has!("avx512vbmi2") {
            return "avx512";
        }
        if has!("avx2") {
            return "avx2";
        }
    }
    "baseline"
}

impl Lanes {
    /// Zero in every lane.
    pub const ZERO: Self = Self([0.0; LANES]);
    /// One in every lane.
    pub const ONE: Self = Self([1.0; LANES]);

    /// The same number in every lane.
    #[inline(always)]
    #[must_use]
    pub fn splat(x: f64) -> Self {
        Self([x; LANES])
    }

    /// `f` of every lane.
    #[inline(always)]
    #[must_use]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        let mut out = [0.0; LANES];
        for lane in 0..LANES {
            out[lane] = f(self.0[lane]);
        }
        Self(out)
    }

    /// `f` of every lane of the two.
    #[inline(always)]
    #[must_use]
    pub fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut out = [0.0; LANES];
        for lane in 0..LANES {
            out[lane] = f(self.0[lane], other.0[lane]);
        }
        Self(out)
    }

    /// The larger of the two, lane by lane.
    #[inline(always)]
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { a } else { b })
    }

    /// The smaller of the two, lane by lane.
    #[inline(always)]
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { a } else { b })
    }

    /// Kept within 0 and 1.
    #[inline(always)]
    #[must_use]
    pub fn unit(self) -> Self {
        self.max(Self::ZERO).min(Self::ONE)
    }

    /// 1 where this is at least the other, else 0.
    #[inline(always)]
    #[must_use]
    pub fn at_least(self, other: Self) -> Self {
        self.zip(other, |a, b| if a >= b { 1.0 } else { 0.0 })
    }

    /// 1 where this is less than the other, else 0.
    #[inline(always)]
    #[must_use]
    pub fn less_than(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { 1.0 } else { 0.0 })
    }

    /// `yes` where this is 1, `no` where it is 0.
    #[inline(always)]
    #[must_use]
    pub fn select(self, yes: Self, no: Self) -> Self {
        let mut out = [0.0; LANES];
        for lane in 0..LANES {
            out[lane] = if self.0[lane] != 0.0 { yes.0[lane] } else { no.0[lane] };
        }
        Self(out)
    }

    /// Whether some lane is not zero.
    #[inline(always)]
    #[must_use]
    pub fn any(self) -> bool {
        let mut some = false;
        for lane in 0..LANES {
            some |= self.0[lane] != 0.0;
        }
        some
    }

    /// Square root.
    #[inline(always)]
    #[must_use]
    pub fn sqrt(self) -> Self {
        self.map(f64::sqrt)
    }

    /// e to the power of every lane.
    #[inline(always)]
    #[must_use]
    pub fn exp(self) -> Self {
        self.map(exp)
    }

    /// Natural logarithm of every lane.
    #[inline(always)]
    #[must_use]
    pub fn ln(self) -> Self {
        self.map(ln)
    }

    /// 2 to the power of every lane.
    #[inline(always)]
    #[must_use]
    pub fn exp2(self) -> Self {
        (self * std::f64::consts::LN_2).exp()
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $op:tt) => {
        impl $trait for Lanes {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.zip(other, |a, b| a $op b)
            }
        }
        impl $trait<f64> for Lanes {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                self.map(|a| a $op other)
            }
        }
        impl $trait<Lanes> for f64 {
            type Output = Lanes;
            #[inline(always)]
            fn $method(self, other: Lanes) -> Lanes {
                other.map(|b| self $op b)
            }
        }
    };
}
operator!(Add, add, +);
operator!(Sub, sub, -);
operator!(Mul, mul, *);
operator!(Div, div, /);

impl AddAssign for Lanes {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Neg for Lanes {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.map(|a| -a)
    }
}

/// 1.5 * 2^52: adding it leaves the nearest whole number in the low bits of a double.
const SHIFT: f64 = 6_755_399_441_055_744.0;

/// e^x within a relative error of 1e-9, exactly 1 at 0. Arguments beyond +-700 are taken as +-700.
///
/// x / ln 2 is split into a whole number and f in [-1/2, 1/2]; 2^f = 1 + f q(f) with a minimax polynomial q of
/// degree 6 of our own fit.
#[inline(always)]
#[must_use]
pub fn exp(x: f64) -> f64 {
    let x = if x > 700.0 { 700.0 } else { x };
    let x = if x < -700.0 { -700.0 } else { x };
    let t = x * std::f64::consts::LOG2_E;
    let shifted = t + SHIFT;
    let f = t - (shifted - SHIFT);
    let q = 1.335_982_336_240_945_3e-5;
    let q = q * f + 0.000_154_613_676_235_825_78;
    let q = q * f + 0.001_334_195_103_938_966_2;
    let q = q * f + 0.009_618_056_919_468_031;
    let q = q * f + 0.055_504_003_752_711_244;
    let q = q * f + 0.240_226_509_207_817_3;
    let q = q * f + 0.693_147_183_816_879_3;
    let p = q * f + 1.0;
    f64::from_bits(p.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// ln x within 1e-12 (absolute near 1, relative elsewhere), exactly 0 at 1, for normal numbers above 0.
///
/// x = 2^k m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh s, s = (m - 1) / (m + 1), by its series to s^15.
#[inline(always)]
#[must_use]
pub fn ln(x: f64) -> f64 {
    const SQRT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
    let bits = x.to_bits().wrapping_add(0x3FF0_0000_0000_0000 - SQRT_HALF);
    let exponent = f64::from_bits(0x4330_0000_0000_0000 | (bits >> 52)) - 4_503_599_627_370_496.0 - 1023.0;
    let m = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF) + SQRT_HALF);
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let r = 2.0 / 15.0;
    let r = r * z + 2.0 / 13.0;
    let r = r * z + 2.0 / 11.0;
    let r = r * z + 2.0 / 9.0;
    let r = r * z + 2.0 / 7.0;
    let r = r * z + 2.0 / 5.0;
    let r = r * z + 2.0 / 3.0;
    exponent * std::f64::consts::LN_2 + (s * z * r + 2.0 * s)
}

/// Half the width of the centre.
const CENTRAL: f64 = 0.495;
/// 2 / CENTRAL^2: takes the square of the distance from the median to -1..1.
const CENTRE_SCALE: f64 = 8.162_432_404_856_647;

/// The inverse of the standard normal distribution function within [`CENTRAL`] of the median, within a relative error of
/// 1e-8: x = q P(t) / Q(t) with q = u - 1/2, t = 2 q^2 / CENTRAL^2 - 1, and a minimax P and Q of degree 6 of our own
/// fit. So wide a centre leaves one number in a hundred to [`normal_tail`].
#[inline(always)]
fn normal_centre(u: f64) -> f64 {
    let q = u - 0.5;
    let t = q * q * CENTRE_SCALE - 1.0;
    let p = 0.012_132_896_287_453_402;
    let p = p * t - 0.437_551_929_436_531_26;
    let p = p * t + 3.245_713_158_694_589_8;
    let p = p * t - 9.891_877_025_546_561;
    let p = p * t + 14.671_558_830_702_061;
    let p = p * t - 10.560_591_104_843_066;
    let p = p * t + 2.961_305_996_425_381;
    let d = 0.015_625_564_575_192_87;
    let d = d * t - 0.285_201_409_829_543_3;
    let d = d * t + 1.627_770_584_878_332_4;
    let d = d * t - 4.258_370_107_882_686;
    let d = d * t + 5.690_720_195_431_902;
    let d = d * t - 3.790_412_071_080_723_4;
    let d = d * t + 1.0;
    q * p / d
}

/// Its tails: a rational approximation by P. J. Acklam (2003), within a relative error of 1.2e-9.
fn normal_tail(u: f64) -> f64 {
    let p = if u < 0.5 { u } else { 1.0 - u };
    let q = (-2.0 * ln(p)).sqrt();
    let c = -7.784_894_002_430_293e-3;
    let c = c * q - 3.223_964_580_411_365e-1;
    let c = c * q - 2.400_758_277_161_838;
    let c = c * q - 2.549_732_539_343_734;
    let c = c * q + 4.374_664_141_464_968;
    let c = c * q + 2.938_163_982_698_783;
    let d = 7.784_695_709_041_462e-3;
    let d = d * q + 3.224_671_290_700_398e-1;
    let d = d * q + 2.445_134_137_142_996;
    let d = d * q + 3.754_408_661_907_416;
    let d = d * q + 1.0;
    if u < 0.5 { c / d } else { -(c / d) }
}

/// The inverse of the standard normal distribution function, for 0 < u < 1, within a relative error of 1e-8.
#[inline(always)]
#[must_use]
pub fn inverse_normal(u: f64) -> f64 {
    if (u - 0.5).abs() <= CENTRAL { normal_centre(u) } else { normal_tail(u) }
}

impl Lanes {
    /// Standard normals from uniforms in (0, 1). The tails, 1 in 100, are mended one by one.
    #[inline(always)]
    #[must_use]
    pub fn inverse_normal(self) -> Self {
        let mut out = self.map(normal_centre);
        if self.map(|u| if (u - 0.5).abs() <= CENTRAL { 0.0 } else { 1.0 }).any() {
            for lane in 0..LANES {
                if (self.0[lane] - 0.5).abs() > CENTRAL {
                    out.0[lane] = normal_tail(self.0[lane]);
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relative(a: f64, b: f64) -> f64 {
        ((a - b) / b).abs()
    }

    #[test]
    fn exp_is_within_its_stated_error() {
        assert_eq!(exp(0.0), 1.0);
        for i in -600_000..=600_000 {
            let x = f64::from(i) * 1.1e-3;
            assert!(relative(exp(x), libm::exp(x)) < 1e-9, "{x}");
        }
    }

    #[test]
    fn ln_is_within_its_stated_error() {
        assert_eq!(ln(1.0), 0.0);
        for i in 1..=2_000_000 {
            let x = f64::from(i) * 1.3e-4;
            assert!((ln(x) - libm::log(x)).abs() < 1e-12 * libm::log(x).abs().max(1.0), "{x}");
        }
        assert!(relative(ln(1e300), libm::log(1e300)) < 1e-12);
        assert!(relative(ln(1e-300), libm::log(1e-300)) < 1e-12);
    }

    #[test]
    fn inverse_normal_inverts_the_distribution_function() {
        for i in 1..100_000 {
            let u = f64::from(i) / 100_000.0;
            let back = 0.5 * libm::erfc(-inverse_normal(u) / std::f64::consts::SQRT_2);
            assert!((back - u).abs() < 4e-9, "{u} {back}");
        }
        let extreme = 0.5 / 4_294_967_296.0;
        assert!(relative(inverse_normal(extreme), -6.337_957) < 1e-4);
    }

    #[test]
    fn dispatched_code_gives_the_same_bits() {
        let x = Lanes(std::array::from_fn(|lane| 0.37 * lane as f64 - 1.0));
        let f = || (x.exp() * 0.3 + x * x).sqrt().ln();
        assert_eq!(go(f).0.map(f64::to_bits), f().0.map(f64::to_bits));
    }
}
