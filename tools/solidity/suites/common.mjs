// What the suites share: where the network is, who pays, what hardhat.config.cjs compiled.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HDNodeWallet, Mnemonic } from "ethers";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** HTTP address of the gateway. */
export const RPC = process.env.ADYTON_RPC ?? "http://127.0.0.1:8545";

/** WebSocket address of the gateway. */
export const WS = RPC.replace(/^http/, "ws");

/** Chain id of development networks: that of Sapphire's local network. */
export const CHAIN_ID = 0x5afd;

/** The mnemonic that development tools know; its accounts are funded on development networks. */
export const MNEMONIC = "test test test test test test test test test test test junk";

/** How often clients look whether something happened, in milliseconds: blocks come faster than on Ethereum. */
export const POLLING = 100;

/**
 * The `index`th funded account, without a provider. Accounts 0 to 2 are Hardhat's; every other suite has its own, so
 * that suites may run at the same time.
 */
export function wallet(index) {
  return HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(MNEMONIC), `m/44'/60'/0'/0/${index}`);
}

/** ABI and bytecode of a contract of contracts/. */
export function artifact(source, name) {
  return readJson(join(ROOT, "artifacts", "contracts", `${source}.sol`, `${name}.json`));
}

/** ABI and bytecode of a contract of the demo. */
export function demoArtifact(name) {
  return readJson(join(ROOT, "..", "..", "contracts", "artifacts", `${name}.json`));
}

/**
 * Path of a program of Foundry. The packages of the programs themselves are told apart by platform; the one that chooses
 * among them ends with success also where the program fails.
 */
export function foundryBinary(program) {
  const path = join(ROOT, "node_modules", "@foundry-rs", `${program}-linux-amd64`, "bin", program);
  if (!existsSync(path)) throw new Error(`npm has installed no ${program} here: package.json names that of Linux on x86-64`);
  return path;
}

/** Sends one JSON-RPC request, or a batch if `body` is an array, and returns what came back. */
export async function post(body) {
  const answer = await fetch(RPC, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** The result of a JSON-RPC method; throws an error with the answer's `code` and `data` if it failed. */
export async function rpc(method, ...params) {
  const { result, error } = await post({ jsonrpc: "2.0", id: 1, method, params });
  if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
  return result;
}

/** Waits until `look` finds something, as wallets do. */
export async function poll(what, look, patience = 30_000) {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`no ${what} after ${patience / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, POLLING));
  }
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
