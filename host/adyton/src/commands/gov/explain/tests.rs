//! Words for calls, given as the chain's metadata decodes them.

use super::{args::shortened, rules as rule_table, *};
use crate::commands::amount::account;
use crate::state::call::{address, option, unit};
use ::economy::Rules;

const PHA: u128 = 1_000_000_000_000;
const HASH: [u8; 32] = [0xab; 32];

fn background() -> Background {
    Background {
        rules: Some(Rules::for_block_time(6_000)),
        at_ms: 1_767_225_600_000,
        block_ms: 6_000,
        allow_delay_ms: Some(7 * 86_400_000),
    }
}

fn of(pallet: &str, name: &str, args: Vec<(&str, Value)>) -> Value {
    Value::unnamed_variant(pallet, [Value::named_variant(name, args)])
}

fn explained(call_value: &Value) -> Meaning {
    call(call_value, &background())
}

fn hash() -> Value {
    Value::unnamed_composite([Value::from_bytes(HASH)])
}

fn remark(text: &str) -> Value {
    of("System", "remark", vec![("remark", Value::from_bytes(text))])
}

fn batch(calls: Vec<Value>) -> Value {
    of("Utility", "batch_all", vec![("calls", Value::unnamed_composite(calls))])
}

#[test]
fn calls_that_holders_meet_have_words() {
    let bob = account("//Bob").unwrap();
    let to = || ("beneficiary", address(&bob));
    let version = Value::named_composite(
        [("major", 1), ("minor", 2), ("patch", 3)].map(|(part, n)| (part, Value::u128(n))),
    );
    let worker = || ("worker", hash());
    let hex = "ab".repeat(32);
    let bob_hex = hex::encode(AsRef::<[u8]>::as_ref(&bob));
    let vote = Value::named_variant(
        "Standard",
        [("vote", Value::unnamed_composite([Value::u128(0x82)])), ("balance", Value::u128(5 * PHA))],
    );
    let nothing = || Value::unnamed_composite([]);
    let table = [
        (
            of(
                "Treasury",
                "spend",
                vec![("asset_kind", nothing()), ("amount", Value::u128(1_000 * PHA)), to(), ("valid_from", option(None))],
            ),
            format!("lets {bob} claim 1,000 PHA of the treasury"),
        ),
        (
            of("Treasury", "spend_local", vec![("amount", Value::u128(PHA / 2)), to()]),
            format!("spends 0.5 PHA of the treasury to {bob}"),
        ),
        (
            of("Registry", "allow_measurement", vec![("kind", unit("Tdx")), ("measurement", hash()), ("version", version)]),
            format!("allows enclave program 0x{hex}, version 1.2.3, on TDX, from about 2026-01-08T00:00:00Z"),
        ),
        (
            of("Registry", "deny_measurement", vec![("measurement", hash())]),
            format!("denies enclave program 0x{hex}, at once and for good"),
        ),
        (
            of("Computation", "report", vec![worker(), ("offence", unit("Severe"))]),
            format!(
                "reports misbehaviour of worker {}: its session ends and 10 % of its stake is slashed unless that is lifted",
                shortened(&HASH)
            ),
        ),
        (
            of("ConvictionVoting", "vote", vec![("poll_index", Value::u128(3)), ("vote", vote)]),
            "votes on referendum 3: aye with 5 PHA, each PHA counts twice (conviction 2)".into(),
        ),
        (
            of("StakePools", "deposit", vec![("pool", Value::u128(4)), ("amount", Value::u128(12 * PHA + PHA / 2))]),
            "deposits 12.5 PHA in pool 4".into(),
        ),
        (
            of("Gatekeepers", "set_threshold", vec![("threshold", Value::u128(3))]),
            "has 3 gatekeepers needed to derive a key".into(),
        ),
        (remark("hello"), "does nothing but say \"hello\"".into()),
        (
            of("Mystery", "act", vec![("who", address(&bob)), ("times", Value::u128(3))]),
            format!("calls Mystery.act(who: Id(0x{bob_hex}), times: 3)"),
        ),
    ];
    for (value, words) in table {
        assert_eq!(explained(&value).sentence(), words);
    }
}

