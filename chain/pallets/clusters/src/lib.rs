//! What clusters pay for being served, and how their workers share it.
#![cfg_attr(not(feature = "std"), no_std)]
