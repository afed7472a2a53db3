//! Waiting for what has to come about, and saying what did not.

use anyhow::{bail, Result};
use std::time::{Duration, Instant};

/// Patience with anything that normally takes a few blocks.
pub const PATIENCE: Duration = Duration::from_secs(45);
/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(100);

/// Tries until `attempt` gives something, at most [`PATIENCE`]. `what` completes the sentence "… did not happen".
///
/// # Errors
/// If the time is up, or the attempt's own error.
pub async fn until<T>(what: &str, attempt: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    until_within(PATIENCE, what, attempt).await
}

/// As [`until`], with a patience of one's own.
///
/// # Errors
/// As [`until`].
pub async fn until_within<T>(
    patience: Duration,
    what: &str,
    mut attempt: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let started = Instant::now();
    loop {
        if let Some(value) = attempt().await? {
            return Ok(value);
        }
        if started.elapsed() > patience {
            bail!("this did not happen within {} s: {what}", patience.as_secs());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
