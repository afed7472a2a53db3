//! Published vectors: a whole ceremony of three gatekeepers from fixed seeds, and what is derived from it.

use super::network::*;
use codec::Encode;
use messages::ceremony::CeremonyMessage;
use serde_json::{json, Value};

const PUBLISHED: &str = include_str!("../../vectors/ceremony.json");

fn said(entry: &Entry) -> Value {
    let bytes = |list: &[[u8; 32]]| list.iter().map(hex::encode).collect::<Vec<_>>();
    let said = match &entry.message {
        CeremonyMessage::Join { key, .. } => json!({ "join": hex::encode(key) }),
        CeremonyMessage::Dealing { commitments, proof, key, shares, .. } => json!({ "dealing": {
            "commitments": bytes(commitments),
            "proof": bytes(&[proof.0, proof.1]),
            "key": hex::encode(key),
            "shares": shares.iter().map(|s| hex::encode([&s.encapsulated_key[..], &s.ciphertext].concat())).collect::<Vec<_>>(),
        }}),
        CeremonyMessage::Verdict { accused, .. } => json!({ "verdict": accused.to_vec() }),
        CeremonyMessage::Answer { shares, .. } => json!({ "answer": shares.len() }),
    };
    json!({ "seq": entry.seq, "block": entry.block, "keeper": entry.sender.0[0], "said": said })
}

fn result(shared: &Shared) -> Value {
    let published = shared.outcome.shared.as_ref().unwrap();
    let partial = |keeper: &u8| hex::encode(shared.partials(&state_label(), &[*keeper])[0].point);
    json!({
        "group": hex::encode(published.group),
        "publics": published.publics.iter().map(hex::encode).collect::<Vec<_>>(),
        "partials of the state key": shared.shares.keys().map(partial).collect::<Vec<_>>(),
        "state key": hex::encode(shared.key(&state_label())),
        "beacon of round 1": hex::encode(shared.beacon(1, &[2, 3])),
    })
}

#[test]
fn a_ceremony_from_fixed_seeds_is_as_published() {
    let one = Run::new(&fresh(&[1, 2, 3], 2), None).finish();
    let two = Run::new(&handed_on(2, &one, &[2, 3, 4], 2), Some(&one)).finish();
    let found = json!({
        "inputs": {
            "genesis": hex::encode(GENESIS),
            "seed of the boot key of gatekeeper k": "32 bytes k",
            "seed of gatekeeper k in ceremony c": "32 bytes k ^ (c << 5)",
            "scale(Ceremony) 1": hex::encode(fresh(&[1, 2, 3], 2).encode()),
            "scale(KeyLabel) of the state key": hex::encode(state_label().encode()),
        },
        "fresh, threshold 2": {
            "channel": one.channel.iter().map(said).collect::<Vec<_>>(),
            "result": result(&one),
        },
        "handed on to 2, 3, 4": { "result": result(&two) },
    });
    let text = serde_json::to_string_pretty(&found).unwrap();
    assert!(text == PUBLISHED.trim_end(), "vectors/ceremony.json should be:\n{text}");
}
