//! Evidence against gatekeepers that the chain checks itself.

use crate::{pallet::*, traits::*};
use codec::Encode;
use crypto::{hash::blake2_256, identity::verify_raw, threshold::verify_partial};
use frame_support::pallet_prelude::*;
use messages::{
    ids::*,
    keys::{GrantedPartial, KeeperKeys, KeyGrant, KEY_GRANT_DOMAIN},
};

impl<T: Config> Pallet<T> {
    /// Punishes a gatekeeper that signed a grant with a false partial.
    pub(crate) fn judge_grant(grant: &KeyGrant) -> DispatchResult {
        let keys = Keys::<T>::get();
        Self::ensure_something_at_stake(&grant.keeper)?;
        let signed = (grant.worker, grant.boot_id, grant.keeper, &grant.partials).encode();
        let authentic = verify_raw(&grant.keeper, KEY_GRANT_DOMAIN, &signed, &grant.signature);
        ensure!(authentic, Error::<T>::BadSignature);
        // Another network's partials are no business of this one: its ceremonies have the same numbers.
        let genesis = Self::genesis_hash();
        let mut ours = grant.partials.iter().filter(|granted| granted.label.genesis == genesis);
        let lie = ours.any(|granted| is_false(&keys, &grant.keeper, granted));
        ensure!(lie, Error::<T>::NotFalse);
        Self::punish_false_partial(grant.keeper, &grant.encode())
    }

    /// Punishes the gatekeeper that signed the false partial in `evidence`.
    pub(crate) fn punish_false_partial(keeper: WorkerId, evidence: &[u8]) -> DispatchResult {
        ensure!(Self::punish(keeper), Error::<T>::NothingAtStake);
        Self::deposit_event(Event::FalsePartial { keeper, evidence: blake2_256(evidence) });
        Ok(())
    }

    /// Spares the chain the curve arithmetic when nothing could follow.
    fn ensure_something_at_stake(keeper: &WorkerId) -> DispatchResult {
        let candidate = || Candidates::<T>::get().contains(keeper);
        let member = || T::Committee::members().contains(keeper) && !Leaving::<T>::get().contains(keeper);
        let at_stake = Bonds::<T>::contains_key(keeper) || candidate() || member();
        ensure!(at_stake, Error::<T>::NothingAtStake);
        Ok(())
    }
}

/// Whether the partial claims to be made with a live sharing, and the gatekeeper's share of it did not make it.
fn is_false(keys: &KeeperKeys, keeper: &WorkerId, granted: &GrantedPartial) -> bool {
    let sharing = keys.sharing(&granted.label.secret());
    let Some(sharing) = sharing.filter(|sharing| sharing.ceremony == granted.ceremony) else {
        return false;
    };
    let partial = &granted.partial;
    sharing.held_by(keeper).is_none_or(|holder| {
        holder.index != partial.index || !verify_partial(&granted.label, partial, &holder.public)
    })
}
