//! Rows on an untrusted disk: ACID by redb, encrypted per row.
//!
//! | table | row key | row |
//! |---|---|---|
//! | state | tree key of the entry (a keyed hash) | key length ‖ key ‖ value |
//! | nodes | path in the tree (a prefix of keyed hashes) | internal node |
//! | receipts, blocks, hashes | see [`crate::history`]; nothing that is not public can be told from a row key | |
//! | meta | `anchor`, `import`, or a keyed hash of a record's name | bytes |
//!
//! Every row is AES-256-GCM-SIV under a key of its own, with a random nonce and the row key as associated data. That
//! stops reading, forging and moving of rows. Putting an *older* version of a row back is stopped above: state rows and
//! nodes are checked against the state root ([`crate::tree`]), meta rows against the anchor ([`crate::anchor`]).

mod cipher;

use crate::error::StoreError;
use cipher::{Cipher, Ciphers};
use core::ops::Bound;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use redb::{
    Builder, Database, ReadOnlyTable, ReadableDatabase, ReadableTable, StorageBackend, TableDefinition,
    TableError, WriteTransaction,
};
use std::sync::Arc;

type Bytes = &'static [u8];
/// Kind of row key that the name of a record is hashed to.
const NAME: &[u8] = b"name";
/// A row key with its decrypted row.
pub(crate) type Row = (Vec<u8>, Vec<u8>);

/// Pages that redb keeps in memory, in bytes: the working set of a busy committee; the rest is read from the backend.
const PAGE_CACHE: usize = 64 * 1024 * 1024;

/// The tables of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    State,
    Nodes,
    Receipts,
    Blocks,
    Hashes,
    Meta,
}

impl Table {
    const ALL: [Self; 6] = [Self::State, Self::Nodes, Self::Receipts, Self::Blocks, Self::Hashes, Self::Meta];

    fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Nodes => "nodes",
            Self::Receipts => "receipts",
            Self::Blocks => "blocks",
            Self::Hashes => "hashes",
            Self::Meta => "meta",
        }
    }

    fn definition(self) -> TableDefinition<'static, Bytes, Bytes> {
        TableDefinition::new(self.name())
    }
}

/// An open store.
pub(crate) struct Store {
    database: Database,
    ciphers: Arc<Ciphers>,
    nonces: ChaCha20Rng,
}

impl Store {
    /// Opens or creates a store. `nonce_seed` must be fresh at every opening.
    pub(crate) fn open(
        backend: impl StorageBackend,
        store_key: &[u8; 32],
        nonce_seed: [u8; 32],
    ) -> Result<Self, StoreError> {
        discard_unfinished_creation(&backend)?;
        let database = Builder::new().set_cache_size(PAGE_CACHE).create_with_backend(backend)?;
        let ciphers = Arc::new(Ciphers::new(store_key));
        let store = Self { database, ciphers, nonces: ChaCha20Rng::from_seed(nonce_seed) };
        store.create_tables()?;
        Ok(store)
    }

