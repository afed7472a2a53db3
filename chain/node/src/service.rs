//! A running node: database, runtime, transaction pool, network, authoring and finality.

use crate::{error::NodeError, preflight, rpc};
use adyton_runtime::{opaque::Block, Hash, RuntimeApi};
use sc_client_api::BlockBackend;
use sc_consensus_aura::{CheckForEquivocation, ImportQueueParams, SlotProportion, StartAuraParams};
use sc_consensus_grandpa::{GrandpaParams, SharedVoterState, VotingRule, VotingRulesBuilder};
use sc_executor::{HeapAllocStrategy, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_network::{
    config::FullNetworkConfiguration, service::traits::NotificationService, Litep2pNetworkBackend,
    NetworkBackend,
};
use sc_service::{
    config::ExecutorConfiguration, ChainType, Configuration, Error, GenesisBlockBuilder, TaskManager,
    WarpSyncConfig,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_aura::{
    inherents::InherentDataProvider as SlotProvider, sr25519::AuthorityPair, SlotDuration,
};
use sp_timestamp::InherentDataProvider as TimestampProvider;
use std::{env, path::PathBuf, sync::Arc, time::Duration};

#[cfg(not(feature = "runtime-benchmarks"))]
type HostFunctions = sp_io::SubstrateHostFunctions;
#[cfg(feature = "runtime-benchmarks")]
type HostFunctions = (sp_io::SubstrateHostFunctions, frame_benchmarking::benchmarking::HostFunctions);

type Executor = sc_executor::WasmExecutor<HostFunctions>;
pub(crate) type Client = sc_service::TFullClient<Block, RuntimeApi, Executor>;
pub(crate) type Backend = sc_service::TFullBackend<Block>;
pub(crate) type Pool = sc_transaction_pool::TransactionPoolHandle<Block, Client>;
type SelectChain = sc_consensus::LongestChain<Backend, Block>;
type BlockImport = sc_consensus_grandpa::GrandpaBlockImport<Backend, Block, Client, SelectChain>;
type FinalityLink = sc_consensus_grandpa::LinkHalf<Block, Client, SelectChain>;
type Transactions = sc_network_transactions::TransactionsHandlerController<Hash>;

/// How a kind of network paces finality.
struct Pace {
    /// How long GRANDPA waits for votes to spread; half of what a round takes at least.
    gossip: Duration,
    /// A justification is kept for one block in so many, and for every end of an authority set. Subscribers get one for
    /// every finalized head anyway.
    justification_period: u32,
    /// Whether one machine runs the whole network: authors work although nobody else is online, and voters vote for the
    /// best block itself, where public networks stay two blocks behind it to spare rounds lost to short forks.
    one_machine: bool,
}

impl Pace {
    fn of(config: &Configuration) -> Self {
        match config.chain_spec.chain_type() {
            ChainType::Development => {
                Self { gossip: Duration::from_millis(25), justification_period: 1, one_machine: true }
            }
            ChainType::Local => {
                Self { gossip: Duration::from_millis(50), justification_period: 1, one_machine: true }
            }
            ChainType::Live | ChainType::Custom(_) => {
                Self { gossip: Duration::from_millis(333), justification_period: 512, one_machine: false }
            }
        }
    }
}

/// Executes the runtime. Its machine code is kept in the user's cache folder, so that only the first start compiles it.
fn executor(config: &ExecutorConfiguration) -> Executor {
    let heap = config
        .default_heap_pages
        .map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| HeapAllocStrategy::Static { extra_pages: pages as u32 });
    let executor = Executor::builder()
        .with_execution_method(config.wasm_method)
        .with_onchain_heap_alloc_strategy(heap)
        .with_offchain_heap_alloc_strategy(heap)
        .with_max_runtime_instances(config.max_runtime_instances)
        .with_runtime_cache_size(config.runtime_cache_size);
    match cache_folder() {
        Some(folder) => executor.with_cache_path(folder).build(),
        None => executor.build(),
    }
}

/// Where this user's programs keep what they can make again (XDG Base Directory Specification).
fn cache_folder() -> Option<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")))?;
    Some(cache.join("adyton").join("runtime"))
}

/// What all other parts of the node build on.
struct Core {
    client: Arc<Client>,
    backend: Arc<Backend>,
    tasks: TaskManager,
    keystore: sp_keystore::KeystorePtr,
    telemetry: Option<Telemetry>,
    select_chain: SelectChain,
    pool: Arc<Pool>,
    slot: SlotDuration,
}

