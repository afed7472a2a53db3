// For libraries of Oasis Sapphire, which encrypt calldata alone: the key that they encrypt to, proven.
//
// Those libraries take that key from the gateway's word. With these options they take it from the light client, whatever
// the chain id.

import { hexToBytes } from "viem";
import type { AdytonNetwork } from "./network.js";

/** A key that calldata is encrypted to, in the form of `@oasisprotocol/sapphire-paratime`. */
export interface CallDataPublicKey {
  /** X25519 key. */
  key: Uint8Array;
  /** Epoch of the key. */
  epoch: number;
  /** Chain id of the EVM. */
  chainId: number;
  /** When it was proven. */
  fetched: Date;
  /** Empty: finality and storage proof stand in place of a key manager's signature. */
  checksum: Uint8Array;
  /** Empty, as above. */
  signature: Uint8Array;
}

/** What fetches keys in `@oasisprotocol/sapphire-paratime`. */
export interface KeyFetcherLike {
  pubkey?: CallDataPublicKey;
  fetch(upstream: any): Promise<CallDataPublicKey>;
}

/** The committee's newest key for calldata, proven by the light client. */
export async function callDataPublicKey(network: AdytonNetwork): Promise<CallDataPublicKey> {
  const { callDataKey, epoch } = await network.provenCommittee();
  const nothing = new Uint8Array();
  const [key, chainId] = [hexToBytes(callDataKey), network.chain.id];
  return { key, epoch, chainId, fetched: new Date(), checksum: nothing, signature: nothing };
}

/**
 * Options for `wrapEthereumProvider`, `wrapEthersSigner`, `sapphireHttpTransport` and the like. `fetcher` is a fresh
 * `new KeyFetcher()` of the Sapphire library in use.
 */
export function sapphireOptions<Fetcher extends KeyFetcherLike>(
  network: AdytonNetwork,
  fetcher: Fetcher,
): { fetcher: Fetcher } {
  fetcher.fetch = async () => (fetcher.pubkey = await callDataPublicKey(network));
  return { fetcher };
}
