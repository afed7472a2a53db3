// Contracts on Sapphire's Solidity library: each of its functions, checked against other implementations.

import assert from "node:assert/strict";
import { createHash, createPublicKey, verify as nodeVerify } from "node:crypto";
import { before, describe, test } from "node:test";
import { KeyFetcher } from "@oasisprotocol/sapphire-paratime";
import deoxysii from "@oasisprotocol/deoxysii";
import {
  ContractFactory, Interface, JsonRpcProvider, Transaction, computeAddress, getBytes, hexlify, id, isCallException,
  parseEther, randomBytes, toUtf8Bytes,
} from "ethers";
import { CHAIN_ID, POLLING, RPC, artifact, poll, rpc, wallet } from "./common.mjs";

const provider = new JsonRpcProvider(RPC, CHAIN_ID, { staticNetwork: true, pollingInterval: POLLING });
const payer = wallet(10).connect(provider);

/** The library's numbers of algorithms, what each wants for a context or digest, and for a message. */
const text = toUtf8Bytes("what is signed");
const digest = (name) => hexlify(createHash(name).update(text).digest());
const NONE = new Uint8Array();
const ALGORITHMS = [
  { name: "Ed25519Oasis", context: toUtf8Bytes("a context"), message: text },
  { name: "Ed25519Pure", context: NONE, message: text },
  { name: "Ed25519PrehashedSha512", context: digest("sha512"), message: NONE },
  { name: "Secp256k1Oasis", context: toUtf8Bytes("a context"), message: text },
  { name: "Secp256k1PrehashedKeccak256", context: id("what is signed"), message: NONE },
  { name: "Secp256k1PrehashedSha256", context: digest("sha256"), message: NONE },
  { name: "Sr25519", context: toUtf8Bytes("a context"), message: text },
  { name: "Secp256r1PrehashedSha256", context: digest("sha256"), message: NONE },
  { name: "Secp384r1PrehashedSha384", context: digest("sha384"), message: NONE },
];

async function deploy(name) {
  const { abi, bytecode } = artifact("Sapphire", name);
  return new ContractFactory(abi, bytecode, payer).deploy();
}

describe("Sapphire.sol", () => {
  let toolbox;

  before(async () => {
    toolbox = await (await deploy("Toolbox")).waitForDeployment();
  });

  test("draws randomness that does not repeat", async () => {
    const draws = await Promise.all([1, 2, 3].map(() => toolbox.random(32n, "0x")));
    assert.equal(new Set(draws).size, 3);
    assert.ok(draws.every((draw) => getBytes(draw).length === 32));
    assert.equal(getBytes(await toolbox.random(5_000n, "0x")).length, 1_024, "no more than 1024 bytes");
    await (await toolbox.keepRandom()).wait();
    const kept = await toolbox.kept();
    assert.equal(getBytes(kept).length, 64);
    assert.notEqual(kept.slice(2, 66), kept.slice(66), "two draws in one transaction");
  });

  test("seals and opens as Deoxys-II of JavaScript does", async () => {
    const [key, nonce, extra] = [randomBytes(32), randomBytes(32), toUtf8Bytes("bound")];
    const sealed = await toolbox.sealed_(key, nonce, text, extra);
    const other = new deoxysii.AEAD(Uint8Array.from(key));
    assert.equal(sealed, hexlify(other.encrypt(nonce.slice(0, 15), text, extra)));
    assert.equal(await toolbox.opened(key, nonce, sealed, extra), hexlify(text));
    await assert.rejects(toolbox.opened(key, nonce, sealed, "0x"), (error) =>
      isCallException(error) && error.reason === "decrypt: failed");
  });

  test("agrees on keys by X25519", async () => {
    const [ours, theirs] = await toolbox.agreed();
    assert.equal(ours, theirs);
    // A vector of Oasis' own precompile.
    const derived = await toolbox.derived(
      "0x3046db3fa70ce605457dc47c48837ebd8bd0a26abfde5994d033e1ced68e2576",
      "0xc07b151fbc1e7a11dff926111188f8d872f62eba0396da97c0a24adb75161750",
    );
    assert.equal(derived, "0xe69ac21066a8c2284e8fdc690e579af4513547b9b31dd144792c1904b45cf586");
  });

  for (const [number, { name, context, message }] of ALGORITHMS.entries()) {
    test(`makes keys, signs and verifies: ${name}`, async () => {
      const seed = randomBytes(name.includes("384") ? 48 : 32);
      const [publicKey, secretKey] = await toolbox.keyPair(number, seed);
      const signature = await toolbox.sign(number, secretKey, context, message);
      assert.equal(await toolbox.verify(number, publicKey, context, message, signature), true);
      const other = message.length > 0 ? [context, toUtf8Bytes("something else")] : [flipped(context), message];
      assert.equal(await toolbox.verify(number, publicKey, ...other, signature), false);
      checkElsewhere(name, publicKey, signature);
    });
  }

  test("hashes as others do", async () => {
    const expected = ["sha512-256", "sha512", "sha384"].map(digest);
    assert.deepEqual((await toolbox.digests(text)).toArray(), expected);
  });

  test("pads gas, so that the receipt does not tell which way a transaction went", async () => {
    const nonce = await payer.getNonce();
    const sent = await Promise.all([10n, 200n, 90n].map((rounds, i) =>
      toolbox.padded(rounds, 400_000n, { gasLimit: 600_000n, nonce: nonce + i })));
    const used = await Promise.all(sent.slice(1).map(async (transaction) => (await transaction.wait()).gasUsed));
    assert.equal(used[0], used[1]);
    assert.ok(used[0] >= 400_000n && used[0] < 410_000n, `${used[0]}`);
    await assert.rejects(toolbox.padded.staticCall(200n, 1_000n), isCallException);
    assert.ok((await toolbox.gasUsed()) > 21_000n);
  });

  test("tells the epoch and its key, as the client library reads them", async () => {
    const request = ({ method, params = [] }) => rpc(method, ...params);
    const fetched = await new KeyFetcher().fetch({ request });
    const { current, ofKey, key } = await toolbox.epoch();
    assert.equal(Number(ofKey), fetched.epoch);
    assert.ok(current >= ofKey);
    assert.equal(key, hexlify(fetched.key));
  });

  test("answers a status to subcalls that are not offered here", async () => {
    for (const method of ["consensus.Delegate", "accounts.Transfer", "rofl.IsAuthorizedOrigin", "no.Such"]) {
      const { status } = await toolbox.subcall.staticCall(method);
      assert.notEqual(status, 0n, method);
    }
  });
});