impl Core {
    fn open(config: &Configuration) -> Result<Self, NodeError> {
        let endpoints = config.telemetry_endpoints.clone().filter(|endpoints| !endpoints.is_empty());
        let telemetry = endpoints
            .map(|endpoints| {
                let worker = TelemetryWorker::new(16)?;
                let telemetry = worker.handle().new_telemetry(endpoints);
                Ok::<_, sc_telemetry::Error>((worker, telemetry))
            })
            .transpose()?;

        let executor = executor(&config.executor);
        let storage = config.chain_spec.as_storage_builder().build_storage()?;
        preflight::has_validators(config, &storage)?;
        let backend = sc_service::new_db_backend(config.db_config()).map_err(preflight::explain_database)?;
        let genesis = |commit| {
            GenesisBlockBuilder::new_with_storage(storage.clone(), commit, backend.clone(), executor.clone())
        };
        preflight::same_genesis(config, &*backend, genesis(false)?)?;
        let (client, backend, keystore, tasks) =
            sc_service::new_full_parts_with_genesis_builder::<Block, RuntimeApi, _, _>(
                config,
                telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
                executor.clone(),
                backend.clone(),
                genesis(!config.no_genesis())?,
                false,
            )?;
        let client = Arc::new(client);
        let telemetry = telemetry.map(|(worker, telemetry)| {
            tasks.spawn_handle().spawn("telemetry", None, worker.run());
            telemetry
        });
        let pool = sc_transaction_pool::Builder::new(
            tasks.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build();
        let slot = sc_consensus_aura::slot_duration(&*client)?;
        Ok(Self {
            select_chain: SelectChain::new(backend.clone()),
            keystore: keystore.keystore(),
            pool: Arc::new(pool),
            client,
            backend,
            tasks,
            telemetry,
            slot,
        })
    }

    fn telemetry_handle(&self) -> Option<sc_telemetry::TelemetryHandle> {
        self.telemetry.as_ref().map(Telemetry::handle)
    }
}

/// What an author says about the moment of a block.
fn moment(slot: SlotDuration) -> (SlotProvider, TimestampProvider) {
    let timestamp = TimestampProvider::from_system_time();
    (SlotProvider::from_timestamp_and_slot_duration(*timestamp, slot), timestamp)
}

/// Starts a node; it runs until the returned tasks are dropped.
pub(crate) fn start(config: Configuration) -> Result<TaskManager, NodeError> {
    let pace = Pace::of(&config);
    let mut core = Core::open(&config)?;
    let (block_import, finality_link) = sc_consensus_grandpa::block_import(
        core.client.clone(),
        pace.justification_period,
        &core.client,
        core.select_chain.clone(),
        core.telemetry_handle(),
    )?;
    let (network, transactions) = Network::start(&config, &core, &block_import, &finality_link)?;
    let voter_state = SharedVoterState::empty();
    let role = config.role;
    let finality = sc_consensus_grandpa::Config {
        gossip_duration: pace.gossip,
        justification_generation_period: pace.justification_period,
        name: Some(config.network.node_name.clone()),
        observer_enabled: false,
        keystore: role.is_authority().then(|| core.keystore.clone()),
        local_role: role,
        telemetry: core.telemetry_handle(),
        protocol_name: network.finality_protocol.clone(),
    };
    let votes = !config.disable_grandpa;
    let author_alone = pace.one_machine || config.force_authoring;
    let prometheus = config.prometheus_registry().cloned();

    let sources = rpc_sources(&core, &finality_link, &voter_state);
    serve(config, &mut core, &network, transactions, sources)?;
    if role.is_authority() {
        author(&core, &network, block_import, author_alone, prometheus.as_ref())?;
    }
    if votes {
        let rules = if pace.one_machine { VotingRulesBuilder::new() } else { VotingRulesBuilder::default() };
        finalize(&core, network, finality_link, finality, voter_state, rules.build(), prometheus)?;
    }
    Ok(core.tasks)
}

/// The node's place in the network.
struct Network {
    service: Arc<dyn sc_network::service::traits::NetworkService>,
    sync: Arc<sc_network_sync::SyncingService<Block>>,
    requests: sc_utils::mpsc::TracingUnboundedSender<sc_rpc::system::Request<Block>>,
    finality_protocol: sc_network::ProtocolName,
    finality_notifications: Box<dyn NotificationService>,
}

impl Network {
    fn start(
        config: &Configuration,
        core: &Core,
        block_import: &BlockImport,
        finality_link: &FinalityLink,
    ) -> Result<(Self, Transactions), Error> {
        let registry = config.prometheus_registry();
        let metrics =
            <Litep2pNetworkBackend as NetworkBackend<Block, Hash>>::register_notification_metrics(registry);
        let mut network = FullNetworkConfiguration::<Block, Hash, Litep2pNetworkBackend>::new(
            &config.network,
            registry.cloned(),
        );
        let genesis = core.client.block_hash(0)?.ok_or("the database has no genesis block")?;
        let finality_protocol = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
        let (protocol, finality_notifications) =
            sc_consensus_grandpa::grandpa_peers_set_config::<Block, Litep2pNetworkBackend>(
                finality_protocol.clone(),
                metrics.clone(),
                network.peer_store_handle(),
            );
        network.add_notification_protocol(protocol);
        let warp_proofs = sc_consensus_grandpa::warp_proof::NetworkProvider::new(
            core.backend.clone(),
            finality_link.shared_authority_set().clone(),
            Vec::new(),
        );
        let (service, requests, transactions, sync, _) =
            sc_service::build_network(sc_service::BuildNetworkParams {
                config,
                net_config: network,
                client: core.client.clone(),
                transaction_pool: core.pool.clone(),
                spawn_handle: core.tasks.spawn_handle(),
                spawn_essential_handle: core.tasks.spawn_essential_handle(),
                import_queue: import_queue(config, core, block_import)?,
                block_announce_validator_builder: None,
                warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_proofs))),
                block_relay: None,
                metrics,
                gap_sync_body_policy: None,
            })?;
        Ok((Self { service, sync, requests, finality_protocol, finality_notifications }, transactions))
    }
}

