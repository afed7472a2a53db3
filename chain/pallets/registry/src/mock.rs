//! A runtime with this pallet and time. Evidence is real: simulated machines under the development root, through the
//! same verifier as everywhere. The statement handler is a double.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::{self as pallet_registry, *};
use attestation::development::{self, SimulatedTd};
use crypto::identity::WorkerIdentity;
use frame_support::traits::Hooks;
use frame_support::{
    construct_runtime, derive_impl, ord_parameter_types, parameter_types,
    traits::{fungible::HoldConsideration, ConstU128, EitherOfDiverse, LinearStoragePrice},
    weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSignedBy, RawOrigin};
use messages::{
    ids::*,
    registration::{Claim, Registration},
    worker::{SignedWorkerMessage, Statement, WorkerMessage},
    H256,
};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchResult};

construct_runtime!(
    pub enum Test {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Balances: pallet_balances,
        Registry: pallet_registry,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type BlockHashCount = BlockHashCount;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<10>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

parameter_types! {
    pub const BlockHashCount: BlockNumber = 250;
    pub const MaxChallengeAge: BlockNumber = 50;
    pub const AllowDelay: TimeMs = 60_000;
    pub const RemovalGrace: TimeMs = 120_000;
    pub const CollateralHold: RuntimeHoldReason = RuntimeHoldReason::Registry(HoldReason::Collateral);
    pub const RelayCheckpoint: Option<H256> = None;
}

ord_parameter_types! {
    pub const Firefighter: AccountId = AccountId::new([0xfe; 32]);
}

impl pallet_registry::Config for Test {
    type Clock = Timestamp;
    type Statements = Handler;
    type OnRegistered = ();
    type OnRemoved = Farewell;
    type CollateralDeposit = HoldConsideration<
        AccountId,
        Balances,
        CollateralHold,
        LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>,
    >;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type EmergencyOrigin = EitherOfDiverse<EnsureRoot<AccountId>, EnsureSignedBy<Firefighter, AccountId>>;
    type MaxChallengeAge = MaxChallengeAge;
    type AllowDelay = AllowDelay;
    type RemovalGrace = RemovalGrace;
    type RelayCheckpoint = RelayCheckpoint;
    type WeightInfo = ();
}

/// Statements that were handled, in order.
#[frame_support::storage_alias]
pub type Handled = StorageValue<Handler, Vec<(WorkerId, Statement)>>;

/// Notes what it is given, then fails for channel 13.
pub struct Handler;
impl StatementHandler for Handler {
    fn handle(worker: WorkerId, statement: Statement) -> DispatchResult {
        let fails = matches!(statement, Statement::ToChannel { channel: 13, .. });
        let mut handled = Handled::get().unwrap_or_default();
        handled.push((worker, statement));
        Handled::put(handled);
        if fails {
            return Err("unlucky".into());
        }
        Ok(())
    }

    fn weight(_statement: &Statement) -> Weight {
        Weight::from_parts(1_000, 0)
    }
}

/// Workers that were removed, in order.
#[frame_support::storage_alias]
pub type Removed = StorageValue<Farewell, Vec<WorkerId>>;

/// Notes who was removed.
pub struct Farewell;
impl OnRemoved for Farewell {
    fn on_removed(worker: &WorkerId) {
        Removed::append(*worker);
    }

    fn weight() -> Weight {
        Weight::from_parts(7_000, 0)
    }
}

/// Chain time at block 1: within the life of the development root.
pub const START_MS: TimeMs = 1_800_000_000_000;
pub const SLOT_MS: TimeMs = 6_000;

pub const RELAYER: AccountId = AccountId::new([0x4e; 32]);

pub fn relayer() -> RuntimeOrigin {
    RawOrigin::Signed(RELAYER).into()
}

/// What relayer and operator have.
pub const ENDOWMENT: Balance = 1_000_000;

/// What `who` holds as deposit.
pub fn held(who: &AccountId) -> Balance {
    use frame_support::traits::fungible::InspectHold;
    Balances::balance_on_hold(&CollateralHold::get(), who)
}

/// The spare time of one block goes to the patrol.
pub fn idle() -> Weight {
    Registry::on_idle(System::block_number(), Weight::from_parts(2_000_000_000_000, u64::MAX))
}

pub fn root() -> RuntimeOrigin {
    RawOrigin::Root.into()
}

pub fn operator() -> AccountId {
    AccountId::new([0x0b; 32])
}

/// Goes on to a block; each block's hash is made of its number.
pub fn go_to(block: BlockNumber) {
    while System::block_number() < block {
        let parent = System::block_number();
        if parent > 0 {
            frame_system::BlockHash::<Test>::insert(parent, block_hash(parent));
        }
        System::set_block_number(parent + 1);
        Timestamp::set_timestamp(START_MS + u64::from(parent) * SLOT_MS);
    }
}

pub fn block_hash(number: BlockNumber) -> H256 {
    H256::from_low_u64_be(number.into())
}

pub fn genesis() -> GenesisHash {
    System::block_hash(0)
}

/// A simulated machine, the enclave on it, and one boot of that enclave.
pub struct Enclave {
    pub td: SimulatedTd,
    pub identity: WorkerIdentity,
    pub boot_id: BootId,
    pub next_seq: u64,
}

impl Enclave {
    pub fn boot(machine: u32, boot: u8) -> Self {
        let secret = crypto::simulated::machine_secret(machine);
        Self {
            td: SimulatedTd::new(machine),
            identity: WorkerIdentity::from_sealing_secret(&secret),
            boot_id: BootId([boot; 16]),
            next_seq: 1,
        }
    }

    pub fn id(&self) -> WorkerId {
        self.identity.id()
    }

    /// A claim with the parent block as challenge.
    pub fn claim(&self) -> Claim {
        let number = System::block_number() - 1;
        Claim {
            genesis: genesis(),
            worker: self.id(),
            encryption_key: self.identity.encryption_key(),
            operator: operator(),
            boot_id: self.boot_id,
            challenge: BlockRef { number, hash: System::block_hash(number) },
            relay_checkpoint: None,
        }
    }

    pub fn registration_of(&self, claim: Claim) -> Registration {
        let quote = self.td.quote(&crypto::hash::report_data(&claim)).unwrap();
        Registration { claim, quote }
    }

    pub fn register(&self) -> DispatchResult {
        Registry::register(relayer(), self.registration_of(self.claim()))
    }

    /// The next statement, signed.
    pub fn says(&mut self, statement: Statement) -> SignedWorkerMessage {
        self.next_seq += 1;
        self.signs(WorkerMessage {
            genesis: genesis(),
            worker: self.id(),
            boot_id: self.boot_id,
            seq: self.next_seq - 1,
            statement,
        })
    }

    pub fn signs(&self, message: WorkerMessage) -> SignedWorkerMessage {
        self.identity.sign_message(message)
    }

    pub fn record(&self) -> messages::registration::WorkerRecord {
        Workers::<Test>::get(self.id()).unwrap()
    }
}

pub fn submit(messages: Vec<SignedWorkerMessage>) -> DispatchResult {
    Registry::submit(relayer(), messages.try_into().unwrap())
}

/// A statement that the handler takes.
pub fn to_channel(channel: ChannelId) -> Statement {
    Statement::ToChannel { channel, payload: Default::default() }
}

pub fn handled() -> Vec<(WorkerId, Statement)> {
    Handled::get().unwrap_or_default()
}

/// This pallet's events since the last call.
pub fn events() -> Vec<Event<Test>> {
    let ours = |event| match event {
        RuntimeEvent::Registry(event) => Some(event),
        _ => None,
    };
    let events = System::events().into_iter().filter_map(|record| ours(record.event)).collect();
    System::reset_events();
    events
}

/// A development network at block 10, or one without the development root.
pub fn build(trust: Vec<GenesisTrust>) -> sp_io::TestExternalities {
    let genesis = RuntimeGenesisConfig {
        system: Default::default(),
        balances: pallet_balances::GenesisConfig {
            balances: vec![(RELAYER, ENDOWMENT), (operator(), ENDOWMENT)],
            ..Default::default()
        },
        registry: crate::GenesisConfig { trust, policy: development::policy(), ..Default::default() },
    };
    let mut ext: sp_io::TestExternalities = genesis.build_storage().unwrap().into();
    // Benchmarks sign with keys that the host holds.
    let keystore = sp_keystore::testing::MemoryKeystore::new();
    ext.register_extension(sp_keystore::KeystoreExt::new(keystore));
    ext.execute_with(|| go_to(10));
    ext
}

pub fn development_trust() -> GenesisTrust {
    GenesisTrust { anchor: development::trust_anchor(), collateral: vec![development::collateral()] }
}

/// A network that believes the development root, with other collateral.
pub fn with_collateral(collateral: Vec<attestation::Collateral>, test: impl FnOnce()) {
    execute(build(vec![GenesisTrust { collateral, ..development_trust() }]), test);
}

pub fn on_development_network(test: impl FnOnce()) {
    execute(build(vec![development_trust()]), test);
}

pub fn on_production_network(test: impl FnOnce()) {
    let intel = GenesisTrust { anchor: attestation::TrustAnchor::intel(), collateral: vec![] };
    execute(build(vec![intel]), test);
}

fn execute(mut ext: sp_io::TestExternalities, test: impl FnOnce()) {
    ext.execute_with(|| {
        test();
        Registry::do_try_state().expect("invariants hold");
    });
}

/// Development collateral as issued at the beginning of `year`, with `changes` in its TCB info, signed.
pub fn reissued(year: u32, changes: &[(&str, &str)]) -> attestation::Collateral {
    let mut info = String::from_utf8(development::TCB_INFO.to_vec()).unwrap();
    info = info.replacen("2024-01-01T00:00:00Z", &format!("{year}-01-01T00:00:00Z"), 1);
    for (from, to) in changes {
        info = info.replacen(from, to, 1);
    }
    let mut dcap = dcap(&development::collateral());
    dcap.tcb_info_signature = development::authority::sign_collateral(info.as_bytes());
    dcap.tcb_info = info.into_bytes().try_into().unwrap();
    attestation::Collateral::Dcap(dcap)
}

/// The same with another revocation list of the CA for machines.
pub fn with_machine_list(list: Vec<u8>, collateral: &attestation::Collateral) -> attestation::Collateral {
    let mut dcap = dcap(collateral);
    dcap.pck_crl = list.try_into().unwrap();
    attestation::Collateral::Dcap(dcap)
}

/// The same with a wrong signature.
pub fn unsigned(collateral: attestation::Collateral) -> attestation::Collateral {
    let mut dcap = dcap(&collateral);
    dcap.tcb_info_signature = [1; 64];
    attestation::Collateral::Dcap(dcap)
}

/// The same for another family; no longer signed.
pub fn of_family(number: u32, collateral: &attestation::Collateral) -> attestation::Collateral {
    let mut dcap = dcap(collateral);
    let info = String::from_utf8(dcap.tcb_info.into_inner()).unwrap();
    dcap.tcb_info = info.replace("AD1700000000", &format!("{number:012X}")).into_bytes().try_into().unwrap();
    attestation::Collateral::Dcap(dcap)
}

/// The same, larger: with blanks in its TCB info and long issuer chains.
pub fn padded(collateral: &attestation::Collateral) -> attestation::Collateral {
    let mut dcap = dcap(collateral);
    let mut info = dcap.tcb_info.into_inner();
    info.resize(attestation::MAX_TCB_INFO as usize, b' ');
    dcap.tcb_info = info.try_into().unwrap();
    dcap.tcb_info_issuer_chain = vec![b' '; attestation::MAX_ISSUER_CHAIN as usize].try_into().unwrap();
    attestation::Collateral::Dcap(dcap)
}

fn dcap(collateral: &attestation::Collateral) -> attestation::DcapCollateral {
    match collateral {
        attestation::Collateral::Dcap(dcap) => dcap.clone(),
        attestation::Collateral::Snp(_) => panic!("simulated machines have Intel's collateral"),
    }
}
