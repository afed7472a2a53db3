//! Before anything is signed: what it does, in words, and a question on a terminal.

use super::gov::explain::{self, Background};
use crate::{cli::PayerOptions, output::Output, session::Session, state::ChainState};
use anyhow::{bail, Result};
use clap::Args;
use client::submit::{Account, Call, Included, Until};
use messages::ids::AccountId;
use std::io::{BufRead, IsTerminal, Write};

/// Who signs, and whether to ask first.
#[derive(Clone, Debug, Args)]
pub struct SigningOptions {
    /// Who signs.
    #[command(flatten)]
    payer: PayerOptions,
    /// Sign without asking; where there is no terminal, nothing is asked anyhow.
    #[arg(long, short)]
    yes: bool,
}

/// Whoever is about to sign, and for what network.
pub struct Signer<'a> {
    /// State by which calls are explained.
    pub state: &'a ChainState,
    account: Account,
    yes: bool,
    output: Output,
}

impl<'a> Signer<'a> {
    /// Who signs, as the options say.
    ///
    /// # Errors
    /// If the secret does not read.
    pub fn new(
        session: &Session,
        state: &'a ChainState,
        options: &SigningOptions,
        output: Output,
    ) -> Result<Self> {
        Ok(Self { state, account: session.payer(&options.payer)?, yes: options.yes, output })
    }

    /// The account.
    pub fn id(&self) -> AccountId {
        self.account.id()
    }

    /// Explains a call, asks, signs it and waits until its block is final. `notes` are what the call does not say itself.
    ///
    /// # Errors
    /// If somebody says no, or the chain refuses it.
    pub async fn sign(&self, call: &Call, notes: &[String]) -> Result<Included> {
        self.explain(call, notes).await?;
        self.confirm()?;
        self.submit(call).await
    }

    /// Signs a call that belongs to one that was explained, and waits until its block is final.
    ///
    /// # Errors
    /// If the chain refuses it.
    pub async fn submit(&self, call: &Call) -> Result<Included> {
        let progress = self.output.progress("waiting until its block is final");
        // All that is shown is read at final blocks: the next command is to see what this one did.
        let included = self.account.execute(call, Until::Finalized).await?;
        drop(progress);
        if let Some(error) = included.failed_items.first() {
            bail!("a part of it failed in block {}: {error}", included.block.number);
        }
        Ok(included)
    }

    /// Says what a call does; the same words that others would read of it.
    async fn explain(&self, call: &Call, notes: &[String]) -> Result<()> {
        let background = Background::read(self.state, self.state.block()).await?;
        let meaning = explain::bytes(&call.encode(self.state.metadata())?, self.state, &background);
        self.output.note(format!("{} signs what", self.id()));
        for line in meaning.lines(1).iter().chain(notes) {
            self.output.note(line);
        }
        for warning in meaning.all_warnings() {
            self.output.note(format!("WARNING: {warning}"));
        }
        Ok(())
    }

    fn confirm(&self) -> Result<()> {
        let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        if self.yes || self.output.json || !terminal {
            return Ok(());
        }
        write!(std::io::stderr(), "Sign and send? [y/N] ")?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => bail!("nothing was signed"),
        }
    }
}

/// What a signed call led to.
///
/// # Errors
/// If standard output is closed.
pub fn tell(output: Output, included: &Included, next: &str) -> Result<()> {
    let block = included.block.number;
    output.result(&serde_json::json!({ "block": block, "next": next }), format!("in block {block}; {next}"))
}
