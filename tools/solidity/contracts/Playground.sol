// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title One of everything that client libraries show to their users: state, events, and each way to fail
contract Playground {
    /// The caller asked for more than there is.
    error TooMuch(uint256 wanted, uint256 available);

    event Stored(address indexed by, uint256 indexed slot, uint256 value);
    event Noted(string text);

    mapping(uint256 slot => uint256) public stored;
    uint256 public total;

    constructor(uint256 start) payable {
        total = start;
    }

    receive() external payable {}

    function store(uint256 slot, uint256 value) external {
        stored[slot] = value;
        total += value;
        emit Stored(msg.sender, slot, value);
    }

    function note(string calldata text) external {
        emit Noted(text);
    }

    function whoAmI() external view returns (address) {
        return msg.sender;
    }

    function now_() external view returns (uint256 number, uint256 timestamp, uint256 baseFee, uint256 chainId) {
        return (block.number, block.timestamp, block.basefee, block.chainid);
    }

    function failWithText() external pure {
        revert("this text explains");
    }

    function failWithError(uint256 wanted) external view {
        revert TooMuch(wanted, total);
    }

    function failWithPanic(uint256 divisor) external view returns (uint256) {
        return total / divisor;
    }
}
