// Sapphire's client libraries, unchanged: encrypted calldata and results, reading by sign-in, signed queries.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
  KeyFetcher, X25519DeoxysII, isCalldataEnveloped, wrapEthereumProvider,
} from "@oasisprotocol/sapphire-paratime";
import { wrapEthersProvider, wrapEthersSigner } from "@oasisprotocol/sapphire-ethers-v6";
import { sapphireHttpTransport, sapphireLocalnet, wrapWalletClient } from "@oasisprotocol/sapphire-viem-v2";
import {
  Contract, ContractFactory, Interface, JsonRpcProvider, Signature, ZeroAddress, hexlify, toUtf8Bytes,
} from "ethers";
import { SiweMessage } from "siwe";
import { createPublicClient, createWalletClient } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { CHAIN_ID, MNEMONIC, POLLING, RPC, artifact, poll, rpc, wallet } from "./common.mjs";
import { signedQuery } from "./signed-query.mjs";

const { abi, bytecode } = artifact("Sapphire", "Diary");
const diaryInterface = new Interface(abi);
const DOMAIN = "diary.example";
const SECRET = "I never liked the tea";
const SECRET_HEX = hexlify(toUtf8Bytes(SECRET)).slice(2);

const provider = new JsonRpcProvider(RPC, CHAIN_ID, { staticNetwork: true, pollingInterval: POLLING });
const [author, stranger] = [wallet(11).connect(provider), wallet(12).connect(provider)];
const request = ({ method, params = [] }) => rpc(method, ...params);

/** The revert data that an error of the encrypted path carries. */
function revertedWith(name) {
  return (error) => {
    const [, base64] = /reverted: (\S*)/.exec(error.message) ?? assert.fail(error);
    assert.equal(diaryInterface.parseError(hexlify(Buffer.from(base64, "base64")))?.name, name);
    return true;
  };
}

describe("sapphire-ethers-v6", () => {
  const me = wrapEthersSigner(author);
  let diary;

  before(async () => {
    diary = await (await new ContractFactory(abi, bytecode, me).deploy(DOMAIN)).waitForDeployment();
  });

  test("deploys with encrypted init code", async () => {
    const { data } = await provider.getTransaction(diary.deploymentTransaction().hash);
    assert.ok(isCalldataEnveloped(data));
    assert.equal(await diary.owner(), author.address);
    assert.equal(await diary.domain(), DOMAIN);
  });

  test("sends what nobody on the way can read", async () => {
    const sent = await diary.write(SECRET);
    const receipt = await sent.wait();
    assert.equal(receipt.status, 1);
    assert.deepEqual(receipt.logs, [], "what happened inside is the caller's");
    const seen = await provider.getTransaction(sent.hash);
    assert.ok(isCalldataEnveloped(seen.data));
    assert.equal(seen.data.includes(SECRET_HEX), false);
    const logs = await provider.getLogs({ address: await diary.getAddress(), fromBlock: receipt.blockNumber });
    assert.deepEqual(logs, []);
  });

  test("asks unsigned: the contract sees nobody", async () => {
    const asking = new Contract(await diary.getAddress(), abi, wrapEthersProvider(provider));
    assert.equal(await asking.whoAmI(), ZeroAddress);
    await assert.rejects(asking.read("0x"), revertedWith("NotYours"));
    const plain = new Contract(await diary.getAddress(), abi, provider);
    await assert.rejects(plain.read("0x"), (error) => error.revert?.name === "NotYours");
  });

  test("reads by a sign-in token, which is its owner's alone", async () => {
    const token = await login(diary, author);
    assert.equal(await diary.read(token), SECRET);
    const theirs = await login(diary, stranger);
    await assert.rejects(diary.read(theirs), revertedWith("NotYours"));
    const forged = `${token.slice(0, -2)}${token.endsWith("00") ? "01" : "00"}`;
    await assert.rejects(diary.read(forged), /reverted/);
  });

  test("is refused a sign-in for another site, another chain, or one that is over", async () => {
    await assert.rejects(login(diary, author, { domain: "evil.example" }), revertedWith("SiweAuth_DomainMismatch"));
    await assert.rejects(login(diary, author, { chainId: 1 }), revertedWith("SiweAuth_ChainIdMismatch"));
    const over = { expirationTime: new Date(Date.now() - 60_000_000_000).toISOString() };
    await assert.rejects(login(diary, author, over), revertedWith("SiweAuth_Expired"));
  });

  test("signs offline what can be sent later", async () => {
    const data = diaryInterface.encodeFunctionData("write", [`${SECRET}!`]);
    const populated = await author.populateTransaction({ to: await diary.getAddress(), data, gasLimit: 500_000n });
    delete populated.from;
    const raw = await me.signTransaction(populated);
    assert.equal(raw.includes(SECRET_HEX), false);
    const receipt = await (await provider.broadcastTransaction(raw)).wait();
    assert.equal(receipt.status, 1);
    assert.equal(await diary.read(await login(diary, author)), `${SECRET}!`);
  });
});

