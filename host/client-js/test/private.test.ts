// What a user does, and what the gateway learns of it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createPublicClient, keccak256, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  MethodNotOfferedError,
  RevertedError,
  TransactionRefusedError,
  adyton,
  adytonWalletActions,
  callDataPublicKey,
  createAdytonWalletClient,
  createProvider,
  sapphireOptions,
} from "../src/index.js";
import { TestGateway } from "./support.js";

const TARGET = "0x00000000000000000000000000000000000c0ffe";
const FEES = { gas: 21_000n, maxFeePerGas: 10n ** 9n, maxPriorityFeePerGas: 0n };

describe("a private user", () => {
  const account = privateKeyToAccount(generatePrivateKey());
  let gateway: TestGateway;
  before(async () => {
    gateway = await TestGateway.start();
  });
  after(() => gateway.stop());

  test("takes chain id and keys from proofs", async () => {
    const network = await gateway.connect();
    assert.equal(network.chain.id, 0x5afd);
    const committee = await network.provenCommittee();
    assert.equal(committee.development, true);
    assert.deepEqual(committee.members.map((member) => member.trustRoot), ["Simulated"]);
    assert.equal(committee.callDataKey, `0x${"07".repeat(32)}`);
  });

  test("sends a transaction of which the gateway sees neither sender nor target, and reads its outcome", async () => {
    const network = await gateway.connect();
    const wallet = createAdytonWalletClient({ network, account });
    const client = createPublicClient({ chain: network.chain, transport: adyton({ network }) });
    gateway.posted.length = 0;
    const hash = await wallet.sendTransaction({ to: TARGET, value: parseEther("1"), ...FEES });
    const receipt = await client.getTransactionReceipt({ hash });
    assert.equal(receipt.status, "success");
    assert.equal(receipt.to, TARGET);
    assert.equal(receipt.logs.length, 1);
    assert.notEqual(BigInt(receipt.logsBloom), 0n);
    const transaction = await client.getTransaction({ hash });
    assert.equal(transaction.value, parseEther("1"));
    assert.equal(transaction.typeHex, "0x2");
    const posted = JSON.stringify(gateway.posted).toLowerCase();
    for (const hidden of [account.address, TARGET, hash]) {
      assert.ok(!posted.includes(hidden.slice(2).toLowerCase()), `${hidden} was posted`);
    }
    assert.ok(gateway.posted.every(({ method }) => method.startsWith("adyton_")), posted);
  });

  test("keeps the secret: strangers learn nothing, who gets it sees the outcome", async () => {
    const network = await gateway.connect();
    const raw = await account.signTransaction({ chainId: network.chain.id, type: "eip1559", nonce: 1, to: TARGET, ...FEES });
    const hash = await network.sendRawTransaction(raw);
    assert.equal(hash, keccak256(raw));
    const stranger = await gateway.connect();
    const { transaction } = await stranger.reply({ transaction: { hash } });
    assert.equal(transaction, "unknown");
    const secret = await network.secretOf(hash);
    assert.ok(secret);
    await stranger.remember(hash, secret);
    const receipt = await createProvider(stranger).request({ method: "eth_getTransactionReceipt", params: [hash] });
    assert.equal(receipt.transactionHash, hash);
  });

  test("can send a public transaction as well", async () => {
    const network = await gateway.connect();
    const raw = await account.signTransaction({ chainId: network.chain.id, type: "legacy", nonce: 2, to: TARGET, gas: 21_000n, gasPrice: 1n });
    const hash = await network.sendRawTransaction(raw, { public: true });
    assert.equal(await network.secretOf(hash), undefined);
    const { transaction } = await (await gateway.connect()).reply({ transaction: { hash } });
    assert.ok(typeof transaction === "object" && "executed" in transaction);
  });

  test("counts transactions that did not run yet", async () => {
    const network = await gateway.connect();
    const executed = await network.nonceOf(account.address, true);
    const raw = await account.signTransaction({ chainId: network.chain.id, type: "eip1559", nonce: executed + 5, to: TARGET, ...FEES });
    await network.sendRawTransaction(raw);
    assert.equal(await network.nonceOf(account.address, true), executed + 6);
    assert.equal(await network.nonceOf(account.address, false), executed + 1);
  });

  test("asks in its own name once it has signed in", async () => {
    const network = await gateway.connect();
    const client = createPublicClient({ chain: network.chain, transport: adyton({ network }) });
    const asked = async () => BigInt((await client.call({ account, to: TARGET })).data ?? "0x0");
    assert.equal(await asked(), 0n);
    await network.signIn(account);
    assert.equal(await asked(), BigInt(account.address));
    network.signOut(account.address);
    assert.equal(await asked(), 0n);
  });

  test("sees why a call reverted", async () => {
    const provider = createProvider(await gateway.connect());
    const call = provider.request({ method: "eth_call", params: [{ to: TARGET, data: "0xdeadbeef" }, "latest"] });
    await assert.rejects(call, (error: unknown) => error instanceof RevertedError && error.data === "0xdeadbeef");
  });

  test("learns why a transaction did not run", async () => {
    const network = await gateway.connect();
    const raw = await account.signTransaction({ chainId: network.chain.id, type: "eip1559", nonce: 3, to: TARGET, ...FEES });
    const hash = await network.sendRawTransaction(raw);
    await gateway.lie("refusal");
    const receipt = createProvider(network).request({ method: "eth_getTransactionReceipt", params: [hash] });
    await assert.rejects(receipt, (error: unknown) => {
      assert.ok(error instanceof TransactionRefusedError);
      assert.match(error.message, /next nonce is 9/);
      return true;
    });
    await gateway.lie("");
  });

  test("is kept from telling the gateway what it is about to do", async () => {
    const provider = createProvider(await gateway.connect());
    for (const method of ["eth_fillTransaction", "eth_sendTransaction", "eth_getProof", "eth_createAccessList"]) {
      await assert.rejects(provider.request({ method, params: [{}] }), MethodNotOfferedError);
    }
    assert.equal(await provider.request({ method: "eth_blockNumber" }), "eth_blockNumber", "public things pass");
  });

  test("may use a wallet that only signs", async () => {
    const network = await gateway.connect();
    const wallet = createAdytonWalletClient({ network, account }).extend(adytonWalletActions({ network }) as never);
    const hash = await (wallet as any).sendTransaction({ to: TARGET, ...FEES });
    assert.ok(await network.secretOf(hash));
  });

  test("goes on from what was verified before", async () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    await gateway.connect({ storage });
    gateway.posted.length = 0;
    const network = await gateway.connect({ storage });
    assert.ok(network.head);
    const wants = String(gateway.posted.find(({ method }) => method === "adyton_bundle")?.params[0]);
    assert.equal(wants.slice(2, 4), "00", "no trust root is asked for again");
  });

  test("gives Sapphire's libraries a proven key", async () => {
    const network = await gateway.connect();
    const { key, epoch, chainId } = await callDataPublicKey(network);
    assert.deepEqual([key, epoch, chainId], [new Uint8Array(32).fill(7), 1, 0x5afd]);
    const fetcher = { fetch: async () => assert.fail("the gateway's word") };
    const options = sapphireOptions(network, fetcher as any);
    assert.deepEqual((await options.fetcher.fetch(undefined)).key, key);
  });
});
