//! The demo: an auction with sealed bids on a whole local network, from deposits to a pay-out on the chain, with a
//! worker and a gatekeeper killed on the way. Real processes, real contracts; whatever is shown is checked, and a failed
//! check ends it.
//!
//! Reading order: this file (the play) → [`evidence`] → [`auction`] → [`secrecy`] → [`replicas`] → [`gatekeepers`];
//! [`narrator`] tells it.

pub mod auction;
pub mod evidence;
pub mod gatekeepers;
pub mod narrator;
pub mod replicas;
pub mod secrecy;

use crate::{
    cluster::{call, deploy, Caller, Cluster, UNIT, WEI},
    contracts,
    network::LocalNetwork,
};
use anyhow::{Context, Result};
use messages::{H160, U256};
use narrator::{pha, Narrator};
use std::time::{SystemTime, UNIX_EPOCH};

/// PHA that everybody gets to begin with.
const PURSE: u128 = 100;
/// Tokens that exist.
const SUPPLY: u64 = 1_000_000;
/// Tokens that the first bidder is given.
const GIFT: u64 = 250;
/// The chain account that pays for everybody's messages: a well-known development account.
const PAYER: &str = "//Bob";

/// Who plays.
pub struct Cast {
    /// Issues the token and sells the item.
    pub seller: Caller,
    /// Those who bid.
    pub bidders: [Caller; 3],
    /// Somebody who has no business here.
    pub stranger: Caller,
}

impl Cast {
    fn new() -> Result<Self> {
        let bidders = [Caller::new("Ben")?, Caller::new("Cleo")?, Caller::new("Dan")?];
        Ok(Self { seller: Caller::new("Ada")?, bidders, stranger: Caller::new("Sid")? })
    }

    /// Everybody.
    pub fn all(&self) -> impl Iterator<Item = &Caller> {
        std::iter::once(&self.seller).chain(&self.bidders).chain([&self.stranger])
    }
}

/// The stage: the network, its cluster, the players and what they deployed.
pub struct Stage {
    // Before the network: a node does not stop as long as somebody is connected.
    /// The cluster.
    pub cluster: Cluster,
    /// All processes.
    pub network: LocalNetwork,
    /// The players.
    pub cast: Cast,
    /// Address of the token.
    pub token: H160,
    /// Address of the auction.
    pub auction: H160,
    /// Tells what happens.
    pub narrator: Narrator,
}

/// Plays the demo.
///
/// # Errors
/// The first expectation that fails, with the logs that may tell why.
pub async fn run() -> Result<()> {
    let mut narrator = Narrator::default();
    narrator.step("start the network");
    narrator.say("1 node, 3 gatekeepers and 3 workers with threshold 2 each, 1 relayer");
    let network = LocalNetwork::start().await?;
    let mut stage = Stage::new(network, narrator)?;
    let Err(error) = play(&mut stage).await else { return Ok(()) };
    stage.network.keep_folder();
    let logs: String = stage.network.logs().iter().map(|log| format!("\n  {}", log.display())).collect();
    Err(anyhow::anyhow!("{error:#}\nThe logs may tell why:{logs}"))
}

async fn play(stage: &mut Stage) -> Result<()> {
    stage.introduce().await?;
    evidence::check(stage).await?;
    stage.fund().await?;
    stage.deploy().await?;
    let sealed = auction::bid(stage).await?;
    secrecy::show_ciphertext(stage, &sealed).await?;
    secrecy::ask(stage, &sealed).await?;
    replicas::compare(stage).await?;
    gatekeepers::show(stage).await?;
    auction::settle_and_pay_out(stage, &sealed).await?;
    gatekeepers::kill(stage).await?;
    // It gets its keys back from the two gatekeepers that are left.
    replicas::kill_and_restart(stage).await?;
    gatekeepers::restart(stage).await?;
    stage.narrator.report();
    Ok(())
}

impl Stage {
    fn new(network: LocalNetwork, narrator: Narrator) -> Result<Self> {
        let cluster = Cluster::open(&network, PAYER)?;
        let (token, auction) = Default::default();
        Ok(Self { cluster, network, cast: Cast::new()?, token, auction, narrator })
    }

    async fn introduce(&self) -> Result<()> {
        let proven = self.cluster.proven().await?;
        let committee = &proven.committee;
        let live = committee.members.iter().filter(|member| proven.live_member(member).is_some()).count();
        self.narrator.say(format_args!("genesis {}", self.network.file().genesis));
        self.narrator.checked(format_args!(
            "committee {}: {live} of {} members attested on chain, threshold {}; proven at block {}",
            proven.id,
            committee.members.len(),
            committee.threshold,
            proven.head.number()
        ));
        self.narrator.say("its hardware is simulated: this shows how it works, it keeps no secrets");
        Ok(())
    }

    async fn fund(&mut self) -> Result<()> {
        self.narrator.step("deposit PHA into the confidential EVM");
        let everybody: Vec<&Caller> = self.cast.all().collect();
        let included = self.cluster.deposit(&everybody, PURSE * UNIT).await?;
        let block = included.block.number;
        self.narrator.say(format_args!("{} deposits of {PURSE} PHA in block {block}", everybody.len()));
        for caller in everybody {
            let wei = self.cluster.funded(caller, U256::from(PURSE) * WEI).await?;
            self.narrator.checked(format_args!("{} {:?} has {}", caller.name, caller.address(), pha(wei)));
        }
        Ok(())
    }

    async fn deploy(&mut self) -> Result<()> {
        self.narrator.step("deploy a confidential token and a sealed-bid auction");
        let in_an_hour = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() + 3600;
        let codes = [
            contracts::token("Adyton Demo Token", "ADT", SUPPLY)?,
            contracts::auction("the innermost room", WEI, in_an_hour)?,
        ];
        let mut calls = vec![];
        for code in codes {
            calls.push(self.cluster.seal(&mut self.cast.seller, deploy(code)).await?);
        }
        let pushed = self.cluster.push_batch(&calls).await?;
        let created = async |index| {
            let receipt = self.cluster.success(&self.cast.seller, pushed.seq, index).await?;
            receipt.created.context("a deployment created no contract")
        };
        (self.token, self.auction) = (created(0).await?, created(1).await?);
        self.narrator.say(format_args!("token {:?}, auction {:?}", self.token, self.auction));
        self.transfer_tokens().await
    }

    async fn transfer_tokens(&mut self) -> Result<()> {
        let Cast { seller, bidders: [bidder, ..], .. } = &mut self.cast;
        let data = contracts::transfer(bidder.address(), GIFT);
        let receipt = self.cluster.run(seller, call(self.token, data)).await?;
        self.narrator.say(format_args!(
            "{} sends {} {GIFT} tokens: gas {}, height {}",
            seller.name, bidder.name, receipt.gas_used, receipt.height
        ));
        Ok(())
    }
}
