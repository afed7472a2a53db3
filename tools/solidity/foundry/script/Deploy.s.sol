// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Counter} from "../src/Counter.sol";

/// What a script needs of forge's cheat codes.
interface Vm {
    function startBroadcast() external;
    function stopBroadcast() external;
}

/// @title Deploys a counter and raises it, as `forge script --broadcast` does it
contract Deploy {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// forge asks a script whether it is one.
    bool public constant IS_SCRIPT = true;

    function run() external returns (Counter counter) {
        VM.startBroadcast();
        counter = new Counter(40);
        counter.raise(2);
        VM.stopBroadcast();
    }
}
