//! Computing sessions: stake, value, heartbeats, payout and slashing of workers.
