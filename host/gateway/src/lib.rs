//! Ethereum JSON-RPC over a confidential cluster; untrusted.