describe("EIP155Signer and CalldataEncryption", () => {
  test("make a contract an account that sends encrypted transactions by anybody's hand", async () => {
    const cashier = await (await deploy("Cashier")).waitForDeployment();
    const account = await cashier.account();
    await (await payer.sendTransaction({ to: account, value: parseEther("0.01") })).wait();
    const gasPrice = 4n * BigInt(await rpc("eth_gasPrice"));
    const vouchers = await Promise.all([0n, 1n].map((nonce) => cashier.voucher(nonce, gasPrice, 20n + nonce)));
    for (const voucher of vouchers) {
      const transaction = Transaction.from(voucher);
      assert.equal(transaction.from, account);
      assert.equal(transaction.chainId, BigInt(CHAIN_ID));
      assert.equal(transaction.data.includes(new Interface(["function count(uint256)"]).getFunction("count").selector.slice(2)), false);
      await rpc("eth_sendRawTransaction", voucher);
    }
    const receipts = await Promise.all(vouchers.map((voucher) =>
      poll("receipt", () => rpc("eth_getTransactionReceipt", Transaction.from(voucher).hash))));
    assert.ok(receipts.every(({ status, logs }) => status === "0x1" && logs.length === 0), "and tell nobody what they did");
    assert.equal(await cashier.counted(), 41n);
  });
});

function flipped(bytes) {
  const copy = getBytes(bytes, undefined, true).slice();
  copy[0] ^= 1;
  return copy;
}

/** Verifies with node's and ethers' cryptography, where they know the algorithm. */
function checkElsewhere(name, publicKey, signature) {
  if (name === "Ed25519Pure") {
    const prefix = Buffer.from("302a300506032b6570032100", "hex");
    const der = Buffer.concat([prefix, getBytes(publicKey)]);
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    assert.ok(nodeVerify(null, text, key, getBytes(signature)));
  } else if (name === "Secp256k1PrehashedSha256") {
    const prefix = Buffer.from("3036301006072a8648ce3d020106052b8104000a032200", "hex");
    const key = createPublicKey({ key: Buffer.concat([prefix, getBytes(publicKey)]), format: "der", type: "spki" });
    assert.ok(nodeVerify("sha256", text, key, getBytes(signature)));
    assert.match(computeAddress(publicKey), /^0x/);
  } else if (name === "Secp256r1PrehashedSha256") {
    const prefix = Buffer.from("3039301306072a8648ce3d020106082a8648ce3d030107032200", "hex");
    const key = createPublicKey({ key: Buffer.concat([prefix, getBytes(publicKey)]), format: "der", type: "spki" });
    assert.ok(nodeVerify("sha256", text, key, getBytes(signature)));
  }
}
