//! Signed extrinsics, built with the runtime's own types.

use adyton_runtime::{Address, RuntimeCall, SignedPayload, TxExtension, UncheckedExtrinsic, VERSION};
use codec::Encode;
use messages::ids::GenesisHash;
use sp_keyring::Sr25519Keyring;
use sp_runtime::generic::Era;

/// SCALE of `call`, signed by `who` with their `nonce`-th signature, valid for ever.
pub(crate) fn signed(who: Sr25519Keyring, nonce: u32, genesis: GenesisHash, call: RuntimeCall) -> Vec<u8> {
    let extension: TxExtension = (
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(0),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
    );
    let implicit =
        ((), VERSION.spec_version, VERSION.transaction_version, genesis, genesis, (), (), (), None);
    let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
    let signature = payload.using_encoded(|bytes| who.sign(bytes));
    UncheckedExtrinsic::new_signed(call, Address::Id(who.to_account_id()), signature.into(), extension)
        .encode()
}
