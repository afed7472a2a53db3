// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title An ERC-20 whose balances only their owners may read
///
/// @notice Who sees what:
/// - calls, storage and execution are inside the enclave; the chain sees ciphertext, sizes and timing;
/// - name, symbol, decimals and total supply are public;
/// - a balance is answered to its owner, an allowance to its owner and its spender, to nobody else;
/// - there are no events. Logs live inside the enclave too, but whoever may fetch a receipt reads them, and a
///   `Transfer` names both parties and the amount. So this token departs from ERC-20 there: holders learn of a payment
///   by asking for their balance;
/// - errors name the sender's own facts alone. A spender can still find out whether the owner's balance covers
///   an amount within its allowance, by trying;
/// - the gas of a transfer tells its sender whether the recipient held nothing before.
///
/// @dev Queries are signed by their caller, so `msg.sender` is proven in a view as it is in a transaction. An unsigned
/// query comes from the zero address, which can hold no tokens and no allowance.
contract ConfidentialToken is ERC20 {
    /// The caller is neither the owner of this figure nor, for an allowance, its spender.
    error NotYours();

    /// The paying account does not hold the amount; unlike OpenZeppelin's error it does not say what it holds.
    error InsufficientBalance();

    uint256 private immutable _supply;

    /// OpenZeppelin's own ledger is private to a function that announces each transfer, so this contract keeps its own.
    mapping(address account => uint256) private _balances;

    /// Mints the whole supply to the deployer; nothing is minted or burnt later.
    constructor(string memory name_, string memory symbol_, uint256 supply) ERC20(name_, symbol_) {
        _supply = supply;
        _balances[msg.sender] = supply;
    }

    function totalSupply() public view override returns (uint256) {
        return _supply;
    }

    function balanceOf(address account) public view override returns (uint256) {
        if (msg.sender != account) revert NotYours();
        return _balances[account];
    }

    /// OpenZeppelin's `transferFrom` reads the allowance here too, with the spender as `msg.sender`.
    function allowance(address owner, address spender) public view override returns (uint256) {
        if (msg.sender != owner && msg.sender != spender) revert NotYours();
        return super.allowance(owner, spender);
    }

    /// Moves tokens in silence. `ERC20._transfer` has checked that neither side is the zero address.
    function _update(address from, address to, uint256 value) internal override {
        uint256 balance = _balances[from];
        if (balance < value) revert InsufficientBalance();
        unchecked {
            _balances[from] = balance - value;
            // Cannot overflow: all balances together are the supply.
            _balances[to] += value;
        }
    }

    /// Approves in silence: the last argument of `ERC20._approve` asks for the event.
    function _approve(address owner, address spender, uint256 value, bool) internal override {
        super._approve(owner, spender, value, false);
    }
}
