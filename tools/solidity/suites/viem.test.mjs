// viem: deploy, simulate, write, watch, batch, and what it makes of errors.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  BaseError, ContractFunctionRevertedError, createPublicClient, createWalletClient, defineChain, getContract, http,
  parseAbiItem, parseEther, publicActions, webSocket,
} from "viem";
import { mnemonicToAccount, generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { CHAIN_ID, MNEMONIC, POLLING, RPC, WS, artifact, poll } from "./common.mjs";

const { abi, bytecode } = artifact("Playground", "Playground");
const chain = defineChain({
  id: CHAIN_ID,
  name: "Adyton",
  nativeCurrency: { name: "PHA", symbol: "PHA", decimals: 18 },
  rpcUrls: { default: { http: [RPC], webSocket: [WS] } },
});
const account = mnemonicToAccount(MNEMONIC, { addressIndex: 5 });

describe("viem", () => {
  const transport = http(RPC, { batch: true });
  const client = createWalletClient({ account, chain, transport, pollingInterval: POLLING }).extend(publicActions);
  let playground;

  before(async () => {
    const hash = await client.deployContract({ abi, bytecode, args: [7n] });
    const { contractAddress } = await client.waitForTransactionReceipt({ hash });
    playground = getContract({ abi, address: contractAddress, client });
  });

  test("asks for many things in one batch", async () => {
    const [id, total, gas, block, balance] = await Promise.all([
      client.getChainId(),
      playground.read.total(),
      client.getGasPrice(),
      client.getBlock(),
      client.getBalance({ address: account.address }),
    ]);
    assert.equal(id, CHAIN_ID);
    assert.equal(total, 7n);
    assert.ok(gas >= block.baseFeePerGas && balance > 0n);
  });

  test("estimates fees that are taken", async () => {
    const fees = await client.estimateFeesPerGas();
    const { baseFeePerGas } = await client.getBlock();
    assert.ok(fees.maxFeePerGas >= baseFeePerGas);
    const history = await client.getFeeHistory({ blockCount: 4, rewardPercentiles: [25, 75] });
    assert.ok(history.reward.every((row) => row.length === 2));
  });

  test("simulates, writes, and reads the event", async () => {
    const { request } = await client.simulateContract({
      abi, address: playground.address, functionName: "store", args: [1n, 5n], account,
    });
    const hash = await client.writeContract(request);
    const receipt = await client.waitForTransactionReceipt({ hash });
    const [event] = await playground.getEvents.Stored({ slot: 1n }, { fromBlock: receipt.blockNumber });
    assert.deepEqual(event.args, { by: account.address, slot: 1n, value: 5n });
    assert.equal(event.transactionHash, hash);
    const anywhere = await client.getLogs({
      event: parseAbiItem("event Stored(address indexed by, uint256 indexed slot, uint256 value)"),
      args: { by: account.address },
      fromBlock: receipt.blockNumber,
      toBlock: receipt.blockNumber,
    });
    assert.deepEqual(anywhere.map(({ logIndex }) => logIndex), [event.logIndex]);
  });

  test("watches events and heads over WebSocket", async () => {
    const socket = createPublicClient({ chain, transport: webSocket(WS) });
    const events = [];
    const heads = [];
    const stop = [
      socket.watchContractEvent({ abi, address: playground.address, eventName: "Noted", onLogs: (logs) => events.push(...logs) }),
      socket.watchBlockNumber({ onBlockNumber: (number) => heads.push(number) }),
    ];
    try {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const hash = await playground.write.note(["watched"]);
      await poll("event", () => events.length > 0);
      assert.equal(events[0].args.text, "watched");
      assert.equal(events[0].transactionHash, hash);
      await poll("head", () => heads.some((number) => number >= events[0].blockNumber));
    } finally {
      stop.forEach((end) => end());
      (await socket.transport.getRpcClient()).close();
    }
  });

  test("pays a new account that can then pay itself", async () => {
    const friend = privateKeyToAccount(generatePrivateKey());
    const hash = await client.sendTransaction({ to: friend.address, value: parseEther("0.01") });
    await client.waitForTransactionReceipt({ hash });
    const theirs = createWalletClient({ account: friend, chain, transport, pollingInterval: POLLING });
    const back = await theirs.sendTransaction({ to: account.address, value: 1n });
    const receipt = await client.waitForTransactionReceipt({ hash: back });
    assert.equal(receipt.status, "success");
    assert.equal(await client.getTransactionCount({ address: friend.address }), 1);
  });

  test("names the contract's own error", async () => {
    await assert.rejects(playground.read.failWithError([12n]), (error) => {
      const reverted = error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
      return reverted?.data?.errorName === "TooMuch" && reverted.data.args[0] === 12n;
    });
    await assert.rejects(playground.simulate.failWithText(), /this text explains/);
  });

  test("reads proxies' slots, and no other storage", async () => {
    const slot = `0x${"00".repeat(31)}01`;
    const word = await client.getStorageAt({ address: playground.address, slot });
    assert.match(word, /^0x(00){32}$/, "the total, 7 and more, is not told");
  });
});
