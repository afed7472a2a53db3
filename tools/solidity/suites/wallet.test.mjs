// The first contact of a wallet: the requests that MetaMask makes for a network that it does not know, in its order, up to
// the receipt of a payment; then what it asks before it calls a contract.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { Interface, Wallet, parseEther } from "ethers";
import { CHAIN_ID, RPC, artifact, poll, rpc, wallet } from "./common.mjs";
import { ADDRESS, BLOOM, BYTES, HASH, QUANTITY, shape } from "./shapes.mjs";

const BLOCK = {
  number: QUANTITY,
  hash: HASH,
  parentHash: HASH,
  nonce: /^0x[0-9a-f]{16}$/,
  sha3Uncles: HASH,
  logsBloom: BLOOM,
  transactionsRoot: HASH,
  stateRoot: HASH,
  receiptsRoot: HASH,
  miner: ADDRESS,
  difficulty: QUANTITY,
  extraData: BYTES,
  size: QUANTITY,
  gasLimit: QUANTITY,
  gasUsed: QUANTITY,
  timestamp: QUANTITY,
  baseFeePerGas: QUANTITY,
  mixHash: HASH,
};
const TRANSACTION = {
  hash: HASH,
  blockHash: HASH,
  blockNumber: QUANTITY,
  transactionIndex: QUANTITY,
  from: ADDRESS,
  to: ADDRESS,
  nonce: QUANTITY,
  value: QUANTITY,
  gas: QUANTITY,
  gasPrice: QUANTITY,
  maxFeePerGas: QUANTITY,
  maxPriorityFeePerGas: QUANTITY,
  input: BYTES,
  type: QUANTITY,
  chainId: QUANTITY,
  v: QUANTITY,
  r: QUANTITY,
  s: QUANTITY,
};
const RECEIPT = {
  transactionHash: HASH,
  transactionIndex: QUANTITY,
  blockHash: HASH,
  blockNumber: QUANTITY,
  from: ADDRESS,
  to: ADDRESS,
  cumulativeGasUsed: QUANTITY,
  gasUsed: QUANTITY,
  effectiveGasPrice: QUANTITY,
  logsBloom: BLOOM,
  type: QUANTITY,
  status: QUANTITY,
};

