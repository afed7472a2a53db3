//! Our EVM as a worker runs it: encrypted store in a file.

use super::{recover_all, Block, Side, BLOCK_GAS, COMMITTEE, FUNDS};
use crate::machine::timed;
use anyhow::{bail, Result};
use evm::{BlockEnv, Evm, EvmConfig};
use messages::{call::SignedCall, receipt::Receipt, H160, U256};
use redb::backends::FileBackend;
use std::{fs::File, path::Path};
use zeroize::Zeroizing;

pub(super) struct Ours(Evm);

impl Ours {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = File::options().read(true).write(true).create_new(true).open(path)?;
        let config = EvmConfig {
            committee: COMMITTEE,
            store_key: Zeroizing::new([1; 32]),
            root_key: Zeroizing::new([2; 32]),
            nonce_seed: [3; 32],
        };
        Ok(Self(Evm::open(FileBackend::new(file)?, config)?))
    }

    fn env(&self) -> BlockEnv {
        let height = self.0.height() + 1;
        BlockEnv { height, timestamp: 1_700_000_000 + height, gas_limit: BLOCK_GAS, seed: [height as u8; 32] }
    }
}

impl Side for Ours {
    fn fund(&mut self, accounts: &[H160]) -> Result<()> {
        let env = self.env();
        let mut block = self.0.begin_block(env)?;
        for account in accounts {
            block.credit(*account, U256::from(FUNDS))?;
        }
        block.finish()?;
        Ok(())
    }

    fn block(&mut self, calls: &[SignedCall]) -> Result<Block> {
        let (callers, recover) = recover_all(calls)?;
        let env = self.env();
        let (mut block, begin) = timed(|| Ok(self.0.begin_block(env)?))?;
        let ((), execute) = timed(|| {
            for (index, (caller, call)) in callers.iter().zip(calls).enumerate() {
                let receipt = block.execute(*caller, &call.body)?;
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
