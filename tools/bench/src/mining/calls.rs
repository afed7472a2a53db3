//! Counts calls into storage, which the state machine traces.

use anyhow::Result;
use std::sync::{
    atomic::{AtomicU32, Ordering},
    Arc,
};
use tracing::{Dispatch, Event, Subscriber};
use tracing_subscriber::{layer::Context, prelude::*, Layer};

/// Counts events of the state machine that name an operation.
struct Counter(Arc<AtomicU32>);

impl<S: Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        if metadata.target() == "state" && metadata.fields().field("method").is_some() {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// How often `work` calls into storage. Whatever is timed must be timed before: tracing slows it down.
pub(super) fn count(work: impl FnOnce() -> Result<()>) -> Result<u32> {
    let calls = Arc::new(AtomicU32::new(0));
    let counter = Dispatch::new(tracing_subscriber::registry().with(Counter(calls.clone())));
    tracing::dispatcher::with_default(&counter, work)?;
    Ok(calls.load(Ordering::Relaxed))
}
