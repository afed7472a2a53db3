//! Kernels that measure what a machine can compute.
