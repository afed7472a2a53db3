//! Why the program ends without success.

/// Its text is all that a person sees.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NodeError {
    /// Found before anything was started; says what to do.
    #[error("{0}")]
    Refused(String),
    /// The database, or what it holds.
    #[error(transparent)]
    Database(#[from] sp_blockchain::Error),
    /// Reporting to telemetry.
    #[error(transparent)]
    Telemetry(#[from] sc_telemetry::Error),
    /// The command line, or a command on it.
    #[error(transparent)]
    Command(#[from] sc_cli::Error),
    /// A part of the running node.
    #[error(transparent)]
    Service(#[from] sc_service::Error),
}

impl From<String> for NodeError {
    fn from(reason: String) -> Self {
        Self::Refused(reason)
    }
}