#[test]
fn new_rules_are_told_as_what_changes() {
    let mut rules = Rules::for_block_time(6_000);
    rule_table::set(&mut rules, "v_max", "20000").unwrap();
    let set = |rules: &Rules| of("Computation", "set_rules", vec![("rules", rule_table::to_value(rules))]);
    let meaning = explained(&set(&rules));
    assert_eq!(
        meaning.sentence(),
        "sets the computation rules: largest value of a worker (v_max) from 30,000 PHA to 20,000 PHA"
    );
    assert_eq!(meaning.all_warnings(), Vec::<String>::new());
    let same = explained(&set(&Rules::for_block_time(6_000)));
    assert_eq!(same.sentence(), "sets the computation rules to what they are now");
    rule_table::set(&mut rules, "v_max", "0").unwrap();
    let refused = explained(&set(&rules));
    assert!(
        refused.all_warnings()[0].starts_with("the chain would refuse these rules"),
        "{:?}",
        refused.all_warnings()
    );
}

#[test]
fn calls_within_calls_are_explained_each() {
    let meaning = explained(&batch(vec![remark("first remark"), batch(vec![remark("second remark")])]));
    let lines = [
        "does in order, all or nothing:",
        "  does nothing but say \"first remark\"",
        "  does in order, all or nothing:",
        "    does nothing but say \"second remark\"",
    ];
    assert_eq!(meaning.lines(0), lines);
}

#[test]
fn nesting_is_bounded_and_said_to_be_unreadable() {
    let wrap = |levels: usize| (0..levels).fold(remark("x"), |inner, _| batch(vec![inner]));
    assert_eq!(explained(&wrap(MAX_NESTED)).all_warnings(), Vec::<String>::new());
    let warnings = explained(&wrap(MAX_NESTED + 1)).all_warnings();
    assert!(warnings[0].contains("cannot be read"), "{warnings:?}");
}

#[test]
fn roots_rights_are_warned_of_wherever_they_hide() {
    let root = Value::unnamed_variant("system", [unit("Root")]);
    let economy = Value::unnamed_variant("Origins", [unit("EconomyAdmin")]);
    let as_origin = |origin: &Value| {
        let inner = remark("as somebody else");
        batch(vec![of("Utility", "dispatch_as", vec![("as_origin", origin.clone()), ("call", inner)])])
    };
    let warned = |value: &Value| {
        explained(value).all_warnings().iter().any(|warning| warning == wrappers::ROOT_WARNING)
    };
    assert!(warned(&as_origin(&root)), "in a batch");
    assert!(!warned(&as_origin(&economy)));
    assert!(warned(&of("Sudo", "sudo", vec![("call", remark("x"))])));
    assert!(warned(&of("Whitelist", "dispatch_whitelisted_call_with_preimage", vec![("call", remark("x"))])));
    assert!(warned(&of(
        "Whitelist",
        "dispatch_whitelisted_call",
        vec![
            ("call_hash", hash()),
            ("call_encoded_len", Value::u128(1)),
            ("call_weight_witness", Value::u128(1))
        ]
    )));
    assert_eq!((wrappers::origin(&root), wrappers::origin(&economy)), ("root".into(), "EconomyAdmin".into()));
}

#[test]
fn whoever_changes_code_or_takes_funds_is_warned_of() {
    let alice = account("//Alice").unwrap();
    let dangerous = [
        of("System", "set_code", vec![("code", Value::from_bytes([0; 100]))]),
        of("System", "authorize_upgrade", vec![("code_hash", hash())]),
        of("System", "kill_storage", vec![("keys", Value::unnamed_composite([]))]),
        of(
            "Balances",
            "force_transfer",
            vec![("source", address(&alice)), ("dest", address(&alice)), ("value", Value::u128(PHA))],
        ),
        of("Registry", "deny_measurement", vec![("measurement", hash())]),
    ];
    for value in dangerous {
        assert!(!explained(&value).all_warnings().is_empty(), "{}", explained(&value).sentence());
    }
}

#[test]
fn what_is_no_call_is_not_explained_away() {
    for value in [Value::u128(1), unit("System"), Value::unnamed_variant("System", [Value::u128(1)])] {
        assert!(explained(&value).all_warnings()[0].contains("do not sign or vote"));
    }
}

#[test]
fn a_known_call_with_unknown_arguments_is_shown_as_it_is() {
    let value = of("Treasury", "spend_local", vec![("total", Value::u128(7))]);
    assert_eq!(explained(&value).sentence(), "calls Treasury.spend_local(total: 7)");
}
