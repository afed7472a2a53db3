//! What each command does.

use crate::{
    chain_spec,
    cli::{Cli, Subcommand},
    error::NodeError,
    preflight, service,
};
use sc_cli::SubstrateCli;
use sc_service::ChainSpec;

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "Adyton Node".into()
    }

    fn impl_version() -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        "the Adyton developers".into()
    }

    fn support_url() -> String {
        "the project's issue tracker".into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
        chain_spec::load_to_run(id).map(|spec| Box::new(spec) as Box<dyn ChainSpec>)
    }
}

/// Parses the command line and does what it says.
pub(crate) fn run() -> Result<(), NodeError> {
    let cli = Cli::from_args();
    match &cli.subcommand {
        None => run_node(&cli),
        Some(Subcommand::Key(command)) => Ok(command.run(&cli)?),
        Some(Subcommand::ExportChainSpec(command)) => {
            Ok(command.run(Box::new(chain_spec::load(&command.chain)?))?)
        }
        Some(Subcommand::PurgeChain(command)) => {
            Ok(cli.create_runner(command)?.sync_run(|config| command.run(config.database))?)
        }
        #[cfg(feature = "runtime-benchmarks")]
        Some(Subcommand::Benchmark(command)) => Ok(cli.create_runner(command)?.sync_run(|config| {
            command.run_with_spec::<sp_runtime::traits::HashingFor<adyton_runtime::opaque::Block>, ()>(Some(
                config.chain_spec,
            ))
        })?),
    }
}

fn run_node(cli: &Cli) -> Result<(), NodeError> {
    let mut runner = cli.create_runner(&cli.run)?;
    let config = runner.config_mut();
    preflight::network_stack(config)?;
    preflight::ports(config)?;
    config.dev_key_seed = config.dev_key_seed.take().map(|uri| development_uri(&uri));
    runner.run_node_until_exit(|config| async move { service::start(config) })
}

/// Seed of the phrase behind all well-known accounts ([`sp_core::crypto::DEV_PHRASE`]).
const DEVELOPMENT_SEED: &str = "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";

/// The same key without the phrase. The keystore derives a key from its URI for each signature, and a phrase costs 2,048
/// rounds of PBKDF2 each time: more than the rest of a block of a development network.
fn development_uri(uri: &str) -> String {
    if uri.starts_with('/') {
        format!("{DEVELOPMENT_SEED}{uri}")
    } else {
        uri.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_core::{ed25519, sr25519, Pair};

    fn public<P: Pair>(uri: &str) -> Option<P::Public> {
        P::from_string(uri, None).ok().map(|pair| pair.public())
    }

    #[test]
    fn well_known_keys_stay_the_same_without_their_phrase() {
        for uri in ["//Alice", "//Bob"] {
            assert_eq!(public::<sr25519::Pair>(&development_uri(uri)), public::<sr25519::Pair>(uri));
            assert_eq!(public::<ed25519::Pair>(&development_uri(uri)), public::<ed25519::Pair>(uri));
        }
    }
}
