//! `adyton leaks`: what everybody on the way of a call gets to see of it, with the sizes of this very call.
//!
//! What is said here is what `SECURITY.md` claims; the tests named there look for it on a running network.

use super::{parse_address, parse_pha};
use crate::{abi, output::Output};
use anyhow::Result;
use clap::{Args, ValueEnum};
use codec::Encode;
use crypto::padding;
use messages::{
    call::{CallBody, EthereumCall, InnerCall, SignedCall},
    limits::MAX_CIPHERTEXT,
    H160, H256, U256,
};
use serde::Serialize;

/// Bytes that encryption adds to a padded plaintext: the tag.
const TAG: usize = 16;
/// Bytes of a signed EIP-1559 transfer of nothing with all fields at a usual length, calldata left out.
const TRANSACTION: usize = 115;

/// Options of `adyton leaks`.
#[derive(Clone, Debug, Args)]
pub struct LeaksOptions {
    /// The contract.
    #[arg(value_parser = parse_address)]
    pub to: H160,
    /// Function, for example "transfer(address,uint256)".
    pub function: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// PHA sent along.
    #[arg(long, default_value = "0")]
    value: String,
    /// How the call travels; all ways when left out.
    #[arg(long, value_enum)]
    by: Option<Way>,
}

/// How a call travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Sealed on your own machine (`adyton call`, @adyton/client).
    Native,
    /// An ordinary wallet through a gateway, with calldata encrypted by Sapphire's libraries.
    EncryptedCalldata,
    /// An ordinary wallet through a gateway.
    Wallet,
}

/// What somebody sees.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Sight {
    who: &'static str,
    sees: Vec<String>,
    never: &'static str,
}

/// What is seen of a call that travels in one way.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Leaks {
    way: Way,
    sights: Vec<Sight>,
}

/// Runs the command. Nothing is sent.
///
/// # Errors
/// If the call does not parse.
pub fn run(options: &LeaksOptions, output: Output) -> Result<()> {
    let data = abi::calldata(&options.function, &options.arguments)?;
    let value = parse_pha(&options.value, 18)?;
    let ways = match options.by {
        Some(way) => vec![way],
        None => vec![Way::Native, Way::EncryptedCalldata, Way::Wallet],
    };
    let leaks: Vec<Leaks> = ways.into_iter().map(|way| leaks(way, options.to, value, &data)).collect();
    let text: Vec<String> = leaks.iter().map(describe).collect();
    output.result(&leaks, text.join("\n\n"))
}

fn leaks(way: Way, to: H160, value: U256, data: &[u8]) -> Leaks {
    let sealed = sealed_size(way, to, value, data);
    let mut sights = vec![chain(way, sealed), pherry(), worker(data.len())];
    if way != Way::Native {
        sights.insert(0, gateway(way, data.len()));
    }
    sights.push(anybody(way));
    Leaks { way, sights }
}

fn gateway(way: Way, length: usize) -> Sight {
    let mut sees = vec![
        "your network address, and when you send and ask".to_owned(),
        "sender, target, nonce, value, gas limit and price of the transaction, and its hash".to_owned(),
    ];
    let never = match way {
        Way::EncryptedCalldata => {
            sees.push(format!(
                "that about {length} bytes of calldata are encrypted, the gas used, success or failure"
            ));
            "calldata, what the call returns, its logs and why it reverts, as long as it only looks. A gateway that acts against \
             you can learn the calldata: by running it, encrypted as it is, in a contract of its own before your transaction \
             (what you seal as a whole at home is safe from that), or by handing out a key of its own to encrypt to (unless \
             you have the key proven, as @adyton/client does)"
        }
        Way::Wallet | Way::Native => {
            sees.push(format!(
                "all {length} bytes of calldata, the receipt with its logs, questions and answers"
            ));
            "what other callers sealed themselves; the state of contracts beyond what they tell address zero"
        }
    };
    Sight { who: "the gateway's operator", sees, never }
}

fn chain(way: Way, sealed: usize) -> Sight {
    let payer = match way {
        Way::Native => "your chain account, which pays (or the gateway's, if it pushes for you)",
        Way::EncryptedCalldata | Way::Wallet => "the gateway's chain account, which pays for all its users",
    };
    Sight {
        who: "the node's operator, and whoever reads the chain",
        sees: vec![
            payer.to_owned(),
            format!("committee, epoch, block and time of a ciphertext of {sealed} bytes, one of few classes of size"),
            "the next state root; of withdrawals and deposits the amount and the chain account".to_owned(),
        ],
        never: "sender, target, nonce, function, arguments, value, result, success, gas",
    }
}

