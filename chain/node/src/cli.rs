//! The command line.

/// Runs a node of an Adyton solo chain, or one of the commands around it.
#[derive(Debug, clap::Parser)]
pub(crate) struct Cli {
    /// What to do instead of running a node.
    #[command(subcommand)]
    pub(crate) subcommand: Option<Subcommand>,

    /// How to run the node.
    #[command(flatten)]
    pub(crate) run: sc_cli::RunCmd,
}

/// Commands that do not run a node.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Subcommand {
    /// Make and inspect keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Write the specification of a chain, to be edited or handed to others.
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Delete a chain's database.
    PurgeChain(sc_cli::PurgeChainCmd),

    /// Measure the weights of the pallets' calls.
    #[cfg(feature = "runtime-benchmarks")]
    Benchmark(frame_benchmarking_cli::PalletCmd),
}
