// Foundry's cast and forge, run as people run them. forge compiles with npm's solc (../solc), because it has no native one.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { join } from "node:path";
import { promisify } from "node:util";
import { Wallet } from "ethers";
import { CHAIN_ID, MNEMONIC, ROOT, RPC, WS, artifact, foundryBinary, wallet } from "./common.mjs";

const run = promisify(execFile);
const FOLDER = join(ROOT, "foundry");
const payer = wallet(9);
const key = ["--private-key", payer.privateKey];

/** What a program of Foundry prints to its standard output. */
async function foundry(program, ...args) {
  const environment = { ...process.env, ETH_RPC_URL: RPC, FOUNDRY_DISABLE_NIGHTLY_WARNING: "1", NO_COLOR: "1" };
  const { stdout } = await run(foundryBinary(program), args, { cwd: FOLDER, env: environment });
  return stdout.trim();
}
const cast = (...args) => foundry("cast", ...args);
const castJson = async (...args) => JSON.parse(await cast(...args, "--json"));

describe("cast", () => {
  const friend = Wallet.createRandom().address;
  let address;

  test("derives the account that pays", async () => {
    const derived = await cast("wallet", "address", "--mnemonic", MNEMONIC, "--mnemonic-index", "9");
    assert.equal(derived, payer.address);
  });

  test("looks at chain, head and account", async () => {
    assert.equal(await cast("chain-id"), String(CHAIN_ID));
    assert.ok(Number(await cast("block-number")) >= 0);
    assert.ok(BigInt(await cast("balance", payer.address)) > 0n);
    assert.ok(BigInt(await cast("gas-price")) > 0n);
    assert.match(await cast("client"), /\S/);
    const block = await castJson("block", "latest");
    assert.match(block.hash, /^0x[0-9a-f]{64}$/);
    assert.equal(JSON.parse(await cast("rpc", "eth_chainId")), "0x5afd");
    assert.equal(await cast("chain-id", "--rpc-url", WS), String(CHAIN_ID));
  });

  test("sends a payment in each type of transaction", async () => {
    for (const type of [["--legacy"], [], ["--access-list"]]) {
      const receipt = await castJson("send", friend, "--value", "0.001ether", ...type, ...key);
      assert.equal(receipt.status, "0x1");
      assert.equal(receipt.from.toLowerCase(), payer.address.toLowerCase());
    }
    assert.equal(await cast("balance", friend, "--ether"), "0.003000000000000000");
  });

  test("deploys", async () => {
    const { bytecode, deployedBytecode } = artifact("Playground", "Playground");
    const receipt = await castJson("send", ...key, "--create", bytecode, "constructor(uint256)", "5");
    address = receipt.contractAddress;
    assert.equal(Number(await cast("codesize", address)), (deployedBytecode.length - 2) / 2);
  });

  test("calls, sends, and decodes", async () => {
    assert.equal(await cast("call", address, "total()(uint256)"), "5");
    const gas = await cast("estimate", address, "store(uint256,uint256)", "1", "10");
    assert.ok(Number(gas) > 21_000);
    const receipt = await castJson("send", address, "store(uint256,uint256)", "1", "10", ...key);
    const hash = receipt.transactionHash;
    assert.deepEqual((await castJson("receipt", hash)).blockHash, receipt.blockHash);
    assert.equal((await castJson("tx", hash)).to, address.toLowerCase());
    assert.equal(await cast("call", address, "stored(uint256)(uint256)", "1"), "10");
    const logs = await castJson(
      "logs", "--from-block", String(Number(receipt.blockNumber)), "--address", address,
      "Stored(address indexed,uint256 indexed,uint256)",
    );
    assert.deepEqual(logs.map((log) => log.transactionHash), [hash]);
    assert.equal(Number(logs[0].topics[2]), 1);
  });

  test("shows why a call reverts, and sends what will", async () => {
    await assert.rejects(cast("call", address, "failWithText()"), /this text explains/);
    const receipt = await castJson("send", address, "failWithText()", "--gas-limit", "100000", ...key);
    assert.equal(receipt.status, "0x0");
  });

  test("publishes what was signed elsewhere", async () => {
    const nonce = await cast("nonce", payer.address);
    const raw = await cast("mktx", friend, "--value", "1", "--nonce", nonce, ...key);
    assert.equal((await castJson("publish", raw)).status, "0x1");
    await assert.rejects(cast("publish", raw), /nonce too low|already known/);
  });
});

describe("forge", () => {
  let address;

  test("creates a contract", async () => {
    const created = JSON.parse(await foundry(
      "forge", "create", "src/Counter.sol:Counter", "--broadcast", "--json", ...key, "--constructor-args", "40",
    ));
    address = created.deployedTo;
    assert.equal(await cast("call", address, "number()(uint256)"), "40");
    assert.equal(await cast("call", address, "owner()(address)"), payer.address);
  });

  test("runs a script and broadcasts what it did", async () => {
    const out = await foundry("forge", "script", "script/Deploy.s.sol", "--broadcast", "--rpc-url", RPC, ...key);
    const [, deployed] = /counter: contract Counter (0x[0-9a-fA-F]{40})/.exec(out);
    assert.equal(await cast("call", deployed, "number()(uint256)"), "42");
  });
});
