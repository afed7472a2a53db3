// OpenZeppelin's tokens in a Hardhat project: fixtures by snapshot, chai matchers, many callers.
//
// A call's caller is proven by a signature only, so an estimate or an eth_call cannot know it; a transaction that its
// contract refuses is therefore sent and fails in its block, and `reverted` is what to expect of it.

import { loadFixture, time } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import hre from "hardhat";
import { all, deployed, mined } from "./transactions.mjs";

const { ethers } = hre;

describe("ERC-20 with permits", () => {
  async function coin() {
    const [owner, alice, bob] = await ethers.getSigners();
    const token = await ethers.deployContract("Coin", [1_000n]);
    await deployed(token);
    return { token, owner, alice, bob };
  }

  it("moves what a holder has and what it allowed", async () => {
    const { token, owner, alice, bob } = await loadFixture(coin);
    await expect(token.transfer(alice, 300n))
      .to.emit(token, "Transfer").withArgs(owner.address, alice.address, 300n);
    expect(await token.balanceOf(alice)).to.equal(300n);
    await mined(token.connect(alice).approve(bob, 100n));
    await mined(token.connect(bob).transferFrom(alice, owner, 60n));
    expect(await token.allowance(alice, bob)).to.equal(40n);
    expect(await token.balanceOf(owner)).to.equal(760n);
    await expect(token.connect(bob).transferFrom(alice, bob, 41n)).to.be.reverted;
  });

  it("names what is wrong where nobody's name matters", async () => {
    const { token } = await loadFixture(coin);
    await expect(token.transfer(ethers.ZeroAddress, 1n)).to.be.reverted;
    await expect(token.transfer.staticCall(ethers.ZeroAddress, 1n))
      .to.be.revertedWithCustomError(token, "ERC20InvalidSender")
      .withArgs(ethers.ZeroAddress);
  });

  it("takes a permit until its deadline, once", async () => {
    const { token, owner, alice, bob } = await loadFixture(coin);
    const deadline = BigInt(await time.latest()) + 3_600n;
    const domain = await token.eip712Domain();
    expect(domain.chainId).to.equal(BigInt(hre.network.config.chainId));
    const signature = await owner.signTypedData(
      { name: domain.name, version: domain.version, chainId: domain.chainId, verifyingContract: domain.verifyingContract },
      { Permit: ["owner", "spender", "value", "nonce", "deadline"].map((name) => ({
        name, type: name === "owner" || name === "spender" ? "address" : "uint256",
      })) },
      { owner: owner.address, spender: alice.address, value: 50n, nonce: 0n, deadline },
    );
    const { v, r, s } = ethers.Signature.from(signature);
    const permit = token.connect(bob).permit;
    await mined(permit(owner, alice, 50n, deadline, v, r, s));
    expect(await token.allowance(owner, alice)).to.equal(50n);
    await expect(permit.staticCall(owner, alice, 50n, deadline, v, r, s))
      .to.be.revertedWithCustomError(token, "ERC2612InvalidSigner");
    await time.increase(3_601);
    await expect(permit.staticCall(owner, alice, 50n, deadline, v, r, s))
      .to.be.revertedWithCustomError(token, "ERC2612ExpiredSignature");
  });
});

describe("ERC-721 behind roles", () => {
  async function tickets() {
    const [owner, printer, alice] = await ethers.getSigners();
    const ticket = await ethers.deployContract("Ticket");
    const drawer = await ethers.deployContract("Drawer");
    const stranger = await ethers.deployContract("Playground", [0n]);
    await deployed(ticket, drawer, stranger);
    const role = ethers.id("PRINTER");
    return { ticket, drawer, stranger, role, owner, printer, alice };
  }

  it("lets a role print, and only while it has it", async () => {
    const { ticket, role, owner, printer, alice } = await loadFixture(tickets);
    await expect(ticket.connect(printer).print(alice, 1n)).to.be.reverted;
    await expect(ticket.grantRole(role, printer))
      .to.emit(ticket, "RoleGranted").withArgs(role, printer.address, owner.address);
    await mined(ticket.connect(printer).print(alice, 1n));
    expect(await ticket.ownerOf(1n)).to.equal(alice.address);
    await mined(ticket.connect(printer).renounceRole(role, printer));
    await expect(ticket.connect(printer).print(alice, 2n)).to.be.reverted;
    expect(await ticket.totalSupply()).to.equal(1n);
  });

  it("goes to contracts that accept it, enumerates, and keeps approvals apart", async () => {
    const { ticket, drawer, stranger, role, owner, printer, alice } = await loadFixture(tickets);
    const safeTransferFrom = "safeTransferFrom(address,address,uint256)";
    await all(
      [owner, ticket, "grantRole", role, owner.address],
      [owner, ticket, "print", owner.address, 7n],
      [owner, ticket, "print", owner.address, 8n],
      [owner, ticket, "approve", alice.address, 8n],
      [owner, ticket, safeTransferFrom, owner.address, await drawer.getAddress(), 7n],
    );
    expect(await ticket.ownerOf(7n)).to.equal(await drawer.getAddress());
    await expect(ticket[safeTransferFrom](owner, stranger, 8n)).to.be.reverted;
    await expect(ticket.connect(printer).transferFrom(owner, printer, 8n)).to.be.reverted;
    await expect(ticket.connect(alice).transferFrom(owner, alice, 8n))
      .to.emit(ticket, "Transfer").withArgs(owner.address, alice.address, 8n);
    expect(await ticket.tokenOfOwnerByIndex(alice, 0n)).to.equal(8n);
    await expect(ticket.ownerOf(9n)).to.be.revertedWithCustomError(ticket, "ERC721NonexistentToken").withArgs(9n);
  });
});

describe("ERC-1155", () => {
  async function goods() {
    const [owner, alice, bob] = await ethers.getSigners();
    const shop = await ethers.deployContract("Goods");
    await deployed(shop);
    await mined(shop.make(owner, [1n, 2n], [100n, 5n]));
    return { shop, owner, alice, bob };
  }

  it("makes, moves and counts many kinds at once", async () => {
    const { shop, owner, alice, bob } = await loadFixture(goods);
    await expect(shop.safeBatchTransferFrom(owner, alice, [1n, 2n], [40n, 1n], "0x"))
      .to.emit(shop, "TransferBatch")
      .withArgs(owner.address, owner.address, alice.address, [1n, 2n], [40n, 1n]);
    expect(await shop.balanceOfBatch([owner, alice, alice], [1n, 1n, 2n])).to.deep.equal([60n, 40n, 1n]);
    expect(await shop["totalSupply(uint256)"](1n)).to.equal(100n);
    await expect(shop.connect(bob).safeTransferFrom(alice, bob, 1n, 1n, "0x")).to.be.reverted;
    await mined(shop.connect(alice).setApprovalForAll(bob, true));
    await mined(shop.connect(bob).safeTransferFrom(alice, bob, 1n, 15n, "0x"));
    expect(await shop.balanceOf(bob, 1n)).to.equal(15n);
  });
});
