//! Tests, by what happens.
