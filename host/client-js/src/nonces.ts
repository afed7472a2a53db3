// Nonces of transactions that were sent but did not run yet: nobody else could tell them, for they are sealed.

import type { Address } from "viem";

/** How long a transaction that was sent is expected to run, in milliseconds. After it its nonce counts as free again. */
const EXPECTATION_MS = 120_000;

/** What was sent from here, by account. */
export class PendingNonces {
  readonly #sent = new Map<string, { next: number; at: number }>();

  /** A transaction with this nonce was sent. */
  sent(account: Address, nonce: number): void {
    const next = Math.max(nonce + 1, this.next(account, 0));
    this.#sent.set(account.toLowerCase(), { next, at: performance.now() });
  }

  /** The next nonce of an account whose nonce in the state is `executed`. */
  next(account: Address, executed: number): number {
    const sent = this.#sent.get(account.toLowerCase());
    const expected = sent && performance.now() - sent.at < EXPECTATION_MS ? sent.next : 0;
    return Math.max(executed, expected);
  }
}
