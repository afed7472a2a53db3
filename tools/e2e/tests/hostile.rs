//! Hostile users against a whole network: they get receipts and refusals, everybody else gets on.
#![allow(clippy::unwrap_used)]

use adyton::session::Transaction;
use alloy_sol_types::{sol, SolCall};
use client::submit::{Account, Call, SubmitError, Until};
use codec::{Decode, Encode};
use crypto::sealing::seal_call;
use e2e::{
    chain::proven_free_balance,
    cluster::{call, deploy, Caller, Cluster, CALL_GAS, UNIT, WEI},
    network::LocalNetwork,
    wait::until_within,
};
use messages::{
    call::{CallBody, InnerCall, SignedCall},
    channel::{SealedCall, UserPayload},
    ids::{AccountId, GenesisHash},
    keys::InputKey,
    limits::{MAX_BATCH, MAX_CIPHERTEXT},
    receipt::{Receipt, Refusal},
    H160, U256,
};
use sp_crypto_hashing::twox_128;
use std::time::Duration;

sol! {
    function withdraw(bytes32 chainAccount) external payable;
}

/// `JUMPDEST PUSH1 0 JUMP`: init code that never ends.
const ENDLESS: [u8; 4] = [0x5b, 0x60, 0x00, 0x56];
/// `PUSH1 1 PUSH4 0xffffffff MSTORE`: init code that wants 4 GiB.
const GREEDY: [u8; 8] = [0x60, 0x01, 0x63, 0xff, 0xff, 0xff, 0xff, 0x52];

#[tokio::test]
async fn bad_calls_get_receipts_and_do_not_stop_the_next() {
    let network = LocalNetwork::start().await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let mut ada = Caller::new("Ada").unwrap();
    cluster.deposit(&[&ada], 10 * UNIT).await.unwrap();
    cluster.funded(&ada, U256::from(WEI)).await.unwrap();

    let mut calls = refused_calls(&cluster, &ada).await;
    for code in [ENDLESS.to_vec(), GREEDY.to_vec()] {
        let sealed =
            cluster.seal(&mut ada, Transaction { gas_limit: CALL_GAS, ..deploy(code) }).await.unwrap();
        calls.push((sealed, None));
    }
    let good = cluster.seal(&mut ada, payment()).await.unwrap();
    let batch: Vec<SealedCall> = calls.iter().map(|(call, _)| call.clone()).chain([good]).collect();
    let seq = cluster.push_batch(&batch).await.unwrap().seq;
    cluster.success(&ada, seq, calls.len() as u32).await.unwrap();
    for (index, (_, refusal)) in calls.iter().enumerate() {
        let receipt = cluster.receipt(&ada, seq, index as u32).await.unwrap();
        match (refusal, &receipt) {
            (Some(refusal), _) => assert_eq!(receipt, Receipt::Refused(*refusal), "call {index}"),
            (None, Receipt::Executed(ran)) => {
                assert!(!ran.success && ran.gas_used == CALL_GAS, "{receipt:?}")
            }
            _ => {
                assert!(matches!(receipt, Receipt::Executed(_)), "call {index} pays for its gas: {receipt:?}")
            }
        }
    }
    one_message_may_not_use_more_gas_than_a_block(&cluster, &mut ada).await;
    cluster.agreed_state(&cluster.workers).await.unwrap();
}

async fn one_message_may_not_use_more_gas_than_a_block(cluster: &Cluster, ada: &mut Caller) {
    let mut hungry = vec![];
    for _ in 0..2 {
        hungry.push(ada.body(cluster.id(), Transaction { gas_limit: 20_000_000, ..payment() }));
    }
    // A refused call leaves its nonce to the next.
    hungry.push(CallBody { gas_limit: CALL_GAS, ..hungry[1].clone() });
    let mut batch = vec![];
    for body in hungry {
        batch.push(cluster.confidential.seal(ada.key(), body).await.unwrap());
    }
    let seq = cluster.push_batch(&batch).await.unwrap().seq;
    cluster.success(ada, seq, 0).await.unwrap();
    assert_eq!(cluster.receipt(ada, seq, 1).await.unwrap(), Receipt::Refused(Refusal::BadGasLimit));
    cluster.success(ada, seq, 2).await.unwrap();
}

