//! Oasis Sapphire's interface as pure functions.
