// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title A number that its owner raises
contract Counter is Ownable {
    event Raised(address indexed by, uint256 to);

    uint256 public number;

    constructor(uint256 start) Ownable(msg.sender) {
        number = start;
    }

    function raise(uint256 by) external onlyOwner {
        number += by;
        emit Raised(msg.sender, number);
    }

    function divide(uint256 by) external {
        require(by > 1, "that would change nothing");
        number /= by;
    }
}
