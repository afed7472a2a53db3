// What is kept between two runs: the light client, the pinned network, and secrets of private transactions.

import type { Hex } from "viem";

/** Keeps texts; `localStorage` is one. Whoever can write to it can make the light client believe a false chain. */
export interface Store {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): unknown;
}

/** A store that ends with the program. */
export class MemoryStore implements Store {
  readonly #items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
}

/** What is kept of one network. */
export class NetworkMemory {
  readonly #store: Store;
  readonly #prefix: string;

  constructor(store: Store, genesis: Hex) {
    this.#store = store;
    this.#prefix = `adyton/${genesis}`;
  }

  /** The light client as it was kept. */
  async client(): Promise<Hex | null> {
    return (await this.#store.getItem(`${this.#prefix}/light-client`)) as Hex | null;
  }

  async keepClient(client: Hex): Promise<void> {
    await this.#store.setItem(`${this.#prefix}/light-client`, client);
  }

  /** The secret of a private transaction, if it was sent from here or made known. */
  async secret(hash: Hex): Promise<Hex | undefined> {
    const secret = await this.#store.getItem(this.#secretKey(hash));
    return secret === null ? undefined : (secret as Hex);
  }

  async keepSecret(hash: Hex, secret: Hex): Promise<void> {
    await this.#store.setItem(this.#secretKey(hash), secret);
  }

  #secretKey(hash: Hex): string {
    return `${this.#prefix}/secret/${hash.toLowerCase()}`;
  }
}

/** The network that was met at a URL first, if any. */
export async function pinned(store: Store, url: string): Promise<Hex | null> {
  return (await store.getItem(`adyton/network-at/${url}`)) as Hex | null;
}

/** Pins the network at a URL. */
export async function pin(store: Store, url: string, genesis: Hex): Promise<void> {
  await store.setItem(`adyton/network-at/${url}`, genesis);
}
