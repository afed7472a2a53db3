// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {encryptCallData} from "@oasisprotocol/sapphire-contracts/contracts/CalldataEncryption.sol";
import {EIP155Signer} from "@oasisprotocol/sapphire-contracts/contracts/EIP155Signer.sol";
import {EthereumUtils} from "@oasisprotocol/sapphire-contracts/contracts/EthereumUtils.sol";
import {Sapphire, sha384, sha512, sha512_256} from "@oasisprotocol/sapphire-contracts/contracts/Sapphire.sol";
import {Subcall} from "@oasisprotocol/sapphire-contracts/contracts/Subcall.sol";
import {SiweAuth} from "@oasisprotocol/sapphire-contracts/contracts/auth/SiweAuth.sol";

/// @title What Sapphire's library offers to contracts, function by function
contract Toolbox {
    bytes public kept;

    function random(uint256 count, bytes calldata purpose) external view returns (bytes memory) {
        return Sapphire.randomBytes(count, purpose);
    }

    /// Two draws for one purpose in one transaction, kept for later.
    function keepRandom() external {
        kept = abi.encodePacked(Sapphire.randomBytes(32, "twice"), Sapphire.randomBytes(32, "twice"));
    }

    function sealed_(bytes32 key, bytes32 nonce, bytes calldata text, bytes calldata extra)
        external
        view
        returns (bytes memory)
    {
        return Sapphire.encrypt(key, nonce, text, extra);
    }

    function opened(bytes32 key, bytes32 nonce, bytes calldata text, bytes calldata extra)
        external
        view
        returns (bytes memory)
    {
        return Sapphire.decrypt(key, nonce, text, extra);
    }

    /// Both sides of an exchange come to the same key.
    function agreed() external view returns (bytes32 ours, bytes32 theirs) {
        (Sapphire.Curve25519PublicKey a, Sapphire.Curve25519SecretKey x) = Sapphire.generateCurve25519KeyPair("a");
        (Sapphire.Curve25519PublicKey b, Sapphire.Curve25519SecretKey y) = Sapphire.generateCurve25519KeyPair("b");
        return (Sapphire.deriveSymmetricKey(b, x), Sapphire.deriveSymmetricKey(a, y));
    }

    function derived(bytes32 publicKey, bytes32 secretKey) external view returns (bytes32) {
        return Sapphire.deriveSymmetricKey(
            Sapphire.Curve25519PublicKey.wrap(publicKey), Sapphire.Curve25519SecretKey.wrap(secretKey)
        );
    }

    function keyPair(Sapphire.SigningAlg algorithm, bytes calldata seed)
        external
        view
        returns (bytes memory publicKey, bytes memory secretKey)
    {
        return Sapphire.generateSigningKeyPair(algorithm, seed);
    }

    function sign(Sapphire.SigningAlg algorithm, bytes calldata key, bytes calldata context, bytes calldata text)
        external
        view
        returns (bytes memory)
    {
        return Sapphire.sign(algorithm, key, context, text);
    }

    function verify(
        Sapphire.SigningAlg algorithm,
        bytes calldata key,
        bytes calldata context,
        bytes calldata text,
        bytes calldata signature
    ) external view returns (bool) {
        return Sapphire.verify(algorithm, key, context, text, signature);
    }

    function digests(bytes calldata text) external view returns (bytes32, bytes memory, bytes memory) {
        return (sha512_256(text), sha512(text), sha384(text));
    }

    /// Whichever way it goes, the caller pays for `gas_`.
    function padded(uint256 rounds, uint128 gas_) external returns (uint256 sum) {
        for (uint256 i = 0; i < rounds; ++i) {
            sum ^= uint256(keccak256(abi.encode(i)));
        }
        kept = abi.encode(sum);
        Sapphire.padGas(gas_);
    }

    function gasUsed() external view returns (uint64) {
        return Sapphire.gasUsed();
    }

    function epoch() external view returns (uint256 current, uint256 ofKey, bytes32 key) {
        Subcall.CallDataPublicKey memory found;
        (ofKey, found) = Subcall.coreCallDataPublicKey();
        return (Subcall.coreCurrentEpoch(), ofKey, found.key);
    }

    /// A subcall that is not offered answers a status, it does not fail.
    function subcall(string calldata method) external returns (uint64 status, bytes memory data) {
        return Subcall.subcall(method, hex"a0");
    }
}

/// @title An account that nobody holds: the contract made its key and signs with it, legacy with EIP-155
contract Cashier {
    address public immutable account;
    bytes32 private immutable _key;

    event Counted(address by, uint256 amount);

    uint256 public counted;

    constructor() {
        (account, _key) = EthereumUtils.generateKeypair();
    }

    /// A transaction of the account that calls `count` with encrypted calldata, ready to be sent by anybody.
    function voucher(uint64 nonce, uint256 gasPrice, uint256 amount) external view returns (bytes memory) {
        return EIP155Signer.sign(
            account,
            _key,
            EIP155Signer.EthTx({
                nonce: nonce,
                gasPrice: gasPrice,
                gasLimit: 250_000,
                to: address(this),
                value: 0,
                data: encryptCallData(abi.encodeCall(this.count, (amount))),
                chainId: block.chainid
            })
        );
    }

    function count(uint256 amount) external {
        require(msg.sender == account, "only the cashier counts");
        counted += amount;
        emit Counted(msg.sender, amount);
    }
}

/// @title A diary that its owner alone reads: by a transaction's or query's signer, or by a sign-in token
contract Diary is SiweAuth {
    error NotYours(address asker);

    event Written(uint256 length);

    address public immutable owner;
    string private _text;

    constructor(string memory domain) SiweAuth(domain) {
        owner = msg.sender;
    }

    function write(string calldata text) external {
        if (msg.sender != owner) revert NotYours(msg.sender);
        _text = text;
        emit Written(bytes(text).length);
    }

    function read(bytes memory token) external view returns (string memory) {
        address asker = msg.sender == owner ? owner : authMsgSender(token);
        if (asker != owner) revert NotYours(asker);
        return _text;
    }

    function whoAmI() external view returns (address) {
        return msg.sender;
    }
}
