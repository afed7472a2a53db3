//! Layouts of what nodes answer, turned into the bytes that bundles carry.

use codec::{Compact, Decode, Encode};
use messages::{
    ids::{BlockNumber, BlockRef},
    H256,
};
use serde::Deserialize;
pub use subxt::rpcs::methods::legacy::{Bytes, ReadProof};

/// A header as JSON-RPC shows it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JsonHeader {
    parent_hash: H256,
    number: String,
    state_root: H256,
    extrinsics_root: H256,
    digest: JsonDigest,
}

#[derive(Debug, Clone, Deserialize)]
struct JsonDigest {
    /// Each item is SCALE already.
    logs: Vec<Bytes>,
}

/// A header: its place in the chain and its SCALE bytes, which hash to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Number and hash.
    pub block: BlockRef,
    /// Hash of the block before it.
    pub parent: H256,
    /// SCALE of the header.
    pub bytes: Vec<u8>,
}

impl TryFrom<JsonHeader> for Header {
    type Error = String;

    fn try_from(json: JsonHeader) -> Result<Self, String> {
        let digits = json.number.trim_start_matches("0x");
        let number =
            BlockNumber::from_str_radix(digits, 16).map_err(|error| format!("block number: {error}"))?;
        let mut bytes = (json.parent_hash, Compact(number), json.state_root, json.extrinsics_root).encode();
        Compact(json.digest.logs.len() as u32).encode_to(&mut bytes);
        for item in &json.digest.logs {
            bytes.extend_from_slice(item);
        }
        let hash = crypto::hash::blake2_256(&bytes);
        Ok(Self { block: BlockRef { number, hash }, parent: json.parent_hash, bytes })
    }
}

/// A block as JSON-RPC shows it, as far as it is used here.
#[derive(Debug, Clone, Deserialize)]
pub struct JsonSignedBlock {
    /// The block.
    pub block: JsonBlock,
    /// Its justifications by consensus engine, if the node keeps any.
    pub justifications: Option<Vec<([u8; 4], Vec<u8>)>>,
}

impl JsonSignedBlock {
    /// The GRANDPA justification, if the node keeps it.
    pub fn grandpa_justification(self) -> Option<Vec<u8>> {
        const GRANDPA: [u8; 4] = *b"FRNK";
        let mut justifications = self.justifications.into_iter().flatten();
        justifications.find(|(engine, _)| *engine == GRANDPA).map(|(_, justification)| justification)
    }
}

/// See [`JsonSignedBlock`].
#[derive(Debug, Clone, Deserialize)]
pub struct JsonBlock {
    /// Its header.
    pub header: JsonHeader,
    /// SCALE of each extrinsic with its length prefix, as in the block.
    pub extrinsics: Vec<Bytes>,
}

/// Values at one block, as `state_queryStorageAt` shows them.
#[derive(Debug, Clone, Deserialize)]
pub struct JsonChangeSet {
    /// Key and value; no value where state holds none.
    pub changes: Vec<(Bytes, Option<Bytes>)>,
}

/// Versions of the runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuntimeVersion {
    /// Version of its rules.
    pub spec_version: u32,
    /// Version of its transactions.
    pub transaction_version: u32,
}

/// The block that a GRANDPA justification finalizes. Layout: round (u64), commit (target hash, target number, …).
pub fn justification_target(justification: &[u8]) -> Option<BlockRef> {
    let (_round, hash, number) = <(u64, H256, BlockNumber)>::decode(&mut &justification[..]).ok()?;
    Some(BlockRef { number, hash })
}

/// The justification inside an answer of `grandpa_proveFinality`: block hash, justification, headers up to it.
pub fn finality_proof_justification(proof: &[u8]) -> Option<Vec<u8>> {
    let (_block, justification) = <(H256, Vec<u8>)>::decode(&mut &proof[..]).ok()?;
    Some(justification)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Block 1 of a chain with two digest items (a pre-runtime item and a seal), laid out by hand.
    fn json() -> serde_json::Value {
        serde_json::json!({
            "parentHash": format!("0x{}", "11".repeat(32)),
            "number": "0x12c",
            "stateRoot": format!("0x{}", "22".repeat(32)),
            "extrinsicsRoot": format!("0x{}", "33".repeat(32)),
            "digest": { "logs": ["0x066175726104aa", "0x056175726104bb"] }
        })
    }

    #[test]
    fn a_json_header_becomes_the_bytes_that_hash_to_its_block() {
        let header = Header::try_from(serde_json::from_value::<JsonHeader>(json()).unwrap()).unwrap();
        let mut expected = vec![0x11; 32];
        expected.extend(Compact(300u32).encode());
        expected.extend([0x22; 32]);
        expected.extend([0x33; 32]);
        expected.push(2 << 2);
        expected.extend([0x06, 0x61, 0x75, 0x72, 0x61, 0x04, 0xaa]);
        expected.extend([0x05, 0x61, 0x75, 0x72, 0x61, 0x04, 0xbb]);
        assert_eq!(header.bytes, expected);
        assert_eq!(header.block.number, 300);
        assert_eq!(header.block.hash, crypto::hash::blake2_256(&expected));
        assert_eq!(header.parent, H256([0x11; 32]));
    }

    #[test]
    fn a_blocks_grandpa_justification_is_found_among_others() {
        let block = |justifications| {
            let json = serde_json::json!({
                "block": { "header": json(), "extrinsics": [] },
                "justifications": justifications,
            });
            serde_json::from_value::<JsonSignedBlock>(json).unwrap().grandpa_justification()
        };
        let both = serde_json::json!([[[66, 69, 69, 70], [9]], [[70, 82, 78, 75], [1, 2]]]);
        assert_eq!(block(both), Some(vec![1, 2]));
        assert_eq!(block(serde_json::json!([])), None);
        assert_eq!(block(serde_json::Value::Null), None);
    }

    #[test]
    fn an_absurd_block_number_is_an_error() {
        let mut json = json();
        json["number"] = "0x1ffffffff".into();
        assert!(Header::try_from(serde_json::from_value::<JsonHeader>(json).unwrap()).is_err());
    }

    #[test]
    fn a_justification_tells_its_target() {
        let target = BlockRef { number: 7, hash: H256([5; 32]) };
        let mut justification = (3u64, target.hash, target.number).encode();
        justification.extend([1, 2, 3]);
        assert_eq!(justification_target(&justification), Some(target));
        assert_eq!(justification_target(&justification[..40]), None);
    }

    #[test]
    fn a_finality_proof_yields_its_justification_without_reading_the_headers() {
        let proof = (H256([5; 32]), vec![1u8, 2, 3], vec![vec![9u8; 100]]).encode();
        assert_eq!(finality_proof_justification(&proof), Some(vec![1, 2, 3]));
        assert_eq!(finality_proof_justification(&proof[..34]), None);
    }
}
