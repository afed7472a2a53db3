// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Adyton} from "./Adyton.sol";

/// @title A first-price sealed-bid auction without commit and reveal
///
/// @notice Bids arrive in encrypted calls and rest in encrypted storage, so they need no second round. The deployer is the
/// seller. Bidding ends at `endTime` or when the seller closes it; `settle` then names the winner, and everybody
/// fetches what is theirs.
///
/// Who sees what:
/// - the item, the seller, the minimum bid, the end time and the number of bidders are public;
/// - a bid is answered to its bidder, to nobody else, also after the end; the winning bid is public once settled;
/// - any contract may read the PHA balance of any account, so the value attached to a bid is no secret. A bid is
///   therefore an argument that the attached PHA need only cover: attach more to hide it, the rest is refunded;
/// - the gas of a bid depends on the bidder's own bid and on whether there was any bidder before, never on other
///   amounts. That is why the winner is sought in `settle` and not kept up to date: a bidder could measure where it stands;
/// - settling takes place in a later block than closing. Otherwise a seller that is a contract could close, settle, read
///   the outcome and revert.
contract SealedBidAuction {
    /// Bound on the work of `settle` (two cold storage reads a bidder, about 1.2 million gas in all).
    uint256 public constant MAX_BIDDERS = 256;

    error EndTimeInThePast();
    error NoMinimumBid();
    error OnlySeller();
    error BiddingIsOver();
    error BiddingIsOpen();
    error BelowMinimumBid();
    error NotARaise();
    error BidNotCovered();
    error TooManyBidders();
    error NoBid();
    error AlreadySettled();
    error NotSettled();
    error NothingToWithdraw();

    /// Emitted when the seller ends the bidding early.
    event BiddingClosed();

    /// Emitted once, when the outcome becomes public; `winner` is zero if nobody bid.
    event Settled(address winner, uint256 winningBid);

    address public immutable seller;

    /// Lowest acceptable bid in wei, above zero: filling the auction with worthless bids costs this much each, till the end.
    uint256 public immutable minimumBid;

    /// Bids count in blocks before this Unix time in seconds, the chain's clock.
    uint256 public immutable endTime;

    string public item;
    bool public settled;

    /// First block that may settle after the seller closed the bidding; zero while it did not.
    uint256 private _settleFrom;

    address private _winner;
    uint256 private _winningBid;

    /// In order of first bids; among equal bids the earlier bidder wins.
    address[] private _bidders;

    mapping(address bidder => uint256) private _bids;

    /// What the contract owes: deposits until the auction is settled, then refunds and the seller's proceeds.
    mapping(address account => uint256) private _funds;

    constructor(string memory item_, uint256 minimumBid_, uint256 endTime_) {
        if (minimumBid_ == 0) revert NoMinimumBid();
        if (endTime_ <= block.timestamp) revert EndTimeInThePast();
        seller = msg.sender;
        item = item_;
        minimumBid = minimumBid_;
        endTime = endTime_;
    }

    /// Bids `amount` wei, or raises the caller's bid to it. The attached PHA and the caller's earlier deposits together
    /// must cover the bid.
    function bid(uint256 amount) external payable {
        if (!biddingOpen()) revert BiddingIsOver();
        if (amount < minimumBid) revert BelowMinimumBid();
        uint256 previous = _bids[msg.sender];
        if (amount <= previous) revert NotARaise();
        uint256 funds = _funds[msg.sender] + msg.value;
        if (funds < amount) revert BidNotCovered();
        if (previous == 0) _addBidder(msg.sender);
        _bids[msg.sender] = amount;
        _funds[msg.sender] = funds;
    }

    /// Ends the bidding before `endTime`.
    function close() external {
        if (msg.sender != seller) revert OnlySeller();
        if (!biddingOpen()) revert BiddingIsOver();
        _settleFrom = block.number + 1;
        emit BiddingClosed();
    }

    /// Names the winner and credits the seller. Anyone may call it, in any block after the bidding ended.
    function settle() external {
        if (settled) revert AlreadySettled();
        if (biddingOpen() || block.number < _settleFrom) revert BiddingIsOpen();
        (address winner, uint256 winningBid) = _highestBid();
        settled = true;
        _winner = winner;
        _winningBid = winningBid;
        _funds[winner] -= winningBid;
        _funds[seller] += winningBid;
        emit Settled(winner, winningBid);
    }

    /// Pays what the caller is owed to the caller.
    function withdraw() external {
        uint256 amount = _ownFunds();
        if (amount == 0) revert NothingToWithdraw();
        _funds[msg.sender] = 0;
        Address.sendValue(payable(msg.sender), amount);
    }

    /// Pays what the caller is owed to an account on the chain. What the chain's twelve decimals cannot express
    /// stays for `withdraw`.
    function withdrawToChain(bytes32 chainAccount) external {
        uint256 funds = _ownFunds();
        uint256 amount = Adyton.wholeUnits(funds);
        _funds[msg.sender] = funds - amount;
        Adyton.withdraw(chainAccount, amount);
    }

    function biddingOpen() public view returns (bool) {
        return _settleFrom == 0 && block.timestamp < endTime;
    }

    function bidderCount() external view returns (uint256) {
        return _bidders.length;
    }

    /// The caller's own bid; refused to whoever made none.
    function myBid() external view returns (uint256) {
        uint256 amount = _bids[msg.sender];
        if (amount == 0) revert NoBid();
        return amount;
    }

    /// What the contract holds for the caller: its deposit until the auction is settled, then what it may withdraw.
    function myFunds() external view returns (uint256) {
        return _funds[msg.sender];
    }

    /// The winner, zero if nobody bid, and the winning bid in wei.
    function outcome() external view returns (address winner, uint256 winningBid) {
        if (!settled) revert NotSettled();
        return (_winner, _winningBid);
    }

    function _addBidder(address bidder) private {
        if (_bidders.length == MAX_BIDDERS) revert TooManyBidders();
        _bidders.push(bidder);
    }

    function _ownFunds() private view returns (uint256) {
        if (!settled) revert NotSettled();
        return _funds[msg.sender];
    }

    function _highestBid() private view returns (address winner, uint256 highest) {
        uint256 count = _bidders.length;
        for (uint256 i = 0; i < count; ++i) {
            address bidder = _bidders[i];
            uint256 amount = _bids[bidder];
            if (amount > highest) (winner, highest) = (bidder, amount);
        }
    }
}
