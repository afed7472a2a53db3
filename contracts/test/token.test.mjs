import { deepEqual, equal, rejects } from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { MaxUint256 } from "ethers";
import { NOBODY, TestChain, account, reverted } from "./chain.mjs";

const [issuer, alice, bob, stranger] = [0, 1, 2, 3].map(account);
const SUPPLY = 1_000_000n;

describe("ConfidentialToken", () => {
  let token;

  beforeEach(async () => {
    const chain = await TestChain.start();
    token = await chain.deploy("ConfidentialToken", ["Obol", "OBL", SUPPLY], { from: issuer });
  });

  test("mints the supply to the deployer and tells everybody name and supply", async () => {
    equal(await token.query(issuer, "balanceOf", [issuer]), SUPPLY);
    equal(await token.query(NOBODY, "totalSupply"), SUPPLY);
    equal(await token.query(NOBODY, "name"), "Obol");
    equal(await token.query(NOBODY, "symbol"), "OBL");
    equal(await token.query(NOBODY, "decimals"), 18n);
  });

  test("answers a balance to its owner only", async () => {
    await token.send(issuer, "transfer", [alice, 300n]);
    equal(await token.query(alice, "balanceOf", [alice]), 300n);
    for (const caller of [stranger, issuer, NOBODY]) {
      await rejects(token.query(caller, "balanceOf", [alice]), reverted("NotYours"));
    }
  });

  test("answers an allowance to owner and spender only", async () => {
    await token.send(alice, "approve", [bob, 50n]);
    equal(await token.query(alice, "allowance", [alice, bob]), 50n);
    equal(await token.query(bob, "allowance", [alice, bob]), 50n);
    for (const caller of [stranger, NOBODY]) {
      await rejects(token.query(caller, "allowance", [alice, bob]), reverted("NotYours"));
    }
  });

  test("moves tokens from sender to recipient", async () => {
    await token.send(issuer, "transfer", [alice, 300n]);
    await token.send(alice, "transfer", [bob, 100n]);
    await token.send(alice, "transfer", [alice, 50n]);
    equal(await token.query(issuer, "balanceOf", [issuer]), SUPPLY - 300n);
    equal(await token.query(alice, "balanceOf", [alice]), 200n);
    equal(await token.query(bob, "balanceOf", [bob]), 100n);
  });

  test("refuses to overdraw without saying what the account holds", async () => {
    await token.send(issuer, "transfer", [alice, 300n]);
    await rejects(token.send(alice, "transfer", [bob, 301n]), reverted("InsufficientBalance"));
    await token.send(alice, "approve", [bob, MaxUint256]);
    await rejects(
      token.send(bob, "transferFrom", [alice, bob, 301n]),
      reverted("InsufficientBalance"),
    );
    equal(await token.query(alice, "balanceOf", [alice]), 300n);
  });

  test("refuses the zero address as recipient and as caller", async () => {
    await rejects(token.send(issuer, "transfer", [NOBODY, 1n]), reverted("ERC20InvalidReceiver"));
    await rejects(token.send(NOBODY, "transfer", [alice, 0n]), reverted("ERC20InvalidSender"));
  });

  test("lets a spender spend its allowance and no more", async () => {
    await token.send(issuer, "approve", [bob, 80n]);
    await token.send(bob, "transferFrom", [issuer, alice, 50n]);
    equal(await token.query(alice, "balanceOf", [alice]), 50n);
    equal(await token.query(bob, "allowance", [issuer, bob]), 30n);
    for (const [spender, amount] of [[bob, 31n], [stranger, 1n]]) {
      await rejects(
        token.send(spender, "transferFrom", [issuer, alice, amount]),
        reverted("ERC20InsufficientAllowance"),
      );
    }
  });

  test("writes no log that would name parties or amounts", async () => {
    const receipts = [
      await token.send(issuer, "transfer", [alice, 300n]),
      await token.send(alice, "approve", [bob, 50n]),
      await token.send(bob, "transferFrom", [alice, bob, 20n]),
    ];
    deepEqual(receipts.map(({ logs }) => logs), [[], [], []]);
  });
});
