//! Published vectors: `docs/economy.md` lists the same numbers. Those of growth, decay and roots were computed with 80
//! decimal digits by another program.
#![allow(missing_docs, clippy::unwrap_used)]

use economy::{
    growth::{decay, grow},
    Balance, Confidence, Fixed, Performance, Position, Refusal, Rules, PHA,
};

fn rules() -> Rules {
    Rules::for_block_time(12_000)
}

/// A balance with its 12 decimals.
fn units(whole: u64, fraction: u64) -> Balance {
    Balance::from(whole) * PHA + Balance::from(fraction)
}

fn performance(initial: u32, instant: u64) -> Performance {
    Performance { initial, instant: Fixed::from_int(instant) }
}

fn open(stake: Balance, score: u32, confidence: Confidence) -> Result<Position, Refusal> {
    let rules = rules();
    Position::open(&rules.stake, rules.rates.v_max, score, stake, confidence, Fixed::ZERO, 0)
}

#[test]
fn rates_of_12_s_blocks_are_the_originals() {
    let rates = rules().rates;
    // In steps of 2^-64. 1.000000666600231 is what the original stored for rho.
    assert_eq!(rates.rho_minus_one, Fixed::from_bits(12_296_603_861_937));
    assert_eq!(rates.cost_k, Fixed::from_bits(291_740_030_655));
    assert_eq!(rates.cost_b, Fixed::from_bits(621_866_907_450_610));
    assert_eq!(rates.slash_rate, Fixed::from_bits(61_489_146_912_365));
    assert_eq!(rules().budget.per_block, units(100, 0));
    assert_eq!(rules().check(), Ok(()));
}

#[test]
fn other_block_times_pay_the_same_in_a_day() {
    for block_ms in [500, 2_000, 6_000, 24_000] {
        let scaled = Rules::for_block_time(block_ms);
        assert_eq!(scaled.check(), Ok(()), "{block_ms} ms");
        let blocks = 86_400_000 / block_ms;
        let value = Fixed::from_int(1_690);
        let grown = grow(value, &scaled.rates, &performance(1_000, 1_000), blocks as u32).value;
        let expected = Fixed::from_balance(units(1_698, 488_134_446_882));
        let difference = grown.minus(expected).plus(expected.minus(grown));
        // Per-block costs are not compounded alike; the difference stays below 10^-6 PHA a day.
        assert!(difference < Fixed::from_ratio(1, 1_000_000), "{block_ms} ms: {difference:?}");
        let short = units(720_000, 0) - scaled.budget.per_block * Balance::from(blocks);
        assert!(short < blocks.into(), "{block_ms} ms: {short}");
    }
}

#[test]
fn minimum_stakes() {
    let table = [
        (50, units(707, 106_781_186_548)),
        (450, units(2_121, 320_343_559_643)),
        (1_000, units(3_162, 277_660_168_380)),
        (1_900, units(4_358, 898_943_540_674)),
        (2_000, units(4_472, 135_954_999_580)),
        (2_800, units(5_291, 502_622_129_182)),
        (6_000, units(7_745, 966_692_414_834)),
        (6_400, units(8_000, 0)),
    ];
    for (score, stake) in table {
        assert_eq!(rules().stake.minimum(score), stake, "P = {score}");
    }
}

/// The reference's check values: S = 1000, P = 1000. That stake is below today's minimum, which does not enter V.
#[test]
fn initial_values() {
    let table =
        [(Confidence::Full, 1_690), (Confidence::Configuration, 1_612), (Confidence::Outdated, 1_573)];
    let mut rules = rules();
    rules.stake.k = Fixed::from_int(10);
    for (confidence, value) in table {
        let opened = Position::open(
            &rules.stake,
            rules.rates.v_max,
            1_000,
            units(1_000, 0),
            confidence,
            Fixed::ZERO,
            0,
        );
        let position = opened.unwrap();
        // The constants 1.3 and 0.3 are no binary fractions: V falls short by some 2^-54 PHA.
        let short = Fixed::from_int(value).minus(position.value);
        assert!(position.value < Fixed::from_int(value) && short < Fixed::from_bits(1 << 12), "{short:?}");
    }
}

#[test]
fn a_start_is_refused_for_its_reason() {
    let least = rules().stake.minimum(1_000);
    assert_eq!(open(least, 1_000, Confidence::None), Err(Refusal::NoConfidence));
    assert_eq!(open(least, 49, Confidence::Full), Err(Refusal::ScoreTooLow));
    assert_eq!(open(least - 1, 1_000, Confidence::Full), Err(Refusal::StakeTooLow));
    assert_eq!(open(units(22_777, 0), 1_000, Confidence::Full), Err(Refusal::ValueTooHigh));
    assert!(open(units(22_776, 0), 1_000, Confidence::Full).is_ok());
    assert!(open(least, 1_000, Confidence::Outdated).is_ok());
}

#[test]
fn a_higher_score_than_the_highest_counts_as_that() {
    let capped = open(units(8_000, 0), 1_000_000, Confidence::Full).unwrap();
    assert_eq!(capped.performance.initial, 6_000);
}

#[test]
fn shares() {
    let table = [
        (1_690, 1_000, Confidence::Full, units(2_618, 415_551_435_638)),
        (1_612, 1_000, Confidence::Configuration, units(2_271, 242_831_579_221)),
        (1_573, 1_000, Confidence::Outdated, units(2_105, 784_651_857_829)),
        (1_690, 0, Confidence::Full, units(1_690, 0)),
        (30_000, 2_800, Confidence::Full, units(30_518, 191_296_339_958)),
        (1_690, 1_000, Confidence::None, 0),
    ];
    for (value, instant, confidence, share) in table {
        let mut position = open(units(8_000, 0), 1_000, Confidence::Full).unwrap();
        position.value = Fixed::from_int(value);
        position.performance = performance(1_000, instant);
        position.confidence = confidence;
        position.store_share();
        assert_eq!(position.share.to_balance_floor(), share, "V = {value}, p = {instant}, {confidence:?}");
    }
}

