//! Who finalizes blocks.

use crate::error::ChainFault;
use codec::{Decode, DecodeAll, Encode};
use finality_grandpa::voter_set::VoterSet;
use messages::ids::BlockNumber;
use sp_consensus_grandpa::{AuthorityId, AuthorityList, SetId};

/// Members of an authority set. Their votes have to fit [`messages::limits::MAX_JUSTIFICATION`], and verifying one
/// signature each keeps a justification well under a second.
pub const MAX_AUTHORITIES: usize = 1024;

/// A GRANDPA authority set, proven back to genesis.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct AuthoritySet {
    id: SetId,
    authorities: AuthorityList,
    since: BlockNumber,
}

impl AuthoritySet {
    /// The set of the genesis state: always number 0.
    pub(crate) fn genesis(authorities: AuthorityList) -> Result<Self, ChainFault> {
        Self::checked(0, authorities, 0)
    }

    /// The set that follows, in force after block `end`.
    pub(crate) fn next(&self, authorities: AuthorityList, end: BlockNumber) -> Result<Self, ChainFault> {
        Self::checked(self.id.saturating_add(1), authorities, end)
    }

    fn checked(id: SetId, authorities: AuthorityList, since: BlockNumber) -> Result<Self, ChainFault> {
        let set = Self { id, authorities, since };
        set.voters().map(|_| set)
    }

    /// Decodes the value of `messages::abi::grandpa_authorities`.
    pub(crate) fn decode_list(mut value: &[u8]) -> Result<AuthorityList, ChainFault> {
        AuthorityList::decode_all(&mut value).map_err(|_| ChainFault::BadAuthorities)
    }

    /// The set in the form that counts votes.
    pub(crate) fn voters(&self) -> Result<VoterSet<AuthorityId>, ChainFault> {
        if self.authorities.len() > MAX_AUTHORITIES {
            return Err(ChainFault::BadAuthorities);
        }
        VoterSet::new(self.authorities.iter().cloned()).ok_or(ChainFault::BadAuthorities)
    }

    /// Number of the set; counts up from 0.
    pub fn id(&self) -> SetId {
        self.id
    }

    /// Keys and voting weights.
    pub fn authorities(&self) -> &AuthorityList {
        &self.authorities
    }

    /// The block that ended the set before (0 for the first): this set finalizes only higher ones.
    pub fn since(&self) -> BlockNumber {
        self.since
    }
}
