//! What answers users, and a short account for people and metrics.

use super::*;

/// A short account of an enclave for people and metrics.
#[derive(Clone, Debug)]
pub struct Status {
    /// This worker.
    pub worker: WorkerId,
    /// This boot.
    pub boot_id: BootId,
    /// Last verified head.
    pub head: Option<BlockRef>,
    /// Whether the chain counts this boot as attested.
    pub live: bool,
    /// Root of trust of its evidence, once on chain.
    pub trust_root: Option<TrustRoot>,
    /// What it does, if it is a member.
    pub role: Option<ProgramKind>,
    /// Height of the last executed block.
    pub height: Height,
    /// Last applied commit's height.
    pub applied: Height,
    /// State root after the last executed block.
    pub state_root: Option<messages::H256>,
    /// Epochs whose input keys are held.
    pub epochs: Vec<Epoch>,
    /// Secrets of which a gatekeeper holds a share.
    pub shares: Vec<Secret>,
    /// Messages in the gatekeepers' channel that counted for nothing.
    pub ignored_messages: u64,
    /// What it answered to what the chain asks about its capacity.
    pub answers: Answers,
    /// The measurement that runs, by the block in which it was asked for.
    pub measuring: Option<BlockNumber>,
    /// Chain id of the committee's EVM, once the trust root is proven.
    pub chain_id: Option<u64>,
    /// Whether genesis marks a development chain.
    pub development: bool,
    /// Whether queries are answered now.
    pub serving: bool,
    /// What holds it up, in a sentence.
    pub trouble: Option<String>,
}

impl<S: StoreFactory> Enclave<S> {
    /// What answers queries from the state as it is now, on any thread. The shell replaces it whenever this enclave has
    /// changed: secrets that are erased here live on in it.
    ///
    /// # Errors
    /// [`NotServing`].
    pub fn answerer(&self) -> Result<Answerer, NotServing> {
        let compute = self.compute.as_ref().ok_or(NotServing("its state keys have not arrived"))?;
        let (Some(view), Some(network)) = (&self.view, self.network()) else {
            return Err(NotServing("it has not seen the chain"));
        };
        // Else a host could prove a fresh head, withhold the messages, and have an old state pass for a fresh one.
        if !self.is_up_to_date() {
            return Err(NotServing("it is no attested member now, or behind what its committee agreed on"));
        }
        let position = compute.position();
        Ok(Answerer {
            network,
            identity: self.identity.clone(),
            ring: self.ring.clone(),
            view: compute.evm().view(),
            settings: compute.settings().clone(),
            as_of: AsOf {
                block: view.head,
                time_ms: view.time_ms,
                height: position.height,
                state_root: position.state_root,
                simulated: view.record.as_ref().is_none_or(|r| r.attested.root == TrustRoot::Simulated),
            },
            leased_since: self.lease.since(),
        })
    }

    /// When the lease in force began.
    pub fn leased_since(&self) -> Option<Ticks> {
        self.lease.since()
    }

    /// Takes up to `most` answers off the lease, for [`Answerer`]s of that lease; returns how many.
    #[must_use = "answers that are taken off the lease are used up"]
    pub fn allot(&mut self, most: u32, now: Ticks) -> u32 {
        self.lease.allot(most, now)
    }

    /// Whether the state is at least the one that the committee agreed on at the last head.
    fn is_up_to_date(&self) -> bool {
        match (&self.compute, self.live_membership()) {
            (Some(compute), Some((_, committee))) => compute.position().height >= committee.commit.height,
            _ => false,
        }
    }

    /// A short account for people and metrics.
    pub fn status(&self, now: Ticks) -> Status {
        let position = self.compute.as_ref().map(Compute::position);
        let committee = self.view.as_ref().and_then(|v| v.committee.as_ref());
        Status {
            worker: self.identity.id(),
            boot_id: self.boot_id,
            head: self.view.as_ref().map(|v| v.head),
            live: self.view.as_ref().is_some_and(|v| v.is_live(&self.boot_id)),
            trust_root: self.view.as_ref().and_then(|v| v.record.as_ref()).map(|r| r.attested.root),
            role: self.membership().map(|(_, c)| c.program.kind),
            height: position.map_or(0, |p| p.height),
            applied: committee.map_or(0, |c| c.commit.height),
            state_root: position.map(|p| p.state_root),
            epochs: self.ring.epochs(),
            shares: self.keeping.vault().secrets(),
            ignored_messages: self.keeping.ignored(),
            answers: self.mining.answers(),
            measuring: self.mining.measuring().map(|asked| asked.block),
            chain_id: self.network().map(|network| network.chain_id()),
            development: self.client.development().is_some(),
            serving: self.lease.may_answer(now) && (self.is_up_to_date() || self.is_keeper()),
            trouble: self.trouble.clone(),
        }
    }
}