/// Verifies blocks of others before they are imported.
fn import_queue(
    config: &Configuration,
    core: &Core,
    block_import: &BlockImport,
) -> Result<sc_consensus::DefaultImportQueue<Block>, Error> {
    let slot = core.slot;
    Ok(sc_consensus_aura::import_queue::<AuthorityPair, _, _, _, _, _>(ImportQueueParams {
        block_import: block_import.clone(),
        justification_import: Some(Box::new(block_import.clone())),
        client: core.client.clone(),
        create_inherent_data_providers: move |_, ()| async move { Ok(moment(slot)) },
        spawner: &core.tasks.spawn_essential_handle(),
        registry: config.prometheus_registry(),
        check_for_equivocation: CheckForEquivocation::default(),
        telemetry: core.telemetry_handle(),
        compatibility_mode: Default::default(),
    })?)
}

fn rpc_sources(core: &Core, finality_link: &FinalityLink, voter_state: &SharedVoterState) -> rpc::Sources {
    let authority_set = finality_link.shared_authority_set().clone();
    rpc::Sources {
        client: core.client.clone(),
        pool: core.pool.clone(),
        voter_state: voter_state.clone(),
        justifications: finality_link.justification_stream(),
        finality_proofs: sc_consensus_grandpa::FinalityProofProvider::new_for_service(
            core.backend.clone(),
            Some(authority_set.clone()),
        ),
        authority_set,
    }
}

/// Answers RPC and shows metrics.
fn serve(
    config: Configuration,
    core: &mut Core,
    network: &Network,
    transactions: Transactions,
    sources: rpc::Sources,
) -> Result<(), Error> {
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        config,
        client: core.client.clone(),
        backend: core.backend.clone(),
        task_manager: &mut core.tasks,
        keystore: core.keystore.clone(),
        transaction_pool: core.pool.clone(),
        rpc_builder: Box::new(move |executor| sources.methods(executor)),
        network: network.service.clone(),
        system_rpc_tx: network.requests.clone(),
        tx_handler_controller: transactions,
        sync_service: network.sync.clone(),
        telemetry: core.telemetry.as_mut(),
        tracing_execute_block: None,
    })?;
    Ok(())
}

/// Authors a block whenever a slot is ours.
fn author(
    core: &Core,
    network: &Network,
    block_import: BlockImport,
    force_authoring: bool,
    prometheus: Option<&substrate_prometheus_endpoint::Registry>,
) -> Result<(), Error> {
    let proposer_factory = sc_basic_authorship::ProposerFactory::new(
        core.tasks.spawn_handle(),
        core.client.clone(),
        core.pool.clone(),
        prometheus,
        core.telemetry_handle(),
    );
    let slot = core.slot;
    let authoring =
        sc_consensus_aura::start_aura::<AuthorityPair, _, _, _, _, _, _, _, _, _, _>(StartAuraParams {
            slot_duration: slot,
            client: core.client.clone(),
            select_chain: core.select_chain.clone(),
            block_import,
            proposer_factory,
            create_inherent_data_providers: move |_, ()| async move { Ok(moment(slot)) },
            force_authoring,
            backoff_authoring_blocks: Some(
                sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging::default(),
            ),
            keystore: core.keystore.clone(),
            sync_oracle: network.sync.clone(),
            justification_sync_link: network.sync.clone(),
            block_proposal_slot_portion: SlotProportion::new(2.0 / 3.0),
            max_block_proposal_slot_portion: None,
            telemetry: core.telemetry_handle(),
            compatibility_mode: Default::default(),
        })?;
    core.tasks.spawn_essential_handle().spawn_blocking("aura", Some("block-authoring"), authoring);
    Ok(())
}

/// Votes on finality, or only follows it where the node has no key.
fn finalize(
    core: &Core,
    network: Network,
    link: FinalityLink,
    config: sc_consensus_grandpa::Config,
    shared_voter_state: SharedVoterState,
    voting_rule: impl VotingRule<Block, Client> + Clone + 'static,
    prometheus_registry: Option<substrate_prometheus_endpoint::Registry>,
) -> Result<(), Error> {
    let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
        telemetry: config.telemetry.clone(),
        config,
        link,
        network: network.service,
        sync: network.sync,
        notification_service: network.finality_notifications,
        voting_rule,
        prometheus_registry,
        shared_voter_state,
        offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(core.pool.clone()),
    })?;
    core.tasks.spawn_essential_handle().spawn_blocking("grandpa", None, voter);
    Ok(())
}
