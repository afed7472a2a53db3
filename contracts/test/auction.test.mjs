import { deepEqual, equal, rejects } from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { NOBODY, TestChain, account, pha, reverted } from "./chain.mjs";

const [seller, alice, bob, carol, stranger] = [0, 1, 2, 3, 4].map(account);
const CHAIN_ACCOUNT = `0x${"5a".repeat(32)}`;
const MINIMUM_BID = pha(1);
const DURATION = 3_600n;

describe("SealedBidAuction", () => {
  let chain;
  let auction;
  let endTime;

  beforeEach(async () => {
    chain = await TestChain.start();
    for (const address of [alice, bob, carol, stranger]) await chain.fund(address, pha(100));
    endTime = chain.time + DURATION;
    auction = await chain.deploy("SealedBidAuction", ["a lamp", MINIMUM_BID, endTime], {
      from: seller,
    });
  });

  /** Bids `amount` PHA with `attached` PHA, by default as much. */
  const bid = (bidder, amount, attached = amount) =>
    auction.send(bidder, "bid", [pha(amount)], pha(attached));

  const closeAndSettle = async () => {
    await auction.send(seller, "close");
    chain.nextBlock();
    return auction.send(stranger, "settle");
  };

  describe("opening", () => {
    test("tells everybody the terms", async () => {
      equal(await auction.query(NOBODY, "seller"), seller);
      equal(await auction.query(NOBODY, "item"), "a lamp");
      equal(await auction.query(NOBODY, "minimumBid"), MINIMUM_BID);
      equal(await auction.query(NOBODY, "endTime"), endTime);
      equal(await auction.query(NOBODY, "biddingOpen"), true);
    });

    test("refuses an end in the past and bids for nothing", async () => {
      const open = (...terms) =>
        chain.deploy("SealedBidAuction", ["a lamp", ...terms], { from: seller });
      await rejects(open(MINIMUM_BID, chain.time), reverted("EndTimeInThePast"));
      await rejects(open(0n, endTime), reverted("NoMinimumBid"));
    });
  });

  describe("bidding", () => {
    test("answers a bid to its bidder only", async () => {
      await bid(alice, 5);
      await bid(bob, 7);
      equal(await auction.query(alice, "myBid"), pha(5));
      equal(await auction.query(bob, "myBid"), pha(7));
      for (const caller of [stranger, seller, NOBODY]) {
        await rejects(auction.query(caller, "myBid"), reverted("NoBid"));
        equal(await auction.query(caller, "myFunds"), 0n);
      }
      equal(await auction.query(stranger, "bidderCount"), 2n);
    });

    test("keeps the outcome from everybody, the seller included", async () => {
      await bid(alice, 5);
      for (const caller of [stranger, seller, alice, NOBODY]) {
        await rejects(auction.query(caller, "outcome"), reverted("NotSettled"));
      }
    });

    test("writes no log", async () => {
      deepEqual((await bid(alice, 5)).logs, []);
    });

    test("costs the same gas whether it leads or not", async () => {
      await bid(alice, 5);
      const leading = await bid(bob, 9);
      const trailing = await bid(carol, 6);
      equal(leading.gas, trailing.gas);
    });

    test("accepts a raise that earlier and new deposits cover together", async () => {
      await bid(alice, 5);
      await bid(alice, 8, 3);
      equal(await auction.query(alice, "myBid"), pha(8));
      equal(await auction.query(alice, "myFunds"), pha(8));
      equal(await auction.query(NOBODY, "bidderCount"), 1n);
    });

    test("may be hidden behind a larger deposit", async () => {
      await bid(alice, 5, 20);
      await bid(alice, 6, 0);
      equal(await auction.query(alice, "myBid"), pha(6));
      equal(await auction.query(alice, "myFunds"), pha(20));
    });

    test("refuses low, lowered and uncovered bids and keeps nothing of them", async () => {
      await rejects(bid(alice, 0.5), reverted("BelowMinimumBid"));
      await rejects(bid(alice, 5, 4), reverted("BidNotCovered"));
      await bid(alice, 5);
      await rejects(bid(alice, 5), reverted("NotARaise"));
      await rejects(bid(alice, 4), reverted("NotARaise"));
      await rejects(bid(alice, 9, 3), reverted("BidNotCovered"));
      equal(await auction.query(alice, "myBid"), pha(5));
      equal(await chain.balance(auction.address), pha(5));
      equal(await chain.balance(alice), pha(95));
    });

    test("stops at the greatest number of bidders, who may still raise", async () => {
      const most = Number(await auction.query(NOBODY, "MAX_BIDDERS"));
      for (let i = 0; i < most; i += 1) {
        const bidder = account(1_000 + i);
        await chain.fund(bidder, pha(5));
        await bid(bidder, 1);
      }
      await rejects(bid(alice, 50), reverted("TooManyBidders"));
      await bid(account(1_000), 2, 1);
      const { gas } = await closeAndSettle();
      equal(gas < 1_300_000n, true, `settling took ${gas} gas`);
      deepEqual(await auction.query(NOBODY, "outcome"), [account(1_000), pha(2)]);
    });
  });

  describe("ending", () => {
    test("early is the seller's right alone", async () => {
      for (const caller of [stranger, alice, NOBODY]) {
        await rejects(auction.send(caller, "close"), reverted("OnlySeller"));
      }
      await auction.send(seller, "close");
      equal(await auction.query(NOBODY, "biddingOpen"), false);
      await rejects(bid(alice, 5), reverted("BiddingIsOver"));
      await rejects(auction.send(seller, "close"), reverted("BiddingIsOver"));
    });

    test("comes by itself at the end time", async () => {
      await bid(alice, 5);
      chain.time = endTime - 1n;
      await bid(bob, 6);
      await rejects(auction.send(stranger, "settle"), reverted("BiddingIsOpen"));
      chain.time = endTime;
      await rejects(bid(carol, 7), reverted("BiddingIsOver"));
      await rejects(auction.send(seller, "close"), reverted("BiddingIsOver"));
      await auction.send(stranger, "settle");
      deepEqual(await auction.query(NOBODY, "outcome"), [bob, pha(6)]);
    });

    test("gives a seller no look at the bids before it is bound", async () => {
      const peeper = await chain.deploy("PeekingSeller", [MINIMUM_BID, endTime], { from: seller });
      const theirs = chain.at("SealedBidAuction", await peeper.query(seller, "auction"));
      await theirs.send(alice, "bid", [pha(5)], pha(5));
      await rejects(peeper.send(seller, "peek"), reverted("BiddingIsOpen"));
      await rejects(peeper.query(seller, "peek"), reverted("BiddingIsOpen"));
      equal(await theirs.query(NOBODY, "biddingOpen"), true);
    });

    test("settles in a later block than it closed, once", async () => {
      await bid(alice, 5);
      await auction.send(seller, "close");
      await rejects(auction.send(seller, "settle"), reverted("BiddingIsOpen"));
      chain.nextBlock();
      await auction.send(stranger, "settle");
      await rejects(auction.send(stranger, "settle"), reverted("AlreadySettled"));
    });

    test("makes the highest bid public and no other", async () => {
      await bid(alice, 5);
      await bid(bob, 7);
      await bid(alice, 9, 4);
      await bid(carol, 8);
      await closeAndSettle();
      deepEqual(await auction.query(NOBODY, "outcome"), [alice, pha(9)]);
      await rejects(auction.query(stranger, "myBid"), reverted("NoBid"));
      equal(await auction.query(carol, "myBid"), pha(8));
    });

    test("prefers the earlier bidder among equal bids", async () => {
      await bid(alice, 5);
      await bid(bob, 5);
      await closeAndSettle();
      deepEqual(await auction.query(NOBODY, "outcome"), [alice, pha(5)]);
    });

    test("without bids has no winner", async () => {
      await closeAndSettle();
      deepEqual(await auction.query(NOBODY, "outcome"), [NOBODY, 0n]);
      await rejects(auction.send(seller, "withdraw"), reverted("NothingToWithdraw"));
    });
  });

  describe("paying", () => {
    test("waits until the auction is settled", async () => {
      await bid(alice, 5);
      const calls = () => [
        auction.send(alice, "withdraw"),
        auction.send(alice, "withdrawToChain", [CHAIN_ACCOUNT]),
      ];
      for (const call of calls()) await rejects(call, reverted("NotSettled"));
      await auction.send(seller, "close");
      for (const call of calls()) await rejects(call, reverted("NotSettled"));
    });

    test("gives losers their deposit, the winner its surplus, the seller the bid", async () => {
      await bid(alice, 5, 6);
      await bid(bob, 7, 10);
      await closeAndSettle();
      for (const caller of [alice, bob, seller]) await auction.send(caller, "withdraw");
      equal(await chain.balance(alice), pha(100));
      equal(await chain.balance(bob), pha(93));
      equal(await chain.balance(seller), pha(7));
      equal(await chain.balance(auction.address), 0n);
    });

    test("happens once", async () => {
      await bid(alice, 5);
      await bid(bob, 7);
      await closeAndSettle();
      await auction.send(alice, "withdraw");
      await rejects(auction.send(alice, "withdraw"), reverted("NothingToWithdraw"));
      await rejects(
        auction.send(alice, "withdrawToChain", [CHAIN_ACCOUNT]),
        reverted("BelowExistentialDeposit"),
      );
      for (const caller of [bob, stranger]) {
        await rejects(auction.send(caller, "withdraw"), reverted("NothingToWithdraw"));
      }
      equal(await chain.balance(auction.address), pha(7));
    });

    test("happens once to a bidder that calls back while it is paid", async () => {
      const greedy = await chain.deploy("ReentrantBidder", [auction.address], { from: stranger });
      await greedy.send(stranger, "bid", [pha(3)], pha(3));
      await bid(bob, 7);
      await closeAndSettle();
      await greedy.send(stranger, "withdraw");
      equal(await greedy.query(stranger, "paymentsReceived"), 1n);
      equal(await chain.balance(greedy.address), pha(3));
      equal(await chain.balance(auction.address), pha(7));
    });

    test("that fails leaves the claim and holds up nobody else", async () => {
      const unpayable = await chain.deploy("UnpayableBidder", [], { from: stranger });
      await unpayable.send(stranger, "bid", [auction.address, pha(3)], pha(3));
      await bid(bob, 7);
      await closeAndSettle();
      await rejects(unpayable.send(stranger, "withdraw", [auction.address]), reverted("FailedCall"));
      equal(await auction.query(unpayable.address, "myFunds"), pha(3));
      await auction.send(seller, "withdraw");
      equal(await chain.balance(seller), pha(7));
    });

    test("to the chain sends whole units and keeps the dust for a withdrawal", async () => {
      await auction.send(alice, "bid", [pha(5) + 1_234_567n], pha(5) + 1_234_567n);
      await closeAndSettle();
      await auction.send(seller, "withdrawToChain", [CHAIN_ACCOUNT]);
      deepEqual(chain.payouts, [{ chainAccount: CHAIN_ACCOUNT, units: 5_000_000_000_001n }]);
      equal(await auction.query(seller, "myFunds"), 234_567n);
      await auction.send(seller, "withdraw");
      equal(await chain.balance(seller), 234_567n);
    });
  });
});
