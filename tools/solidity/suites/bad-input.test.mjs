// What is refused, with the codes and texts that Ethereum's tools recognise: the texts are those of geth, by which ethers
// and viem tell one mistake from another.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { Signature, Wallet, decodeRlp, encodeRlp, parseEther, toBeHex } from "ethers";
import { IntrinsicGasTooLowError, NonceTooLowError, InsufficientFundsError, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { CHAIN_ID, RPC, poll, post, rpc, wallet } from "./common.mjs";

/** Code of a transaction that is refused: geth's for all of them, or that of EIP-1474 for some. */
const REFUSED = [-32000, -32003, -32602];
/** Order of secp256k1: what a signature's s and its mirror add up to. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe("the gateway refuses", () => {
  const payer = wallet(6);
  const friend = Wallet.createRandom().address;
  let nonce;
  let gasPrice;

  before(async () => {
    nonce = Number(await rpc("eth_getTransactionCount", payer.address, "latest"));
    gasPrice = 2n * BigInt(await rpc("eth_gasPrice"));
    // Makes the account's next nonce at least 1.
    await mined(await rpc("eth_sendRawTransaction", await payment({ nonce })));
    nonce += 1;
  });

  const payment = (fields = {}, signer = payer) =>
    signer.signTransaction({
      type: 0, chainId: CHAIN_ID, nonce, to: friend, value: 1n, gasLimit: 21_000n, gasPrice, ...fields,
    });
  const mined = (hash) => poll("receipt", () => rpc("eth_getTransactionReceipt", hash));
  const refused = async (raw, text) => {
    await assert.rejects(rpc("eth_sendRawTransaction", await raw), (error) => {
      assert.match(error.message, text);
      assert.ok(REFUSED.includes(error.code), `code ${error.code}: ${error.message}`);
      return true;
    });
  };

  test("garbage", async () => {
    for (const raw of ["0x", "0x00", "0xc0", `0x02${"ff".repeat(40)}`]) await refused(raw, /./);
  });

  test("a signature that recovers to nobody, or with a high s", async () => {
    const [v, r, s] = [6, 7, 8];
    const good = decodeRlp(await payment());
    const mirrored = toBeHex(ORDER - BigInt(good[s]));
    for (const [place, value] of [[r, "0x"], [s, "0x"], [s, mirrored], [v, "0x1b"]]) {
      await refused(encodeRlp(good.with(place, value)), /signature|invalid sender|replay-protected/);
    }
  });

  test("another chain's transaction, and one for every chain", async () => {
    await refused(payment({ chainId: 1 }), /chain id/i);
    await refused(payment({ chainId: 0 }), /replay-protected|EIP-155|chain id/i);
  });

  test("a kind that is not executed here", async () => {
    const list = [{ address: friend, nonce: 0, chainId: CHAIN_ID, signature: await signature() }];
    const delegation = payment({
      type: 4, gasPrice: undefined, maxFeePerGas: gasPrice, maxPriorityFeePerGas: 0n, gasLimit: 100_000n,
      authorizationList: list,
    });
    await refused(delegation, /type not supported|unsupported/i);
  });

  test("a nonce that was used", async () => {
    await refused(payment({ nonce: nonce - 1 }), /nonce too low/);
  });

  test("too little for the gas, and more than a block has", async () => {
    await refused(payment({ gasLimit: 20_999n }), /intrinsic gas too low/);
    await refused(payment({ gasLimit: 10n ** 12n }), /exceeds block gas limit|gas limit/);
  });

  test("a price below the base fee", async () => {
    await refused(payment({ gasPrice: 1n }), /underpriced|less than block base fee/);
  });

  test("more than the account has", async () => {
    const value = parseEther("1000000000");
    await refused(payment({ value }), /insufficient funds/);
    await refused(payment({ nonce: 0 }, Wallet.createRandom()), /insufficient funds/);
  });

  test("more bytes than a transaction may have", async () => {
    const data = `0x${"00".repeat(131_073)}`;
    await refused(payment({ data, gasLimit: 10_000_000n }), /oversized data/);
    const initcode = `0x${"00".repeat(131_072)}`;
    await refused(payment({ to: null, data: initcode, gasLimit: 10_000_000n }), /oversized data|initcode size/);
  });

  test("the same transaction twice, and a replacement that does not pay more", async () => {
    const [low, lone] = [await payment({ nonce: nonce + 5 }), Wallet.createRandom().address];
    await rpc("eth_sendRawTransaction", low);
    await refused(low, /already known/);
    await refused(payment({ nonce: nonce + 5, to: lone }), /replacement transaction underpriced/);
  });

  async function signature() {
    return Signature.from(payer.signingKey.sign(`0x${"11".repeat(32)}`));
  }
});

describe("a gap in the nonces", () => {
  const [payer, other] = [wallet(7), wallet(8)];
  const friend = Wallet.createRandom().address;
  let gasPrice;
  let nonce;

  before(async () => {
    gasPrice = 4n * BigInt(await rpc("eth_gasPrice"));
    nonce = Number(await rpc("eth_getTransactionCount", payer.address, "latest"));
  });

  const send = async (signer, n) =>
    rpc("eth_sendRawTransaction", await signer.signTransaction({
      type: 0, chainId: CHAIN_ID, nonce: n, to: friend, value: 1n, gasLimit: 21_000n, gasPrice,
    }));
  const receipt = (hash) => rpc("eth_getTransactionReceipt", hash);
  const mined = (hash) => poll("receipt", () => receipt(hash));

  test("waits, blocks nobody else, and closes in order", async () => {
    const later = [await send(payer, nonce + 2), await send(payer, nonce + 1)];
    const theirs = await send(other, Number(await rpc("eth_getTransactionCount", other.address, "pending")));
    assert.equal((await mined(theirs)).status, "0x1");
    for (const hash of later) assert.equal(await receipt(hash), null);
    assert.equal(Number(await rpc("eth_getTransactionCount", payer.address, "latest")), nonce);
    const missing = await send(payer, nonce);
    for (const hash of [missing, ...later]) assert.equal((await mined(hash)).status, "0x1");
    assert.equal(Number(await rpc("eth_getTransactionCount", payer.address, "latest")), nonce + 3);
  });
});

describe("viem recognises the refusal of", () => {
  const account = privateKeyToAccount(wallet(8).privateKey);
  const poor = privateKeyToAccount(Wallet.createRandom().privateKey);
  const send = (from, fields) => createWalletClient({ transport: http(RPC, { retryCount: 0 }) }).sendTransaction({
    account: from, chain: null, to: account.address, gas: 21_000n, gasPrice: 10n ** 12n, ...fields,
  });
  const named = (type) => (error) => Boolean(error.walk((cause) => cause instanceof type));

  test("a low nonce, little gas, an empty purse", async () => {
    const nonce = Number(await rpc("eth_getTransactionCount", account.address, "latest"));
    await assert.rejects(send(account, { nonce: nonce - 1 }), named(NonceTooLowError));
    await assert.rejects(send(account, { nonce, gas: 20_000n }), named(IntrinsicGasTooLowError));
    await assert.rejects(send(poor, { nonce: 0 }), named(InsufficientFundsError));
  });
});

describe("JSON-RPC", () => {
  const request = (method, ...params) => ({ jsonrpc: "2.0", id: 1, method, params });

  test("answers a batch in full, each mistake in its place", async () => {
    const batch = [
      { ...request("eth_chainId"), id: "a" },
      { ...request("eth_noSuchMethod"), id: 2 },
      { ...request("eth_getBalance", "not an address", "latest"), id: 3 },
      { ...request("net_version"), id: 4 },
    ];
    const answers = new Map((await post(batch)).map((answer) => [answer.id, answer]));
    assert.equal(answers.size, 4);
    assert.equal(answers.get("a").result, "0x5afd");
    assert.equal(answers.get(2).error.code, -32601);
    assert.equal(answers.get(3).error.code, -32602);
    assert.equal(answers.get(4).result, String(CHAIN_ID));
  });

  test("refuses what is no request", async () => {
    assert.equal((await post({ jsonrpc: "2.0", id: 1 })).error.code, -32600);
    assert.equal((await post(request("eth_getBalance"))).error.code, -32602);
    const answer = await fetch(RPC, {
      method: "POST", headers: { "content-type": "application/json" }, body: "{not json",
    });
    assert.equal((await answer.json()).error.code, -32700);
  });

  test("refuses a request beyond its bound", async () => {
    const huge = JSON.stringify(request("eth_call", { data: `0x${"00".repeat(16 << 20)}` }));
    const answer = await fetch(RPC, {
      method: "POST", headers: { "content-type": "application/json" }, body: huge,
    }).catch(() => ({ status: 413 }));
    assert.ok(answer.status === 413 || (await answer.json()).error, `status ${answer.status}`);
  });
});
