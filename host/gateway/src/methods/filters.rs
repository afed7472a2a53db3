//! Filters of clients that poll: bounded, and forgotten when nobody polls them.

use super::{logs, Answer, Gateway, Registrar};
use crate::{
    error::RpcError,
    json::{
        data, quantity,
        receipt::log,
        request::{Arguments, BlockTag, LogRequest},
        Quantity,
    },
};
use jsonrpsee::core::RegisterMethodError;
use serde_json::{json, Value};
use std::{
    collections::{hash_map::RandomState, BTreeMap},
    hash::BuildHasher as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Filters at the same time.
const MAX_FILTERS: usize = 4096;
/// How long a filter lives that nobody polls: that of geth.
const LIFE: Duration = Duration::from_secs(5 * 60);
/// Blocks whose hashes one poll returns.
const MAX_NEW_BLOCKS: u64 = 1024;

/// What a filter tells about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Hashes of new blocks.
    Blocks,
    /// New logs.
    Logs(Box<LogRequest>),
    /// Hashes of new transactions.
    Transactions,
}

#[derive(Clone, Debug)]
struct Filter {
    kind: Kind,
    /// The first block, or the number of the first transaction, that was not told yet.
    next: u64,
    polled: Instant,
}

/// All filters.
#[derive(Default)]
pub struct Filters {
    inner: Mutex<BTreeMap<u64, Filter>>,
}

impl Filters {
    /// Adds a filter that tells what comes from `next` on.
    ///
    /// # Errors
    /// [`RpcError::LimitExceeded`] if there are too many.
    pub fn add(&self, kind: Kind, next: u64, now: Instant) -> Result<u64, RpcError> {
        let mut filters = self.lock();
        filters.retain(|_, filter| now.duration_since(filter.polled) < LIFE);
        if filters.len() >= MAX_FILTERS {
            return Err(RpcError::LimitExceeded(
                "too many filters; uninstall some, or subscribe instead".into(),
            ));
        }
        // Names that others do not guess; nothing more depends on it.
        let id = RandomState::new().hash_one(next);
        filters.insert(id, Filter { kind, next, polled: now });
        Ok(id)
    }

    /// What a filter tells about, and from where on.
    ///
    /// # Errors
    /// If there is no such filter any more.
    pub fn poll(&self, id: u64, now: Instant) -> Result<(Kind, u64), RpcError> {
        let mut filters = self.lock();
        let filter = filters.get_mut(&id).filter(|filter| now.duration_since(filter.polled) < LIFE);
        let filter = filter.ok_or_else(|| RpcError::Refused("filter not found".into()))?;
        filter.polled = now;
        Ok((filter.kind.clone(), filter.next))
    }

    /// Everything before `next` was told.
    pub fn advance(&self, id: u64, next: u64) {
        if let Some(filter) = self.lock().get_mut(&id) {
            filter.next = filter.next.max(next);
        }
    }

