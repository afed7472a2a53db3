// Receipts and transactions in the form of Ethereum's JSON-RPC.

import { hexToBytes, keccak256, numberToHex, parseTransaction } from "viem";
import type { Hex, TransactionSerialized } from "viem";
import type { ExecutedTransaction } from "./module.js";

const TYPES: Record<string, Hex> = { legacy: "0x0", eip2930: "0x1", eip1559: "0x2" };
const BLOOM_BYTES = 256;

/** The receipt of a transaction that ran. */
export function receiptOf(hash: Hex, executed: ExecutedTransaction) {
  const sent = parseTransaction(executed.raw as TransactionSerialized);
  const { blockHash, blockNumber, transactionIndex } = executed;
  const place = { blockHash, blockNumber, transactionHash: hash, transactionIndex };
  const logs = executed.logs.map((log, index) => ({
    ...log,
    ...place,
    logIndex: numberToHex(Number(executed.firstLog) + index),
    removed: false,
  }));
  return {
    ...place,
    type: typeOf(sent.type),
    from: executed.from,
    to: sent.to ?? null,
    status: executed.success ? "0x1" : "0x0",
    gasUsed: executed.gasUsed,
    cumulativeGasUsed: executed.cumulativeGasUsed,
    effectiveGasPrice: executed.effectiveGasPrice,
    contractAddress: executed.contractAddress,
    logs,
    logsBloom: bloomOf(executed.logs.flatMap((log) => [log.address, ...log.topics])),
  };
}

/** A transaction that ran. */
export function transactionOf(hash: Hex, executed: ExecutedTransaction) {
  const sent = parseTransaction(executed.raw as TransactionSerialized);
  const { blockHash, blockNumber, transactionIndex, from, effectiveGasPrice } = executed;
  const quantity = (value: number | bigint | undefined): Hex => numberToHex(value ?? 0);
  const fees =
    sent.type === "eip1559"
      ? { maxFeePerGas: quantity(sent.maxFeePerGas), maxPriorityFeePerGas: quantity(sent.maxPriorityFeePerGas) }
      : {};
  return {
    blockHash,
    blockNumber,
    transactionIndex,
    hash,
    from,
    to: sent.to ?? null,
    type: typeOf(sent.type),
    nonce: quantity(sent.nonce),
    gas: quantity(sent.gas),
    gasPrice: effectiveGasPrice,
    ...fees,
    value: quantity(sent.value),
    input: sent.data ?? "0x",
    chainId: quantity(sent.chainId),
    ...("accessList" in sent && { accessList: sent.accessList ?? [] }),
    ...("r" in sent && { r: sent.r, s: sent.s, v: quantity(sent.v ?? sent.yParity), yParity: quantity(sent.yParity) }),
  };
}

function typeOf(type: string | undefined): Hex {
  return TYPES[type ?? "legacy"] ?? "0x0";
}

/** Ethereum's bloom filter (yellow paper, 4.3.1): of each value three bits, by the first six bytes of its keccak-256. */
function bloomOf(values: Hex[]): Hex {
  const bloom = new Uint8Array(BLOOM_BYTES);
  for (const value of values) {
    const hash = hexToBytes(keccak256(value));
    for (const at of [0, 2, 4]) {
      const bit = (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 0x7ff;
      const byte = BLOOM_BYTES - 1 - (bit >> 3);
      bloom[byte] = (bloom[byte] ?? 0) | (1 << (bit & 7));
    }
  }
  return `0x${[...bloom].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
