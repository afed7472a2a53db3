//! The treasury: what it has and what it is to pay.

use super::{explain::args, referendum};
use crate::{
    commands::amount::{pha, plain},
    output::Output,
    session::Session,
    state::ChainState,
};
use anyhow::Result;
use codec::Encode;
use messages::ids::{AccountId, Balance, BlockNumber};
use serde_json::json;
use subxt::ext::{scale_decode::DecodeAsType, scale_value::Value};

/// A payment that was approved; names are the chain's.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
struct SpendStatus {
    amount: Balance,
    beneficiary: [u8; 32],
    valid_from: BlockNumber,
    expire_at: BlockNumber,
    status: Value,
}

/// What an account has.
#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
struct AccountInfo {
    data: AccountData,
}

#[derive(Clone, Copy, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "::subxt::ext::scale_decode")]
struct AccountData {
    free: Balance,
    reserved: Balance,
}

/// The account of a pallet of this name.
pub(crate) fn account_of(pallet_id: [u8; 8]) -> AccountId {
    let mut account = [0; 32];
    let named = b"modl".iter().chain(&pallet_id);
    account.iter_mut().zip(named).for_each(|(byte, named)| *byte = *named);
    AccountId::new(account)
}

/// All that an account has, held or not.
///
/// # Errors
/// If it cannot be read.
pub(crate) async fn balance(state: &ChainState, account: &AccountId) -> Result<Balance> {
    let info: Option<AccountInfo> = state.read(("System", "Account"), vec![account.encode()]).await?;
    Ok(info.map_or(0, |info| info.data.free.saturating_add(info.data.reserved)))
}

/// `adyton gov treasury`.
///
/// # Errors
/// A sentence for the user.
pub(crate) async fn run(session: &Session, output: Output) -> Result<()> {
    let state = ChainState::open(session).await?;
    let account = account_of(state.constant(("Treasury", "PalletId"))?);
    let has = balance(&state, &account).await?;
    let count: u32 = state.read(("Treasury", "SpendCount"), vec![]).await?.unwrap_or(0);
    let keys = (0..count).map(|id| vec![id.encode()]).collect();
    let spends: Vec<Option<SpendStatus>> = state.read_many(("Treasury", "Spends"), keys).await?;
    let spends: Vec<_> = (0..count).zip(spends).filter_map(|(id, spend)| Some((id, spend?))).collect();
    let value = json!({
        "account": account.to_string(),
        "balance": plain(has),
        "spends": spends.iter().map(|(id, spend)| spend.json(*id)).collect::<Vec<_>>(),
    });
    let mut lines = vec![format!("treasury {account}: {}", pha(has))];
    lines.extend(spends.iter().map(|(id, spend)| spend.text(*id, state.block())));
    if spends.is_empty() {
        lines.push("nothing is approved and unpaid".into());
    }
    output.result(&value, lines.join("\n"))
}

impl SpendStatus {
    fn status(&self) -> &str {
        args::variant(&self.status).map_or("unknown", |status| status.name.as_str())
    }

    fn json(&self, id: u32) -> serde_json::Value {
        json!({
            "id": id,
            "amount": plain(self.amount),
            "beneficiary": referendum::account(&self.beneficiary),
            "valid_from": self.valid_from,
            "expires_at": self.expire_at,
            "status": self.status().to_lowercase(),
        })
    }

    fn text(&self, id: u32, now: BlockNumber) -> String {
        let next = match self.status() {
            "Pending" | "Failed" if now > self.expire_at => "expired".to_owned(),
            "Pending" | "Failed" if now < self.valid_from => {
                format!("payable from block {}", self.valid_from)
            }
            "Pending" | "Failed" => {
                format!("payable until block {}: `adyton gov payout {id}`, by anybody", self.expire_at)
            }
            other => other.to_lowercase(),
        };
        format!("spend {id}: {} to {}, {next}", pha(self.amount), referendum::account(&self.beneficiary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pallets_account_begins_with_its_name() {
        let account = account_of(*b"adyt/try");
        let bytes: &[u8; 32] = account.as_ref();
        assert_eq!(&bytes[..12], b"modladyt/try");
        assert_eq!(&bytes[12..], [0; 20]);
    }

    #[test]
    fn a_spend_says_who_may_do_what_next() {
        let spend = |status| SpendStatus {
            amount: 5_000_000_000_000,
            beneficiary: [0; 32],
            valid_from: 10,
            expire_at: 20,
            status: Value::unnamed_variant(status, []),
        };
        let ends = |status, now, end: &str| {
            assert!(spend(status).text(3, now).ends_with(end), "{}", spend(status).text(3, now))
        };
        ends("Pending", 9, "payable from block 10");
        ends("Pending", 10, "payable until block 20: `adyton gov payout 3`, by anybody");
        ends("Pending", 21, "expired");
        ends("Attempted", 10, "attempted");
    }
}
