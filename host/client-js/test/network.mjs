// A whole network: `node test/network.mjs [gateway]`, after `npm run build`, while `adyton dev` runs.
//
// A user transfers, deploys and calls in private; what the gateway was posted holds nothing of it, and a stranger finds
// nothing. Then the example of README.md runs as it is written.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { AdytonNetwork, RevertedError, adyton, callDataPublicKey, createAdytonWalletClient, createProvider } from "@adyton/client";
import { createPublicClient, http, parseEther } from "viem";
import { generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from "viem/accounts";

const url = process.argv[2] ?? "http://127.0.0.1:8545";
const MNEMONIC = "test test test test test test test test test test test junk";
const token = JSON.parse(readFileSync(new URL("../../../contracts/artifacts/ConfidentialToken.json", import.meta.url), "utf8"));

/** Everything that the gateway was told, by whom it does not trust. */
const posted = [];
const recording = (to, init) => {
  posted.push(String(init.body).toLowerCase());
  return fetch(to, init);
};

function step(text) {
  console.log(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${text}`);
}

function assertHidden(things) {
  const all = posted.join("\n");
  for (const [name, value] of Object.entries(things)) {
    assert.ok(!all.includes(value.slice(2).toLowerCase()), `the gateway was posted the ${name} ${value}`);
  }
}

const account = mnemonicToAccount(MNEMONIC, { addressIndex: 7 });
const target = privateKeyToAccount(generatePrivateKey()).address;
const network = await AdytonNetwork.connect({ url, fetch: recording, warn: () => {} });
const { members, epoch } = await network.provenCommittee();
step(`connected: block ${network.head.number} of ${network.genesis}, chain id ${network.chain.id}, epoch ${epoch}, ${members.length} members (${members[0].trustRoot})`);
assert.ok(members.every((member) => member.trustRoot !== null), "every member has valid evidence");

const wallet = createAdytonWalletClient({ network, account });
const client = createPublicClient({ chain: network.chain, transport: adyton({ network }), pollingInterval: 200 });
await network.signIn(account);

const before = await client.getBalance({ address: target });
const transfer = await wallet.sendTransaction({ to: target, value: parseEther("1.5") });
const transferred = await client.waitForTransactionReceipt({ hash: transfer, timeout: 60_000 });
assert.equal(transferred.status, "success");
assert.equal(transferred.from.toLowerCase(), account.address.toLowerCase());
assert.equal((await client.getBalance({ address: target })) - before, parseEther("1.5"));
step("transferred in private");

const supply = parseEther("1000");
const deployment = await wallet.deployContract({ abi: token.abi, bytecode: token.bytecode, args: ["Secret", "SEC", supply] });
const { contractAddress, status } = await client.waitForTransactionReceipt({ hash: deployment, timeout: 60_000 });
assert.equal(status, "success");
const contract = { address: contractAddress, abi: token.abi };
assert.ok((await client.getCode(contract)).length > 2);
step("deployed in private");

const sent = await wallet.writeContract({ ...contract, functionName: "transfer", args: [target, parseEther("10")] });
assert.equal((await client.waitForTransactionReceipt({ hash: sent, timeout: 60_000 })).status, "success");
const balance = () => client.readContract({ ...contract, functionName: "balanceOf", args: [account.address], account });
assert.equal(await balance(), supply - parseEther("10"));
step("called in private, and read with a sign-in");

network.signOut(account.address);
await assert.rejects(balance(), (error) => error.walk((cause) => cause instanceof RevertedError) !== null);
assertHidden({ sender: account.address, target, contract: contractAddress, transfer, deployment, call: sent });
step(`nothing of it is in the ${posted.length} requests that the gateway got`);

const ordinary = createPublicClient({ chain: network.chain, transport: http(url) });
const stranger = createProvider(await AdytonNetwork.connect({ url, genesis: network.genesis }));
for (const hash of [transfer, deployment, sent]) {
  assert.equal(await ordinary.request({ method: "eth_getTransactionReceipt", params: [hash] }), null);
  assert.equal(await ordinary.request({ method: "eth_getTransactionByHash", params: [hash] }), null);
  assert.equal(await stranger.request({ method: "eth_getTransactionReceipt", params: [hash] }), null);
}
const block = await ordinary.getBlock({ blockNumber: transferred.blockNumber });
assert.ok(!block.transactions.includes(transfer), "a private transaction is listed in its block");
step("a stranger finds nothing");

const friend = await AdytonNetwork.connect({ url, genesis: network.genesis });
await friend.remember(transfer, await network.secretOf(transfer));
const shown = await createProvider(friend).request({ method: "eth_getTransactionReceipt", params: [transfer] });
assert.equal(shown.status, "0x1");
step("who is given the secret sees the outcome");

const { key } = await callDataPublicKey(network);
const told = await ordinary.request({ method: "oasis_callDataPublicKey", params: [] });
assert.equal(told.key, `0x${Buffer.from(key).toString("hex")}`);
step("the key for Sapphire's libraries is the proven one");

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const example = readme.match(/```js\n([^]*?)```/)[1].replaceAll("http://127.0.0.1:8545", url);
const file = new URL("./readme-example.mjs", import.meta.url);
writeFileSync(file, example);
try {
  const ran = spawnSync(process.execPath, [file.pathname], { stdio: "inherit" });
  assert.equal(ran.status, 0, "the example of README.md fails");
} finally {
  rmSync(file);
}
step("the example of README.md runs");
