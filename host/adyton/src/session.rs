//! What most commands begin with: a network, a verified view of its chain, a caller, a payer.

use crate::{
    cli::{CallerOptions, PayerOptions},
    network::Network,
    output::Output,
};
use anyhow::{bail, Context, Result};
use client::{
    calls::{Confidential, Waiting},
    committee::ChainView,
    node::NodePool,
    submit::{Account, Until},
    worker_api::WorkerApi,
};
use crypto::{eip712::CallerKey, hash::blake2_256};
use messages::{
    call::CallBody,
    ids::Seq,
    query::{BlockId, Question, Reply},
    receipt::Receipt,
    H160, U256,
};
use std::{path::Path, time::Duration};

/// Longest wait for a receipt.
const RECEIPT_PATIENCE: Duration = Duration::from_secs(60);
/// Most that is offered for gas, in multiples of the last block's price: it rises by an eighth a block at most, so this
/// holds for five full blocks.
const PRICE_MARGIN: u64 = 2;

/// An open network.
pub struct Session {
    /// Where its parts are.
    pub network: Network,
    /// The compute cluster.
    pub cluster: Confidential,
    /// Its workers.
    pub workers: Vec<WorkerApi>,
    pool: NodePool,
    output: Output,
}

impl Session {
    /// Opens the network of a file.
    ///
    /// # Errors
    /// If there is no such file or it is damaged.
    pub fn open(path: &Path, output: Output) -> Result<Self> {
        let network = Network::load(path)?;
        let genesis = network.genesis_hash()?;
        let pool = NodePool::new(network.nodes.clone(), Some(genesis))?;
        let view = ChainView::new(pool.clone(), genesis, None);
        let cluster = Confidential::new(view, network.committee);
        let workers = network.workers.iter().map(|url| WorkerApi::new(url)).collect::<Result<_, _>>()?;
        Ok(Self { network, cluster, workers, pool, output })
    }

    /// The chain.
    pub fn pool(&self) -> &NodePool {
        &self.pool
    }

    /// The account that pays.
    ///
    /// # Errors
    /// If its secret does not read.
    pub fn payer(&self, options: &PayerOptions) -> Result<Account> {
        Ok(Account::from_secret(self.pool.clone(), self.network.genesis_hash()?, &options.account)?)
    }

    /// Asks one sealed question and returns the verified reply.
    ///
    /// # Errors
    /// If no worker gives an answer that proves itself.
    pub async fn ask(&self, caller: Option<&CallerKey>, question: Question) -> Result<Reply> {
        let progress = self.output.progress("asking the cluster");
        let answer = self.cluster.query(&self.workers, caller, question).await?;
        drop(progress);
        Ok(answer.reply)
    }

    /// Most to offer for a unit of gas, in wei.
    async fn gas_price(&self) -> Result<U256> {
        match self.ask(None, Question::Block(BlockId::Latest)).await? {
            Reply::Block(Some(block)) => Ok(U256::from(block.base_fee) * PRICE_MARGIN),
            other => bail!("the cluster does not tell the price of gas: {other:?}"),
        }
    }

    /// Signs, seals and pushes a call, and waits for its receipt.
    ///
    /// # Errors
    /// If the chain refuses the message or no receipt comes.
    pub async fn transact(
        &self,
        caller: &CallerKey,
        payer: &Account,
        transaction: Transaction,
    ) -> Result<Outcome> {
        let nonce = match self.ask(Some(caller), Question::Account).await? {
            Reply::Account { nonce, .. } => nonce,
            other => bail!("the cluster does not tell the caller's nonce: {other:?}"),
        };
        let body = CallBody {
            committee: self.cluster.committee(),
            nonce,
            gas_limit: transaction.gas_limit,
            max_fee_per_gas: self.gas_price().await?,
            to: transaction.to,
            value: transaction.value,
            data: transaction.data,
        };
        let progress = self.output.progress("sealing the call to the cluster's proven input key");
        let sealed = self.cluster.seal(caller, body).await?;
        progress.update("pushing it to the chain");
        let pushed = self.cluster.push(payer, &sealed, Until::InBlock).await?;
        progress.update(format!(
            "message {} is in block {}; waiting for finality and execution",
            pushed.seq, pushed.block.number
        ));
        let (receipt, _) = self
            .cluster
            .wait_for_receipt(&self.workers, caller, (pushed.seq, 0), RECEIPT_PATIENCE, |state| {
                if let Waiting::NotYet(as_of) = state {
                    progress.update(format!("waiting for execution (cluster at height {})", as_of.height));
                }
            })
            .await?;
        progress.done(format!("message {} executed", pushed.seq));
        Ok(Outcome { seq: pushed.seq, block: pushed.block.number, receipt })
    }
}

/// A call before it is signed.
pub struct Transaction {
    /// Callee; `None` creates a contract.
    pub to: Option<H160>,
    /// Wei sent along.
    pub value: U256,
    /// Calldata or init code.
    pub data: Vec<u8>,
    /// Gas it may use.
    pub gas_limit: u64,
}

/// What became of a call.
pub struct Outcome {
    /// The message that carried it.
    pub seq: Seq,
    /// The chain block that included the message.
    pub block: u32,
    /// The receipt.
    pub receipt: Receipt,
}

/// The caller's key; see [`CallerOptions`].
///
/// # Errors
/// If it is neither a file, nor hex, nor a development name.
pub fn caller(options: &CallerOptions) -> Result<CallerKey> {
    if let Some(name) = options.key.strip_prefix("dev:") {
        return development_key(name);
    }
    let path = Path::new(&options.key);
    let text = if path.is_file() {
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?
    } else {
        options.key.clone()
    };
    let bytes = hex::decode(text.trim().trim_start_matches("0x"))
        .context("the caller's key is no file, no hex and no dev:NAME; make one with `adyton key new`")?;
    let secret: [u8; 32] = bytes.try_into().map_err(|_| anyhow::anyhow!("a caller's key has 32 bytes"))?;
    CallerKey::from_secret(&secret).context("this is no secp256k1 key; make one with `adyton key new`")
}

/// A key that everybody knows, for development networks.
fn development_key(name: &str) -> Result<CallerKey> {
    let secret = blake2_256(format!("adyton/development-caller/v1/{name}").as_bytes());
    CallerKey::from_secret(&secret.0).context("choose another development name")
}
