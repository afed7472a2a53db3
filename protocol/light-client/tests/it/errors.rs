//! Codes and sentences of refusals: operators' dashboards and messages depend on them.

use light_client::{CallerFault, ChainFault, Error, HostFault};

#[test]
fn codes_and_sentences_are_stable() {
    let (number, seq, key) = (5, 9, vec![0xab, 0xcd]);
    let host = [
        HostFault::Oversize,
        HostFault::MalformedHeader,
        HostFault::MalformedJustification,
        HostFault::MalformedProof,
        HostFault::GenesisMissing,
        HostFault::GenesisUnexpected,
        HostFault::ForeignGenesis,
        HostFault::JustificationForAnotherHeader,
        HostFault::ForgedJustification,
        HostFault::ShortJustification,
        HostFault::ForeignSet,
        HostFault::WrongSet,
        HostFault::VotesDisagree,
        HostFault::TooManyVotes,
        HostFault::NotASetEnd { number },
        HostFault::HeadGoesBackwards { last: 7, found: 5 },
        HostFault::HeadConflicts { number },
        HostFault::StaleHeader { last: 7, found: 5 },
        HostFault::HeadMissing,
        HostFault::ProofForAnotherRoot,
        HostFault::ProofIncomplete { key: key.clone() },
        HostFault::ForeignMessage { channel: 2 },
        HostFault::MessageMissing { expected: 3, found: 4 },
        HostFault::MessageDuplicate { seq },
        HostFault::MessageOutOfOrder { seq },
        HostFault::MessageBeyondHead { seq },
        HostFault::BorderNotProven { seq },
        HostFault::DigestMismatch { seq },
    ];
    let chain = [
        ChainFault::ForcedChange { number },
        ChainFault::DelayedChange { number },
        ChainFault::BadAuthorities,
        ChainFault::UnknownDigest { number },
        ChainFault::UnknownAbi { found: Some(4) },
        ChainFault::UnknownAbi { found: None },
        ChainFault::ValueMissing { key: key.clone() },
        ChainFault::Undecodable { key: key.clone() },
    ];
    let caller = [CallerFault::TooManyKeys, CallerFault::NotProven { key }];
    let errors =
        host.map(Error::from).into_iter().chain(chain.map(Error::from)).chain(caller.map(Error::from));
    let table: Vec<String> = errors.map(|error| format!("{} {error}", error.code())).collect();
    insta::assert_snapshot!(table.join("\n"), @r"
    101 host misbehaved: the bundle is over a size bound; send less at once
    102 host misbehaved: a header does not decode
    103 host misbehaved: a justification does not decode
    104 host misbehaved: a node of a storage proof does not decode
    110 host misbehaved: the first bundle has to prove the genesis state
    111 host misbehaved: the genesis state is proven already; leave it out
    112 host misbehaved: the genesis header is another network's; check the node's chain
    120 host misbehaved: a justification is for another header
    121 host misbehaved: a vote's signature is forged
    122 host misbehaved: a justification lacks votes of two thirds of the set
    123 host misbehaved: no vote is of the authority set in force; are set changes left out?
    124 host misbehaved: a vote was signed for another authority set than the one in force
    125 host misbehaved: the votes of a justification do not agree on its header
    126 host misbehaved: a justification holds more votes than its voters can cast
    130 host misbehaved: block 5 does not end its authority set
    131 host misbehaved: head 5 is lower than the verified head 7
    132 host misbehaved: head 5 is not the block that was verified at this number
    133 host misbehaved: header 5 is not above block 7, which is known to be final
    134 host misbehaved: proofs and messages need a head; send one
    140 host misbehaved: the storage proof does not start at the head's state root
    141 host misbehaved: the storage proof does not reach key 0xabcd
    150 host misbehaved: a message of channel 2 is not asked for
    151 host misbehaved: message 3 comes next, but 4 was delivered
    152 host misbehaved: message 9 is known already
    153 host misbehaved: message 9 names a lower block than the one before it
    154 host misbehaved: message 9 is not proven at this head yet
    155 host misbehaved: the messages stop at 9; prove the chain's record of that message
    156 host misbehaved: the messages up to 9 are not those of the chain; one was altered
    201 chain unsupported: block 5 forces an authority set; start anew from a governed checkpoint
    202 chain unsupported: block 5 delays an authority set change; only immediate changes are provable
    203 chain unsupported: an authority set is empty, too large or does not decode
    204 chain unsupported: block 5 carries a GRANDPA digest of unknown form; upgrade
    210 chain unsupported: state has enclave ABI 4, this client reads 3; upgrade
    210 chain unsupported: state names no enclave ABI; is this an Adyton chain?
    211 chain unsupported: key 0xabcd has no value, but must have one
    212 chain unsupported: the value of key 0xabcd does not decode; upgrade
    301 caller fault: too many keys are wanted in one bundle; ask for fewer
    302 caller fault: key 0xabcd was read without asking for its proof; add it to the wanted keys
    ");
}
