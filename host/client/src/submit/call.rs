//! Calls of the chain's pallets, by name, with arguments of our own types. Indices come from the chain's metadata, so
//! no code is generated and a renumbered pallet does no harm.

use super::SubmitError;
use codec::{Compact, Encode};
use messages::{
    channel::SealedCall,
    commit::Commit,
    ids::{AccountId, Balance, BlockNumber, ChannelId, CommitteeId, Generation, WorkerId},
    registration::Registration,
    worker::SignedWorkerMessage,
    H160,
};
use subxt::{
    ext::{
        scale_encode::{self, EncodeAsFields, FieldIter},
        scale_type_resolver::TypeResolver,
    },
    metadata::Metadata,
    tx::DynamicPayload,
};

/// A call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Call {
    /// A call with SCALE of its arguments.
    Plain {
        /// Name of the pallet.
        pallet: &'static str,
        /// Name of the call.
        name: &'static str,
        /// SCALE of the arguments, one after the other.
        args: Vec<u8>,
    },
    /// Several calls in order; a failing one does not stop the others (`Utility.force_batch`).
    Batch(Vec<Call>),
    /// A call with root's rights (`Sudo.sudo`; development networks only).
    Sudo(Box<Call>),
}

impl Call {
    /// Any call; `args` is the tuple of its arguments.
    pub fn new(pallet: &'static str, name: &'static str, args: impl Encode) -> Self {
        Self::Plain { pallet, name, args: args.encode() }
    }

    /// `Channels.push`.
    pub fn push(channel: ChannelId, call: &SealedCall) -> Self {
        Self::new("Channels", "push", (channel, call))
    }

    /// `Channels.push_batch`: several calls as one message; at most `messages::limits::MAX_BATCH`.
    pub fn push_batch(channel: ChannelId, calls: &[SealedCall]) -> Self {
        Self::new("Channels", "push_batch", (channel, calls))
    }

    /// `Registry.register`.
    pub fn register(registration: &Registration) -> Self {
        Self::new("Registry", "register", (registration,))
    }

    /// `Registry.submit`: statements of workers; at most `messages::limits::MAX_WORKER_MESSAGES`.
    pub fn submit_statements(statements: &[SignedWorkerMessage]) -> Self {
        Self::new("Registry", "submit", (statements,))
    }

    /// `Committees.submit_body`.
    pub fn submit_body(commit: &Commit) -> Self {
        Self::new("Committees", "submit_body", (commit,))
    }

    /// `Committees.deposit`: PHA from the signer's account to an EVM address in a committee's escrow.
    pub fn deposit(committee: CommitteeId, to: H160, amount: Balance) -> Self {
        Self::new("Committees", "deposit", (committee, to, Compact(amount)))
    }

    /// A call of `Gatekeepers` about one worker: `appoint`, `dismiss` (governance), `bond`, `resign` (its operator),
    /// `withdraw` (who bonded it), `evict` (anybody).
    pub fn gatekeeper(name: &'static str, worker: &WorkerId) -> Self {
        Self::new("Gatekeepers", name, (worker,))
    }

    /// `Gatekeepers.declare`: stands a worker for election with so much more at stake.
    pub fn declare_gatekeeper(worker: &WorkerId, amount: Balance) -> Self {
        Self::new("Gatekeepers", "declare", (worker, Compact(amount)))
    }

    /// `Gatekeepers.bond_more`.
    pub fn bond_more_for_gatekeeper(worker: &WorkerId, amount: Balance) -> Self {
        Self::new("Gatekeepers", "bond_more", (worker, Compact(amount)))
    }

    /// `Gatekeepers.set_elections`; an era of 0 ends them.
    pub fn set_keeper_elections(era: BlockNumber, seats: u16) -> Self {
        Self::new("Gatekeepers", "set_elections", (era, seats))
    }

    /// `Gatekeepers.set_threshold`.
    pub fn set_keeper_threshold(threshold: u16) -> Self {
        Self::new("Gatekeepers", "set_threshold", (threshold,))
    }

    /// `Gatekeepers.rotate_generation`.
    pub fn rotate_generation() -> Self {
        Self::new("Gatekeepers", "rotate_generation", ())
    }

    /// `Gatekeepers.retire_generation`.
    pub fn retire_generation(generation: Generation) -> Self {
        Self::new("Gatekeepers", "retire_generation", (generation,))
    }

    /// `Committees.rotate_state_keys`.
    pub fn rotate_state_keys(committee: CommitteeId) -> Self {
        Self::new("Committees", "rotate_state_keys", (committee,))
    }

    /// `Balances.transfer_keep_alive`.
    pub fn transfer(to: &AccountId, amount: Balance) -> Self {
        // A MultiAddress whose first variant is an account id.
        Self::new("Balances", "transfer_keep_alive", (0u8, to, Compact(amount)))
    }

    /// Pallet and call by name.
    pub fn name(&self) -> (&'static str, &'static str) {
        match self {
            Self::Plain { pallet, name, .. } => (pallet, name),
            Self::Batch(_) => ("Utility", "force_batch"),
            Self::Sudo(_) => ("Sudo", "sudo"),
        }
    }

    /// SCALE of the call as it stands in an extrinsic.
    ///
    /// # Errors
    /// [`SubmitError::NoSuchCall`] if the chain's metadata lacks it.
    pub fn encode(&self, metadata: &Metadata) -> Result<Vec<u8>, SubmitError> {
        let (pallet, name) = self.name();
        let missing = || SubmitError::NoSuchCall { call: format!("{pallet}.{name}") };
        let in_pallet = metadata.pallet_by_name(pallet).ok_or_else(missing)?;
        let call = in_pallet.call_variant_by_name(name).ok_or_else(missing)?;
        let mut bytes = vec![in_pallet.call_index(), call.index];
        bytes.extend(self.args(metadata)?);
        Ok(bytes)
    }

    /// SCALE of the arguments.
    fn args(&self, metadata: &Metadata) -> Result<Vec<u8>, SubmitError> {
        match self {
            Self::Plain { args, .. } => Ok(args.clone()),
            Self::Batch(calls) => {
                let mut bytes = Compact(calls.len() as u32).encode();
                for call in calls {
                    bytes.extend(call.encode(metadata)?);
                }
                Ok(bytes)
            }
            Self::Sudo(call) => call.encode(metadata),
        }
    }

    /// In the form that the extrinsic builder takes.
    pub(super) fn payload(&self, metadata: &Metadata) -> Result<DynamicPayload<EncodedArgs>, SubmitError> {
        let (pallet, name) = self.name();
        Ok(DynamicPayload::new(pallet, name, EncodedArgs(self.args(metadata)?)))
    }
}

/// Arguments that are SCALE already.
pub(super) struct EncodedArgs(Vec<u8>);

impl EncodeAsFields for EncodedArgs {
    fn encode_as_fields_to<R: TypeResolver>(
        &self,
        _fields: &mut dyn FieldIter<'_, R::TypeId>,
        _types: &R,
        out: &mut Vec<u8>,
    ) -> Result<(), scale_encode::Error> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_encoded_one_after_the_other() {
        let Call::Plain { args, .. } = Call::deposit(7, H160([3; 20]), 5) else { panic!("a plain call") };
        assert_eq!(args, [vec![7, 0, 0, 0], vec![3; 20], vec![5 << 2]].concat(), "the amount is compact");
        let Call::Plain { args, .. } = Call::submit_statements(&[]) else { panic!("a plain call") };
        assert_eq!(args, [0], "an empty list");
    }
}
