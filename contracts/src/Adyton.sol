// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The system precompile of Adyton's confidential EVM
/// @notice It lives at `Adyton.SYSTEM` and takes ordinary ABI calls: a four-byte selector, then the arguments.
/// A call with another selector, malformed arguments or a refused value reverts, and the value stays with the caller.
interface IAdytonSystem {
    /// @notice Sends `msg.value` out of the EVM to an account on the chain.
    /// The payment is an effect of the commit of the block that this call is executed in: it arrives when the cluster's
    /// members agreed on that commit, exactly once.
    /// @param chainAccount the 32 bytes of the account's public key (what an SS58 address encodes).
    /// @dev `msg.value` has 18 decimals and PHA on the chain has 12, so it must be a multiple of `Adyton.WEI_PER_UNIT`;
    /// the precompile reverts otherwise. When the chain cannot pay (an amount below the existential deposit to an
    /// account that does not exist), the executor refunds `msg.sender`, the account that called the precompile,
    /// without calling its code.
    function withdraw(bytes32 chainAccount) external payable;
}

/// @title Safe calls to the system precompile
/// @dev Contracts should pay out through this library. A Solidity call through `IAdytonSystem` fails, because
/// Solidity first checks that its target has code, and a precompile has none.
library Adyton {
    /// The address of the system precompile.
    address internal constant SYSTEM = 0x0000000000000000000000000000000000000AD1;

    /// Wei (18 decimals) in the chain's smallest unit of PHA (12 decimals).
    uint256 internal constant WEI_PER_UNIT = 10 ** 6;

    /// The chain's existential deposit, 0.01 PHA: a smaller payment cannot bring an account into being.
    uint256 internal constant EXISTENTIAL_DEPOSIT = 0.01 ether;

    /// The amount is below the existential deposit.
    error BelowExistentialDeposit(uint256 amount);

    /// The precompile refused the withdrawal and gave no reason.
    error WithdrawalRefused();

    /// The largest part of `amount` that the chain can express; the rest, less than `WEI_PER_UNIT`, is dust.
    function wholeUnits(uint256 amount) internal pure returns (uint256) {
        return amount - (amount % WEI_PER_UNIT);
    }

    /// Pays `amount` wei of the calling contract to `chainAccount`.
    ///
    /// Refuses amounts below the existential deposit even where the account may exist: the contract would learn of
    /// a failed payment only by finding the refund in its balance, and could not tell whom to credit.
    function withdraw(bytes32 chainAccount, uint256 amount) internal {
        if (amount < EXISTENTIAL_DEPOSIT) revert BelowExistentialDeposit(amount);
        (bool accepted, bytes memory reason) =
            SYSTEM.call{value: amount}(abi.encodeCall(IAdytonSystem.withdraw, (chainAccount)));
        if (accepted) return;
        if (reason.length == 0) revert WithdrawalRefused();
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}
