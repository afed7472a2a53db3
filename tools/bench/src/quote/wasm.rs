//! `Registry::register` in the runtime as nodes run it: WebAssembly, compiled by `wasmtime`. No node, no network: one
//! block on a state in memory, begun as a node begins it.

use crate::{
    machine::timed,
    report::{Goal, Report},
    samples::Samples,
};
use adyton_runtime::{
    AccountId, Header, RuntimeCall, SignedPayload, TxExtension, UncheckedExtrinsic, WASM_BINARY,
};
use anyhow::{anyhow, ensure, Context, Result};
use attestation::development::SimulatedTd;
use codec::{Decode, Encode};
use crypto::{hash::report_data, identity::WorkerIdentity, simulated::machine_secret};
use messages::{
    ids::{BlockRef, BootId},
    registration::{Claim, Registration},
};
use sc_executor::WasmExecutor;
use sp_consensus_aura::AURA_ENGINE_ID;
use sp_core::{
    traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
    H256,
};
use sp_io::{SubstrateHostFunctions, TestExternalities};
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{
    generic::Era, traits::Header as _, ApplyExtrinsicResult, BuildStorage, Digest, DigestItem, MultiSignature,
};

/// Registrations that are measured; as many fit a block.
const RUNS: u32 = 20;
/// Slot length of the development preset.
const SLOT_MS: u64 = 500;
/// Within the dates of the development root.
const NOW_MS: u64 = 1_800_000_000_000;
/// Hash of the block before; any will do.
const GENESIS: [u8; 32] = [1; 32];

/// Measures registrations in turns with calls that do nothing.
pub(super) fn measure(report: &mut Report) -> Result<()> {
    let mut block = Block::begin()?;
    let [mut registering, mut nothing] = [(); 2].map(|()| Samples::default());
    // The first of each compiles the runtime and grows its memory.
    block.apply(remark())?;
    block.apply(registration(RUNS)?)?;
    for machine in 0..RUNS {
        nothing.add(block.apply(remark())?);
        registering.add(block.apply(registration(machine)?)?);
    }
    let (registering, nothing) = (registering.median() * 1e3, nothing.median() * 1e3);
    report.figure(
        "quote_wasm_ms",
        registering - nothing,
        Goal::AtMost(25.0),
        format!("milliseconds to register a worker by its TDX quote in the runtime's WebAssembly, without what any transaction costs ({nothing:.2} ms)"),
    );
    Ok(())
}

/// A block that is being built.
struct Block {
    state: TestExternalities,
    executor: WasmExecutor<SubstrateHostFunctions>,
    wasm: &'static [u8],
    /// Of the account that signs.
    nonce: u32,
}

impl Block {
    /// The first block of a development network.
    fn begin() -> Result<Self> {
        let wasm =
            WASM_BINARY.context("this build has no WebAssembly; build it with `cargo build -p bench`")?;
        let genesis = adyton_runtime::genesis_config_presets::preset("development").context("no preset")?;
        let state = TestExternalities::new(genesis.build_storage().map_err(anyhow::Error::msg)?);
        let executor = WasmExecutor::builder().build();
        let mut block = Block { state, executor, wasm, nonce: 0 };
        let slot = DigestItem::PreRuntime(AURA_ENGINE_ID, (NOW_MS / SLOT_MS).encode());
        let header =
            Header::new(1, H256::default(), H256::default(), H256(GENESIS), Digest { logs: vec![slot] });
        block.call("Core_initialize_block", &header.encode())?;
        let set_time = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: NOW_MS });
        block.include(&UncheckedExtrinsic::new_bare(set_time))?;
        Ok(block)
    }

    /// Signs a call and applies it; tells how long the latter took.
    fn apply(&mut self, call: RuntimeCall) -> Result<std::time::Duration> {
        let extension = extension(self.nonce);
        let payload = self.state.execute_with(|| SignedPayload::new(call, extension));
        let payload = payload.map_err(|error| anyhow!("{error:?}"))?;
        let signature = payload.using_encoded(|bytes| Alice.sign(bytes));
        let (call, extension, _) = payload.deconstruct();
        let signed = UncheckedExtrinsic::new_signed(
            call,
            account().into(),
            MultiSignature::Sr25519(signature),
            extension,
        );
        let ((), time) = timed(|| self.include(&signed))?;
        self.nonce += 1;
        Ok(time)
    }

    fn include(&mut self, extrinsic: &UncheckedExtrinsic) -> Result<()> {
        let result = self.call("BlockBuilder_apply_extrinsic", &extrinsic.encode())?;
        let result = ApplyExtrinsicResult::decode(&mut &result[..])?;
        ensure!(result == Ok(Ok(())), "the runtime refused: {result:?}");
        Ok(())
    }

    fn call(&mut self, function: &str, input: &[u8]) -> Result<Vec<u8>> {
        let code = RuntimeCode {
            code_fetcher: &WrappedRuntimeCode(self.wasm.into()),
            heap_pages: None,
            hash: b"runtime".to_vec(),
        };
        let mut state = self.state.ext();
        let (output, _) =
            self.executor.call(&mut state, &code, function, input, CallContext::Onchain { import: true });
        output.with_context(|| format!("the runtime's function {function}"))
    }
}

fn account() -> AccountId {
    Alice.to_account_id()
}

fn extension(nonce: u32) -> TxExtension {
    (
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(0),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
    )
}

fn remark() -> RuntimeCall {
    frame_system::Call::remark { remark: Vec::new() }.into()
}

/// A simulated machine registers, as its host would have it.
fn registration(machine: u32) -> Result<RuntimeCall> {
    let identity = WorkerIdentity::from_sealing_secret(&machine_secret(machine));
    let claim = Claim {
        genesis: H256(GENESIS),
        worker: identity.id(),
        encryption_key: identity.encryption_key(),
        operator: account(),
        boot_id: BootId([7; 16]),
        challenge: BlockRef { number: 0, hash: H256(GENESIS) },
        relay_checkpoint: None,
    };
    let quote = SimulatedTd::new(machine).quote(&report_data(&claim)).map_err(|error| anyhow!("{error}"))?;
    Ok(pallet_registry::Call::register { registration: Registration { claim, quote } }.into())
}
