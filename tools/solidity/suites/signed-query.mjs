// Queries with a proven caller, in the form that Sapphire's clients for other languages make: the data of an eth_call is
// CBOR {data, leash, signature}, where the signature is of EIP-712 typed data, which any wallet makes.

import { encode } from "cborg";
import { getBytes, hexlify } from "ethers";

const fields = (text) => text.split(",").map((field) => {
  const [type, name] = field.trim().split(" ");
  return { type, name };
});

const TYPES = {
  Call: fields("address from, address to, uint64 gasLimit, uint256 gasPrice, uint256 value, bytes data, Leash leash"),
  Leash: fields("uint64 nonce, uint64 blockNumber, bytes32 blockHash, uint64 blockRange"),
};

/** Gas limit and price that such clients name where the caller names none. */
const GAS_LIMIT = 30_000_000n;
const GAS_PRICE = 100_000_000_000n;

/**
 * The eth_call in which `signer`, an ethers signer with a provider, asks the contract at `to`; `changes` are to its
 * leash.
 */
export async function signedQuery(signer, to, data, changes = {}) {
  const from = await signer.getAddress();
  const [network, nonce, base] = await Promise.all([
    signer.provider.getNetwork(), signer.provider.getTransactionCount(from), signer.provider.getBlock("latest"),
  ]);
  const leash = { nonce, blockNumber: base.number, blockHash: base.hash, blockRange: 15, ...changes };
  const domain = { name: "oasis-runtime-sdk/evm: signed query", version: "1.0.0", chainId: network.chainId };
  const call = { from, to, gasLimit: GAS_LIMIT, gasPrice: GAS_PRICE, value: 0n, data, leash };
  const signature = await signer.signTypedData(domain, TYPES, call);
  const signed = encode({
    data: { body: getBytes(data) },
    leash: {
      nonce: leash.nonce,
      block_number: leash.blockNumber,
      block_hash: getBytes(leash.blockHash),
      block_range: leash.blockRange,
    },
    signature: getBytes(signature),
  });
  return { from, to, gas: quantity(GAS_LIMIT), gasPrice: quantity(GAS_PRICE), data: hexlify(signed) };
}

const quantity = (number) => `0x${number.toString(16)}`;
