//! A person's dealings with the cluster of a local network: deposits, sealed calls, receipts, verified answers.

use crate::{
    contracts,
    network::LocalNetwork,
    wait::{until, PATIENCE},
};
use adyton::session::Transaction;
use anyhow::{bail, ensure, Context, Result};
use client::{
    calls::{Confidential, Pushed, VerifiedAnswer},
    committee::{ChainView, ProvenCommittee},
    node::NodePool,
    submit::{Account, Call, Included, Until},
    worker_api::WorkerApi,
};
use crypto::eip712::CallerKey;
use messages::{
    call::CallBody,
    channel::SealedCall,
    committee::CommitPoint,
    ids::{Balance, Height, Seq},
    query::{Question, Reply, Simulation},
    receipt::{ExecutionReceipt, Receipt},
    H160, H256, U256,
};

/// Most that callers pay for a unit of gas, in wei: twenty times the least, so that load does not price them out.
const MAX_FEE: u64 = 20_000_000_000;
/// Chain units in one PHA.
pub const UNIT: Balance = 1_000_000_000_000;
/// EVM wei in one PHA.
pub const WEI: u64 = 1_000_000_000_000_000_000;
/// Gas that suffices for any call of our contracts.
pub const CALL_GAS: u64 = 500_000;
/// Gas that suffices to deploy any of them.
pub const DEPLOY_GAS: u64 = 4_000_000;

/// Somebody with a key of their own, new on this network.
pub struct Caller {
    /// What people call them.
    pub name: &'static str,
    key: CallerKey,
    /// Nonce of the next call, counted here, so that calls need not wait for each other.
    next_nonce: u64,
}

impl Caller {
    /// Somebody with a fresh key.
    ///
    /// # Errors
    /// If there is no randomness.
    pub fn new(name: &'static str) -> Result<Self> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
        let key = CallerKey::from_secret(&secret).context("drew an impossible key; try again")?;
        Ok(Self { name, key, next_nonce: 0 })
    }

    /// Their EVM address.
    pub fn address(&self) -> H160 {
        self.key.address()
    }

    /// Their key.
    pub fn key(&self) -> &CallerKey {
        &self.key
    }

    /// A call that comes after all that were made from here before.
    pub fn body(&mut self, committee: u32, transaction: Transaction) -> CallBody {
        let nonce = self.next_nonce;
        self.next_nonce += 1;
        CallBody {
            committee,
            nonce,
            gas_limit: transaction.gas_limit,
            max_fee_per_gas: MAX_FEE.into(),
            to: transaction.to,
            value: transaction.value,
            data: transaction.data,
        }
    }
}

/// A call of a contract, without value.
pub fn call(to: H160, data: Vec<u8>) -> Transaction {
    Transaction { to: Some(to), value: U256::zero(), data, gas_limit: CALL_GAS }
}

/// A call that creates a contract.
pub fn deploy(init_code: Vec<u8>) -> Transaction {
    Transaction { to: None, value: U256::zero(), data: init_code, gas_limit: DEPLOY_GAS }
}

/// A state on which chain and workers agree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AgreedState {
    /// Height of the last applied commit.
    pub height: Height,
    /// State root after it.
    pub state_root: H256,
}

/// The cluster as its users see it, and the account that pays the chain for them.
pub struct Cluster {
    /// Sealing, pushing, asking; everything verified.
    pub confidential: Confidential,
    /// Its workers, in order.
    pub workers: Vec<WorkerApi>,
    /// Who pays.
    pub payer: Account,
}

impl Cluster {
    /// The cluster of a network; `payer` is a secret URI such as `//Bob`.
    ///
    /// # Errors
    /// If the network file is damaged or the secret does not read.
    pub fn open(network: &LocalNetwork, payer: &str) -> Result<Self> {
        let genesis = network.file().genesis_hash()?;
        let pool = NodePool::new(network.file().nodes.clone(), Some(genesis))?;
        let payer = Account::from_secret(pool.clone(), genesis, payer)?;
        let view = ChainView::new(pool, genesis, None);
        let confidential = Confidential::new(view, network.file().committee);
        Ok(Self { confidential, workers: network.workers()?, payer })
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.confidential.committee()
    }

    /// The chain.
    pub fn pool(&self) -> &NodePool {
        self.confidential.view().pool()
    }

    /// The cluster as the chain proves it now.
    ///
    /// # Errors
    /// If the chain does not answer or does not verify.
    pub async fn proven(&self) -> Result<ProvenCommittee> {
        self.confidential.view().refresh().await;
        Ok(self.confidential.view().committee(self.id()).await?)
    }

    /// Deposits the same amount of PHA (chain units) for several callers, in one extrinsic.
    ///
    /// # Errors
    /// If the chain refuses one of them.
    pub async fn deposit(&self, callers: &[&Caller], amount: Balance) -> Result<Included> {
        let deposits = callers.iter().map(|caller| Call::deposit(self.id(), caller.address(), amount));
        let included = self.payer.execute(&Call::Batch(deposits.collect()), Until::InBlock).await?;
        ensure!(included.failed_items.is_empty(), "a deposit failed: {:?}", included.failed_items);
        Ok(included)
    }

    /// Waits until a caller has at least so many wei.
    ///
    /// # Errors
    /// If it does not come about.
    pub async fn funded(&self, caller: &Caller, wei: U256) -> Result<U256> {
        until(&format!("{} has {wei} wei", caller.name), async || {
            let balance = self.balance(caller).await.ok();
            Ok(balance.filter(|balance| *balance >= wei))
        })
        .await
    }

