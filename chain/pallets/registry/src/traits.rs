//! What this pallet needs of others; the runtime ties it to the pallets that answer.

use frame_support::{dispatch::DispatchResult, weights::Weight};
use messages::{ids::WorkerId, registration::Registration, worker::Statement};

/// Carries out statements whose envelope the registry has checked.
pub trait StatementHandler {
    /// Carries out one statement. What a failure changed is rolled back; the statement stays accepted.
    fn handle(worker: WorkerId, statement: Statement) -> DispatchResult;
    /// Upper bound of the weight of [`StatementHandler::handle`].
    fn weight(statement: &Statement) -> Weight;
}

/// Learns that a worker registered or renewed.
pub trait OnRegistered {
    /// The evidence was verified, and the worker's record follows from it.
    fn on_registered(registration: &Registration);
    /// Upper bound of the weight of [`OnRegistered::on_registered`].
    fn weight() -> Weight;
}

impl OnRegistered for () {
    fn on_registered(_registration: &Registration) {}

    fn weight() -> Weight {
        Weight::zero()
    }
}

/// Learns that a worker is no longer registered, so that it leaves its committees.
pub trait OnRemoved {
    /// The worker was suspended for too long, and its record is gone.
    fn on_removed(worker: &WorkerId);
    /// Upper bound of the weight of [`OnRemoved::on_removed`].
    fn weight() -> Weight;
}

impl OnRemoved for () {
    fn on_removed(_worker: &WorkerId) {}

    fn weight() -> Weight {
        Weight::zero()
    }
}
