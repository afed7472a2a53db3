// A gateway of synthetic blocks that tells the truth or one of many lies (`host/client-wasm/examples/test_gateway.rs`), and
// what was posted to it.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { AdytonNetwork, type ConnectOptions } from "../src/index.js";
import type { Hex } from "viem";

const TARGET = process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache/adyton/target");
const PROGRAM = join(TARGET, "debug/examples/test_gateway");

/** Where the tests say that the gateway is. */
export const URL = "http://gateway.test";

export class TestGateway {
  /** What was posted to it by its user. */
  readonly posted: { method: string; params: unknown[] }[] = [];
  readonly #process: ChildProcessWithoutNullStreams = spawn(PROGRAM);
  readonly #waiting: ((line: string) => void)[] = [];
  #now = 0;

  constructor() {
    createInterface({ input: this.#process.stdout }).on("line", (line) => this.#waiting.shift()?.(line));
  }

  /** Starts one. */
  static async start(): Promise<TestGateway> {
    const gateway = new TestGateway();
    await gateway.#readClock();
    return gateway;
  }

  stop(): void {
    this.#process.kill();
  }

  /** From here on it lies in this way; the empty lie is the truth. */
  async lie(name: string): Promise<void> {
    await this.#send("test_lie", [name]);
  }

  /** Makes a block. */
  async advance(): Promise<void> {
    await this.#send("test_advance", []);
    await this.#readClock();
  }

  /** Hash of the first block. */
  async genesis(): Promise<Hex> {
    return (await this.#send("adyton_network", [])).result.genesis;
  }

  /** Connects a user to it, whose clock is the chain's. */
  async connect(options: Partial<ConnectOptions> = {}): Promise<AdytonNetwork> {
    const genesis = await this.genesis();
    return AdytonNetwork.connect({ url: URL, genesis, fetch: this.fetch, clock: () => this.#now, ...options });
  }

  /** `fetch` to it. */
  readonly fetch = async (_url: string, init: RequestInit): Promise<Response> => {
    const { id, method, params } = JSON.parse(String(init.body));
    this.posted.push({ method, params });
    return Response.json({ jsonrpc: "2.0", id, ...(await this.#send(method, params)) });
  };

  async #readClock(): Promise<void> {
    this.#now = (await this.#send("test_now", [])).result;
  }

  #send(method: string, params: unknown[]): Promise<any> {
    return new Promise((resolve) => {
      this.#waiting.push((line) => resolve(JSON.parse(line)));
      this.#process.stdin.write(`${JSON.stringify({ method, params })}\n`);
    });
  }
}
