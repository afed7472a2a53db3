//! Our EVM as a worker runs it: encrypted store in a file.

use super::{config, env, recover_all, Block, Side, FUNDS};
use crate::machine::timed;
use anyhow::{bail, Result};
use evm::{Call, Evm};
use messages::{call::SignedCall, receipt::Receipt, H160, U256};
use redb::backends::FileBackend;
use std::{fs::File, path::Path};

pub(super) struct Ours(Evm);

impl Ours {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = File::options().read(true).write(true).create_new(true).open(path)?;
        Ok(Self(Evm::open(FileBackend::new(file)?, config())?))
    }
}

impl Side for Ours {
    fn fund(&mut self, accounts: &[H160]) -> Result<()> {
        let env = env(&self.0);
        let mut block = self.0.begin_block(env)?;
        for account in accounts {
            block.credit(*account, U256::from(FUNDS))?;
        }
        block.finish()?;
        Ok(())
    }

    fn block(&mut self, calls: &[SignedCall]) -> Result<Block> {
        let (callers, recover) = recover_all(calls)?;
        let env = env(&self.0);
        let (mut block, begin) = timed(|| Ok(self.0.begin_block(env)?))?;
        let ((), execute) = timed(|| {
            for (index, (caller, call)) in callers.iter().zip(calls).enumerate() {
                let receipt = block.execute(&Call::from_body(*caller, call.body.clone()))?;
                if !matches!(&receipt, Receipt::Executed(executed) if executed.success) {
                    bail!("a call of the mix failed: {receipt:?}");
                }
                block.store_receipt(env.height, index as u32, &receipt);
            }
            Ok(())
        })?;
        let (outcome, finish) = timed(|| Ok(block.finish()?))?;
        Ok(Block { gas: outcome.gas_used, recover, execute, finish: begin + finish })
    }
}
