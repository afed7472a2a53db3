//! Non-negative numbers with 64 binary digits after the point.

use crate::{Balance, PHA};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{U256, U512};

/// Binary digits after the point.
const FRACTION_BITS: usize = 64;

/// A number in [0, 2⁶⁴) in steps of 2⁻⁶⁴ (5.4·10⁻²⁰): PHA, shares, or factors. SCALE: the steps as `u128`.
///
/// A chain unit of PHA is 1.8·10⁷ steps, so conversions lose nothing that a balance could show. Operations name their
/// rounding and saturate; none panics.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    Default,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Fixed(u128);

impl Fixed {
    /// 0.
    pub const ZERO: Fixed = Fixed(0);
    /// 1.
    pub const ONE: Fixed = Fixed(1 << FRACTION_BITS);
    /// The largest number, just below 2⁶⁴. Results beyond it become it.
    pub const MAX: Fixed = Fixed(u128::MAX);

    /// A number of steps of 2⁻⁶⁴.
    pub const fn from_bits(bits: u128) -> Self {
        Fixed(bits)
    }

    /// In steps of 2⁻⁶⁴.
    pub const fn to_bits(self) -> u128 {
        self.0
    }

    /// A whole number.
    pub const fn from_int(whole: u64) -> Self {
        Fixed((whole as u128) << FRACTION_BITS)
    }

    /// `numerator / denominator`, rounded down. 0 where the denominator is.
    pub fn from_ratio(numerator: u128, denominator: u128) -> Self {
        Self::saturated((U256::from(numerator) << FRACTION_BITS).checked_div(denominator.into()))
    }

    /// A balance in PHA, rounded down.
    pub fn from_balance(balance: Balance) -> Self {
        Self::from_ratio(balance, PHA)
    }

    /// This many PHA as a balance, rounded down.
    pub fn to_balance_floor(self) -> Balance {
        narrow(self.in_units() >> FRACTION_BITS)
    }

    /// This many PHA as a balance, rounded up.
    pub fn to_balance_ceil(self) -> Balance {
        let below_one = (U256::one() << FRACTION_BITS) - 1;
        narrow(self.in_units().saturating_add(below_one) >> FRACTION_BITS)
    }

    /// `self · other`, rounded down.
    pub fn times(self, other: Fixed) -> Self {
        Self::saturated(Some(self.exact_product(other) >> FRACTION_BITS))
    }

    /// `self · numerator / denominator`, rounded down. 0 where the denominator is.
    pub fn mul_ratio(self, numerator: u128, denominator: u128) -> Self {
        Self::saturated(U256::from(self.0).saturating_mul(numerator.into()).checked_div(denominator.into()))
    }

    /// `self / divisor`, rounded down. 0 where the divisor is.
    pub fn over(self, divisor: Fixed) -> Self {
        Self::from_ratio(self.0, divisor.0)
    }

    /// `self + other`.
    pub const fn plus(self, other: Fixed) -> Self {
        Fixed(self.0.saturating_add(other.0))
    }

    /// `self - other`, or 0 where that is negative.
    pub const fn minus(self, other: Fixed) -> Self {
        Fixed(self.0.saturating_sub(other.0))
    }

    /// √(`self`² + `other`²), rounded down.
    pub fn hypotenuse(self, other: Fixed) -> Self {
        let squares = self.exact_product(self).checked_add(other.exact_product(other));
        Self::saturated(squares.map(|sum| sum.integer_sqrt()))
    }

    /// `self · √radicand`, rounded up.
    pub fn times_root_ceil(self, radicand: u32) -> Self {
        let square = self.exact_product(self).saturating_mul(radicand.into());
        let floor = square.integer_sqrt();
        let is_exact = floor.saturating_mul(floor) == square;
        Self::saturated(Some(if is_exact { floor } else { floor.saturating_add(U256::one()) }))
    }

    /// `self` PHA-per-share times `shares`, as a balance rounded down. All digits of the product count.
    pub fn of_shares(self, shares: Fixed) -> Balance {
        let product = U512::from(self.exact_product(shares)).saturating_mul(PHA.into());
        U256::try_from(product >> (2 * FRACTION_BITS)).map_or(Balance::MAX, narrow)
    }

    /// The product with 128 digits after the point; two factors below 2¹²⁸ fit exactly.
    fn exact_product(self, other: Fixed) -> U256 {
        U256::from(self.0).saturating_mul(other.0.into())
    }

    fn in_units(self) -> U256 {
        U256::from(self.0).saturating_mul(PHA.into())
    }

    fn saturated(bits: Option<U256>) -> Self {
        bits.map_or(Fixed::ZERO, |bits| Fixed(narrow(bits)))
    }
}

/// As `u128`, or its largest.
pub(crate) fn narrow(wide: U256) -> u128 {
    u128::try_from(wide).unwrap_or(u128::MAX)
}