fn pherry() -> Sight {
    Sight {
        who: "pherry's operator",
        sees: vec![
            "what the chain shows".to_owned(),
            "when each worker takes messages and votes; when members ask gatekeepers for keys".to_owned(),
        ],
        never: "anything inside of what it carries",
    }
}

fn worker(length: usize) -> Sight {
    Sight {
        who: "a worker's operator",
        sees: vec![
            "what the chain shows; how many calls a message holds".to_owned(),
            "how long the block took, and so roughly its gas".to_owned(),
            format!(
                "how many rows the block read and wrote, which of them again, and their sizes (accounts and words all alike; \
                 code and receipts by length, so roughly the {length} bytes of a stored public transaction)"
            ),
            "network addresses, times and classes of size of questions and answers".to_owned(),
        ],
        never: "plaintexts, keys, which account, contract or slot a row is, its value, whether a value was there before \
                (as far as the hardware holds: simulated hardware hides nothing)",
    }
}

fn anybody(way: Way) -> Sight {
    let (sees, never) = match way {
        Way::Native => (
            "balance and nonce of any address they know, and so that it sent something; neither hash nor block lists the \
             transaction, and you hold the secret that shows its receipt",
            "target, calldata, result, logs (what it paid shows in the balance)",
        ),
        Way::EncryptedCalldata => (
            "with the transaction's hash, or its block's: sender, target, nonce, value, gas, success",
            "calldata, result, logs, revert reason: encrypted to the key that made the calldata. It opens in one transaction only; \
             who asks a worker that is behind, as its host can keep it for a while, can still try it there",
        ),
        Way::Wallet => (
            "with the transaction's hash, or its block's: the whole transaction, its receipt and its logs",
            "the contract's state",
        ),
    };
    Sight { who: "anybody who asks a gateway or worker", sees: vec![sees.to_owned()], never }
}

/// Bytes of the ciphertext on the chain.
fn sealed_size(way: Way, to: H160, value: U256, data: &[u8]) -> usize {
    let plaintext = match way {
        Way::Native => InnerCall::Signed(SignedCall {
            body: CallBody {
                committee: 1,
                nonce: 0,
                gas_limit: 0,
                max_fee_per_gas: U256::zero(),
                to: Some(to),
                value,
                data: data.to_vec(),
            },
            signature: [0; 65],
        }),
        Way::Wallet => ethereum(TRANSACTION + data.len()),
        // CBOR around the ciphertext: two maps, two names, key, nonce, epoch, tag.
        Way::EncryptedCalldata => ethereum(TRANSACTION + data.len() + 110),
    };
    let largest = MAX_CIPHERTEXT as usize - TAG;
    padding::class(plaintext.encoded_size(), largest).unwrap_or(largest) + TAG
}

fn ethereum(length: usize) -> InnerCall {
    InnerCall::Ethereum(EthereumCall { raw: vec![0; length], viewer: None::<H256> })
}

fn describe(leaks: &Leaks) -> String {
    let way = match leaks.way {
        Way::Native => "Sealed on your own machine (adyton call, @adyton/client)",
        Way::EncryptedCalldata => "An ordinary wallet with calldata encrypted by Sapphire's libraries",
        Way::Wallet => "An ordinary wallet through a gateway",
    };
    let mut lines = vec![format!("{way}:")];
    for sight in &leaks.sights {
        lines.push(format!("  {}", sight.who));
        lines.extend(sight.sees.iter().map(|what| format!("    sees  {what}")));
        lines.push(format!("    never {}", sight.never));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_sealed_at_home_passes_no_gateway() {
        let leaks = leaks(Way::Native, H160::zero(), U256::zero(), &[0; 68]);
        assert!(leaks.sights.iter().all(|sight| !sight.who.contains("gateway's operator")));
        assert!(describe(&leaks).contains("a ciphertext of 272 bytes"), "{}", describe(&leaks));
    }

    #[test]
    fn sizes_on_the_chain_are_classes() {
        let size = |way, length| sealed_size(way, H160::zero(), U256::zero(), &vec![0; length]);
        assert_eq!(size(Way::Native, 4), size(Way::Native, 68));
        assert_eq!([size(Way::Wallet, 68), size(Way::Wallet, 200)], [272, 528]);
        assert_eq!(size(Way::EncryptedCalldata, 68), 528);
        assert_eq!(size(Way::Wallet, 1 << 20), MAX_CIPHERTEXT as usize);
    }
}
