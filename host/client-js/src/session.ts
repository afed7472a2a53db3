// Sign-in: one signature (EIP-4361) that proves who asks, for many questions. The committee verifies it, not the gateway.

import { createSiweMessage, generateSiweNonce } from "viem/siwe";
import type { Address, Hex } from "viem";

/** Who can sign in: a local account of viem, or a wallet client with an account. */
export type Signer =
  | { address: Address; signMessage(parameters: { message: string }): Promise<Hex> }
  | {
      account?: { address: Address } | undefined;
      signMessage(parameters: { account: Address; message: string }): Promise<Hex>;
    };

/** How to sign in. */
export interface SignInOptions {
  /** Who asks for the signature, as the wallet shows it; by default the page's host. */
  domain?: string;
  /** A sentence for people. */
  statement?: string;
  /** How long the session lasts, in seconds; at most a day. */
  seconds?: number;
}

/** A session of an account. Whoever has it can ask in its name until it ends, but sign nothing. */
export interface Session {
  /** The account. */
  address: Address;
  /** Text that was signed. */
  message: string;
  /** The signature. */
  signature: Hex;
  /** When it ends, milliseconds since the Unix epoch. */
  expires: number;
}

/** Where and when a session counts. */
export interface SessionPlace {
  genesis: Hex;
  committee: number;
  chainId: number;
  now: number;
}

/** The committee accepts no longer sessions. */
const LONGEST_SECONDS = 24 * 3600;
const DEFAULT_SECONDS = 3600;

/** Lets an account sign in. */
export async function signIn(place: SessionPlace, signer: Signer, options: SignInOptions): Promise<Session> {
  const address = "address" in signer ? signer.address : signer.account?.address;
  if (!address) throw new TypeError("the wallet client has no account; pass one to createWalletClient");
  const expires = place.now + Math.min(options.seconds ?? DEFAULT_SECONDS, LONGEST_SECONDS) * 1000;
  const message = createSiweMessage({
    address,
    chainId: place.chainId,
    domain: options.domain ?? defaultDomain(),
    statement: options.statement ?? "Read what is mine on Adyton.",
    uri: `adyton://${place.genesis.slice(2)}/${place.committee}`,
    version: "1",
    nonce: generateSiweNonce(),
    issuedAt: new Date(place.now),
    expirationTime: new Date(expires),
  });
  const signature =
    "address" in signer
      ? await signer.signMessage({ message })
      : await signer.signMessage({ account: address, message });
  return { address, message, signature, expires };
}

function defaultDomain(): string {
  return typeof location === "undefined" || !location.host ? "localhost" : location.host;
}
