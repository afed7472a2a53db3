//! What each command does.

use crate::{
    chain_spec,
    cli::{Cli, Subcommand},
    preflight, service,
};
use sc_cli::{Result, SubstrateCli};
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

    fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn ChainSpec>, String> {
        chain_spec::load_to_run(id).map(|spec| Box::new(spec) as Box<dyn ChainSpec>)
    }
}

/// Parses the command line and does what it says.
pub(crate) fn run() -> Result<()> {
    let cli = Cli::from_args();
    match &cli.subcommand {
        None => run_node(&cli),
        Some(Subcommand::Key(command)) => command.run(&cli),
        Some(Subcommand::ExportChainSpec(command)) => {
            command.run(Box::new(chain_spec::load(&command.chain)?))
        }
        Some(Subcommand::PurgeChain(command)) => {
            cli.create_runner(command)?.sync_run(|config| command.run(config.database))
        }
        #[cfg(feature = "runtime-benchmarks")]
        Some(Subcommand::Benchmark(command)) => cli.create_runner(command)?.sync_run(|config| {
            command.run_with_spec::<sp_runtime::traits::HashingFor<adyton_runtime::opaque::Block>, ()>(Some(
                config.chain_spec,
            ))
        }),
    }
}

fn run_node(cli: &Cli) -> Result<()> {
    let mut runner = cli.create_runner(&cli.run)?;
    preflight::ports(runner.config_mut())?;
    runner.run_node_until_exit(|config| async move { service::start(config).map_err(sc_cli::Error::Service) })
}
