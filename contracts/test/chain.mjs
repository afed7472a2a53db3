// A confidential EVM without its chain: one in-memory EVM in which `msg.sender` is whoever the test says, as it is
// where calls and queries are signed inside their encryption. It has the system precompile, and the test sets block and clock.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { EVMError, createEVM } from "@ethereumjs/evm";
import {
  bytesToHex, createAccount, createAddressFromString, createZeroAddress, hexToBytes,
} from "@ethereumjs/util";
import { Interface, getAddress, parseEther, toBeHex } from "ethers";
import { ROOT, compile } from "../compile.mjs";

export const SYSTEM = "0x0000000000000000000000000000000000000ad1";
export const NOBODY = createZeroAddress().toString();

const GAS_LIMIT = 30_000_000n;
const WEI_PER_UNIT = 1_000_000n;

// The contracts are tested as they are committed; `npm test` has first checked that this is what src/ compiles to.
const artefacts = new Map(
  [...committedArtefacts(), ...compile("test/contracts")].map((artefact) => [
    artefact.contractName,
    artefact,
  ]),
);
const everyError = new Interface(
  [...artefacts.values()].flatMap(({ abi }) => abi.filter((item) => item.type === "error")),
);
const system = interfaceOf("IAdytonSystem");

/** The address of the `index`th test account. */
export function account(index) {
  return getAddress(toBeHex(0xa11ce000 + index, 20));
}

export function pha(amount) {
  return parseEther(String(amount));
}

/** Asserts by throwing: `await rejects(call, reverted("Name"))` wants that custom error. */
export function reverted(name) {
  return (error) => {
    if (error instanceof Reverted && error.reason === name) return true;
    throw new Error(`wanted the revert ${name}, got: ${error.message}`);
  };
}

class Reverted extends Error {
  constructor(reason) {
    super(`reverted with ${reason}`);
    this.reason = reason;
  }
}

export class TestChain {
  height = 1n;
  time = 1_800_000_000n;
  /** Payments that the system precompile accepted: `{ chainAccount, units }`, units of 12 decimals. */
  payouts = [];

  static async start() {
    const chain = new TestChain();
    chain.evm = await createEVM({
      common: new Common({ chain: Mainnet, hardfork: Hardfork.Cancun }),
      customPrecompiles: [
        { address: createAddressFromString(SYSTEM), function: (input) => chain.#withdraw(input) },
      ],
    });
    chain.evm.events.on("beforeMessage", (message) => (chain.currentMessage = message));
    return chain;
  }

  nextBlock() {
    this.height += 1n;
    this.time += 6n;
  }

  async fund(address, amount) {
    await this.evm.stateManager.putAccount(
      createAddressFromString(address),
      createAccount({ balance: amount }),
    );
  }

  async balance(address) {
    const found = await this.evm.stateManager.getAccount(createAddressFromString(address));
    return found?.balance ?? 0n;
  }

  async deploy(name, args, options) {
    const { bytecode } = artefacts.get(name);
    const contract = interfaceOf(name);
    const data = bytecode + contract.encodeDeploy(args).slice(2);
    const result = await this.#run({ ...options, data });
    return new Contract(this, contract, result.createdAddress.toString());
  }

  /** The contract of type `name` at `address`. */
  at(name, address) {
    return new Contract(this, interfaceOf(name), address);
  }

  async send(contract, address, method, args, options) {
    const data = contract.encodeFunctionData(method, args);
    const { execResult } = await this.#run({ ...options, to: address, data });
    return { gas: execResult.executionGasUsed, logs: execResult.logs ?? [] };
  }

  /** Executes like `send` on a snapshot, and returns what the method returns. */
  async query(contract, address, method, args, from) {
    await this.evm.journal.checkpoint();
    try {
      const data = contract.encodeFunctionData(method, args);
      const { execResult } = await this.#execute({ from, to: address, data });
      throwIfReverted(execResult);
      const values = contract.decodeFunctionResult(method, execResult.returnValue);
      return values.length === 1 ? values[0] : values.toArray();
    } finally {
      await this.evm.journal.revert();
    }
  }

  async #run(transaction) {
    const result = await this.#execute(transaction);
    await this.evm.journal.cleanup();
    throwIfReverted(result.execResult);
    return result;
  }

  #execute({ from = NOBODY, to, data, value = 0n }) {
    return this.evm.runCall({
      block: this.#block(),
      caller: createAddressFromString(from),
      to: to && createAddressFromString(to),
      data: hexToBytes(data),
      value,
      gasLimit: GAS_LIMIT,
    });
  }

  #block() {
    const header = {
      number: this.height,
      timestamp: this.time,
      gasLimit: GAS_LIMIT,
      coinbase: createZeroAddress(),
      difficulty: 0n,
      prevRandao: new Uint8Array(32),
      baseFeePerGas: 0n,
      getBlobGasPrice: () => 0n,
    };
    return { header };
  }

  /** The precompile of src/Adyton.sol, with a list of payments where Adyton has effects. */
  #withdraw({ data, gasLimit }) {
    const call = system.parseTransaction({ data: bytesToHex(data) });
    const { value } = this.currentMessage;
    if (call?.name !== "withdraw" || value % WEI_PER_UNIT !== 0n) {
      const exceptionError = new EVMError(EVMError.errorMessages.REVERT);
      return { executionGasUsed: gasLimit, returnValue: new Uint8Array(), exceptionError };
    }
    this.payouts.push({ chainAccount: call.args.chainAccount, units: value / WEI_PER_UNIT });
    return { executionGasUsed: 0n, returnValue: new Uint8Array() };
  }
}

class Contract {
  #chain;
  #interface;

  constructor(chain, contractInterface, address) {
    this.#chain = chain;
    this.#interface = contractInterface;
    this.address = address;
  }

  send(from, method, args = [], value = 0n) {
    return this.#chain.send(this.#interface, this.address, method, args, { from, value });
  }

  query(from, method, args = []) {
    return this.#chain.query(this.#interface, this.address, method, args, from);
  }
}

function committedArtefacts() {
  const folder = join(ROOT, "artifacts");
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
}

function interfaceOf(name) {
  return new Interface(artefacts.get(name).abi);
}

function throwIfReverted({ exceptionError, returnValue }) {
  if (!exceptionError) return;
  const known = returnValue.length >= 4 && everyError.parseError(bytesToHex(returnValue));
  throw new Reverted(known ? known.name : exceptionError.error);
}
