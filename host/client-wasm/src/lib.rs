//! A user's light client and sealing for browsers, as one WebAssembly module without imports.
