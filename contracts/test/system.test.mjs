import { deepEqual, equal, rejects } from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { SYSTEM, TestChain, account, pha, reverted } from "./chain.mjs";

const payer = account(0);
const CHAIN_ACCOUNT = `0x${"5a".repeat(32)}`;

describe("Adyton.withdraw", () => {
  let chain;
  let contract;

  beforeEach(async () => {
    chain = await TestChain.start();
    await chain.fund(payer, pha(10));
    contract = await chain.deploy("Payer", [], { from: payer });
  });

  test("calls the precompile with the account and the value", async () => {
    await contract.send(payer, "payOut", [CHAIN_ACCOUNT], pha(2));
    deepEqual(chain.payouts, [{ chainAccount: CHAIN_ACCOUNT, units: 2_000_000_000_000n }]);
    equal(await chain.balance(SYSTEM), pha(2));
    equal(await chain.balance(payer), pha(8));
  });

  test("passes on the precompile's refusal of a fraction of a unit", async () => {
    await rejects(
      contract.send(payer, "payOut", [CHAIN_ACCOUNT], pha(2) + 1n),
      reverted("WithdrawalRefused"),
    );
    equal(await chain.balance(payer), pha(10));
  });

  test("refuses less than the existential deposit", async () => {
    await contract.send(payer, "payOut", [CHAIN_ACCOUNT], pha(0.01));
    await rejects(
      contract.send(payer, "payOut", [CHAIN_ACCOUNT], pha(0.01) - 1_000_000n),
      reverted("BelowExistentialDeposit"),
    );
    equal(chain.payouts.length, 1);
  });

  test("is needed because a call through the interface looks for code", async () => {
    await rejects(
      contract.send(payer, "payThroughInterface", [CHAIN_ACCOUNT], pha(2)),
      reverted("revert"),
    );
    deepEqual(chain.payouts, []);
  });
});
