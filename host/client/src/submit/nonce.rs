//! Which nonce comes next. Pure.

/// What a node says when it refuses a transaction, as far as nonces are concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The nonce is used, or another transaction in the pool has it: read it anew and sign again.
    NonceTaken,
    /// The pool has this very transaction.
    AlreadyThere,
    /// Anything else: the nonce is still free.
    Other,
}

impl Refusal {
    /// Classifies a node's JSON-RPC error by its code and text (`sc-rpc-api`, `author::error`).
    pub fn classify(code: i32, message: &str) -> Self {
        const POOL_INVALID: i32 = 1010;
        const TEMPORARILY_BANNED: i32 = 1012;
        const ALREADY_IMPORTED: i32 = 1013;
        const TOO_LOW_PRIORITY: i32 = 1014;
        match code {
            ALREADY_IMPORTED => Self::AlreadyThere,
            TOO_LOW_PRIORITY | TEMPORARILY_BANNED => Self::NonceTaken,
            POOL_INVALID if message.contains("outdated") => Self::NonceTaken,
            _ => Self::Other,
        }
    }
}

/// The nonces of one account. Locked around signing and handing in, so that they are used in order.
#[derive(Clone, Debug, Default)]
pub struct Nonces {
    next: Option<u64>,
}

impl Nonces {
    /// The nonce to use now; `None` if it has to be read from the chain first.
    pub fn next(&self) -> Option<u64> {
        self.next
    }

    /// The chain says which nonce comes next (transactions in the node's pool included).
    pub fn read(&mut self, next: u64) {
        self.next = Some(next);
    }

    /// A transaction with `nonce` is in the node's pool.
    pub fn used(&mut self, nonce: u64) {
        self.next = Some(nonce + 1);
    }

    /// Something went wrong after which our count may be off: read it before the next use.
    pub fn doubt(&mut self) {
        self.next = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonces_count_up_and_are_read_again_after_doubt() {
        let mut nonces = Nonces::default();
        assert_eq!(nonces.next(), None, "nothing is known after a restart");
        nonces.read(7);
        assert_eq!(nonces.next(), Some(7));
        nonces.used(7);
        assert_eq!(nonces.next(), Some(8));
        nonces.doubt();
        assert_eq!(nonces.next(), None);
    }

    #[test]
    fn refusals_are_told_apart() {
        let outdated = "Invalid Transaction: \"Transaction is outdated\"";
        assert_eq!(Refusal::classify(1010, outdated), Refusal::NonceTaken);
        assert_eq!(Refusal::classify(1014, "Priority is too low: (1 vs 1)"), Refusal::NonceTaken);
        assert_eq!(Refusal::classify(1013, "Transaction Already Imported"), Refusal::AlreadyThere);
        let payment = "Invalid Transaction: \"Inability to pay some fees (e.g. account balance too low)\"";
        assert_eq!(Refusal::classify(1010, payment), Refusal::Other);
    }
}