fn payment() -> Transaction {
    Transaction { value: 1.into(), ..call(H160([1; 20]), vec![]) }
}

/// Calls that must not run, with the reason that their receipt has to give.
async fn refused_calls(cluster: &Cluster, ada: &Caller) -> Vec<(SealedCall, Option<Refusal>)> {
    let genesis = cluster.confidential.view().genesis();
    let key = cluster.proven().await.unwrap().input_key().unwrap();
    let body = Caller::new("Ada's model").unwrap().body(cluster.id(), payment());
    let signed =
        |caller: &Caller, body: CallBody| InnerCall::Signed(caller.key().sign_call(&genesis, body)).encode();
    let forged = InnerCall::Signed(SignedCall { body: body.clone(), signature: [0; 65] }).encode();
    let penniless = Caller::new("nobody").unwrap();
    let plaintexts = [
        (vec![7; 100], Refusal::Malformed),
        (forged, Refusal::BadSignature),
        (signed(ada, CallBody { committee: 0, ..body.clone() }), Refusal::WrongCommittee),
        (signed(ada, CallBody { nonce: 7, ..body.clone() }), Refusal::BadNonce { expected: 0 }),
        (signed(&penniless, body.clone()), Refusal::InsufficientFunds),
        (signed(ada, CallBody { max_fee_per_gas: 1.into(), ..body.clone() }), Refusal::Underpriced),
        (signed(ada, CallBody { gas_limit: u64::MAX, ..body.clone() }), Refusal::BadGasLimit),
        (signed(ada, CallBody { gas_limit: 20_000, ..body }), Refusal::BadGasLimit),
    ];
    let seal = |plaintext: &[u8]| sealed(genesis, cluster.id(), &key, plaintext);
    let garbage = SealedCall { ciphertext: vec![7; 100].try_into().unwrap(), ..seal(&[]) };
    let refused = plaintexts.iter().map(|(plaintext, refusal)| (seal(plaintext), Some(*refusal)));
    refused.chain([(garbage, Some(Refusal::Undecryptable))]).collect()
}

fn sealed(genesis: GenesisHash, committee: u32, key: &InputKey, plaintext: &[u8]) -> SealedCall {
    seal_call(&genesis, committee, key.epoch, &key.public, plaintext, [9; 32]).unwrap()
}

#[tokio::test]
async fn the_chain_refuses_what_no_channel_takes() {
    let network = LocalNetwork::start().await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let (id, epoch) = (cluster.id(), cluster.proven().await.unwrap().committee.epoch);
    let good = noise(epoch, 100);
    let oversize = (id, epoch, [0u8; 32], vec![0u8; MAX_CIPHERTEXT as usize + 1]);
    let too_many = vec![noise(epoch, 1); MAX_BATCH as usize + 1];
    for (call, says) in [
        (Call::push(id, &noise(epoch + 1, 100)), "EpochNotLive"),
        (Call::push(0, &good), "SenderRefused"),
        (Call::push(7, &good), "NonExistentChannel"),
        (Call::push_batch(id, &[]), "EmptyBatch"),
        (Call::new("Channels", "push", oversize), "the node did not take"),
        (Call::push_batch(id, &too_many), "the node did not take"),
    ] {
        let error = cluster.payer.execute(&call, Until::InBlock).await.unwrap_err().to_string();
        assert!(error.contains(says), "{says}: {error}");
    }
    cluster.push(&good).await.unwrap();
}

/// A call that nobody can open.
fn noise(epoch: u64, bytes: usize) -> SealedCall {
    SealedCall { epoch, encapsulated_key: [1; 32], ciphertext: vec![0; bytes].try_into().unwrap() }
}

/// How full a channel is: the beginning of `pallet_channels::ChannelInfo`.
#[derive(Decode)]
struct Fill {
    _kind: u8,
    _messages: u32,
    bytes: u32,
}

/// What accounts may fill of a channel on this runtime: three quarters of 64 MiB.
const ACCOUNTS_SHARE: u32 = 48 * 1024 * 1024;
/// Largest calls that are in flight at the same time; fewer than the node's pool holds.
const WINDOW: u32 = 48;

