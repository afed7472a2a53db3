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

    /// @notice A secret key that only the calling contract can ask for, the same for ever and in view calls too.
    /// @param label tells the contract's keys apart.
    /// @dev Reverts in the transaction that creates the contract, so a constructor has no keys yet: whoever deploys could
    /// otherwise try other code at the same address first. Reverts for accounts and in delegate calls.
    /// The key is as secret as the contract keeps it: never return it or let it decide over gas or reverts.
    function deriveKey(bytes calldata label) external view returns (bytes32 key);

    /// @notice Where the contract runs, for its users to compare with what the chain proves.
    /// @return genesis hash of the chain's first block.
    /// @return committee the committee that executes the contract.
    /// @return programVersion the version of its members' program, whose measurement is in the chain's registry.
    /// @return simulated the network trusts simulated enclaves: it is for development, and nothing on it is secret.
    function attestation()
        external
        view
        returns (bytes32 genesis, uint32 committee, uint32 programVersion, bool simulated);
}

/// @title Safe calls to the system precompile
/// @dev Contracts should pay out through this library. A Solidity call of `IAdytonSystem.withdraw` fails, because
/// Solidity first checks that its target has code, and a precompile has none. (It does not where it expects an answer.)
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

    /// The contract's own key of this name; see `IAdytonSystem.deriveKey`.
    function deriveKey(bytes memory label) internal view returns (bytes32) {
        return IAdytonSystem(SYSTEM).deriveKey(label);
    }

    /// Whether the network trusts simulated enclaves: then nothing on it is secret.
    function isSimulated() internal view returns (bool simulated) {
        (,,, simulated) = IAdytonSystem(SYSTEM).attestation();
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
