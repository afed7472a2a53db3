// The light client's WebAssembly module: typed requests over its one function. It has no imports, so it can reach nothing.

import type { Address, Hex } from "viem";
import { errorOf } from "./errors.js";

/** Where the module comes from: its bytes, a response that delivers them, or the compiled module. */
export type ModuleSource = BufferSource | Response | WebAssembly.Module;

/** A committee to prove, with its members as far as they are known. */
export interface KnownCommittee {
  id: number;
  members: readonly Hex[];
}

/** A finalized block. */
export interface Head {
  number: number;
  hash: Hex;
  stateRoot: Hex;
  timeMs: number;
}

/** A committee as the chain has it, proven. */
export interface Committee {
  /** Its members; `trustRoot` is `null` for one without valid evidence. */
  members: { worker: Hex; trustRoot: "Intel" | "AMD" | "Simulated" | null }[];
  /** What sealing takes; `null` until the members are known. */
  proven: Hex | null;
  /** Chain id of its EVM. */
  chainId: Hex;
  /** Whether genesis marks a development chain. */
  development: boolean;
  /** Epoch of the input key. */
  epoch: number;
  /** Key that transactions and questions are encrypted to. */
  inputKey: Hex;
  /** Key that calldata alone is encrypted to, in Sapphire's form. */
  callDataKey: Hex;
  /** Height of the last state that its members agreed on. */
  height: number;
  /** Root of that state. */
  stateRoot: Hex;
}

/** What a bundle proved. */
export interface Verified {
  client: Hex;
  head: Head | null;
  values: (Hex | null)[];
  committee: Committee | null;
}

/** A contract call that leaves no trace. */
export interface CallQuestion {
  to?: Address;
  data?: Hex;
  value?: Hex;
  gas?: Hex;
}

/** A question to a committee. */
export type Question =
  | { call: CallQuestion }
  | { estimate: CallQuestion }
  | { account: Address }
  | { code: Address }
  | "latestBlock"
  | { blockByNumber: number }
  | { blockByHash: Hex }
  | { transaction: { hash: Hex; secret?: Hex } };

/** A reply; the one member that answers the question is there. Numbers are quantities (`0x1f`). */
export interface Reply {
  returned?: Hex;
  reverted?: Hex;
  gas?: Hex;
  account?: { address: Address; balance: Hex; nonce: Hex };
  code?: Hex;
  block?: Block | null;
  transaction?: TransactionStatus;
  refused?: string;
}

/** What became of a transaction. */
export type TransactionStatus =
  | "unknown"
  | { refused: { reason: string; expectedNonce: Hex | null } }
  | { executed: ExecutedTransaction };

/** A transaction that ran. */
export interface ExecutedTransaction {
  raw: Hex;
  blockNumber: Hex;
  blockHash: Hex;
  transactionIndex: Hex;
  firstLog: Hex;
  cumulativeGasUsed: Hex;
  effectiveGasPrice: Hex;
  from: Address;
  success: boolean;
  gasUsed: Hex;
  output: Hex;
  contractAddress: Address | null;
  logs: { address: Address; topics: Hex[]; data: Hex }[];
  sealed: Hex | null;
}

/** An executed block, with the hashes of its public transactions. */
export interface Block {
  number: Hex;
  hash: Hex;
  parentHash: Hex;
  timestamp: Hex;
  gasLimit: Hex;
  gasUsed: Hex;
  baseFeePerGas: Hex;
  stateRoot: Hex;
  logsBloom: Hex;
  transactions: Hex[];
}

/** An answer that proved itself, and the state that it is true of. */
export interface Answer {
  reply: Reply;
  asOf: { blockNumber: number; blockHash: Hex; timeMs: number; height: number; stateRoot: Hex };
  worker: Hex;
  trustRoot: "Intel" | "AMD" | "Simulated";
}

/** A sign-in message with its signature. */
export interface SignIn {
  message: string;
  signature: Hex;
}

/** Requests of the module, with their answers. */
interface Requests {
  newClient: [{ genesis: Hex }, Hex];
  wants: [{ client: Hex; keys: readonly Hex[]; committee?: KnownCommittee }, Hex];
  verify: [
    { client: Hex; keys: readonly Hex[]; committee?: KnownCommittee; bundle: Hex; nowMs: number },
    Verified,
  ];
  sealTransaction: [{ committee: Hex; raw: Hex; secret?: Hex; entropy: Hex }, Hex];
  sealQuestion: [
    { committee: Hex; question: Question; signIn?: SignIn; entropy: Hex },
    { query: Hex; sealed: Hex },
  ];
  openAnswer: [{ committee: Hex; query: Hex; entropy: Hex; answer: Hex }, Answer];
}

interface Exports {
  memory: WebAssembly.Memory;
  alloc(length: number): number;
  free(pointer: number, length: number): void;
  request(pointer: number, length: number): bigint;
}

/** The module, ready for requests. */
export class LightClientModule {
  readonly #exports: Exports;

  private constructor(instance: WebAssembly.Instance) {
    this.#exports = instance.exports as unknown as Exports;
  }

  /** Compiles the module; by default the one that comes with this package. */
  static async load(source?: ModuleSource | Promise<ModuleSource>): Promise<LightClientModule> {
    const given = await (source ?? packaged());
    if (given instanceof WebAssembly.Module) {
      return new LightClientModule(await WebAssembly.instantiate(given));
    }
    const bytes = given instanceof Response ? await given.arrayBuffer() : given;
    return new LightClientModule((await WebAssembly.instantiate(bytes)).instance);
  }

  /** Asks the module; refusals are thrown as errors of `errors.ts`. */
  request<Name extends keyof Requests>(name: Name, body: Requests[Name][0]): Requests[Name][1] {
    const { memory, alloc, free, request } = this.#exports;
    const text = new TextEncoder().encode(JSON.stringify({ [name]: body }));
    const pointer = alloc(text.length);
    new Uint8Array(memory.buffer, pointer, text.length).set(text);
    const packed = request(pointer, text.length);
    free(pointer, text.length);
    const [start, length] = [Number(packed >> 32n), Number(packed & 0xffff_ffffn)];
    // Copied at once: the next request may move the memory.
    const response = new Uint8Array(memory.buffer, start, length).slice();
    free(start, length);
    const json = JSON.parse(new TextDecoder().decode(response.subarray(1)));
    if (response[0] !== 0) throw errorOf(json);
    return json;
  }
}

/** The module of this package: a file for Node, a URL beside this script for browsers. */
async function packaged(): Promise<ModuleSource> {
  const url = new URL("../../wasm/client.wasm", import.meta.url);
  if (url.protocol !== "file:") return fetch(url);
  const { readFile } = await import("node:fs/promises");
  return new Uint8Array(await readFile(url));
}
