// An EIP-1193 provider over a network: private things are sealed, public ones go to the gateway as they are.

import type { Address, Hex } from "viem";
import { numberToHex } from "viem";
import { InvalidParametersError, MethodNotOfferedError, RevertedError, TransactionRefusedError } from "./errors.js";
import { receiptOf, transactionOf } from "./format.js";
import type { CallQuestion, ExecutedTransaction } from "./module.js";
import type { AdytonNetwork } from "./network.js";

/** An EIP-1193 provider, as far as wallets and viem need it. */
export interface Provider {
  request(request: { method: string; params?: unknown }): Promise<any>;
}

/** A call as JSON-RPC has it. */
interface RpcCall {
  from?: Address;
  to?: Address | null;
  data?: Hex;
  input?: Hex;
  value?: Hex;
  gas?: Hex;
}

/** Methods that say nothing of what their user is about to do. All others are answered here, or not at all. */
const PUBLIC_METHODS = new Set([
  "eth_blockNumber",
  "eth_feeHistory",
  "eth_gasPrice",
  "eth_getBlockByHash",
  "eth_getBlockByNumber",
  "eth_getBlockReceipts",
  "eth_getBlockTransactionCountByHash",
  "eth_getBlockTransactionCountByNumber",
  "eth_getFilterChanges",
  "eth_getFilterLogs",
  "eth_getLogs",
  "eth_getTransactionByBlockHashAndIndex",
  "eth_getTransactionByBlockNumberAndIndex",
  "eth_maxPriorityFeePerGas",
  "eth_newBlockFilter",
  "eth_newFilter",
  "eth_syncing",
  "eth_uninstallFilter",
  "net_listening",
  "web3_clientVersion",
]);

/** Names of the state that sealed questions are answered from. */
const NEWEST = new Set<unknown>([undefined, null, "latest", "pending", "safe", "finalized"]);

/** A provider that wallets and libraries use like any other. */
export function createProvider(network: AdytonNetwork): Provider {
  return { request: ({ method, params }) => answer(network, method, Array.isArray(params) ? params : []) };
}

async function answer(network: AdytonNetwork, method: string, params: any[]): Promise<unknown> {
  switch (method) {
    case "eth_chainId":
      return numberToHex(network.chain.id);
    case "net_version":
      return String(network.chain.id);
    case "eth_sendRawTransaction":
      return network.sendRawTransaction(params[0]);
    case "eth_getTransactionReceipt":
      return outcome(network, method, params[0], receiptOf);
    case "eth_getTransactionByHash":
      return outcome(network, method, params[0], transactionOf);
    case "eth_call":
      newestOnly(params.slice(1));
      return call(network, params[0]);
    case "eth_estimateGas":
      newestOnly(params.slice(1));
      return estimate(network, params[0]);
    case "eth_getBalance":
      newestOnly(params.slice(1));
      return (await network.reply({ account: params[0] })).account?.balance;
    case "eth_getTransactionCount":
      newestOnly(params.slice(1));
      return numberToHex(await network.nonceOf(params[0], params[1] === "pending"));
    case "eth_getCode":
      newestOnly(params.slice(1));
      return (await network.reply({ code: params[0] })).code;
    default:
      if (!PUBLIC_METHODS.has(method)) throw new MethodNotOfferedError(method);
      return network.gateway.request(method, params);
  }
}

async function call(network: AdytonNetwork, request: RpcCall): Promise<Hex> {
  const { returned, reverted } = await network.reply({ call: question(request) }, request.from);
  if (returned === undefined) throw new RevertedError(reverted ?? "0x");
  return returned;
}

async function estimate(network: AdytonNetwork, request: RpcCall): Promise<Hex> {
  const { gas, reverted } = await network.reply({ estimate: question(request) }, request.from);
  if (gas === undefined) throw new RevertedError(reverted ?? "0x");
  return gas;
}

function question({ to, data, input, value, gas }: RpcCall): CallQuestion {
  const bytes = input ?? data;
  return { ...(to && { to }), ...(bytes && { data: bytes }), ...(value && { value }), ...(gas && { gas }) };
}

/** What became of a transaction: by its secret if it is a private one that is known here, else as everybody sees it. */
async function outcome<T>(
  network: AdytonNetwork,
  method: string,
  hash: Hex,
  format: (hash: Hex, executed: ExecutedTransaction) => T,
): Promise<T | null> {
  const secret = await network.secretOf(hash);
  if (!secret) return network.gateway.request(method, [hash]) as Promise<T | null>;
  const { transaction } = await network.reply({ transaction: { hash, secret } });
  if (!transaction || transaction === "unknown") return null;
  if ("executed" in transaction) return format(hash, transaction.executed);
  const { reason, expectedNonce } = transaction.refused;
  throw new TransactionRefusedError(reason, expectedNonce === null ? undefined : BigInt(expectedNonce));
}

function newestOnly([block, ...others]: unknown[]): void {
  if (!NEWEST.has(block)) throw new InvalidParametersError("only the newest state can be asked; use the tag `latest`");
  if (others.some((other) => other !== undefined && other !== null)) {
    throw new InvalidParametersError("state and block overrides are not offered here");
  }
}
