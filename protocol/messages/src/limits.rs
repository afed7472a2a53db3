//! Bounds that several sides share, each with its reason.

/// Gatekeepers of a network: a dealing to this many fits [`MAX_EFFECT_PAYLOAD`].
pub const MAX_KEEPERS: u32 = 32;
/// Ceremonies that are open at the same time; others wait for their turn.
pub const MAX_CEREMONIES: u32 = 4;
/// Generations that gatekeepers hold at the same time: the current one, and the one that committees are moving from.
pub const LIVE_GENERATIONS: u32 = 2;
/// Blocks from one beacon round to the next.
pub const BEACON_PERIOD: u32 = 20;
/// Milliseconds for which a newly allowed measurement does not count: seven days, within which who does not trust it can
/// leave. The chain and, of what they saw come, gatekeepers keep to it.
pub const ALLOW_DELAY_MS: u64 = 7 * 24 * 3600 * 1000;
/// Largest payload of one channel message, in bytes. Equal to Ethereum's customary transaction cap, so that any
/// deployable contract fits one message.
pub const MAX_PAYLOAD: u32 = 128 * 1024;
/// Largest ciphertext of one sealed call: the payload less its own framing.
pub const MAX_CIPHERTEXT: u32 = MAX_PAYLOAD - 1024;
/// Sealed calls in one `push_batch`. Bounds the receipts of one message.
pub const MAX_BATCH: u32 = 256;
/// Members of one committee. One byte of vote bookkeeping a member; larger committees add latency, not safety.
pub const MAX_MEMBERS: u32 = 64;
/// Epochs that are live at the same time: the current one and those before it.
pub const LIVE_EPOCHS: u32 = 3;
/// Effects of one commit: keeps applying a commit well inside one block.
pub const MAX_EFFECTS: u32 = 64;
/// Payload of an effect (a push into another channel, a public event), in bytes.
pub const MAX_EFFECT_PAYLOAD: u32 = 4 * 1024;
/// Commits a committee may have voted on but not applied yet; also the votes one worker message carries.
pub const MAX_PENDING_COMMITS: u32 = 16;
/// Blocks that a message body is kept after its inclusion, and longer until a commit acknowledged it (an hour at 6 s).
pub const RETENTION_BLOCKS: u32 = 600;
/// Quote of one worker, in bytes: a TDX quote with its certificate chain has about 5 KiB.
pub const MAX_QUOTE: u32 = 16 * 1024;
/// Host-to-host endpoint of a worker (a URL), in bytes.
pub const MAX_ENDPOINT: u32 = 256;
/// Workers' messages in one extrinsic of a relayer.
pub const MAX_WORKER_MESSAGES: u32 = 64;
/// Set changes in one bundle. Each costs one justification; more travel in the next bundle.
pub const MAX_SET_CHANGES: usize = 256;
/// Encoded size of one justification. Each authority adds about 140 bytes; 1,000 authorities fit.
pub const MAX_JUSTIFICATION: usize = 256 * 1024;
/// Encoded size of one header.
pub const MAX_HEADER: usize = 64 * 1024;
/// Trie nodes of one storage proof, and their total size in bytes.
pub const MAX_PROOF_NODES: usize = 4 * 1024;
/// See [`MAX_PROOF_NODES`].
pub const MAX_PROOF_BYTES: usize = 2 * 1024 * 1024;
/// Messages of one bundle, in number and in encoded bytes.
pub const MAX_BUNDLE_MESSAGES: usize = 1024;
/// See [`MAX_BUNDLE_MESSAGES`].
pub const MAX_BUNDLE_MESSAGE_BYTES: usize = 8 * 1024 * 1024;
/// Encoded size of a whole bundle: what a worker reads from its host at once.
pub const MAX_BUNDLE_BYTES: usize = 32 * 1024 * 1024;
/// Storage keys a worker may ask its host to prove in one bundle.
pub const MAX_WANTED_KEYS: usize = 256;
/// Key requests of other workers a gatekeeper holds at the same time.
pub const MAX_PENDING_KEY_REQUESTS: usize = 256;
/// A sealed query or answer, in bytes.
pub const MAX_QUERY: usize = 256 * 1024;
/// Keys asked for in one request: state keys of every generation, the live epochs and the next one.
pub const MAX_KEY_LABELS: u32 = LIVE_GENERATIONS + LIVE_EPOCHS + 1;
/// Addresses or topics of one place in a filter for logs.
pub const MAX_FILTER_VALUES: usize = 64;
/// Blocks that one question for logs searches at most; whoever wants more asks again.
pub const MAX_LOG_BLOCKS: u64 = 1024;
/// Frames of one trace; deeper or longer ones are cut.
pub const MAX_TRACE_FRAMES: usize = 512;
