//! `adyton cluster`: a cluster, as the chain proves it, and who pays its workers.
//!
//! Reading order: this file → [`show`] (members) → [`pot`] (what the chain keeps of its money) → [`money`] (moving it).

mod money;
mod pot;
mod show;

use crate::{output::Output, session::Session, state::ChainState};
use anyhow::{bail, Result};
use clap::{Args, Subcommand};
use messages::ids::CommitteeId;

/// What to do; shows a committee when left out.
#[derive(Clone, Debug, Args)]
pub struct ClusterOptions {
    /// Number of the committee to show; the network's cluster when left out.
    id: Option<CommitteeId>,
    #[command(subcommand)]
    command: Option<ClusterCommand>,
}

/// What to do with a cluster.
#[derive(Clone, Debug, Subcommand)]
pub enum ClusterCommand {
    /// Members, epoch and state, as the chain proves them.
    Show {
        /// Number of the committee; the network's cluster when left out.
        id: Option<CommitteeId>,
    },
    /// What it pays its workers: deposits, income, terms, announcements, and what each operator earned.
    Pot {
        /// Number of the cluster; the network's when left out.
        id: Option<CommitteeId>,
    },
    /// What moves its money.
    #[command(flatten)]
    Money(money::MoneyCommand),
}

impl ClusterOptions {
    /// The command that a command line means.
    fn command(self) -> Result<ClusterCommand> {
        match (self.command, self.id) {
            (None, id) => Ok(ClusterCommand::Show { id }),
            (Some(command), None) => Ok(command),
            (Some(_), Some(id)) => bail!("put the number last, as in `adyton cluster pot {id}`"),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// A sentence for the user.
pub async fn run(options: ClusterOptions, session: &Session, output: Output) -> Result<()> {
    let usual = session.network.committee;
    match options.command()? {
        ClusterCommand::Show { id } => show::run(id.unwrap_or(usual), session, output).await,
        ClusterCommand::Pot { id } => pot(id.unwrap_or(usual), session, output).await,
        ClusterCommand::Money(command) => money::run(&command, session, output).await,
    }
}

async fn pot(id: CommitteeId, session: &Session, output: Output) -> Result<()> {
    let progress = output.progress("reading the cluster's books");
    let state = ChainState::open(session).await?;
    let pot = pot::Pot::read(&state, id).await?;
    let earned = pot::all_earned(&state, id).await?;
    drop(progress);
    output.result(&pot.json(&earned), pot.text(&earned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: ClusterOptions,
    }

    fn command(line: &[&str]) -> Result<ClusterCommand> {
        Line::try_parse_from([&["cluster"], line].concat())?.options.command()
    }

    #[test]
    fn a_committee_is_shown_with_and_without_the_word() {
        let shown = |line: &[&str]| match command(line).unwrap() {
            ClusterCommand::Show { id } => id,
            other => panic!("{other:?}"),
        };
        assert_eq!((shown(&[]), shown(&["show"])), (None, None));
        assert_eq!((shown(&["7"]), shown(&["show", "7"])), (Some(7), Some(7)));
        assert!(matches!(command(&["pot"]).unwrap(), ClusterCommand::Pot { id: None }));
        assert!(matches!(command(&["pot", "7"]).unwrap(), ClusterCommand::Pot { id: Some(7) }));
        let error = command(&["7", "pot"]).unwrap_err().to_string();
        assert!(error.contains("`adyton cluster pot 7`"), "{error}");
        assert!(command(&["purse"]).is_err() && command(&["7", "8"]).is_err());
    }
}