    /// Creates the tables of a new store.
    fn create_tables(&self) -> Result<(), StoreError> {
        match self.database.begin_read()?.open_table(Table::Meta.definition()) {
            Ok(_) => return Ok(()),
            Err(TableError::TableDoesNotExist(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let transaction = self.database.begin_write()?;
        for table in Table::ALL {
            transaction.open_table(table.definition())?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// All rows as they are now, whatever is written later.
    pub(crate) fn rows(&self) -> Result<Rows, StoreError> {
        let transaction = self.database.begin_read()?;
        let open = |table: Table| transaction.open_table(table.definition());
        Ok(Rows {
            state: open(Table::State)?,
            nodes: open(Table::Nodes)?,
            receipts: open(Table::Receipts)?,
            blocks: open(Table::Blocks)?,
            hashes: open(Table::Hashes)?,
            meta: open(Table::Meta)?,
            ciphers: self.ciphers.clone(),
        })
    }

    /// Starts the transaction that changes several rows at once; dropping it changes nothing.
    pub(crate) fn write(&mut self) -> Result<Writer<'_>, StoreError> {
        let mut transaction = self.database.begin_write()?;
        // Opening after a crash must not take time in proportion to the state.
        transaction.set_quick_repair(true);
        Ok(Writer { transaction, ciphers: &self.ciphers, nonces: &mut self.nonces })
    }
}

/// redb writes the first bytes of a new database last, once the rest is synced, and refuses a file without them. If
/// they are still zero, power was lost before there was a database: begin again.
fn discard_unfinished_creation(backend: &impl StorageBackend) -> Result<(), StoreError> {
    let disk = |error: std::io::Error| StoreError::Disk(Box::new(error.into()));
    let length = backend.len().map_err(disk)?;
    let mut start = vec![0; length.min(8) as usize];
    backend.read(0, &mut start).map_err(disk)?;
    if length > 0 && start.iter().all(|byte| *byte == 0) {
        backend.set_len(0).map_err(disk)?;
    }
    Ok(())
}

/// A consistent, read-only state of all tables.
pub(crate) struct Rows {
    state: ReadOnlyTable<Bytes, Bytes>,
    nodes: ReadOnlyTable<Bytes, Bytes>,
    receipts: ReadOnlyTable<Bytes, Bytes>,
    blocks: ReadOnlyTable<Bytes, Bytes>,
    hashes: ReadOnlyTable<Bytes, Bytes>,
    meta: ReadOnlyTable<Bytes, Bytes>,
    ciphers: Arc<Ciphers>,
}

impl Rows {
    fn table(&self, table: Table) -> &ReadOnlyTable<Bytes, Bytes> {
        match table {
            Table::State => &self.state,
            Table::Nodes => &self.nodes,
            Table::Receipts => &self.receipts,
            Table::Blocks => &self.blocks,
            Table::Hashes => &self.hashes,
            Table::Meta => &self.meta,
        }
    }

    pub(crate) fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.table(table).get(key)?;
        row.map(|row| self.ciphers.of(table).open(key, row.value())).transpose()
    }

    /// A named row of the meta table.
    pub(crate) fn named(&self, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(Table::Meta, &self.hidden_key(NAME, name))
    }

    /// Row key that does not tell what it is of.
    pub(crate) fn hidden_key(&self, kind: &[u8], of: &[u8]) -> [u8; 32] {
        self.ciphers.hidden_key(kind, of)
    }

    /// Rows from `start` on, in the order of their keys.
    pub(crate) fn from(
        &self,
        table: Table,
        start: Bound<&[u8]>,
    ) -> Result<impl Iterator<Item = Result<Row, StoreError>> + '_, StoreError> {
        let range = self.table(table).range::<&[u8]>((start, Bound::Unbounded))?;
        let cipher = self.ciphers.of(table);
        Ok(range.map(move |entry| {
            let (key, row) = entry?;
            Ok((key.value().to_vec(), cipher.open(key.value(), row.value())?))
        }))
    }
}

/// A transaction that changes rows.
pub(crate) struct Writer<'s> {
    transaction: WriteTransaction,
    ciphers: &'s Ciphers,
    nonces: &'s mut ChaCha20Rng,
}

impl Writer<'_> {
    pub(crate) fn table(&mut self, table: Table) -> Result<TableWriter<'_>, StoreError> {
        Ok(TableWriter {
            rows: self.transaction.open_table(table.definition())?,
            cipher: self.ciphers.of(table),
            nonces: self.nonces,
            sealed: Vec::new(),
        })
    }

    /// Removes all rows of a table.
    pub(crate) fn clear(&mut self, table: Table) -> Result<(), StoreError> {
        self.transaction.delete_table(table.definition())?;
        self.table(table).map(drop)
    }

    /// Sets a named row of the meta table.
    pub(crate) fn put_named(&mut self, name: &[u8], row: &[u8]) -> Result<(), StoreError> {
        let key = self.hidden_key(NAME, name);
        self.table(Table::Meta)?.put(&key, row)
    }

    /// See [`Rows::hidden_key`].
    pub(crate) fn hidden_key(&self, kind: &[u8], of: &[u8]) -> [u8; 32] {
        self.ciphers.hidden_key(kind, of)
    }

    /// Makes all changes durable at once.
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit()?)
    }
}

/// One table within a transaction.
pub(crate) struct TableWriter<'t> {
    rows: redb::Table<'t, Bytes, Bytes>,
    cipher: &'t Cipher,
    nonces: &'t mut ChaCha20Rng,
    /// Reused between rows.
    sealed: Vec<u8>,
}

impl TableWriter<'_> {
    pub(crate) fn put(&mut self, key: &[u8], row: &[u8]) -> Result<(), StoreError> {
        self.cipher.seal(key, row, self.nonces, &mut self.sealed)?;
        self.rows.insert(key, self.sealed.as_slice())?;
        Ok(())
    }

    pub(crate) fn remove(&mut self, key: &[u8]) -> Result<(), StoreError> {
        self.rows.remove(key)?;
        Ok(())
    }

    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.rows.get(key)?.map(|row| self.cipher.open(key, row.value())).transpose()
    }

    /// The row with the smallest key.
    pub(crate) fn first(&self) -> Result<Option<Row>, StoreError> {
        let Some((key, row)) = self.rows.first()? else { return Ok(None) };
        Ok(Some((key.value().to_vec(), self.cipher.open(key.value(), row.value())?)))
    }

    /// The row with the largest key.
    pub(crate) fn last(&self) -> Result<Option<Row>, StoreError> {
        let Some((key, row)) = self.rows.last()? else { return Ok(None) };
        Ok(Some((key.value().to_vec(), self.cipher.open(key.value(), row.value())?)))
    }
}
