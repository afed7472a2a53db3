// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Enumerable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Enumerable.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC1155Supply} from "@openzeppelin/contracts/token/ERC1155/extensions/ERC1155Supply.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title A token that votes: ERC-20 with permits and checkpoints
contract Coin is ERC20, ERC20Permit, ERC20Votes {
    constructor(uint256 supply) ERC20("Coin", "COIN") ERC20Permit("Coin") {
        _mint(msg.sender, supply);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }
}

/// @title Tickets that only those with the role may print
contract Ticket is ERC721Enumerable, AccessControl {
    bytes32 public constant PRINTER = keccak256("PRINTER");

    constructor() ERC721("Ticket", "TCKT") {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }

    function print(address to, uint256 id) external onlyRole(PRINTER) {
        _safeMint(to, id);
    }

    function supportsInterface(bytes4 id) public view override(ERC721Enumerable, AccessControl) returns (bool) {
        return super.supportsInterface(id);
    }
}

/// @title A thing that accepts tickets
contract Drawer is ERC721Holder {}

/// @title Goods in many kinds
contract Goods is ERC1155Supply {
    constructor() ERC1155("ipfs://goods/{id}.json") {}

    function make(address to, uint256[] calldata kinds, uint256[] calldata amounts) external {
        _mintBatch(to, kinds, amounts, "");
    }
}
