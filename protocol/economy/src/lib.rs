//! The rule book of mining: stake, value, shares and payout in fixed-point integers.