    /// Forgets a filter; false if there is none.
    pub fn remove(&self, id: u64) -> bool {
        self.lock().remove(&id).is_some()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Filter>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn register(registrar: &mut Registrar) -> Result<(), RegisterMethodError> {
    registrar.add("eth_newFilter", new_filter)?;
    registrar.add("eth_newBlockFilter", new_block_filter)?;
    registrar.add("eth_newPendingTransactionFilter", new_transaction_filter)?;
    registrar.add("eth_getFilterChanges", changes)?;
    registrar.add("eth_getFilterLogs", all_logs)?;
    registrar.add("eth_uninstallFilter", uninstall)
}

async fn new_filter(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let request: LogRequest = arguments.required(0)?;
    request.matching()?;
    let next = gateway.cluster.head().latest().await?.number + 1;
    add(&gateway, Kind::Logs(Box::new(request)), next)
}

async fn new_block_filter(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    let next = gateway.cluster.head().latest().await?.number + 1;
    add(&gateway, Kind::Blocks, next)
}

async fn new_transaction_filter(gateway: Arc<Gateway>, _: Arguments) -> Answer {
    let (next, _) = gateway.pool.announced_since(u64::MAX);
    add(&gateway, Kind::Transactions, next)
}

fn add(gateway: &Gateway, kind: Kind, next: u64) -> Answer {
    Ok(json!(quantity(gateway.filters.add(kind, next, Instant::now())?)))
}

async fn changes(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let id = arguments.number(0)?;
    let (kind, next) = gateway.filters.poll(id, Instant::now())?;
    let (told, changes) = match kind {
        Kind::Transactions => {
            let (count, hashes) = gateway.pool.announced_since(next);
            (count, hashes.iter().map(|hash| data(&hash.0).into()).collect())
        }
        Kind::Blocks => new_blocks(&gateway, next).await?,
        Kind::Logs(request) => new_logs(&gateway, &request, next).await?,
    };
    gateway.filters.advance(id, told);
    Ok(Value::Array(changes))
}

async fn new_blocks(gateway: &Gateway, next: u64) -> Result<(u64, Vec<Value>), RpcError> {
    let head = gateway.cluster.head();
    let latest = head.latest().await?.number;
    let mut hashes = vec![];
    for number in next.max((latest + 1).saturating_sub(MAX_NEW_BLOCKS))..=latest {
        hashes.extend(head.by_number(number).await?.map(|block| data(&block.hash.0).into()));
    }
    Ok((latest + 1, hashes))
}

async fn new_logs(gateway: &Gateway, request: &LogRequest, next: u64) -> Result<(u64, Vec<Value>), RpcError> {
    let latest = gateway.cluster.head().latest().await?.number;
    let bound = |tag: Option<BlockTag>, open: u64| match tag {
        Some(BlockTag::Number(number)) => number,
        _ => open,
    };
    let (from, to) = (next.max(bound(request.from_block, 0)), latest.min(bound(request.to_block, latest)));
    if from > to {
        return Ok((latest + 1, vec![]));
    }
    let found = logs::between(gateway, request.matching()?, from, to).await?;
    Ok((latest + 1, found.iter().map(log).collect()))
}

async fn all_logs(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    match gateway.filters.poll(arguments.number(0)?, Instant::now())? {
        (Kind::Logs(request), _) => Ok(logs::search(&gateway, &request).await?.iter().map(log).collect()),
        _ => Err(RpcError::Refused("filter not found".into())),
    }
}

async fn uninstall(gateway: Arc<Gateway>, arguments: Arguments) -> Answer {
    let id: Quantity = arguments.required(0)?;
    Ok(json!(id.small().is_ok_and(|id| gateway.filters.remove(id))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_filter_tells_everything_once() {
        let (filters, now) = (Filters::default(), Instant::now());
        let id = filters.add(Kind::Blocks, 7, now).unwrap();
        assert_eq!(filters.poll(id, now), Ok((Kind::Blocks, 7)));
        filters.advance(id, 9);
        filters.advance(id, 8);
        assert_eq!(filters.poll(id, now), Ok((Kind::Blocks, 9)), "never back");
        assert!(filters.remove(id) && !filters.remove(id));
        assert_eq!(filters.poll(id, now), Err(RpcError::Refused("filter not found".into())));
    }

    #[test]
    fn filters_that_nobody_polls_make_room() {
        let (filters, now) = (Filters::default(), Instant::now());
        let first = filters.add(Kind::Blocks, 0, now).unwrap();
        while filters.lock().len() < MAX_FILTERS {
            filters.add(Kind::Transactions, 0, now).unwrap();
        }
        assert!(matches!(filters.add(Kind::Blocks, 0, now), Err(RpcError::LimitExceeded(_))));
        let later = now + LIFE / 2;
        filters.poll(first, later).unwrap();
        filters.add(Kind::Blocks, 0, now + LIFE).unwrap();
        assert_eq!(filters.lock().len(), 2, "the polled one and the new one");
    }
}
