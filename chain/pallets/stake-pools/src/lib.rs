//! Stake pools and vaults: delegation as a plain share ledger, queued withdrawals.