#[test]
fn growth() {
    // V, P, p, blocks; V after, and what it grew by.
    let table = [
        ((1_690, 1_000, 1_000, 1), units(1_690, 1_176_081_121), units(0, 1_176_081_121)),
        ((1_690, 1_000, 1_000, 300), units(1_690, 352_859_500_206), units(0, 352_859_500_206)),
        ((1_690, 1_000, 1_000, 7_200), units(1_698, 488_134_446_882), units(8, 488_134_446_882)),
        ((1_690, 1_000, 500, 7_200), units(1_694, 238_975_561_710), units(4, 238_975_561_710)),
        ((1_690, 1_000, 1_200, 7_200), units(1_700, 190_654_808_603), units(10, 190_654_808_603)),
        ((0, 1_000, 1_000, 7_200), units(0, 357_449_453_647), units(0, 357_449_453_647)),
        ((1_690, 1_000, 1_000, 216_000), units(1_963, 232_308_890_829), units(273, 232_308_890_829)),
        ((1_690, 1_000, 0, 7_200), units(1_690, 0), 0),
        // At the limit only the deductible goes on growing.
        ((29_999, 2_000, 2_000, 300), units(30_000, 0), units(6, 18_987_729_673)),
        ((30_000, 2_000, 2_000, 0), units(30_000, 0), 0),
    ];
    for ((value, initial, instant, blocks), after, deductible) in table {
        let grown = grow(Fixed::from_int(value), &rules().rates, &performance(initial, instant), blocks);
        let case = format!("V = {value}, p/P = {instant}/{initial}, {blocks} blocks");
        assert_eq!(grown.value.to_balance_floor(), after, "{case}");
        assert_eq!(grown.deductible.to_balance_floor(), deductible, "{case}");
    }
}

#[test]
fn silence() {
    let table = [
        (0, units(1_690, 0)),
        (1, units(1_689, 994_366_666_666)),
        (300, units(1_688, 310_841_904_546)),
        (7_200, units(1_649, 922_783_493_807)),
        (50_400, units(1_428, 647_580_594_806)),
        (u32::MAX, 0),
    ];
    for (blocks, left) in table {
        let value = decay(Fixed::from_int(1_690), &rules().rates, blocks);
        assert_eq!(value.to_balance_floor(), left, "{blocks} blocks");
    }
}

#[test]
fn the_budget_falls_by_a_quarter_every_180_days() {
    let budget = rules().budget;
    let period = 180 * 7_200;
    assert_eq!(budget.halving_interval, period);
    let table = [(0, 100.0), (1, 75.0), (2, 56.25), (3, 42.1875), (10, 5.631351470947266)];
    for (periods, pha) in table {
        for block in [periods * period, (periods + 1) * period - 1] {
            let at = budget.at(block) as f64 / PHA as f64;
            assert!((at - pha).abs() < 1e-9, "{at} PHA after {periods} periods");
        }
    }
    assert_eq!(budget.divide(units(100, 0)), (units(80, 0), units(20, 0)));
    // Before the schedule begins nothing is paid, and at the end of time nothing is left.
    let later = economy::Budget { start: 1_000, ..budget };
    assert_eq!((later.at(999), later.at(1_000)), (0, units(100, 0)));
    let fast = economy::Budget { halving_interval: 1, ..budget };
    assert_eq!(fast.at(u32::MAX), 0);
}

#[test]
fn performance_is_work_in_six_seconds() {
    // P, work, milliseconds; p.
    let table = [
        (1_000, 300_000, 1_800_000, 1_000.0),
        (1_000, 150_000, 1_800_000, 500.0),
        (1_000, 999_999_999, 1_800_000, 1_200.0),
        (1_000, 0, 1_800_000, 0.0),
        (1_000, 5, 0, 1_200.0),
        (u32::MAX, u64::MAX, 1, u32::MAX as f64 * 1.2),
    ];
    for (initial, work, elapsed_ms, expected) in table {
        let instant = Performance::instant(initial, work, elapsed_ms).to_bits() as f64 / 2f64.powi(64);
        assert!((instant - expected).abs() < 1e-6, "{work} units in {elapsed_ms} ms: {instant}");
    }
}

#[test]
fn challenges_of_a_block() {
    let pace = rules().pace;
    let table = [
        // Workers, roll; challenges.
        ((0, 0), 0),
        ((3, 2), 1),
        ((3, 3), 0),
        ((149, 148), 1),
        ((150, 0), 1),
        ((299, 148), 2),
        ((2_999, 149), 19),
        ((3_000, 0), 20),
        ((100_000, 0), 20),
    ];
    for ((active, roll), challenges) in table {
        assert_eq!(pace.challenges(active, roll), challenges, "{active} workers, roll {roll}");
    }
}

#[test]
fn misbehaviour_is_rounded_up() {
    use economy::Offence::*;
    let table = [(Minor, 101, 2), (Severe, 101, 11), (Total, 101, 101), (Minor, 0, 0), (Minor, 1, 1)];
    for (offence, stake, cost) in table {
        assert_eq!(offence.of(stake), cost, "{offence:?} of {stake}");
    }
}