describe("sapphire-paratime", () => {
  const wrapped = wrapEthereumProvider({ request });
  let address;

  before(async () => {
    const diary = await (await new ContractFactory(abi, bytecode, author).deploy(DOMAIN)).waitForDeployment();
    address = await diary.getAddress();
  });

  const data = (method, ...args) => diaryInterface.encodeFunctionData(method, args);

  test("wraps an injected wallet's calls and estimates", async () => {
    const answer = await wrapped.request({ method: "eth_call", params: [{ to: address, data: data("domain") }, "latest"] });
    assert.equal(diaryInterface.decodeFunctionResult("domain", answer)[0], DOMAIN);
    const plain = BigInt(await rpc("eth_estimateGas", { to: address, data: data("domain") }));
    const sealed = BigInt(await wrapped.request({
      method: "eth_estimateGas", params: [{ to: address, data: data("domain") }],
    }));
    assert.ok(sealed >= plain, `${sealed}, ${plain}`);
    assert.equal(await wrapped.request({ method: "eth_chainId" }), "0x5afd");
  });

  test("decrypts nothing for others: an answer is for one key pair", async () => {
    const { key, epoch } = await new KeyFetcher().fetch({ request });
    const [mine, other] = [X25519DeoxysII.ephemeral(key, epoch), X25519DeoxysII.ephemeral(key, epoch)];
    const sealed = await rpc("eth_call", { to: address, data: hexlify(mine.encryptCall(data("domain"))) }, "latest");
    assert.equal(mine.decryptResult(sealed), diaryInterface.encodeFunctionResult("domain", [DOMAIN]));
    assert.throws(() => other.decryptResult(sealed));
  });

  test("fails readably where the envelope is for another key", async () => {
    const { epoch } = await new KeyFetcher().fetch({ request });
    const lost = X25519DeoxysII.ephemeral(X25519DeoxysII.ephemeral(new Uint8Array(32).fill(9)).publicKey, epoch);
    const sealed = hexlify(lost.encryptCall(data("write", "lost")));
    await assert.rejects(rpc("eth_call", { to: address, data: sealed }, "latest"), (error) => error.code < 0 || error.code === 3);
    // A transaction pays for its place and changes nothing else.
    const nonce = await author.getNonce();
    const sent = await author.sendTransaction({ to: address, data: sealed, gasLimit: 300_000n, nonce });
    const receipt = await poll("receipt", () => provider.getTransactionReceipt(sent.hash));
    assert.equal(receipt.status, 0);
    assert.ok(receipt.gasUsed >= 21_000n);
    assert.equal(await author.getNonce(), nonce + 1);
  });

  test("is understood in its older form: a query that its caller signed", async () => {
    const contract = diaryInterface.encodeFunctionData("whoAmI");
    const query = await signedQuery(author, address, contract);
    const answer = await rpc("eth_call", query, "latest");
    assert.equal(diaryInterface.decodeFunctionResult("whoAmI", answer)[0], author.address);
    const late = await signedQuery(author, address, contract, { nonce: 0 });
    await assert.rejects(rpc("eth_call", late, "latest"), /leash/);
    const { data: others } = await signedQuery(stranger, address, contract);
    await assert.rejects(rpc("eth_call", { ...query, data: others }, "latest"));
  });
});

describe("sapphire-viem-v2", () => {
  test("deploys, writes and reads through its transport", async () => {
    const chain = { ...sapphireLocalnet, rpcUrls: { default: { http: [RPC] } } };
    const account = mnemonicToAccount(MNEMONIC, { addressIndex: 12 });
    const transport = sapphireHttpTransport();
    const wallet_ = await wrapWalletClient(createWalletClient({ account, chain, transport }));
    const reader = createPublicClient({ chain, transport, pollingInterval: POLLING });
    const deployed = await wallet_.deployContract({ abi, bytecode, args: [DOMAIN] });
    const { contractAddress: address } = await reader.waitForTransactionReceipt({ hash: deployed });
    const hash = await wallet_.writeContract({ address, abi, functionName: "write", args: [SECRET] });
    const receipt = await reader.waitForTransactionReceipt({ hash });
    assert.equal(receipt.status, "success");
    assert.deepEqual(receipt.logs, []);
    assert.equal((await reader.getTransaction({ hash })).input.includes(SECRET_HEX), false);
    const read = (token) => reader.readContract({ address, abi, functionName: "read", args: [token] });
    await assert.rejects(read("0x"));
    const [message, signature] = await signIn(stranger);
    const token = await reader.readContract({ address, abi, functionName: "login", args: [message, signature] });
    assert.equal(await read(token), SECRET);
  });
});

/** A message to sign in by (EIP-4361) and its signature as the contract takes it. */
async function signIn(signer, fields = {}) {
  const message = new SiweMessage({
    domain: DOMAIN, address: signer.address, statement: "I want to read", uri: `https://${DOMAIN}`, version: "1",
    chainId: CHAIN_ID, ...fields,
  }).prepareMessage();
  const { r, s, v } = Signature.from(await signer.signMessage(message));
  return [message, { r, s, v }];
}

async function login(diary, signer, fields) {
  return diary.login(...(await signIn(signer, fields)));
}