describe("a wallet at first contact", () => {
  const payer = wallet(3);
  const friend = Wallet.createRandom();
  const me = payer.address.toLowerCase();
  const value = parseEther("0.25");
  let head;
  let fees;
  let request;
  let hash;
  let funds;

  test("may ask from any page", async () => {
    const answer = await fetch(RPC, {
      method: "OPTIONS",
      headers: {
        origin: "https://wallet.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
    assert.ok(answer.ok, `preflight: ${answer.status}`);
    assert.match(answer.headers.get("access-control-allow-origin") ?? "", /^(\*|https:\/\/wallet\.example)$/);
  });

  test("learns which network it is", async () => {
    assert.equal(await rpc("eth_chainId"), "0x5afd");
    assert.equal(await rpc("net_version"), String(CHAIN_ID));
    assert.equal(typeof (await rpc("web3_clientVersion")), "string");
    assert.equal(await rpc("eth_syncing"), false);
  });

  test("follows the head", async () => {
    const number = await rpc("eth_blockNumber");
    shape(number, QUANTITY);
    head = await rpc("eth_getBlockByNumber", number, false);
    shape(head, BLOCK);
    assert.equal(head.number, number);
    assert.ok(head.transactions.every((hash) => HASH.test(hash)));
    assert.deepEqual(head.uncles, []);
    assert.deepEqual((await rpc("eth_getBlockByHash", head.hash, true)).hash, head.hash);
    assert.equal(await rpc("eth_getBlockByNumber", "0xffffffff", false), null);
  });

  test("sees balance, code and nonce", async () => {
    funds = BigInt(await rpc("eth_getBalance", me, "latest"));
    assert.ok(funds > value, "the account of the test mnemonic is funded");
    assert.equal(await rpc("eth_getBalance", friend.address, head.number), "0x0");
    assert.equal(await rpc("eth_getCode", friend.address, "latest"), "0x");
    shape(await rpc("eth_getTransactionCount", me, head.number), QUANTITY);
    shape(await rpc("eth_getTransactionCount", me, "pending"), QUANTITY);
  });

  test("proposes a fee", async () => {
    const price = BigInt(await rpc("eth_gasPrice"));
    const history = await rpc("eth_feeHistory", "0x5", "latest", [10, 20, 30]);
    shape(history.oldestBlock, QUANTITY);
    history.baseFeePerGas.forEach((fee) => shape(fee, QUANTITY));
    const blocks = history.gasUsedRatio.length;
    assert.ok(blocks >= 1 && blocks <= 5);
    assert.equal(history.baseFeePerGas.length, blocks + 1, "and of the block to come");
    assert.equal(history.reward.length, blocks);
    history.reward.forEach((row) => assert.equal(row.length, 3));
    assert.ok(history.gasUsedRatio.every((ratio) => ratio >= 0 && ratio <= 1));
    const next = BigInt(history.baseFeePerGas.at(-1));
    const tip = BigInt(await rpc("eth_maxPriorityFeePerGas"));
    assert.ok(price >= next, "what eth_gasPrice proposes pays the next block's fee");
    fees = { maxFeePerGas: 2n * next + tip, maxPriorityFeePerGas: tip };
  });

  test("estimates a payment", async () => {
    request = { from: me, to: friend.address, value: `0x${value.toString(16)}` };
    assert.equal(BigInt(await rpc("eth_estimateGas", request)), 21_000n);
  });

  test("sends it and sees it pending or done at once", async () => {
    const nonce = Number(await rpc("eth_getTransactionCount", me, "pending"));
    const to = friend.address;
    const raw = await payer.signTransaction({
      type: 2, chainId: CHAIN_ID, nonce, to, value, gasLimit: 21_000n, ...fees,
    });
    hash = await rpc("eth_sendRawTransaction", raw);
    shape(hash, HASH);
    const known = await rpc("eth_getTransactionByHash", hash);
    assert.equal(known?.hash, hash, "a wallet takes an unknown transaction for dropped");
    assert.equal(Number(await rpc("eth_getTransactionCount", me, "pending")), nonce + 1);
  });

  test("polls for the receipt", async () => {
    const receipt = await poll("receipt", () => rpc("eth_getTransactionReceipt", hash));
    shape(receipt, RECEIPT);
    assert.equal(receipt.status, "0x1");
    assert.equal(receipt.type, "0x2");
    assert.equal(receipt.gasUsed, "0x5208");
    assert.equal(receipt.contractAddress, null);
    assert.deepEqual(receipt.logs, []);
    assert.equal(receipt.from, me);
    const transaction = await rpc("eth_getTransactionByHash", hash);
    shape(transaction, TRANSACTION);
    assert.equal(transaction.blockHash, receipt.blockHash);
    assert.equal(transaction.gasPrice, receipt.effectiveGasPrice);
    const block = await rpc("eth_getBlockByHash", receipt.blockHash, true);
    assert.deepEqual(block.transactions[Number(receipt.transactionIndex)], transaction);
    const paid = value + 21_000n * BigInt(receipt.effectiveGasPrice);
    assert.equal(BigInt(await rpc("eth_getBalance", me, "latest")), funds - paid);
    assert.equal(BigInt(await rpc("eth_getBalance", friend.address, "latest")), value);
    assert.ok(BigInt(await rpc("eth_blockNumber")) >= BigInt(receipt.blockNumber));
  });

  test("is told that nothing is known of another hash", async () => {
    const unknown = `0x${"ab".repeat(32)}`;
    assert.equal(await rpc("eth_getTransactionByHash", unknown), null);
    assert.equal(await rpc("eth_getTransactionReceipt", unknown), null);
  });
});

describe("a wallet before a contract's call", () => {
  const payer = wallet(3);
  const { abi, bytecode, deployedBytecode } = artifact("Playground", "Playground");
  const playground = new Interface(abi);
  const ask = (method) => ({ to: address, data: playground.encodeFunctionData(method) });
  let address;

  before(async () => {
    const nonce = Number(await rpc("eth_getTransactionCount", payer.address, "pending"));
    const gasPrice = 2n * BigInt(await rpc("eth_gasPrice"));
    const data = bytecode + playground.encodeDeploy([5n]).slice(2);
    const raw = await payer.signTransaction({ type: 0, chainId: CHAIN_ID, nonce, gasPrice, gasLimit: 2_000_000n, data });
    const hash = await rpc("eth_sendRawTransaction", raw);
    const receipt = await poll("receipt", () => rpc("eth_getTransactionReceipt", hash));
    assert.equal(receipt.to, null);
    shape(receipt.contractAddress, ADDRESS);
    address = receipt.contractAddress;
  });

  test("sees that it is one", async () => {
    assert.equal(await rpc("eth_getCode", address, "latest"), deployedBytecode);
  });

  test("reads it, and is told why a call reverts", async () => {
    assert.equal(BigInt(await rpc("eth_call", ask("total"), "latest")), 5n);
    await assert.rejects(rpc("eth_call", ask("failWithText"), "latest"), (error) => {
      assert.equal(error.code, 3);
      assert.equal(error.message, "execution reverted: this text explains");
      assert.equal(playground.parseError(error.data).args[0], "this text explains");
      return true;
    });
  });
});
