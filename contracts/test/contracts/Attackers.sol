// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Adyton, IAdytonSystem} from "../../src/Adyton.sol";
import {SealedBidAuction} from "../../src/SealedBidAuction.sol";

/// Bids, and while it is being paid asks to be paid again.
contract ReentrantBidder {
    SealedBidAuction private immutable _auction;
    uint256 public paymentsReceived;

    constructor(SealedBidAuction auction) {
        _auction = auction;
    }

    function bid(uint256 amount) external payable {
        _auction.bid{value: msg.value}(amount);
    }

    function withdraw() external {
        _auction.withdraw();
    }

    receive() external payable {
        paymentsReceived += 1;
        try _auction.withdraw() {} catch {}
    }
}

/// Bids, and refuses to be paid.
contract UnpayableBidder {
    function bid(SealedBidAuction auction, uint256 amount) external payable {
        auction.bid{value: msg.value}(amount);
    }

    function withdraw(SealedBidAuction auction) external {
        auction.withdraw();
    }
}

/// A seller that wants to see the outcome before it decides to close.
contract PeekingSeller {
    SealedBidAuction public auction;

    constructor(uint256 minimumBid, uint256 endTime) {
        auction = new SealedBidAuction("a peep-box", minimumBid, endTime);
    }

    function peek() external returns (address winner, uint256 winningBid) {
        auction.close();
        auction.settle();
        return auction.outcome();
    }
}

/// Pays out any amount through the library.
contract Payer {
    function payOut(bytes32 chainAccount) external payable {
        Adyton.withdraw(chainAccount, msg.value);
    }

    function payThroughInterface(bytes32 chainAccount) external payable {
        IAdytonSystem(Adyton.SYSTEM).withdraw{value: msg.value}(chainAccount);
    }
}
