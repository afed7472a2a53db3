// The methods that development tools know from Hardhat's own network and from anvil.

import {
  impersonateAccount, mine, setBalance, setCode, setNonce, setStorageAt, stopImpersonatingAccount,
  takeSnapshot, time,
} from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import hre from "hardhat";
import { deployed, mined } from "./transactions.mjs";

const { ethers } = hre;
const { provider } = ethers;
const { parseEther } = ethers;

describe("development methods", () => {
  const nobody = ethers.Wallet.createRandom().address;
  let playground;

  before(async () => {
    playground = await ethers.deployContract("Playground", [1n]);
    await deployed(playground);
  });

  it("take and restore snapshots, nested", async () => {
    const [payer] = await ethers.getSigners();
    const outer = await takeSnapshot();
    const nonce = await payer.getNonce();
    await mined(playground.store(1n, 10n));
    const inner = await takeSnapshot();
    await mined(playground.store(2n, 20n));
    expect(await playground.total()).to.equal(31n);
    await inner.restore();
    expect(await playground.total()).to.equal(11n);
    await outer.restore();
    expect(await playground.total()).to.equal(1n);
    expect(await playground.stored(1n)).to.equal(0n);
    expect(await payer.getNonce()).to.equal(nonce);
    const forgotten = await provider.send("evm_revert", [inner.snapshotId]);
    expect(forgotten, "a snapshot is forgotten when an earlier one is restored").to.equal(false);
  });

  it("mine blocks, at once and at a distance", async () => {
    const before = await provider.getBlock("latest");
    await mine(10, { interval: 60 });
    const after = await provider.getBlock("latest");
    expect(after.number).to.be.at.least(before.number + 10);
    expect(after.timestamp).to.be.at.least(before.timestamp + 9 * 60);
    const [number, timestamp] = await playground.now_();
    expect(Number(number)).to.be.at.least(after.number);
    expect(Number(timestamp)).to.be.at.least(after.timestamp);
  });

  it("move the clock", async () => {
    const now = await time.latest();
    await time.increase(86_400);
    expect(await time.latest()).to.be.within(now + 86_400, now + 86_430);
    const then = (await time.latest()) + 1_000_000;
    await time.setNextBlockTimestamp(then);
    await mine();
    expect(await time.latest()).to.be.within(then, then + 30);
    const next = then + 500;
    await time.increaseTo(next);
    expect(await time.latest()).to.be.within(next, next + 30);
  });

  it("set balance, nonce, code and storage", async () => {
    await setBalance(nobody, parseEther("3"));
    expect(await provider.getBalance(nobody)).to.equal(parseEther("3"));
    await setNonce(nobody, 40);
    expect(await provider.getTransactionCount(nobody)).to.equal(40);
    const code = await provider.getCode(playground);
    const copy = ethers.Wallet.createRandom().address;
    await setCode(copy, code);
    expect(await provider.getCode(copy)).to.equal(code);
    await setStorageAt(copy, 1, 77n);
    expect(await playground.attach(copy).total()).to.equal(77n);
  });

  it("send as somebody whose key is not known", async () => {
    const dao = ethers.Wallet.createRandom().address;
    await setBalance(dao, parseEther("1"));
    await impersonateAccount(dao);
    const rpc = new ethers.JsonRpcProvider(hre.network.config.url, undefined, { pollingInterval: 100 });
    const signer = new ethers.JsonRpcSigner(rpc, dao);
    const receipt = await (await playground.connect(signer).store(5n, 6n)).wait();
    expect(receipt.from).to.equal(dao);
    expect(receipt.logs[0].args.by).to.equal(dao);
    await stopImpersonatingAccount(dao);
    rpc.destroy();
  });
});
