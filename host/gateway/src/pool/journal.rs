//! What survives a restart: accepted transactions, and which of them were sent.
//!
//! One thread writes; whoever accepts a transaction waits until it is on disk, together with all others that wait, so
//! that many cost one flush.

use super::transaction::PoolTransaction;
use messages::H256;
use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition, WriteTransaction};
use std::path::Path;
use tokio::sync::{mpsc, oneshot};

/// Transactions by hash: whether it was sent (one byte), and the transaction.
const TRANSACTIONS: TableDefinition<&[u8; 32], &[u8]> = TableDefinition::new("transactions");
/// Changes that are written together at most.
const MAX_TOGETHER: usize = 1024;
/// Name of the file.
const FILE: &str = "pool.redb";

/// Why the journal cannot be used, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum JournalError {
    /// The file cannot be opened or read.
    #[error("cannot open the journal in {folder} ({reason}); does another gateway use the folder? --data names another")]
    Unusable {
        /// The folder.
        folder: String,
        /// What went wrong.
        reason: String,
    },
    /// Nothing can be written.
    #[error("the gateway cannot keep transactions ({0}); is its disk full?")]
    NotKept(String),
}

/// A transaction that was kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The transaction.
    pub transaction: PoolTransaction,
    /// Whether it was handed to the chain.
    pub sent: bool,
}

enum Change {
    Keep(H256, Vec<u8>),
    Sent(Vec<H256>),
    Forget(Vec<H256>),
}

type Written = oneshot::Sender<Result<(), String>>;

/// The journal. Cloning shares it.
#[derive(Clone)]
pub struct Journal {
    // Bounded by the pool, whose changes these are: one is accepted when it is written.
    changes: mpsc::UnboundedSender<(Change, Option<Written>)>,
}

impl Journal {
    /// Opens the journal of a folder, with what it kept.
    ///
    /// # Errors
    /// [`JournalError::Unusable`].
    pub fn open(folder: &Path) -> Result<(Self, Vec<Kept>), JournalError> {
        let unusable =
            |reason: String| JournalError::Unusable { folder: folder.display().to_string(), reason };
        std::fs::create_dir_all(folder).map_err(|error| unusable(error.to_string()))?;
        let database = Database::create(folder.join(FILE)).map_err(|error| unusable(error.to_string()))?;
        let kept = load(&database).map_err(|error| unusable(error.to_string()))?;
        let (changes, received) = mpsc::unbounded_channel();
        std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || write_all(&database, received))
            .map_err(|error| unusable(error.to_string()))?;
        Ok((Self { changes }, kept))
    }

    /// Keeps an accepted transaction; it is on disk when this returns.
    ///
    /// # Errors
    /// [`JournalError::NotKept`].
    pub async fn keep(&self, hash: H256, raw: Vec<u8>) -> Result<(), JournalError> {
        self.written(Change::Keep(hash, raw)).await
    }

    /// Notes that transactions are about to be sent.
    ///
    /// # Errors
    /// [`JournalError::NotKept`].
    pub async fn sent(&self, hashes: Vec<H256>) -> Result<(), JournalError> {
        self.written(Change::Sent(hashes)).await
    }

    /// Forgets transactions whose outcome is known; if that is lost in a crash, it is found out again.
    pub fn forget(&self, hashes: Vec<H256>) {
        if !hashes.is_empty() {
            // The thread ends with the last handle only.
            let _ = self.changes.send((Change::Forget(hashes), None));
        }
    }

    async fn written(&self, change: Change) -> Result<(), JournalError> {
        let (sender, receiver) = oneshot::channel();
        let stopped = || JournalError::NotKept("its writer has stopped".into());
        self.changes.send((change, Some(sender))).map_err(|_| stopped())?;
        receiver.await.map_err(|_| stopped())?.map_err(JournalError::NotKept)
    }
}

fn load(database: &Database) -> Result<Vec<Kept>, redb::Error> {
    let transaction = database.begin_write()?;
    // So that reading finds the table in a new file, too.
    transaction.open_table(TRANSACTIONS)?;
    transaction.commit()?;
    let table = database.begin_read()?.open_table(TRANSACTIONS)?;
    let mut kept = vec![];
    for entry in table.iter()? {
        let (_, value) = entry?;
        let Some((sent, raw)) = value.value().split_first() else { continue };
        // What does not decode was written by another version, and its sender still has it.
        if let Ok(transaction) = PoolTransaction::decode(raw.to_vec()) {
            kept.push(Kept { transaction, sent: *sent == 1 });
        }
    }
    Ok(kept)
}

fn write_all(database: &Database, mut changes: mpsc::UnboundedReceiver<(Change, Option<Written>)>) {
    while let Some(first) = changes.blocking_recv() {
        let mut together = vec![first];
        while together.len() < MAX_TOGETHER {
            match changes.try_recv() {
                Ok(change) => together.push(change),
                Err(_) => break,
            }
        }
        let (changes, waiting): (Vec<_>, Vec<_>) = together.into_iter().unzip();
        let result = write(database, &changes).map_err(|error| error.to_string());
        if let Err(error) = &result {
            tracing::error!("the journal cannot be written: {error}");
        }
        for written in waiting.into_iter().flatten() {
            // Who does not wait any more does not care.
            let _ = written.send(result.clone());
        }
    }
}

fn write(database: &Database, changes: &[Change]) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    apply(&transaction, changes)?;
    Ok(transaction.commit()?)
}

fn apply(transaction: &WriteTransaction, changes: &[Change]) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(TRANSACTIONS)?;
    for change in changes {
        match change {
            Change::Keep(hash, raw) => {
                drop(table.insert(&hash.0, [&[0], raw.as_slice()].concat().as_slice())?);
            }
            Change::Forget(hashes) => {
                for hash in hashes {
                    drop(table.remove(&hash.0)?);
                }
            }
            Change::Sent(hashes) => {
                for hash in hashes {
                    let kept = table.get(&hash.0)?.map(|value| value.value().to_vec());
                    if let Some((_, raw)) = kept.as_deref().and_then(<[u8]>::split_first) {
                        drop(table.insert(&hash.0, [&[1], raw].concat().as_slice())?);
                    }
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::pool::transaction::tests::signed;

    #[tokio::test]
    async fn accepted_transactions_survive_a_restart_with_what_was_sent() {
        let folder = tempfile::tempdir().unwrap();
        let [sent, waiting, done] = [signed(1, 0), signed(1, 1), signed(2, 0)];
        {
            let (journal, kept) = Journal::open(folder.path()).unwrap();
            assert!(kept.is_empty());
            for transaction in [&sent, &waiting, &done] {
                journal.keep(transaction.hash, transaction.raw.clone()).await.unwrap();
            }
            journal.forget(vec![done.hash]);
            journal.sent(vec![sent.hash, done.hash]).await.unwrap();
        }
        let mut kept = reopened(folder.path());
        kept.sort_by_key(|kept| kept.transaction.nonce());
        assert_eq!(
            kept,
            [Kept { transaction: sent, sent: true }, Kept { transaction: waiting, sent: false }]
        );
    }

    /// The writer closes the file a moment after its last handle is gone.
    fn reopened(folder: &Path) -> Vec<Kept> {
        for _ in 0..100 {
            if let Ok((_, kept)) = Journal::open(folder) {
                return kept;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("the journal is still in use");
    }
}