    /// A caller's wei.
    ///
    /// # Errors
    /// If no worker gives an answer that proves itself.
    pub async fn balance(&self, caller: &Caller) -> Result<U256> {
        match self.ask(Some(caller), Question::Account).await?.reply {
            Reply::Account { balance, .. } => Ok(balance),
            other => bail!("the cluster does not tell {}'s balance: {other:?}", caller.name),
        }
    }

    /// Signs and encrypts a caller's next call.
    ///
    /// # Errors
    /// If the cluster's input key cannot be verified.
    pub async fn seal(&self, caller: &mut Caller, transaction: Transaction) -> Result<SealedCall> {
        let body = caller.body(self.id(), transaction);
        Ok(self.confidential.seal(&caller.key, body).await?)
    }

    /// Pushes a sealed call and waits until it is in a block.
    ///
    /// # Errors
    /// If the chain refuses it.
    pub async fn push(&self, call: &SealedCall) -> Result<Pushed> {
        Ok(self.confidential.push(&self.payer, call, Until::InBlock).await?)
    }

    /// Pushes several sealed calls as one message and waits until it is in a block.
    ///
    /// # Errors
    /// If the chain refuses it.
    pub async fn push_batch(&self, calls: &[SealedCall]) -> Result<Pushed> {
        Ok(self.confidential.push_batch(&self.payer, calls, Until::InBlock).await?)
    }

    /// Waits for the receipt of the call at (`seq`, `index`).
    ///
    /// # Errors
    /// If none comes.
    pub async fn receipt(&self, caller: &Caller, seq: Seq, index: u32) -> Result<Receipt> {
        let place = (seq, index);
        let waited = self.confidential.wait_for_receipt(&self.workers, &caller.key, place, PATIENCE, |_| {});
        Ok(waited.await?.0)
    }

    /// Waits for the receipt of a call that has to succeed.
    ///
    /// # Errors
    /// If none comes, or the call failed or was refused.
    pub async fn success(&self, caller: &Caller, seq: Seq, index: u32) -> Result<ExecutionReceipt> {
        match self.receipt(caller, seq, index).await? {
            Receipt::Executed(receipt) if receipt.success => Ok(receipt),
            other => bail!("{}'s call ({seq}, {index}) did not succeed: {other:?}", caller.name),
        }
    }

    /// Seals and pushes a call and waits until it has succeeded.
    ///
    /// # Errors
    /// If it does not.
    pub async fn run(&self, caller: &mut Caller, transaction: Transaction) -> Result<ExecutionReceipt> {
        let sealed = self.seal(caller, transaction).await?;
        let pushed = self.push(&sealed).await?;
        self.success(caller, pushed.seq, 0).await
    }

    /// Asks a sealed question; the answer is verified.
    ///
    /// # Errors
    /// If no worker gives an answer that proves itself.
    pub async fn ask(&self, caller: Option<&Caller>, question: Question) -> Result<VerifiedAnswer> {
        let key = caller.map(Caller::key);
        Ok(self.confidential.query(&self.workers, key, question).await?)
    }

    /// Asks a contract; the answer is verified.
    ///
    /// # Errors
    /// As [`Cluster::ask`].
    pub async fn view(&self, caller: Option<&Caller>, to: H160, data: Vec<u8>) -> Result<VerifiedAnswer> {
        self.ask(caller, Question::Call(Simulation::of(to, data))).await
    }

    /// Somebody with PHA and a new token, of which they own the whole supply.
    ///
    /// # Errors
    /// If one of the steps fails.
    pub async fn issue_token(&self, name: &'static str, supply: u64) -> Result<(Caller, H160)> {
        let mut issuer = Caller::new(name)?;
        self.deposit(&[&issuer], 10 * UNIT).await?;
        self.funded(&issuer, U256::from(WEI)).await?;
        let code = contracts::token("Token", "T", supply)?;
        let created = self.run(&mut issuer, deploy(code)).await?.created;
        Ok((issuer, created.context("the deployment created no contract")?))
    }

    /// How many tokens a caller has; only they are told.
    ///
    /// # Errors
    /// If no worker gives an answer that proves itself.
    pub async fn tokens(&self, owner: &Caller, token: H160) -> Result<alloy_primitives::U256> {
        let answer = self.view(Some(owner), token, contracts::balance_of(owner.address())).await?;
        match answer.reply {
            Reply::Returned(returned) => contracts::number(&returned),
            other => bail!("the token does not tell {}'s balance: {other:?}", owner.name),
        }
    }

    /// Waits until these workers have executed everything, and say what the chain has agreed on.
    ///
    /// # Errors
    /// If they do not reach the same state; the sentence says how they differ.
    pub async fn agreed_state(&self, workers: &[WorkerApi]) -> Result<AgreedState> {
        let mut seen = String::new();
        let agreed = until("the workers reach the state that the chain agreed on", async || {
            let mut said = vec![];
            for worker in workers {
                let Ok(info) = worker.info().await else { return Ok(None) };
                said.push((info.height, info.applied_height, info.state_root.clone()));
            }
            let CommitPoint { height, state_root, .. } = self.proven().await?.committee.commit;
            let agreed = (height, height, Some(format!("{state_root:?}")));
            seen = format!("the chain says {agreed:?}, the workers say {said:?}");
            Ok(said.iter().all(|worker| *worker == agreed).then_some(AgreedState { height, state_root }))
        });
        agreed.await.context(seen)
    }
}
