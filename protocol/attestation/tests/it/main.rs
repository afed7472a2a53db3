//! Behaviour of the verifier, seen from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::disallowed_methods)] // samples are files

mod development_root;
mod intel;
mod policy;
mod refusals;
mod support;