async fn fill(cluster: &Cluster) -> u32 {
    let key = [&twox_128(b"Channels")[..], &twox_128(b"Channels"), &cluster.id().encode()].concat();
    let best = cluster.pool().best_header().await.unwrap().block.hash;
    let value = cluster.pool().storage(&key, best).await.unwrap().unwrap();
    Fill::decode(&mut &value[..]).unwrap().bytes
}

fn payload_bytes(call: &SealedCall) -> u32 {
    UserPayload::Call(call.clone()).encoded_size() as u32
}

#[tokio::test]
async fn spam_fills_its_share_of_a_channel_while_commits_and_pay_outs_go_on() {
    let network = LocalNetwork::start().await.unwrap();
    let cluster = Cluster::open(&network, "//Bob").unwrap();
    let mut ada = Caller::new("Ada").unwrap();
    cluster.deposit(&[&ada], 10 * UNIT).await.unwrap();
    cluster.funded(&ada, U256::from(WEI)).await.unwrap();
    let epoch = cluster.proven().await.unwrap().committee.epoch;
    let spammer = account(&cluster, "//Eve");

    // Ada's withdrawal takes the last bytes that accounts may fill.
    let chain_account = AccountId::new([0xAD; 32]);
    let data = withdrawCall { chainAccount: [0xAD; 32].into() }.abi_encode();
    let system = H160(hex::decode("0000000000000000000000000000000000000ad1").unwrap().try_into().unwrap());
    let withdrawal = Transaction { value: WEI.into(), ..call(system, data) };
    let withdrawal = cluster.seal(&mut ada, withdrawal).await.unwrap();
    spam(&cluster, &spammer, epoch, ACCOUNTS_SHARE - payload_bytes(&withdrawal)).await;
    let seq = cluster.push(&withdrawal).await.unwrap().seq;
    assert_eq!(fill(&cluster).await, ACCOUNTS_SHARE);

    for refused in
        [Call::push(cluster.id(), &noise(epoch, 0)), Call::deposit(cluster.id(), ada.address(), UNIT)]
    {
        let error = spammer.execute(&refused, Until::InBlock).await.unwrap_err();
        assert!(
            matches!(&error, SubmitError::Failed { error, .. } if error.contains("ChannelFull")),
            "{error}"
        );
    }
    let view = cluster.confidential.view();
    let paid = until_within(
        Duration::from_secs(120),
        "the pay-out arrives although the channel is full",
        async || {
            let balance = proven_free_balance(view, &chain_account).await?;
            Ok((balance > 0).then_some(balance))
        },
    );
    assert_eq!(paid.await.unwrap(), UNIT);
    cluster.success(&ada, seq, 0).await.unwrap();
    assert!(fill(&cluster).await > ACCOUNTS_SHARE, "the chain's notice took reserved space");
    cluster.agreed_state(&cluster.workers).await.unwrap();
}

fn account(cluster: &Cluster, secret: &str) -> Account {
    Account::from_secret(cluster.pool().clone(), cluster.confidential.view().genesis(), secret).unwrap()
}

/// Pushes calls that nobody can open until exactly `until` bytes are stored.
async fn spam(cluster: &Cluster, spammer: &Account, epoch: u64, until: u32) {
    let largest = noise(epoch, MAX_CIPHERTEXT as usize);
    let framing = payload_bytes(&largest) - MAX_CIPHERTEXT;
    let mut room = until - fill(cluster).await;
    let mut in_flight = 0;
    // Two smaller calls follow, so that the last is not too small to exist.
    while room > 2 * payload_bytes(&largest) {
        room -= payload_bytes(&largest);
        in_flight += 1;
        let submitted = spammer.submit(&Call::push(cluster.id(), &largest)).await.unwrap();
        if in_flight % WINDOW == 0 {
            // Nonces keep the order: those before it are in blocks too.
            submitted.wait(Until::InBlock).await.unwrap();
        }
    }
    // Compact lengths of ciphertexts above 16 KiB all take four bytes, so framing is the same.
    for bytes in [room / 2, room - room / 2] {
        let call = Call::push(cluster.id(), &noise(epoch, (bytes - framing) as usize));
        spammer.execute(&call, Until::InBlock).await.unwrap();
    }
    assert_eq!(fill(cluster).await, until);
}
