// JSON-RPC to a gateway. Nothing that it says is believed without proof; it only has to be available.

import { GatewayError } from "./errors.js";

/** `fetch`, as far as it is used here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Longest wait for an answer, in milliseconds: a first bundle with many changes of validators takes seconds. */
const TIMEOUT_MS = 60_000;

/** A gateway at a URL. */
export class Gateway {
  readonly #url: string;
  readonly #fetch: Fetch;
  #id = 0;

  constructor(url: string, fetcher: Fetch = (to, init) => fetch(to, init)) {
    this.#url = url;
    this.#fetch = fetcher;
  }

  /** Asks; errors are thrown as [`GatewayError`]. */
  async request(method: string, params: readonly unknown[] = []): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: "2.0", id: ++this.#id, method, params });
    const response = await this.#post(body);
    if (response?.error) {
      const { code, message, data } = response.error;
      throw new GatewayError(code ?? -32603, String(message), data);
    }
    if (response?.result === undefined) throw new GatewayError(-32603, "the gateway's answer is no JSON-RPC");
    return response.result;
  }

  async #post(body: string): Promise<{ result?: unknown; error?: { code?: number; message?: string; data?: unknown } }> {
    const headers = { "content-type": "application/json" };
    try {
      const response = await this.#fetch(this.#url, {
        method: "POST",
        headers,
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return (await response.json()) as object;
    } catch (error) {
      throw new GatewayError(-32603, `the gateway does not answer (${reason(error)}); is it running, and is the URL right?`);
    }
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
