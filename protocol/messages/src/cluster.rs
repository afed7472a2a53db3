//! What the gas fees of a cluster have to do with the chain: where they go, how often, and in which amounts.

use crate::ids::*;

/// Executed blocks of a cluster from one pay-out of its gas fees to the next. A pay-out causes a notice, and with it one
/// more block: a hundredth of the work.
pub const FEE_PERIOD: Height = 100;

/// Gas fees are paid out in whole multiples of this, in chain units; the rest stays for the next time. It is the existential
/// deposit (0.01 PHA), so that a pay-out can found the account it goes to, and as much as a few hundred transfers cost, so
/// that the amount, which is public, tells little about one call.
pub const FEE_UNIT: Balance = 10_000_000_000;

/// Names the pots of clusters, as FRAME's `PalletId` does.
pub const POTS: [u8; 8] = *b"ad/clust";

/// Prefix of the accounts of pallets.
const PALLET_ACCOUNT: &[u8; 4] = b"modl";

/// The account that a cluster is paid for: its gas fees and what is deposited for its workers. Nobody has its key. The same
/// bytes as the account that `PalletId(POTS)` has for the cluster.
pub fn pot_account(cluster: CommitteeId) -> AccountId {
    let id = cluster.to_le_bytes();
    let named = PALLET_ACCOUNT.iter().chain(&POTS).chain(&id);
    let mut account = [0; 32];
    account.iter_mut().zip(named).for_each(|(to, from)| *to = *from);
    account.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cluster_has_its_own_pot() {
        let pot: [u8; 32] = pot_account(0x0102).into();
        assert_eq!(pot[..18], *b"modlad/clust\x02\x01\0\0\0\0");
        assert_eq!(pot[18..], [0; 14]);
        assert_ne!(pot_account(1), pot_account(2));
    }
}
