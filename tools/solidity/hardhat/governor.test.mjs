// OpenZeppelin's Governor with a timelock: votes count at past blocks, time passes by `mine` and `time.increase`.

import { loadFixture, mine, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import hre from "hardhat";
import { all, deployed, mined } from "./transactions.mjs";

const { ethers } = hre;
const HOUR = 3_600;
const { parseEther } = ethers;

/** States of a proposal, as OpenZeppelin numbers them. */
const State = { Pending: 0n, Active: 1n, Defeated: 3n, Succeeded: 4n, Queued: 5n, Executed: 7n };
const [AGAINST, FOR] = [0, 1];

describe("Governor", () => {
  async function club() {
    const [chair, alice, bob] = await ethers.getSigners();
    const coin = await ethers.deployContract("Coin", [1_000n]);
    const treasury = await ethers.deployContract("Treasury", [HOUR], { value: parseEther("0.02") });
    const governor = await ethers.deployContract("Club", [coin, treasury]);
    await deployed(coin, treasury, governor);
    const address = await governor.getAddress();
    await all(
      [chair, treasury, "grantRole", ethers.id("PROPOSER_ROLE"), address],
      [chair, treasury, "grantRole", ethers.id("EXECUTOR_ROLE"), ethers.ZeroAddress],
      [chair, coin, "transfer", alice.address, 300n],
      [chair, coin, "transfer", bob.address, 90n],
      [alice, coin, "delegate", alice.address],
      [bob, coin, "delegate", bob.address],
    );
    return { governor, treasury, coin, chair, alice, bob };
  }

  /** A proposal to pay somebody out of the treasury, and its number. */
  async function proposal({ governor }, to) {
    const payment = [[to], [parseEther("0.01")], ["0x"]];
    await mined(governor.propose(...payment, "pay"));
    const arguments_ = [...payment, ethers.id("pay")];
    return { arguments_, id: await governor.hashProposal(...arguments_) };
  }

  it("decides, waits, and pays", async () => {
    const members = await loadFixture(club);
    const { governor, treasury, coin, alice, bob } = members;
    const payee = ethers.Wallet.createRandom().address;
    const { arguments_, id } = await proposal(members, payee);
    expect(await governor.state(id)).to.equal(State.Pending);
    const snapshot = await governor.proposalSnapshot(id);
    await mine(30);
    expect(await governor.state(id)).to.equal(State.Active);
    // Votes count as they were at the snapshot, whatever happens to the tokens afterwards.
    await all(
      [alice, coin, "transfer", bob.address, 300n],
      [alice, governor, "castVote", id, FOR],
      [bob, governor, "castVote", id, AGAINST],
    );
    expect(await governor.getVotes(alice, snapshot)).to.equal(300n);
    expect(await governor.proposalVotes(id)).to.deep.equal([90n, 300n, 0n]);
    await expect(governor.connect(alice).castVote(id, FOR)).to.be.reverted;
    await mine(1_100);
    expect(await governor.state(id)).to.equal(State.Succeeded);
    await mined(governor.queue(...arguments_));
    expect(await governor.state(id)).to.equal(State.Queued);
    await expect(governor.execute(...arguments_)).to.be.reverted;
    await time.increase(HOUR + 1);
    await expect(governor.execute(...arguments_)).to.emit(governor, "ProposalExecuted").withArgs(id);
    expect(await ethers.provider.getBalance(payee)).to.equal(parseEther("0.01"));
    expect(await ethers.provider.getBalance(treasury)).to.equal(parseEther("0.01"));
  });

  it("drops what too few voted for", async () => {
    const members = await loadFixture(club);
    const { governor, bob } = members;
    const { arguments_, id } = await proposal(members, bob.address);
    await mine(30);
    await mined(governor.connect(bob).castVote(id, FOR));
    await mine(1_100);
    expect(await governor.state(id)).to.equal(State.Defeated);
    await expect(governor.queue.staticCall(...arguments_))
      .to.be.revertedWithCustomError(governor, "GovernorUnexpectedProposalState");
  });
});
