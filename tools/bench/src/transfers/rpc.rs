//! The few methods of Ethereum's JSON-RPC that the load needs.

use anyhow::{bail, Context, Result};
use messages::H160;
use serde_json::{json, Value};

/// An endpoint. Cloning shares its connections.
#[derive(Clone)]
pub(super) struct Rpc {
    http: reqwest::Client,
    url: String,
}

impl Rpc {
    pub(super) fn new(url: &str) -> Result<Self> {
        Ok(Self { http: reqwest::Client::builder().build()?, url: url.to_owned() })
    }

    async fn ask(&self, method: &str, params: Value) -> Result<Value> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let mut answer: Value = self.http.post(&self.url).json(&request).send().await?.json().await?;
        if let Some(error) = answer.get("error") {
            bail!("{method}: {error}");
        }
        Ok(answer["result"].take())
    }

    /// A number; `params` is JSON.
    pub(super) async fn quantity(&self, method: &str, params: &str) -> Result<u128> {
        let answer = self.ask(method, serde_json::from_str(params)?).await?;
        let digits = answer.as_str().and_then(|text| text.strip_prefix("0x")).context("no quantity")?;
        Ok(u128::from_str_radix(digits, 16)?)
    }

    pub(super) async fn nonce(&self, address: H160) -> Result<u64> {
        let params = json!([format!("{address:?}"), "latest"]).to_string();
        Ok(self.quantity("eth_getTransactionCount", &params).await? as u64)
    }

    pub(super) async fn send(&self, raw: &[u8]) -> Result<()> {
        self.ask("eth_sendRawTransaction", json!([format!("0x{}", hex::encode(raw))])).await?;
        Ok(())
    }

    /// Whether a transaction succeeded; `None` while it is in no block.
    pub(super) async fn succeeded(&self, hash: &str) -> Result<Option<bool>> {
        let receipt = self.ask("eth_getTransactionReceipt", json!([hash])).await?;
        Ok(receipt["status"].as_str().map(|status| status == "0x1"))
    }

    /// Hashes of the transactions of a block; `None` while there is none of this number.
    pub(super) async fn block_transactions(&self, number: u64) -> Result<Option<Vec<String>>> {
        let block = self.ask("eth_getBlockByNumber", json!([format!("0x{number:x}"), false])).await?;
        let hashes = block["transactions"].as_array();
        Ok(hashes.map(|hashes| hashes.iter().filter_map(Value::as_str).map(str::to_owned).collect()))
    }
}
