// ethers 6: deploy, call, events, fees, many transactions at once, reverts, each type of transaction, batches.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  Contract, ContractFactory, JsonRpcProvider, NonceManager, WebSocketProvider, isError, parseEther,
} from "ethers";
import { CHAIN_ID, POLLING, RPC, WS, artifact, poll, rpc, wallet } from "./common.mjs";

const { abi, bytecode } = artifact("Playground", "Playground");

describe("ethers", () => {
  const provider = new JsonRpcProvider(RPC, CHAIN_ID, { staticNetwork: true, pollingInterval: POLLING });
  const payer = wallet(4).connect(provider);
  let playground;

  before(async () => {
    const factory = new ContractFactory(abi, bytecode, payer);
    playground = await factory.deploy(7n, { value: parseEther("0.001") });
    await playground.waitForDeployment();
  });

  after(() => provider.destroy());

  test("deploys with a value and finds the contract at the address it foresaw", async () => {
    const receipt = await playground.deploymentTransaction().wait();
    assert.equal(receipt.contractAddress, await playground.getAddress());
    assert.equal(await playground.total(), 7n);
    assert.equal(await provider.getBalance(playground), parseEther("0.001"));
  });

  test("sends a call, decodes its event, finds it again by filter", async () => {
    const sent = await playground.store(3n, 40n);
    const receipt = await sent.wait();
    const [log] = receipt.logs;
    assert.equal(log.fragment.name, "Stored");
    assert.deepEqual(log.args.toArray(), [payer.address, 3n, 40n]);
    assert.equal(await playground.stored(3n), 40n);
    const found = (filter) => playground.queryFilter(filter, receipt.blockNumber, "latest");
    const [same] = await found(playground.filters.Stored(null, 3n));
    assert.equal(same.transactionHash, sent.hash);
    assert.equal(same.index, log.index);
    assert.deepEqual(await found(playground.filters.Stored(null, 4n)), []);
  });

  test("polls a log filter that the node keeps", async () => {
    const filter = await rpc("eth_newFilter", { address: await playground.getAddress() });
    assert.deepEqual(await rpc("eth_getFilterChanges", filter), []);
    const receipt = await (await playground.note("filtered")).wait();
    const changes = await poll("filter change", async () => {
      const logs = await rpc("eth_getFilterChanges", filter);
      return logs.length > 0 && logs;
    });
    assert.deepEqual(changes.map((log) => log.transactionHash), [receipt.hash]);
    assert.equal((await rpc("eth_getFilterLogs", filter)).length >= 1, true);
    assert.equal(await rpc("eth_uninstallFilter", filter), true);
    assert.equal(await rpc("eth_uninstallFilter", filter), false);
  });

  test("hears events and heads over WebSocket", async () => {
    const socket = new WebSocketProvider(WS, CHAIN_ID, { staticNetwork: true });
    try {
      const listening = new Contract(await playground.getAddress(), abi, socket);
      const heads = [];
      await socket.on("block", (number) => heads.push(number));
      const heard = [];
      await listening.on("Noted", (text) => heard.push(text));
      const receipt = await (await playground.note("over the socket")).wait();
      await poll("event", () => heard.length > 0);
      assert.deepEqual(heard, ["over the socket"]);
      await poll("head", () => heads.some((number) => number >= receipt.blockNumber));
    } finally {
      await socket.destroy();
    }
  });

  test("sends thirty transactions at once with its nonce manager", async () => {
    const manager = new NonceManager(payer);
    const total = await playground.total();
    const first = await provider.getTransactionCount(payer.address);
    const busy = playground.connect(manager);
    const slots = Array.from({ length: 30 }, (_, i) => BigInt(100 + i));
    const sent = await Promise.all(slots.map((slot) => busy.store(slot, 1n, { gasLimit: 200_000n })));
    const receipts = await Promise.all(sent.map((transaction) => transaction.wait()));
    assert.ok(receipts.every(({ status }) => status === 1));
    assert.equal(await playground.total(), total + 30n);
    assert.equal(await provider.getTransactionCount(payer.address), first + 30);
    assert.equal(new Set(receipts.map(({ hash }) => hash)).size, 30);
  });

  test("sends each type of transaction", async () => {
    const { gasPrice } = await provider.getFeeData();
    const to = await playground.getAddress();
    const accessList = [{ address: to, storageKeys: [`0x${"00".repeat(32)}`] }];
    const types = [
      { type: 0, gasPrice: 2n * gasPrice },
      { type: 1, gasPrice: 2n * gasPrice, accessList },
      { type: 2, accessList },
    ];
    const nonce = await payer.getNonce();
    const sent = await Promise.all(types.map((fields, i) =>
      playground.store(BigInt(i), 1n, { ...fields, nonce: nonce + i, gasLimit: 200_000n })));
    for (const [i, transaction] of sent.entries()) {
      const receipt = await transaction.wait();
      assert.equal(receipt.type, i);
      const seen = await provider.getTransaction(transaction.hash);
      assert.equal(seen.type, i);
      assert.equal(seen.from, payer.address);
      assert.equal(seen.accessList?.length ?? 0, i > 0 ? 1 : 0);
      const block = await provider.getBlock(receipt.blockNumber);
      assert.ok(receipt.gasPrice >= block.baseFeePerGas);
    }
  });

  test("explains a revert: text, custom error, panic", async () => {
    await assert.rejects(playground.failWithText(), (error) =>
      isError(error, "CALL_EXCEPTION") && error.reason === "this text explains");
    await assert.rejects(playground.failWithError(999n), (error) =>
      error.revert?.name === "TooMuch" && error.revert.args[0] === 999n);
    await assert.rejects(playground.failWithPanic(0n), (error) =>
      error.revert?.name === "Panic" && Number(error.revert.args[0]) === 0x12);
  });

  test("charges for a transaction that reverts, and says so in its receipt", async () => {
    const data = playground.interface.encodeFunctionData("failWithText");
    const before = await provider.getBalance(payer.address);
    const sent = await payer.sendTransaction({ to: await playground.getAddress(), data, gasLimit: 100_000n });
    await assert.rejects(sent.wait(), (error) => isError(error, "CALL_EXCEPTION") && error.receipt.status === 0);
    const receipt = await provider.getTransactionReceipt(sent.hash);
    assert.ok(receipt.gasUsed > 21_000n && receipt.gasUsed < 100_000n);
    assert.equal(await provider.getBalance(payer.address), before - receipt.fee);
  });

  test("asks unsigned, so no contract takes it for anybody", async () => {
    assert.equal(await playground.whoAmI(), `0x${"00".repeat(20)}`);
  });

  test("sees the same block inside a contract and outside", async () => {
    const [number, timestamp, , chainId] = await playground.now_();
    const block = await provider.getBlock("latest");
    assert.equal(chainId, BigInt(CHAIN_ID));
    assert.ok(Math.abs(block.number - Number(number)) <= 2, `${block.number} and ${number}`);
    assert.ok(Math.abs(block.timestamp - Number(timestamp)) <= 5);
  });
});
